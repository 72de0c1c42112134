"""Les colonnes d'un plan d'actions, leurs noms dans la pratique, et comment les reconnaître."""

import difflib
import re
from dataclasses import dataclass, field
from enum import StrEnum

from observatoire.domain.francais import sort_key


class Forme(StrEnum):
    """Comment la cellule d'une colonne se lit."""

    TEXTE = "texte"
    LISTE = "liste"
    DATE_DEBUT = "date_debut"
    DATE_FIN = "date_fin"
    STATUT = "statut"
    PRIORITE = "priorite"
    OUI_NON = "oui_non"
    AXE = "axe"
    MONTANT = "montant"
    LIGNES = "lignes"


@dataclass(frozen=True)
class Colonne:
    """Une colonne : le champ qu'elle remplit, son titre, et les autres noms qu'on lui donne."""

    champ: str
    titre: str
    forme: Forme = Forme.TEXTE
    synonymes: tuple[str, ...] = field(default=())


PROFONDEUR_AXES = 6
SANS_AXE = "(sans axe)"
_NIVEAUX = ("Axe", "Sous-axe", "Sous-sous-axe")
TITRES_AXES = _NIVEAUX + tuple(f"Axe de niveau {n}" for n in range(4, PROFONDEUR_AXES + 1))

_AXES = tuple(Colonne(f"axe_{rang}", titre, Forme.AXE) for rang, titre in enumerate(TITRES_AXES))

#: Champs d'une action, dans l'ordre du classeur exporté.
CHAMPS_ACTION: tuple[Colonne, ...] = (
    Colonne(
        "numero",
        "Numéro",
        synonymes=(
            "n°",
            "no",
            "num",
            "numéro de l'action",
            "n° action",
            "n° fiche",
            "réf",
            "référence",
            "code action",
        ),
    ),
    Colonne(
        "titre",
        "Titre de l'action",
        synonymes=(
            "action",
            "intitulé",
            "intitulé de l'action",
            "nom de l'action",
            "titre",
            "fiche action",
            "libellé de l'action",
        ),
    ),
    Colonne("sous_action", "Sous-action", synonymes=("sous actions", "déclinaison")),
    Colonne("parent", "Action parente (numéro)"),
    Colonne("autres_axes", "Autres axes", Forme.LIGNES),
    Colonne("contexte", "Contexte", synonymes=("éléments de contexte",)),
    Colonne(
        "description",
        "Descriptif",
        synonymes=("description", "descriptif de l'action", "contenu", "description de l'action", "déroulement"),
    ),
    Colonne(
        "objectifs",
        "Objectifs",
        synonymes=(
            "objectif",
            "objectifs de l'action",
            "objectif opérationnel",
            "objectifs opérationnels",
            "finalité",
        ),
    ),
    Colonne("constat", "Constat du diagnostic", synonymes=("constat", "constats", "diagnostic", "problématique")),
    Colonne(
        "publics",
        "Publics",
        Forme.LISTE,
        ("public", "public cible", "publics cibles", "bénéficiaires", "public visé"),
    ),
    Colonne(
        "territoires",
        "Quartiers/QPV",
        Forme.LISTE,
        ("quartiers", "qpv", "territoire", "territoires", "quartier", "territoires visés", "lieu", "périmètre"),
    ),
    Colonne("thematiques", "Thématiques", Forme.LISTE, ("thématique", "thème", "thèmes")),
    Colonne(
        "determinants", "Déterminants", Forme.LISTE, ("déterminants de santé", "déterminant", "déterminants visés")
    ),
    Colonne(
        "structure_pilote",
        "Structure pilote",
        synonymes=("pilote", "porteur", "structure porteuse", "pilote de l'action", "porteur de l'action"),
    ),
    Colonne(
        "service_pilote",
        "Direction ou service pilote",
        synonymes=("direction", "service", "direction pilote", "service pilote"),
    ),
    Colonne(
        "personne_pilote",
        "Personne pilote",
        synonymes=("référent", "chef de projet", "responsable", "référent technique"),
    ),
    Colonne(
        "elu_referent",
        "Élu·e référent·e",
        synonymes=("élu référent", "élue référente", "élu", "élu(e) référent(e)"),
    ),
    Colonne(
        "partenaires",
        "Partenaires",
        Forme.LISTE,
        ("partenaire", "partenariat", "partenariats", "partenaires associés"),
    ),
    Colonne("instance", "Instances de gouvernance", synonymes=("instance de gouvernance", "gouvernance", "instances")),
    Colonne(
        "participation",
        "Participation citoyenne",
        synonymes=("participation des habitants", "participation", "implication des habitants"),
    ),
    Colonne(
        "inegalites",
        "Réduction des inégalités",
        synonymes=(
            "contribution à la réduction des inégalités",
            "inégalités",
            "inégalités sociales de santé",
            "iss",
            "isst",
        ),
    ),
    Colonne("facteurs", "Facteurs favorables", synonymes=("leviers", "points d'appui")),
    Colonne("difficultes", "Difficultés", synonymes=("freins", "points de vigilance", "difficultés rencontrées")),
    Colonne(
        "moyens",
        "Moyens humains et techniques",
        synonymes=("moyens", "ressources", "moyens mobilisés", "moyens humains"),
    ),
    Colonne("calendrier", "Calendrier", synonymes=("échéancier", "calendrier prévisionnel", "planning")),
    Colonne("amelioration", "Amélioration continue", synonymes=("perspectives", "axes d'amélioration")),
    Colonne(
        "documents",
        "Documents et liens",
        synonymes=("documents", "liens", "pièces jointes", "ressources documentaires"),
    ),
    Colonne("priorite", "Niveau de priorité", Forme.PRIORITE, ("priorité", "prio")),
    Colonne("statut", "Statut", Forme.STATUT, ("état", "avancement", "état d'avancement", "statut de l'action")),
    Colonne("statut_depuis", "Statut depuis", Forme.DATE_DEBUT, ("date du statut",)),
    Colonne("motif", "Motif", synonymes=("motif de blocage", "raison du blocage", "motif du statut")),
    Colonne("deblocage", "Condition de déblocage", synonymes=("conditions de déblocage",)),
    Colonne(
        "debut",
        "Date de début",
        Forme.DATE_DEBUT,
        ("début", "démarrage", "date de démarrage", "date début", "date de début prévue"),
    ),
    Colonne(
        "fin",
        "Date de fin",
        Forme.DATE_FIN,
        ("fin", "échéance", "date d'échéance", "date fin", "date de fin prévisionnelle", "date de fin prévue"),
    ),
    Colonne("confidentiel", "Confidentiel", Forme.OUI_NON),
)

#: Ce qu'une ligne de plan peut dire de plus, en une cellule ; l'export le met dans ses propres feuilles.
CHAMPS_RATTACHES: tuple[Colonne, ...] = (
    Colonne("etapes", "Étapes", Forme.LIGNES, ("étapes clés", "jalons", "étapes de réalisation")),
    Colonne("notes", "Notes de suivi", Forme.LIGNES, ("suivi", "notes", "commentaires", "bilan", "observations")),
    Colonne(
        "indicateurs",
        "Indicateurs liés",
        Forme.LIGNES,
        ("indicateurs", "indicateur", "indicateurs d'évaluation", "indicateurs de suivi"),
    ),
    Colonne("indicateur_type", "Type d'indicateur"),
    Colonne("indicateur_depart", "Valeur de départ", Forme.MONTANT, ("départ",)),
    Colonne("indicateur_cible", "Cible", Forme.MONTANT, ("valeur cible", "objectif chiffré")),
    Colonne("indicateur_source", "Source de l'indicateur", synonymes=("source", "source des données")),
    Colonne(
        "budget",
        "Budget prévisionnel",
        Forme.MONTANT,
        ("budget", "coût", "coût total", "budget prévu", "coût prévisionnel"),
    ),
    Colonne("financements", "Financements", Forme.LIGNES, ("financement", "sources de financement")),
    *(Colonne(f"financeur_{n}", f"Financeur {n}") for n in (1, 2, 3)),
    *(
        Colonne(f"montant_{n}", f"Montant {n}", Forme.MONTANT, (f"montant financeur {n}", f"financeur {n} montant"))
        for n in (1, 2, 3)
    ),
    Colonne("liees", "Actions liées", Forme.LIGNES, ("action liée", "actions en lien", "liens avec d'autres actions")),
)

COLONNES: tuple[Colonne, ...] = (*_AXES, *CHAMPS_ACTION, *CHAMPS_RATTACHES)
PAR_CHAMP: dict[str, Colonne] = {c.champ: c for c in COLONNES}
RESSEMBLANCE_MIN = 0.86
_ECRITURES_INCLUSIVES = re.compile(r"[·•.(]-?(?:e|es|s|ne|trice)[)·.]*(?:s\b)?")
_AUTRES = re.compile(r"[^a-z0-9]+")


def fold_nom(nom: str) -> str:
    """Rend un nom comparable : sans casse, accent, ponctuation ni écriture inclusive.

    Le numéro se dit « N° », « no » ou « numéro » : le signe degré est gardé comme un « o ».
    """
    plat = sort_key(nom.replace("°", "o").replace("º", "o").replace("’", "'"))
    return _AUTRES.sub(" ", _ECRITURES_INCLUSIVES.sub("", plat)).strip()


def _build_noms() -> dict[str, str]:
    noms: dict[str, str] = {}
    for colonne in COLONNES:
        for nom in (colonne.titre, *colonne.synonymes):
            noms.setdefault(fold_nom(nom), colonne.champ)
    for rang in range(1, PROFONDEUR_AXES):
        noms.setdefault("sous " * rang + "axe", f"axe_{rang}")
    return noms | {"axe strategique": "axe_0", "axes": "axe_0", "orientation": "axe_0"}


_NOMS = _build_noms()


def recognize_colonne(nom: str) -> str | None:
    """Rend le champ d'une colonne d'après son titre, ou `None` si aucun ne lui ressemble assez."""
    plat = fold_nom(nom)
    if not plat or "rappel" in plat.split():
        return None
    if plat in _NOMS:
        return _NOMS[plat]
    # Le numéro et les mots très courts ne se devinent pas : « Montant 1 » n'est pas « Montant 2 ».
    if len(plat) < 6 or plat[-1].isdigit():
        return None
    proches = difflib.get_close_matches(plat, _NOMS, n=1, cutoff=RESSEMBLANCE_MIN)
    if not proches or proches[0][-1].isdigit() or proches[0].startswith("sous ") != plat.startswith("sous "):
        return None
    return _NOMS[proches[0]]
