"""La ville fictive de démonstration, écrite comme des fichiers d'entrée aux formats officiels."""

from observatoire.ingest.demo.fichiers import FichierDemo, write_demo_files
from observatoire.ingest.demo.ville import COMMUNE, DEPARTEMENT, NOM_DEPARTEMENT, NOM_VILLE

__all__ = ["COMMUNE", "DEPARTEMENT", "NOM_DEPARTEMENT", "NOM_VILLE", "FichierDemo", "write_demo_files"]
