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
        lieu = self.fichier + (f", feuille « {self.feuille} »" if self.feuille else "")
        lieu += f", ligne {self.ligne}" if self.ligne else ""
        lieu += f", colonne « {self.colonne} »" if self.colonne else ""
        trouve = f"« {self.trouve} »" if self.trouve else "une case vide"
        return f"{lieu} : trouvé {trouve}, attendu {self.attendu}. {self.conseil}"
