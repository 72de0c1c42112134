"""En-tête commun aux vues de « Densités et accès » : titre, lien, choix de la vue."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from observatoire.services.catalogue import Catalogue
from observatoire.services.offre.points import Offre
from observatoire.ui import etat_url
from observatoire.ui.cadre import show_avis
from observatoire.ui.composants import show_entete

CHEMIN = ("Offre de soins", "Densités et accès")
_GARDES = frozenset({"vue", "metier"})


@dataclass(frozen=True, slots=True)
class Contexte:
    """Ce que la page donne à chaque vue. `vue` : code de la vue ouverte ; `vues` : libellé de chacune."""

    version: str
    catalogue: Catalogue
    offre: Offre
    vue: str
    vues: Mapping[str, str]


def show_tete(contexte: Contexte, titre: str, sous_titre: str, codes: Mapping[str, str]) -> DeltaGenerator:
    """Pose l'en-tête, les avis et le choix de la vue ; rend le conteneur des actions.

    Args:
        contexte: donné par la page.
        titre: titre de la vue.
        sous_titre: une ligne qui précise ce qu'elle montre.
        codes: codes du lien qui restaure la vue ; `vue` s'y ajoute.
    """
    lien = {"vue": contexte.vue, **codes}
    actions = show_entete(CHEMIN, titre, sous_titre, etat_url.build_requete(lien))
    show_avis()
    if len(contexte.vues) > 1:
        # Changer de vue garde la profession ; le reste n'a de sens que dans la vue quittée.
        efface = tuple(nom for nom in st.query_params if nom not in _GARDES)
        st.segmented_control(
            "Vue",
            list(contexte.vues),
            format_func=contexte.vues.__getitem__,
            required=True,
            label_visibility="collapsed",
            **etat_url.bind("vue", contexte.vue, efface=efface),
        )
    return actions
