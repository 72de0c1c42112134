"""Densités et accès : les professionnels sur la carte, leur densité par territoire, leur liste."""

import streamlit as st

from observatoire.domain.francais import format_nombre
from observatoire.services.carte import Carte
from observatoire.services.offre.points import Point, filter_points
from observatoire.ui import cache, etat_url
from observatoire.ui.cadre import show_avis, show_bas
from observatoire.ui.carte.fiche import find_ligne, show_fiche, show_selecteur
from observatoire.ui.carte.lecture import read_carte
from observatoire.ui.carte.tableau import describe_source, show_points, show_tableau_carte
from observatoire.ui.composants import show_entete, show_phrase, show_source, show_titre, show_vide
from observatoire.ui.ecran import is_telephone
from observatoire.ui.navigation import link_page
from observatoire.ui.offre.affichage import (
    format_jour,
    list_iris,
    show_carte_points,
    show_comptes,
    show_liste,
    show_phrase_compte,
)
from observatoire.ui.offre.choix import TOUS, ChoixOffre, read_choix, show_choix
from observatoire.ui.offre.exports import show_telechargements


def show_dessin(carte: Carte | None, points: tuple[Point, ...], choix: ChoixOffre, telephone: bool) -> None:
    """Carte, et à côté les points classés ou le dénombrement."""
    gauche, droite = st.columns([58, 42])
    with gauche, st.container(key="carte-dessin"):
        show_carte_points(carte, points, choix, telephone)
    with droite, st.container(key="carte-points"):
        if carte is None:
            show_comptes(points, choix)
        else:
            show_points(carte, (choix.territoire,))


def show_territoire(carte: Carte | None, points: tuple[Point, ...], choix: ChoixOffre) -> None:
    """Fiche du territoire choisi et liste de ses points."""
    if carte is not None and choix.carte is not None:
        show_selecteur(carte, choix.carte)
        ligne = find_ligne(carte, choix.territoire)
        if ligne is not None:
            show_fiche(carte, ligne)
    iris = list_iris(choix.version, choix.maille, choix.territoire)
    if not iris:
        return
    ici = filter_points(points, iris=iris)
    nom = next(t.nom for g in catalogue.groupes for t in g.territoires if t.code == choix.territoire)
    show_titre(f"{choix.metier.libelle} : {nom}", f"{format_nombre(len(ici))} point(s)")
    if ici:
        show_liste(f"{choix.metier.libelle}, {nom}", ici)


def show_page() -> None:
    """La page, dès qu'il y a des points."""
    telephone = is_telephone()
    choix = read_choix(catalogue, version, offre)
    carte = read_carte(choix.carte, choix.carte.fiche.indicateur.code, choix.carte.periode) if choix.carte else None
    communes = frozenset(t.code for g in catalogue.groupes for t in g.territoires if t.maille == "commune")
    points = filter_points(
        offre.points,
        metier=choix.metier.code,
        secteur="" if choix.secteur == TOUS else choix.secteur,
        communes=communes,
    )
    sous_titre = f"{carte.indicateur.libelle}, {carte.periode.libelle}" if carte else "Dénombrement"
    show_entete(
        ["Offre de soins", "Densités et accès"],
        choix.metier.libelle,
        sous_titre,
        etat_url.build_requete(choix.build_codes()),
    )
    show_avis()
    show_choix(catalogue, offre, choix, telephone)
    if carte is None:
        show_phrase_compte(points, choix)
    else:
        show_phrase(carte.phrase.texte, carte.phrase.certitude, carte.phrase.jugement)
    show_dessin(carte, points, choix, telephone)
    show_territoire(carte, points, choix)
    if carte is not None:
        show_titre("Le même contenu en tableau")
    show_telechargements(carte, points, choix)
    if carte is not None:
        show_tableau_carte(carte, (choix.territoire,))
        show_source(describe_source(carte))
    link_page("annuaire", "Ouvrir l’annuaire de cette profession", {"metier": choix.metier.code})
    dates = sorted({p.date for p in points} - {""})
    if dates:
        dehors = sum(1 for p in points if not p.iris)
        suite = f" {format_nombre(dehors)} point(s) hors de tout IRIS ou sans coordonnées." if dehors else ""
        show_source(f"Points au {format_jour(dates[-1])}, d’après les fichiers importés.{suite}")


version = cache.read_version()
catalogue = cache.get_catalogue(version)
offre = cache.get_offre(version)
if offre.points:
    show_page()
else:
    show_entete(["Offre de soins", "Densités et accès"], "Densités et accès", "Professionnels et lieux de soins")
    show_vide(
        "Aucun professionnel ni lieu de soins dans cette version",
        "Importez un annuaire (RPPS, annuaire santé, FINESS, BPE) ou une liste de lieux avec leurs coordonnées, puis "
        "publiez.",
        ("python -m observatoire importer PS_LibreAcces_Personne_activite.txt", "python -m observatoire publier"),
    )
show_bas()
