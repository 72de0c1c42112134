"""Ce que la carte pydeck écrit : une bulle qui reste du texte, une étiquette qui n'est pas toujours le nom."""

import json
import math
from dataclasses import replace
from itertools import pairwise

import pytest

from observatoire.domain.verdict import Jugement
from observatoire.ui.graphiques.deck import Habillage, Surface, Vue, build_deck
from observatoire.ui.graphiques.geometrie import compute_cadre, merge_bords

CARRE = {"type": "Polygon", "coordinates": [[[3.0, 45.0], [3.01, 45.0], [3.01, 45.01], [3.0, 45.0]]]}


def build_couches(*surfaces: Surface) -> dict[str, list[dict[str, object]]]:
    """Données de chaque couche, telles que le navigateur les reçoit."""
    vue = Vue(largeur=400, hauteur=400, noms=True, marques=False, sombre=False, choisi="")
    deck = build_deck(list(surfaces), Habillage(None, [], []), compute_cadre([CARRE]), vue)
    return {couche["id"]: couche["data"] for couche in json.loads(deck.to_json())["layers"]}


def build_surface(nom: str, etiquette: str | None = None) -> Surface:
    return Surface("c", nom, CARRE, "#E6EFEC", Jugement.SANS_ECART, "<b>1</b>", "", 3.0, 45.0, etiquette)


def test_un_nom_lu_dans_un_fichier_reste_du_texte() -> None:
    (objet,) = build_couches(build_surface("<img src=x onerror=alert(1)>"))["territoires-aucun"]
    assert objet["nom"] == "&lt;img src=x onerror=alert(1)&gt;"
    assert objet["valeur"] == "&lt;b&gt;1&lt;/b&gt;"


def test_l_etiquette_remplace_le_nom_sur_la_carte_seulement() -> None:
    couches = build_couches(build_surface("Beauval", "B"), build_surface("Centre", ""), build_surface("Le Port"))
    assert [x["nom"] for x in couches["noms"]] == ["B", "Le Port"]
    assert [x["nom"] for x in couches["territoires-aucun"]] == ["Beauval", "Centre", "Le Port"]


def test_le_bord_de_deux_voisins_n_est_trace_qu_une_fois() -> None:
    """Deux carrés côte à côte : huit côtés, dont un commun ; chaque côté est un segment."""
    gauche = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}
    droite = {"type": "Polygon", "coordinates": [[[1, 0], [2, 0], [2, 1], [1, 1], [1, 0]]]}
    couches = build_couches(*(replace(build_surface("x"), contour=c) for c in (gauche, droite)))
    traits = couches["traits"]
    longueur = sum(math.dist(t["a"], t["b"]) for t in traits)
    assert longueur == pytest.approx(7)
    assert sum({t["a"][0], t["b"][0]} == {1} for t in traits) == 1


def test_les_bords_d_un_contour_fin_se_simplifient_sans_s_ecarter() -> None:
    """Un cercle de mille points : à un dixième de rayon près, une dizaine suffit."""
    cercle = [[math.cos(2 * math.pi * i / 1000), math.sin(2 * math.pi * i / 1000)] for i in range(1000)]
    (bord,) = merge_bords([{"type": "Polygon", "coordinates": [[*cercle, cercle[0]]]}], 0.1)
    assert 6 <= len(bord) <= 20
    assert all(math.hypot(*point) == pytest.approx(1) for point in bord)
    milieux = [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in pairwise(bord)]
    assert all(1 - math.hypot(*m) <= 0.1 for m in milieux)


def test_sans_contour_il_n_y_a_pas_de_bord() -> None:
    assert merge_bords([], 0.1) == []
