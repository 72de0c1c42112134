"""Trois portes : élu·e, coordination, partenaires."""

import streamlit as st

from observatoire.domain.territoire import LIBELLES_MAILLE, Maille
from observatoire.services.catalogue import Catalogue
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape
from observatoire.ui.navigation import link_page

_PORTES = (
    (
        "coordination",
        "Coordination : diagnostic et contrat local de santé",
        "Comparer les quartiers, préparer le diagnostic, suivre les actions.",
        (
            ("comparer", "Comparer des quartiers"),
            ("besoins", "Confronter besoins et actions"),
            ("cls", "Voir les axes du contrat"),
        ),
    ),
    (
        "partenaires",
        "Partenaires : les mêmes chiffres pour tous",
        "Définitions, limites, sources, et toutes les données diffusables.",
        (("seances", "Relire les décisions"), ("catalogue", "Lire les définitions"),
         ("telechargements", "Télécharger les données")),
    ),
)  # fmt: skip


def show_portes(catalogue: Catalogue) -> None:
    """Pose les trois portes."""
    colonnes = st.columns(3)
    with colonnes[0], st.container(key="carte-elu"):
        _show_elu(catalogue)
    for colonne, (cle, titre, texte, liens) in zip(colonnes[1:], _PORTES, strict=True):
        with colonne, st.container(key=f"carte-{cle}"):
            _show_titre(titre, texte)
            for adresse, libelle in liens:
                link_page(adresse, libelle)


def _show_elu(catalogue: Catalogue) -> None:
    _show_titre("Élu·e : mon quartier en une page", "Quelques phrases, un tableau, ce qui change.")
    maille = next((m for m in (Maille.QUARTIER, Maille.IRIS) if catalogue.get_groupe(m)), None)
    if maille is not None:
        noms = {t.code: t.nom for t in catalogue.get_groupe(maille)}
        code = st.selectbox(
            f"Choisir un {LIBELLES_MAILLE[maille][0]}",
            list(noms),
            format_func=noms.__getitem__,
            key="accueil:quartier",
        )
        link_page("portrait", "Voir le portrait", {"territoire": code})
    link_page("carte", "Ouvrir la carte")


def _show_titre(titre: str, texte: str) -> None:
    show_html(
        f'<div class="obs-porte"><h3 class="obs-h3">{escape(titre)}</h3><p class="obs-note">{escape(texte)}</p></div>'
    )
