"""Ce qu'un fichier contient d'irrecevable, dit assez précisément pour être corrigé."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rejet:
    """Une ligne refusée. `ligne` est celle du fichier vu dans un tableur (1 = première ligne), 0 si sans objet."""

    fichier: str
    ligne: int
    colonne: str
    trouve: str
    attendu: str
    conseil: str
    feuille: str = ""

    def __str__(self) -> str:
        """Le rejet en une phrase."""
        lieu = format_lieu(self.fichier, feuille=self.feuille, ligne=self.ligne, colonne=self.colonne)
        trouve = f"« {self.trouve} »" if self.trouve else "une case vide"
        return f"{lieu} : trouvé {trouve}, attendu {self.attendu}. {self.conseil}"


def format_lieu(fichier: str, *, feuille: str = "", ligne: int = 0, colonne: str = "") -> str:
    """Endroit d'une faute : « classeur.xlsx, feuille « 2023 », ligne 4, colonne « effectif » »."""
    lieu = fichier + (f", feuille « {feuille} »" if feuille else "")
    lieu += f", ligne {ligne}" if ligne else ""
    return lieu + (f", colonne « {colonne} »" if colonne else "")
