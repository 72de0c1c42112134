"""Évolution d'un chiffre : quelles périodes comparer, quel test, et pourquoi il n'y en a pas."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from observatoire.domain.evolution import (
    SANS_EVOLUTION,
    Evolution,
    MotifEvolution,
    SensEvolution,
    count_mois,
    get_etendue,
    is_meme_saison,
)
from observatoire.domain.indicateur import TypeIndicateur
from observatoire.domain.periode import Periode
from observatoire.domain.territoire import Maille
from observatoire.services.chiffres import is_proportion, to_array
from observatoire.services.resultats import Chiffre
from observatoire.services.verdicts import SEUIL_CONCLURE, TAUX, compare_intervalles
from observatoire.stats.arguments import Floats
from observatoire.stats.comparison import proportion_ratio, rate_ratio
from observatoire.stats.trend import (
    POINTS,
    last_disjoint_periods,
    proportion_trend_test,
    rate_trend_test,
    trend_test,
)


@dataclass(frozen=True, slots=True)
class _Candidat:
    """Série retenue pour un test, avec sa place dans la réponse."""

    rang: int
    points: tuple[Chiffre, ...]
    test: str


def measure_evolutions(
    series: Sequence[Sequence[Chiffre]], *, contours_anciens: frozenset[str] = frozenset()
) -> list[Evolution]:
    """Évolution de chaque série (un indicateur, un territoire, périodes croissantes).

    Args:
        series: les chiffres de toutes les périodes, secrets et absents compris.
        contours_anciens: codes des territoires qui ont eu un autre contour, sous un autre code.

    Returns:
        Une évolution par série, dans le même ordre. Les tests de même forme sont faits ensemble.
    """
    resultats = [SANS_EVOLUTION] * len(series)
    groupes: dict[tuple[str, tuple[float, ...]], list[_Candidat]] = defaultdict(list)
    for rang, serie in enumerate(series):
        points = select_points(serie)
        refus = _find_refus(serie, points, contours_anciens)
        if refus is not None:
            resultats[rang] = refus
            continue
        retenus = points[-POINTS:] if len(points) >= POINTS else (points[0], points[-1])
        annees = tuple(sum(get_etendue(p.periode, p.indicateur.source)) / 2 for p in retenus)
        test = _choose_test(retenus)
        groupes[test, annees].append(_Candidat(rang, tuple(retenus), test))
    for (test, annees), candidats in groupes.items():
        sens = _TESTS[test](candidats, annees)
        for candidat, resultat in zip(candidats, sens, strict=True):
            resultats[candidat.rang] = _build(candidat, resultat)
    return resultats


def select_points(serie: Sequence[Chiffre]) -> list[Chiffre]:
    """Derniers points disponibles, de même durée que le plus récent, dont les collectes ne se chevauchent pas."""
    if not serie:
        return []
    dernier = serie[-1].periode
    utiles = [c for c in serie if c.estimation.is_disponible and is_meme_saison(c.periode, dernier)]
    if not utiles:
        return []
    return [utiles[i] for i in _choose_disjointes(utiles[0].indicateur.source, tuple(c.periode for c in utiles))]


@lru_cache(maxsize=512)
def _choose_disjointes(source: str, periodes: tuple[Periode, ...]) -> tuple[int, ...]:
    """Positions des périodes à comparer. Les mêmes suites reviennent pour des centaines de territoires."""
    etendues = [get_etendue(periode, source) for periode in periodes]
    return tuple(int(i) for i in last_disjoint_periods([e[0] for e in etendues], [e[1] for e in etendues]))


def _find_refus(
    serie: Sequence[Chiffre], points: Sequence[Chiffre], contours_anciens: frozenset[str]
) -> Evolution | None:
    if not serie:
        return SANS_EVOLUTION
    dernier = serie[-1]
    motif = None
    if not dernier.indicateur.is_comparable(dernier.territoire.maille):
        return _refuse(MotifEvolution.PRODUCTEUR, detail=dernier.indicateur.motif_non_comparable)
    if dernier.indicateur.type is TypeIndicateur.EFFECTIF:
        motif = MotifEvolution.EFFECTIF
    elif dernier.is_secret:
        motif = MotifEvolution.SECRET
    elif len(points) < 2:
        motif = _explain_manque(serie, points, contours_anciens)
    elif any(p.estimation.ic_bas is None for p in points):
        motif = MotifEvolution.SANS_INTERVALLE
    return _refuse(motif, fin=dernier.periode.libelle) if motif else None


def _explain_manque(
    serie: Sequence[Chiffre], points: Sequence[Chiffre], contours_anciens: frozenset[str]
) -> MotifEvolution:
    publies = [c for c in serie if c.estimation.is_disponible and is_meme_saison(c.periode, serie[-1].periode)]
    if not points:
        return MotifEvolution.AUCUN_POINT
    if len(publies) > len(points):
        return MotifEvolution.CHEVAUCHEMENT
    if any(c.estimation.is_disponible and count_mois(c.periode) != count_mois(serie[-1].periode) for c in serie):
        return MotifEvolution.DUREE
    if any(c.is_secret for c in serie):
        return MotifEvolution.SECRET
    territoire = serie[-1].territoire
    if territoire.maille is Maille.QPV and territoire.code in contours_anciens:
        return MotifEvolution.CONTOUR
    return MotifEvolution.UN_POINT


def _refuse(motif: MotifEvolution, *, detail: str = "", fin: str = "") -> Evolution:
    return Evolution(SensEvolution.NON_MESURABLE, motif, detail=detail, fin=fin)


def _choose_test(points: Sequence[Chiffre]) -> str:
    duree = "tendance" if len(points) >= POINTS else "deux"
    if all(is_proportion(p.indicateur, p.estimation.effectif, p.estimation.population) for p in points):
        return f"{duree}_part"
    comptes = all(p.estimation.effectif is not None and (p.estimation.population or 0) > 0 for p in points)
    if comptes and points[0].indicateur.type in TAUX:
        return f"{duree}_taux"
    return f"{duree}_intervalle"


def _matrix(candidats: Sequence[_Candidat], champ: str) -> Floats:
    return np.vstack([to_array([getattr(p.estimation, champ) for p in c.points]) for c in candidats])


def _trend_part(candidats: Sequence[_Candidat], annees: tuple[float, ...]) -> Floats:
    test = proportion_trend_test(_matrix(candidats, "effectif"), _matrix(candidats, "population"), years=annees)
    return test.direction * 2


def _trend_taux(candidats: Sequence[_Candidat], annees: tuple[float, ...]) -> Floats:
    test = rate_trend_test(_matrix(candidats, "effectif"), _matrix(candidats, "population"), years=annees)
    return test.direction * 2


def _trend_intervalle(candidats: Sequence[_Candidat], annees: tuple[float, ...]) -> Floats:
    champs = (_matrix(candidats, champ) for champ in ("valeur", "ic_bas", "ic_haut"))
    return trend_test(*champs, years=annees).direction * 2


def _ratio_part(candidats: Sequence[_Candidat], _annees: tuple[float, ...]) -> Floats:
    x, n = _matrix(candidats, "effectif"), _matrix(candidats, "population")
    return proportion_ratio(x[:, -1], n[:, -1], x[:, 0], n[:, 0]).direction


def _ratio_taux(candidats: Sequence[_Candidat], _annees: tuple[float, ...]) -> Floats:
    x, n = _matrix(candidats, "effectif"), _matrix(candidats, "population")
    return rate_ratio(x[:, -1], n[:, -1], x[:, 0], n[:, 0]).direction


def _ratio_intervalle(candidats: Sequence[_Candidat], _annees: tuple[float, ...]) -> Floats:
    valeur, bas, haut = (_matrix(candidats, champ) for champ in ("valeur", "ic_bas", "ic_haut"))
    return compare_intervalles((valeur[:, 0], bas[:, 0], haut[:, 0]), (valeur[:, -1], bas[:, -1], haut[:, -1]))


_TESTS: dict[str, Callable[[Sequence[_Candidat], tuple[float, ...]], Floats]] = {
    "tendance_part": _trend_part,
    "tendance_taux": _trend_taux,
    "tendance_intervalle": _trend_intervalle,
    "deux_part": _ratio_part,
    "deux_taux": _ratio_taux,
    "deux_intervalle": _ratio_intervalle,
}

_SENS = {
    -2: SensEvolution.BAISSE_NETTE,
    -1: SensEvolution.BAISSE,
    0: SensEvolution.SANS_TENDANCE,
    1: SensEvolution.HAUSSE,
    2: SensEvolution.HAUSSE_NETTE,
}


def _build(candidat: _Candidat, resultat: float) -> Evolution:
    debut, fin = candidat.points[0], candidat.points[-1]
    comptes = [p.estimation.effectif for p in candidat.points if p.estimation.effectif is not None]
    if np.isnan(resultat) or (resultat == 0 and comptes and min(comptes) < SEUIL_CONCLURE):
        return _refuse(MotifEvolution.TROP_PETIT, fin=fin.periode.libelle)
    return Evolution(
        sens=_SENS[int(resultat)],
        debut=debut.periode.libelle,
        fin=fin.periode.libelle,
        valeur_debut=debut.valeur,
        points=len(candidat.points),
        methode="tendance" if candidat.test.startswith("tendance") else "deux_periodes",
    )
