"""Les listes fermées du suivi : un code pour la base et l'URL, un libellé pour le lecteur."""

from enum import StrEnum
from typing import Self

from observatoire.domain.indicateur import Sens


class Terme(StrEnum):
    """Un mot d'une liste fermée ; la valeur est le code, `libelle` ce qu'on affiche."""

    libelle: str

    def __new__(cls, code: str, libelle: str) -> Self:
        membre = str.__new__(cls, code)
        membre._value_ = code
        membre.libelle = libelle
        return membre


class StatutAction(Terme):
    """Statuts enregistrés. « En retard » n'y est pas : il se déduit de la date de fin."""

    A_DISCUTER = "a_discuter", "À discuter"
    A_VENIR = "a_venir", "À venir"
    EN_COURS = "en_cours", "En cours"
    EN_PAUSE = "en_pause", "En pause"
    BLOQUE = "bloque", "Bloqué"
    REALISE = "realise", "Réalisé"
    ABANDONNE = "abandonne", "Abandonné"


STATUTS_A_MOTIVER = frozenset({StatutAction.EN_PAUSE, StatutAction.BLOQUE, StatutAction.ABANDONNE})
STATUTS_CLOS = frozenset({StatutAction.REALISE, StatutAction.ABANDONNE})


class Priorite(Terme):
    """Niveau de priorité d'une action."""

    HAUTE = "haute", "Haute"
    MOYENNE = "moyenne", "Moyenne"
    BASSE = "basse", "Basse"


class NiveauObjectif(Terme):
    """Niveau d'un objectif dans la logique du contrat."""

    STRATEGIQUE = "strategique", "Stratégique"
    GENERAL = "general", "Général"
    SPECIFIQUE = "specifique", "Spécifique"
    OPERATIONNEL = "operationnel", "Opérationnel"


class TypeNote(Terme):
    """Ce qu'une note de suivi rapporte."""

    BILAN = "bilan", "Bilan"
    FREIN = "frein", "Frein"
    LEVIER = "levier", "Levier"
    INFORMATION = "information", "Information"


class UniteFinancement(Terme):
    """Un moyen se compte en euros ou en équivalents temps plein."""

    EURO = "euro", "€"
    ETP = "etp", "ETP"


class EtatDemande(Terme):
    """Où en est la demande de financement."""

    A_DEPOSER = "a_deposer", "À déposer"
    DEPOSEE = "deposee", "Déposée"
    ACCORDEE = "accordee", "Accordée"
    REFUSEE = "refusee", "Refusée"
    VERSEE = "versee", "Versée"


class TypeIndicateurCls(Terme):
    """Ce qu'un indicateur du contrat mesure ; seuls résultat et impact reçoivent un verdict."""

    PROCESSUS = "processus", "Processus"
    ACTIVITE = "activite", "Activité"
    RESULTAT = "resultat", "Résultat"
    IMPACT = "impact", "Impact"


TYPES_DE_RESULTAT = frozenset({TypeIndicateurCls.RESULTAT, TypeIndicateurCls.IMPACT})


class TypeSeance(Terme):
    """Les réunions où le contrat se pilote."""

    COPIL = "copil", "COPIL"
    COTECH = "cotech", "COTECH"
    GROUPE = "groupe", "Groupe de travail"
    SIGNATAIRES = "signataires", "Comité des signataires"
    TRIMESTRIEL = "trimestriel", "Point trimestriel"


class EtatSeance(Terme):
    """Où en est une séance."""

    PREPARATION = "preparation", "En préparation"
    OUVERTE = "ouverte", "Ouverte"
    EN_COURS = "en_cours", "En cours"
    CLOSE = "close", "Close"


class EtatDecision(Terme):
    """Suite donnée à une décision."""

    A_FAIRE = "a_faire", "À faire"
    FAITE = "faite", "Faite"
    ABANDONNEE = "abandonnee", "Abandonnée"


LIBELLES_SENS: dict[Sens, str] = {
    Sens.HAUT_FAVORABLE: "Une hausse est favorable",
    Sens.BAS_FAVORABLE: "Une baisse est favorable",
    Sens.SANS_JUGEMENT: "Sans jugement",
}


def get_libelle(terme: StrEnum) -> str:
    """Rend ce qu'on affiche d'un mot d'une liste fermée."""
    if isinstance(terme, Terme):
        return terme.libelle
    return LIBELLES_SENS[Sens(terme)]
