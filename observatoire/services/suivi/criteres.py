"""Les critères d'une liste de fiches : chaque champ lu en codes, pour filtrer, compter, et s'écrire dans un lien."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from observatoire.domain.cls.avancement import (
    EtatAction,
    find_derniere_nouvelle,
    is_en_retard,
    is_silencieuse,
    list_moyens,
    measure_budget,
)
from observatoire.domain.cls.completude import Completude, measure_completude
from observatoire.domain.cls.objets import Action, Axe
from observatoire.domain.cls.plan import Plan
from observatoire.domain.cls.saisie import get_nom_champ
from observatoire.domain.cls.vocabulaire import STATUTS_CLOS, EtatDemande, StatutAction, Terme, UniteFinancement
from observatoire.domain.francais import sort_key
from observatoire.services.suivi.facettes import Facette, Valeur, matches, read_mots


@dataclass(frozen=True)
class Fiche:
    """Une action et tout ce qui s'en déduit un jour donné ; ses moyens comptent ceux de ses sous-actions."""

    plan: Plan
    etat: EtatAction
    completude: Completude
    prevu: float | None
    noms: Mapping[str, str]
    au: date

    @property
    def action(self) -> Action:
        """L'action elle-même."""
        return self.etat.action


@dataclass(frozen=True)
class Compte:
    """Le nombre de fiches qui ont une valeur ; combien sont réalisées, combien en retard."""

    valeur: Valeur
    fiches: int
    realisees: int
    en_retard: int


TRIS = {
    "numero": "Numéro",
    "fin": "Date de fin",
    "budget": "Budget prévu, le plus fort d’abord",
    "nouvelle": "Dernière nouvelle, la plus ancienne d’abord",
    "completude": "Fiches les moins remplies d’abord",
}
_TRANCHES = ((10_000, "moins de 10 000 €"), (50_000, "de 10 000 à 50 000 €"), (100_000, "de 50 000 à 100 000 €"))
_JAMAIS_VIDES = frozenset(
    {"id", "version", "contrat_id", "parent_id", "axes", "statut", "numero", "titre", "confidentiel"}
)


def describe_fiches(plan: Plan, au: date, noms: Mapping[str, str], *, sous_actions: bool = False) -> tuple[Fiche, ...]:
    """Rend les fiches d'un plan, par numéro. `noms` : code de territoire → nom."""
    return tuple(_describe(plan, a, au, noms) for a in plan.actions if sous_actions or a.parent_id is None)


def _describe(plan: Plan, action: Action, au: date, noms: Mapping[str, str]) -> Fiche:
    etat = EtatAction(
        action, is_en_retard(action, au), is_silencieuse(plan, action, au), find_derniere_nouvelle(plan, action, au)
    )
    euros = measure_budget(list_moyens(plan, action), UniteFinancement.EURO)
    prevu = euros.prevu if euros.chiffrees else None
    return Fiche(plan, etat, measure_completude(plan, action, au), prevu, noms, au)


# --- lire chaque champ ---


def _read_texte(champ: str) -> Callable[[Fiche], Iterable[Valeur]]:
    def read(fiche: Fiche) -> Iterable[Valeur]:
        return read_mots(getattr(fiche.action, champ))

    return read


def _read_axes(fiche: Fiche) -> Iterable[Valeur]:
    """L'axe de l'action et tous ceux qui le contiennent : choisir un axe prend ses sous-axes."""
    plan = fiche.plan
    trouves: set[int] = set()
    for axe_id in fiche.action.axes:
        axe = plan.get(Axe, axe_id)
        while axe is not None and axe.id not in trouves:
            trouves.add(axe.id)
            axe = plan.get(Axe, axe.parent_id)
    return [
        Valeur(str(a.id), f"{'· ' * plan.get_profondeur(a)}{a.numero} {a.titre}", rang)
        for rang, a in enumerate(plan.axes)
        if a.id in trouves
    ]


def _read_terme(terme: Terme | None) -> list[Valeur]:
    return [] if terme is None else [Valeur(terme.value, terme.libelle, list(type(terme)).index(terme))]


def _read_alertes(fiche: Fiche) -> Iterable[Valeur]:
    etapes = fiche.plan.list_etapes(fiche.action.id)
    ouverte = fiche.action.statut not in STATUTS_CLOS  # une action close n'attend plus ses étapes
    depassee = ouverte and any(e.echeance and e.echeance < fiche.au and not e.realisee_le for e in etapes)
    alertes = (
        (fiche.etat.retard, Valeur("retard", "En retard", 1)),
        (fiche.etat.silence, Valeur("silence", "Sans nouvelle depuis 12 mois", 2)),
        (depassee, Valeur("etape", "Étape à l’échéance dépassée", 3)),
    )
    return [valeur for vraie, valeur in alertes if vraie]


def _read_territoires(fiche: Fiche) -> Iterable[Valeur]:
    return [Valeur(t.replace(",", " "), fiche.noms.get(t, t)) for t in fiche.action.territoires]


def _read_moyens(champ: str) -> Callable[[Fiche], Iterable[Valeur]]:
    def read(fiche: Fiche) -> Iterable[Valeur]:
        return read_mots({getattr(f, champ) for f in list_moyens(fiche.plan, fiche.action)})

    return read


def _read_demandes(fiche: Fiche) -> Iterable[Valeur]:
    etats = {f.demande for f in list_moyens(fiche.plan, fiche.action)}
    return [valeur for etat in EtatDemande if etat in etats for valeur in _read_terme(etat)]


def _read_budget(fiche: Fiche) -> Iterable[Valeur]:
    if fiche.prevu is None:
        return []
    for rang, (borne, libelle) in enumerate(_TRANCHES):
        if fiche.prevu < borne:
            return [Valeur(f"m{borne}", libelle, rang)]
    return [Valeur("plus", "100 000 € ou plus", len(_TRANCHES))]


def _read_completude(fiche: Fiche) -> Iterable[Valeur]:
    remplies, total = fiche.completude.remplies, fiche.completude.total
    return [Valeur(str(remplies), f"{remplies} rubriques sur {total}", -remplies)]


def _read_manques(fiche: Fiche) -> Iterable[Valeur]:
    return read_mots(fiche.completude.manques)


def _read_vides(fiche: Fiche) -> Iterable[Valeur]:
    champs = [c for c in vars(fiche.action) if c not in _JAMAIS_VIDES]
    return [Valeur(c, get_nom_champ(c)) for c in champs if getattr(fiche.action, c) in ("", (), None)]


def _read_annee(champ: str) -> Callable[[Fiche], Iterable[Valeur]]:
    def read(fiche: Fiche) -> Iterable[Valeur]:
        jour: date | None = getattr(fiche.action, champ)
        return [Valeur(str(jour.year), str(jour.year))] if jour else []

    return read


def _read_confidentiel(fiche: Fiche) -> Iterable[Valeur]:
    return [Valeur("oui", "Confidentielle")] if fiche.action.confidentiel else [Valeur("non", "Ouverte")]


#: Tout ce par quoi on filtre et compte : paramètre de l'adresse → critère.
CRITERES: dict[str, Facette[Fiche]] = {
    "axe": Facette("Axe", _read_axes),
    "statut": Facette("Statut", lambda f: _read_terme(f.action.statut)),
    "territoire": Facette("Quartier ou QPV", _read_territoires),
    "theme": Facette("Thématique", _read_texte("thematiques")),
    "alerte": Facette("Alerte", _read_alertes, "(aucune alerte)"),
    "priorite": Facette("Priorité", lambda f: _read_terme(f.action.priorite)),
    "public": Facette("Public", _read_texte("publics")),
    "determinant": Facette("Déterminant", _read_texte("determinants")),
    "pilote": Facette("Structure pilote", _read_texte("structure_pilote")),
    "personne": Facette("Personne pilote", _read_texte("personne_pilote")),
    "service": Facette("Direction ou service", _read_texte("service_pilote")),
    "elu": Facette("Élu·e référent·e", _read_texte("elu_referent")),
    "partenaire": Facette("Partenaire", _read_texte("partenaires")),
    "instance": Facette("Instance de gouvernance", _read_texte("instance")),
    "motif": Facette("Motif", _read_texte("motif")),
    "budget": Facette("Budget prévu", _read_budget),
    "financeur": Facette("Financeur", _read_moyens("financeur")),
    "dispositif": Facette("Dispositif de financement", _read_moyens("dispositif")),
    "demande": Facette("Demande de financement", _read_demandes),
    "annee-debut": Facette("Année de début", _read_annee("debut")),
    "annee": Facette("Année de fin", _read_annee("fin")),
    "completude": Facette("Fiche remplie", _read_completude),
    "manque": Facette("Rubrique manquante", _read_manques, "(aucune)"),
    "vide": Facette("Champ vide", _read_vides, "(aucun)"),
    "confidentiel": Facette("Confidentialité", _read_confidentiel),
}
BORNES = {
    "debut-apres": "Commence à partir du",
    "debut-avant": "Commence au plus tard le",
    "fin-apres": "Finit à partir du",
    "fin-avant": "Finit au plus tard le",
}


# --- choisir, compter, ranger ---


def select_fiches(
    fiches: Iterable[Fiche],
    choix: Mapping[str, Sequence[str]],
    *,
    recherche: str = "",
    bornes: Mapping[str, date] | None = None,
) -> tuple[Fiche, ...]:
    """Rend les fiches qui passent tous les filtres.

    Args:
        fiches: celles du plan.
        choix: critère → codes retenus ; une fiche passe si elle en a un au moins.
        recherche: mots qui doivent tous se trouver dans la fiche, ses étapes ou ses notes.
        bornes: dates limites, par code de `BORNES` ; une fiche sans la date ne passe pas.
    """
    mots = sort_key(recherche).split()
    retenues: list[Fiche] = []
    for fiche in fiches:
        trouve = not mots or _contains(fiche, mots)
        if trouve and matches(CRITERES, fiche, choix) and _respects(fiche.action, bornes or {}):
            retenues.append(fiche)
    return tuple(retenues)


def _respects(action: Action, bornes: Mapping[str, date]) -> bool:
    for code, borne in bornes.items():
        champ, sens = code.split("-")
        jour: date | None = getattr(action, champ)
        if jour is None or (jour < borne if sens == "apres" else jour > borne):
            return False
    return True


def _contains(fiche: Fiche, mots: Sequence[str]) -> bool:
    plan, action = fiche.plan, fiche.action
    textes = [str(v) for v in vars(action).values() if isinstance(v, str)]
    textes += [
        mot for champ in ("publics", "thematiques", "determinants", "partenaires") for mot in getattr(action, champ)
    ]
    textes += [fiche.noms.get(t, t) for t in action.territoires]
    textes += [e.libelle for e in plan.list_etapes(action.id)] + [n.texte for n in plan.list_notes(action.id)]
    foin = sort_key(" ".join(textes))
    return all(mot in foin for mot in mots)


def count_fiches(critere: Facette[Fiche], fiches: Sequence[Fiche]) -> tuple[Compte, ...]:
    """Compte les fiches par valeur d'un critère ; une fiche à plusieurs valeurs compte dans chacune."""
    comptes: list[Compte] = []
    for code, valeur in critere.collect(fiches).items():
        siennes = [f for f in fiches if code in critere.list_codes(f)]
        realisees = sum(f.action.statut is StatutAction.REALISE for f in siennes)
        comptes.append(Compte(valeur, len(siennes), realisees, sum(f.etat.retard for f in siennes)))
    return tuple(comptes)


def sort_fiches(fiches: Iterable[Fiche], tri: str) -> tuple[Fiche, ...]:
    """Range les fiches (déjà par numéro) selon un code de `TRIS`.

    Une fiche sans date de fin ou sans budget vient en dernier ; une fiche sans nouvelle vient en premier : c'est elle
    que cherche qui range par la plus ancienne.
    """
    cles: dict[str, Callable[[Fiche], float]] = {
        "numero": lambda _: 0,
        "fin": lambda f: f.action.fin.toordinal() if f.action.fin else 1e9,
        "budget": lambda f: -f.prevu if f.prevu is not None else 1e12,
        "nouvelle": lambda f: f.etat.derniere_nouvelle.toordinal() if f.etat.derniere_nouvelle else 0,
        "completude": lambda f: f.completude.remplies,
    }
    return tuple(sorted(fiches, key=cles[tri]))
