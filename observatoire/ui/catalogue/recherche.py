"""Chercher un indicateur : mots du libellé, de la définition, du thème ou de la source, sans accent ni casse."""

from collections.abc import Sequence

from observatoire.domain.francais import format_pluriel, sort_key
from observatoire.domain.indicateur import LIBELLES_THEME
from observatoire.services.catalogue import Catalogue, FicheCatalogue
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape
from observatoire.ui.tableaux import Colonne, Html, Ligne, show_tableau


def find_fiches(catalogue: Catalogue, texte: str, theme: str) -> list[FicheCatalogue]:
    """Fiches qui contiennent tous les mots cherchés, dans le thème choisi (vide : tous)."""
    mots = sort_key(texte).split()
    return [
        fiche
        for groupe in catalogue.themes
        if theme in ("", groupe.theme.value)
        for fiche in groupe.fiches
        if all(mot in _build_texte(fiche) for mot in mots)
    ]


def _build_texte(fiche: FicheCatalogue) -> str:
    i = fiche.indicateur
    champs = (i.code, i.libelle, i.libelle_court, i.definition, LIBELLES_THEME[i.theme], fiche.source.libelle)
    return sort_key(" ".join((*champs, fiche.source.producteur)))


def show_resultats(fiches: Sequence[FicheCatalogue]) -> None:
    """Tableau des indicateurs trouvés ; leur nom ouvre la fiche."""
    lignes = [
        Ligne(
            (
                Html(
                    f'<a href="catalogue?indicateur={escape(f.indicateur.code)}" target="_self">'
                    f"{escape(f.indicateur.libelle)}</a>"
                ),
                LIBELLES_THEME[f.indicateur.theme],
                f.indicateur.unite or "sans unité",
                _get_derniere(f),
                f.source.producteur,
            )
        )
        for f in fiches
    ]
    if not lignes:
        show_html('<p class="obs-note">Aucun indicateur ne contient ces mots. Essayez un mot plus court.</p>')
        return
    colonnes = ("Indicateur", "Thème", "Unité", "Dernière période", "Producteur")
    show_tableau(
        format_pluriel(len(lignes), "indicateur"),
        [Colonne(c) for c in colonnes],
        lignes,
        titre_visible=True,
        defilant=len(lignes) > 20,
    )


def _get_derniere(fiche: FicheCatalogue) -> str:
    dernieres = [periodes[-1] for periodes in fiche.periodes.values() if periodes]
    return max(dernieres).libelle if dernieres else "–"
