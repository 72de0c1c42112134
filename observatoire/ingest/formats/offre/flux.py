"""Lire ligne à ligne un annuaire national : seules les lignes utiles entrent en mémoire."""

import csv
from collections.abc import Iterator
from pathlib import Path

from observatoire.ingest.lecture.texte import TETE_OCTETS, decode_premiere_ligne, detect_encodage


def read_premiere_ligne(chemin: Path) -> str:
    """Première ligne du fichier, sans sa fin."""
    with chemin.open("rb") as flux:
        return decode_premiere_ligne(flux.read(TETE_OCTETS))


def iter_lignes(chemin: Path, separateur: str, *, guillemets: bool) -> Iterator[tuple[int, list[str]]]:
    """Numéro de ligne et cases, en-tête compris.

    Sans `guillemets`, un guillemet est une lettre comme une autre : le RPPS en laisse dans les raisons sociales.
    """
    with chemin.open(encoding=detect_encodage(chemin), errors="replace", newline="") as flux:
        if guillemets:
            lecteur = csv.reader(flux, delimiter=separateur)
            for cases in lecteur:
                yield lecteur.line_num, cases
        else:
            for numero, ligne in enumerate(flux, start=1):
                yield numero, ligne.rstrip("\r\n").split(separateur)
