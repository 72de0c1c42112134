"""Forme commune des équations entre cellules, avant leur numérotation."""

from dataclasses import dataclass

import pandas as pd

COLONNES_TERMES = ["equation", "variable", "coefficient", "groupe"]


@dataclass(frozen=True)
class Termes:
    """Équations d'une nature : une ligne par terme, `groupe` réunit celles qui sont vraies ou fausses ensemble."""

    nature: str
    termes: pd.DataFrame


def build_termes(nature: str, termes: pd.DataFrame) -> Termes:
    """Ne garde que les colonnes communes."""
    return Termes(nature, termes[COLONNES_TERMES])
