"""Grille de points dans un IRIS."""

import shapely

from observatoire.ingest.acces.grille import draw_grille
from tests.outils.chantier import carre


def test_tous_les_points_sont_dedans_et_la_grille_suit_la_taille() -> None:
    petit, grand = carre(0, 0, 0.1, 0.1), carre(1, 0, 5, 5)
    grille = draw_grille({"petit": petit, "grand": grand})
    for code, forme in (("petit", petit), ("grand", grand)):
        assert all(shapely.contains_xy(forme, lon, lat) for lon, lat in grille[code])
    # Environ douze dans un petit IRIS ; dans un grand, un tous les 200 m : 5 × 770 m sur 5 × 1 112 m.
    assert 6 <= len(grille["petit"]) <= 20
    attendus = 5 * 775 * 5 * 1112 / 200**2
    assert abs(len(grille["grand"]) - attendus) < 0.1 * attendus


def test_un_iris_trop_etroit_a_quand_meme_un_point() -> None:
    lame = shapely.box(2.0, 46.0, 2.2, 46.00001)
    (point,) = draw_grille({"lame": lame})["lame"][:1]
    assert shapely.distance(lame, shapely.Point(point)) < 1e-5


def test_la_moyenne_des_points_est_le_centre() -> None:
    forme = carre(0, 0)
    points = draw_grille({"a": forme})["a"]
    assert abs(sum(x for x, _ in points) / len(points) - forme.centroid.x) < 0.0013
    assert draw_grille({}) == {}
