"""Entonnoir, nuage de deux indicateurs et pente sociale, en plotly."""

import plotly.graph_objects as go

from observatoire.domain.francais import format_nombre, format_valeur
from observatoire.domain.indicateur import Indicateur
from observatoire.services.entonnoir import Entonnoir, Limites
from observatoire.services.inegalites import PenteSociale
from observatoire.services.nuage import Nuage
from observatoire.ui.graphiques.figure import build_figure, build_marqueurs, get_ton


def name_axe(fiche: Indicateur) -> str:
    """Titre d'un axe : libellé court et unité."""
    return f"{fiche.libelle_court} ({fiche.unite})" if fiche.unite else fiche.libelle_court


def build_entonnoir(entonnoir: Entonnoir, choisis: set[str]) -> go.Figure:
    """Points, cible et limites ; seuls les territoires choisis sont nommés, les autres le sont au survol."""
    fiche = entonnoir.indicateur
    figure = build_figure(entonnoir.titre_taille, name_axe(fiche))
    _add_limites(figure, entonnoir.abscisses, entonnoir.limites_998, "solid", "99,8 %")
    _add_limites(figure, entonnoir.abscisses, entonnoir.limites_95, "dash", "95 %")
    if entonnoir.cible is not None:
        figure.add_hline(y=entonnoir.cible, line={"color": get_ton("encre"), "width": 1.6})
    figure.add_trace(
        go.Scatter(
            x=[p.taille for p in entonnoir.points],
            y=[p.valeur for p in entonnoir.points],
            mode="markers+text",
            marker=build_marqueurs([p.verdict.jugement for p in entonnoir.points]),
            text=[p.ligne.territoire.nom if p.ligne.territoire.code in choisis else "" for p in entonnoir.points],
            textposition="top center",
            textfont={"size": 12.5, "color": get_ton("encre")},
            hovertext=[
                f"{p.ligne.territoire.nom} : {format_valeur(p.valeur, fiche.decimales, fiche.unite)}, "
                f"{p.verdict.libelle}"
                for p in entonnoir.points
            ],
            hoverinfo="text",
            cliponaxis=False,
        )
    )
    return figure


def _add_limites(figure: go.Figure, abscisses: tuple[float, ...], limites: Limites, trait: str, libelle: str) -> None:
    for bornes in (limites.bas, limites.haut):
        figure.add_trace(
            go.Scatter(
                x=abscisses,
                y=bornes,
                mode="lines",
                line={"color": get_ton("encre2"), "width": 1.3, "dash": trait},
                hoverinfo="skip",
            )
        )
    if limites.haut:
        figure.add_annotation(
            x=abscisses[-1], y=limites.haut[-1], text=libelle, showarrow=False, xanchor="left", xshift=4,
            font={"size": 12, "color": get_ton("discret")},
        )  # fmt: skip


def build_nuage(nuage: Nuage, choisis: set[str]) -> go.Figure:
    """Un point par territoire ; la marque est le verdict de l'indicateur en ordonnée."""
    x, y = nuage.indicateur_x, nuage.indicateur_y
    figure = build_figure(name_axe(x), name_axe(y))
    figure.add_trace(
        go.Scatter(
            x=[p.x.estimation.valeur for p in nuage.points],
            y=[p.y.estimation.valeur for p in nuage.points],
            mode="markers+text",
            marker=build_marqueurs([p.y.verdict.jugement for p in nuage.points]),
            text=[p.x.territoire.nom if p.x.territoire.code in choisis else "" for p in nuage.points],
            textposition="top center",
            textfont={"size": 12.5, "color": get_ton("encre")},
            hovertext=[
                f"{p.x.territoire.nom} : {format_valeur(p.x.estimation.valeur, x.decimales, x.unite)} ; "
                f"{format_valeur(p.y.estimation.valeur, y.decimales, y.unite)}"
                for p in nuage.points
            ],
            hoverinfo="text",
            cliponaxis=False,
        )
    )
    return figure


def build_pente(pente: PenteSociale, choisis: set[str]) -> go.Figure:
    """Territoires rangés du plus défavorisé au plus favorisé, intervalles à 95 % et droite ajustée."""
    fiche = pente.indicateur
    figure = build_figure("Rang social de la population, du plus défavorisé au plus favorisé", name_axe(fiche))
    lignes = pente.lignes
    valeurs = [ligne.estimation.valeur or 0.0 for ligne in lignes]
    hauts = [(x.estimation.ic_haut or v) - v for x, v in zip(lignes, valeurs, strict=True)]
    bas = [
        v - (v if x.estimation.ic_bas is None else x.estimation.ic_bas) for x, v in zip(lignes, valeurs, strict=True)
    ]
    if pente.au_bas is not None and pente.au_haut is not None:
        figure.add_trace(
            go.Scatter(
                x=[0, 1], y=[pente.au_bas, pente.au_haut], mode="lines",
                line={"color": get_ton("encre"), "width": 1.8}, hoverinfo="skip",
            )
        )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=pente.rangs,
            y=valeurs,
            error_y={"type": "data", "array": hauts, "arrayminus": bas, "color": get_ton("encre2"), "width": 0},
            mode="markers+text",
            marker=build_marqueurs([ligne.verdict.jugement for ligne in lignes]),
            text=[x.territoire.nom if x.territoire.code in choisis else "" for x in lignes],
            textposition="top center",
            textfont={"size": 12.5, "color": get_ton("encre")},
            hovertext=[
                f"{x.territoire.nom} : {format_valeur(v, fiche.decimales, fiche.unite)}"
                for x, v in zip(lignes, valeurs, strict=True)
            ],
            hoverinfo="text",
            cliponaxis=False,
        )
    )
    figure.update_xaxes(range=[-0.02, 1.02], tickvals=[0, 0.25, 0.5, 0.75, 1], ticktext=_list_parts())
    return figure


def _list_parts() -> list[str]:
    return [f"{format_nombre(part)} %" for part in (0, 25, 50, 75, 100)]
