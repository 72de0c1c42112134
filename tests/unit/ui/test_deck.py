"""Ce que la carte pydeck écrit : une bulle qui reste du texte, une étiquette qui n'est pas toujours le nom."""

import json

from observatoire.domain.verdict import Jugement
from observatoire.ui.graphiques.deck import Habillage, Surface, Vue, build_deck
from observatoire.ui.graphiques.geometrie import compute_cadre

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
