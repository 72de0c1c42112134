"""Ce que les écrans du suivi partagent : la base, la personne, le contrat choisi, le plan du jour."""

from dataclasses import dataclass
from datetime import date, datetime

import streamlit as st

from observatoire.domain.cls.droits import Auteur, Role
from observatoire.domain.cls.objets import Contrat
from observatoire.domain.cls.plan import Plan
from observatoire.domain.cls.rejeu import PARIS
from observatoire.services.suivi.acces import (
    Suivi,
    list_contrats,
    list_jours,
    open_suivi,
    read_marque,
    read_plan,
    rebuild_plans_at,
)
from observatoire.services.suivi.liaison import SourceEntrepot
from observatoire.services.suivi.vue_ensemble import PointAvancement, build_courbes
from observatoire.settings import read_reglages
from observatoire.ui import cache, etat_url
from observatoire.ui.composants import show_entete, show_vide
from observatoire.ui.composants.html import show_html
from observatoire.ui.navigation import link_page

_NOM = "obs_nom"
ROLE_LOCAL = Role.COORDINATION
"""Accès local : le poste est celui de l'équipe, chacun peut modifier. La connexion dira un jour qui est qui."""


@dataclass(frozen=True)
class Contexte:
    """Le contrat ouvert et ce qu'il faut pour le lire et l'écrire."""

    suivi: Suivi
    contrat: Contrat
    contrats: tuple[Contrat, ...]
    plan: Plan
    auteur: Auteur
    marque: str
    url: str
    version: str

    @property
    def source(self) -> SourceEntrepot:
        """L'observatoire, pour les indicateurs qui y sont suivis."""
        return get_source(self.version)


@st.cache_resource(max_entries=4, show_spinner=False)
def get_suivi(url: str) -> Suivi:
    """La base du suivi, partagée par toutes les sessions."""
    return open_suivi(url)


@st.cache_resource(max_entries=4, show_spinner=False)
def get_source(version: str) -> SourceEntrepot:
    """Lecteur des séries de la version."""
    return SourceEntrepot(version)


@st.cache_resource(max_entries=32, show_spinner=False)
def get_plan(url: str, contrat_id: int, marque: str, role: str) -> Plan:
    """Le plan dans l'état que désigne `marque` : toute écriture en change."""
    del marque
    return read_plan(get_suivi(url), contrat_id, Auteur("lecture", Role(role)))


@st.cache_resource(max_entries=64, show_spinner=False)
def get_plan_at(url: str, contrat_id: int, marque: str, role: str, jour: date) -> Plan | None:
    """Le plan à la fin d'un jour passé ; `None` avant sa création."""
    del marque
    (plan,) = rebuild_plans_at(get_suivi(url), contrat_id, [jour], Auteur("lecture", Role(role)))
    return plan


@st.cache_resource(max_entries=16, show_spinner=False)
def get_courbes(
    url: str, contrat_id: int, *, marque: str, role: str, debut: date, fin: date
) -> tuple[PointAvancement, ...]:
    """L'avancement mois après mois."""
    del marque
    return build_courbes(get_suivi(url), contrat_id, Auteur("lecture", Role(role)), debut=debut, fin=fin)


@st.cache_resource(max_entries=16, show_spinner=False)
def get_jours(url: str, contrat_id: int, marque: str) -> tuple[date, ...]:
    """Les jours où le contrat a changé."""
    del marque
    return list_jours(get_suivi(url), contrat_id)


def read_aujourd_hui() -> date:
    """Le jour présent, heure de Paris."""
    return datetime.now(PARIS).date()


def open_contexte(chemin: str) -> Contexte | None:
    """Ouvre le contrat de l'adresse, ou explique comment en créer un et rend `None`."""
    url = read_reglages().suivi_url
    suivi = get_suivi(url)
    contrats = list_contrats(suivi)
    if not contrats:
        show_entete(["Contrat local de santé", chemin], "Contrat local de santé")
        show_vide(
            "Aucun contrat local de santé encore",
            "Importez votre plan d’actions depuis un classeur, ou installez l’exemple fictif : la page se remplit "
            "aussitôt.",
            ('python -m observatoire importer-plan plan.xlsx --nom "Votre nom"', "python -m observatoire demo"),
        )
        link_page("plan", "Importer un plan")
        return None
    codes = [str(c.id) for c in contrats]
    choisi = contrats[codes.index(etat_url.read_code("contrat", codes, codes[0], "le contrat"))]
    marque = read_marque(suivi, choisi.id)
    return Contexte(
        suivi=suivi,
        contrat=choisi,
        contrats=contrats,
        plan=get_plan(url, choisi.id, marque, ROLE_LOCAL.value),
        auteur=Auteur(read_nom(), ROLE_LOCAL),
        marque=marque,
        url=url,
        version=cache.read_version(),
    )


def show_choix_contrat(contexte: Contexte) -> None:
    """Propose de changer de contrat, s'il y en a plusieurs."""
    if len(contexte.contrats) < 2:
        return
    titres = {str(c.id): c.titre for c in contexte.contrats}
    st.selectbox(
        "Contrat",
        list(titres),
        format_func=lambda code: titres[code],
        **etat_url.bind("contrat", str(contexte.contrat.id), efface=("au", "axe", "action", "depuis")),
    )


def read_nom() -> str:
    """Le nom que la personne a donné dans cette session."""
    return str(st.session_state.get(_NOM, "")).strip()


def show_nom(lieu: str) -> None:
    """Demande le nom que le journal gardera ; il vaut pour toute la session.

    Args:
        lieu: nom du formulaire, pour que la question puisse se poser à plusieurs endroits d'une page.
    """
    cle = f"nom:{lieu}"
    st.session_state[cle] = read_nom()
    st.text_input(
        "Votre nom",
        key=cle,
        max_chars=80,
        placeholder="Prénom Nom",
        help="Gardé au journal à côté de chaque modification.",
        on_change=lambda: st.session_state.update({_NOM: st.session_state[cle]}),
        width=320,
    )


def show_fictif(contexte: Contexte) -> None:
    """Rappelle qu'un contrat de démonstration est inventé, même dans une ville réelle."""
    if contexte.contrat.demonstration:
        show_html('<p class="obs-note"><strong>Contrat fictif</strong>, écrit pour la démonstration.</p>')
