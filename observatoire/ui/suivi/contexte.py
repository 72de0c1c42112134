"""Ce que les écrans du suivi partagent : la base, la personne, le contrat choisi, le plan du jour."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import quote, unquote

import streamlit as st

from observatoire.domain.cls.droits import Auteur
from observatoire.domain.cls.objets import Contrat
from observatoire.domain.cls.plan import Plan
from observatoire.domain.cls.rejeu import PARIS
from observatoire.services.suivi.acces import Suivi, build_auteur, list_contrats, read_marque
from observatoire.services.suivi.liaison import SourceEntrepot
from observatoire.settings import read_reglages
from observatoire.ui import cache, cache_suivi, etat_url
from observatoire.ui.composants import show_entete, show_vide
from observatoire.ui.composants.html import show_html
from observatoire.ui.navigation import link_page

_NOM = "obs_nom"
NOM_MAX = 80


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
        return cache_suivi.get_source_indicateurs(self.version)


def read_aujourd_hui() -> date:
    """Le jour présent, heure de Paris."""
    return datetime.now(PARIS).date()


def open_contexte(chemin: str) -> Contexte | None:
    """Ouvre le contrat de l'adresse, ou explique comment en créer un et rend `None`."""
    reglages = read_reglages()
    url, auteur = reglages.suivi_url, build_auteur(read_nom(), reglages.acces)
    suivi = cache_suivi.get_suivi(url)
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
        plan=cache_suivi.get_plan(url, choisi.id, marque, auteur.role.value),
        auteur=auteur,
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
    """Le nom que la personne a donné ; le navigateur le garde jusqu'à sa fermeture, d'une page à l'autre."""
    if _NOM not in st.session_state:
        st.session_state[_NOM] = unquote(st.context.cookies.get(_NOM, ""))[:NOM_MAX]
    return str(st.session_state[_NOM]).strip()


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
        max_chars=NOM_MAX,
        placeholder="Prénom Nom",
        help="Gardé au journal à côté de chaque modification.",
        on_change=lambda: st.session_state.update({_NOM: st.session_state[cle]}),
        width=320,
    )
    if nom := read_nom():
        # Un lien recharge la page : sans ce témoin, il faudrait redonner son nom à chaque fiche.
        with st.container(key=f"obs-invisible-nom-{lieu.replace(':', '-')}"):
            temoin = f"{_NOM}={quote(nom)}; path=/; SameSite=Strict"
            st.html(f"<script>document.cookie = {json.dumps(temoin)};</script>", unsafe_allow_javascript=True)


def show_fictif(contexte: Contexte) -> None:
    """Rappelle qu'un contrat de démonstration est inventé, même dans une ville réelle."""
    if contexte.contrat.demonstration:
        show_html('<p class="obs-note"><strong>Contrat fictif</strong>, écrit pour la démonstration.</p>')
