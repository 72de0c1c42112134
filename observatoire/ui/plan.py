"""Poser un plan cliquable : polygones déjà colorés, limites, ville et QPV du moment."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pydeck as pdk
import streamlit as st

from observatoire.domain.territoire import Maille
from observatoire.services.carte import Contour
from observatoire.ui import cache
from observatoire.ui.ecran import is_sombre
from observatoire.ui.graphiques.affiche import Disque, build_affiche
from observatoire.ui.graphiques.deck import Habillage, Surface, Vue, build_deck
from observatoire.ui.graphiques.geometrie import compute_cadre

HAUTEUR, HAUTEUR_TELEPHONE = 460, 300
LARGEUR, LARGEUR_DEUX, LARGEUR_TELEPHONE = 524, 440, 320


@dataclass(frozen=True, slots=True)
class Plan:
    """Ce qu'un plan montre en plus de ses couleurs. `choisi` : code entouré, ou empreinte d'un choix multiple."""

    version: str
    maille: Maille
    choisi: str = ""
    noms: bool = False
    marques: bool = False
    telephone: bool = False
    fixe: bool = False
    largeur: int = LARGEUR


def show_plan(
    surfaces: Sequence[Surface],
    plan: Plan,
    cle: str,
    *,
    alt: str,
    on_select: Callable[[str], None],
    couches: Sequence[pdk.Layer] = (),
    aires: Sequence[pdk.Layer] = (),
    list_disques: Callable[[], Sequence[Disque]] = list,
) -> None:
    """Dessine le plan ; `on_select` reçoit le code du territoire touché. `couches` se posent par-dessus.

    `aires` se glissent juste au-dessus des couleurs, sous les limites et les noms. `list_disques` donne à l'affiche
    les points que les `couches` dessineront.
    """
    hauteur = HAUTEUR_TELEPHONE if plan.telephone else HAUTEUR
    ville = find_ville(plan.version)
    qpv = () if plan.maille is Maille.QPV else cache.get_habillage_qpv(plan.version)
    iris = cache.get_contours(plan.version, Maille.IRIS.value) if plan.maille is Maille.QUARTIER else ()
    largeur = LARGEUR_TELEPHONE if plan.telephone else plan.largeur
    cadre = compute_cadre([s.contour for s in surfaces] + ([ville.geometrie] if ville else []))
    deck = build_deck(
        surfaces,
        Habillage(
            ville.geometrie if ville else None,
            [c.geometrie for c in iris],
            [(c.geometrie, c.hachures) for c in qpv],
        ),
        cadre,
        Vue(
            largeur=largeur,
            hauteur=hauteur,
            noms=plan.noms,
            marques=plan.marques,
            sombre=is_sombre(),
            choisi=plan.choisi,
        ),
        fixe=plan.fixe or plan.telephone,
    )

    deck.layers[1:1] = aires
    deck.layers.extend(couches)

    def select() -> None:
        objets = st.session_state[cle].selection.objects
        # Un point venu d'un GeoJSON porte son code dans ses propriétés.
        choisis = [objet.get("properties", objet) for liste in objets.values() for objet in liste]
        codes = [objet["code"] for objet in choisis if "code" in objet]
        if codes:
            on_select(codes[0])

    with st.container(key=f"plan-{cle}"):
        affiche = st.empty()
        # Une fois la carte vivante en place, l'affiche n'est renvoyée que si sa taille change : un téléphone reconnu.
        if cle not in st.session_state or st.session_state.get(f"taille-{cle}") != largeur:
            st.session_state[f"taille-{cle}"] = largeur
            image = build_affiche(deck.layers, list_disques(), cadre, largeur, hauteur)
            taille = f'width="{largeur}" height="{hauteur}"'
            affiche.html(f'<div class="obs-affiche"><img src="{image}" alt="" {taille}></div>')
        st.pydeck_chart(deck, height=hauteur, key=cle, on_select=select, alt=alt)


def find_ville(version: str) -> Contour | None:
    """Contour de la commune, quand il n'y en a qu'une."""
    communes = cache.get_contours(version, Maille.COMMUNE.value)
    return communes[0] if len(communes) == 1 else None
