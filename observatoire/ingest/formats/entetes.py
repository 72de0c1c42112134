"""Où commence un tableau large, et ce que chacune de ses colonnes porte."""

from dataclasses import dataclass, replace

from observatoire.ingest.formats.demande import Demande
from observatoire.ingest.formats.intitules import ColonneLue, LecteurIntitules, is_compte
from observatoire.ingest.lecture import limites
from observatoire.ingest.lecture.tableau import Feuille, normalize_label

_CODES = (
    "code", "code_territoire", "code_iris", "iris", "code_quartier", "code_qp", "code_qpv", "code_insee",
    "code_commune", "codgeo", "depcom", "code_commune_insee",
)  # fmt: skip
_NOMS = (
    "territoire", "quartier", "nom_quartier", "qpv", "commune", "zone", "secteur", "nom", "libelle",
    "nom_territoire", "departement",
)  # fmt: skip
_CLES = {
    "periode": ("periode", "annee", "millesime"),
    "sexe": ("sexe",),
    "age": ("age", "classe_age", "tranche_age"),
}


@dataclass(frozen=True)
class Plan:
    """Comment lire une feuille : ligne d'en-tête, colonne du territoire, clés, colonnes d'indicateurs."""

    feuille: Feuille
    entete: int
    intitules: list[str]
    territoire: int
    cles: dict[str, int]
    colonnes: list[ColonneLue]

    @property
    def richesse(self) -> int:
        """Nombre de chiffres différents par territoire."""
        return len({(c.indicateur, c.periode, c.role) for c in self.colonnes})


def find_plan(feuille: Feuille, demande: Demande, lecteur: LecteurIntitules) -> Plan | None:
    """La ligne du haut qui reconnaît le plus de chiffres différents ; à égalité la plus basse, sous les groupes."""
    remplie = _fill_fusions(feuille)
    voulue = normalize_label(demande.correspondance.code)
    meilleur: Plan | None = None
    for entete in range(min(limites.LIGNES_ENTETE_MAX, len(remplie.cellules))):
        bas = remplie.get_ligne(entete)
        colonnes = _read_intitules(remplie, entete, lecteur)
        territoire = _find_territoire(bas, {c.position for c in colonnes}, voulue)
        if colonnes and territoire is not None:
            cles = _find_cles(bas, {territoire, *(c.position for c in colonnes)})
            plan = Plan(remplie, entete, bas, territoire, cles, colonnes)
            if meilleur is None or plan.richesse >= meilleur.richesse:
                meilleur = plan
    return meilleur


def _fill_fusions(feuille: Feuille) -> Feuille:
    """Répète dans toute la fusion la valeur de sa première case."""
    if not feuille.fusions:
        return feuille
    cellules = feuille.cellules.copy()
    for haut, gauche, bas, droite in feuille.fusions:
        cellules.iloc[haut : bas + 1, gauche : droite + 1] = str(cellules.iloc[haut, gauche])
    return replace(feuille, cellules=cellules)


def _read_intitules(remplie: Feuille, entete: int, lecteur: LecteurIntitules) -> list[ColonneLue]:
    """Colonnes d'indicateurs ; un en-tête de groupe (« ALD diabète ») complète l'intitulé (« Effectif 2022 »)."""
    bas = remplie.get_ligne(entete)
    groupes = _read_groupes(remplie, entete)
    effectifs = {g for g, t in zip(groupes, bas, strict=True) if g and is_compte(t, "numerateur")}
    lues: list[ColonneLue] = []
    for position, (groupe, intitule) in enumerate(zip(groupes, bas, strict=True)):
        # Une case vide sous un intitulé (ligne d'en-tête de trop, sans fusion) laisse l'intitulé du dessus.
        complets = [intitule] if not groupe or groupe == intitule else [f"{groupe} {intitule}".strip(), intitule]
        if groupe in effectifs and is_compte(intitule, "denominateur"):
            # « Population » à côté de « Effectif » : les dénominateurs du groupe, jamais l'indicateur population.
            complets = complets[:1]
        essais = [lecteur.read(position, t) for t in complets if t]
        lues += [c for c in essais if c is not None][:1]
    return lues


def _read_groupes(remplie: Feuille, entete: int) -> list[str]:
    """En-têtes de groupe au-dessus de la ligne d'en-tête ; une ligne d'un seul texte est un titre, pas des groupes."""
    haut = remplie.get_ligne(entete - 1) if entete else []
    return haut if len({t for t in haut if t}) > 1 else [""] * remplie.cellules.shape[1]


def _find_territoire(intitules: list[str], prises: set[int], voulue: str) -> int | None:
    normaux = {i: normalize_label(t) for i, t in enumerate(intitules) if i not in prises and t}
    for noms in ((voulue,) if voulue else (), _CODES, _NOMS):
        for position, nom in normaux.items():
            if nom in noms:
                return position
    return None


def _find_cles(intitules: list[str], prises: set[int]) -> dict[str, int]:
    normaux = {normalize_label(t): i for i, t in enumerate(intitules) if i not in prises}
    return {
        cle: next(normaux[n] for n in noms if n in normaux)
        for cle, noms in _CLES.items()
        if any(n in normaux for n in noms)
    }


def list_inconnues(plan: Plan) -> list[str]:
    """Intitulés qu'aucun indicateur ne reconnaît, précédés de leur en-tête de groupe."""
    connues = {plan.territoire, *plan.cles.values(), *(c.position for c in plan.colonnes)}
    noms = {i for i, t in enumerate(plan.intitules) if normalize_label(t) in (*_CODES, *_NOMS)}
    groupes = _read_groupes(plan.feuille, plan.entete)
    titres = [t if not g or g == t else f"{g} {t}".strip() for g, t in zip(groupes, plan.intitules, strict=True)]
    return [titre for i, titre in enumerate(titres) if titre and i not in connues | noms]
