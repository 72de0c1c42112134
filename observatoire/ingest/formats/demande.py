"""Ce que l'utilisateur demande en important : périmètre, maille, et les colonnes d'un format maison."""

import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from pyproj import CRS
from pyproj.exceptions import CRSError

from observatoire.domain.territoire import Maille
from observatoire.ingest.lecture.refus import build_refus, quote
from observatoire.ingest.lot import ContexteImport


@dataclass(frozen=True)
class Correspondance:
    """Fichier `--correspondance` : quelle colonne porte quoi, quand l'intitulé n'est pas reconnu.

    `code`, `nom`, `commune`, `quartier`, `code_quartier` nomment des colonnes ; `commune` peut aussi être un code
    INSEE valable pour tout le fichier. `indicateurs` relie un intitulé de colonne à un code du catalogue.
    """

    maille: str = ""
    code: str = ""
    nom: str = ""
    commune: str = ""
    quartier: str = ""
    code_quartier: str = ""
    millesime: str = ""
    crs: str = ""
    periode: str = ""
    source: str = ""
    indicateurs: dict[str, str] = field(default_factory=lambda: {})


@dataclass(frozen=True)
class Demande:
    """Contexte et options d'un import.

    `date` est celle que donne l'utilisateur. `membre` et `horodatage` : nom du fichier dans son archive, et le jour que
    l'archive lui donne.
    """

    fichier: str
    contexte: ContexteImport
    maille: Maille | None
    correspondance: Correspondance
    date: str = ""
    membre: str = ""
    horodatage: str = ""


def read_correspondance(chemin: Path) -> Correspondance:
    """Lit et vérifie un fichier de correspondance.

    Raises:
        FichierRefuse: fichier illisible, clé inconnue, maille ou système de coordonnées inconnus.
    """
    connues = {c.name for c in fields(Correspondance)}
    if not chemin.is_file():
        raise build_refus(
            chemin.name,
            trouve=f"aucun fichier à l'adresse {chemin}",
            attendu="un fichier TOML de correspondance",
            conseil="Vérifiez le chemin donné à --correspondance ; un exemple est dans data/modeles.",
        )
    try:
        brut = tomllib.loads(chemin.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as erreur:
        raise build_refus(
            chemin.name,
            trouve=quote(str(erreur)),
            attendu="un fichier TOML lisible",
            conseil="Partez de l'exemple du guide des formats.",
        ) from erreur
    for cle, valeur in brut.items():
        _check_cle(chemin.name, cle, valeur, connues)
    return Correspondance(**brut)


def _check_cle(fichier: str, cle: str, valeur: Any, connues: set[str]) -> None:
    if cle not in connues:
        raise build_refus(
            fichier,
            colonne=cle,
            trouve=quote(cle),
            attendu=f"une clé parmi {', '.join(sorted(connues))}",
            conseil="Corrigez la clé, ou supprimez cette ligne.",
        )
    attendu = dict if cle == "indicateurs" else str
    if not isinstance(valeur, attendu):
        raise build_refus(
            fichier,
            colonne=cle,
            trouve=quote(str(valeur)),
            attendu="une table [indicateurs]" if cle == "indicateurs" else "un texte entre guillemets",
            conseil="Partez de l'exemple du guide des formats.",
        )
    if cle == "maille" and valeur not in set(Maille):
        raise build_refus(
            fichier,
            colonne=cle,
            trouve=quote(str(valeur)),
            attendu=f"une maille parmi {', '.join(Maille)}",
            conseil='Écrivez par exemple maille = "quartier".',
        )
    if cle == "crs":
        try:
            CRS.from_user_input(valeur)
        except CRSError as erreur:
            raise build_refus(
                fichier,
                colonne=cle,
                trouve=quote(str(valeur)),
                attendu="un système de coordonnées connu",
                conseil='Écrivez par exemple crs = "EPSG:2154" (Lambert-93).',
            ) from erreur
