"""Fraîcheur des sources et fichiers importés."""

from collections.abc import Sequence
from html import escape

from observatoire.domain.francais import format_date, format_nombre, format_pluriel
from observatoire.services.catalogue import Fraicheur
from observatoire.services.qualite import Qualite
from observatoire.ui.accueil.blocs import show_fraicheur as show_sources
from observatoire.ui.accueil.blocs import sort_fraicheur
from observatoire.ui.composants import show_phrase, show_titre
from observatoire.ui.composants.html import show_html
from observatoire.ui.tableaux import Colonne, Ligne, show_tableau


def show_fraicheur(qualite: Qualite) -> None:
    """Phrase, sources, fichiers lus, puis ce que la publication a signalé."""
    imprecises = sum(f.etat == "inconnu" for f in qualite.fraicheurs)
    show_phrase(
        write_fraicheur(qualite.fraicheurs),
        f"{format_pluriel(imprecises, 'source')} sans mois annoncé : un retard ne s’y mesure pas" if imprecises else "",
    )
    show_sources(sort_fraicheur(qualite.fraicheurs))
    libelles = {f.source.code: f.source.libelle for f in qualite.fraicheurs}
    show_titre("Fichiers importés", "une ligne écartée est dite au moment de l’import, avec sa raison")
    show_tableau(
        "Fichiers importés",
        [
            Colonne("Fichier"),
            Colonne("Source"),
            Colonne("Importé le"),
            Colonne("Lignes lues", nombre=True),
            Colonne("Retenues", nombre=True),
            Colonne("Écartées", nombre=True),
        ],
        [
            Ligne(
                (
                    lot.fichier,
                    libelles.get(lot.source, lot.source),
                    format_date(lot.importe_le.date()),
                    format_nombre(lot.lignes_lues),
                    format_nombre(lot.lignes_retenues),
                    format_nombre(lot.rejets),
                )
            )
            for lot in qualite.lots
        ],
        defilant=len(qualite.lots) > 12,
    )
    if qualite.alertes:
        show_titre("Signalé à la publication", "ce que la personne qui gère les données peut corriger")
        show_html(
            '<ul class="obs-liste">' + "".join(f"<li>{escape(texte)}</li>" for texte in qualite.alertes) + "</ul>"
        )


def write_fraicheur(fraicheurs: Sequence[Fraicheur]) -> str:
    """« 9 sources, dont 2 en retard ; la plus ancienne, Filosofi, est attendue depuis 14 mois. »."""
    total = format_pluriel(len(fraicheurs), "source")
    retards = sorted((f for f in fraicheurs if f.retard_mois), key=lambda f: -f.retard_mois)
    if not retards:
        return f"{total} : aucun retard sur une date annoncée par un producteur."
    pire = retards[0]
    return (
        f"{total}, dont {format_nombre(len(retards))} en retard ; la plus ancienne, « {pire.source.libelle} », est "
        f"attendue depuis {format_nombre(pire.retard_mois)} mois."
    )
