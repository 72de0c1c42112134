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
from observatoire.ui.graphiques.deck import NOMS_MAX, Surface
from observatoire.ui.graphiques.legende import build_legende
from observatoire.ui.plan import LARGEUR, LARGEUR_DEUX, Plan, show_plan


def show_carte(carte: Carte, choix: Choix, telephone: bool) -> None:
    """Carte seule et sa légende."""
    significativite = choix.coloration == SIGNIFICATIVITE
    surfaces = build_surfaces(
        carte, cache.get_contours(choix.version, choix.maille.value, carte.millesime), significativite=significativite
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
                cache.get_contours(choix.version, choix.maille.value, carte.millesime),
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
    if not fiche.is_comparable(gauche.maille):
        return None
    return read_animation(choix, fiche.code)


def draw(surfaces: Sequence[Surface], choix: Choix, telephone: bool, cle: str, *, alt: str, fixe: bool = False) -> None:
    """Dessine la carte ; toucher un territoire l'écrit dans l'adresse, le toucher encore l'en retire."""
    plan = Plan(
        version=choix.version,
        maille=choix.maille,
        choisi=choix.territoire,
        noms=not telephone and len(surfaces) <= NOMS_MAX and not fixe,
        marques=choix.coloration == SIGNIFICATIVITE and choix.vue != "animation",
        telephone=telephone,
        fixe=fixe,
        largeur=LARGEUR_DEUX if fixe else LARGEUR,
    )

    def select(code: str) -> None:
        etat_url.set_codes({"territoire": code if code != choix.territoire else None})

    show_plan(surfaces, plan, cle, alt=alt, on_select=select)


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
