"""Assembler des lignes : chiffre, comparateur, verdict, position, évolution et phrase, pour toute vue."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from observatoire.domain.estimation import Estimation, Statut
from observatoire.domain.evolution import is_chevauchement
from observatoire.domain.indicateur import TypeIndicateur
from observatoire.domain.phrases.lieux import build_lieu
from observatoire.domain.selection import GenreComparateur
from observatoire.domain.territoire import Maille
from observatoire.domain.verdict import VERDICT_SECRET, Ecart, MotifComparaison, Verdict, build_verdict
from observatoire.services.chiffres import to_array
from observatoire.services.comparateurs import Reference
from observatoire.services.evolutions import measure_evolutions, select_points
from observatoire.services.positions import compute_positions
from observatoire.services.resultats import Chiffre, Ligne, Point, Position
from observatoire.services.verdicts import Mode, judge
from observatoire.stats.intervals import wilson_interval
from observatoire.store.entrepot.metadonnees import Metadonnees

Cle = tuple[str, str]
"""Indicateur, territoire."""
Historique = Mapping[Cle, Sequence[Chiffre]]

_LARGES = (Maille.COMMUNE, Maille.EPCI, Maille.DEPARTEMENT, Maille.REGION, Maille.FRANCE)
_SANS_POSITION = Position(None, 0, None, None, None, None, None)


def group_historique(chiffres: Sequence[Chiffre]) -> dict[Cle, list[Chiffre]]:
    """Range les chiffres par indicateur et territoire, périodes croissantes."""
    groupes: dict[Cle, list[Chiffre]] = defaultdict(list)
    for chiffre in sorted(chiffres, key=lambda c: (c.periode.fin, c.periode.debut)):
        groupes[chiffre.indicateur.code, chiffre.territoire.code].append(chiffre)
    return groupes


def build_lignes(
    *,
    meta: Metadonnees,
    choisis: Sequence[Chiffre],
    pairs: Sequence[Chiffre],
    historique: Historique,
    reference: Reference,
) -> list[Ligne]:
    """Construit les lignes de chiffres choisis.

    Args:
        meta: métadonnées de la version.
        choisis: chiffres à montrer, un par ligne.
        pairs: chiffres de tous les territoires de la maille, aux mêmes périodes (pour la place).
        historique: séries des territoires montrés et du comparateur ; une série absente n'a pas d'évolution.
        reference: comparateur résolu.

    Returns:
        Une ligne par chiffre choisi, dans le même ordre.
    """
    references = [_find_reference(c, reference, historique, meta) for c in choisis]
    verdicts = _judge(meta, choisis, references, reference)
    positions = _compute_positions(choisis, pairs)
    series = [_until(historique.get((c.indicateur.code, c.territoire.code), ()), c) for c in choisis]
    evolutions = measure_evolutions(series, contours_anciens=find_contours_anciens(meta))
    # Un territoire revient pour chaque indicateur, la série du comparateur pour chaque territoire.
    lieux = {
        t.code: build_lieu(t, meta.territoire_reference)
        for t in {c.territoire.code: c.territoire for c in choisis}.values()
    }
    series_reference = {
        code: _build_points(historique.get((code, reference.territoire or ""), ()))
        for code in {c.indicateur.code for c in choisis}
    }
    return [
        Ligne(
            chiffre=chiffre,
            reference=ref,
            verdict=verdict,
            position=positions.get((chiffre.indicateur.code, chiffre.territoire.code), _SANS_POSITION),
            evolution=evolution,
            serie=_build_points(serie),
            serie_reference=series_reference[chiffre.indicateur.code],
            lieu=lieux[chiffre.territoire.code],
            lieu_comparateur=reference.comparateur.lieu,
        )
        for chiffre, ref, verdict, serie, evolution in zip(
            choisis, references, verdicts, series, evolutions, strict=True
        )
    ]


def find_contours_anciens(meta: Metadonnees) -> frozenset[str]:
    """QPV dont le nom existe aussi sous un autre millésime : leur contour a changé."""
    millesimes: dict[str, set[str]] = defaultdict(set)
    qpv = [t for t in meta.territoires.values() if t.maille is Maille.QPV]
    for territoire in qpv:
        millesimes[territoire.nom.casefold()].add(territoire.millesime)
    return frozenset(t.code for t in qpv if len(millesimes[t.nom.casefold()]) > 1)


def _until(serie: Sequence[Chiffre], chiffre: Chiffre) -> Sequence[Chiffre]:
    """La série jusqu'à la période montrée : une vue de 2021 ne juge pas d'après 2024."""
    return [c for c in serie if c.periode.fin <= chiffre.periode.fin]


def _build_points(serie: Sequence[Chiffre]) -> tuple[Point, ...]:
    compares = {c.periode.code for c in select_points(serie)}
    return tuple(Point(c.periode, c.estimation, c.periode.code in compares) for c in serie)


def _compute_positions(choisis: Sequence[Chiffre], pairs: Sequence[Chiffre]) -> dict[Cle, Position]:
    groupes: dict[tuple[str, str, Maille, str], list[Chiffre]] = defaultdict(list)
    for chiffre in pairs:
        groupes[_groupe(chiffre)].append(chiffre)
    positions: dict[Cle, Position] = {}
    for groupe in {_groupe(c) for c in choisis}:
        for code, position in compute_positions(groupes.get(groupe, [])).items():
            positions[groupe[0], code] = position
    return positions


def _groupe(chiffre: Chiffre) -> tuple[str, str, Maille, str]:
    """Se classent ensemble : même indicateur, même période, même maille, et pour les QPV même contour."""
    territoire = chiffre.territoire
    millesime = territoire.millesime if territoire.maille is Maille.QPV else ""
    return chiffre.indicateur.code, chiffre.periode.code, territoire.maille, millesime


def _find_reference(
    chiffre: Chiffre, reference: Reference, historique: Historique, meta: Metadonnees
) -> Estimation | None:
    genre, code = reference.choix.genre, chiffre.indicateur.code
    if genre is GenreComparateur.CIBLE:
        return _build_cible(chiffre, reference.choix.cible)
    if genre is GenreComparateur.PERIODE:
        return _find(historique.get((code, chiffre.territoire.code), ()), reference.choix.code)
    trouve = _find(historique.get((code, reference.territoire or ""), ()), chiffre.periode.code)
    if genre is not GenreComparateur.RESTE or trouve is None or not is_dans(meta, chiffre.territoire.code):
        return None if genre is GenreComparateur.RESTE else trouve
    return subtract(trouve, chiffre)


def _find(serie: Sequence[Chiffre], periode: str) -> Estimation | None:
    return next((c.estimation for c in serie if c.periode.code == periode), None)


def _build_cible(chiffre: Chiffre, cible: float | None) -> Estimation:
    return replace(
        chiffre.estimation,
        valeur=cible,
        ic_bas=None,
        ic_haut=None,
        methode="cible",
        effectif=None,
        population=None,
        statut=Statut.DISPONIBLE,
    )


_SOUSTRACTIBLES = (TypeIndicateur.PART, TypeIndicateur.TAUX, TypeIndicateur.DENSITE, TypeIndicateur.ICM)


def subtract(ville: Estimation, chiffre: Chiffre) -> Estimation | None:
    """Le reste de la ville, par différence des comptes ; rien si l'un des deux manque ou n'a pas de compte."""
    ici = chiffre.estimation
    if not (ville.is_disponible and ici.is_disponible) or chiffre.indicateur.type not in _SOUSTRACTIBLES:
        return None
    if None in (ville.effectif, ville.population, ici.effectif, ici.population):
        return None
    effectif = (ville.effectif or 0) - (ici.effectif or 0)
    population = (ville.population or 0) - (ici.population or 0)
    if population <= 0 or effectif < 0:
        return None
    multiplicateur = chiffre.indicateur.multiplicateur
    bas = haut = None
    if chiffre.indicateur.type is TypeIndicateur.PART and effectif <= population:
        bornes = wilson_interval(to_array([effectif]), to_array([population]))
        bas, haut = float(bornes.lower[0]) * multiplicateur, float(bornes.upper[0]) * multiplicateur
    return replace(
        ville,
        valeur=effectif / population * multiplicateur,
        ic_bas=bas,
        ic_haut=haut,
        effectif=effectif,
        population=population,
    )


def is_dans(meta: Metadonnees, code: str, parent: str | None = None) -> bool:
    """Vrai si le territoire est dans la ville (ou dans `parent`), sans être elle."""
    cible = parent or meta.territoire_reference
    territoire = meta.territoires[code]
    if code == cible or territoire.maille in _LARGES:
        return False
    if cible == meta.territoire_reference:
        return True
    return any(a.enfant == code and a.parent == cible and a.part_surface > 0.99 for a in meta.appartenances)


def _judge(
    meta: Metadonnees, choisis: Sequence[Chiffre], references: Sequence[Estimation | None], reference: Reference
) -> list[Verdict]:
    genre = reference.choix.genre
    if genre is GenreComparateur.PERIODE:
        return _judge_periodes(choisis, references, reference, meta)
    if genre is GenreComparateur.RESTE:
        verdicts = judge(choisis, references, mode=Mode.GROUPE_DISTINCT)
        return [_explain_reste(v, c) for v, c in zip(verdicts, choisis, strict=True)]
    if genre is GenreComparateur.CIBLE or reference.territoire is None:
        return judge(choisis, references, mode=Mode.ENSEMBLE)
    autre = meta.territoires[reference.territoire]
    if autre.code == meta.territoire_reference or autre.maille in _LARGES:
        verdicts = judge(choisis, references, mode=Mode.ENSEMBLE)
    else:
        verdicts = judge(choisis, references, mode=Mode.GROUPE_DISTINCT)
    motifs = {code: find_recouvrement(meta, code, autre.code) for code in {c.territoire.code for c in choisis}}
    return [
        _block(verdict, chiffre, motifs[chiffre.territoire.code])
        for verdict, chiffre in zip(verdicts, choisis, strict=True)
    ]


def _explain_reste(verdict: Verdict, chiffre: Chiffre) -> Verdict:
    """Un taux standardisé ou une médiane n'a pas de « reste de la ville » : ce n'est pas qu'il manque."""
    if verdict.motif != MotifComparaison.SANS_REFERENCE or chiffre.indicateur.type in _SOUSTRACTIBLES:
        return verdict
    return _block(verdict, chiffre, MotifComparaison.NON_RECOMPOSABLE)


def find_recouvrement(meta: Metadonnees, code: str, autre: str) -> str:
    """Motif qui interdit de comparer deux territoires : le même, ou une part commune. Vide s'il n'y en a pas."""
    if code == autre:
        return MotifComparaison.MEME_TERRITOIRE
    ici, la = meta.territoires[code].maille, meta.territoires[autre].maille
    if ici is la is Maille.QPV and meta.territoires[code].millesime != meta.territoires[autre].millesime:
        return MotifComparaison.MILLESIME
    if ici in _LARGES and la is not ici and (la not in _LARGES or _LARGES.index(la) < _LARGES.index(ici)):
        return MotifComparaison.RECOUVREMENT
    if la in _LARGES or autre == meta.territoire_reference:
        return ""
    return MotifComparaison.RECOUVREMENT if list_iris(meta, code) & list_iris(meta, autre) else ""


def list_iris(meta: Metadonnees, code: str) -> frozenset[str]:
    """IRIS qu'un territoire touche : lui-même, ou ses enfants."""
    if meta.territoires[code].maille is Maille.IRIS:
        return frozenset((code,))
    return frozenset(a.enfant for a in meta.appartenances if a.parent == code)


def _block(verdict: Verdict, chiffre: Chiffre, motif: str) -> Verdict:
    if not motif or verdict is VERDICT_SECRET:
        return verdict
    return build_verdict(Ecart.NON_COMPARABLE, chiffre.indicateur.sens, motif)


def _judge_periodes(
    choisis: Sequence[Chiffre], references: Sequence[Estimation | None], reference: Reference, meta: Metadonnees
) -> list[Verdict]:
    ancienne = meta.periodes[reference.choix.code]
    verdicts = judge(choisis, references, mode=Mode.GROUPE_DISTINCT)
    bloques: list[Verdict] = []
    for verdict, chiffre in zip(verdicts, choisis, strict=True):
        motif = ""
        if chiffre.periode.code == ancienne.code:
            motif = MotifComparaison.MEME_PERIODE
        elif not chiffre.indicateur.comparable_dans_le_temps:
            motif = chiffre.indicateur.motif_non_comparable or MotifComparaison.SERIE_ROMPUE
        elif is_chevauchement(chiffre.periode, ancienne, chiffre.indicateur.source):
            motif = MotifComparaison.CHEVAUCHEMENT
        bloques.append(_block(verdict, chiffre, motif))
    return bloques
