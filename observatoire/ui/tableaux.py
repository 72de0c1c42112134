"""Tableaux accessibles : du vrai HTML, avec légende et portées, chaque valeur échappée."""

from collections.abc import Sequence
from dataclasses import dataclass

from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape


@dataclass(frozen=True, slots=True)
class Colonne:
    """Une colonne : son titre, et si elle s'aligne comme un nombre ou s'écrit en gras."""

    titre: str
    nombre: bool = False
    fort: bool = False


@dataclass(frozen=True, slots=True)
class Html:
    """Morceau déjà échappé (verdict, lien, figure), à poser tel quel dans une cellule."""

    morceau: str


@dataclass(frozen=True, slots=True)
class Ligne:
    """Une ligne : la première cellule est son en-tête. `choisie` la teinte."""

    cellules: Sequence[str | Html]
    choisie: bool = False


SECRET = Html('<span class="secret"><span>secret</span></span>')
"""Cellule d'un chiffre non diffusable : le mot, sans plus."""


def build_tableau(titre: str, colonnes: Sequence[Colonne], lignes: Sequence[Ligne], titre_visible: bool = False) -> str:
    """Écrit le tableau en HTML. `titre` est sa légende, lue par les lecteurs d'écran même cachée."""
    tete = "".join(f'<th scope="col"{_classe(c, entete=True)}>{escape(c.titre)}</th>' for c in colonnes)
    corps = "".join(_build_ligne(ligne, colonnes) for ligne in lignes)
    cache = "" if titre_visible else ' class="cache"'
    return (
        f'<table class="obs-table"><caption{cache}>{escape(titre)}</caption>'
        f"<thead><tr>{tete}</tr></thead><tbody>{corps}</tbody></table>"
    )


def show_tableau(
    titre: str,
    colonnes: Sequence[Colonne],
    lignes: Sequence[Ligne],
    titre_visible: bool = False,
    defilant: bool = False,
) -> None:
    """Pose le tableau ; `defilant` borne sa hauteur (il reste atteignable au clavier)."""
    classe = "obs-defile haut" if defilant else "obs-defile"
    tableau = build_tableau(titre, colonnes, lignes, titre_visible)
    show_html(f'<div class="{classe}" tabindex="0" role="region" aria-label="{escape(titre)}">{tableau}</div>')


def _build_ligne(ligne: Ligne, colonnes: Sequence[Colonne]) -> str:
    if len(ligne.cellules) != len(colonnes):
        raise ValueError(f"{len(ligne.cellules)} cellules pour {len(colonnes)} colonnes")
    paires = zip(ligne.cellules, colonnes, strict=True)
    cellules = [_build_cellule(valeur, colonne, rang == 0) for rang, (valeur, colonne) in enumerate(paires)]
    classe = ' class="choisi"' if ligne.choisie else ""
    return f"<tr{classe}>{''.join(cellules)}</tr>"


def _build_cellule(valeur: str | Html, colonne: Colonne, entete: bool) -> str:
    contenu = valeur.morceau if isinstance(valeur, Html) else escape(valeur)
    if entete:
        return f'<th scope="row"{_classe(colonne)}>{contenu}</th>'
    return f"<td{_classe(colonne)}>{contenu}</td>"


def _classe(colonne: Colonne, entete: bool = False) -> str:
    noms = ["nombre"] * colonne.nombre + ["fort"] * (colonne.fort and not entete)
    return f' class="{" ".join(noms)}"' if noms else ""
