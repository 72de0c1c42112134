"""Un conflit montré champ par champ : ce qu'il y avait, ce que l'autre a mis, ce que j'avais tapé."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from observatoire.domain.cls.objets import Action
from observatoire.domain.cls.plan import Plan
from observatoire.services.suivi.edition import ChampConflit, Conflit
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape, escape_markdown
from observatoire.ui.suivi.champs import TEXTES_LIBRES, format_champ, get_titre
from observatoire.ui.suivi.empile import build_empile
from observatoire.ui.suivi.signes import typo
from observatoire.ui.tableaux import Html, Ligne

Ecrire = Callable[[str, Any], str]
"""Écrit la valeur d'un champ pour la lire."""


def choose_champs(conflit: Conflit[Any], write: Ecrire, cle: str) -> dict[str, object]:
    """Montre chaque champ changé et rend ce qu'il faut reporter sur l'état de l'autre : champ → valeur.

    Ce que moi seul ai changé est gardé d'office, ce que l'autre seul a changé aussi : il ne reste à
    choisir que là où nous ne sommes pas d'accord.
    """
    par = conflit.par or "Quelqu’un"
    gardes: dict[str, object] = {}
    accordes: list[Ligne] = []
    for champ in conflit.champs:
        if champ.oppose and champ.champ != "statut_depuis":
            gardes[champ.champ] = _ask(champ, write, par, cle)
            continue
        mien = champ.mine != champ.base
        if mien:
            gardes[champ.champ] = champ.mine
        accordes.append(_build_accord(champ, write, "vous" if mien else par))
    if accordes:
        colonnes = ("Champ", "Avant", "Ce qui sera enregistré", "Changé par")
        titre = "Gardé d’office : un seul de vous deux l’a changé"
        show_html(build_empile(titre, colonnes, accordes, titre_visible=True))
    return gardes


def _ask(champ: ChampConflit, write: Ecrire, par: str, cle: str) -> object:
    """Les trois textes côte à côte, puis le choix ; un texte long ou une liste peut garder les deux."""
    titre = get_titre(champ.champ)
    dits = [_lines(write(champ.champ, v) or "(vide)") for v in (champ.base, champ.mine, champ.theirs)]
    colonnes = ("Champ", "Avant", "Vous", par)
    show_html(build_empile(f"{titre} : deux saisies", colonnes, [Ligne([titre, *dits])], classe="obs-conflit"))
    deux = _join(champ)
    noms = {"mine": "Garder la mienne", "theirs": f"Prendre l’autre ({escape_markdown(par)})"}
    if deux is not None:
        noms["deux"] = "Garder les deux, l’une après l’autre"
    choix = st.radio(
        f"{titre} : vous l’avez changé tous les deux",
        list(noms),
        format_func=lambda c: noms[c],
        horizontal=True,
        key=f"choix:{cle}:{champ.champ}",
    )
    return {"mine": champ.mine, "theirs": champ.theirs, "deux": deux}[choix]


def _join(champ: ChampConflit) -> object:
    """Les deux saisies réunies, pour une liste ou un texte libre ; `None` ailleurs."""
    mine, theirs = champ.mine, champ.theirs
    if isinstance(mine, tuple) and isinstance(theirs, tuple):
        return tuple(dict.fromkeys((*theirs, *mine)))  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    if champ.champ in TEXTES_LIBRES and mine and theirs:
        return f"{theirs}\n{mine}"
    return None


def _build_accord(champ: ChampConflit, write: Ecrire, par: str) -> Ligne:
    garde = champ.mine if champ.mine != champ.base else champ.theirs
    avant, apres = (write(champ.champ, v) or "(vide)" for v in (champ.base, garde))
    return Ligne([get_titre(champ.champ), _lines(avant), _lines(apres), par])


def _lines(texte: str) -> Html:
    return Html("<br>".join(map(escape, texte.splitlines())))


def build_tableau_conflits(plan: Plan, conflits: Sequence[Conflit[Action]], noms: Mapping[str, str]) -> str:
    """Les conflits d'un lot : une ligne par champ que l'un ou l'autre a changé."""
    lignes: list[Ligne] = []
    for conflit in conflits:
        fiche = f"{conflit.mine.numero} {typo(conflit.mine.titre)}"
        if conflit.theirs is None:
            lignes.append(Ligne([fiche, "", "", f"supprimée par {conflit.par}", ""]))
        for c in conflit.champs:
            dits = [format_champ(plan, c.champ, v, noms) or "(vide)" for v in (c.base, c.theirs, c.mine)]
            lignes.append(Ligne([fiche, get_titre(c.champ), *map(_lines, dits)]))
    titres = ("Fiche", "Champ", "Avant", "Enregistré par l’autre", "Votre changement")
    return build_empile("Fiches modifiées entre-temps", titres, lignes)
