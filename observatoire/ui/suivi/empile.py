"""Des tableaux qui s'empilent au téléphone : une carte par ligne, chaque cellule sous le nom de sa colonne."""

from collections.abc import Sequence

from observatoire.ui.echappement import escape
from observatoire.ui.tableaux import Colonne, Html, Ligne, build_tableau


def build_empile(
    titre: str, colonnes: Sequence[str], lignes: Sequence[Ligne], *, titre_visible: bool = False, classe: str = ""
) -> str:
    """Écrit le tableau et son cadre ; les noms de colonnes répétés dans les cellules ne se voient qu'au téléphone."""
    nommees = [
        Ligne([ligne.cellules[0], *map(_name_cellule, colonnes[1:], ligne.cellules[1:])], ligne.choisie)
        for ligne in lignes
    ]
    tableau = build_tableau(titre, [Colonne(c) for c in colonnes], nommees, titre_visible)
    noms = " ".join(x for x in ("obs-defile obs-empile", classe) if x)
    return f'<div class="{noms}" tabindex="0" role="region" aria-label="{escape(titre)}">{tableau}</div>'


def _name_cellule(colonne: str, cellule: str | Html) -> Html:
    contenu = cellule.morceau if isinstance(cellule, Html) else escape(cellule)
    return Html(f'<span class="obs-nom">{escape(colonne)}</span>{contenu}')
