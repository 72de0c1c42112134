"""Créer et ouvrir le chantier : droits restreints, un seul processus à la fois, messages clairs."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from observatoire.domain.territoire import Maille, is_code_valide
from observatoire.errors import DonneesAbsentes, ErreurObservatoire
from observatoire.settings import Reglages
from observatoire.store.chantier import open_exclusif
from observatoire.store.disque import make_dossier_prive

SCHEMA = Path(__file__).with_name("schema.sql")
VERSION_SCHEMA = "6"
_MISES_A_NIVEAU = {str(n - 1): SCHEMA.with_name(f"vers_{n}.sql") for n in range(3, int(VERSION_SCHEMA) + 1)}
"""Schéma antérieur → ce qui le porte au suivant, sans perdre aucun lot."""


@dataclass(frozen=True, slots=True)
class Identite:
    """Ce qu'un observatoire dit de lui-même."""

    nom: str
    communes: tuple[str, ...]
    fictif: bool


def create_chantier(reglages: Reglages, *, nom: str, communes: Sequence[str], fictif: bool = False) -> None:
    """Crée un observatoire vide dans le dossier de données.

    La base est construite sous un autre nom puis renommée : un arrêt ne laisse pas de chantier à moitié créé.

    Raises:
        ErreurObservatoire: nom vide, code de commune invalide ou chantier déjà présent.
    """
    _check_identite(nom, communes)
    chemin = reglages.chantier
    if chemin.exists():
        raise ErreurObservatoire(
            f"Un observatoire existe déjà dans {reglages.donnees}. Choisissez un autre dossier avec --donnees, "
            "ou supprimez celui-ci si vous voulez repartir de zéro."
        )
    make_dossier_prive(chemin.parent)
    provisoire = chemin.with_suffix(".creation")
    for reste in (provisoire, provisoire.with_suffix(".creation.wal")):
        reste.unlink(missing_ok=True)
    with open_exclusif(provisoire) as connexion:
        connexion.execute(SCHEMA.read_text(encoding="utf-8"))
        connexion.executemany("INSERT INTO commune VALUES (?)", [[c] for c in dict.fromkeys(communes)])
        connexion.executemany(
            "INSERT INTO reglage VALUES (?, ?)",
            [["nom", nom.strip()], ["fictif", "oui" if fictif else "non"], ["schema", VERSION_SCHEMA]],
        )
        connexion.execute("CHECKPOINT")
    provisoire.chmod(0o600)
    provisoire.replace(chemin)


def _check_identite(nom: str, communes: Sequence[str]) -> None:
    if not nom.strip():
        raise ErreurObservatoire("Donnez un nom à l'observatoire, par exemple --nom Nice.")
    if not communes:
        raise ErreurObservatoire("Donnez au moins une commune, par exemple --commune 06088.")
    for code in communes:
        if not is_code_valide(code, Maille.COMMUNE):
            raise ErreurObservatoire(
                f"« {code} » n'est pas un code de commune. Attendu : les cinq caractères du code INSEE, "
                "zéro de tête compris (06088 pour Nice)."
            )


@contextmanager
def open_chantier(reglages: Reglages) -> Generator[duckdb.DuckDBPyConnection]:
    """Ouvre le chantier pour ce seul processus, et le referme.

    Raises:
        DonneesAbsentes: aucun observatoire dans ce dossier.
        ErreurObservatoire: une autre commande l'utilise, ou le fichier est abîmé.
    """
    chemin = reglages.chantier
    if not chemin.exists():
        raise DonneesAbsentes(
            f"Aucun observatoire dans {reglages.donnees}. Créez-le d'abord : "
            "python -m observatoire initialiser --commune 06088 --nom Nice"
        )
    with open_exclusif(chemin) as connexion:
        _check_schema(connexion, chemin)
        yield connexion


def _check_schema(connexion: duckdb.DuckDBPyConnection, chemin: Path) -> None:
    try:
        lignes = connexion.execute("SELECT valeur FROM reglage WHERE cle = 'schema'").fetchall()
    except duckdb.CatalogException as erreur:
        raise ErreurObservatoire(f"Le fichier {chemin} n'est pas un chantier de l'observatoire.") from erreur
    while lignes and (suite := _MISES_A_NIVEAU.get(lignes[0][0])):
        _upgrade(connexion, suite)
        lignes = connexion.execute("SELECT valeur FROM reglage WHERE cle = 'schema'").fetchall()
    if lignes != [(VERSION_SCHEMA,)]:
        raise ErreurObservatoire(
            f"Le chantier {chemin} a été créé par une autre version du logiciel. Mettez-le de côté, puis "
            "réimportez vos fichiers dans un nouvel observatoire ; les versions publiées restent lisibles."
        )


def _upgrade(connexion: duckdb.DuckDBPyConnection, script: Path) -> None:
    """Porte le chantier au schéma suivant, en entier ou pas du tout."""
    connexion.begin()
    try:
        connexion.execute(script.read_text(encoding="utf-8"))
        connexion.commit()
    except BaseException:
        connexion.rollback()
        raise


def read_identite(connexion: duckdb.DuckDBPyConnection) -> Identite:
    """Lit le nom, les communes et le caractère fictif de l'observatoire."""
    reglage = dict(connexion.execute("SELECT cle, valeur FROM reglage").fetchall())
    communes = tuple(c for (c,) in connexion.execute("SELECT code FROM commune ORDER BY code").fetchall())
    return Identite(nom=reglage["nom"], communes=communes, fictif=reglage["fictif"] == "oui")
