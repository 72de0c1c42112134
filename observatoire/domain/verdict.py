"""Les mots d'une comparaison : une seule liste, un seul endroit."""

from dataclasses import dataclass
from enum import StrEnum

from observatoire.domain.indicateur import Sens


class Ecart(StrEnum):
    """Place d'un territoire par rapport au comparateur, avec sa certitude."""

    NETTEMENT_PLUS_BAS = "nettement_plus_bas"
    PLUS_BAS = "plus_bas"
    NON_ETABLI = "pas_de_difference_etablie"
    PLUS_ELEVE = "plus_eleve"
    NETTEMENT_PLUS_ELEVE = "nettement_plus_eleve"
    TROP_PETIT = "effectif_trop_petit"
    NON_COMPARABLE = "non_comparable"


class Jugement(StrEnum):
    """Lecture de l'écart selon le sens de l'indicateur."""

    NETTEMENT_DEFAVORABLE = "nettement_defavorable"
    DEFAVORABLE = "defavorable"
    SANS_ECART = "pas_de_difference_etablie"
    FAVORABLE = "favorable"
    NETTEMENT_FAVORABLE = "nettement_favorable"
    NETTEMENT_PLUS_ELEVE = "nettement_plus_eleve"
    PLUS_ELEVE = "plus_eleve"
    PLUS_BAS = "plus_bas"
    NETTEMENT_PLUS_BAS = "nettement_plus_bas"
    TROP_PETIT = "effectif_trop_petit"
    NON_COMPARABLE = "non_comparable"
    SECRET = "secret"


LIBELLES_JUGEMENT: dict[Jugement, str] = {
    Jugement.NETTEMENT_DEFAVORABLE: "nettement défavorable",
    Jugement.DEFAVORABLE: "défavorable",
    Jugement.SANS_ECART: "pas de différence établie",
    Jugement.FAVORABLE: "favorable",
    Jugement.NETTEMENT_FAVORABLE: "nettement favorable",
    Jugement.NETTEMENT_PLUS_ELEVE: "nettement plus élevé",
    Jugement.PLUS_ELEVE: "plus élevé",
    Jugement.PLUS_BAS: "plus bas",
    Jugement.NETTEMENT_PLUS_BAS: "nettement plus bas",
    Jugement.TROP_PETIT: "effectif trop petit",
    Jugement.NON_COMPARABLE: "non comparable",
    Jugement.SECRET: "secret",
}

_PAR_ECART: dict[Ecart, tuple[Jugement, Jugement, Jugement]] = {
    # écart : (haut favorable, bas favorable, sans jugement)
    Ecart.NETTEMENT_PLUS_BAS: (
        Jugement.NETTEMENT_DEFAVORABLE,
        Jugement.NETTEMENT_FAVORABLE,
        Jugement.NETTEMENT_PLUS_BAS,
    ),
    Ecart.PLUS_BAS: (Jugement.DEFAVORABLE, Jugement.FAVORABLE, Jugement.PLUS_BAS),
    Ecart.PLUS_ELEVE: (Jugement.FAVORABLE, Jugement.DEFAVORABLE, Jugement.PLUS_ELEVE),
    Ecart.NETTEMENT_PLUS_ELEVE: (
        Jugement.NETTEMENT_FAVORABLE,
        Jugement.NETTEMENT_DEFAVORABLE,
        Jugement.NETTEMENT_PLUS_ELEVE,
    ),
}
_SANS_SENS = {
    Ecart.NON_ETABLI: Jugement.SANS_ECART,
    Ecart.TROP_PETIT: Jugement.TROP_PETIT,
    Ecart.NON_COMPARABLE: Jugement.NON_COMPARABLE,
}
_RANG_SENS = {Sens.HAUT_FAVORABLE: 0, Sens.BAS_FAVORABLE: 1, Sens.SANS_JUGEMENT: 2}


class MotifComparaison(StrEnum):
    """Pourquoi une comparaison manque ou ne conclut pas, tel qu'il se lit à l'écran."""

    EFFECTIF = "un nombre dépend de la taille du territoire"
    EFFECTIF_PERIODE = "un nombre se lit, il ne se teste pas"
    SANS_INTERVALLE = "précision non publiée par la source"
    SANS_COMPTE = "effectifs non publiés par la source"
    TROP_PETIT = "trop peu de cas pour conclure"
    NON_RECOMPOSABLE = "ce chiffre ne se recompose pas par différence"
    SANS_REFERENCE = "pas de valeur pour le comparateur"
    REFERENCE_SECRETE = "chiffre du comparateur non diffusable"
    MEME_TERRITOIRE = "c’est le territoire comparé"
    RECOUVREMENT = "les deux territoires se recouvrent"
    MILLESIME = "contours de deux millésimes différents"
    MEME_PERIODE = "c’est la période comparée"
    CHEVAUCHEMENT = "périodes qui se chevauchent"
    SAISON = "périodes de durées ou de saisons différentes"
    SANS_PERIODE = "pas de valeur à cette période"
    SERIE_ROMPUE = "série non comparable dans le temps"
    NON_DISPONIBLE = "chiffre non disponible"
    NON_APPLICABLE = "indicateur sans objet ici"
    NON_MESURABLE = "chiffre non mesurable"
    SECRET = "chiffre non diffusable"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Écart au comparateur et sa lecture. `motif` dit pourquoi la comparaison manque, sinon vide."""

    ecart: Ecart
    jugement: Jugement
    motif: str = ""

    @property
    def libelle(self) -> str:
        """Le verdict en quelques mots."""
        return LIBELLES_JUGEMENT[self.jugement]

    @property
    def is_defavorable(self) -> bool:
        """Vrai si l'écart, établi, est défavorable."""
        return self.jugement in (Jugement.DEFAVORABLE, Jugement.NETTEMENT_DEFAVORABLE)

    @property
    def is_favorable(self) -> bool:
        """Vrai si l'écart, établi, est favorable."""
        return self.jugement in (Jugement.FAVORABLE, Jugement.NETTEMENT_FAVORABLE)

    @property
    def is_etabli(self) -> bool:
        """Vrai si un écart est établi, à 95 % ou à 99,8 %."""
        return self.ecart in _PAR_ECART

    @property
    def is_net(self) -> bool:
        """Vrai si l'écart est établi à 99,8 %."""
        return self.ecart in (Ecart.NETTEMENT_PLUS_BAS, Ecart.NETTEMENT_PLUS_ELEVE)

    @property
    def direction(self) -> int:
        """-1 plus bas, 1 plus élevé, 0 si aucun écart n'est établi."""
        if not self.is_etabli:
            return 0
        return 1 if self.ecart in (Ecart.PLUS_ELEVE, Ecart.NETTEMENT_PLUS_ELEVE) else -1


def build_verdict(ecart: Ecart, sens: Sens, motif: str = "") -> Verdict:
    """Traduit un écart en verdict selon le sens de l'indicateur."""
    if ecart in _SANS_SENS:
        return Verdict(ecart, _SANS_SENS[ecart], motif)
    return Verdict(ecart, _PAR_ECART[ecart][_RANG_SENS[sens]], motif)


VERDICT_SECRET = Verdict(Ecart.NON_COMPARABLE, Jugement.SECRET, MotifComparaison.SECRET)


def classify_ecart(position_95: int, position_998: int) -> Ecart:
    """Écart d'après la place de l'intervalle (-1 sous, 0 contient, 1 au-dessus) aux deux niveaux.

    Raises:
        ValueError: positions contradictoires (99,8 % établi sans 95 %).
    """
    if position_998 not in (0, position_95):
        raise ValueError("un écart établi à 99,8 % l'est aussi à 95 %")
    if position_95 == 0:
        return Ecart.NON_ETABLI
    if position_95 < 0:
        return Ecart.NETTEMENT_PLUS_BAS if position_998 else Ecart.PLUS_BAS
    return Ecart.NETTEMENT_PLUS_ELEVE if position_998 else Ecart.PLUS_ELEVE
