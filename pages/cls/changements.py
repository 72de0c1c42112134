"""Ce qui a changé depuis une date, ou depuis la dernière séance."""

from observatoire.ui import etat_url
from observatoire.ui.cadre import show_avis, show_bas
from observatoire.ui.composants import show_entete, show_phrase
from observatoire.ui.suivi.changements import show_changements
from observatoire.ui.suivi.contexte import open_contexte, read_aujourd_hui, show_choix_contrat, show_fictif
from observatoire.ui.suivi.depuis import describe_changements, describe_lecture, read_depuis, show_depuis
from observatoire.ui.suivi.ensemble import compare_depuis
from observatoire.ui.suivi.journal import show_journal

contexte = open_contexte("Ce qui a changé")
if contexte is not None:
    aujourd_hui = read_aujourd_hui()
    depuis = read_depuis(contexte, aujourd_hui)
    changements = compare_depuis(contexte, depuis, aujourd_hui, contexte.plan)
    show_entete(
        ["Contrat local de santé", "Ce qui a changé"],
        "Ce qui a changé",
        contexte.contrat.titre,
        etat_url.build_requete({"contrat": str(contexte.contrat.id), "depuis": depuis.isoformat()}),
    )
    show_avis()
    show_fictif(contexte)
    show_choix_contrat(contexte)
    show_depuis(contexte, depuis, aujourd_hui)
    show_phrase(
        describe_changements(changements),
        describe_lecture(changements, contexte.version),
    )
    show_changements(changements)
    show_journal(contexte, depuis)
    show_bas()
