"""Cadrage, hachures et formes posées sur la carte."""

import math

import pytest
from shapely.geometry import LineString, Polygon, shape

from observatoire.domain.verdict import Jugement
from observatoire.ui.graphiques.deck import split_nom
from observatoire.ui.graphiques.geometrie import (
    build_forme,
    build_hachures,
    compute_cadre,
    compute_zoom,
    list_lignes,
    list_polygones,
)

CARRE = {"type": "Polygon", "coordinates": [[[2, 48], [3, 48], [3, 49], [2, 49], [2, 48]]]}
TRIANGLE_TROUE = [
    [[5, 48], [6, 48], [6, 49], [5, 48]],
    [[5.5, 48.1], [5.6, 48.1], [5.6, 48.2], [5.5, 48.1]],
]
DEUX = {"type": "MultiPolygon", "coordinates": [CARRE["coordinates"], TRIANGLE_TROUE]}


def test_un_multipolygone_se_deplie_avec_ses_trous() -> None:
    assert len(list_polygones(DEUX)) == 2
    assert len(list_lignes(DEUX)) == 3
    assert len(list_polygones(CARRE)) == 1


def test_le_cadre_englobe_tout() -> None:
    cadre = compute_cadre([CARRE, DEUX])
    assert (cadre.ouest, cadre.sud, cadre.est, cadre.nord) == (2, 48, 6, 49)
    assert cadre.cosinus == pytest.approx(math.cos(math.radians(48.5)))


@pytest.mark.parametrize(("largeur", "hauteur"), [(340, 300), (570, 460), (2000, 100)])
def test_le_zoom_fait_tenir_le_cadre_sans_perdre_la_place(largeur: int, hauteur: int) -> None:
    """Mercator relu à la main : 512 pixels pour 360° au zoom 0, latitudes étirées."""
    cadre = compute_cadre([CARRE])
    zoom = compute_zoom(cadre, largeur, hauteur, marge=1)
    monde = 512 * 2**zoom
    pixels_x = (cadre.est - cadre.ouest) / 360 * monde
    mercator = [math.log(math.tan(math.pi / 4 + math.radians(lat) / 2)) for lat in (cadre.sud, cadre.nord)]
    pixels_y = (mercator[1] - mercator[0]) / (2 * math.pi) * monde
    assert pixels_x <= largeur * 1.001
    assert pixels_y <= hauteur * 1.01
    assert max(pixels_x / largeur, pixels_y / hauteur) == pytest.approx(1, rel=0.01)


def test_les_hachures_restent_dans_le_polygone_et_le_remplissent() -> None:
    lignes = build_hachures(CARRE, 0.05, 0.66)
    surface = shape(CARRE).buffer(1e-9)
    assert len(lignes) > 10
    assert all(surface.contains(LineString(ligne)) for ligne in lignes)


def test_une_forme_est_centree_et_close() -> None:
    forme = build_forme(Jugement.DEFAVORABLE, 2.0, 48.0, 0.01, 0.66)
    assert forme is not None
    assert forme[0] == forme[-1]
    centre = Polygon(forme).centroid
    assert (centre.x, centre.y) == (pytest.approx(2.0), pytest.approx(48.0))


def test_un_secret_n_a_pas_de_forme_pleine() -> None:
    assert build_forme(Jugement.SECRET, 2.0, 48.0, 0.01, 0.66) is None


@pytest.mark.parametrize(
    ("nom", "attendu"),
    [
        ("Mirandelle", "Mirandelle"),
        ("Les Jardins-Suspendus", "Les Jardins-\nSuspendus"),
        ("Faubourg-du-Lynx", "Faubourg-\ndu-Lynx"),
        ("Villefranchesurmer", "Villefranchesurmer"),
    ],
)
def test_un_nom_long_tient_sur_deux_lignes(nom: str, attendu: str) -> None:
    assert split_nom(nom) == attendu
