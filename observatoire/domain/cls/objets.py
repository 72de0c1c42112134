"""Les objets du suivi, figés. Chaque classe est une table : ses champs en sont les colonnes.

Un texte absent vaut `""`, une liste absente `()`, une date ou un nombre absent `None` :
il n'y a ainsi qu'une façon de ne rien dire, en base comme dans un classeur.
"""

import datetime as dt
from dataclasses import dataclass, fields

from observatoire.domain.cls.vocabulaire import (
    EtatDecision,
    EtatDemande,
    EtatSeance,
    NiveauObjectif,
    Priorite,
    StatutAction,
    TypeIndicateurCls,
    TypeNote,
    TypeSeance,
    UniteFinancement,
)
from observatoire.domain.indicateur import Sens


@dataclass(frozen=True, kw_only=True)
class Objet:
    """Ce que tout objet du suivi porte. `version` augmente de un à chaque écriture."""

    id: int = 0
    version: int = 0
    contrat_id: int = 0


@dataclass(frozen=True, kw_only=True)
class Contrat(Objet):
    """Un contrat local de santé ; son `contrat_id` est lui-même."""

    titre: str
    generation: int | None = None
    signature: dt.date | None = None
    debut: dt.date | None = None
    fin: dt.date | None = None
    perimetre: tuple[str, ...] = ()
    dispositifs: tuple[str, ...] = ()
    presentation: str = ""
    demonstration: bool = False


@dataclass(frozen=True, kw_only=True)
class Signataire(Objet):
    """Une institution signataire ou partenaire du contrat."""

    nom: str
    qualite: str = ""
    date_signature: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class Axe(Objet):
    """Un axe, ou un sous-axe à n'importe quelle profondeur."""

    parent_id: int | None = None
    ordre: int = 0
    numero: str
    titre: str
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class ReferenceAxes(Objet):
    """Un axe qui renvoie à un autre (« en lien avec l'axe 4 »)."""

    axe_id: int
    cible_id: int
    nature: str = ""


@dataclass(frozen=True, kw_only=True)
class Objectif(Objet):
    """Un objectif d'un axe, avec le constat du diagnostic qui le fonde."""

    axe_id: int
    ordre: int = 0
    niveau: NiveauObjectif = NiveauObjectif.GENERAL
    texte: str
    constat: str = ""


@dataclass(frozen=True, kw_only=True)
class Action(Objet):
    """Une fiche action, ou une sous-action quand `parent_id` est donné."""

    parent_id: int | None = None
    axes: tuple[int, ...] = ()
    numero: str
    titre: str
    contexte: str = ""
    description: str = ""
    objectifs: str = ""
    constat: str = ""
    publics: tuple[str, ...] = ()
    territoires: tuple[str, ...] = ()
    thematiques: tuple[str, ...] = ()
    determinants: tuple[str, ...] = ()
    structure_pilote: str = ""
    service_pilote: str = ""
    personne_pilote: str = ""
    elu_referent: str = ""
    partenaires: tuple[str, ...] = ()
    instance: str = ""
    participation: str = ""
    inegalites: str = ""
    facteurs: str = ""
    difficultes: str = ""
    moyens: str = ""
    calendrier: str = ""
    amelioration: str = ""
    documents: str = ""
    debut: dt.date | None = None
    fin: dt.date | None = None
    priorite: Priorite | None = None
    statut: StatutAction = StatutAction.A_DISCUTER
    statut_depuis: dt.date | None = None
    motif: str = ""
    deblocage: str = ""
    confidentiel: bool = False


@dataclass(frozen=True, kw_only=True)
class Etape(Objet):
    """Une étape d'une action."""

    action_id: int
    ordre: int = 0
    libelle: str
    echeance: dt.date | None = None
    realisee_le: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class Note(Objet):
    """Une nouvelle datée d'une action."""

    action_id: int
    date: dt.date
    type: TypeNote = TypeNote.INFORMATION
    texte: str
    auteur: str = ""


@dataclass(frozen=True, kw_only=True)
class Financement(Objet):
    """Un moyen d'une action, prévu et réalisé, d'un financeur."""

    action_id: int
    annee: int | None = None
    nature: str = ""
    unite: UniteFinancement = UniteFinancement.EURO
    prevu: float | None = None
    realise: float | None = None
    financeur: str = ""
    dispositif: str = ""
    demande: EtatDemande | None = None


@dataclass(frozen=True, kw_only=True)
class LienActions(Objet):
    """Deux actions liées."""

    action_id: int
    cible_id: int
    nature: str = ""


@dataclass(frozen=True, kw_only=True)
class IndicateurCls(Objet):
    """Un indicateur du contrat : saisi, ou suivi dans l'observatoire (`observatoire` donne son code)."""

    action_id: int | None = None
    objectif_id: int | None = None
    type: TypeIndicateurCls = TypeIndicateurCls.ACTIVITE
    libelle: str
    unite: str = ""
    multiplicateur: float = 100.0
    sens: Sens = Sens.SANS_JUGEMENT
    calcul: str = ""
    source: str = ""
    periodicite: str = ""
    depart_date: dt.date | None = None
    depart_valeur: float | None = None
    observatoire: str = ""
    territoires: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Cible(Objet):
    """Une valeur visée à une date."""

    indicateur_id: int
    date: dt.date
    valeur: float
    tolerance: float | None = None


@dataclass(frozen=True, kw_only=True)
class Mesure(Objet):
    """Un point mesuré. `rupture` dit pourquoi il ne se compare pas aux précédents."""

    indicateur_id: int
    date: dt.date
    valeur: float
    numerateur: float | None = None
    denominateur: float | None = None
    borne_basse: float | None = None
    borne_haute: float | None = None
    rupture: str = ""
    commentaire: str = ""
    version_donnees: str = ""


@dataclass(frozen=True, kw_only=True)
class Seance(Objet):
    """Une réunion de pilotage, à laquelle les décisions se rattachent."""

    type: TypeSeance = TypeSeance.COPIL
    date: dt.date
    titre: str = ""
    lieu: str = ""
    etat: EtatSeance = EtatSeance.PREPARATION
    presents: tuple[str, ...] = ()
    version_donnees: str = ""


@dataclass(frozen=True, kw_only=True)
class Decision(Objet):
    """Une décision, son porteur, son échéance, et la vue sur laquelle elle a été prise."""

    seance_id: int | None = None
    action_id: int | None = None
    date: dt.date
    texte: str
    porteur: str = ""
    echeance: dt.date | None = None
    etat: EtatDecision = EtatDecision.A_FAIRE
    vue: str = ""
    version_donnees: str = ""


#: Chaque genre et sa classe, les parents avant leurs enfants : c'est l'ordre des créations.
GENRES: dict[str, type[Objet]] = {
    "contrat": Contrat,
    "signataire": Signataire,
    "axe": Axe,
    "reference_axes": ReferenceAxes,
    "objectif": Objectif,
    "action": Action,
    "etape": Etape,
    "note": Note,
    "financement": Financement,
    "lien_actions": LienActions,
    "indicateur_cls": IndicateurCls,
    "cible": Cible,
    "mesure": Mesure,
    "seance": Seance,
    "decision": Decision,
}
GENRE_DE: dict[type[Objet], str] = {classe: genre for genre, classe in GENRES.items()}

#: Champ de référence → genre visé. `parent_id` vise le genre qui le porte.
REFERENCES: dict[str, str] = {
    "contrat_id": "contrat",
    "axe_id": "axe",
    "objectif_id": "objectif",
    "action_id": "action",
    "indicateur_id": "indicateur_cls",
    "seance_id": "seance",
}


def genre_of(objet: Objet) -> str:
    """Rend le genre d'un objet (`"action"`, `"axe"`…)."""
    return GENRE_DE[type(objet)]


def reference_of(genre: str, champ: str) -> str | None:
    """Rend le genre que vise un champ de référence, ou `None` s'il n'en est pas un."""
    if champ in {"parent_id", "cible_id"}:
        return {"reference_axes": "axe", "lien_actions": "action"}.get(genre, genre)
    return REFERENCES.get(champ)


def list_champs(classe: type[Objet]) -> tuple[str, ...]:
    """Rend les champs qui se saisissent : tous, sauf l'identité, la version et le contrat."""
    return tuple(f.name for f in fields(classe) if f.name not in {"id", "version", "contrat_id"})
