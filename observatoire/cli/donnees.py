"""Commandes du chantier : initialiser, importer, lots, retirer."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from observatoire.cli.console import OptionDonnees, advance, build_table, erreurs, show_progress, sortie
from observatoire.domain.francais import format_nombre, format_pluriel
from observatoire.domain.territoire import Maille
from observatoire.ingest.chantier.base import create_chantier, open_chantier
from observatoire.ingest.chantier.importation import Demande, Importation, RejetsPresents, import_fichiers
from observatoire.ingest.chantier.lots import list_lots, remove_lot
from observatoire.ingest.rejets import Rejet
from observatoire.settings import read_reglages
from observatoire.store.catalogue import load_catalogue

REJETS_A_L_ECRAN = 10


def initialiser(
    commune: Annotated[
        list[str],
        typer.Option("--commune", metavar="CODE", help="Code INSEE d'une commune (répétable pour plusieurs)."),
    ],
    nom: Annotated[str, typer.Option("--nom", metavar="NOM", help="Nom de l'observatoire, par exemple Nice.")],
    donnees: OptionDonnees = None,
) -> None:
    """Crée un observatoire vide pour une ou plusieurs communes."""
    reglages = read_reglages(donnees)
    create_chantier(reglages, nom=nom, communes=commune)
    sortie.print(f"Observatoire « {escape(nom)} » créé dans {escape(str(reglages.donnees))}.")
    sortie.print("Importez maintenant les contours des IRIS : python -m observatoire importer iris.geojson")


def importer(
    fichiers: Annotated[list[Path], typer.Argument(metavar="FICHIER…", help="Fichiers à importer, dans tout ordre.")],
    maille: Annotated[
        Maille | None, typer.Option("--maille", help="Maille des lignes, quand le fichier ne la dit pas.")
    ] = None,
    correspondance: Annotated[
        Path | None,
        typer.Option(
            "--correspondance",
            metavar="FICHIER.toml",
            help="Dit quelle colonne porte le code, le nom, le quartier… d'un fichier au format maison.",
        ),
    ] = None,
    accepter_rejets: Annotated[
        bool,
        typer.Option("--accepter-rejets", help="Importe les bonnes lignes d'un fichier qui en a de mauvaises."),
    ] = False,
    *,
    date: Annotated[
        str,
        typer.Option(
            "--date",
            metavar="AAAA-MM-JJ",
            help="Date d'un fichier d'offre de soins (ou AAAA-MM), quand ni lui ni son nom ne la disent.",
        ),
    ] = "",
    donnees: OptionDonnees = None,
) -> None:
    """Vérifie des fichiers ligne à ligne et les ajoute au chantier, sans rien publier.

    Le format est reconnu au contenu. Un fichier dont une seule ligne est refusée n'est pas importé, sauf avec
    --accepter-rejets. Un fichier déjà importé est reconnu et n'ajoute rien.
    """
    reglages = read_reglages(donnees)
    catalogue = load_catalogue()
    demandes = [Demande(f, maille, correspondance, date) for f in fichiers]
    try:
        with show_progress(len(demandes)) as progression:
            advance(progression, "Lecture")
            for importation in import_fichiers(
                reglages, demandes, catalogue=catalogue, accepter_rejets=accepter_rejets
            ):
                _show_importation(importation)
                advance(progression, importation.lot.fichier)
    except RejetsPresents as refus:
        _show_rejets(refus.rejets)
        raise


def _show_importation(importation: Importation) -> None:
    lot = importation.lot
    fichier = escape(lot.fichier)
    if importation.deja:
        sortie.print(
            f"{fichier} : déjà importé (lot {lot.id}, le {lot.importe_le:%d/%m/%Y}), rien n'est ajouté. "
            f"Pour le relire autrement : python -m observatoire retirer {lot.id}"
        )
        return
    sortie.print(
        f"{fichier} : {escape(lot.libelle)}, "
        f"{format_pluriel(lot.lignes_retenues, 'ligne retenue', 'lignes retenues')} "
        f"sur {format_nombre(lot.lignes_lues)} (lot {lot.id})."
    )
    for message in importation.messages:
        sortie.print(f"  {escape(message)}")
    if importation.rejets:
        _show_rejets(importation.rejets)
        sortie.print(
            f"  {format_pluriel(len(importation.rejets), 'ligne refusée', 'lignes refusées')}, "
            f"liste complète : {escape(str(importation.rapport))}"
        )


def _show_rejets(rejets: tuple[Rejet, ...]) -> None:
    for rejet in rejets[:REJETS_A_L_ECRAN]:
        erreurs.print(f"  {escape(str(rejet))}")
    reste = len(rejets) - REJETS_A_L_ECRAN
    if reste > 0:
        erreurs.print(f"  … et {format_pluriel(reste, 'autre')}.")


def lots(donnees: OptionDonnees = None) -> None:
    """Liste les fichiers importés dans le chantier."""
    with open_chantier(read_reglages(donnees)) as connexion:
        liste = list_lots(connexion)
    if not liste:
        sortie.print("Aucun fichier importé. Commencez par : python -m observatoire importer FICHIER")
        return
    table = build_table(
        "Lots du chantier",
        "Lot",
        "Fichier",
        "Contenu",
        "Importé le",
        "Lignes",
        "Rejets",
        nombres=("Lignes", "Rejets"),
    )
    for lot in liste:
        table.add_row(
            lot.id,
            escape(lot.fichier),
            escape(lot.libelle),
            f"{lot.importe_le:%d/%m/%Y %H:%M}",
            format_nombre(lot.lignes_retenues),
            format_nombre(lot.rejets),
        )
    sortie.print(table)


def retirer(
    lot: Annotated[str, typer.Argument(metavar="LOT", help="Identifiant du lot, ou son début (voir lots).")],
    donnees: OptionDonnees = None,
) -> None:
    """Retire un lot du chantier ; la version publiée ne change pas avant la prochaine publication."""
    with open_chantier(read_reglages(donnees)) as connexion:
        retire = remove_lot(connexion, lot)
    sortie.print(f"Lot {retire.id} retiré ({escape(retire.fichier)}). La version publiée n'a pas changé.")
