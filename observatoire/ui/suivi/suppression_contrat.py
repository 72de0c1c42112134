"""Supprimer un contrat entier : ce qui part est dit, le titre se retape."""

import streamlit as st

from observatoire.services.suivi.emporte import find_emportes
from observatoire.ui import etat_url
from observatoire.ui.composants import show_message
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape, escape_markdown
from observatoire.ui.suivi.contexte import Contexte, show_nom
from observatoire.ui.suivi.formulaire import announce, delete_ou_explique


def show_suppression_contrat(contexte: Contexte) -> None:
    """Demande de retaper le titre ; le contrat fictif se retire ainsi avant d'en saisir un vrai."""
    contrat = contexte.contrat
    depli = st.expander("Supprimer ce contrat", key=f"depli:supprimer-contrat:{contrat.id}", on_change="rerun")
    if not depli.open:
        return
    with depli:
        phrase = find_emportes(contexte.plan, [contrat]).phrase
        show_html(
            f'<p class="obs-note">{escape(phrase)} Le journal garde tout, mais le contrat ne reparaît qu’en restaurant '
            "une sauvegarde.</p>"
        )
        show_nom("suppression-contrat")
        consigne = f"Retapez son titre : {escape_markdown(contrat.titre)}"
        titre = st.text_input(consigne, key=f"titre-contrat:{contrat.id}")
        motif = st.text_input(
            "Pourquoi (facultatif, gardé au journal)", max_chars=300, key=f"motif-contrat:{contrat.id}"
        )
        if st.button("Supprimer le contrat", key=f"supprimer-contrat:{contrat.id}"):
            _delete(contexte, titre, motif)


def _delete(contexte: Contexte, titre: str, motif: str) -> None:
    contrat = contexte.contrat
    if titre.strip() != contrat.titre:
        show_message("Le titre retapé n’est pas celui du contrat : rien n’est supprimé.", alerte=True)
        return
    if not delete_ou_explique(contexte, contrat, "ce contrat", motif):
        return
    announce(f"Contrat supprimé : {contrat.titre}. Le journal en garde tout.")
    etat_url.set_codes({"contrat": None, "au": None})
    st.rerun()
