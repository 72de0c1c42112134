"""Morceaux d'écran partagés par toutes les pages, dans l'ordre où une page les pose."""

from observatoire.ui.composants.bandeau import show_bandeau_fictif
from observatoire.ui.composants.entete import show_entete, show_titre
from observatoire.ui.composants.messages import show_erreur, show_message, show_vide
from observatoire.ui.composants.pied import show_pied, show_source
from observatoire.ui.composants.verdict import build_etiquette, build_verdict_html, show_phrase

__all__ = [
    "build_etiquette",
    "build_verdict_html",
    "show_bandeau_fictif",
    "show_entete",
    "show_erreur",
    "show_message",
    "show_phrase",
    "show_pied",
    "show_source",
    "show_titre",
    "show_vide",
]
