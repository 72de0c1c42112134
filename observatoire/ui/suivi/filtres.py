"""Les filtres de la liste des fiches : chacun s'écrit en codes dans l'adresse."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import streamlit as st

from observatoire.domain.cls.plan import Plan
from observatoire.domain.francais import format_date
from observatoire.services.suivi.criteres import (
    BORNES,
    CRITERES,
    TRIS,
    Fiche,
    describe_fiches,
    select_fiches,
    sort_fiches,
)
from observatoire.ui import etat_url
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape
from observatoire.ui.suivi.signes import typo

VISIBLES = ("axe", "statut", "territoire", "theme")
CHOIX_MAX = 30
SOUS_ACTIONS = "sous"


@dataclass(frozen=True)
class Selection:
    """Les fiches retenues, et les filtres qui les ont choisies, en mots."""

    fiches: tuple[Fiche, ...]
    total: int
    filtres: tuple[str, ...]
    tri: str


def show_filtres(plan: Plan, au: date, noms: Mapping[str, str]) -> Selection:
    """Pose les filtres et rend les fiches qui passent. `noms` traduit les codes de territoires."""
    toutes = describe_fiches(plan, au, noms, sous_actions=st.query_params.get(SOUS_ACTIONS) == "oui")
    recherche = str(st.query_params.get("q", ""))[:80]
    st.text_input(
        "Chercher un mot",
        max_chars=80,
        placeholder="titre, description, pilote, étape, note…",
        **etat_url.bind("q", recherche),
    )
    choix: dict[str, list[str]] = {}
    dits: list[str] = [f"« {recherche} »"] if recherche else []
    with st.container(horizontal=True):
        for code in VISIBLES:
            _show_critere(code, toutes, choix, dits)
    autres = [c for c in CRITERES if c not in VISIBLES]
    actifs = sum(bool(st.query_params.get(c)) for c in (*autres, *BORNES, SOUS_ACTIONS))
    with st.expander(f"Autres filtres ({actifs} en place)" if actifs else "Autres filtres"):
        colonnes = st.columns(3)
        for rang, code in enumerate(autres):
            with colonnes[rang % 3]:
                _show_critere(code, toutes, choix, dits)
        bornes = _show_bornes(dits)
        _show_sous_actions(plan)
    retenues = select_fiches(toutes, choix, recherche=recherche, bornes=bornes)
    tri = etat_url.read_code("tri", TRIS, "numero", "le rangement")
    return Selection(sort_fiches(retenues, tri), len(toutes), tuple(dits), tri)


def _show_critere(code: str, fiches: tuple[Fiche, ...], choix: dict[str, list[str]], dits: list[str]) -> None:
    critere = CRITERES[code]
    valeurs = critere.collect(fiches)
    choisies = etat_url.read_codes(code, valeurs, [], CHOIX_MAX, critere.nom)
    st.multiselect(
        critere.nom,
        list(valeurs),
        format_func=lambda v: typo(valeurs[v].libelle),
        placeholder="Tous",
        **etat_url.bind(code, choisies),
    )
    if choisies:
        choix[code] = choisies
        dits.append(f"{critere.nom} : {' ou '.join(typo(valeurs[v].libelle).lstrip('· ') for v in choisies)}")


def _show_bornes(dits: list[str]) -> dict[str, date]:
    bornes: dict[str, date] = {}
    colonnes = st.columns(4)
    for rang, (code, nom) in enumerate(BORNES.items()):
        lue = _read_jour(code, nom)
        cle = f"fiches:{code}"
        st.session_state[cle] = lue
        with colonnes[rang]:
            st.date_input(
                nom, None, date(1990, 1, 1), date(2100, 12, 31), key=cle, format="DD/MM/YYYY",
                on_change=_write_jour, args=(code, cle),
            )  # fmt: skip
        if lue is not None:
            bornes[code] = lue
            dits.append(f"{nom} {format_date(lue)}")
    return bornes


def _read_jour(code: str, nom: str) -> date | None:
    recu = st.query_params.get(code)
    if not recu:
        return None
    try:
        jour = date.fromisoformat(recu)
    except ValueError:
        jour = None
    if jour is None or not 1990 <= jour.year <= 2100:
        etat_url.add_avis(f"Le lien donne pour « {nom} » une date qui ne se lit pas : ce filtre est ignoré.")
        return None
    return jour


def _write_jour(code: str, cle: str) -> None:
    jour = st.session_state.get(cle)
    etat_url.set_codes({code: jour.isoformat() if isinstance(jour, date) else None})


def _show_sous_actions(plan: Plan) -> None:
    """Les sous-actions ne se montrent qu'à la demande : elles sont dans la fiche de leur action."""
    if not any(a.parent_id for a in plan.actions):
        return
    noms = {"": "Non, elles sont dans la fiche de leur action", "oui": "Oui, chacune sur sa ligne"}
    st.selectbox(
        "Montrer les sous-actions",
        list(noms),
        format_func=lambda c: noms[c],
        **etat_url.bind(SOUS_ACTIONS, etat_url.read_code(SOUS_ACTIONS, ("oui",), "", "le filtre")),
    )


def show_tri(selection: Selection) -> None:
    """L'ordre de la liste."""
    st.selectbox(
        "Ranger par", list(TRIS), format_func=lambda c: TRIS[c], width=340, **etat_url.bind("tri", selection.tri)
    )


def show_filtres_en_place(selection: Selection) -> None:
    """Rappelle les filtres, et les retire d'un geste."""
    if not selection.filtres:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        show_html(f'<p class="obs-note">Filtres : {escape(" · ".join(selection.filtres))}</p>')
        if st.button("Retirer les filtres"):
            etat_url.set_codes(dict.fromkeys((*CRITERES, *BORNES, SOUS_ACTIONS, "q")))
            st.rerun()
