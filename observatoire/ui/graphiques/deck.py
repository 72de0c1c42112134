"""Carte dessinée par pydeck, sans fond de plan ni serveur de tuiles : polygones, QPV hachurés, noms, marques."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import pydeck as pdk
from pydeck.bindings.json_tools import default_serialize
from pydeck.types import String

from observatoire.domain.verdict import Jugement
from observatoire.ui.echappement import escape
from observatoire.ui.graphiques.geometrie import (
    Cadre,
    build_forme,
    build_hachures,
    compute_zoom,
    list_polygones,
)
from observatoire.ui.graphiques.traits import Trait, build_traits, list_bords, list_qpv, list_traits
from observatoire.ui.palette import CONTOUR_VILLE, NETS, REMPLISSAGES, SECRET_TRAIT, TONS, convert_rvb

Contour = dict[str, Any]
NOMS_MAX = 30
"""Au-delà, les noms se recouvriraient : la carte les donne au survol, la liste et le tableau les portent."""


@dataclass(frozen=True, slots=True)
class Surface:
    """Un polygone à colorer. `couleur` absente : chiffre manquant, laissé au fond neutre.

    `etiquette` remplace le nom écrit sur la carte (une lettre, un signe, ou rien) ; la bulle garde le nom.
    """

    code: str
    nom: str
    contour: Contour
    couleur: str | None
    jugement: Jugement
    valeur: str
    detail: str
    lon: float | None
    lat: float | None
    etiquette: str | None = None


@dataclass(frozen=True, slots=True)
class Habillage:
    """Ce qui se dessine autour des polygones colorés."""

    ville: Contour | None
    limites: Sequence[Contour]
    qpv: Sequence[tuple[Contour, Contour | None]]


@dataclass(frozen=True, slots=True)
class Vue:
    """Taille de la carte et options d'affichage."""

    largeur: int
    hauteur: int
    noms: bool
    marques: bool
    sombre: bool
    choisi: str


class DeckCompact(pdk.Deck):
    """Une carte écrite sans espace ni retour à la ligne.

    Pydeck met chaque nombre sur sa ligne : un texte quatre fois plus long, que le navigateur relit caractère par
    caractère avant de dessiner.
    """

    def to_json(self) -> str:
        """Texte JSON de la carte."""
        return json.dumps(self, sort_keys=True, default=default_serialize, separators=(",", ":"))


def build_deck(
    surfaces: Sequence[Surface], habillage: Habillage, cadre: Cadre, vue: Vue, fixe: bool = False
) -> pdk.Deck:
    """Assemble la carte. La couche cliquable change de nom avec le territoire choisi.

    Streamlit pâlit tout ce qui n'est pas sélectionné ; une couleur a ici un sens, et doit rester. En changeant le
    nom de la couche après chaque choix, la sélection précédente est oubliée et rien n'est pâli. `fixe` interdit de
    déplacer la carte : deux cartes restent au même cadrage, et le doigt fait défiler la page.
    """
    theme = "sombre" if vue.sombre else "clair"
    # Sept pixels ; moins quand les polygones sont nombreux, pour que les marques ne se recouvrent pas.
    rayon = (cadre.nord - cadre.sud) / vue.hauteur * 7 * min(1.0, math.sqrt(40 / max(len(surfaces), 1)))
    couches = [
        _build_polygones(surfaces, vue, theme),
        build_traits(
            "traits",
            [
                *list_bords(
                    [s.contour for s in surfaces],
                    1.6 if len(surfaces) <= NOMS_MAX else 0.8,
                    # Au tiers de pixel près.
                    (cadre.nord - cadre.sud) / vue.hauteur / 3,
                ),
                *_list_secrets(surfaces, cadre, rayon),
                *list_traits(habillage.limites, convert_rvb("#FFFFFF", 150), 1),
                *list_traits([habillage.ville] if habillage.ville else [], convert_rvb(CONTOUR_VILLE), 1.8),
                *list_qpv(habillage.qpv),
                *_list_choisi(surfaces, vue.choisi),
            ],
        ),
        *(_build_marques(surfaces, cadre, rayon) if vue.marques else []),
        *([_build_noms(surfaces, rayon * vue.marques, theme)] if vue.noms else []),
    ]
    return DeckCompact(
        layers=couches,
        initial_view_state=pdk.ViewState(
            longitude=cadre.centre[0],
            latitude=cadre.centre[1],
            zoom=compute_zoom(cadre, vue.largeur, vue.hauteur),
            min_zoom=7,
            max_zoom=17,
        ),
        views=[pdk.View(type="MapView", controller=_build_controle(fixe))],
        map_provider=cast(str, None),  # le type déclaré par pydeck oublie None, que sa documentation prévoit
        tooltip=cast(
            bool,
            {
                "html": "<b>{nom}</b><br>{valeur}<br>{detail}",
                "style": {
                    "backgroundColor": "#1A2233",
                    "color": "#FFFFFF",
                    "fontSize": "14px",
                    "maxWidth": "260px",
                },
            },
        ),
    )


def _build_controle(fixe: bool) -> dict[str, bool]:
    gestes = {"scrollZoom": False, "dragRotate": False, "touchRotate": False, "keyboard": not fixe}
    return {**gestes, "dragPan": not fixe, "touchZoom": not fixe, "doubleClickZoom": not fixe}


def _layer(genre: str, identifiant: str, donnees: Any, **options: Any) -> pdk.Layer:
    return pdk.Layer(genre, data=donnees, id=identifiant, **options)


def _build_polygones(surfaces: Sequence[Surface], vue: Vue, theme: str) -> pdk.Layer:
    vide = TONS["fond2"].sombre if theme == "sombre" else TONS["fond2"].clair
    donnees = [
        {
            "code": s.code,
            # La bulle de pydeck est du HTML : un nom lu dans un fichier y reste du texte.
            "nom": escape(s.nom),
            "valeur": escape(s.valeur),
            "detail": escape(s.detail),
            "polygone": polygone,
            "couleur": convert_rvb(s.couleur or vide),
        }
        for s in surfaces
        for polygone in list_polygones(s.contour)
    ]
    return _layer(
        "PolygonLayer",
        f"territoires-{vue.choisi or 'aucun'}",
        donnees,
        get_polygon="polygone",
        get_fill_color="couleur",
        stroked=False,
        pickable=True,
        auto_highlight=True,
        highlight_color=[26, 34, 51, 40],
    )


def _list_secrets(surfaces: Sequence[Surface], cadre: Cadre, rayon: float) -> list[Trait]:
    return [
        Trait(ligne, convert_rvb(SECRET_TRAIT), 1.6)
        for s in surfaces
        if s.jugement is Jugement.SECRET
        for ligne in build_hachures(s.contour, rayon, cadre.cosinus)
    ]


def _list_choisi(surfaces: Sequence[Surface], choisi: str) -> list[Trait]:
    contours = [s.contour for s in surfaces if s.code == choisi]
    return [*list_traits(contours, convert_rvb("#FFFFFF"), 6), *list_traits(contours, convert_rvb("#1A2233"), 3)]


def _build_marques(surfaces: Sequence[Surface], cadre: Cadre, rayon: float) -> list[pdk.Layer]:
    donnees: list[dict[str, Any]] = []
    traits: list[Trait] = []
    for s in surfaces:
        if s.lon is None or s.lat is None:
            continue
        forme = build_forme(s.jugement, s.lon, s.lat, rayon, cadre.cosinus)
        if forme is None:
            continue
        donnees.append({"polygone": forme, "couleur": convert_rvb(REMPLISSAGES[s.jugement])})
        traits.append(Trait(forme, convert_rvb("#FFFFFF" if s.jugement in NETS else "#1A2233"), 1.4))
    return [
        _layer(
            "PolygonLayer",
            "marques",
            donnees,
            get_polygon="polygone",
            get_fill_color="couleur",
            stroked=False,
            pickable=False,
        ),
        build_traits("marques-bord", traits),
    ]


def _build_noms(surfaces: Sequence[Surface], decalage: float, theme: str) -> pdk.Layer:
    encre, fond = ("#F4F6F8", "#12171F") if theme == "sombre" else ("#1A2233", "#FFFFFF")
    donnees = [
        {"nom": split_nom(s.nom if s.etiquette is None else s.etiquette), "place": [s.lon, s.lat + decalage * 2.6]}
        for s in surfaces
        if s.lon is not None and s.lat is not None and s.etiquette != ""
    ]
    return _layer(
        "TextLayer",
        "noms",
        donnees,
        get_position="place",
        get_text="nom",
        get_size=12.5,
        get_color=convert_rvb(encre),
        font_family=String('"Source Sans", sans-serif'),
        font_weight=600,
        font_settings={"sdf": True, "fontSize": 64, "buffer": 14, "radius": 22, "cutoff": 0.22, "smoothing": 0.15},
        outline_width=9,
        outline_color=convert_rvb(fond),
        character_set=String("auto"),  # sans quoi les lettres accentuées disparaissent
        get_text_anchor=String("middle"),
        get_alignment_baseline=String("center"),
        pickable=False,
    )


def split_nom(nom: str) -> str:
    """Coupe un nom long en deux lignes, après l'espace ou le tiret le plus proche du milieu."""
    if len(nom) <= 11:
        return nom
    coupes = [i + 1 for i, lettre in enumerate(nom[:-1]) if lettre in " -"]
    if not coupes:
        return nom
    place = min(coupes, key=lambda i: abs(i - len(nom) / 2))
    return f"{nom[:place].rstrip()}\n{nom[place:]}"
