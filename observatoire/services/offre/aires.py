"""Aires atteintes en 5, 10 et 15 minutes : par le réseau de rues, par un service d'itinéraires, ou en cercles."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from observatoire.domain.francais import format_nombre
from observatoire.services.offre.service_isochrones import ServiceIndisponible, fetch_isochrone
from observatoire.services.offre.voirie import KMH, Repere, Voirie
from observatoire.stats.network import reach_from

MINUTES = (5, 10, 15)
RACCORD_MAX_M = 300.0
"""Un lieu plus loin de toute rue n'est pas raccordé au réseau."""
POINTS_SERVICE_MAX = 20
_SIMPLIFICATION_M = 3.0


class Mode(StrEnum):
    """Moyen de transport."""

    PIED = "pied"
    VOITURE = "voiture"


class Methode(StrEnum):
    """D'où viennent les aires."""

    RESEAU = "reseau"
    SERVICE = "service"
    CERCLES = "cercles"


LIBELLES_MODE = {Mode.PIED: "à pied", Mode.VOITURE: "en voiture"}
LARGEURS_M = {Mode.PIED: 40.0, Mode.VOITURE: 60.0}
"""Jusqu'où une rue atteinte dessert ses abords."""
_TROUS_MAX_M2 = {Mode.PIED: 40_000.0, Mode.VOITURE: 100_000.0}
"""Un îlot, un cœur de quartier piéton : entouré de rues atteintes, il l'est aussi."""
VITESSE_CERCLE_VOITURE_KMH = 25.0


@dataclass(frozen=True, slots=True)
class Service:
    """Service d'itinéraires réglé ; `url` vide : aucun."""

    url: str = ""
    ressource: str = ""


@dataclass(frozen=True, slots=True)
class Aires:
    """Une surface par durée de `MINUTES`, chacune dans la suivante, en degrés.

    `avis` dit ce qui a empêché une meilleure méthode ; `ecartes` compte les points non raccordés.
    """

    methode: Methode
    surfaces: tuple[Polygon | MultiPolygon, ...]
    ecartes: int = 0
    avis: str = ""


def build_aires(
    *, lieux: Sequence[tuple[float, float]], mode: Mode, voirie: Voirie | None, service: Service, marche_kmh: float
) -> Aires:
    """Aires autour de lieux (longitude, latitude) ; la première méthode qui a de quoi répondre.

    Args:
        lieux: il en faut un au moins.
        mode: moyen de transport.
        voirie: réseau de rues de la version.
        service: service d'itinéraires, quand aucun réseau n'est importé.
        marche_kmh: vitesse de marche.
    """
    if voirie is not None:
        return _follow_rues(lieux, mode, voirie, marche_kmh)
    avis = ""
    if service.url:
        try:
            return _ask_service(lieux, mode, service)
        except ServiceIndisponible as erreur:
            avis = f"{erreur} Des cercles sont montrés à la place."
    return _draw_cercles(lieux, mode, marche_kmh, avis)


def compute_rayon_m(minutes: int, mode: Mode, marche_kmh: float) -> float:
    """Rayon du cercle qui remplace une aire."""
    vitesse = marche_kmh if mode is Mode.PIED else VITESSE_CERCLE_VOITURE_KMH
    return minutes * 60 * vitesse * KMH


def _follow_rues(lieux: Sequence[tuple[float, float]], mode: Mode, voirie: Voirie, marche_kmh: float) -> Aires:
    lon, lat = (np.array(colonne, dtype=np.float64) for colonne in zip(*lieux, strict=True))
    x, y = voirie.repere.project(lon, lat)
    atteint = reach_from(
        voirie.pied if mode is Mode.PIED else voirie.voiture,
        x,
        y,
        budgets=[60.0 * m for m in MINUTES],
        access_speed=marche_kmh * KMH,
        snap_max=RACCORD_MAX_M,
    )
    surfaces: list[Polygon | MultiPolygon] = []
    for bouts in atteint.segments:
        rues = shapely.linestrings(np.unique(_sort_bouts(bouts), axis=0).reshape(-1, 2, 2))
        # Réunir des bandes une à une est six fois plus rapide que d'élargir tout le réseau d'un coup.
        abords = shapely.union_all(shapely.buffer(rues, LARGEURS_M[mode], quad_segs=3))
        surface = _fill_trous(shapely.simplify(abords, _SIMPLIFICATION_M), _TROUS_MAX_M2[mode])
        # La simplification peut rogner : une durée plus longue garde tout ce que la plus courte atteint.
        surfaces.append(_keep_surface(shapely.union(surface, surfaces[-1])) if surfaces else surface)
    degres = tuple(_keep_surface(shapely.transform(s, voirie.repere.unproject)) for s in surfaces)
    return Aires(Methode.RESEAU, degres, int((~atteint.snapped).sum()))


def _sort_bouts(bouts: np.ndarray) -> np.ndarray:
    """Le même bout de rue parcouru dans les deux sens n'est dessiné qu'une fois."""
    ronds = bouts.round(1)
    retourne = (ronds[:, 0] > ronds[:, 2]) | ((ronds[:, 0] == ronds[:, 2]) & (ronds[:, 1] > ronds[:, 3]))
    return np.where(retourne[:, None], ronds[:, [2, 3, 0, 1]], ronds)


def _fill_trous(surface: BaseGeometry, trou_max_m2: float) -> Polygon | MultiPolygon:
    """Le cœur d'un îlot entouré de rues atteintes est atteint ; un grand vide (parc, étang) ne l'est pas."""
    pleins = [
        Polygon(p.exterior, [t for t in p.interiors if Polygon(t).area > trou_max_m2])
        for p in shapely.get_parts(surface)
        if isinstance(p, Polygon)
    ]
    return _keep_surface(shapely.union_all(pleins))


def _keep_surface(surface: BaseGeometry) -> Polygon | MultiPolygon:
    valide = surface if surface.is_valid else shapely.make_valid(surface)
    if isinstance(valide, Polygon | MultiPolygon):
        return valide
    return MultiPolygon([p for p in shapely.get_parts(valide) if isinstance(p, Polygon)])


def _ask_service(lieux: Sequence[tuple[float, float]], mode: Mode, service: Service) -> Aires:
    if len(lieux) > POINTS_SERVICE_MAX:
        raise ServiceIndisponible(
            f"Le service d'itinéraires n'est interrogé que pour {POINTS_SERVICE_MAX} lieux au plus, il y en a "
            f"{format_nombre(len(lieux))} : choisissez un lieu, ou importez un réseau de rues."
        )
    surfaces = [
        shapely.union_all(
            [
                fetch_isochrone(
                    service.url, ressource=service.ressource, lon=lon, lat=lat, minutes=minutes, mode=mode.value
                )
                for lon, lat in lieux
            ]
        )
        for minutes in MINUTES
    ]
    cumulees = [surfaces[0], shapely.union(surfaces[0], surfaces[1]), shapely.union_all(surfaces)]
    return Aires(Methode.SERVICE, tuple(_keep_surface(s) for s in cumulees))


def _draw_cercles(lieux: Sequence[tuple[float, float]], mode: Mode, marche_kmh: float, avis: str) -> Aires:
    lon, lat = (np.array(colonne, dtype=np.float64) for colonne in zip(*lieux, strict=True))
    repere = Repere(float(lon.mean()), float(lat.mean()))
    points = shapely.points(np.column_stack(repere.project(lon, lat)))
    surfaces = [
        shapely.union_all(shapely.buffer(points, compute_rayon_m(m, mode, marche_kmh), quad_segs=16)) for m in MINUTES
    ]
    degres = tuple(_keep_surface(shapely.transform(s, repere.unproject)) for s in surfaces)
    return Aires(Methode.CERCLES, degres, avis=avis)
