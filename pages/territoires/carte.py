"""Carte d'un indicateur : classes ou significativité, fiche du territoire choisi, points classés, tableau."""

import streamlit as st

from observatoire.errors import SelectionInvalide
from observatoire.services.carte import Carte
from observatoire.services.telechargements import export_geojson, export_lignes_csv
from observatoire.ui import cache, etat_url
from observatoire.ui.cadre import show_avis, show_bas
from observatoire.ui.carte.affichage import list_qpv, show_carte, show_deux_cartes
from observatoire.ui.carte.animation import show_animation
from observatoire.ui.carte.choix import SEXES, SIGNIFICATIVITE, Choix, read_choix, show_autre, show_choix
from observatoire.ui.carte.exports import build_xlsx
from observatoire.ui.carte.fiche import find_ligne, show_fiche, show_selecteur
from observatoire.ui.carte.image import build_png
from observatoire.ui.carte.lecture import read_animation, read_carte
from observatoire.ui.carte.surfaces import build_surfaces
from observatoire.ui.carte.tableau import describe_source, show_points, show_tableau_carte
from observatoire.ui.carte.voisinage import VOISINAGES
from observatoire.ui.composants import show_entete, show_message, show_phrase, show_source, show_titre
from observatoire.ui.composants.hasard import show_hasard
from observatoire.ui.ecran import is_telephone


def show_dessin(carte: Carte, choix: Choix, telephone: bool) -> None:
    """Carte et points classés côte à côte, deux cartes, animation, taux lissés ou regroupements."""
    if voisinage := VOISINAGES.get(choix.coloration):
        voisinage(carte, choix, telephone)
        return
    if choix.vue == "deux":
        show_autre(choix)
        droite = read_carte(choix, choix.autre.indicateur.code, choix.autre_periode)
        show_deux_cartes(carte, droite, choix, telephone)
        return
    gauche, droite = st.columns([58, 42])
    with gauche, st.container(key="carte-dessin"):
        if choix.vue == "animation":
            try_animation(carte, choix, telephone)
        else:
            show_carte(carte, choix, telephone)
    with droite, st.container(key="carte-points"):
        show_points(carte, (choix.territoire,))


def try_animation(carte: Carte, choix: Choix, telephone: bool) -> None:
    """Animation, ou la raison pour laquelle la série ne s'anime pas."""
    try:
        animation = read_animation(choix, carte.indicateur.code)
    except SelectionInvalide as refus:
        show_message(str(refus))
        show_carte(carte, choix, telephone)
    else:
        show_animation(carte, animation, choix, telephone)


def show_telechargements(carte: Carte, choix: Choix) -> None:
    """Boutons ; chaque fichier n'est fabriqué qu'au moment où il est demandé."""
    contours = cache.get_contours(choix.version, choix.maille.value)
    significativite = choix.coloration == SIGNIFICATIVITE
    nom = f"{carte.indicateur.code}_{carte.periode.code}_{choix.maille.value}"

    def draw_png() -> bytes:
        surfaces = build_surfaces(carte, contours, significativite=significativite)
        return build_png(carte, surfaces, list_qpv(choix.version), significativite)

    def write_csv() -> bytes:
        return export_lignes_csv(lignes=carte.lignes, comparateur=carte.comparateur, version=carte.version)

    def draw_geojson() -> str:
        return export_geojson(carte=carte, contours=contours)

    fichiers = (
        ("CSV", "csv", "text/csv", write_csv),
        ("XLSX", "xlsx", "application/octet-stream", lambda: build_xlsx(carte)),
        *((("PNG", "png", "image/png", draw_png),) if choix.coloration not in VOISINAGES else ()),
        ("GeoJSON", "geojson", "application/geo+json", draw_geojson),
    )
    with st.container(horizontal=True):
        for libelle, extension, mime, fabrique in fichiers:
            st.download_button(
                libelle, fabrique, f"{nom}.{extension}", mime, icon=":material/download:", on_click="ignore"
            )


version = cache.read_version()
catalogue = cache.get_catalogue(version)
telephone = is_telephone()
choix = read_choix(catalogue, version)
carte = read_carte(choix, choix.fiche.indicateur.code, choix.periode)
fiche = carte.indicateur

show_entete(
    ["Territoires", "Carte"],
    fiche.libelle_court,
    ", ".join(filter(None, [fiche.libelle, fiche.unite and f"en {fiche.unite}", carte.periode.libelle,
                            SEXES[choix.sexe].lower() if choix.sexe != "ensemble" else ""])),
    etat_url.build_requete(choix.build_codes()),
)  # fmt: skip
show_avis()
show_choix(catalogue, choix, telephone)
show_phrase(carte.phrase.texte, carte.phrase.certitude, carte.phrase.jugement)
show_hasard(carte.lignes)
show_dessin(carte, choix, telephone)
show_selecteur(carte, choix)
ligne = find_ligne(carte, choix.territoire)
if ligne is not None:
    show_fiche(carte, ligne)
if telephone:
    with st.expander(f"Voir le tableau ({len(carte.lignes)} lignes)"):
        show_tableau_carte(carte, (choix.territoire,))
    show_telechargements(carte, choix)
else:
    show_titre("Le même contenu en tableau")
    show_telechargements(carte, choix)
    show_tableau_carte(carte, (choix.territoire,))
show_source(describe_source(carte))
show_bas()
