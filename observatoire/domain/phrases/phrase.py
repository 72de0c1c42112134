"""Une phrase et ce qui la qualifie."""

from dataclasses import dataclass

from observatoire.domain.verdict import Jugement


@dataclass(frozen=True, slots=True)
class Phrase:
    """Ce qu'un chiffre dit, en français.

    `texte` est la phrase, `certitude` la petite ligne dessous (« écart net · hausse nette »), `jugement` choisit
    la marque, `etiquette` est l'alerte éventuelle (« défavorable et s’aggrave »), vide sinon.
    """

    texte: str
    certitude: str
    jugement: Jugement
    etiquette: str = ""
