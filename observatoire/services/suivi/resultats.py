"""Les indicateurs du contrat : saisis, ou lus dans l'observatoire ; leurs intervalles et leurs verdicts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np

from observatoire.domain.cls.objets import IndicateurCls, Mesure
from observatoire.domain.cls.plan import Plan
from observatoire.domain.cls.resultats import PointMesure, ResultatIndicateur, VerdictResultat, get_verdict
from observatoire.domain.cls.vocabulaire import TYPES_DE_RESULTAT
from observatoire.domain.indicateur import Sens
from observatoire.stats.comparison import (
    difference_interval,
    proportion_ratio,
    rate_ratio,
)
from observatoire.stats.intervals import poisson_interval, wilson_interval

# Un intervalle à 99,8 % est plus large que celui à 95 % dans ce rapport (quantiles de la loi normale).
_ELARGISSEMENT = 3.0902323061678132 / 1.959963984540054


@dataclass(frozen=True)
class SerieObservee:
    """Ce que l'observatoire sait d'un indicateur pour des territoires réunis."""

    points: tuple[PointMesure, ...]
    unite: str
    sens: Sens
    decimales: int
    source: str
    version: str
    motif_non_comparable: str = ""


class SourceIndicateurs(Protocol):
    """Donne la série d'un indicateur publié ; `None` s'il n'y est pas."""

    def read_serie(self, code: str, territoires: tuple[str, ...]) -> SerieObservee | None: ...


def build_point(mesure: Mesure, indicateur: IndicateurCls) -> PointMesure:
    """Rend le point d'une mesure, avec ses bornes saisies ou calculées sur ses effectifs."""
    bas, haut = mesure.borne_basse, mesure.borne_haute
    numerateur, denominateur = mesure.numerateur, mesure.denominateur
    if bas is None and numerateur is not None and denominateur:
        k = indicateur.multiplicateur
        if is_proportion(indicateur) and numerateur <= denominateur:
            bornes = wilson_interval([numerateur], [denominateur])
            bas, haut = float(bornes.lower[0]) * k, float(bornes.upper[0]) * k
        else:
            bornes = poisson_interval([numerateur])
            bas, haut = float(bornes.lower[0]) * k / denominateur, float(bornes.upper[0]) * k / denominateur
    return PointMesure(
        debut=mesure.date,
        fin=mesure.date,
        valeur=mesure.valeur,
        ic_bas=bas,
        ic_haut=haut,
        numerateur=numerateur,
        denominateur=denominateur,
        rupture=mesure.rupture,
        commentaire=mesure.commentaire,
        version=mesure.version_donnees,
    )


def is_proportion(indicateur: IndicateurCls) -> bool:
    """Vrai si l'indicateur est une part (des personnes parmi d'autres), non un taux d'événements."""
    return indicateur.unite.strip().startswith("%")


def build_resultat(
    plan: Plan, indicateur: IndicateurCls, au: date, source: SourceIndicateurs | None = None
) -> ResultatIndicateur:
    """Rassemble les points d'un indicateur connus à une date, et en tire le verdict."""
    serie = None
    if indicateur.observatoire and source is not None:
        serie = source.read_serie(indicateur.observatoire, indicateur.territoires)
    saisis = tuple(build_point(m, indicateur) for m in plan.list_mesures(indicateur.id))
    points = tuple(p for p in (serie.points if serie else saisis) if p.fin <= au)
    depart = find_depart(indicateur, points)
    dernier = points[-1] if points else None
    sens = serie.sens if serie else indicateur.sens
    verdict, motif = None, ""
    if indicateur.type in TYPES_DE_RESULTAT:
        empeche = serie.motif_non_comparable if serie else ""
        if indicateur.observatoire and serie is None:
            empeche = "la version publiée ne donne pas cet indicateur"
        verdict, motif = judge_evolution(indicateur, points, depart, sens, empeche)
    return ResultatIndicateur(
        indicateur=indicateur,
        unite=serie.unite if serie else indicateur.unite,
        sens=sens,
        decimales=serie.decimales if serie else _guess_decimales(points),
        points=points,
        cibles=plan.list_cibles(indicateur.id),
        depart=depart,
        dernier=dernier,
        verdict=verdict,
        motif=motif,
        source=serie.source if serie else indicateur.source,
        version=serie.version if serie else "",
    )


def find_depart(indicateur: IndicateurCls, points: Sequence[PointMesure]) -> PointMesure | None:
    """Rend le point de départ : celui que couvre la date de départ, sinon la valeur de départ saisie."""
    jour = indicateur.depart_date
    if jour is None:
        return points[0] if points else None
    for point in points:
        if point.debut <= jour <= point.fin:
            return point
    if indicateur.depart_valeur is not None:
        return PointMesure(debut=jour, fin=jour, valeur=indicateur.depart_valeur)
    apres = [p for p in points if p.fin >= jour]
    return apres[0] if apres else None


def judge_evolution(
    indicateur: IndicateurCls,
    points: Sequence[PointMesure],
    depart: PointMesure | None,
    sens: Sens,
    empeche: str = "",
) -> tuple[VerdictResultat, str]:
    """Rend le verdict du départ au dernier point, et le motif quand rien ne se mesure."""
    motif = empeche or _find_empechement(points, depart)
    if motif or depart is None:
        return VerdictResultat.NON_MESURABLE, motif
    direction = compare_points(depart, points[-1], proportion=is_proportion(indicateur))
    if direction is None:
        return VerdictResultat.NON_MESURABLE, "le départ et le dernier point n'ont ni effectifs ni intervalle"
    return get_verdict(direction, sens), ""


def _find_empechement(points: Sequence[PointMesure], depart: PointMesure | None) -> str:
    if not points or depart is None:
        return "aucune mesure"
    dernier = points[-1]
    if dernier.fin <= depart.fin:
        return "un seul point"
    if dernier.debut <= depart.fin:
        return "le départ et le dernier point couvrent des périodes qui se recoupent"
    ruptures = [p.rupture for p in points if p.rupture and depart.fin < p.fin]
    return ruptures[-1].rstrip(".") if ruptures else ""


def compare_points(depart: PointMesure, dernier: PointMesure, *, proportion: bool) -> int | None:
    """Teste l'évolution entre deux points indépendants.

    Returns:
        De −2 (baisse, 99,8 %) à 2 (hausse, 99,8 %), 0 si rien n'est établi, `None` si aucun test
        n'est possible : ni effectifs, ni intervalles.
    """
    effectifs = (dernier.numerateur, dernier.denominateur, depart.numerateur, depart.denominateur)
    if None not in effectifs and dernier.denominateur and depart.denominateur:
        a, n, b, m = (np.array([float(x or 0)]) for x in effectifs)
        est_part = proportion and bool(a[0] <= n[0] and b[0] <= m[0])
        direction = (proportion_ratio if est_part else rate_ratio)(a, n, b, m).direction[0]
        return None if np.isnan(direction) else int(direction)
    if None in (dernier.ic_bas, dernier.ic_haut, depart.ic_bas, depart.ic_haut):
        return None
    sens = [_compare_intervalles(depart, dernier, k) for k in (1.0, _ELARGISSEMENT)]
    return sum(sens)


def _compare_intervalles(depart: PointMesure, dernier: PointMesure, largeur: float) -> int:
    def widen(point: PointMesure) -> tuple[list[float], list[float]]:
        bas, haut = point.ic_bas or 0.0, point.ic_haut or 0.0
        return (
            [point.valeur - (point.valeur - bas) * largeur],
            [point.valeur + (haut - point.valeur) * largeur],
        )

    ecart = difference_interval([dernier.valeur], widen(dernier), [depart.valeur], widen(depart))
    return int(ecart.lower[0] > 0) - int(ecart.upper[0] < 0)


def _guess_decimales(points: Sequence[PointMesure]) -> int:
    """Un nombre entier s'écrit sans décimale, les autres avec une."""
    return 0 if all(float(p.valeur).is_integer() for p in points) else 1
