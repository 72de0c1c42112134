"""Mettre un texte dans une page sans qu'il devienne du HTML ou du Markdown."""

import html


def escape(texte: object) -> str:
    """Échappe un texte destiné à un bloc HTML écrit par `st.markdown`.

    Les retours à la ligne deviennent des espaces : une ligne vide refermerait le bloc HTML et la suite serait lue
    comme du Markdown. Les espaces insécables sont gardées.
    """
    plat = str(texte).replace("\r", " ").replace("\n", " ").replace("\t", " ")
    return html.escape(plat, quote=True)


def shorten(texte: str, longueur: int = 60) -> str:
    """Coupe un texte trop long (code reçu dans une adresse)."""
    return texte if len(texte) <= longueur else texte[: longueur - 1] + "…"
