"""Créer, modifier, supprimer un objet par un formulaire ; un conflit se montre champ par champ, rien ne se perd."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from observatoire.domain.cls.objets import Objet, genre_of, list_champs
from observatoire.domain.cls.plan import Plan
from observatoire.errors import ErreurObservatoire
from observatoire.services.suivi.edition import (
    CiteAbsent,
    Conflit,
    SaisieInvalide,
    create_objet,
    delete_objet,
    resolve_conflit,
    save_objet,
)
from observatoire.services.suivi.remise import keep_presents
from observatoire.ui.composants import show_message
from observatoire.ui.echappement import escape_markdown
from observatoire.ui.suivi.champs import get_titre
from observatoire.ui.suivi.conflit import Ecrire, choose_champs
from observatoire.ui.suivi.contexte import Contexte, show_nom
from observatoire.ui.suivi.ouverture import Ouverture, change_saisie, close_saisie, open_saisie, restart_saisie

_FAIT = "obs_suivi_fait"
Demander = Callable[[Plan, Any, str], dict[str, Any]]
"""Pose les champs d'un objet (le plan où se prennent les choix, l'objet, le préfixe des clés) ; rend la saisie."""


@dataclass(frozen=True)
class Formulaire:
    """Ce qui distingue un formulaire d'un autre.

    Args:
        ask: pose ses champs.
        write: écrit une valeur pour la lire, quand un conflit la montre.
        fini: quitte la saisie ; reçoit l'objet enregistré, le même si rien n'est écrit, `None` s'il n'existe plus.
        quoi: l'objet, en deux mots (« cette fiche »).
        retrait: ce que supprimer veut dire, demandé avant de le faire ; vide, rien ne se supprime ici.
        annonce: ce qui se dit une fois enregistré.
        motive: vrai pour demander pourquoi.
        check: lève une erreur quand la saisie ne convient pas à cet écran.
    """

    ask: Demander
    write: Ecrire
    fini: Callable[[Any], None]
    quoi: str
    retrait: str = ""
    annonce: str = "Modification enregistrée."
    motive: bool = False
    check: Callable[[Any], None] = lambda _: None


def announce(texte: str) -> None:
    """Garde un message à montrer à la prochaine exécution."""
    st.session_state[_FAIT] = texte


def show_annonce() -> None:
    """Montre ce qui vient d'être fait."""
    if texte := st.session_state.pop(_FAIT, ""):
        st.toast(escape_markdown(texte), icon=":material/check:")
        show_message(texte)


def show_refus(refus: ErreurObservatoire) -> None:
    """Montre ce qui empêche d'enregistrer, une faute par message."""
    textes = refus.fautes.values() if isinstance(refus, SaisieInvalide) else [str(refus)]
    for texte in textes:
        show_message(texte, alerte=True)


def delete_ou_explique(contexte: Contexte, objet: Objet, quoi: str, motif: str = "") -> bool:
    """Supprime, ou dit pourquoi rien ne l'est ; `quoi` nomme l'objet dans la phrase."""
    try:
        resultat = delete_objet(contexte.suivi, contexte.auteur, objet, motif=motif)
    except ErreurObservatoire as refus:
        show_refus(refus)
        return False
    if isinstance(resultat, Conflit):
        par = resultat.par or "Quelqu’un"
        show_message(f"{par} vient de modifier {quoi} : rien n’est supprimé. Relisez, puis décidez.", alerte=True)
        return False
    return True


def create_par_formulaire(
    contexte: Contexte,
    cle: str,
    modele: Objet,
    ask: Demander,
    annonce: str,
    *,
    check: Callable[[Any], None] = lambda _: None,
) -> None:
    """Un formulaire vierge ; une fois enregistré, il se vide."""
    tirage = int(st.session_state.setdefault(f"tirage:{cle}", 0))
    show_nom(cle)
    with st.form(f"neuf:{cle}:{tirage}", enter_to_submit=False):
        saisis = ask(contexte.plan, modele, f"{cle}:{tirage}")
        if not st.form_submit_button("Enregistrer", type="primary"):
            return
    voulu = replace(modele, **saisis)
    try:
        check(voulu)
        create_objet(contexte.suivi, contexte.auteur, voulu)
    except ErreurObservatoire as refus:
        show_refus(refus)
        return
    st.session_state[f"tirage:{cle}"] = tirage + 1
    announce(annonce)
    st.rerun()


def edit_objet(contexte: Contexte, objet: Objet, formulaire: Formulaire) -> None:
    """Le formulaire d'un objet existant. L'objet tel qu'il était à l'ouverture sert de verrou.

    Supprimé par un autre pendant la saisie, l'objet garde son formulaire : rien de ce qui est tapé ne disparaît.
    """
    cle = _name_saisie(objet)
    ouverture = open_saisie(cle, objet, contexte.plan)
    if ouverture.conflit is not None:
        _show_conflit(contexte, ouverture.conflit, formulaire, cle)
        return
    if ouverture.refus:
        show_message(ouverture.refus, alerte=True)
    disparu = contexte.plan.get(type(objet), objet.id) is None
    if disparu:
        show_message(
            f"Quelqu’un vient de supprimer {formulaire.quoi}. Votre saisie reste affichée : « Enregistrer » vous "
            "demandera qu’en faire.",
            alerte=True,
        )
    show_nom(cle)
    prefixe = f"{cle}:{ouverture.tirage}"
    with st.form(prefixe, enter_to_submit=False):
        saisis = formulaire.ask(ouverture.plan, ouverture.brouillon, prefixe)
        motif = ""
        if formulaire.motive:
            motif = st.text_input(
                "Pourquoi cette modification (facultatif, gardé au journal)", max_chars=300, key=f"{prefixe}:pourquoi"
            )
        enregistre = st.form_submit_button("Enregistrer", type="primary")
    with st.container(horizontal=True):
        if st.button("Annuler", key=f"annuler:{cle}"):
            _close(cle, formulaire, objet if not disparu else None)
        if formulaire.retrait and not disparu:
            _show_retrait(contexte, ouverture, cle, formulaire)
    if enregistre:
        _save(contexte, replace(ouverture.base, **saisis), ouverture.base, formulaire, motif)


def _name_saisie(objet: Objet) -> str:
    return f"{genre_of(objet)}:{objet.id}"


def _close(cle: str, formulaire: Formulaire, objet: Objet | None) -> None:
    close_saisie(cle)
    formulaire.fini(objet)
    st.rerun()


def _save(contexte: Contexte, mine: Objet, base: Objet, formulaire: Formulaire, motif: str = "") -> None:
    cle = _name_saisie(base)
    try:
        formulaire.check(mine)
        resultat = save_objet(contexte.suivi, contexte.auteur, mine, base, motif=motif)
    except CiteAbsent as refus:
        # Les choix proposés ne valent plus : le formulaire se redessine avec ceux d'aujourd'hui, la saisie dedans.
        restart_saisie(cle, base, mine, contexte.plan, refus=str(refus))
        st.rerun()
    except ErreurObservatoire as refus:
        show_refus(refus)
        return
    if isinstance(resultat, Conflit):
        change_saisie(cle, conflit=resultat)
        st.rerun()
    announce(formulaire.annonce)
    _close(cle, formulaire, resultat.objet)


def _show_conflit(contexte: Contexte, conflit: Conflit[Any], formulaire: Formulaire, cle: str) -> None:
    """Les deux versions côte à côte ; rien de ce qui a été saisi n'est perdu."""
    par, theirs = conflit.par or "Quelqu’un", conflit.theirs
    if theirs is None:
        _show_supprime(contexte, conflit, formulaire, cle)
        return
    show_message(
        f"{par} a enregistré {formulaire.quoi} pendant votre saisie. Rien n’est perdu : choisissez, champ par champ, "
        "ce qui doit rester.",
        alerte=True,
    )
    choisi = resolve_conflit(conflit, choose_champs(conflit, formulaire.write, cle))
    with st.container(horizontal=True):
        enregistre = st.button("Enregistrer ces choix", type="primary", key=f"choix:{cle}")
        if st.button("Reprendre dans le formulaire", key=f"reprendre:{cle}"):
            restart_saisie(cle, theirs, choisi, contexte.plan)
            st.rerun()
        if st.button("Abandonner ma saisie", key=f"abandon:{cle}"):
            _close(cle, formulaire, theirs)
    if enregistre:
        _save(contexte, choisi, theirs, formulaire, "Conflit résolu champ par champ")


def _show_supprime(contexte: Contexte, conflit: Conflit[Any], formulaire: Formulaire, cle: str) -> None:
    """L'autre a tout supprimé : le texte tapé se copie, ou se remet dans le plan."""
    par, mine = conflit.par or "Quelqu’un", conflit.mine
    show_message(f"{par} a supprimé {formulaire.quoi} pendant votre saisie. Votre texte est ci-dessous.", alerte=True)
    dits = ((c, formulaire.write(c, getattr(mine, c))) for c in list_champs(type(mine)))
    st.code("\n".join(f"{get_titre(c)} : {texte}" for c, texte in dits if texte), language=None, wrap_lines=True)
    with st.container(horizontal=True):
        remet = st.button("Remettre dans le plan, avec ma saisie", key=f"remettre:{cle}")
        if st.button("Fermer", key=f"fermer:{cle}"):
            _close(cle, formulaire, None)
    if remet:
        motif = f"Remis : {par} l’avait supprimé pendant la saisie"
        try:
            remis = create_objet(
                contexte.suivi,
                contexte.auteur,
                keep_presents(contexte.plan, replace(mine, id=0, version=0)),
                motif=motif,
            )
        except ErreurObservatoire as refus:
            show_refus(refus)
            return
        announce("Remis, avec votre saisie.")
        _close(cle, formulaire, remis)


def _show_retrait(contexte: Contexte, ouverture: Ouverture, cle: str, formulaire: Formulaire) -> None:
    """Supprimer se demande deux fois."""
    if not ouverture.retrait:
        st.button("Supprimer…", key=f"supprimer:{cle}", on_click=change_saisie, args=(cle,), kwargs={"retrait": True})
        return
    confirme = st.button(f"Confirmer : {formulaire.retrait}", key=f"confirmer:{cle}")
    if confirme and delete_ou_explique(contexte, ouverture.base, formulaire.quoi):
        announce("Supprimé. Le journal en garde tout.")
        _close(cle, formulaire, None)
