"""Positions à vérifier : les adresses que le géocodage n'a pas trouvées à coup sûr."""

from collections.abc import Sequence

from observatoire.domain.francais import format_nombre, format_pluriel
from observatoire.services.offre.points import SANS_NOM, Point
from observatoire.ui.composants import show_titre
from observatoire.ui.composants.html import show_html
from observatoire.ui.offre.affichage import LIGNES_MAX
from observatoire.ui.tableaux import Colonne, Ligne, show_tableau


def show_positions(points: Sequence[Point]) -> None:
    """Section des positions à vérifier ; rien si toutes sont sûres."""
    douteux = sorted((p for p in points if p.doute), key=lambda p: (p.is_place, p.doute, p.adresse))
    if not douteux:
        return
    absents = sum(not p.is_place for p in douteux)
    show_titre(
        "Positions à vérifier", f"{format_pluriel(len(douteux), 'adresse')}, {format_nombre(absents)} hors carte"
    )
    colonnes = [Colonne(t) for t in ("Adresse", "Pourquoi", "Adresse trouvée", "Ressemblance", "Sur la carte", "Nom")]
    lignes = [
        Ligne(
            (
                p.adresse,
                p.doute[:1].upper() + p.doute[1:],
                p.adresse_trouvee or "–",
                "–" if not p.score else format_nombre(100 * p.score) + " %",
                "oui, approchée" if p.is_place else "non",
                p.nom or SANS_NOM,
            )
        )
        for p in douteux[:LIGNES_MAX]
    ]
    show_tableau("Positions à vérifier", colonnes, lignes, defilant=len(lignes) > 12)
    show_html(
        '<p class="obs-note">La personne qui gère les données les corrige avec les commandes '
        "<code>positions</code> et <code>corriger-positions</code>.</p>"
    )
