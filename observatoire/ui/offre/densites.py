"""Vue « Densités » : les professionnels sur la carte, leur densité par territoire, leur liste."""

from dataclasses import replace

import streamlit as st

from observatoire.domain.francais import format_pluriel
from observatoire.domain.territoire import Maille
from observatoire.services.carte import Carte
from observatoire.services.catalogue import Catalogue
from observatoire.services.offre.points import Point, filter_points, select_en_ville
from observatoire.services.offre.rapport import write_rapport
from observatoire.ui import cache
from observatoire.ui.carte.fiche import find_ligne, show_fiche, show_selecteur
from observatoire.ui.carte.lecture import read_carte
from observatoire.ui.carte.tableau import describe_source, show_points, show_tableau_carte
from observatoire.ui.composants import show_phrase, show_source, show_titre
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape
from observatoire.ui.ecran import is_telephone
from observatoire.ui.navigation import link_page
from observatoire.ui.offre.affichage import (
    describe_points,
    show_carte_points,
    show_comptes,
    show_liste,
    show_phrase_compte,
)
from observatoire.ui.offre.choix import TOUS, ChoixOffre, read_choix, show_choix
from observatoire.ui.offre.exports import show_telechargements
from observatoire.ui.offre.tete import Contexte, show_tete

_NOTE_QPV = (
    '<p class="obs-note">La liste donne les adresses situées dans le contour du QPV. La densité publiée, elle, compte '
    "les IRIS dont la plus grande part est dans le QPV : les deux nombres peuvent différer.</p>"
)


def show_densites(contexte: Contexte) -> None:
    """Dessine la vue."""
    catalogue, offre = contexte.catalogue, contexte.offre
    telephone = is_telephone()
    choix = read_choix(catalogue, contexte.version, offre)
    carte = read_carte(choix.carte, choix.carte.fiche.indicateur.code, choix.carte.periode) if choix.carte else None
    communes = frozenset(t.code for g in catalogue.groupes for t in g.territoires if t.maille == "commune")
    en_ville = select_en_ville(offre.points, choix.metier.code, communes)
    salaries = len(filter_points(offre.points, metier=choix.metier.code, communes=communes)) - len(en_ville)
    points = filter_points(en_ville, secteur="" if choix.secteur == TOUS else choix.secteur)
    sous_titre = f"{carte.indicateur.libelle}, {carte.periode.libelle}" if carte else "Dénombrement"
    show_tete(contexte, choix.metier.libelle, sous_titre, choix.build_codes())
    show_choix(catalogue, offre, choix, telephone)
    if carte is None:
        show_phrase_compte(points, choix)
    else:
        show_phrase(carte.phrase.texte, carte.phrase.certitude, carte.phrase.jugement)
        # Un rapport établi est déjà dans la phrase ; sinon il se dit à part, pour ce qu'il est.
        if "rapport" not in carte.phrase.texte:
            show_html(f"<p>{escape(write_rapport(carte, catalogue.territoire_reference.code))}</p>")
    _show_dessin(carte, points, choix, telephone)
    _show_territoire(catalogue, carte, points, choix)
    if carte is not None:
        show_titre("Le même contenu en tableau")
    show_telechargements(carte, points, choix)
    if carte is not None:
        show_tableau_carte(carte, (choix.territoire,))
        source = cache.get_source(contexte.version, carte.indicateur.code, carte.periode.code)
        show_source(describe_source(replace(carte, source=source)))
    codes = {"metier": choix.metier.code, "exercice": "ville" if salaries else ""}
    link_page("annuaire", "Ouvrir l’annuaire de cette profession", {nom: code for nom, code in codes.items() if code})
    if points or salaries:
        show_source(" ".join(filter(None, _describe(contexte.version, points, salaries))))


def _describe(version: str, points: tuple[Point, ...], salaries: int) -> list[str]:
    """D'où viennent les points, combien ne se placent pas, et combien de salariés sont laissés de côté."""
    dehors = sum(1 for p in points if not p.iris)
    return [
        describe_points(version, points) if points else "",
        f"{format_pluriel(dehors, 'point')} hors de tout IRIS ou sans coordonnées." if dehors else "",
        f"{format_pluriel(salaries, 'poste salarié', 'postes salariés')} (hôpital, administration…) : ni sur la carte "
        "ni dans la densité, l’annuaire les donne."
        if salaries
        else "",
    ]


def _show_dessin(carte: Carte | None, points: tuple[Point, ...], choix: ChoixOffre, telephone: bool) -> None:
    """Carte, et à côté les points classés ou le dénombrement."""
    gauche, droite = st.columns([58, 42])
    with gauche, st.container(key="carte-dessin"):
        show_carte_points(carte, points, choix, telephone)
    with droite, st.container(key="carte-points"):
        if carte is None:
            show_comptes(points, choix)
        else:
            show_points(carte, (choix.territoire,))


def _show_territoire(catalogue: Catalogue, carte: Carte | None, points: tuple[Point, ...], choix: ChoixOffre) -> None:
    """Fiche du territoire choisi et liste de ses points."""
    if carte is not None and choix.carte is not None:
        show_selecteur(carte, choix.carte)
        ligne = find_ligne(carte, choix.territoire)
        if ligne is not None:
            show_fiche(carte, ligne)
    if not choix.territoire:
        return
    ici = cache.get_zonage(choix.version).select(points, choix.territoire)
    nom = next(t.nom for g in catalogue.groupes for t in g.territoires if t.code == choix.territoire)
    show_titre(f"{choix.metier.libelle} : {nom}", format_pluriel(len(ici), "adresse"))
    if ici:
        show_liste(f"{choix.metier.libelle}, {nom}", ici, choix.version)
    if choix.maille is Maille.QPV and carte is not None:
        show_html(_NOTE_QPV)
    codes = {"territoire": choix.territoire}
    if choix.maille is not Maille.IRIS or not catalogue.get_groupe(Maille.QUARTIER):
        link_page("fiche_quartier", "Fiche à imprimer", codes, ":material/print:")
