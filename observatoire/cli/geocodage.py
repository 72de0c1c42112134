"""Commandes du géocodage : geocoder, positions, corriger-positions."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.progress import Progress

from observatoire.cli.console import OptionDonnees, build_table, show_progress, sortie
from observatoire.domain.francais import format_nombre, format_pluriel
from observatoire.errors import ErreurObservatoire
from observatoire.ingest.geocodage.ban import ExtraitBan
from observatoire.ingest.geocodage.depot import PointDouteux
from observatoire.ingest.geocodage.geocodeur import BilanGeocodage, Fournisseur, geocode_chantier
from observatoire.ingest.geocodage.service import ServiceGeocodage
from observatoire.ingest.geocodage.verification import import_corrections, read_douteux, write_douteux
from observatoire.settings import Reglages, read_reglages

POSITIONS_A_L_ECRAN = 20
_GENRES = {
    "numéro": "au numéro", "rue": "à la rue", "lieu-dit": "au lieu-dit", "commune": "à la commune seulement",
    "": "sans résultat",
}  # fmt: skip


def geocoder(
    service: Annotated[
        str | None,
        typer.Option(
            "--service",
            metavar="URL",
            help="Service de géocodage en CSV (…/search/csv). Par défaut OBSERVATOIRE_GEOCODAGE_URL.",
        ),
    ] = None,
    ban: Annotated[
        Path | None,
        typer.Option("--ban", metavar="FICHIER", help="Extrait de la Base adresse nationale (adresses-06.csv.gz)."),
    ] = None,
    refaire: Annotated[bool, typer.Option("--refaire", help="Cherche aussi les adresses déjà cherchées.")] = False,
    donnees: OptionDonnees = None,
) -> None:
    """Cherche la position des adresses importées sans coordonnées, et dit lesquelles vérifier.

    Seules les adresses sont envoyées au service, jamais un nom. Une adresse déjà cherchée ne l'est plus.
    """
    reglages = read_reglages(donnees)
    fournisseur = _choose_fournisseur(reglages, service, ban)
    with show_progress() as progression:
        bilan = geocode_chantier(
            reglages,
            fournisseur,
            refaire=refaire,
            avance=lambda faites, total: _advance(progression, faites, total),
        )
    _show_bilan(bilan)
    if bilan.cherchees and bilan.a_verifier:
        _write_liste(read_douteux(reglages), reglages, None)
    elif bilan.a_verifier:
        sortie.print(
            f"{format_pluriel(bilan.a_verifier, 'position reste', 'positions restent')} à vérifier : "
            "python -m observatoire positions"
        )
    if bilan.cherchees:
        sortie.print("Publiez pour que les points passent sur la carte : python -m observatoire publier")


def _advance(progression: Progress, faites: int, total: int) -> None:
    progression.update(
        progression.tasks[0].id,
        description=f"Adresses : {format_nombre(faites)} sur {format_nombre(total)}",
        completed=faites,
        total=total,
    )


def _choose_fournisseur(reglages: Reglages, service: str | None, ban: Path | None) -> Fournisseur:
    if service and ban:
        raise ErreurObservatoire("Donnez --service ou --ban, pas les deux.")
    if ban:
        return ExtraitBan(ban)
    if url := service or reglages.geocodage_url:
        return ServiceGeocodage(url)
    raise ErreurObservatoire(
        "Aucun moyen de géocoder. Sans réseau, donnez un extrait de la Base adresse nationale : --ban "
        "adresses-06.csv.gz ; avec un service, son adresse : --service URL, ou OBSERVATOIRE_GEOCODAGE_URL."
    )


def _show_bilan(bilan: BilanGeocodage) -> None:
    deja = f" {format_pluriel(bilan.deja_connues, 'adresse était déjà connue', 'adresses étaient déjà connues')}."
    if not bilan.cherchees:
        sortie.print(f"Aucune adresse nouvelle à géocoder.{deja if bilan.deja_connues else ''}")
        return
    detail = ", ".join(f"{format_nombre(bilan.genres[g])} {nom}" for g, nom in _GENRES.items() if bilan.genres.get(g))
    sortie.print(
        f"{format_pluriel(bilan.cherchees, 'adresse cherchée', 'adresses cherchées')} "
        f"({escape(bilan.origine)}) : {detail}.{deja if bilan.deja_connues else ''}"
    )


def positions(
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FICHIER.csv", help="Où écrire la liste. Par défaut, rapports/.")
    ] = None,
    donnees: OptionDonnees = None,
) -> None:
    """Liste les positions à vérifier, et écrit le fichier où les corriger."""
    reglages = read_reglages(donnees)
    douteux = read_douteux(reglages)
    if not douteux:
        sortie.print("Aucune position à vérifier.")
        return
    table = build_table("Positions à vérifier", "Pourquoi", "Fichier, ligne", "Adresse", "Adresse trouvée", "Carte")
    for p in douteux[:POSITIONS_A_L_ECRAN]:
        lieu = f"{p.fichier}, {p.ligne}" if p.ligne else p.fichier
        table.add_row(p.doute, escape(lieu), escape(p.adresse), escape(p.libelle), "oui" if p.is_place else "non")
    sortie.print(table)
    if len(douteux) > POSITIONS_A_L_ECRAN:
        sortie.print(f"… et {format_pluriel(len(douteux) - POSITIONS_A_L_ECRAN, 'autre')}.")
    _write_liste(douteux, reglages, csv)


def _write_liste(douteux: list[PointDouteux], reglages: Reglages, chemin: Path | None) -> None:
    dossier = reglages.donnees / "rapports"
    choisi = chemin or dossier / f"positions_a_verifier_{datetime.now():%Y-%m-%d_%H%M%S}.csv"
    if chemin is not None and chemin.exists():
        raise ErreurObservatoire(f"« {choisi} » existe déjà : choisissez un autre nom.")
    ecrit = write_douteux(douteux, choisi)
    absents = sum(not p.is_place for p in douteux)
    sortie.print(
        f"{format_pluriel(len(douteux), 'position')} à vérifier, dont {format_nombre(absents)} hors de la carte : "
        f"{escape(str(ecrit))}. Complétez les colonnes lon et lat, puis : python -m observatoire corriger-positions "
        f"{escape(str(ecrit))}"
    )


def corriger_positions(
    fichier: Annotated[Path, typer.Argument(metavar="FICHIER", help="Liste des positions, lon et lat complétées.")],
    donnees: OptionDonnees = None,
) -> None:
    """Enregistre des positions données à la main ; elles l'emportent, et restent d'un import à l'autre."""
    bilan = import_corrections(read_reglages(donnees), fichier)
    sortie.print(
        f"{format_pluriel(bilan.corrections, 'position enregistrée', 'positions enregistrées')}, qui "
        f"{'place' if bilan.corrections == 1 else 'placent'} {format_pluriel(bilan.points, 'point')} "
        f"(tous ceux des mêmes adresses). {format_pluriel(bilan.vides, 'ligne laissée vide', 'lignes laissées vides')}."
    )
    sortie.print("Publiez pour que la carte change : python -m observatoire publier")
