"""Commandes des versions : aperçu, publier, versions, revenir, vérifier."""

from typing import Annotated

import typer
from rich.markup import escape

from observatoire.cli.console import (
    OptionDonnees,
    advance,
    build_table,
    erreurs,
    nombre,
    show_progress,
    sortie,
)
from observatoire.domain.francais import format_pluriel, join_mots
from observatoire.domain.territoire import LIBELLES_MAILLE, Maille
from observatoire.errors import ErreurObservatoire
from observatoire.ingest.apercu import Apercu, build_apercu
from observatoire.ingest.publication.construction import Bilan
from observatoire.ingest.publication.versions import Publication, list_publications, open_version, publish, revert
from observatoire.ingest.secret.anciennes import read_anciennes
from observatoire.ingest.verification import describe_secret, verify_version
from observatoire.settings import read_reglages
from observatoire.store.catalogue import load_catalogue
from observatoire.store.entrepot.versions import list_versions, read_version_courante


def apercu(donnees: OptionDonnees = None) -> None:
    """Montre ce que publier changerait, sans rien écrire."""
    reglages = read_reglages(donnees)
    with show_progress() as progression:
        resultat = build_apercu(reglages, load_catalogue(), annonce=lambda etape: advance(progression, etape))
    _show_apercu(resultat)


def _show_apercu(resultat: Apercu) -> None:
    if resultat.version:
        sortie.print(f"Comparé à la version servie, {escape(resultat.version)} :")
    else:
        sortie.print("Aucune version n'est encore publiée : tout serait nouveau.")
    if resultat.is_vide:
        sortie.print("Publier ne changerait rien.")
        return
    titres = ("Ajoutés", "Modifiés", "Retirés", "Total")
    table = build_table("Territoires", "Maille", *titres, nombres=titres)
    for t in resultat.territoires:
        pluriel = LIBELLES_MAILLE[Maille(t.maille)][1]
        table.add_row(pluriel, nombre(t.ajoutes), nombre(t.modifies), nombre(t.retires), nombre(t.total))
    sortie.print(table)
    titres = ("Ajoutées", "Modifiées", "Retirées", "Nouvellement masquées", "Masquées", "Total")
    table = build_table("Cellules", "Indicateur", *titres, nombres=titres)
    for c in resultat.cellules:
        comptes = (c.ajoutees, c.modifiees, c.retirees, c.nouvellement_masquees, c.masquees, c.cellules)
        table.add_row(c.indicateur, *[nombre(n) for n in comptes])
    sortie.print(table)
    for debut, codes in (
        ("Indicateurs ajoutés", resultat.indicateurs_ajoutes),
        ("Indicateurs retirés", resultat.indicateurs_retires),
        ("Fiches modifiées", resultat.fiches_modifiees),
    ):
        if codes:
            sortie.print(f"{debut} : {join_mots(codes)}.")
    _show_bilan(resultat.bilan)


def _show_bilan(bilan: Bilan) -> None:
    sortie.print(
        f"{format_pluriel(bilan.territoires, 'territoire')}, {format_pluriel(bilan.cellules, 'cellule')} "
        f"dont {format_pluriel(bilan.masquees, 'masquée')} par le secret statistique."
    )
    if bilan.ignorees:
        sortie.print(
            f"{format_pluriel(bilan.ignorees, 'valeur importée concerne', 'valeurs importées concernent')} "
            "un territoire absent des contours (autre millésime ?) : non publiées."
        )
    for alerte in bilan.alertes:
        sortie.print(f"Attention : {escape(alerte)}")


def publier(donnees: OptionDonnees = None) -> None:
    """Construit une version immuable depuis le chantier et la met en service."""
    with show_progress() as progression:
        publication = publish(
            read_reglages(donnees), load_catalogue(), annonce=lambda etape: advance(progression, etape)
        )
    show_publication(publication)


def show_publication(publication: Publication) -> None:
    """Dit ce qui est servi après une publication."""
    if publication.nouvelle:
        sortie.print(f"Version {publication.fichier} publiée et servie.")
        _show_bilan(publication.bilan)
    else:
        sortie.print(f"Rien de nouveau : la version {publication.fichier} a déjà ce contenu, elle est servie.")


def versions(donnees: OptionDonnees = None) -> None:
    """Liste les versions publiées, la plus récente d'abord."""
    liste = list_publications(read_reglages(donnees).publie)
    if not liste:
        sortie.print("Aucune version publiée. Importez des fichiers, puis : python -m observatoire publier")
        return
    table = build_table("Versions publiées", "Version", "Observatoire", "Publiée le", "Servie")
    for v in liste:
        nom = f"{v.nom} (fictif)" if v.fictif else v.nom
        jour, heure = v.publie_le[:10].split("-"), v.publie_le[11:16]
        table.add_row(v.fichier, escape(nom), f"{'/'.join(reversed(jour))} {heure}", "oui" if v.courante else "")
    sortie.print(table)


def revenir(
    version: Annotated[str, typer.Argument(metavar="VERSION", help="Nom de la version (voir versions).")],
    donnees: OptionDonnees = None,
) -> None:
    """Remet en service une version antérieure, sans toucher aux autres."""
    fichier = revert(read_reglages(donnees).publie, version)
    sortie.print(f"La version {fichier} est de nouveau servie.")


def verifier(
    version: Annotated[
        str | None,
        typer.Argument(metavar="[VERSION]", help="Version à vérifier ; par défaut la version servie."),
    ] = None,
    donnees: OptionDonnees = None,
) -> None:
    """Revérifie toutes les règles d'une version : clés, références, comptes, secret, contours."""
    publie = read_reglages(donnees).publie
    nom = version or read_version_courante(publie)
    fichier = nom if nom.endswith(".duckdb") else f"{nom}.duckdb"
    with show_progress() as progression:
        advance(progression, "Vérification")
        autres = read_anciennes(publie / autre for autre in list_versions(publie) if autre != fichier)
        with open_version(publie, fichier) as connexion:
            anomalies = verify_version(connexion, autres=autres)
            secret = describe_secret(connexion)
    if not anomalies:
        sortie.print(f"La version {fichier} respecte toutes les règles.")
        sortie.print(secret)
        return
    for anomalie in anomalies:
        erreurs.print(f"  {escape(str(anomalie))}")
    raise ErreurObservatoire(
        f"La version {fichier} contredit {format_pluriel(len(anomalies), 'règle')}. "
        "Revenez à une version saine (revenir), puis cherchez le lot en cause."
    )
