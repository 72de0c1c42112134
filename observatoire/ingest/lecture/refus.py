"""Dire pourquoi un fichier, ou une ligne, est refusé : toujours la même phrase, toujours un conseil."""

from observatoire.errors import FichierRefuse
from observatoire.ingest.rejets import format_lieu

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
    """Refus du fichier entier, à lever par l'appelant. `trouve` décrit, ou cite entre guillemets (`quote`)."""
    lieu = format_lieu(fichier, feuille=feuille, ligne=ligne, colonne=shorten(colonne))
    return FichierRefuse(f"{lieu} : trouvé {trouve}, attendu {attendu}. {conseil}")


def quote(texte: str) -> str:
    """Cite ce qui est écrit dans le fichier, raccourci."""
    return f"« {shorten(texte)} »"
