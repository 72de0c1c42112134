"""Petites courbes côte à côte : le même indicateur dans chaque territoire choisi."""

from collections.abc import Sequence

from observatoire.services.resultats import Ligne
from observatoire.ui.composants import show_titre
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape
from observatoire.ui.graphiques.courbe import build_courbe, build_evolution_html


def show_evolutions(lignes: Sequence[Ligne]) -> None:
    """Pose une courbe par territoire ; le motif remplace la flèche quand rien ne se mesure."""
    if not lignes:
        return
    fiche = lignes[0].indicateur
    show_titre("Évolution", fiche.libelle_court)
    cartes = "".join(
        f'<div class="obs-carte"><h3 class="obs-h3">{escape(x.territoire.nom)}</h3>'
        f"{build_courbe(x) or '<p class=obs-note>Pas de série à tracer.</p>'}{_build_evolution(x)}</div>"
        for x in lignes
    )
    show_html(
        '<p class="obs-note">Bande grise : intervalle à 95 %. Tirets : comparateur. Une flèche n’apparaît que si la '
        f'hausse ou la baisse est établie.</p><div class="obs-grille">{cartes}</div>'
    )


def _build_evolution(ligne: Ligne) -> str:
    """La flèche si elle est établie, puis la phrase : depuis quand, ou pourquoi rien ne se mesure."""
    phrase = f'<p class="obs-note">{escape(ligne.phrase_evolution)}</p>'
    return f"{build_evolution_html(ligne)}{phrase}" if ligne.evolution.direction else phrase
