"""Les mots d'une évolution : mesurable ou non, et pourquoi."""

from dataclasses import dataclass
from enum import StrEnum

from observatoire.domain.indicateur import Sens
from observatoire.domain.periode import Periode, TypePeriode


class SensEvolution(StrEnum):
    """Résultat d'un test d'évolution. « Nette » : établie à 99,8 %."""

    HAUSSE_NETTE = "hausse_nette"
    HAUSSE = "hausse"
    SANS_TENDANCE = "pas_de_tendance_etablie"
    BAISSE = "baisse"
    BAISSE_NETTE = "baisse_nette"
    NON_MESURABLE = "non_mesurable"


class MotifEvolution(StrEnum):
    """Pourquoi une évolution ne se mesure pas."""

    PRODUCTEUR = "producteur"
    CHEVAUCHEMENT = "chevauchement"
    DUREE = "duree"
    CONTOUR = "contour"
    UN_POINT = "un_point"
    AUCUN_POINT = "aucun_point"
    SECRET = "secret"
    SANS_INTERVALLE = "sans_intervalle"
    TROP_PETIT = "effectif_trop_petit"
    EFFECTIF = "nombre"


LIBELLES_EVOLUTION: dict[SensEvolution, str] = {
    SensEvolution.HAUSSE_NETTE: "hausse nette",
    SensEvolution.HAUSSE: "hausse établie",
    SensEvolution.SANS_TENDANCE: "pas de tendance établie",
    SensEvolution.BAISSE: "baisse établie",
    SensEvolution.BAISSE_NETTE: "baisse nette",
    SensEvolution.NON_MESURABLE: "évolution non mesurable",
}

LIBELLES_MOTIF_EVOLUTION: dict[MotifEvolution, str] = {
    MotifEvolution.PRODUCTEUR: "série non comparable dans le temps",
    MotifEvolution.CHEVAUCHEMENT: "périodes qui se chevauchent",
    MotifEvolution.DUREE: "périodes de durées différentes",
    MotifEvolution.CONTOUR: "contour modifié",
    MotifEvolution.UN_POINT: "un seul point",
    MotifEvolution.AUCUN_POINT: "aucune valeur",
    MotifEvolution.SECRET: "chiffres secrets",
    MotifEvolution.SANS_INTERVALLE: "précision non publiée",
    MotifEvolution.TROP_PETIT: "effectif trop petit",
    MotifEvolution.EFFECTIF: "un nombre se lit, il ne se teste pas",
}


@dataclass(frozen=True, slots=True)
class Evolution:
    """Évolution d'un chiffre, du début à la fin des périodes comparées.

    `debut` et `fin` sont des libellés de période ; `points` le nombre de périodes disjointes comparées ;
    `methode` vaut `tendance` (cinq points), `deux_periodes` ou rien. `detail` est le motif écrit par le
    producteur, quand c'est lui qui interdit la comparaison.
    """

    sens: SensEvolution
    motif: MotifEvolution | None = None
    detail: str = ""
    debut: str = ""
    fin: str = ""
    valeur_debut: float | None = None
    points: int = 0
    methode: str = ""

    @property
    def is_mesurable(self) -> bool:
        """Vrai si un test a pu être fait."""
        return self.sens is not SensEvolution.NON_MESURABLE

    @property
    def libelle(self) -> str:
        """« hausse nette », « pas de tendance établie », « évolution non mesurable »."""
        if self.sens is SensEvolution.SANS_TENDANCE and self.methode == "deux_periodes":
            return "pas de changement établi"
        return LIBELLES_EVOLUTION[self.sens]

    @property
    def libelle_motif(self) -> str:
        """Pourquoi l'évolution n'est pas mesurable ; vide si elle l'est."""
        return LIBELLES_MOTIF_EVOLUTION[self.motif] if self.motif else ""

    @property
    def direction(self) -> int:
        """-1 baisse, 1 hausse, 0 sinon (pas de tendance établie, ou non mesurable)."""
        if self.sens in (SensEvolution.HAUSSE, SensEvolution.HAUSSE_NETTE):
            return 1
        return -1 if self.sens in (SensEvolution.BAISSE, SensEvolution.BAISSE_NETTE) else 0

    def is_aggravation(self, sens: Sens) -> bool:
        """Vrai si l'évolution établie va dans le sens défavorable."""
        return self.direction == {Sens.HAUT_FAVORABLE: -1, Sens.BAS_FAVORABLE: 1}.get(sens, 2)

    def is_amelioration(self, sens: Sens) -> bool:
        """Vrai si l'évolution établie va dans le sens favorable."""
        return self.direction == {Sens.HAUT_FAVORABLE: 1, Sens.BAS_FAVORABLE: -1}.get(sens, 2)


SANS_EVOLUTION = Evolution(SensEvolution.NON_MESURABLE, MotifEvolution.AUCUN_POINT)

DEMI_FENETRE_ANS: dict[str, int] = {"insee_rp": 2}
"""Années de collecte de part et d'autre du millésime : le recensement 2019 réunit les enquêtes 2017 à 2021."""


def get_etendue(periode: Periode, source: str) -> tuple[float, float]:
    """Début et fin de la collecte en années décimales, fin comprise (2017.0, 2021.99 pour le recensement 2019)."""
    marge = DEMI_FENETRE_ANS.get(source, 0)
    debut = periode.debut.year - marge + (periode.debut.month - 1) / 12
    fin = periode.fin.year + marge + periode.fin.month / 12 - 0.01
    return debut, fin


def is_chevauchement(une: Periode, autre: Periode, source: str) -> bool:
    """Vrai si les collectes des deux périodes ont une part commune."""
    debut_une, fin_une = get_etendue(une, source)
    debut_autre, fin_autre = get_etendue(autre, source)
    return debut_une <= fin_autre and debut_autre <= fin_une


def is_meme_saison(une: Periode, autre: Periode) -> bool:
    """Vrai si les deux périodes ont la même durée ; un trimestre ne se compare qu'au même trimestre."""
    if une.type is not autre.type or count_mois(une) != count_mois(autre):
        return False
    return une.type is not TypePeriode.TRIMESTRE or une.debut.month == autre.debut.month


def count_mois(periode: Periode) -> int:
    """Durée d'une période, en mois : un jour de plus les années bissextiles n'y change rien."""
    return (periode.fin.year - periode.debut.year) * 12 + periode.fin.month - periode.debut.month + 1
