"""Figures plotly aux couleurs de l'observatoire : un seul gabarit, des marques qui suivent le verdict."""

from typing import Any

import plotly.graph_objects as go
import streamlit as st

from observatoire.domain.verdict import Jugement
from observatoire.ui.ecran import is_sombre
from observatoire.ui.palette import REMPLISSAGES, SANS_ECART_TRAIT, TONS

SYMBOLES: dict[Jugement, str] = {
    Jugement.NETTEMENT_DEFAVORABLE: "diamond",
    Jugement.DEFAVORABLE: "diamond",
    Jugement.SANS_ECART: "square",
    Jugement.FAVORABLE: "circle",
    Jugement.NETTEMENT_FAVORABLE: "circle",
    Jugement.NETTEMENT_PLUS_ELEVE: "triangle-up",
    Jugement.PLUS_ELEVE: "triangle-up",
    Jugement.PLUS_BAS: "triangle-down",
    Jugement.NETTEMENT_PLUS_BAS: "triangle-down",
    Jugement.TROP_PETIT: "square-open",
    Jugement.NON_COMPARABLE: "circle-x-open",
    Jugement.SECRET: "square-x-open",
}
"""Symbole plotly de chaque jugement, le même dessin que `ui/formes.py`."""

# Le français de l'axe : virgule décimale, espace fine des milliers.
_SEPARATEURS = ",\u202f"


def get_ton(nom: str) -> str:
    """Couleur d'un ton dans le thème en cours (plotly ne lit pas les variables CSS)."""
    ton = TONS[nom]
    return ton.sombre if is_sombre() else ton.clair


def build_marqueurs(jugements: list[Jugement], taille: int = 12) -> dict[str, Any]:
    """Réglages `marker` d'une trace dont chaque point porte un verdict."""
    contour = get_ton("marque-contour")
    return {
        "symbol": [SYMBOLES[j] for j in jugements],
        "color": [REMPLISSAGES[j] for j in jugements],
        "size": taille,
        "line": {
            "width": 1.2,
            "color": [SANS_ECART_TRAIT if j is Jugement.SANS_ECART else contour for j in jugements],
        },
    }


def build_figure(titre_x: str, titre_y: str, hauteur: int = 420) -> go.Figure:
    """Figure vide, axes nommés, fond transparent."""
    titre = {"font": {"size": 13, "color": get_ton("discret")}}
    axe: dict[str, Any] = {
        "gridcolor": get_ton("filet"),
        "linecolor": get_ton("filet2"),
        "zeroline": False,
        "tickfont": {"size": 13, "color": get_ton("discret")},
        "automargin": True,
        "exponentformat": "none",
        "separatethousands": True,
    }
    figure = go.Figure()
    figure.update_layout(
        height=hauteur,
        margin={"l": 8, "r": 44, "t": 16, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": "Source Sans, sans-serif", "size": 13, "color": get_ton("encre")},
        separators=_SEPARATEURS,
        showlegend=False,
        hovermode="closest",
        xaxis={**axe, "title": {**titre, "text": titre_x}},
        yaxis={**axe, "title": {**titre, "text": titre_y}},
    )
    return figure


def show_figure(figure: go.Figure, *, alt: str, cle: str) -> None:
    """Pose la figure avec son texte de remplacement et un bouton PNG, sans barre d'outils anglaise."""
    st.plotly_chart(
        figure,
        theme=None,
        key=cle,
        alt=alt,
        config={
            "displaylogo": False,
            "locale": "fr",
            "modeBarButtons": [["toImage"]],
            "toImageButtonOptions": {"format": "png", "filename": cle, "scale": 2},
        },
    )
