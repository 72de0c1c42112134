"""Les champs d'une séance et d'une décision : les demander, les écrire pour les relire."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

import streamlit as st

from observatoire.domain.cls.objets import Action, Decision, Seance
from observatoire.domain.cls.plan import Plan
from observatoire.domain.cls.saisie import ANNEE_MAX, ANNEE_MIN, split_liste
from observatoire.domain.cls.vocabulaire import EtatDecision, EtatSeance, TypeSeance, get_libelle
from observatoire.domain.francais import format_date
from observatoire.services.suivi.seances import name_seance, parse_vue
from observatoire.services.version import list_versions_publiees
from observatoire.ui.composants import show_message
from observatoire.ui.navigation import list_adresses
from observatoire.ui.suivi.signes import typo

BORNES = date(ANNEE_MIN, 1, 1), date(ANNEE_MAX, 12, 31)
_AUCUNE_VERSION = "Aucune"


def ask_seance(plan: Plan, base: Seance, cle: str) -> dict[str, Any]:
    """Pose les champs d'une séance."""
    gauche, milieu, droite = st.columns(3)
    connus = {nom for s in plan.seances for nom in s.presents} | {s.nom for s in plan.signataires}
    return {
        "type": _select(gauche, "Type", TypeSeance, base.type, f"{cle}:type"),
        "date": milieu.date_input("Date", base.date, *BORNES, format="DD/MM/YYYY", key=f"{cle}:date"),
        "etat": _select(droite, "État", EtatSeance, base.etat, f"{cle}:etat"),
        "titre": gauche.text_input("Titre (facultatif)", base.titre, max_chars=300, key=f"{cle}:titre"),
        "lieu": milieu.text_input("Lieu", base.lieu, max_chars=300, key=f"{cle}:lieu"),
        "version_donnees": _ask_version(droite, base.version_donnees, f"{cle}:version"),
        "presents": _ask_presents(connus, base.presents, f"{cle}:presents"),
    }


def ask_decision(plan: Plan, base: Decision, cle: str) -> dict[str, Any]:
    """Pose les champs d'une décision."""
    texte = st.text_area("Décision", base.texte, max_chars=5000, key=f"{cle}:texte")
    gauche, milieu, droite = st.columns(3)
    actions: dict[int | None, str] = {None: "Aucune"} | {a.id: f"{a.numero} {typo(a.titre)}" for a in plan.actions}
    seances: dict[int | None, str] = {None: "Hors séance"} | {s.id: typo(name_seance(s)) for s in plan.seances}
    vue = st.text_input(
        "Vue à l’appui (lien copié d’une page de l’observatoire)", base.vue, max_chars=2000, key=f"{cle}:vue"
    )
    return {
        "texte": texte,
        "porteur": gauche.text_input("Porteur", base.porteur, max_chars=300, key=f"{cle}:porteur"),
        "echeance": milieu.date_input("Échéance", base.echeance, *BORNES, format="DD/MM/YYYY", key=f"{cle}:echeance"),
        "etat": _select(droite, "Suite donnée", EtatDecision, base.etat, f"{cle}:etat"),
        "action_id": _choose(gauche, "Fiche liée", actions, base.action_id, f"{cle}:action"),
        "seance_id": _choose(milieu, "Séance", seances, base.seance_id, f"{cle}:seance"),
        "date": droite.date_input("Prise le", base.date, *BORNES, format="DD/MM/YYYY", key=f"{cle}:date"),
        "vue": _clean_vue(vue, base.vue),
        "version_donnees": _ask_version(gauche, base.version_donnees, f"{cle}:version"),
    }


def write_champ(plan: Plan, champ: str, valeur: Any) -> str:
    """Écrit la valeur d'un champ d'une séance ou d'une décision ; vide si rien n'est dit."""
    if valeur in (None, "", ()):
        return ""
    if champ == "action_id":
        action = plan.get(Action, valeur)
        return f"{action.numero} {typo(action.titre)}" if action else ""
    if champ == "seance_id":
        seance = plan.get(Seance, valeur)
        return typo(name_seance(seance)) if seance else ""
    if isinstance(valeur, tuple):
        return "\n".join(str(v) for v in valeur)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if isinstance(valeur, date):
        return format_date(valeur)
    return get_libelle(valeur) if isinstance(valeur, StrEnum) else typo(str(valeur))


def format_version(version: str) -> str:
    """Écrit « 2026-11-22 · a1b2c3 » à partir du nom d'une version publiée."""
    return version.removeprefix("obs_").removesuffix(".duckdb").replace("_", " · ")


def _select(lieu: Any, titre: str, liste: type[StrEnum], valeur: StrEnum, cle: str) -> Any:
    return _choose(lieu, titre, {terme: get_libelle(terme) for terme in liste}, valeur, cle)


def _choose(lieu: Any, titre: str, noms: Mapping[Any, str], valeur: Any, cle: str) -> Any:
    rang = list(noms).index(valeur) if valeur in noms else 0
    return lieu.selectbox(titre, list(noms), rang, format_func=lambda v: noms[v], key=cle)


def _ask_version(lieu: Any, valeur: str, cle: str) -> str:
    """La version des données vue : une version publiée, ou celle déjà consignée."""
    noms = {"": _AUCUNE_VERSION} | {v: format_version(v) for v in list_versions_publiees()}
    if valeur and valeur not in noms:
        noms[valeur] = format_version(valeur)
    return _choose(lieu, "Version des données", noms, valeur, cle)


def _ask_presents(connus: set[str], valeur: Sequence[str], cle: str) -> tuple[str, ...]:
    saisis = st.multiselect(
        "Présents",
        sorted(connus | set(valeur)),
        list(valeur),
        accept_new_options=True,
        placeholder="Choisir ou écrire un nom, une institution",
        key=cle,
    )
    return tuple(dict.fromkeys(mot for saisi in saisis for mot in split_liste(saisi)))


def _clean_vue(saisie: str, ancienne: str) -> str:
    """L'adresse interne du lien collé ; un lien d'ailleurs est refusé et le dit."""
    if not saisie.strip() or saisie == ancienne:
        return saisie.strip()
    vue = parse_vue(saisie, list_adresses())
    if vue is None:
        show_message(
            "La vue n’est pas gardée : collez un lien copié d’une page de l’observatoire (« Copier le lien »).",
            alerte=True,
        )
    return vue or ""
