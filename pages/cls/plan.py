"""Importer un plan d'actions depuis un classeur, l'exporter, prendre le modèle vierge."""

from observatoire.ui.cadre import show_avis, show_bas
from observatoire.ui.composants import show_entete
from observatoire.ui.suivi.formulaire import show_annonce
from observatoire.ui.suivi.import_plan import open_contexte_import, show_export, show_import
from observatoire.ui.suivi.structure import show_contrat_neuf

contexte = open_contexte_import()
show_entete(
    ["Contrat local de santé", "Importer, exporter"],
    "Importer, exporter un plan",
    "Un classeur .xlsx ou un texte .csv : l’aperçu montre tout ce qui changerait avant d’écrire.",
)
show_avis()
show_annonce()
show_export(contexte)
show_import(contexte)
show_contrat_neuf(contexte)
show_bas()
