"""Un chiffre n'est jamais un nombre nu : il porte son intervalle, son effectif et la raison d'un manque."""

from dataclasses import dataclass
from enum import StrEnum


class Statut(StrEnum):
    """Un chiffre est disponible, ou dit pourquoi il manque."""

    DISPONIBLE = "disponible"
    SECRET = "secret"
    NON_DISPONIBLE = "non_disponible"
    NON_APPLICABLE = "non_applicable"
    NON_MESURABLE = "non_mesurable"


LIBELLES_STATUT: dict[Statut, str] = {
    Statut.DISPONIBLE: "disponible",
    Statut.SECRET: "secret",
    Statut.NON_DISPONIBLE: "non disponible",
    Statut.NON_APPLICABLE: "sans objet",
    Statut.NON_MESURABLE: "non mesurable",
}


@dataclass(frozen=True, slots=True)
class Estimation:
    """Une valeur publiée et sa précision.

    `valeur`, `ic_bas`, `ic_haut` sont dans l'unité de l'indicateur (déjà multipliés : 12,4 pour 12,4 %).
    `effectif` est le numérateur, `population` le dénominateur (ou le nombre attendu pour un ICM).
    `niveau` est celui de l'intervalle (0,95), `methode` son nom (`wilson`, `byar`, `dobson`, vide si aucun).
    """

    valeur: float | None
    ic_bas: float | None
    ic_haut: float | None
    niveau: float
    methode: str
    effectif: float | None
    population: float | None
    statut: Statut
    periode: str
    source: str

    @property
    def is_disponible(self) -> bool:
        """Vrai si la valeur peut être montrée."""
        return self.statut is Statut.DISPONIBLE and self.valeur is not None
