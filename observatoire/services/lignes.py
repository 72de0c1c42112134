"""Assembler des lignes : chiffre, comparateur, verdict, position, évolution et phrase, pour toute vue."""

from collections import defaultdict
from collections.abc import Sequence

from observatoire.domain.phrases.lieux import build_lieu
from observatoire.domain.selection import GenreComparateur
from observatoire.domain.territoire import Maille
from observatoire.services.comparateurs import Reference
from observatoire.services.ecarts import (
    Cle,
    Historique,
    find_reference,
    judge_ecarts,
)
from observatoire.services.emboitements import Emboitements, build_emboitements
from observatoire.services.evolutions import measure_evolutions, select_points
from observatoire.services.millesimes import find_contours_anciens
from observatoire.services.positions import compute_positions
from observatoire.services.resultats import Chiffre, Ligne, Point, Position
from observatoire.store.entrepot.metadonnees import Metadonnees

_DERIVES = (GenreComparateur.CIBLE, GenreComparateur.RESTE)
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
    emboites = build_emboitements(meta)
    references = [find_reference(c, reference, historique, emboites) for c in choisis]
    verdicts = judge_ecarts(emboites, choisis, references, reference)
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
            serie_reference=_build_serie_derivee(serie, reference, historique, emboites)
            if reference.choix.genre in _DERIVES
            else series_reference[chiffre.indicateur.code],
            lieu=lieux[chiffre.territoire.code],
            lieu_comparateur=reference.comparateur.lieu,
        )
        for chiffre, ref, verdict, serie, evolution in zip(
            choisis, references, verdicts, series, evolutions, strict=True
        )
    ]


def _until(serie: Sequence[Chiffre], chiffre: Chiffre) -> Sequence[Chiffre]:
    """La série jusqu'à la période montrée : une vue de 2021 ne juge pas d'après 2024."""
    return [c for c in serie if c.periode.fin <= chiffre.periode.fin]


def _build_points(serie: Sequence[Chiffre]) -> tuple[Point, ...]:
    compares = {c.periode.code for c in select_points(serie)}
    return tuple(Point(c.periode, c.estimation, c.periode.code in compares) for c in serie)


def _build_serie_derivee(
    serie: Sequence[Chiffre], reference: Reference, historique: Historique, emboites: Emboitements
) -> tuple[Point, ...]:
    """Le comparateur à chaque période de la série, quand il dépend d'elle : la cible, ou le reste de la ville."""
    estimations = [(c.periode, find_reference(c, reference, historique, emboites)) for c in serie]
    return tuple(Point(periode, e, is_compare=False) for periode, e in estimations if e is not None)


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
