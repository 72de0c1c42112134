"""« Les quartiers qui ressemblent le plus à… » : la liste, et les liens pour aller plus loin."""

from urllib.parse import quote

import streamlit as st

from observatoire.domain.francais import format_nombre, format_pluriel, join_mots
from observatoire.domain.phrases.lieux import build_lieu
from observatoire.domain.territoire import LIBELLES_COURTS_MAILLE, Territoire
from observatoire.services.typologie import ClasseTypologie, Semblable
from observatoire.ui.composants import show_message, show_phrase, show_titre
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape
from observatoire.ui.navigation import link_page
from observatoire.ui.tableaux import Colonne, Html, Ligne, show_tableau
from observatoire.ui.typologie.groupes import build_lettre

_NOMMES = 3


def write_semblables(cible: Territoire, proches: tuple[Semblable, ...], ville: str) -> str:
    """« Les quartiers les plus proches du quartier Mirandelle : Beauval, Centre et Le Port. »."""
    pluriel = LIBELLES_COURTS_MAILLE[cible.maille][1]
    noms = join_mots(s.territoire.nom for s in proches[:_NOMMES])
    return f"Les {pluriel} qui ressemblent le plus au portrait {build_lieu(cible, ville).de} : {noms}."


def show_semblables(
    cible: Territoire, proches: tuple[Semblable, ...], groupes: dict[str, ClasseTypologie], ville: str
) -> None:
    """Pose la phrase, le tableau et les liens."""
    with st.container(key="carte-semblables"):
        show_titre(f"Les plus semblables : {cible.nom}")
        if not proches:
            show_message(
                "Trop peu de chiffres publiés pour ce territoire : rien ne permet de lui trouver un semblable."
            )
            return
        communs = min(s.communs for s in proches)
        show_phrase(
            write_semblables(cible, proches, ville),
            f"ressemblance calculée sur {format_pluriel(communs, 'indicateur')} au moins · elle décrit, sans se tester",
        )
        show_tableau(
            f"Territoires qui ressemblent à {cible.nom}",
            [
                Colonne("Territoire", fort=True),
                Colonne("Groupe"),
                Colonne("Écart moyen", nombre=True),
                Colonne("Indicateurs comparés", nombre=True),
            ],
            [_build_rangee(s, groupes.get(s.territoire.code)) for s in proches],
        )
        show_html(
            '<p class="obs-note">Écart moyen par indicateur, compté en écarts-types : 0 pour deux territoires '
            "identiques, 1,4 en moyenne pour deux territoires pris au hasard.</p>"
        )
        with st.container(horizontal=True):
            link_page("portrait", f"Portrait : {cible.nom}", {"territoire": cible.code})
            codes = ",".join([cible.code, *(s.territoire.code for s in proches[:_NOMMES])])
            link_page("comparer", "Les comparer indicateur par indicateur", {"territoires": codes})


def _build_rangee(semblable: Semblable, groupe: ClasseTypologie | None) -> Ligne:
    t = semblable.territoire
    lien = f'<a href="portrait?territoire={quote(t.code)}" target="_self">{escape(t.nom)}</a>'
    return Ligne(
        (
            Html(lien),
            Html(build_lettre(groupe.numero)) if groupe else "–",
            format_nombre(semblable.distance, 2),
            format_nombre(semblable.communs),
        )
    )
