"""Le journal du contrat, écriture par écriture : qui a écrit quoi depuis une date."""

from datetime import date

import streamlit as st

from observatoire.domain.cls.objets import Action
from observatoire.domain.cls.plan import Plan
from observatoire.domain.cls.rejeu import PARIS, LigneJournal
from observatoire.domain.francais import format_date, format_pluriel
from observatoire.services.suivi.acces import read_journal
from observatoire.ui.composants.html import show_html
from observatoire.ui.suivi.calendrier import build_lien
from observatoire.ui.suivi.contexte import Contexte
from observatoire.ui.suivi.exports import ENTETES_JOURNAL, flatten_journal, show_exports
from observatoire.ui.suivi.histoire import describe_ligne
from observatoire.ui.tableaux import Colonne, Html, Ligne, build_tableau

ECRITURES_MAX = 200


def show_journal(contexte: Contexte, depuis: date) -> None:
    """Le journal n'est lu que déplié."""
    depli = st.expander("Le journal, écriture par écriture", key="journal", on_change="rerun")
    if not depli.open:
        return
    toutes = read_journal(contexte.suivi, contexte.contrat.id, contexte.auteur)
    lignes = [x for x in toutes if x.quand.astimezone(PARIS).date() >= depuis]
    with depli:
        borne = f" ; les {ECRITURES_MAX} dernières sont montrées" if len(lignes) > ECRITURES_MAX else ""
        compte = format_pluriel(len(lignes), "écriture")
        show_html(
            f'<p class="obs-note">{compte} depuis le {format_date(depuis)}{borne}. Le journal ne se modifie pas.</p>'
        )
        if not lignes:
            return
        show_exports(
            f"journal-depuis-{depuis.isoformat()}",
            ENTETES_JOURNAL,
            lambda: [rangee for x in lignes for rangee in flatten_journal(contexte.plan, x)],
        )
        rangs = [_build_rang(contexte.plan, x) for x in lignes[:ECRITURES_MAX]]
        tableau = build_tableau("Journal", [Colonne(t) for t in ("Quand", "Qui", "Fiche", "Quoi")], rangs)
        show_html(
            f'<div class="obs-defile haut obs-large" tabindex="0" role="region" aria-label="Journal">{tableau}</div>'
        )


def _build_rang(plan: Plan, ligne: LigneJournal) -> Ligne:
    etat = ligne.apres or ligne.avant or {}
    action = plan.get(Action, ligne.objet_id if ligne.genre == "action" else etat.get("action_id"))
    return Ligne(
        [
            f"{ligne.quand.astimezone(PARIS):%d/%m/%Y %H:%M}",
            ligne.qui,
            Html(build_lien(action) if action else "–"),
            Html("<br>".join(describe_ligne(plan, ligne))),
        ]
    )
