"""Du portrait aux autres pages, en un clic : la carte d'un indicateur, la comparaison, les territoires semblables."""

from urllib.parse import urlencode

import streamlit as st

from observatoire.domain.territoire import LIBELLES_COURTS_MAILLE, Maille, Territoire
from observatoire.services.catalogue import Catalogue
from observatoire.services.resultats import Ligne
from observatoire.ui.echappement import escape
from observatoire.ui.navigation import link_page

MAILLES_DESSINEES = (Maille.QUARTIER, Maille.IRIS, Maille.QPV)
_AUTRES = 4


def show_liens(catalogue: Catalogue, territoire: Territoire) -> None:
    """Pose les liens du territoire, s'il a des voisins de sa maille."""
    if territoire.maille not in MAILLES_DESSINEES:
        return
    pluriel = LIBELLES_COURTS_MAILLE[territoire.maille][1]
    pairs = [
        t.code
        for t in catalogue.get_groupe(territoire.maille)
        if t.code != territoire.code and t.millesime == territoire.millesime
    ]
    codes = {"territoire": territoire.code}
    with st.container(horizontal=True, key="liens-portrait"):
        link_page("typologie", f"Les {pluriel} qui lui ressemblent", codes, ":material/hub:")
        if pairs:
            choisis = ",".join([territoire.code, *pairs[:_AUTRES]])
            link_page("comparer", f"Comparer à d’autres {pluriel}", {"territoires": choisis}, ":material/table_rows:")
        link_page("carte", "Voir sur la carte", {"maille": territoire.maille.value, **codes}, ":material/map:")


def build_lien_carte(ligne: Ligne, texte: str) -> str:
    """Le libellé, en lien vers la carte de l'indicateur où le territoire est choisi ; du texte si rien ne s'y voit."""
    territoire, fiche = ligne.territoire, ligne.indicateur
    if territoire.maille not in MAILLES_DESSINEES or (ligne.estimation.valeur is None and not ligne.chiffre.is_secret):
        return f'<span title="{escape(fiche.definition)}">{escape(texte)}</span>'
    requete = urlencode(
        {
            "indicateur": fiche.code,
            "periode": ligne.chiffre.periode.code,
            "maille": territoire.maille.value,
            "coloration": "significativite",
            "territoire": territoire.code,
        }
    )
    return (
        f'<a class="obs-vers-carte" href="carte?{escape(requete)}" target="_self" '
        f'title="Voir sur la carte. {escape(fiche.definition)}">{escape(texte)}</a>'
    )
