"""Les clés naturelles : reconnaître le même objet dans la base et dans un classeur."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from observatoire.domain.cls.objets import GENRES, Axe, Objet, reference_of
from observatoire.domain.cls.plan import Plan
from observatoire.services.suivi.classeur.contenu import Cle

SEPARATEUR_AXES = " > "


@dataclass(frozen=True)
class Reconnaissance:
    """Ce qui distingue deux objets d'un genre : ceux qu'ils visent, et quelques champs."""

    vises: tuple[str, ...] = ()
    champs: tuple[str, ...] = ()


RECONNAISSANCES: dict[str, Reconnaissance] = {
    "contrat": Reconnaissance(),
    "signataire": Reconnaissance((), ("nom",)),
    "axe": Reconnaissance(("parent_id",), ("numero",)),
    "reference_axes": Reconnaissance(("axe_id", "cible_id")),
    "objectif": Reconnaissance(("axe_id",), ("niveau", "texte")),
    "action": Reconnaissance((), ("numero",)),
    "etape": Reconnaissance(("action_id",), ("libelle",)),
    "note": Reconnaissance(("action_id",), ("texte",)),
    "financement": Reconnaissance(("action_id",), ("annee", "nature", "unite", "financeur", "dispositif")),
    "lien_actions": Reconnaissance(("action_id", "cible_id")),
    "indicateur_cls": Reconnaissance(("action_id", "objectif_id"), ("libelle",)),
    "cible": Reconnaissance(("indicateur_id",), ("date",)),
    "mesure": Reconnaissance(("indicateur_id",), ("date",)),
    "seance": Reconnaissance((), ("type", "date")),
    "decision": Reconnaissance((), ("date", "texte")),
}


class Numeroteur:
    """Fabrique les clés dans l'ordre : deux objets semblables se distinguent par leur rang."""

    def __init__(self) -> None:
        self._vus: Counter[tuple[str, Cle]] = Counter()

    def build_cle(self, genre: str, refs: Mapping[str, Cle | None], champs: Mapping[str, Any]) -> Cle:
        """Rend la clé du prochain objet qui a ces références et ces champs."""
        regle = RECONNAISSANCES[genre]
        base = (
            tuple(refs.get(v) for v in regle.vises),
            tuple(champs.get(c) for c in regle.champs),
        )
        rang = self._vus[genre, base]
        self._vus[genre, base] += 1
        return (*base, rang)


@dataclass(frozen=True)
class IndexPlan:
    """Les objets d'un plan par clé, et la clé de chacun."""

    par_cle: Mapping[tuple[str, Cle], Objet]
    cle_de: Mapping[tuple[str, int], Cle]


def index_plan(plan: Plan) -> IndexPlan:
    """Donne sa clé à chaque objet d'un plan."""
    numeroteur = Numeroteur()
    par_cle: dict[tuple[str, Cle], Objet] = {}
    cle_de: dict[tuple[str, int], Cle] = {}
    for genre, classe in GENRES.items():
        regle = RECONNAISSANCES[genre]
        objets = plan.axes if classe is Axe else plan.list_objets(classe)
        for objet in objets:
            refs = {v: find_cle(cle_de, genre, v, getattr(objet, v)) for v in regle.vises}
            champs = {c: getattr(objet, c) for c in regle.champs}
            cle = numeroteur.build_cle(genre, refs, champs)
            par_cle[genre, cle] = objet
            cle_de[genre, objet.id] = cle
    return IndexPlan(par_cle, cle_de)


def find_cle(cle_de: Mapping[tuple[str, int], Cle], genre: str, champ: str, identifiant: int | None) -> Cle | None:
    """Rend la clé de l'objet que vise un champ de référence."""
    vise = reference_of(genre, champ)
    return cle_de.get((vise or "", identifiant or 0))


def cle_action(numero: str) -> Cle:
    """Rend la clé d'une action d'après son numéro (unique dans le contrat)."""
    return ((), (numero,), 0)


def cle_axe(chemin: tuple[str, ...]) -> Cle:
    """Rend la clé d'un axe d'après les numéros de ses ancêtres et le sien."""
    *ancetres, numero = chemin
    parent: Cle | None = cle_axe(tuple(ancetres)) if ancetres else None
    return ((parent,), (numero,), 0)


def format_chemin(chemin: tuple[str, ...]) -> str:
    """Écrit « 1 > 1.2 » : les numéros d'un axe et de ses ancêtres."""
    return SEPARATEUR_AXES.join(chemin)


def split_chemin(texte: str) -> tuple[str, ...]:
    """Lit ce que `format_chemin` a écrit."""
    return tuple(n.strip() for n in texte.split(SEPARATEUR_AXES.strip()))


def chemin_axe(cle: Cle) -> tuple[str, ...]:
    """Rend les numéros d'un axe et de ses ancêtres, du plus haut au plus bas."""
    vises, champs, _ = cle
    parent: Cle | None = vises[0]
    return (*(chemin_axe(parent) if parent else ()), str(champs[0]))
