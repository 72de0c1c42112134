"""Deux petites cartes côte à côte, avant et après le scénario, aux mêmes classes."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from observatoire.domain.francais import format_nombre
from observatoire.domain.verdict import Jugement
from observatoire.services.offre.scenarios import Etat, EtSi
from observatoire.ui import cache
from observatoire.ui.carte.affichage import list_qpv
from observatoire.ui.composants import show_titre
from observatoire.ui.composants.html import show_html
from observatoire.ui.graphiques.deck import Surface
from observatoire.ui.graphiques.legende import Entree, build_legende, build_pastille
from observatoire.ui.graphiques.svg_carte import build_svg_carte
from observatoire.ui.palette import SEQUENCE

_LIEUX_MIN = 2


def show_avant_apres(et_si: EtSi) -> None:
    """Pose les deux cartes et leur légende commune ; rien quand aucun chiffre ne se dessine."""
    contours = {c.code: c for c in cache.get_contours(et_si.cadre.version, et_si.cadre.maille.value)}
    etats = {li.territoire.code: (li.avant, li.apres) for li in et_si.lignes if li.territoire.code in contours}
    valeurs = [v for paire in etats.values() for e in paire if (v := _get_valeur(et_si, e)) is not None]
    if len(etats) < _LIEUX_MIN or not valeurs:
        return
    bornes = _cut(max(valeurs))
    mesure = "accessibilité" if et_si.avant else "densité"
    show_titre("Les deux cartes", f"{mesure} pour 10 000 habitants, mêmes couleurs avant et après", niveau=3)
    qpv = list_qpv(et_si.cadre.version)
    for colonne, rang, mot in zip(st.columns(2), (0, 1), ("Avant", "Après"), strict=True):
        surfaces = [
            _build_surface(contours[code], _get_valeur(et_si, paire[rang]), bornes) for code, paire in etats.items()
        ]
        alt = f"{mot} : {mesure} aux {et_si.cadre.nom}. Le tableau donne le même contenu."
        with colonne:
            show_html(f'<p class="obs-h3">{mot}</p>{build_svg_carte(surfaces, None, qpv, alt, marques=False)}')
    show_html(build_legende(_list_entrees(bornes)))


def _get_valeur(et_si: EtSi, etat: Etat) -> float | None:
    return etat.acces if et_si.avant else etat.densite


def _cut(maximum: float) -> list[float]:
    """Hauts de cinq classes égales : des quantiles bougeraient d'une carte à l'autre."""
    pas = maximum / len(SEQUENCE) or 1.0
    return [pas * (rang + 1) for rang in range(len(SEQUENCE))]


def _build_surface(contour: Any, valeur: float | None, bornes: Sequence[float]) -> Surface:
    rang = None if valeur is None else next((i for i, b in enumerate(bornes) if valeur <= b), len(bornes) - 1)
    return Surface(
        code=contour.code, nom=contour.nom, contour=contour.geometrie, couleur=None if rang is None else SEQUENCE[rang],
        jugement=Jugement.NON_COMPARABLE, valeur=format_nombre(valeur, 1), detail="", lon=contour.lon, lat=contour.lat,
    )  # fmt: skip


def _list_entrees(bornes: Sequence[float]) -> list[Entree]:
    bas = [0.0, *bornes]
    return [
        Entree(build_pastille(couleur), f"{format_nombre(bas[rang], 1)} à {format_nombre(haut, 1)}", "")
        for rang, (couleur, haut) in enumerate(zip(SEQUENCE, bornes, strict=True))
    ]
