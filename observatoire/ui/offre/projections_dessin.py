"""Courbe d'une projection avec sa bande, et ses deux tableaux : par année, par territoire."""

import plotly.graph_objects as go

from observatoire.domain.francais import format_intervalle, format_nombre
from observatoire.domain.territoire import LIBELLES_MAILLE
from observatoire.services.offre.projections import Annee, LigneProjection, Projection
from observatoire.ui.composants import show_titre
from observatoire.ui.graphiques.figure import build_figure, get_ton, show_figure
from observatoire.ui.offre.projections_choix import DENSITE
from observatoire.ui.palette import convert_rvb
from observatoire.ui.tableaux import Colonne, Ligne, show_tableau

Trio = tuple[float | None, float | None, float | None]


def show_courbe(projection: Projection, ligne: LigneProjection, grandeur: str) -> None:
    """Effectif attendu (ou densité) et sa bande à 95 %, année par année ; l'année des points est pleine."""
    annees = [a.annee for a in ligne.serie]
    valeurs, bas, haut = zip(*(_pick(a, grandeur) for a in ligne.serie), strict=True)
    titre_y = "pour 10 000 habitants" if grandeur == DENSITE else "professionnels"
    figure = build_figure("", titre_y, 360)
    encre = get_ton("accent")
    figure.add_trace(
        go.Scatter(
            x=[*annees, *reversed(annees)], y=[*haut, *reversed(bas)], fill="toself", mode="none",
            fillcolor=f"rgba({','.join(map(str, convert_rvb(get_ton('discret'))[:3]))},0.22)", hoverinfo="skip",
        )
    )  # fmt: skip
    decimales = 1
    figure.add_trace(
        go.Scatter(
            x=annees, y=valeurs, mode="lines+markers", line={"color": encre, "width": 2.4, "dash": "dot"},
            marker={
                "size": [11, *[7] * (len(annees) - 1)],
                "color": [encre, *[get_ton("fond")] * (len(annees) - 1)],
                "line": {"width": 2, "color": encre},
            },
            text=[
                f"{a} : {format_nombre(v, decimales)} ({format_intervalle(b, h, decimales)})"
                for a, v, b, h in zip(annees, valeurs, bas, haut, strict=True)
            ],
            hovertemplate="%{text}<extra></extra>",
        )
    )  # fmt: skip
    figure.update_yaxes(rangemode="tozero")
    # Les années s'écrivent sans séparateur de milliers ; une sur deux tient sur un téléphone.
    figure.update_xaxes(tickvals=annees[::2], ticktext=[str(a) for a in annees[::2]])
    fin = ligne.arrivee
    show_figure(
        figure,
        alt=f"{projection.cadre.nom}, {ligne.territoire.nom} : de {format_nombre(ligne.depart.effectif)} en "
        f"{ligne.depart.annee} à {format_nombre(fin.effectif, 1)} en {fin.annee}, entre "
        f"{format_nombre(fin.bas)} et {format_nombre(fin.haut)}. Le tableau donne chaque année.",
        cle=f"projection-{projection.cadre.metier.code}",
    )


def show_annees(projection: Projection, ligne: LigneProjection, grandeur: str) -> None:
    """La même courbe en tableau ; l'année des points est observée, sans fourchette."""
    decimales = 1 if grandeur == DENSITE else 0
    nom = "Pour 10 000 habitants" if grandeur == DENSITE else "Nombre attendu"
    colonnes = (Colonne("Année"), Colonne(nom, nombre=True, fort=True), Colonne("Entre", nombre=True))
    rangees: list[Ligne] = []
    for rang, annee in enumerate(ligne.serie):
        valeur, bas, haut = _pick(annee, grandeur)
        entre = format_intervalle(bas, haut, decimales) if rang else "observé"
        rangees.append(Ligne((str(annee.annee), format_nombre(valeur, 1 if rang else decimales), entre)))
    show_tableau(f"{projection.cadre.nom}, {ligne.territoire.nom}, année par année", colonnes, rangees)


def show_territoires(projection: Projection, choisi: str) -> None:
    """Chaque territoire aujourd'hui et à l'horizon, de la plus forte baisse à la plus faible ; la ville à la fin."""
    debut, fin = projection.ville.depart.annee, projection.ville.arrivee.annee
    singulier = LIBELLES_MAILLE[projection.cadre.maille][0]
    show_titre(f"Par {singulier}", "de la plus forte baisse attendue à la plus faible")
    colonnes = (
        Colonne(singulier[:1].upper() + singulier[1:]),
        Colonne(f"Nombre en {debut}", nombre=True),
        Colonne("Départs attendus", nombre=True),
        Colonne(f"Nombre en {fin}", nombre=True, fort=True),
        Colonne("Entre", nombre=True),
        Colonne(f"Pour 10 000 hab. en {debut}", nombre=True),
        Colonne(f"En {fin}", nombre=True, fort=True),
        Colonne("Entre", nombre=True),
    )
    lignes = [*projection.lignes, projection.ville]
    rangees = [Ligne(_flatten(ligne), choisie=ligne.territoire.code == choisi) for ligne in lignes]
    show_tableau(f"Projection par {singulier}", colonnes, rangees, defilant=len(rangees) > 25)


def _flatten(ligne: LigneProjection) -> tuple[str, ...]:
    depart, fin = ligne.depart, ligne.arrivee
    return (
        ligne.territoire.nom,
        format_nombre(depart.effectif),
        format_nombre(ligne.departs, 1),
        format_nombre(fin.effectif, 1),
        format_intervalle(fin.bas, fin.haut, 0),
        format_nombre(depart.densite, 1),
        format_nombre(fin.densite, 1),
        format_intervalle(fin.densite_basse, fin.densite_haute, 1),
    )


def _pick(annee: Annee, grandeur: str) -> Trio:
    if grandeur == DENSITE:
        return annee.densite, annee.densite_basse, annee.densite_haute
    return annee.effectif, annee.bas, annee.haut
