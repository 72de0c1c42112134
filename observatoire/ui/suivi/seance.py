"""Une séance de près : la lire, la modifier, y ajouter des décisions."""

from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from observatoire.domain.cls.objets import Decision, Seance
from observatoire.domain.cls.vocabulaire import EtatSeance
from observatoire.domain.francais import format_date, format_pluriel, join_mots
from observatoire.errors import ErreurObservatoire
from observatoire.services.suivi.edition import Conflit, save_objet
from observatoire.services.suivi.seances import LigneSeance, parse_vue
from observatoire.ui import etat_url
from observatoire.ui.composants import show_message, show_titre
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape
from observatoire.ui.navigation import link_page, list_adresses
from observatoire.ui.suivi.contexte import Contexte, show_nom
from observatoire.ui.suivi.formulaire import Formulaire, announce, create_par_formulaire, edit_objet, show_refus
from observatoire.ui.suivi.saisie_seances import ask_decision, ask_seance, format_version, write_champ
from observatoire.ui.suivi.seances import build_etat, build_fiche
from observatoire.ui.suivi.signes import typo


def show_modification(contexte: Contexte, objet: Seance | Decision) -> None:
    """Le formulaire de ce qu'on modifie, seul dans la page."""

    def fini(lu: Seance | Decision | None) -> None:
        fermee = lu is None and isinstance(objet, Seance)
        etat_url.set_codes({"modifier": None} | ({"seance": None} if fermee else {}))

    def write(champ: str, valeur: Any) -> str:
        return write_champ(contexte.plan, champ, valeur)

    if isinstance(objet, Seance):
        retrait = "supprimer la séance, garder ses décisions"
        edit_objet(contexte, objet, Formulaire(ask_seance, write, fini, "cette séance", retrait))
        return
    edit_objet(contexte, objet, Formulaire(ask_decision, write, fini, "cette décision", "supprimer la décision"))


def show_seance(contexte: Contexte, ligne: LigneSeance, au: date) -> None:
    """Une séance : ce qu'on en sait, puis ses décisions, chacune à modifier sur place."""
    seance = ligne.seance
    details = [
        ("Type", seance.type.libelle),
        ("Date", format_date(seance.date)),
        ("Lieu", typo(seance.lieu)),
        ("État", seance.etat.libelle),
        ("Présents", join_mots(typo(p) for p in seance.presents)),
        ("Version des données", format_version(seance.version_donnees)),
    ]
    corps = "".join(f"<dt>{nom}</dt><dd>{escape(v)}</dd>" for nom, v in details if v)
    show_html(f'<dl class="obs-fiche-action">{corps}</dl>')
    k = str(contexte.contrat.id)
    with st.container(horizontal=True):
        _show_bouton_modifier("Modifier la séance", "seance")
        link_page("changements", "Ce qui a changé depuis", {"contrat": k, "depuis": seance.date.isoformat()})
        st.button("Toutes les séances", on_click=etat_url.set_codes, args=({"seance": None},))
    show_titre("Décisions", format_pluriel(len(ligne.decisions), "décision") if ligne.decisions else "")
    if not ligne.decisions:
        show_html('<p class="obs-note">Aucune décision consignée.</p>')
    for decision in ligne.decisions:
        with st.container(key=f"carte-decision-{decision.id}"):
            show_html(_build_decision(contexte, decision, au))
            _show_bouton_modifier("Modifier", f"decision-{decision.id}")
    if seance.etat is not EtatSeance.CLOSE:
        _show_ajout(contexte, ligne)
    _show_cloture(contexte, seance)


def _show_ajout(contexte: Contexte, ligne: LigneSeance) -> None:
    seance = ligne.seance
    with st.expander("Ajouter une décision", expanded=not ligne.decisions):
        modele = Decision(
            contrat_id=seance.contrat_id,
            seance_id=seance.id,
            date=seance.date,
            texte="",
            version_donnees=seance.version_donnees,
        )
        show_ajout_decision(contexte, modele, f"decision:{seance.id}")


def _show_cloture(contexte: Contexte, seance: Seance) -> None:
    """Clore la séance, ou la rouvrir : un geste à part, que le journal garde."""
    close = seance.etat is EtatSeance.CLOSE
    nom, etat = ("Rouvrir la séance", EtatSeance.OUVERTE) if close else ("Clore la séance", EtatSeance.CLOSE)
    note = "Séance close : ses décisions" if close else "Une fois la séance close, ses décisions"
    show_html(
        f'<p class="obs-note">{note} restent telles qu’elles furent prises ; seule leur suite se met à jour. Pour en '
        "ajouter ou en récrire une, il faut rouvrir la séance : le journal le garde.</p>"
    )
    with st.expander(nom):
        show_nom(f"cloture-{seance.id}")
        fait = st.button(nom, key=f"cloture:{seance.id}")
    if not fait:
        return
    motif = "Séance rouverte" if close else "Séance close"
    try:
        resultat = save_objet(contexte.suivi, contexte.auteur, replace(seance, etat=etat), seance, motif=motif)
    except ErreurObservatoire as refus:
        show_refus(refus)
        return
    if isinstance(resultat, Conflit):
        show_message("Quelqu’un vient de modifier cette séance : relisez-la, puis recommencez.", alerte=True)
        return
    announce(f"{motif}.")
    st.rerun()


def show_ajout_decision(contexte: Contexte, modele: Decision, cle: str) -> None:
    """Le formulaire d'une décision neuve."""
    create_par_formulaire(contexte, cle, modele, ask_decision, "Décision consignée.")


def show_ajout_seance(contexte: Contexte, au: date) -> None:
    """Le formulaire d'une séance neuve : ouverte, pour y consigner ses décisions, sur la version servie."""
    modele = Seance(contrat_id=contexte.contrat.id, date=au, etat=EtatSeance.OUVERTE, version_donnees=contexte.version)
    create_par_formulaire(contexte, "seance", modele, ask_seance, "Séance consignée.")


def _show_bouton_modifier(nom: str, code: str) -> None:
    st.button(nom, key=f"modifier:{code}", on_click=etat_url.set_codes, args=({"modifier": code},))


def _build_decision(contexte: Contexte, decision: Decision, au: date) -> str:
    morceaux = [typo(decision.porteur)] if decision.porteur else []
    morceaux += [f"échéance {format_date(decision.echeance)}"] if decision.echeance else ["sans échéance"]
    fiche = build_fiche(contexte, decision)
    lignes = [f"{escape(', '.join(morceaux))} {build_etat(decision, au)}"]
    lignes += [f"Fiche : {fiche}"] if decision.action_id else []
    if vue := parse_vue(decision.vue, list_adresses()):
        lignes.append(f'<a href="{escape(vue)}" target="_self">Revoir la vue</a>')
    if decision.version_donnees:
        lignes.append(
            f'<span class="obs-note">Sur la version {escape(format_version(decision.version_donnees))}</span>'
        )
    return f"<p><strong>{escape(typo(decision.texte))}</strong></p><p>{'<br>'.join(lignes)}</p>"
