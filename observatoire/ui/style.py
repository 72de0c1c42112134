"""Feuille de style, posée une fois par exécution, et langue de la page."""

from pathlib import Path

import streamlit as st

from observatoire.ui.palette import build_variables_css

# Chaque rubrique pose sa feuille à côté de ses modules ; la feuille commune vient en premier.
_FEUILLES = tuple(sorted(Path(__file__).parent.rglob("*.css"), key=lambda f: len(f.parts)))

# Deux manques de Streamlit 1.67, sans réglage pour y répondre. Il sert une page en lang="en" : un lecteur d'écran
# lirait le français en anglais. Il annonce une page inconnue en anglais, dans une boîte : `navigation.check_adresse`
# le dit en français, et la boîte est refermée.
_SCRIPT = """<script>
document.documentElement.lang = 'fr';
(() => {
  const fermer = () => {
    for (const boite of document.querySelectorAll('[role=dialog]')) {
      if (boite.textContent.includes('Page not found')) boite.querySelector('button')?.click();
    }
  };
  const veille = new MutationObserver(fermer);
  veille.observe(document.body, { childList: true, subtree: true });
  fermer();
  setTimeout(() => veille.disconnect(), 5000);
})();
</script>"""


def apply_style() -> None:
    """Pose les couleurs, les mises en forme et la langue française de la page."""
    feuilles = "".join(f.read_text(encoding="utf-8") for f in _FEUILLES)
    st.html(f"<style>{build_variables_css()}{feuilles}</style>")
    with st.container(key="obs-invisible"):
        st.html(_SCRIPT, unsafe_allow_javascript=True)
