"""Client d'un service d'isochrones par HTTP, de la forme de celui de l'IGN. Seules des coordonnées sortent."""

import json
from typing import Any, cast
from urllib.parse import urlsplit

import requests
from shapely.errors import GEOSException
from shapely.geometry import MultiPolygon, Polygon, shape

from observatoire.errors import ErreurObservatoire

DELAIS_S = (3.0, 8.0)
"""Pour se connecter, puis pour attendre une réponse."""
REPONSE_MAX_OCTETS = 5_000_000
_PROFILS = {"pied": "pedestrian", "voiture": "car"}


class ServiceIndisponible(ErreurObservatoire):
    """Le service ne donne pas d'isochrone ; le message dit pourquoi."""


def fetch_isochrone(
    url: str, *, ressource: str, lon: float, lat: float, minutes: int, mode: str
) -> Polygon | MultiPolygon:
    """Aire d'où l'on rejoint le point en `minutes`, en degrés.

    Raises:
        ServiceIndisponible: adresse fausse, service muet ou en erreur, réponse qui n'est pas une surface.
    """
    decoupe = urlsplit(url)
    if decoupe.scheme not in ("http", "https") or not decoupe.hostname:
        raise ServiceIndisponible(f"« {url} » (OBSERVATOIRE_ISOCHRONES_URL) n'est pas une adresse http ou https.")
    parametres = {
        "resource": ressource,
        "point": f"{lon:.6f},{lat:.6f}",
        "costType": "time",
        "costValue": str(minutes),
        "timeUnit": "minute",
        "costUnit": "minute",
        "profile": _PROFILS[mode],
        "direction": "arrival",
        "geometryFormat": "geojson",
        "crs": "EPSG:4326",
    }
    return _read_surface(_get(url, parametres, decoupe.hostname), decoupe.hostname)


def _get(url: str, parametres: dict[str, str], hote: str) -> dict[str, Any]:
    try:
        reponse = requests.get(url, params=parametres, timeout=DELAIS_S, allow_redirects=False, stream=True)
        with reponse:
            if reponse.status_code != requests.codes.ok:
                raise ServiceIndisponible(f"Le service d'itinéraires {hote} répond l'erreur {reponse.status_code}.")
            contenu = reponse.raw.read(REPONSE_MAX_OCTETS + 1, decode_content=True)
    except requests.Timeout as erreur:
        raise ServiceIndisponible(f"Le service d'itinéraires {hote} ne répond pas dans le temps permis.") from erreur
    except (requests.RequestException, OSError) as erreur:
        raise ServiceIndisponible(f"La connexion au service d'itinéraires {hote} est refusée ou coupée.") from erreur
    if len(contenu) > REPONSE_MAX_OCTETS:
        raise ServiceIndisponible(f"Le service d'itinéraires {hote} répond plus de 5 Mo : ce n'est pas une isochrone.")
    try:
        corps = json.loads(contenu)
    except ValueError as erreur:
        raise ServiceIndisponible(f"Le service d'itinéraires {hote} ne répond pas en JSON.") from erreur
    return cast(dict[str, Any], corps) if isinstance(corps, dict) else {}


def _read_surface(corps: dict[str, Any], hote: str) -> Polygon | MultiPolygon:
    try:
        surface = shape(corps.get("geometry") or {})
    except (GEOSException, AttributeError, KeyError, TypeError, ValueError):
        surface = None
    if not isinstance(surface, Polygon | MultiPolygon) or surface.is_empty:
        raise ServiceIndisponible(f"Le service d'itinéraires {hote} ne rend pas de surface (« geometry » en GeoJSON).")
    return surface if surface.is_valid else surface.buffer(0)
