"""Modifier une fiche action : ses champs, rubrique par rubrique."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from observatoire.domain.cls.objets import Action
from observatoire.domain.cls.plan import Plan
from observatoire.ui import etat_url
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape
from observatoire.ui.suivi.champs import RUBRIQUES, format_champ, input_champ, is_court
from observatoire.ui.suivi.contexte import Contexte
from observatoire.ui.suivi.formulaire import Formulaire, edit_objet


def edit_action(contexte: Contexte, action: Action, territoires: Mapping[str, str]) -> None:
    """Le formulaire complet d'une fiche. `territoires` : code → nom, pour les proposer."""

    def ask(plan: Plan, base: Action, cle: str) -> dict[str, Any]:
        return _ask_action(plan, base, cle, territoires)

    def write(champ: str, valeur: Any) -> str:
        return format_champ(contexte.plan, champ, valeur, territoires)

    def fini(lue: Action | None) -> None:
        etat_url.set_codes({"mode": None, "action": str(lue.id) if lue else None})

    annonce = f"Fiche {action.numero} enregistrée."
    edit_objet(contexte, action, Formulaire(ask, write, fini, "cette fiche", annonce=annonce, motive=True))


def _ask_action(plan: Plan, base: Action, cle: str, territoires: Mapping[str, str]) -> dict[str, Any]:
    saisis: dict[str, Any] = {}
    for rubrique in RUBRIQUES:
        show_html(f'<h3 class="obs-h3">{escape(rubrique.titre)}</h3>')
        colonnes = st.columns(2)
        courts = [c for c in rubrique.champs if is_court(c)]
        for champ in rubrique.champs:
            place = colonnes[courts.index(champ) % 2] if champ in courts else st.container()
            with place:
                saisis[champ] = input_champ(plan, base, champ, cle, territoires)
    return saisis
