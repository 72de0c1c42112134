"""Écrire du HTML sûr dans la page : un seul passage, une seule règle."""

import streamlit as st


def show_html(morceau: str) -> None:
    """Pose un bloc HTML dont chaque valeur a été échappée par `ui.echappement.escape`.

    `st.markdown` et non `st.html` : ce dernier retire tout SVG. Une ligne vide refermerait le bloc : on les retire.
    """
    st.markdown("".join(ligne.strip() for ligne in morceau.splitlines()), unsafe_allow_html=True)
