"""Caches du suivi du contrat : `marque` change à chaque écriture, c'est elle qui périme."""

from datetime import date

import streamlit as st

from observatoire.domain.cls.droits import Auteur, Role
from observatoire.domain.cls.plan import Plan
from observatoire.domain.territoire import Maille
from observatoire.services.suivi.acces import (
    ContratAbsent,
    Suivi,
    list_jours,
    open_suivi,
    read_plan,
    rebuild_plan_at,
)
from observatoire.services.suivi.liaison import SourceEntrepot, VerdictBesoin, list_verdicts
from observatoire.services.suivi.vue_ensemble import PointAvancement, build_courbes


@st.cache_resource(max_entries=4, show_spinner=False)
def get_suivi(url: str) -> Suivi:
    """La base du suivi, partagée par toutes les sessions."""
    return open_suivi(url)


@st.cache_resource(max_entries=4, show_spinner=False)
def get_source_indicateurs(version: str) -> SourceEntrepot:
    """Lecteur des séries de la version, pour les indicateurs du contrat qui y sont suivis."""
    return SourceEntrepot(version)


@st.cache_resource(max_entries=8, show_spinner=False)
def get_verdicts_besoins(version: str, maille: str) -> tuple[VerdictBesoin, ...]:
    """Verdicts d'une maille, qui disent les besoins."""
    return list_verdicts(version, Maille(maille))


@st.cache_resource(max_entries=32, show_spinner=False)
def get_plan(url: str, contrat_id: int, marque: str, role: str) -> Plan:
    """Le plan dans l'état que désigne `marque`."""
    del marque
    return read_plan(get_suivi(url), contrat_id, Auteur("lecture", Role(role)))


@st.cache_resource(max_entries=64, show_spinner=False)
def get_plan_at(url: str, contrat_id: int, marque: str, role: str, jour: date) -> Plan | None:
    """Le plan à la fin d'un jour passé ; `None` avant sa création."""
    del marque
    try:
        return rebuild_plan_at(get_suivi(url), contrat_id, jour, Auteur("lecture", Role(role)))
    except ContratAbsent:
        return None


@st.cache_resource(max_entries=16, show_spinner=False)
def get_courbes(
    url: str, contrat_id: int, *, marque: str, role: str, debut: date, fin: date
) -> tuple[PointAvancement, ...]:
    """L'avancement mois après mois."""
    del marque
    return build_courbes(get_suivi(url), contrat_id, Auteur("lecture", Role(role)), debut=debut, fin=fin)


@st.cache_resource(max_entries=16, show_spinner=False)
def get_jours(url: str, contrat_id: int, marque: str) -> tuple[date, ...]:
    """Les jours où le contrat a changé."""
    del marque
    return list_jours(get_suivi(url), contrat_id)
