"""Supprimer une fiche : ce qui part avec elle est dit, le journal en garde tout."""

import streamlit as st

from observatoire.domain.cls.objets import Action
from observatoire.services.suivi.emporte import find_emportes
from observatoire.ui import etat_url
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape, escape_markdown
from observatoire.ui.suivi.contexte import Contexte, show_nom
from observatoire.ui.suivi.formulaire import announce, delete_ou_explique


def show_suppression(contexte: Contexte, action: Action) -> None:
    """Demande une confirmation ; une fiche que l'on arrête s'abandonne plutôt qu'elle ne se supprime."""
    depli = st.expander("Supprimer cette fiche", key=f"depli:supprimer:{action.id}", on_change="rerun")
    if not depli.open:
        return
    with depli:
        suite = find_emportes(contexte.plan, [action]).phrase
        show_html(
            f'<p class="obs-note">{escape(suite)} Le journal garde tout. Pour une action arrêtée en route, '
            "donnez-lui plutôt le statut « Abandonné » : elle reste comptée.</p>"
        )
        show_nom("suppression")
        sure = st.checkbox(f"Oui, supprimer la fiche {escape_markdown(action.numero)}", key=f"sure:{action.id}")
        motif = st.text_input("Pourquoi (facultatif, gardé au journal)", max_chars=300, key=f"motif:{action.id}")
        supprime = st.button("Supprimer", disabled=not sure, key=f"supprimer:{action.id}")
        if supprime and delete_ou_explique(contexte, action, "cette fiche", motif):
            announce(f"Fiche {action.numero} supprimée.")
            etat_url.set_codes({"action": None, "mode": None})
            st.rerun()
