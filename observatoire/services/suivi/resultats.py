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
from observatoire.services.chiffres import to_array
from observatoire.services.verdicts import SEUIL_CONCLURE, compare_intervalles
from observatoire.stats.comparison import proportion_ratio, rate_ratio
from observatoire.stats.intervals import poisson_interval, wilson_interval


@dataclass(frozen=True)
class SerieObservee:
    """Ce que l'observatoire sait d'un indicateur pour des territoires réunis.

    `is_part` choisit le test : une part de personnes, ou un taux d'événements.
    """

    points: tuple[PointMesure, ...]
    unite: str
    sens: Sens
    decimales: int
    source: str
    version: str
    motif_non_comparable: str = ""
    is_part: bool = False


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
        proportion = serie.is_part if serie else is_proportion(indicateur)
        verdict, motif = judge_evolution(points, depart, sens, proportion=proportion, empeche=empeche)
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
    points: Sequence[PointMesure],
    depart: PointMesure | None,
    sens: Sens,
    *,
    proportion: bool,
    empeche: str = "",
) -> tuple[VerdictResultat, str]:
    """Rend le verdict du départ au dernier point, et le motif quand rien ne se mesure."""
    motif = empeche or _find_empechement(points, depart)
    if motif or depart is None:
        return VerdictResultat.NON_MESURABLE, motif
    direction = compare_points(depart, points[-1], proportion=proportion)
    if direction is None:
        return VerdictResultat.NON_MESURABLE, _explain_sans_test(depart, points[-1])
    comptes = [p.numerateur for p in (depart, points[-1]) if p.numerateur is not None]
    if direction == 0 and comptes and min(comptes) < SEUIL_CONCLURE:
        return VerdictResultat.NON_MESURABLE, "les effectifs sont trop petits pour conclure"
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


def _explain_sans_test(depart: PointMesure, dernier: PointMesure) -> str:
    if depart.numerateur == 0 and dernier.numerateur == 0:
        return "aucun cas au départ ni au dernier point"
    return "le départ et le dernier point n'ont ni effectifs ni intervalle"


def compare_points(depart: PointMesure, dernier: PointMesure, *, proportion: bool) -> int | None:
    """Teste l'évolution entre deux points indépendants, par les mêmes tests que le portrait face à une période.

    Returns:
        De −2 (baisse, 99,8 %) à 2 (hausse, 99,8 %), 0 si rien n'est établi, `None` si aucun test
        n'est possible : ni effectifs, ni intervalles.
    """
    effectifs = (dernier.numerateur, dernier.denominateur, depart.numerateur, depart.denominateur)
    if None not in effectifs and dernier.denominateur and depart.denominateur:
        a, n, b, m = (to_array([x]) for x in effectifs)
        is_part = proportion and bool(a[0] <= n[0] and b[0] <= m[0])
        direction = float((proportion_ratio if is_part else rate_ratio)(a, n, b, m).direction[0])
    else:
        avant, apres = ((to_array([p.valeur]), to_array([p.ic_bas]), to_array([p.ic_haut])) for p in (depart, dernier))
        direction = float(compare_intervalles(avant, apres)[0])
    return None if np.isnan(direction) else int(direction)


def _guess_decimales(points: Sequence[PointMesure]) -> int:
    """Un nombre entier s'écrit sans décimale, les autres avec une."""
    return 0 if all(float(p.valeur).is_integer() for p in points) else 1
