"""Ouvrir une version et y retrouver les codes demandés."""

from observatoire.domain.indicateur import Indicateur
from observatoire.domain.periode import Periode
from observatoire.domain.territoire import Territoire
from observatoire.errors import SelectionInvalide
from observatoire.settings import read_reglages
from observatoire.store.entrepot.base import Entrepot, open_entrepot
from observatoire.store.entrepot.metadonnees import Metadonnees
from observatoire.store.entrepot.versions import list_versions, read_version_courante


def get_version_courante() -> str:
    """Version servie maintenant : nom du fichier nommé par le pointeur.

    Raises:
        DonneesAbsentes: rien n'est publié.
    """
    return read_version_courante(read_reglages().publie)


def list_versions_publiees() -> tuple[str, ...]:
    """Versions présentes, de la plus récente à la plus ancienne."""
    return list_versions(read_reglages().publie)


def open_version(version: str) -> Entrepot:
    """Ouvre une version (ou celle déjà ouverte).

    Raises:
        DonneesAbsentes: version inconnue ou illisible.
    """
    return open_entrepot(version)


def name_version(meta: Metadonnees) -> str:
    """Nom court cité par les écrans et les documents : « 2026-11-22 · a1b2c3 »."""
    brut = meta.identite.get("version", "").removeprefix("obs_").removesuffix(".duckdb")
    return brut.replace("_", " · ")


def find_indicateur(meta: Metadonnees, code: str) -> Indicateur:
    """Fiche d'un indicateur.

    Raises:
        SelectionInvalide: code inconnu.
    """
    if code not in meta.indicateurs:
        raise SelectionInvalide(f"L'indicateur « {code} » n'existe pas dans cette version des données.")
    return meta.indicateurs[code]


def find_territoire(meta: Metadonnees, code: str) -> Territoire:
    """Un territoire.

    Raises:
        SelectionInvalide: code inconnu.
    """
    if code not in meta.territoires:
        raise SelectionInvalide(f"Le territoire « {code} » n'existe pas dans cette version des données.")
    return meta.territoires[code]


def find_periode(meta: Metadonnees, code: str) -> Periode:
    """Une période.

    Raises:
        SelectionInvalide: code inconnu.
    """
    if code not in meta.periodes:
        raise SelectionInvalide(f"La période « {code} » n'existe pas dans cette version des données.")
    return meta.periodes[code]
