"""Les champs d'une fiche action à l'écran : leurs rubriques, leur lecture, leur saisie."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

import streamlit as st

from observatoire.domain.cls.objets import Action, Axe
from observatoire.domain.cls.plan import Plan
from observatoire.domain.cls.saisie import ANNEE_MAX, ANNEE_MIN, LONGUEUR_MAX, get_nom_champ, split_liste
from observatoire.domain.cls.vocabulaire import Priorite, StatutAction, get_libelle
from observatoire.domain.francais import format_date
from observatoire.ui.suivi.signes import typo

T = TypeVar("T")
AXE_SUPPRIME = "axe supprimé"


@dataclass(frozen=True)
class Rubrique:
    """Une partie de la fiche."""

    titre: str
    champs: tuple[str, ...]


RUBRIQUES: tuple[Rubrique, ...] = (
    Rubrique(
        "Identité",
        (
            "numero",
            "titre",
            "parent_id",
            "axes",
            "statut",
            "motif",
            "deblocage",
            "priorite",
            "debut",
            "fin",
            "statut_depuis",
        ),
    ),
    Rubrique("Contenu", ("contexte", "constat", "description", "objectifs", "inegalites")),
    Rubrique("Pour qui, où, sur quoi", ("publics", "territoires", "thematiques", "determinants")),
    Rubrique(
        "Qui",
        (
            "structure_pilote",
            "service_pilote",
            "personne_pilote",
            "elu_referent",
            "partenaires",
            "instance",
            "participation",
        ),
    ),
    Rubrique(
        "Mise en œuvre",
        ("moyens", "calendrier", "facteurs", "difficultes", "amelioration", "documents", "confidentiel"),
    ),
)
_CHOIX = frozenset({"statut", "priorite", "axes", "parent_id"})
_LISTES = frozenset({"territoires", "publics", "thematiques", "determinants", "partenaires"})
_DATES = frozenset({"debut", "fin", "statut_depuis"})
_COURTS = frozenset(
    {"numero", "titre", "motif", "structure_pilote", "service_pilote", "personne_pilote", "elu_referent", "instance"}
)
#: Champs d'un ou plusieurs paragraphes, d'une fiche ou d'une note : deux saisies peuvent s'y suivre.
TEXTES_LIBRES = frozenset({"texte", "commentaire"}) | frozenset(
    c for r in RUBRIQUES for c in r.champs if c not in _CHOIX | _LISTES | _DATES | _COURTS | {"confidentiel"}
)


def is_court(champ: str) -> bool:
    """Vrai si le champ tient sur une demi-largeur."""
    return champ in _CHOIX | _LISTES | _DATES | _COURTS


def get_titre(champ: str) -> str:
    """Le nom d'un champ, en tête de ligne."""
    nom = "axes" if champ == "axes" else get_nom_champ(champ)
    return nom[:1].upper() + nom[1:]


def name_axes(plan: Plan) -> dict[int, str]:
    """Le nom de chaque axe, unique : deux « 1 Prévention » sous des axes différents disent le leur."""
    noms = {a.id: f"{a.numero} {typo(a.titre)}" for a in plan.axes}
    portes = Counter(noms.values())
    for axe in plan.axes:
        parent = plan.get(Axe, axe.parent_id)
        if parent is not None and portes[f"{axe.numero} {typo(axe.titre)}"] > 1:
            noms[axe.id] = f"{noms[parent.id]} › {noms[axe.id]}"
    return noms


def distinguish(noms: Mapping[T, str]) -> dict[T, str]:
    """Les mêmes noms, sans doublon : une liste du navigateur rend le nom choisi, pas son rang."""
    vus: Counter[str] = Counter()
    uniques: dict[T, str] = {}
    for cle, nom in noms.items():
        vus[nom] += 1
        uniques[cle] = nom if vus[nom] == 1 else f"{nom} ({vus[nom]})"
    return uniques


def format_champ(plan: Plan, champ: str, valeur: Any, noms: Mapping[str, str] | None = None) -> str:
    """Écrit la valeur d'un champ pour la lire ; vide si rien n'est dit."""
    if valeur in (None, "", (), False):
        return ""
    if champ == "axes":
        axes = [plan.get(Axe, a) for a in valeur]
        return "\n".join(f"{a.numero} {typo(a.titre)}" if a else AXE_SUPPRIME for a in axes)
    if champ == "parent_id":
        parent = plan.get(Action, valeur)
        return f"{parent.numero} {typo(parent.titre)}" if parent else "action supprimée"
    if isinstance(valeur, tuple):
        mots = [str(v) for v in valeur]  # pyright: ignore[reportUnknownVariableType]
        return ", ".join((noms or {}).get(mot, typo(mot)) for mot in mots)
    if isinstance(valeur, date):
        return format_date(valeur)
    return get_libelle(valeur) if isinstance(valeur, StrEnum) else typo("oui" if valeur is True else str(valeur))


def input_champ(plan: Plan, base: Action, champ: str, prefixe: str, territoires: Mapping[str, str]) -> Any:
    """Pose le champ de saisie et rend la valeur saisie. `territoires` : code → nom, pour les proposer."""
    titre, cle, valeur = get_titre(champ), f"{prefixe}:{champ}", getattr(base, champ)
    if champ in _CHOIX:
        return _input_choix(plan, base, champ, cle)
    if champ in _LISTES:
        return _input_liste(plan, champ, valeur, cle, territoires)
    if champ in _DATES:
        bornes = date(ANNEE_MIN, 1, 1), date(ANNEE_MAX, 12, 31)
        return st.date_input(titre, valeur, *bornes, key=cle, format="DD/MM/YYYY")
    if champ == "confidentiel":
        return st.checkbox("Confidentiel : visible de la coordination et de la personne pilote", valeur, key=cle)
    if champ in _COURTS:
        return st.text_input(titre, valeur, max_chars=400, key=cle)
    return st.text_area(titre, valeur, max_chars=LONGUEUR_MAX, key=cle, height="content")


def _input_choix(plan: Plan, base: Action, champ: str, cle: str) -> Any:
    """Un champ dont les valeurs sont fermées : statut, priorité, axes, action parente."""
    titre, valeur = get_titre(champ), getattr(base, champ)
    if champ == "axes":
        axes = distinguish(name_axes(plan) | {a: AXE_SUPPRIME for a in valeur if plan.get(Axe, a) is None})
        return tuple(st.multiselect(titre, list(axes), list(valeur), format_func=lambda a: axes[a], key=cle))
    noms: dict[Any, str] = {
        "statut": {s: s.libelle for s in StatutAction},
        "priorite": {None: "Aucune"} | {p: p.libelle for p in Priorite},
        "parent_id": {None: "Aucune : action principale"}
        | {a.id: f"{a.numero} {typo(a.titre)}" for a in plan.actions if a.id != base.id},
    }[champ]
    if valeur not in noms:
        noms[valeur] = "action supprimée"
    nom = "Sous-action de" if champ == "parent_id" else titre
    return st.selectbox(nom, list(noms), list(noms).index(valeur), format_func=lambda v: noms[v], key=cle)


def _input_liste(
    plan: Plan, champ: str, valeur: Sequence[str], cle: str, territoires: Mapping[str, str]
) -> tuple[str, ...]:
    """Une liste de mots : ceux déjà employés sont proposés, d'autres peuvent s'écrire."""
    deja = {mot for a in plan.actions for mot in getattr(a, champ)}
    proposes = [*territoires, *(deja - set(territoires))] if champ == "territoires" else sorted(deja)
    saisis = st.multiselect(
        get_titre(champ),
        list(dict.fromkeys([*proposes, *valeur])),
        list(valeur),
        format_func=lambda mot: territoires.get(mot, typo(mot)),
        accept_new_options=True,
        placeholder="Choisir ou écrire",
        key=cle,
    )
    return tuple(dict.fromkeys(mot for saisi in saisis for mot in split_liste(saisi)))
