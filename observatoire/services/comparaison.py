"""Comparer de 2 à 8 territoires de toute maille : matrice, classement, deux périodes côte à côte."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from observatoire.domain.francais import format_pluriel
from observatoire.domain.indicateur import Indicateur
from observatoire.domain.periode import Periode
from observatoire.domain.phrases.comparaison import Bilan, tell_comparaisons, tell_hasard, write_comparaison
from observatoire.domain.phrases.ensemble import choose_jugement
from observatoire.domain.phrases.lieux import append_raison, build_lieu, capitalise, join_lieux, tell_bornes
from observatoire.domain.phrases.phrase import Phrase
from observatoire.domain.selection import GenreComparateur
from observatoire.domain.territoire import Territoire
from observatoire.domain.verdict import Ecart, Jugement
from observatoire.errors import SelectionInvalide
from observatoire.services.chiffres import build_chiffres
from observatoire.services.comparateurs import resolve_reference
from observatoire.services.ecarts import Historique
from observatoire.services.lignes import build_lignes, group_historique
from observatoire.services.resultats import Chiffre, Comparateur, Ligne
from observatoire.services.version import (
    find_indicateur,
    find_periode,
    find_territoire,
    name_version,
    open_version,
)
from observatoire.store.entrepot.metadonnees import Metadonnees

MIN_TERRITOIRES, MAX_TERRITOIRES = 2, 8
RISQUE_95 = 0.05


@dataclass(frozen=True, slots=True)
class Colonne:
    """Un indicateur de la matrice, à la période commune des territoires choisis."""

    indicateur: Indicateur
    periode: Periode
    reference: float | None


@dataclass(frozen=True, slots=True)
class Comparaison:
    """Matrice territoires × indicateurs. `cellules[i][j]` : territoire i, indicateur j.

    `hasard_attendu` est le nombre d'écarts à 95 % que le hasard ferait seul sur `comparaisons` tests.
    """

    version: str
    territoires: tuple[Territoire, ...]
    populations: tuple[float | None, ...]
    comparateur: Comparateur
    colonnes: tuple[Colonne, ...]
    cellules: tuple[tuple[Ligne, ...], ...]
    comparaisons: int
    hasard_attendu: float
    phrase: Phrase


def build_comparaison(
    *,
    version: str,
    territoires: tuple[str, ...],
    indicateurs: tuple[str, ...] = (),
    comparateur: str | None = None,
) -> Comparaison:
    """Compare des territoires sur des indicateurs (tous s'il n'en est nommé aucun).

    Chaque indicateur est lu à la dernière période que tous les territoires choisis partagent, ou à défaut que le
    plus grand nombre partage.

    Raises:
        SelectionInvalide: code inconnu, ou nombre de territoires hors de 2 à 8.
    """
    entrepot = open_version(version)
    meta = entrepot.metadonnees
    choisis = [find_territoire(meta, code) for code in check_territoires(territoires)]
    reference = resolve_reference(meta=meta, texte=comparateur)
    fiches = [find_indicateur(meta, code) for code in indicateurs]
    codes = list(dict.fromkeys([t.code for t in choisis] + ([reference.territoire] if reference.territoire else [])))
    historique = group_historique(
        build_chiffres(
            entrepot.read(
                "historique", indicateurs=[f.code for f in fiches], territoires=codes, sexe="ensemble", age="tous"
            ),
            meta,
        )
    )
    fiches = fiches or list_presents(meta, historique, [t.code for t in choisis])
    periodes = {f.code: choose_periode(meta, f.code, territoires, historique) for f in fiches}
    fiches = [f for f in fiches if periodes[f.code] is not None]
    demandes = [
        find_chiffre(meta, historique, code=t.code, fiche=f, periode=p)
        for t in choisis
        for f in fiches
        if (p := periodes[f.code]) is not None
    ]
    lignes = build_lignes(meta=meta, choisis=demandes, pairs=(), historique=historique, reference=reference)
    largeur = len(fiches)
    cellules = tuple(tuple(lignes[i * largeur : (i + 1) * largeur]) for i in range(len(choisis)))
    comparaisons = sum(count_comparaisons(rangee) for rangee in cellules)
    populations = {code: effectif for code, _, effectif in entrepot.read("population_totale", territoires=codes)}
    return Comparaison(
        version=name_version(meta),
        territoires=tuple(choisis),
        populations=tuple(populations.get(t.code) for t in choisis),
        comparateur=reference.comparateur,
        colonnes=tuple(
            Colonne(f, p, _read_reference(cellules, j))
            for j, f in enumerate(fiches)
            if (p := periodes[f.code]) is not None
        ),
        cellules=cellules,
        comparaisons=comparaisons,
        hasard_attendu=comparaisons * RISQUE_95,
        phrase=write_comparaison(
            bilans=[_summarise(meta, rangee) for rangee in cellules if rangee],
            comparateur=reference.comparateur.lieu,
            hasard_attendu=comparaisons * RISQUE_95,
        ),
    )


def count_comparaisons(lignes: Iterable[Ligne]) -> int:
    """Nombre de comparaisons qui ont pu être faites, qu'elles concluent ou non."""
    return sum(ligne.verdict.is_etabli or not ligne.verdict.motif for ligne in lignes)


def write_hasard(lignes: Iterable[Ligne]) -> str:
    """Combien d'écarts le hasard ferait seul parmi ceux montrés ; vide s'il n'en ferait pas un."""
    comparaisons = count_comparaisons(lignes)
    attendu = comparaisons * RISQUE_95
    return f"{tell_comparaisons(comparaisons, attendu)}." if tell_hasard(attendu) else ""


def build_deux_periodes(
    *,
    version: str,
    indicateur: str,
    territoires: tuple[str, ...],
    ancienne: str,
    recente: str,
) -> tuple[Ligne, ...]:
    """Chaque territoire à la période récente, comparé à lui-même à l'ancienne.

    Le verdict dit si le changement est établi, ou pourquoi il ne peut pas l'être.

    Raises:
        SelectionInvalide: code inconnu.
    """
    entrepot = open_version(version)
    meta = entrepot.metadonnees
    fiche = find_indicateur(meta, indicateur)
    find_periode(meta, ancienne)
    fin = find_periode(meta, recente)
    codes = [find_territoire(meta, code).code for code in territoires]
    historique = group_historique(
        build_chiffres(
            entrepot.read("historique", indicateurs=[fiche.code], territoires=codes, sexe="ensemble", age="tous"),
            meta,
        )
    )
    choisis = [find_chiffre(meta, historique, code=code, fiche=fiche, periode=fin) for code in codes]
    reference = resolve_reference(meta=meta, texte=f"{GenreComparateur.PERIODE.value}:{ancienne}")
    return tuple(build_lignes(meta=meta, choisis=choisis, pairs=(), historique=historique, reference=reference))


def write_deux_periodes(lignes: Sequence[Ligne], *, debut: str, fin: str) -> Phrase:
    """Qui a changé, dans quel sens, ou pourquoi rien ne se mesure."""
    mesurees = [x for x in lignes if x.verdict.ecart is not Ecart.NON_COMPARABLE]
    if not mesurees:
        motif = Counter(x.verdict.motif for x in lignes).most_common(1)[0][0]
        texte = append_raison(f"Aucun changement ne se mesure {tell_bornes(debut, fin)}", motif)
        return Phrase(texte, "", Jugement.NON_COMPARABLE)
    parties = [partie for sens in (1, -1) if (partie := _tell_sens(mesurees, sens))]
    suite = " ; ".join(parties) or "aucun changement n’est établi"
    certitude = "test entre deux périodes séparées, à 95 % et 99,8 %"
    texte = f"{capitalise(tell_bornes(debut, fin))}, {suite}."
    return Phrase(texte, certitude, choose_jugement([x.verdict for x in mesurees]))


def _tell_sens(lignes: Sequence[Ligne], sens: int) -> str:
    retenues = [x for x in lignes if x.verdict.direction == sens]
    if not retenues:
        return ""
    verdict = retenues[0].verdict
    lecture = ", défavorable," if verdict.is_defavorable else ", favorable," if verdict.is_favorable else ""
    mot = "hausse" if sens > 0 else "baisse"
    return f"{mot} établie{lecture} pour {join_lieux([x.lieu.nom for x in retenues])}"


def check_territoires(territoires: Sequence[str]) -> list[str]:
    """Retire les doublons et vérifie le nombre.

    Raises:
        SelectionInvalide: moins de 2 ou plus de 8 territoires.
    """
    uniques = list(dict.fromkeys(territoires))
    if not MIN_TERRITOIRES <= len(uniques) <= MAX_TERRITOIRES:
        raise SelectionInvalide(
            f"{format_pluriel(len(uniques), 'territoire choisi', 'territoires choisis')} : une comparaison en demande "
            f"de {MIN_TERRITOIRES} à {MAX_TERRITOIRES}."
        )
    return uniques


def list_presents(meta: Metadonnees, historique: Historique, codes: Sequence[str]) -> list[Indicateur]:
    """Indicateurs publiés pour au moins un des territoires, dans l'ordre des thèmes."""
    presents = {
        indicateur
        for (indicateur, code), serie in historique.items()
        if code in codes and any(c.valeur is not None for c in serie)
    }
    ordre = {theme: rang for rang, theme in enumerate(type(next(iter(meta.indicateurs.values())).theme))}
    return sorted((meta.indicateurs[c] for c in presents), key=lambda f: (ordre[f.theme], f.code))


def choose_periode(
    meta: Metadonnees, indicateur: str, territoires: Sequence[str], historique: Historique
) -> Periode | None:
    """Dernière période que le plus grand nombre de territoires partage ; rien si aucun n'a de valeur."""
    comptes: dict[str, int] = {}
    for code in territoires:
        for chiffre in historique.get((indicateur, code), ()):
            if chiffre.valeur is not None or chiffre.is_secret:
                comptes[chiffre.periode.code] = comptes.get(chiffre.periode.code, 0) + 1
    if not comptes:
        return None
    return max((meta.periodes[code] for code in comptes), key=lambda p: (comptes[p.code], p.fin, p.debut))


def find_chiffre(
    meta: Metadonnees,
    historique: Historique,
    *,
    code: str,
    fiche: Indicateur,
    periode: Periode,
) -> Chiffre:
    """Le chiffre d'un territoire à une période, ou son absence."""
    for chiffre in historique.get((fiche.code, code), ()):
        if chiffre.periode.code == periode.code:
            return chiffre
    absent = (fiche.code, code, periode.code, "ensemble", "tous", None, None, None, None, None, "non_disponible")
    return build_chiffres([absent], meta)[0]


def _summarise(meta: Metadonnees, rangee: Sequence[Ligne]) -> Bilan:
    return Bilan(
        lieu=build_lieu(rangee[0].territoire, meta.territoire_reference),
        defavorables=sum(ligne.verdict.is_defavorable for ligne in rangee),
        favorables=sum(ligne.verdict.is_favorable for ligne in rangee),
        neutres=sum(
            ligne.verdict.is_etabli and not (ligne.verdict.is_defavorable or ligne.verdict.is_favorable)
            for ligne in rangee
        ),
        compares=sum(not ligne.verdict.motif for ligne in rangee),
    )


def _read_reference(cellules: Sequence[Sequence[Ligne]], colonne: int) -> float | None:
    """Valeur du comparateur, si elle est la même pour tous (le « reste de la ville » change avec le territoire)."""
    valeurs = {r.valeur for rangee in cellules if (r := rangee[colonne].reference) is not None}
    return valeurs.pop() if len(valeurs) == 1 else None
