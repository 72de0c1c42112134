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
    list_lignes,
    list_polygones,
)
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
        _build_secrets(surfaces, cadre, rayon),
        _build_chemins("limites", list(habillage.limites), convert_rvb("#FFFFFF", 150), 1),
        *_build_ville(habillage.ville),
        *_build_qpv(habillage.qpv),
        *_build_choisi(surfaces, vue.choisi),
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
        get_line_color=convert_rvb("#FFFFFF"),
        line_width_min_pixels=1.6 if len(surfaces) <= NOMS_MAX else 0.8,
        line_width_max_pixels=2,
        stroked=True,
        pickable=True,
        auto_highlight=True,
        highlight_color=[26, 34, 51, 40],
    )


def _build_chemins(identifiant: str, contours: Sequence[Contour], couleur: list[int], epaisseur: float) -> pdk.Layer:
    donnees = [{"chemin": ligne} for contour in contours for ligne in list_lignes(contour)]
    return _build_traits(identifiant, donnees, couleur, epaisseur)


def _build_traits(identifiant: str, donnees: Any, couleur: list[int], epaisseur: float) -> pdk.Layer:
    return _layer(
        "PathLayer",
        identifiant,
        donnees,
        get_path="chemin",
        get_color=couleur,
        width_units=String("pixels"),
        get_width=epaisseur,
        joint_rounded=True,
        cap_rounded=True,
        pickable=False,
    )


def _build_secrets(surfaces: Sequence[Surface], cadre: Cadre, rayon: float) -> pdk.Layer:
    donnees = [
        {"chemin": ligne}
        for s in surfaces
        if s.jugement is Jugement.SECRET
        for ligne in build_hachures(s.contour, rayon, cadre.cosinus)
    ]
    return _build_traits("secrets", donnees, convert_rvb(SECRET_TRAIT), 1.6)


def _build_ville(ville: Contour | None) -> list[pdk.Layer]:
    return [_build_chemins("ville", [ville], convert_rvb(CONTOUR_VILLE), 1.8)] if ville else []


def _build_qpv(qpv: Sequence[tuple[Contour, Contour | None]]) -> list[pdk.Layer]:
    """Contour sombre bordé de blanc, et ses hachures : lisible sur toutes les couleurs."""
    if not qpv:
        return []
    contours = [contour for contour, _ in qpv]
    hachures = [h for _, h in qpv if h is not None]
    encre = convert_rvb("#1A2233")
    return [
        _build_chemins("qpv-bord", contours, convert_rvb("#FFFFFF"), 4),
        _build_chemins("qpv-hachures", hachures, [*encre[:3], 190], 1.1),
        _build_chemins("qpv", contours, encre, 1.8),
    ]


def _build_choisi(surfaces: Sequence[Surface], choisi: str) -> list[pdk.Layer]:
    contours = [s.contour for s in surfaces if s.code == choisi]
    if not contours:
        return []
    return [
        _build_chemins("choisi-bord", contours, convert_rvb("#FFFFFF"), 6),
        _build_chemins("choisi", contours, convert_rvb("#1A2233"), 3),
    ]


def _build_marques(surfaces: Sequence[Surface], cadre: Cadre, rayon: float) -> list[pdk.Layer]:
    donnees: list[dict[str, Any]] = []
    for s in surfaces:
        if s.lon is None or s.lat is None:
            continue
        forme = build_forme(s.jugement, s.lon, s.lat, rayon, cadre.cosinus)
        if forme is None:
            continue
        trait = "#FFFFFF" if s.jugement in NETS else "#1A2233"
        couleur = convert_rvb(REMPLISSAGES[s.jugement])
        donnees.append({"polygone": forme, "couleur": couleur, "trait": convert_rvb(trait)})
    return [
        _layer(
            "PolygonLayer",
            "marques",
            donnees,
            get_polygon="polygone",
            get_fill_color="couleur",
            get_line_color="trait",
            line_width_min_pixels=1.4,
            line_width_max_pixels=1.4,
            stroked=True,
            pickable=False,
        )
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
