"""Dire pourquoi un fichier, ou une ligne, est refusé : toujours la même phrase, toujours un conseil."""

from observatoire.errors import FichierRefuse
from observatoire.ingest.rejets import Rejet

TROUVE_MAX_CARACTERES = 80


def shorten(texte: str) -> str:
    """Coupe une valeur trop longue pour une phrase, sur une seule ligne."""
    plat = " ".join(texte.split())
    return plat if len(plat) <= TROUVE_MAX_CARACTERES else plat[: TROUVE_MAX_CARACTERES - 1] + "…"


def build_refus(
    fichier: str,
    *,
    trouve: str,
    attendu: str,
    conseil: str,
    ligne: int = 0,
    colonne: str = "",
    feuille: str = "",
) -> FichierRefuse:
    """Refus du fichier entier, à lever par l'appelant."""
    rejet = Rejet(fichier, ligne, shorten(colonne), shorten(trouve), attendu, conseil, feuille)
    return FichierRefuse(str(rejet))
