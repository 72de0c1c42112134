"""Bouton « Imprimer » : il ouvre la boîte d'impression du navigateur, qui sait aussi enregistrer en PDF."""

import streamlit as st

_IMPRIMER = (
    '<button type="button" class="obs-bouton obs-imprimer">Imprimer</button>'
    "<script>(() => { const b = document.querySelector('.obs-imprimer'); if (b) b.onclick = () => window.print(); })();"
    "</script>"
)


def show_imprimer() -> None:
    """Pose le bouton."""
    st.html(_IMPRIMER, unsafe_allow_javascript=True, width="content")
