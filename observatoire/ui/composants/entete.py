"""En-tête d'une page : chemin, titre, sous-titre, actions."""

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape

# Le presse-papiers moderne demande HTTPS ou 127.0.0.1 ; sur un serveur interne en HTTP, l'ancienne commande sert.
_COPIER = """<script>
(() => {
  const cible = document.querySelector('.obs-copier');
  if (!cible) return;
  cible.onclick = async () => {
    const requete = cible.dataset.requete;
    const adresse = location.origin + location.pathname + (requete ? '?' + requete : '');
    try { await navigator.clipboard.writeText(adresse); }
    catch (refus) {
      const champ = document.createElement('textarea');
      champ.value = adresse; document.body.append(champ); champ.select();
      document.execCommand('copy'); champ.remove();
    }
    cible.dataset.adresse = adresse;
    cible.textContent = 'Lien copié';
    setTimeout(() => { cible.textContent = 'Copier le lien'; }, 2500);
  };
})();
</script>"""


def show_entete(chemin: Sequence[str], titre: str, sous_titre: str = "", lien: str | None = None) -> DeltaGenerator:
    """Pose l'en-tête et rend le conteneur des actions, où la page ajoute ses téléchargements.

    Args:
        chemin: rubriques menant à la page (« Territoires », « Carte »).
        titre: titre de niveau 1, unique dans la page.
        sous_titre: une ligne qui précise unité, période, maille.
        lien: codes de la vue (`indicateur=…&periode=…`) que « Copier le lien » met dans l'adresse ; None pour ne
            pas montrer le bouton.
    """
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        with st.container(width="stretch"):
            show_html(
                f'<div class="obs-entete"><p class="obs-chemin">{" / ".join(escape(c) for c in chemin)}</p>'
                f'<h1 id="titre">{escape(titre)}</h1><p class="obs-sous-titre">{escape(sous_titre)}</p></div>'
            )
        actions = st.container(horizontal=True, width="content", vertical_alignment="bottom", gap="small")
    if lien is not None:
        with actions:
            st.html(
                f'<button type="button" class="obs-bouton obs-copier" data-requete="{escape(lien)}" '
                f'aria-live="polite">Copier le lien</button>{_COPIER}',
                unsafe_allow_javascript=True,
                width="content",
            )
    return actions


def show_titre(texte: str, note: str = "", niveau: int = 2) -> None:
    """Pose un titre de partie, avec une note à droite."""
    droite = f'<span class="obs-note">{escape(note)}</span>' if note else ""
    show_html(
        f'<div class="obs-ligne-titre"><h{niveau} class="obs-h{niveau}">{escape(texte)}</h{niveau}>{droite}</div>'
    )
