"""Tous les caches de l'interface. Clé : la version des données et des codes, jamais un tableau.

Les résultats des cas d'usage sont figés : `cache_resource` les partage entre les sessions sans les recopier.
"""

import streamlit as st

from observatoire.domain.territoire import Maille
from observatoire.services import carte as services_carte
from observatoire.services.carte import Animation, Carte, Contour
from observatoire.services.catalogue import Catalogue, build_catalogue
from observatoire.services.comparateurs import list_comparateurs
from observatoire.services.portrait import Portrait, build_portrait
from observatoire.services.resultats import Comparateur
from observatoire.services.version import get_version_courante, open_version


def read_version() -> str:
    """Nom de la version servie, relu à chaque exécution : une publication se voit sans redémarrer."""
    return get_version_courante()


@st.cache_resource(max_entries=4, show_spinner=False)
def get_catalogue(version: str) -> Catalogue:
    """Menus, fiches, territoires et sources de la version."""
    return build_catalogue(version=version)


@st.cache_resource(max_entries=16, show_spinner=False)
def get_comparateurs(version: str, maille: str) -> tuple[Comparateur, ...]:
    """Comparateurs proposés pour une maille."""
    return list_comparateurs(meta=open_version(version).metadonnees, maille=Maille(maille))


@st.cache_resource(max_entries=64, show_spinner=False)
def get_carte(
    *, version: str, indicateur: str, periode: str, maille: str, comparateur: str, sexe: str, age: str, classes: str
) -> Carte:
    """Carte d'un indicateur."""
    return services_carte.build_carte(
        version=version,
        indicateur=indicateur,
        periode=periode,
        maille=maille,
        comparateur=comparateur,
        sexe=sexe,
        age=age,
        classes=classes,
    )


@st.cache_resource(max_entries=16, show_spinner=False)
def get_animation(*, version: str, indicateur: str, maille: str, sexe: str, age: str, classes: str) -> Animation:
    """Toutes les périodes d'un indicateur, aux mêmes classes."""
    return services_carte.build_animation(
        version=version, indicateur=indicateur, maille=maille, sexe=sexe, age=age, classes=classes
    )


@st.cache_resource(max_entries=16, show_spinner=False)
def get_contours(version: str, maille: str) -> tuple[Contour, ...]:
    """Tracés d'une maille."""
    return services_carte.load_contours(version=version, maille=maille)


@st.cache_resource(max_entries=8, show_spinner=False)
def get_habillage_qpv(version: str) -> tuple[Contour, ...]:
    """Contours et hachures des quartiers prioritaires, au millésime le plus récent."""
    return services_carte.load_habillage_qpv(version=version)


@st.cache_resource(max_entries=64, show_spinner=False)
def get_portrait(version: str, territoire: str, comparateur: str, sexe: str) -> Portrait:
    """Portrait d'un territoire."""
    return build_portrait(version=version, territoire=territoire, comparateur=comparateur, sexe=sexe)
