"""Les lignes refusées, écrites dans un CSV qu'un tableur ouvre."""

import csv
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from observatoire.ingest.rejets import Rejet

COLONNES = ["fichier", "feuille", "ligne", "colonne", "trouvé", "attendu", "que faire"]
_DEBUT_FORMULE = ("=", "+", "-", "@", "\t", "\r")


def write_rapport(rejets: Sequence[Rejet], dossier: Path, *, fichier: str) -> Path:
    """Écrit tous les rejets d'un fichier dans `dossier`, et rend le chemin du rapport.

    Un texte venu du fichier qui commencerait par un signe de formule est précédé d'une apostrophe.
    """
    dossier.mkdir(parents=True, exist_ok=True)
    dossier.chmod(0o700)
    nom = "".join(c if c.isalnum() or c in "-_." else "_" for c in Path(fichier).stem)
    chemin = dossier / f"rejets_{nom}_{datetime.now():%Y-%m-%d_%H%M%S}.csv"
    with chemin.open("w", encoding="utf-8-sig", newline="") as flux:
        ecrivain = csv.writer(flux, delimiter=";")
        ecrivain.writerow(COLONNES)
        for r in rejets:
            champs = [r.fichier, r.feuille, str(r.ligne or ""), r.colonne, r.trouve, r.attendu, r.conseil]
            ecrivain.writerow([neutralize(c) for c in champs])
    chemin.chmod(0o600)
    return chemin


def neutralize(texte: str) -> str:
    """Texte qu'un tableur ne prendra pas pour une formule."""
    return f"'{texte}" if texte.startswith(_DEBUT_FORMULE) else texte
