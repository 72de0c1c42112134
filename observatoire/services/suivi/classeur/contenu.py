"""Ce qu'un classeur contient une fois lu : des rangées à fusionner, des messages, des questions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from observatoire.services.suivi.classeur.lexique import Lexique

#: Clé naturelle d'un objet : elle le reconnaît d'un classeur à l'autre, sans identifiant de base.
Cle = tuple[Any, ...]


class Niveau(StrEnum):
    """Gravité d'un message. Une erreur écarte la ligne ; un avis la laisse passer."""

    ERREUR = "erreur"
    AVIS = "avis"


@dataclass(frozen=True)
class Message:
    """Ce qu'on dit d'une cellule : où elle est, ce qui s'y trouve, ce qui était attendu."""

    niveau: Niveau
    feuille: str
    ligne: int
    colonne: str
    trouve: str
    texte: str


@dataclass(frozen=True)
class Question:
    """Un mot inconnu, demandé plutôt que deviné. `obligatoire` : sans réponse, pas d'import.

    `sans_reponse` dit ce qui se passe si l'on ne répond pas à une question facultative.
    """

    cle: str
    texte: str
    choix: tuple[tuple[str, str], ...]
    obligatoire: bool
    occurrences: int
    sans_reponse: str = "Ne pas reprendre"


@dataclass
class Rangee:
    """Un objet lu : ses champs, et les objets qu'il vise, désignés par leur clé.

    `partielle` : une cellule vide n'y efface rien (feuille de plan tenue à la main). `lieu` est sa feuille
    et sa ligne ; `faite`, une étape cochée sans qu'on sache quand.
    """

    genre: str
    cle: Cle
    champs: dict[str, Any]
    refs: dict[str, Cle | None] = field(default_factory=dict[str, "Cle | None"])
    axes: tuple[Cle, ...] | None = None
    partielle: bool = False
    lieu: tuple[str, int] = ("", 0)
    faite: bool = False


@dataclass
class Contenu:
    """Le classeur entier, lu."""

    rangees: list[Rangee] = field(default_factory=list[Rangee])
    messages: list[Message] = field(default_factory=list[Message])
    questions: dict[str, Question] = field(default_factory=dict[str, Question])
    reponses: Mapping[str, str] = field(default_factory=dict[str, str])
    lexique: Lexique = field(default_factory=Lexique)

    def report(self, niveau: Niveau, lieu: tuple[str, int], colonne: str, trouve: str, texte: str) -> None:
        """Ajoute un message sur une cellule."""
        self.messages.append(Message(niveau, lieu[0], lieu[1], colonne, trouve, texte))

    def ask(
        self,
        cle: str,
        texte: str,
        choix: tuple[tuple[str, str], ...],
        *,
        obligatoire: bool,
        sans_reponse: str = "Ne pas reprendre",
    ) -> str | None:
        """Rend la réponse donnée à une question, ou la pose et rend `None` ; une réponse hors du choix n'en est pas."""
        reponse = self.reponses.get(cle)
        if reponse in {code for code, _ in choix}:
            return reponse
        deja = self.questions.get(cle)
        rang = deja.occurrences + 1 if deja else 1
        self.questions[cle] = Question(cle, texte, choix, obligatoire, rang, sans_reponse)
        return None

    @property
    def en_attente(self) -> tuple[Question, ...]:
        """Les questions auxquelles il faut répondre avant d'importer."""
        return tuple(q for q in self.questions.values() if q.obligatoire)

    @property
    def erreurs(self) -> tuple[Message, ...]:
        """Les messages qui écartent une ligne."""
        return tuple(m for m in self.messages if m.niveau is Niveau.ERREUR)
