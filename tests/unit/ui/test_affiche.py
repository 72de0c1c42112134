"""L'affiche se lit dans les couches de la carte : mêmes polygones, mêmes traits, au même endroit."""

import base64
import re

import pydeck as pdk
import pytest

from observatoire.domain.verdict import Jugement
from observatoire.ui.graphiques.affiche import build_affiche
from observatoire.ui.graphiques.deck import Habillage, Surface, Vue, build_deck
from observatoire.ui.graphiques.geometrie import Cadre, compute_cadre

# À l'équateur, un degré de longitude et un de latitude ont la même longueur : le carré reste carré.
CARRE = {"type": "Polygon", "coordinates": [[[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]]]}
CADRE = Cadre(-1, -1, 1, 1)


def read_svg(adresse: str) -> str:
    return base64.b64decode(adresse.removeprefix("data:image/svg+xml;base64,")).decode()


def build_image(nom: str, *, noms: bool = False) -> str:
    surface = Surface("c", nom, CARRE, "#102030", Jugement.SANS_ECART, "1", "", 0.0, 0.0)
    vue = Vue(largeur=200, hauteur=100, noms=noms, marques=False, sombre=False, choisi="")
    deck = build_deck([surface], Habillage(None, [], []), compute_cadre([CARRE]), vue)
    return read_svg(build_affiche(deck.layers, [], CADRE, 200, 100))


def test_le_carre_est_au_milieu_et_tient_dans_94_pour_cent_de_la_hauteur() -> None:
    """Cent pixels de haut : 94 pour deux degrés, autour de (100, 50)."""
    image = build_image("Centre")
    trace = re.search(r'<path fill="rgba\(16,32,48,1.00\)" d="M([^"]*)Z"/>', image)
    assert trace is not None
    points = [tuple(map(float, point.split(","))) for point in trace[1].split(" ")]
    assert points == [(53.0, 97.0), (147.0, 97.0), (147.0, 3.0), (53.0, 3.0), (53.0, 97.0)]


def test_le_bord_du_carre_est_un_seul_trait_suivi() -> None:
    trait = re.search(r'stroke="rgba\(255,255,255,1.00\)" stroke-width="1.6" d="([^"]*)"', build_image("Centre"))
    assert trait is not None
    assert trait[1].count("M") == 1
    assert len(trait[1].split(" ")) == 5


def test_un_nom_hostile_reste_du_texte() -> None:
    image = build_image("<script>a", noms=True)
    assert "&lt;script&gt;a" in image
    assert "<script" not in image


def test_un_disque_est_pose_a_sa_place() -> None:
    image = read_svg(build_affiche([], [(0.5, 0.5, "<circle/>")], CADRE, 200, 100))
    assert '<g transform="translate(123.5,26.5)"><circle/></g>' in image


@pytest.mark.parametrize("genre", ["TileLayer", "GeoJsonLayer"])
def test_une_couche_d_un_autre_genre_attend_la_carte_vivante(genre: str) -> None:
    couche = pdk.Layer(genre, data="/media/points.json", id="x")
    assert "<path" not in read_svg(build_affiche([couche], [], CADRE, 200, 100))


def test_une_couche_de_polygones_sans_couleur_propre_n_y_est_pas() -> None:
    couche = pdk.Layer("PolygonLayer", data=[{"forme": [[0, 0], [1, 0], [1, 1]]}], id="aires")
    assert "<path" not in read_svg(build_affiche([couche], [], CADRE, 200, 100))
