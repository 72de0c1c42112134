"""Savoir si l'écran est celui d'un téléphone : la carte s'y cadre et s'y présente autrement."""

import streamlit as st
from streamlit.components.v2 import component

# Le composant ne parle que sur un petit écran : un ordinateur ne paie pas d'exécution de plus.
_SCRIPT = """
export default function (component) {
  const petit = window.matchMedia('(max-width: 640px)');
  const dire = () => component.setStateValue('telephone', petit.matches);
  if (petit.matches && !(component.data && component.data.telephone)) dire();
  petit.onchange = dire;
}
"""


def is_telephone() -> bool:
    """Vrai sur un écran de 640 pixels de large ou moins, dès que le navigateur l'a dit."""
    with st.container(key="obs-invisible-ecran"):
        mesure = component("observatoire_ecran", js=_SCRIPT)(
            key="obs_ecran",
            data={"telephone": bool(st.session_state.get("obs_telephone"))},
            on_telephone_change=lambda: None,
        )
    st.session_state["obs_telephone"] = bool(mesure.telephone)
    return bool(mesure.telephone)


def is_sombre() -> bool:
    """Vrai quand le thème sombre est choisi (les cartes pydeck ne lisent pas la feuille de style)."""
    return st.context.theme.type == "dark"
