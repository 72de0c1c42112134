"""Lire ligne à ligne un annuaire national : seules les lignes utiles entrent en mémoire."""

import csv
from collections.abc import Iterator
from pathlib import Path

from observatoire.ingest.lecture.refus import build_refus
from observatoire.ingest.lecture.texte import TETE_OCTETS, decode_premiere_ligne, detect_encodage
from observatoire.ingest.rejets import Rejet


def read_premiere_ligne(chemin: Path) -> str:
    """Première ligne du fichier, sans sa fin."""
    with chemin.open("rb") as flux:
        return decode_premiere_ligne(flux.read(TETE_OCTETS))


def split_entete(ligne: str, separateur: str) -> list[str]:
    """Cases d'une première ligne ; aucune si elle n'est pas celle d'un tableau."""
    try:
        return [c.strip() for c in next(csv.reader([ligne], delimiter=separateur), [])]
    except csv.Error:
        return []


def iter_lignes(chemin: Path, separateur: str, *, guillemets: bool) -> Iterator[tuple[int, list[str]]]:
    """Numéro de ligne et cases, en-tête compris.

    Sans `guillemets`, un guillemet est une lettre comme une autre : le RPPS en laisse dans les raisons sociales.

    Raises:
        FichierRefuse: une ligne ne se découpe pas (guillemet resté ouvert, retour à la ligne égaré).
    """
    with chemin.open(encoding=detect_encodage(chemin), errors="replace", newline="") as flux:
        if not guillemets:
            for numero, ligne in enumerate(flux, start=1):
                yield numero, ligne.rstrip("\r\n").split(separateur)
            return
        lecteur = csv.reader(flux, delimiter=separateur)
        try:
            for cases in lecteur:
                yield lecteur.line_num, cases
        except csv.Error as erreur:
            raise build_refus(
                chemin.name,
                ligne=lecteur.line_num,
                trouve="une ligne qui ne se découpe pas en cases",
                attendu="un guillemet fermant pour chaque guillemet ouvrant",
                conseil="Cherchez un guillemet resté ouvert dans les lignes qui précèdent, ou téléchargez de nouveau.",
            ) from erreur


def build_rejet_cases(fichier: str, numero: int, cases: int, attendues: int, separateur: str) -> Rejet:
    """Refuse une ligne qui n'a pas autant de cases que l'en-tête."""
    return Rejet(
        fichier,
        numero,
        "",
        f"{cases} case(s)",
        f"{attendues} cases",
        f"Un séparateur « {separateur} » manque, est en trop, ou se trouve dans un texte sans guillemets ; téléchargez "
        "le fichier de nouveau.",
    )
