"""Mettre un texte dans une page sans qu'il devienne du HTML ou du Markdown."""

import html
import re

_ACTIFS = re.compile(r"[\\`*_\[\]<>#$~&]")
_DEBUT_DE_LISTE = re.compile(r"^(\d*)([-+.)])(?=\s)")
_DEUX_POINTS = re.compile(r":(?=\S)")
_SANS_CHASSE = "\u2060"
"""Caractère invisible. Après « : », il empêche un pictogramme ou un lien que Streamlit chercherait dans le texte lu."""


def escape(texte: object) -> str:
    """Échappe un texte destiné à un bloc HTML écrit par `st.markdown`.

    Les retours à la ligne deviennent des espaces : une ligne vide refermerait le bloc HTML et la suite serait lue
    comme du Markdown. Les espaces insécables sont gardées.
    """
    plat = str(texte).replace("\r", " ").replace("\n", " ").replace("\t", " ")
    return html.escape(plat, quote=True)


def escape_markdown(texte: object) -> str:
    """Échappe un texte destiné à un libellé de Streamlit (bouton, case, lien, infobulle, avis), qui lit le Markdown.

    Le texte se montre tel qu'il a été écrit : ni gras, ni lien, ni couleur, ni formule, ni pictogramme.
    """
    plat = " ".join(str(texte).splitlines()).strip()
    plat = _ACTIFS.sub(r"\\\g<0>", plat)
    return _DEUX_POINTS.sub(f":{_SANS_CHASSE}", _DEBUT_DE_LISTE.sub(r"\1\\\2", plat))


def shorten(texte: str, longueur: int = 60) -> str:
    """Coupe un texte trop long (code reçu dans une adresse)."""
    return texte if len(texte) <= longueur else texte[: longueur - 1] + "…"
