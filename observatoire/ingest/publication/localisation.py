"""Dans quel IRIS tombe un point, et ce qui peut en faire douter."""

from collections.abc import Mapping

import pandas as pd
import shapely

from observatoire.domain.territoire import Maille
from observatoire.ingest.publication.territoires import Lieux

HORS_IRIS = "hors de tout IRIS"
AUTRE_IRIS = "dans un autre IRIS que celui de son fichier"
"""Une position donnée à la main a déjà été vérifiée : elle ne fait pas douter."""


def locate_points(points: pd.DataFrame, lieux: Lieux) -> list[str]:
    """Donne à chaque point son IRIS et sa commune, sur place ; rend ce qui fait douter de chacun, vide si rien.

    Les coordonnées l'emportent, sauf pour un compte par IRIS (sans personne distincte) et pour une adresse géocodée,
    qui gardent l'IRIS que dit leur fichier. Une commune d'un seul IRIS place tous les siens.
    """
    iris = {code: lieu for code, lieu in lieux.items() if lieu.maille is Maille.IRIS}
    contours = {c: lieu.contour for c, lieu in iris.items() if lieu.contour is not None}
    places = _locate(points, contours)
    uniques = _find_uniques(lieux)
    resolus: list[str] = []
    doutes: list[str] = []
    suivies = {lieu.code for lieu in lieux.values() if lieu.maille is Maille.COMMUNE}
    colonnes = [points[c] for c in ("iris", "personne", "commune", "genre_position")]
    for place, a_position, dit, personne, commune, genre in zip(places, points["lon"].notna(), *colonnes, strict=True):
        connu = dit if dit in iris else ""
        mesure = personne and genre in ("fichier", "manuelle")
        choisi = place or connu if mesure else connu or place
        resolus.append(choisi or uniques.get(commune, ""))
        if genre == "fichier" and mesure and connu and place and connu != place:
            doutes.append(AUTRE_IRIS)
        elif (
            genre == "fichier"
            and a_position
            and not place
            and (connu in contours or (not resolus[-1] and commune in suivies))
        ):
            doutes.append(HORS_IRIS)
        else:
            doutes.append("")
    points["iris"] = resolus
    points["commune"] = [
        iris[code].commune if code else commune for code, commune in zip(resolus, points["commune"], strict=True)
    ]
    return doutes


def _locate(points: pd.DataFrame, contours: Mapping[str, shapely.Geometry]) -> list[str]:
    codes, formes = list(contours), list(contours.values())
    trouves = [""] * len(points)
    connus = points["lon"].notna().to_numpy() & points["lat"].notna().to_numpy()
    if not connus.any() or not formes:
        return trouves
    index = shapely.STRtree(formes)
    rangs = [i for i, connu in enumerate(connus) if connu]
    geometries = shapely.points(points["lon"].to_numpy("float64")[connus], points["lat"].to_numpy("float64")[connus])
    # Sur une limite commune, le premier contour dans l'ordre des codes : le même à chaque publication.
    for point, contour in sorted(index.query(geometries, predicate="intersects").T.tolist(), reverse=True):
        trouves[rangs[point]] = codes[contour]
    return trouves


def _find_uniques(lieux: Lieux) -> dict[str, str]:
    """IRIS des communes qui n'en ont qu'un."""
    par_commune: dict[str, list[str]] = {}
    for lieu in lieux.values():
        if lieu.maille is Maille.IRIS:
            par_commune.setdefault(lieu.commune, []).append(lieu.code)
    return {commune: codes[0] for commune, codes in par_commune.items() if len(codes) == 1}
