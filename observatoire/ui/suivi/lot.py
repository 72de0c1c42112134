"""Modifier plusieurs fiches d'un coup : choisir, voir ce qui changerait, appliquer."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import streamlit as st

from observatoire.domain.cls.objets import Action
from observatoire.domain.cls.vocabulaire import STATUTS_A_MOTIVER, Priorite, StatutAction, get_libelle
from observatoire.domain.francais import format_pluriel, join_mots
from observatoire.errors import ErreurObservatoire
from observatoire.services.suivi.edition import Conflit
from observatoire.services.suivi.lignes import save_lot
from observatoire.services.suivi.lot import LISTES, ChangementLot, Geste, LigneLot, preview_lot
from observatoire.ui.composants import show_message
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape
from observatoire.ui.suivi.champs import format_champ, get_titre, name_axes
from observatoire.ui.suivi.conflit import build_tableau_conflits
from observatoire.ui.suivi.contexte import Contexte, show_nom
from observatoire.ui.suivi.filtres import Selection
from observatoire.ui.suivi.formulaire import announce
from observatoire.ui.suivi.signes import typo
from observatoire.ui.tableaux import Colonne, Html, Ligne, build_tableau

CHAMPS_DU_LOT = (
    "statut", "priorite", "debut", "fin", "structure_pilote", "service_pilote", "personne_pilote", "elu_referent",
    "instance", "axes", "territoires", "thematiques", "publics", "determinants", "partenaires", "confidentiel",
)  # fmt: skip
_APERCU, _CHANGEMENT, _MOTIF, _CONFLITS = "lot:apercu", "lot:changement", "lot:pourquoi", "lot:conflits"


def show_lot(contexte: Contexte, selection: Selection, territoires: Mapping[str, str]) -> None:
    """Le choix, puis l'aperçu de ce qui changerait ; rien n'est écrit avant la confirmation."""
    actions = {f.action.id: f.action for f in selection.fiches}
    show_nom("lot")
    gauche, droite = st.columns([2, 1])
    champ = gauche.selectbox("Champ à changer", CHAMPS_DU_LOT, format_func=get_titre, key="lot:champ")
    gestes = [Geste.AJOUTER, Geste.RETIRER] if champ in LISTES else [Geste.REMPLACER]
    geste = droite.selectbox("Que faire", gestes, format_func=get_libelle, key=f"lot:geste:{champ in LISTES}")
    with st.form("lot"):
        choisies = st.multiselect(
            "Fiches",
            list(actions),
            format_func=lambda a: f"{actions[a].numero} {typo(actions[a].titre)}",
            placeholder="Choisir parmi les fiches filtrées",
        )
        toutes = st.checkbox(f"Les {len(actions)} fiches de la liste")
        changement = _input_changement(contexte, list(actions.values()), champ, geste, territoires)
        pourquoi = st.text_input("Pourquoi (facultatif, gardé au journal de chaque fiche)", max_chars=300)
        if st.form_submit_button("Voir ce qui changerait", type="primary"):
            visees = [actions[a] for a in (actions if toutes else choisies)]
            _preview(visees, changement, pourquoi)
    if (lignes := st.session_state.get(_APERCU)) is not None:
        _show_apercu(contexte, cast("tuple[LigneLot, ...]", lignes), territoires)
    if conflits := st.session_state.get(_CONFLITS):
        _show_conflits(contexte, cast("tuple[Conflit[Action], ...]", conflits), territoires)


def _preview(visees: Sequence[Action], changement: ChangementLot, pourquoi: str) -> None:
    st.session_state.pop(_CONFLITS, None)
    st.session_state.pop(_APERCU, None)
    if not visees:
        show_message("Choisissez au moins une fiche.", alerte=True)
        return
    if changement.champ in LISTES and not changement.valeur:
        show_message("Choisissez au moins une valeur à ajouter ou à retirer.", alerte=True)
        return
    # Les fiches telles qu'elles sont montrées serviront de verrou : ce qu'un autre écrit d'ici là sera vu.
    st.session_state[_APERCU] = preview_lot(visees, changement)
    st.session_state[_MOTIF], st.session_state[_CHANGEMENT] = pourquoi, changement


def _input_changement(
    contexte: Contexte, actions: Sequence[Action], champ: str, geste: Geste, territoires: Mapping[str, str]
) -> ChangementLot:
    if champ == "statut":
        statut = st.selectbox("Nouveau statut", list(StatutAction), format_func=get_libelle)
        dits = join_mots([s.libelle for s in StatutAction if s in STATUTS_A_MOTIVER])
        motif = st.text_input(f"Motif du statut (obligatoire pour {dits})", max_chars=400)
        deblocage = st.text_input("Condition de déblocage (facultative)", max_chars=400)
        return ChangementLot(champ, statut, geste, motif, deblocage)
    return ChangementLot(champ, _input_valeur(contexte, actions, champ, geste, territoires), geste)


def _input_valeur(
    contexte: Contexte, actions: Sequence[Action], champ: str, geste: Geste, territoires: Mapping[str, str]
) -> Any:
    if champ == "priorite":
        noms: dict[Priorite | None, str] = {None: "Aucune"} | {p: p.libelle for p in Priorite}
        return st.selectbox("Nouvelle priorité", list(noms), format_func=lambda p: noms[p])
    if champ in {"debut", "fin"}:
        return st.date_input("Nouvelle date (vide : l’effacer)", None, format="DD/MM/YYYY")
    if champ == "confidentiel":
        return st.checkbox("Confidentiel : visible de la coordination et de la personne pilote")
    if champ not in LISTES:
        return st.text_input("Nouvelle valeur (vide : l’effacer)", max_chars=400)
    axes = name_axes(contexte.plan)
    deja = sorted({mot for a in actions for mot in getattr(a, champ)}, key=str)
    connus: Sequence[Any] = list(axes) if champ == "axes" else [*territoires, *deja] if champ == "territoires" else deja
    return tuple(
        st.multiselect(
            "À retirer" if geste is Geste.RETIRER else "À ajouter",
            list(dict.fromkeys(deja if geste is Geste.RETIRER else connus)),
            format_func=lambda v: axes[v] if champ == "axes" else territoires.get(v, typo(str(v))),
            accept_new_options=champ != "axes" and geste is Geste.AJOUTER,
            placeholder="Choisir" if champ == "axes" or geste is Geste.RETIRER else "Choisir ou écrire",
            key=f"lot:valeurs:{champ}:{geste.value}",
        )
    )


def _show_apercu(contexte: Contexte, lignes: tuple[LigneLot, ...], noms: Mapping[str, str]) -> None:
    pretes = [x for x in lignes if x.is_prete]
    rangs = [Ligne(_build_rang(contexte, x, noms)) for x in lignes]
    colonnes = [Colonne("Fiche"), Colonne("Avant"), Colonne("Après")]
    tableau = build_tableau("Ce qui changerait", colonnes, rangs, titre_visible=True)
    show_html(f'<div class="obs-defile haut obs-large" tabindex="0" role="region" aria-label="Aperçu">{tableau}</div>')
    with st.container(horizontal=True):
        verbe = f"Appliquer à {format_pluriel(len(pretes), 'fiche')}"
        if st.button(verbe, type="primary", disabled=not pretes, key="lot:ok"):
            _apply(contexte, pretes)
        if st.button("Renoncer", key="lot:non"):
            del st.session_state[_APERCU]
            st.rerun()


def _build_rang(contexte: Contexte, ligne: LigneLot, noms: Mapping[str, str]) -> list[str | Html]:
    titre = f"{ligne.base.numero} {typo(ligne.base.titre)}"
    if ligne.fautes:
        return [titre, "", Html(f"<strong>Laissée telle quelle.</strong> {escape(' '.join(ligne.fautes.values()))}")]
    if not ligne.is_changee:
        return [titre, "", "rien ne change"]
    avant: list[str] = []
    apres: list[str] = []
    for champ in vars(ligne.base):
        vieux, neuf = getattr(ligne.base, champ), getattr(ligne.voulu, champ)
        if vieux != neuf:
            avant.append(f"{get_titre(champ)} : {format_champ(contexte.plan, champ, vieux, noms) or '(vide)'}")
            apres.append(f"{get_titre(champ)} : {format_champ(contexte.plan, champ, neuf, noms) or '(vide)'}")
    return [titre, Html("<br>".join(map(escape, avant))), Html("<br>".join(map(escape, apres)))]


def _apply(contexte: Contexte, pretes: Sequence[LigneLot]) -> None:
    motif = str(st.session_state.get(_MOTIF, ""))
    try:
        bilan = save_lot(contexte.suivi, contexte.auteur, [(x.voulu, x.base) for x in pretes], motif=motif)
    except ErreurObservatoire as refus:
        show_message(f"{refus} Aucune fiche n’est modifiée.", alerte=True)
        return
    del st.session_state[_APERCU]
    st.session_state[_CONFLITS] = bilan.conflits
    announce(f"{format_pluriel(bilan.ecrites, 'fiche modifiée', 'fiches modifiées')}.")
    st.rerun()


def _show_conflits(contexte: Contexte, conflits: tuple[Conflit[Action], ...], noms: Mapping[str, str]) -> None:
    show_message(
        f"{format_pluriel(len(conflits), 'fiche')} : quelqu’un d’autre a enregistré pendant votre choix. Votre "
        "changement n’y est pas écrit ; comparez, puis décidez.",
        alerte=True,
    )
    show_html(build_tableau_conflits(contexte.plan, conflits, noms))
    with st.container(horizontal=True):
        if st.button("Revoir mon changement sur ces fiches", key="lot:revoir"):
            changement = cast("ChangementLot", st.session_state[_CHANGEMENT])
            actuelles = [c.theirs for c in conflits if c.theirs is not None]
            st.session_state[_APERCU] = preview_lot(actuelles, changement)
            st.session_state.pop(_CONFLITS)
            st.rerun()
        if st.button("Les laisser telles quelles", key="lot:laisser"):
            st.session_state.pop(_CONFLITS)
            st.rerun()
