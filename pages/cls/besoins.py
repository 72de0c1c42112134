"""Besoins × actions : là où les chiffres signalent un besoin, une action est-elle menée ?"""

from observatoire.ui import cache, etat_url
from observatoire.ui.cadre import show_avis, show_bas
from observatoire.ui.composants import show_entete, show_phrase
from observatoire.ui.suivi.besoins import (
    cross_maille,
    describe_besoins,
    read_choix,
    show_case,
    show_choix,
    show_grille,
    show_sans_reponse,
)
from observatoire.ui.suivi.carte_besoins import show_carte
from observatoire.ui.suivi.contexte import open_contexte, read_aujourd_hui, show_choix_contrat, show_fictif

contexte = open_contexte("Besoins × actions")
if contexte is not None:
    choix = read_choix(cache.get_catalogue(contexte.version))
    cases = cross_maille(contexte.plan, contexte.version, choix)
    show_entete(
        ["Contrat local de santé", "Besoins × actions"],
        "Besoins × actions",
        f"{contexte.contrat.titre} : les besoins des territoires, les actions qui les visent.",
        etat_url.build_requete(
            {
                "contrat": str(contexte.contrat.id),
                "maille": choix.maille.value,
                "territoire": choix.territoire,
                "theme": choix.theme.value if choix.theme else None,
            }
        ),
    )
    show_avis()
    show_fictif(contexte)
    show_choix_contrat(contexte)
    show_choix(choix)
    show_phrase(
        describe_besoins(cases, choix.noms),
        "Un besoin est jugé face à la ville, indicateur par indicateur, à sa dernière période. Un indicateur sans sens "
        "favorable ne fonde pas de besoin.",
    )
    show_case(cases, choix, contexte.contrat.id, read_aujourd_hui())
    show_grille(cases, choix, contexte.contrat.id)
    show_sans_reponse(cases, choix, contexte.contrat.id)
    show_carte(cases, cache.get_contours(contexte.version, choix.maille.value), choix, contexte.contrat.id)
    show_bas()
