"""L'histoire d'une fiche à l'écran : qui a changé quoi, quand, avec l'avant et l'après."""

from datetime import date
from typing import Any

import streamlit as st

from observatoire.domain.cls.objets import Action
from observatoire.domain.cls.plan import Plan
from observatoire.domain.cls.rejeu import PARIS, LigneJournal
from observatoire.domain.cls.saisie import get_nom_champ
from observatoire.domain.cls.vocabulaire import (
    EtatDecision,
    EtatDemande,
    EtatSeance,
    Priorite,
    StatutAction,
    Terme,
    TypeIndicateurCls,
    TypeNote,
    TypeSeance,
    UniteFinancement,
)
from observatoire.domain.francais import format_date, format_nombre, format_pluriel
from observatoire.services.suivi.histoire import read_histoire
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape, shorten
from observatoire.ui.suivi.champs import format_champ
from observatoire.ui.suivi.contexte import Contexte
from observatoire.ui.suivi.signes import typo
from observatoire.ui.tableaux import Colonne, Html, Ligne, build_tableau

LONGUEUR_MAX = 300
MUETS = frozenset({"version", "id", "contrat_id", "action_id", "indicateur_id", "objectif_id", "ordre"})
NOMS_GENRES = {
    "action": "Fiche",
    "etape": "Étape",
    "note": "Note",
    "financement": "Moyen",
    "indicateur_cls": "Indicateur",
    "mesure": "Mesure",
    "cible": "Cible",
    "lien_actions": "Lien",
    "decision": "Décision",
    "contrat": "Contrat",
    "signataire": "Signataire",
    "axe": "Axe",
    "reference_axes": "Renvoi entre axes",
    "objectif": "Objectif",
    "seance": "Séance",
}
_LISTES: dict[str, tuple[type[Terme], ...]] = {
    "statut": (StatutAction,),
    "priorite": (Priorite,),
    "type": (TypeNote, TypeIndicateurCls, TypeSeance),
    "unite": (UniteFinancement,),
    "demande": (EtatDemande,),
    "etat": (EtatDecision, EtatSeance),
}


def show_histoire(contexte: Contexte, action: Action) -> None:
    """L'histoire n'est lue que dépliée."""
    depli = st.expander("Histoire de la fiche", key="histoire", on_change="rerun")
    if not depli.open:
        return
    lignes = read_histoire(contexte.suivi, contexte.contrat.id, action.id, contexte.auteur)
    rangs = [
        Ligne(
            [
                f"{x.quand.astimezone(PARIS):%d/%m/%Y %H:%M}",
                x.qui,
                Html("<br>".join(describe_ligne(contexte.plan, x))),
            ]
        )
        for x in lignes
    ]
    tableau = build_tableau("Histoire de la fiche", [Colonne(t) for t in ("Quand", "Qui", "Quoi")], rangs)
    with depli:
        show_html(f'<p class="obs-note">{format_pluriel(len(lignes), "écriture")}, la dernière en premier.</p>')
        show_html(
            f'<div class="obs-defile haut" tabindex="0" role="region" aria-label="Histoire de la fiche">{tableau}</div>'
        )


def describe_ligne(plan: Plan, ligne: LigneJournal) -> list[str]:
    """Une écriture en HTML, une ligne par champ changé."""
    nom = NOMS_GENRES.get(ligne.genre, ligne.genre)
    avant, apres = ligne.avant or {}, ligne.apres or {}
    if ligne.avant is None or ligne.apres is None:
        dits = [
            write_valeur(plan, c, v) for c, v in (avant or apres).items() if c not in MUETS and v not in ("", [], None)
        ]
        geste = "création" if ligne.avant is None else "suppression"
        textes = [f"{nom} : <strong>{geste}</strong> ({escape(shorten(' · '.join(d for d in dits if d), 200))})"]
    else:
        textes = [
            f"{nom}, {escape(get_nom_champ(c))} : {_show(plan, c, avant.get(c))} → <strong>{_show(plan, c, v)}</strong>"
            for c, v in apres.items()
            if c not in MUETS and avant.get(c) != v
        ]
    motif = [f'<span class="obs-note">{escape(typo(ligne.motif))}</span>'] if ligne.motif else []
    return (textes or [f"{nom} : sans changement"]) + motif


def _show(plan: Plan, champ: str, valeur: Any) -> str:
    return escape(shorten(write_valeur(plan, champ, valeur).replace("\n", ", ") or "(vide)", LONGUEUR_MAX))


def write_valeur(plan: Plan, champ: str, valeur: Any) -> str:
    """Une valeur du journal (du JSON) comme on la lit à l'écran."""
    if isinstance(valeur, list):
        valeur = tuple(valeur)  # pyright: ignore[reportUnknownVariableType]
    if isinstance(valeur, float):
        return format_nombre(valeur, 0 if valeur.is_integer() else 1)
    if champ in _LISTES and isinstance(valeur, str):
        return next((t.libelle for liste in _LISTES[champ] for t in liste if t.value == valeur), valeur)
    if champ == "cible_id":
        cible = plan.get(Action, valeur)
        return f"{cible.numero} {typo(cible.titre)}" if cible else "action supprimée"
    texte = format_champ(plan, champ, valeur)
    if len(texte) == 10 and texte[4:5] == "-" and texte[:4].isdigit():
        return format_date(date.fromisoformat(texte))
    return texte
