"""Publier une version, lister celles qui existent, revenir à l'une d'elles."""

import secrets
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from observatoire.errors import DonneesAbsentes, ErreurObservatoire
from observatoire.ingest.chantier.base import open_chantier
from observatoire.ingest.publication.construction import Bilan, Etape, build_version
from observatoire.ingest.publication.ecriture import write_identite
from observatoire.ingest.publication.empreinte import compute_empreinte
from observatoire.ingest.secret.anciennes import read_anciennes
from observatoire.ingest.verification import verify_base
from observatoire.settings import Reglages
from observatoire.store.catalogue import Catalogue
from observatoire.store.disque import sync_disque
from observatoire.store.entrepot.versions import (
    LISIBLE,
    POINTEUR,
    find_version,
    list_versions,
    read_version_courante,
    write_pointeur,
)

_PROVISOIRE = "construction_"


@dataclass(frozen=True, slots=True)
class Version:
    """Une version publiée."""

    fichier: str
    nom: str
    publie_le: str
    fictif: bool
    courante: bool


@dataclass(frozen=True, slots=True)
class Publication:
    """Résultat de `publish`. `nouvelle` est faux quand une version de même contenu existait déjà."""

    fichier: str
    nouvelle: bool
    bilan: Bilan


def publish(reglages: Reglages, catalogue: Catalogue, *, annonce: Etape = lambda _: None) -> Publication:
    """Construit une version à côté, la vérifie, la renomme, puis déplace le pointeur.

    Tout se passe sous un nom provisoire jusqu'au renommage : un arrêt à n'importe quel moment laisse servie la
    version précédente. Le chantier reste ouvert pendant ce temps, ce qui interdit une seconde publication.

    Raises:
        ErreurObservatoire: rien à publier, chantier occupé, ou la version construite contredit une règle.
    """
    publie = reglages.publie
    with open_chantier(reglages) as connexion:
        _make_dossier_public(publie)
        _sweep(publie)
        provisoire = publie / f"{_PROVISOIRE}{secrets.token_hex(4)}.duckdb"
        try:
            bilan, empreinte, instant = _build_file(connexion, provisoire, reglages, catalogue, annonce)
            existante = next((v for v in list_versions(publie) if v.endswith(f"_{empreinte}.duckdb")), None)
            fichier = existante or f"obs_{instant:%Y-%m-%d}_{empreinte}.duckdb"
            if existante is None:
                provisoire.chmod(LISIBLE)
                sync_disque(provisoire)
                provisoire.replace(publie / fichier)
                sync_disque(publie)
            write_pointeur(publie, fichier)
        finally:
            _remove(provisoire)
    return Publication(fichier, existante is None, bilan)


def _build_file(
    connexion: duckdb.DuckDBPyConnection,
    provisoire: Path,
    reglages: Reglages,
    catalogue: Catalogue,
    annonce: Etape,
) -> tuple[Bilan, str, datetime]:
    with attach(connexion, str(provisoire), "publication"):
        connexion.begin()
        bilan = build_version(
            connexion,
            "publication",
            catalogue=catalogue,
            couverture_qpv_min=reglages.couverture_qpv_min,
            noms_professionnels=reglages.noms_professionnels,
            geocodage_score_min=reglages.geocodage_score_min,
            detour=reglages.detour,
            anciennes=read_anciennes(reglages.publie / version for version in list_versions(reglages.publie)),
            annonce=annonce,
        )
        annonce("Vérification")
        anomalies = verify_base(connexion, "publication")
        if anomalies:
            raise ErreurObservatoire(
                "La version construite ne respecte pas nos règles ; rien n'est publié. "
                + " ".join(str(a) for a in anomalies[:5])
            )
        instant = datetime.now().replace(microsecond=0)
        empreinte = compute_empreinte(connexion, "publication")
        nom = f"obs_{instant:%Y-%m-%d}_{empreinte}"
        write_identite(connexion, "publication", {"version": nom, "publie_le": instant.isoformat()})
        connexion.commit()
        connexion.execute("CHECKPOINT publication")
    return bilan, empreinte, instant


@contextmanager
def attach(
    connexion: duckdb.DuckDBPyConnection, chemin: str, nom: str, *, lecture_seule: bool = False
) -> Generator[None]:
    """Attache une base (un fichier ou `:memory:`) le temps du bloc."""
    texte = chemin.replace("'", "''")
    connexion.execute(f"ATTACH '{texte}' AS {nom}{' (READ_ONLY)' if lecture_seule else ''}")
    try:
        yield
    except BaseException:
        with suppress(duckdb.Error):
            connexion.rollback()
        raise
    finally:
        connexion.execute(f"DETACH {nom}")


def _make_dossier_public(publie: Path) -> None:
    """Une version ne contient que du diffusable : le serveur, sous un autre compte, doit pouvoir la lire."""
    if not publie.is_dir():
        publie.mkdir(parents=True)
        publie.chmod(0o755)


def _remove(provisoire: Path) -> None:
    provisoire.unlink(missing_ok=True)
    provisoire.with_name(provisoire.name + ".wal").unlink(missing_ok=True)


def _sweep(publie: Path) -> None:
    """Efface ce qu'une publication interrompue a laissé : le verrou du chantier dit qu'aucune n'est en cours."""
    for reste in [*publie.glob(f"{_PROVISOIRE}*"), *publie.glob(f"{POINTEUR}.*")]:
        reste.unlink(missing_ok=True)


def list_publications(publie: Path) -> list[Version]:
    """Versions publiées, la plus récente d'abord."""
    try:
        courante = read_version_courante(publie)
    except DonneesAbsentes:
        courante = ""
    versions: list[Version] = []
    for fichier in list_versions(publie):
        with open_version(publie, fichier) as connexion:
            cles = dict(connexion.execute("SELECT cle, valeur FROM observatoire").fetchall())
        versions.append(Version(fichier, cles["nom"], cles["publie_le"], cles["fictif"] == "oui", fichier == courante))
    return sorted(versions, key=lambda v: v.publie_le, reverse=True)


@contextmanager
def open_version(publie: Path, fichier: str) -> Generator[duckdb.DuckDBPyConnection]:
    """Ouvre une version en lecture seule.

    Raises:
        DonneesAbsentes: version inconnue.
        ErreurObservatoire: fichier illisible.
    """
    chemin = find_version(publie, fichier)
    try:
        connexion = duckdb.connect(str(chemin), read_only=True)
    except duckdb.Error as erreur:
        raise ErreurObservatoire(f"La version {fichier} ne se lit pas : le fichier est abîmé.") from erreur
    try:
        yield connexion
    finally:
        connexion.close()


def revert(publie: Path, version: str) -> str:
    """Sert de nouveau une version antérieure, désignée avec ou sans `.duckdb`.

    Ses règles ne sont pas recontrôlées (`verifier` le fait) : elles l'ont été à sa publication, et une règle
    ajoutée depuis n'a pas à empêcher de revenir en arrière.

    Raises:
        DonneesAbsentes: version inconnue.
        ErreurObservatoire: version illisible.
    """
    fichier = version if version.endswith(".duckdb") else f"{version}.duckdb"
    with open_version(publie, fichier) as connexion:
        connexion.execute("SELECT cle FROM observatoire")
    write_pointeur(publie, fichier)
    return fichier
