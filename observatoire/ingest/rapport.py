"""Les lignes refusées, écrites dans un CSV qu'un tableur ouvre."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from observatoire.domain.tableur import write_csv
from observatoire.ingest.rejets import Rejet
from observatoire.store.disque import make_dossier_prive, open_prive

COLONNES = ["fichier", "feuille", "ligne", "colonne", "trouvé", "attendu", "que faire"]


def write_rapport(rejets: Sequence[Rejet], dossier: Path, *, fichier: str) -> Path:
    """Écrit tous les rejets d'un fichier dans `dossier`, et rend le chemin du rapport.

    Seul son propriétaire peut le lire ; aucun texte venu du fichier n'y devient une formule.
    """
    make_dossier_prive(dossier)
    nom = "".join(c if c.isalnum() or c in "-_." else "_" for c in Path(fichier).stem)
    chemin = dossier / f"rejets_{nom}_{datetime.now():%Y-%m-%d_%H%M%S}.csv"
    lignes = [(r.fichier, r.feuille, r.ligne or "", r.colonne, r.trouve, r.attendu, r.conseil) for r in rejets]
    with open(chemin, "wb", opener=open_prive) as flux:
        flux.write(write_csv(COLONNES, lignes))
    return chemin
