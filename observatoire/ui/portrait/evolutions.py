"""Petites courbes d'évolution, une par indicateur dont l'évolution se mesure."""

import streamlit as st

from observatoire.services.portrait import Portrait
from observatoire.services.resultats import Ligne
from observatoire.ui.composants import show_titre
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape
from observatoire.ui.graphiques.courbe import build_courbe, build_evolution_html


def show_evolutions(portrait: Portrait, theme: str) -> None:
    """Pose les courbes mesurables ; l'aggravation établie vient d'abord."""
    lignes = [x for g in portrait.themes if theme in ("tous", g.theme.value) for x in g.lignes]
    mesurables = [x for x in lignes if x.evolution.is_mesurable and build_courbe(x)]
    if not mesurables:
        return
    mesurables.sort(key=lambda x: (not x.is_rouge_rouge, x.evolution.direction == 0))
    etablies = sum(x.evolution.direction != 0 for x in mesurables)
    show_titre("Évolution", f"{len(mesurables)} séries mesurables, {etablies} évolutions établies")
    show_html(
        '<p class="obs-note">Bande grise : intervalle à 95 %. Tirets : comparateur. La marque dit l’écart au '
        "dernier point ; la flèche n’apparaît que si la hausse ou la baisse est établie.</p>"
    )
    visibles, reste = mesurables[:6], mesurables[6:]
    show_html(_build_grille(visibles))
    if reste:
        with st.expander(f"Les {len(reste)} autres séries"):
            show_html(_build_grille(reste))


def _build_grille(lignes: list[Ligne]) -> str:
    cartes = "".join(
        f'<div class="obs-carte"><h3 class="obs-h3">{escape(x.indicateur.libelle_court)}</h3>{build_courbe(x)}'
        f"{build_evolution_html(x)}</div>"
        for x in lignes
    )
    return f'<div class="obs-grille">{cartes}</div>'
