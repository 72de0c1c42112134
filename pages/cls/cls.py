"""Vue d'ensemble du contrat local de santé, aujourd'hui ou à une date passée."""

from observatoire.services.suivi.vue_ensemble import build_vue_ensemble
from observatoire.ui import etat_url
from observatoire.ui.cadre import show_avis, show_bas
from observatoire.ui.composants import show_entete, show_phrase, show_source, show_titre
from observatoire.ui.navigation import link_page
from observatoire.ui.suivi.axes import show_axes, show_cartes
from observatoire.ui.suivi.contexte import open_contexte, show_choix_contrat, show_fictif
from observatoire.ui.suivi.ensemble import (
    describe_contrat,
    read_choix,
    show_changements_depuis,
    show_curseur,
    show_perimetre,
)
from observatoire.ui.suivi.financeurs import show_financeurs
from observatoire.ui.suivi.formulaire import show_annonce
from observatoire.ui.suivi.signes import typo
from observatoire.ui.suivi.structure import show_structure
from observatoire.ui.suivi.temps import read_temps, show_temps

contexte = open_contexte("Vue d’ensemble")
if contexte is not None:
    choix = read_choix(contexte)
    temps = read_temps(choix)
    vue = build_vue_ensemble(choix.plan, choix.au, contexte.source)
    actions = show_entete(
        ["Contrat local de santé", "Vue d’ensemble"],
        contexte.contrat.titre,
        describe_contrat(choix.plan),
        etat_url.build_requete(choix.build_codes() | temps.build_codes()),
    )
    with actions:
        link_page("changements", "Ce qui a changé", {"contrat": str(contexte.contrat.id)})
    show_avis()
    show_annonce()
    show_fictif(contexte)
    show_perimetre(choix.plan)
    show_choix_contrat(contexte)
    show_curseur(contexte, choix)
    show_phrase(
        typo(vue.phrase),
        "Le contrat peut avoir contribué à ces évolutions : les chiffres ne prouvent pas qu’il en est la cause.",
    )
    show_cartes(vue)
    show_titre("Les axes")
    show_axes(vue)
    show_source(
        "Avancement : part des actions réalisées, sans les sous-actions. Bande grise : intervalle à 95 %. Tirets : "
        "trajectoire vers la cible. Verdict : test entre le départ et le dernier point, « net » à 99,8 %."
    )
    show_titre("Dans le temps")
    show_temps(contexte, choix, temps)
    show_titre("Budget par financeur", "dépensé / prévu, en k€")
    show_financeurs(vue)
    show_changements_depuis(contexte, choix)
    if not choix.is_passe:
        show_structure(contexte)
    show_bas()
