"""Vue « Isochrones » : où l'on est à 5, 10 ou 15 minutes d'un lieu de soins, et quelle part des habitants y vit."""

import json
from collections.abc import Sequence

import pydeck as pdk
import streamlit as st
from shapely.geometry import mapping

from observatoire.domain.francais import format_nombre, format_pluriel
from observatoire.domain.scenario import parse_point
from observatoire.domain.territoire import LIBELLES_MAILLE, Maille
from observatoire.domain.verdict import Jugement
from observatoire.errors import SelectionInvalide
from observatoire.services.offre.abords import MARGE_M
from observatoire.services.offre.aires import LIBELLES_MODE, MINUTES, Aires, Methode, Mode
from observatoire.services.offre.couvertures import Couverture
from observatoire.services.offre.isochrones import Isochrones, export_couvertures_csv
from observatoire.services.offre.placement import find_placement
from observatoire.ui import cache, etat_url
from observatoire.ui.composants import show_message, show_phrase, show_source, show_titre, show_vide
from observatoire.ui.composants.html import show_html
from observatoire.ui.ecran import is_telephone
from observatoire.ui.graphiques.deck import NOMS_MAX, Surface
from observatoire.ui.graphiques.geometrie import compute_cadre, list_polygones
from observatoire.ui.graphiques.legende import Entree, build_legende, build_pastille
from observatoire.ui.offre.affichage import PASTILLE, map_iris
from observatoire.ui.offre.couches import build_couches, list_disques
from observatoire.ui.offre.isochrones_choix import ChoixIsochrones, read_choix, show_choix
from observatoire.ui.offre.tete import Contexte, show_tete
from observatoire.ui.palette import SEQUENCE, convert_rvb
from observatoire.ui.plan import Plan, show_plan
from observatoire.ui.tableaux import Colonne, Ligne, show_tableau

_METHODE = (
    '<p class="obs-note"><a href="catalogue?onglet=methodes&amp;methode=isochrones" target="_self">'
    "Comment ces aires sont calculées</a></p>"
)
_MARGE_KM = format_nombre(MARGE_M / 1000)
_COULEURS = dict(zip(MINUTES, (SEQUENCE[4], SEQUENCE[3], SEQUENCE[1]), strict=True))


def show_isochrones(contexte: Contexte) -> None:
    """Dessine la vue."""
    telephone = is_telephone()
    choix = read_choix(contexte)
    noms = {m.code: m.libelle for m in contexte.offre.metiers}
    titre = f"{noms[choix.metier]} : à 5, 10 et 15 minutes"
    if parse_point(choix.point):
        titre = "À 5, 10 et 15 minutes d’un point choisi"
    sous_titre = f"Temps de trajet {LIBELLES_MODE[Mode(choix.mode)]}, pour s’y rendre"
    show_tete(contexte, titre, sous_titre, choix.build_codes())
    show_choix(contexte, choix, telephone)
    try:
        isochrones = cache.get_isochrones(contexte.version, choix.metier, choix.point, choix.mode)
    except SelectionInvalide:
        show_vide(
            "Aucun lieu placé sur la carte",
            "Les points de cette profession n’ont pas de coordonnées : géocodez leurs adresses, puis publiez.",
            ("python -m observatoire geocoder",),
        )
        return
    _show_resultat(contexte, choix, isochrones, telephone)


def _show_resultat(contexte: Contexte, choix: ChoixIsochrones, isochrones: Isochrones, telephone: bool) -> None:
    if isochrones.aires.avis:
        show_message(isochrones.aires.avis, alerte=True)
    show_phrase(isochrones.phrase, isochrones.certitude)
    placement = find_placement(version=contexte.version, metier=choix.metier)
    if isochrones.point is None and placement is not None and not placement.is_suffisant_pour_les_distances:
        show_message(f"Ces parts sont des minimums : {placement.phrase}", alerte=True)
    couvertures = isochrones.quartiers if choix.maille is Maille.QUARTIER else isochrones.iris
    gauche, droite = st.columns([58, 42])
    with gauche, st.container(key="carte-dessin"):
        _show_carte(contexte.version, choix, isochrones, couvertures, telephone)
    with droite, st.container(key="carte-points"):
        _show_parts(choix, couvertures, isochrones)
    _show_telechargements(contexte, isochrones)
    show_source(_describe_source(isochrones))
    show_html(_METHODE)


def _show_carte(
    version: str, choix: ChoixIsochrones, isochrones: Isochrones, couvertures: Sequence[Couverture], telephone: bool
) -> None:
    parts = {c.code: c for c in couvertures}
    surfaces = [
        Surface(
            code=c.code,
            nom=c.nom,
            contour=c.geometrie,
            couleur=None,
            jugement=Jugement.NON_COMPARABLE,
            valeur=_format_part(parts.get(c.code), 1) + " à moins de 10 minutes",
            detail="",
            lon=c.lon,
            lat=c.lat,
        )
        for c in cache.get_contours(version, choix.maille.value)
    ]

    def select(code: str) -> None:
        etat_url.set_codes({"territoire": code if code != choix.territoire else None})

    plan = Plan(
        version=version,
        maille=choix.maille,
        choisi=choix.territoire,
        noms=not telephone and len(surfaces) <= NOMS_MAX,
        telephone=telephone,
    )
    cadre = compute_cadre([s.contour for s in surfaces])
    show_plan(
        surfaces,
        plan,
        "dessin-isochrones",
        alt=f"Carte : {isochrones.phrase} Le tableau donne la part de chaque territoire.",
        on_select=select,
        couches=build_couches(isochrones.lieux, cadre, map_iris(version, choix.maille), choix.territoire),
        aires=build_aires_couches(isochrones.aires),
        list_disques=lambda: list_disques(isochrones.lieux, cadre, telephone),
    )
    vol = " (cercle)" if isochrones.aires.methode is Methode.CERCLES else ""
    entrees = [
        Entree(build_pastille(_COULEURS[m]), f"{'moins de ' if m == MINUTES[0] else f'{m - 5} à '}{m} minutes{vol}", "")
        for m in MINUTES
    ]
    lieu = "Point choisi" if parse_point(choix.point) else isochrones.metier.libelle
    entrees.append(Entree(PASTILLE, lieu, format_nombre(len(isochrones.lieux))))
    show_html(build_legende(entrees))


def build_aires_couches(aires: Aires) -> list[pdk.Layer]:
    """Les aires, la plus large dessous. On ne les touche pas : le doigt choisit le territoire."""
    donnees = [
        {"polygone": polygone, "couleur": convert_rvb(_COULEURS[minutes], 215)}
        for minutes, surface in reversed(list(zip(MINUTES, aires.surfaces, strict=True)))
        for polygone in list_polygones(mapping(surface))
    ]
    return [
        pdk.Layer(
            "PolygonLayer",
            data=donnees,
            id="aires",
            get_polygon="polygone",
            get_fill_color="couleur",
            stroked=False,
            pickable=False,
        )
    ]


def _format_part(couverture: Couverture | None, rang: int) -> str:
    if couverture is None or not couverture.parts:
        return "–"
    return f"{format_nombre(100 * couverture.parts[rang])} %"


def _show_parts(choix: ChoixIsochrones, couvertures: Sequence[Couverture], isochrones: Isochrones) -> None:
    singulier = LIBELLES_MAILLE[choix.maille][0]
    show_titre(f"Part des habitants, par {singulier}", "du moins au plus desservi à 10 minutes", niveau=3)
    colonnes = [
        Colonne(singulier[:1].upper() + singulier[1:]),
        *(Colonne(f"{m} min", nombre=True, fort=m == MINUTES[1]) for m in MINUTES),
    ]
    lignes = [
        Ligne((c.nom, *(_format_part(c, rang) for rang in range(len(MINUTES)))), choisie=c.code == choix.territoire)
        for c in (*couvertures, isochrones.ville)
    ]
    show_tableau(
        f"Part des habitants à 5, 10 et 15 minutes, par {singulier}", colonnes, lignes, defilant=len(lignes) > 17
    )


def _show_telechargements(contexte: Contexte, isochrones: Isochrones) -> None:
    nom = f"isochrones_{isochrones.metier.code}_{isochrones.mode.value}"
    with st.container(horizontal=True):
        st.download_button(
            "Parts (CSV)",
            lambda: export_couvertures_csv(isochrones, contexte.version),
            f"{nom}.csv",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
        st.download_button(
            "Aires (GeoJSON)",
            lambda: json.dumps(isochrones.build_geojson(), ensure_ascii=False),
            f"{nom}.geojson",
            "application/geo+json",
            icon=":material/download:",
            on_click="ignore",
        )


def _describe_source(isochrones: Isochrones) -> str:
    textes: list[str] = []
    if isochrones.source_rues:
        textes.append(f"Rues : {isochrones.source_rues}.")
    if isochrones.aires.methode is Methode.CERCLES:
        textes.append(
            "Pour suivre les rues, importez un réseau (OpenStreetMap en GraphML ou GeoPackage, BD TOPO), puis publiez."
        )
    if isochrones.aires.ecartes:
        textes.append(
            f"{format_pluriel(isochrones.aires.ecartes, 'lieu', 'lieux')} à plus de 300 m de toute rue importée, sans "
            "aire."
        )
    textes.append(
        f"Population du dernier recensement publié ; lieux de la ville et de ses abords (à {_MARGE_KM} km au plus), "
        "sans les salariés."
    )
    return " ".join(textes)
