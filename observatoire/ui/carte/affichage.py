"""Poser la carte dans la page : une, deux côte à côte, ou animée."""

from collections.abc import Sequence

import streamlit as st

from observatoire.domain.territoire import Maille
from observatoire.services.carte import Animation, Carte, Contour
from observatoire.ui import cache, etat_url
from observatoire.ui.carte.choix import SIGNIFICATIVITE, Choix
from observatoire.ui.carte.lecture import read_animation
from observatoire.ui.carte.surfaces import build_legende_classes, build_legende_jugements, build_surfaces
from observatoire.ui.composants.html import show_html
from observatoire.ui.ecran import is_sombre
from observatoire.ui.graphiques.deck import NOMS_MAX, Habillage, Surface, Vue, build_deck
from observatoire.ui.graphiques.geometrie import compute_cadre
from observatoire.ui.graphiques.legende import build_legende


def show_carte(carte: Carte, choix: Choix, telephone: bool) -> None:
    """Carte seule et sa légende."""
    significativite = choix.coloration == SIGNIFICATIVITE
    surfaces = build_surfaces(
        carte, cache.get_contours(choix.version, choix.maille.value), significativite=significativite
    )
    draw(surfaces, choix, telephone, "dessin-une", alt=describe(carte))
    show_legende(carte, choix, surfaces)


def show_deux_cartes(gauche: Carte, droite: Carte, choix: Choix, telephone: bool) -> None:
    """Deux cartes au même cadrage ; un choix sur l'une se voit sur l'autre.

    Deux périodes du même indicateur partagent leurs classes : sans cela, une couleur changerait de sens.
    """
    commune = _find_classes_communes(gauche, droite, choix)
    colonnes = st.columns(2)
    for rang, (colonne, carte) in enumerate(zip(colonnes, (gauche, droite), strict=True)):
        with colonne, st.container(key=f"carte-deux-{rang}"):
            show_html(f'<p class="obs-h3">{carte.indicateur.libelle_court}, {carte.periode.libelle}</p>')
            rangs = commune.rangs.get(carte.periode.code, {}) if commune else None
            classes = commune.classes if commune else None
            surfaces = build_surfaces(
                carte,
                cache.get_contours(choix.version, choix.maille.value),
                significativite=choix.coloration == SIGNIFICATIVITE,
                rangs=rangs,
                classes=classes,
            )
            draw(surfaces, choix, telephone, f"dessin-{rang}", alt=describe(carte), fixe=True)
            show_legende(carte, choix, surfaces, commune)


def _find_classes_communes(gauche: Carte, droite: Carte, choix: Choix) -> Animation | None:
    fiche = gauche.indicateur
    if choix.coloration == SIGNIFICATIVITE or fiche.code != droite.indicateur.code:
        return None
    if not fiche.comparable_dans_le_temps:
        return None
    return read_animation(choix, fiche.code)


def draw(surfaces: Sequence[Surface], choix: Choix, telephone: bool, cle: str, *, alt: str, fixe: bool = False) -> None:
    """Dessine la carte ; toucher un territoire l'écrit dans l'adresse."""
    hauteur = 300 if telephone else 460
    ville = _find_ville(choix.version)
    cadre = compute_cadre([s.contour for s in surfaces] + ([ville.geometrie] if ville else []))
    limites = _list_limites(choix)
    qpv = [] if choix.maille is Maille.QPV else list_qpv(choix.version)
    noms = not telephone and len(surfaces) <= NOMS_MAX and not fixe
    deck = build_deck(
        surfaces,
        Habillage(ville.geometrie if ville else None, limites, [(c.geometrie, c.hachures) for c in qpv]),
        cadre,
        Vue(
            largeur=340 if telephone else 440 if fixe else 570,
            hauteur=hauteur,
            noms=noms,
            marques=choix.coloration == SIGNIFICATIVITE and choix.vue != "animation",
            sombre=is_sombre(),
            choisi=choix.territoire,
        ),
        fixe=fixe or telephone,
    )
    st.pydeck_chart(deck, height=hauteur, key=cle, on_select=lambda: _select(cle, choix.territoire), alt=alt)


def _select(cle: str, deja: str) -> None:
    objets = st.session_state[cle].selection.objects
    codes = [objet["code"] for liste in objets.values() for objet in liste if "code" in objet]
    if codes:
        etat_url.set_codes({"territoire": codes[0] if codes[0] != deja else None})


def show_legende(carte: Carte, choix: Choix, surfaces: Sequence[Surface], commune: Animation | None = None) -> None:
    """Légende avec les comptes ; sous des classes communes à deux périodes, les comptes n'ont plus de sens."""
    qpv = 0 if choix.maille is Maille.QPV else len(list_qpv(choix.version))
    if choix.coloration == SIGNIFICATIVITE:
        entrees = build_legende_jugements(carte, surfaces, qpv)
    else:
        entrees = build_legende_classes(carte, surfaces, qpv, commune.classes if commune else None)
    show_html(build_legende(entrees, une_colonne=choix.vue == "deux"))


def describe(carte: Carte) -> str:
    """Texte de remplacement de la carte."""
    return (
        f"Carte : {carte.indicateur.libelle}, {carte.periode.libelle}. {carte.phrase.texte} "
        "Le tableau qui suit donne les mêmes valeurs."
    )


def list_qpv(version: str) -> tuple[Contour, ...]:
    """Quartiers prioritaires à hachurer."""
    return cache.get_habillage_qpv(version)


def _find_ville(version: str) -> Contour | None:
    communes = cache.get_contours(version, Maille.COMMUNE.value)
    return communes[0] if len(communes) == 1 else None


def _list_limites(choix: Choix) -> list[dict[str, object]]:
    if choix.maille is not Maille.QUARTIER:
        return []
    return [c.geometrie for c in cache.get_contours(choix.version, Maille.IRIS.value)]
