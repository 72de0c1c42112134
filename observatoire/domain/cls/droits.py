"""Qui peut quoi : une seule table, la même pour tous les écrans et toutes les commandes."""

from dataclasses import dataclass

from observatoire.domain.cls.vocabulaire import Terme


class Role(Terme):
    """Les rôles, du plus restreint au plus large."""

    LECTURE = "lecture", "Lecture (élu·e)"
    PARTENAIRE = "partenaire", "Partenaire (ARS, CPAM)"
    PILOTE = "pilote", "Pilote d'action"
    COORDINATION = "coordination", "Coordination"
    DONNEES = "donnees", "Données"
    ADMINISTRATION = "administration", "Administration"


class Geste(Terme):
    """Ce qu'on peut vouloir faire dans le suivi."""

    LIRE = "lire", "lire le plan"
    COMMENTER = "commenter", "ajouter une note de suivi"
    METTRE_A_JOUR = "mettre_a_jour", "mettre à jour une fiche action"
    MODIFIER_PLAN = "modifier_plan", "modifier le contrat, les axes et la liste des actions"
    SEANCE = "seance", "préparer une séance et consigner une décision"
    IMPORTER = "importer", "importer un plan"
    EXPORTER = "exporter", "exporter le plan"
    VUE = "vue", "enregistrer une zone ou un scénario"
    SAUVEGARDER = "sauvegarder", "sauvegarder et restaurer l'observatoire"


@dataclass(frozen=True)
class Auteur:
    """La personne qui agit : son nom va dans le journal, son rôle décide."""

    nom: str
    role: Role = Role.COORDINATION


_TOUS = frozenset(Role)
_PLAN = frozenset({Role.COORDINATION, Role.ADMINISTRATION})
_GESTES: dict[Geste, frozenset[Role]] = {
    Geste.LIRE: _TOUS,
    Geste.EXPORTER: _TOUS,
    Geste.COMMENTER: _PLAN | {Role.PARTENAIRE, Role.PILOTE},
    Geste.METTRE_A_JOUR: _PLAN | {Role.PILOTE},
    Geste.MODIFIER_PLAN: _PLAN,
    Geste.SEANCE: _PLAN | {Role.PARTENAIRE},
    Geste.IMPORTER: _PLAN,
    Geste.VUE: _TOUS - {Role.LECTURE},
    Geste.SAUVEGARDER: frozenset({Role.ADMINISTRATION}),
}
#: Gestes que le rôle n'a que sur les actions qu'il pilote.
_SUR_LES_SIENNES = frozenset({(Role.PILOTE, Geste.METTRE_A_JOUR), (Role.PILOTE, Geste.COMMENTER)})


def can(role: Role, geste: Geste, *, a_soi: bool = False, confidentiel: bool = False) -> bool:
    """Dit si un rôle peut faire un geste.

    Args:
        role: le rôle de la personne.
        geste: ce qu'elle veut faire.
        a_soi: vrai si l'action visée est pilotée par elle.
        confidentiel: vrai si l'action visée est confidentielle : seules la coordination,
            l'administration et la personne qui la pilote la voient.
    """
    if role not in _GESTES[geste]:
        return False
    pilote_la_sienne = role is Role.PILOTE and a_soi
    if confidentiel and role not in _PLAN and not pilote_la_sienne:
        return False
    return pilote_la_sienne or (role, geste) not in _SUR_LES_SIENNES
