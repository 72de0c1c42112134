"""Accueil."""

from observatoire.ui.cadre import show_bas
from observatoire.ui.composants import show_entete

show_entete(["Accueil"], "La santé", "")
show_bas()
