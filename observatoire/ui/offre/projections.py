"""Vue « Projections » : les départs à venir, ce qu'on suppose de leur remplacement, et ce qui resterait."""

import streamlit as st

from observatoire.domain.francais import format_nombre
from observatoire.domain.phrases.lieux import capitalise
from observatoire.services.offre.projections import (
    Projection,
    ProjectionImpossible,
    build_projection,
    export_projection_csv,
)
from observatoire.ui import cache
from observatoire.ui.composants import build_etiquette, show_phrase, show_source, show_titre, show_vide
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape
from observatoire.ui.offre.affichage import format_jour
from observatoire.ui.offre.projections_choix import (
    ChoixProjection,
    read_choix,
    read_metier,
    show_hypotheses,
    show_metier,
    show_trace,
)
from observatoire.ui.offre.projections_dessin import show_annees, show_courbe, show_territoires
from observatoire.ui.offre.tete import Contexte, show_tete


def show_projections(contexte: Contexte) -> None:
    """Dessine la vue."""
    metier = read_metier(contexte.offre)
    cadre = cache.get_cadre_offre(contexte.version, metier)
    choix = read_choix(metier, cadre)
    titre = f"{capitalise(cadre.nom)} : les dix ans à venir"
    show_tete(contexte, titre, "Hypothèse, pas une prévision", choix.build_codes())
    show_metier(contexte.offre, choix)
    try:
        projection = build_projection(cadre, choix.hypotheses)
    except ProjectionImpossible as erreur:
        show_vide("Pas de projection pour cette profession", str(erreur))
        return
    show_hypotheses(choix)
    show_html(build_etiquette("Hypothèse", "alerte"))
    show_phrase(projection.phrase, projection.certitude)
    _show_resultat(contexte, projection, choix)


def _show_resultat(contexte: Contexte, projection: Projection, choix: ChoixProjection) -> None:
    ligne = next((li for li in projection.lignes if li.territoire.code == choix.territoire), projection.ville)
    show_trace(projection, choix)
    gauche, droite = st.columns([58, 42])
    with gauche:
        show_titre(ligne.territoire.nom, "bande : 95 % des issues possibles")
        show_courbe(projection, ligne, choix.grandeur)
    with droite:
        show_titre("Année par année")
        show_annees(projection, ligne, choix.grandeur)
    if projection.lignes:
        show_territoires(projection, choix.territoire)
    else:
        raison = escape(projection.cadre.placement.phrase)
        show_html(f'<p class="obs-note">La projection ne se fait que pour la ville. {raison}</p>')
    st.download_button(
        "Projection (CSV)",
        lambda: export_projection_csv(projection, contexte.version),
        f"projection_{choix.metier}.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
    )
    show_source(_describe_source(projection))


def _describe_source(projection: Projection) -> str:
    cadre = projection.cadre
    dates = sorted({p.date for p in cadre.points} - {""})
    jour = f" au {format_jour(dates[-1])}" if dates else ""
    inconnus = (
        f" Âge inconnu pour {format_nombre(projection.inconnus)} : supposé réparti comme les autres."
        if projection.inconnus
        else ""
    )
    return (
        f"Points{jour}, classes d’âge des fichiers importés ; exercice en ville, une personne comptée une fois. "
        f"Qui arrive reste dix ans ; qui remplace s’installe au même endroit.{inconnus}"
    )
