"""La date de départ de « Ce qui a changé » : une séance, ou un jour choisi."""

from datetime import date, timedelta

import streamlit as st

from observatoire.domain.francais import format_date, format_pluriel, join_mots
from observatoire.services.suivi.changements import Changements
from observatoire.services.suivi.seances import find_derniere_seance, name_seance
from observatoire.ui import etat_url
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape
from observatoire.ui.suivi.contexte import Contexte
from observatoire.ui.suivi.saisie_seances import format_version
from observatoire.ui.suivi.signes import typo


def read_depuis(contexte: Contexte, aujourd_hui: date) -> date:
    """Lit la date dans l'adresse ; à défaut, celle de la dernière séance, ou il y a trois mois."""
    seance = find_derniere_seance(contexte.plan, aujourd_hui)
    defaut = seance.date if seance else aujourd_hui - timedelta(days=91)
    recu = st.query_params.get("depuis")
    if not recu:
        return defaut
    try:
        jour = date.fromisoformat(recu)
    except ValueError:
        etat_url.add_avis("La date du lien ne se lit pas : la dernière séance est prise à la place.")
        return defaut
    if jour > aujourd_hui:
        etat_url.add_avis("La date du lien est à venir : la dernière séance est prise à la place.")
        return defaut
    return jour


def show_depuis(contexte: Contexte, depuis: date, aujourd_hui: date) -> None:
    """Choisir un jour, ou une séance."""
    cle = f"depuis:{depuis.isoformat()}"
    jour = st.date_input("Depuis le", depuis, max_value=aujourd_hui, format="DD/MM/YYYY", key=cle, width=200)
    if jour != depuis:
        etat_url.set_codes({"depuis": jour.isoformat()})
        st.rerun()
    liens = "".join(
        f'<a href="changements?contrat={contexte.contrat.id}&amp;depuis={s.date.isoformat()}" target="_self">'
        f"{escape(typo(name_seance(s)))}</a>"
        for s in contexte.plan.seances
        if s.date <= aujourd_hui
    )
    if liens:
        show_html(f'<p class="obs-reperes">Depuis une séance : {liens}</p>')


def describe_changements(changements: Changements) -> str:
    """La phrase de la page."""
    depuis = f"Depuis le {format_date(changements.depuis)}"
    if changements.is_vide:
        return f"{depuis}, rien n’a changé."
    neuves = sum(d.nouvelle for d in changements.decisions)
    depassees = sum(d.etat == "échéance dépassée" for d in changements.decisions)
    bougees, chiffres = len(changements.actions), len(changements.indicateurs)
    plan = [f"le plan a changé sur {format_pluriel(len(changements.plan), 'point')}"] if changements.plan else []
    morceaux = [
        *plan,
        f"{format_pluriel(bougees, 'action')} {'ont' if bougees > 1 else 'a'} bougé",
        f"{format_pluriel(chiffres, 'indicateur')} {'ont' if chiffres > 1 else 'a'} de nouveaux chiffres",
        f"{format_pluriel(neuves, 'décision')} {'ont été prises' if neuves > 1 else 'a été prise'}",
    ]
    suite = f" {format_pluriel(depassees, 'décision')} à faire, échéance dépassée." if depassees else ""
    return f"{depuis}, {join_mots(morceaux)}.{suite}"


def describe_lecture(changements: Changements, version: str) -> str:
    """Dit dans quelles versions des données les chiffres d'avant et d'après ont été lus."""
    debut = "D’après le journal, qui garde chaque écriture."
    actuelle = format_version(version)
    if not changements.version_avant:
        return (
            f"{debut} Aucune version des données de cette date n’est gardée : les indicateurs reliés se lisent, aux "
            f"deux dates, dans la version {actuelle}, arrêtés aux périodes achevées : un chiffre paru depuis peut "
            "manquer."
        )
    if changements.version_avant == version:
        return f"{debut} Les indicateurs reliés se lisent, aux deux dates, dans la même version, {actuelle}."
    avant = format_version(changements.version_avant)
    return f"{debut} Indicateurs reliés : avant, dans la version {avant} ; maintenant, dans la version {actuelle}."
