"""L'écran des séances : décisions à suivre, séances tenues, et une séance de près."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from observatoire.domain.cls.echeances import is_decision_depassee
from observatoire.domain.cls.objets import Action, Decision, Seance
from observatoire.domain.cls.vocabulaire import EtatDecision, EtatSeance
from observatoire.domain.francais import format_date, format_pluriel, join_mots
from observatoire.services.suivi.seances import LigneSeance, describe_etat, list_decisions, name_seance, parse_vue
from observatoire.ui import etat_url
from observatoire.ui.composants import build_etiquette, show_titre
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape
from observatoire.ui.navigation import link_page, list_entrees
from observatoire.ui.suivi.calendrier import build_lien
from observatoire.ui.suivi.contexte import Contexte
from observatoire.ui.suivi.saisie import create_par_formulaire, edit_objet, forget_saisies
from observatoire.ui.suivi.saisie_seances import ask_decision, ask_seance, format_version, write_champ
from observatoire.ui.suivi.signes import typo
from observatoire.ui.tableaux import Colonne, Html, Ligne, build_tableau

TOUTES = "toutes"
ETATS = {
    EtatDecision.A_FAIRE.value: "À faire",
    EtatDecision.FAITE.value: "Faites",
    EtatDecision.ABANDONNEE.value: "Abandonnées",
    TOUTES: "Toutes",
}


@dataclass(frozen=True)
class ChoixSeances:
    """La séance ouverte, les décisions montrées, ce qu'on modifie."""

    seance: Seance | None
    etat: str
    modifie: Seance | Decision | None

    def build_codes(self, contrat_id: int) -> dict[str, str | None]:
        """Les codes de l'adresse ; une saisie en cours n'en est pas."""
        return {
            "contrat": str(contrat_id),
            "seance": str(self.seance.id) if self.seance else None,
            "etat": self.etat if self.etat != EtatDecision.A_FAIRE.value else None,
        }


def read_choix(contexte: Contexte) -> ChoixSeances:
    """Lit la séance, l'état et la saisie dans l'adresse."""
    plan = contexte.plan
    seances = {str(s.id): s for s in plan.seances}
    seance = seances.get(etat_url.read_code("seance", list(seances), "", "la séance"))
    etat = etat_url.read_code("etat", list(ETATS), EtatDecision.A_FAIRE.value, "l’état")
    modifiables: dict[str, Seance | Decision] = {f"decision-{d.id}": d for d in plan.decisions}
    if seance:
        modifiables["seance"] = seance
    modifie = modifiables.get(etat_url.read_code("modifier", list(modifiables), "", "ce qu’il faut modifier"))
    if modifie is None:
        forget_saisies(("seance", "decision"))
    return ChoixSeances(seance, etat, modifie)


def show_modification(contexte: Contexte, objet: Seance | Decision) -> None:
    """Le formulaire de ce qu'on modifie, seul dans la page."""

    def fini(supprime: bool) -> None:
        fermee = supprime and isinstance(objet, Seance)
        etat_url.set_codes({"modifier": None} | ({"seance": None} if fermee else {}))

    plan = contexte.plan
    if isinstance(objet, Seance):
        retrait = "supprimer la séance, garder ses décisions"
        edit_objet(
            contexte, objet, lambda base, cle: ask_seance(plan, base, cle),
            lambda champ, v: write_champ(plan, champ, v), retrait=retrait, fini=fini,
        )  # fmt: skip
        return
    edit_objet(
        contexte, objet, lambda base, cle: ask_decision(plan, base, cle),
        lambda champ, v: write_champ(plan, champ, v), retrait="supprimer la décision", fini=fini,
    )  # fmt: skip


def show_decisions(contexte: Contexte, choix: ChoixSeances, au: date) -> None:
    """Les décisions d'un état, la plus pressée d'abord."""
    st.segmented_control(
        "Décisions",
        list(ETATS),
        format_func=lambda code: ETATS[code],
        label_visibility="collapsed",
        **etat_url.bind("etat", choix.etat),
    )
    etat = None if choix.etat == TOUTES else EtatDecision(choix.etat)
    decisions = list_decisions(contexte.plan, etat)
    if not decisions:
        show_html('<p class="obs-note">Aucune décision de cet état.</p>')
        return
    lignes = [
        Ligne(
            [
                Html(_build_lien_decision(d)),
                typo(d.porteur) or "–",
                format_date(d.echeance) if d.echeance else "–",
                Html(build_etat(d, au)),
                Html(_build_fiche(contexte, d)),
                _name_seance_de(contexte, d),
            ]
        )
        for d in decisions
    ]
    titres = ("Décision", "Porteur", "Échéance", "Suite", "Fiche", "Séance")
    tableau = build_tableau("Décisions", [Colonne(t) for t in titres], lignes)
    show_html(f'<div class="obs-defile obs-large" tabindex="0" role="region" aria-label="Décisions">{tableau}</div>')


def show_seances(lignes: Sequence[LigneSeance]) -> None:
    """Les séances, la plus récente d'abord."""
    if not lignes:
        show_html('<p class="obs-note">Aucune séance. Consignez la première ci-dessous : la page s’ouvrira dessus.</p>')
        return
    rangees = [
        Ligne(
            [
                format_date(ligne.seance.date),
                Html(_build_lien_seance(ligne.seance)),
                ligne.seance.etat.libelle,
                typo(ligne.seance.lieu) or "–",
                str(len(ligne.seance.presents) or "–"),
                _describe_decisions(ligne),
            ]
        )
        for ligne in lignes
    ]
    titres = ("Date", "Séance", "État", "Lieu", "Présents", "Décisions")
    tableau = build_tableau("Séances", [Colonne(t) for t in titres], rangees)
    show_html(f'<div class="obs-defile obs-large" tabindex="0" role="region" aria-label="Séances">{tableau}</div>')


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
    with st.expander("Ajouter une décision", expanded=not ligne.decisions):
        modele = Decision(
            contrat_id=seance.contrat_id,
            seance_id=seance.id,
            date=seance.date,
            texte="",
            version_donnees=seance.version_donnees,
        )
        show_ajout_decision(contexte, modele, f"decision:{seance.id}")


def show_ajout_decision(contexte: Contexte, modele: Decision, cle: str) -> None:
    """Le formulaire d'une décision neuve."""
    plan = contexte.plan
    create_par_formulaire(contexte, cle, modele, lambda base, c: ask_decision(plan, base, c), "Décision consignée.")


def show_ajout_seance(contexte: Contexte, au: date) -> None:
    """Le formulaire d'une séance neuve : tenue aujourd'hui, sur la version servie, sauf à le changer."""
    plan = contexte.plan
    modele = Seance(contrat_id=contexte.contrat.id, date=au, etat=EtatSeance.CLOSE, version_donnees=contexte.version)
    create_par_formulaire(contexte, "seance", modele, lambda base, c: ask_seance(plan, base, c), "Séance consignée.")


def _show_bouton_modifier(nom: str, code: str) -> None:
    st.button(nom, key=f"modifier:{code}", on_click=etat_url.set_codes, args=({"modifier": code},))


def build_etat(decision: Decision, au: date) -> str:
    """La suite donnée à une décision ; une échéance dépassée alerte."""
    return build_etiquette(describe_etat(decision, au), "alerte" if is_decision_depassee(decision, au) else "")


def _build_decision(contexte: Contexte, decision: Decision, au: date) -> str:
    morceaux = [typo(decision.porteur)] if decision.porteur else []
    morceaux += [f"échéance {format_date(decision.echeance)}"] if decision.echeance else ["sans échéance"]
    fiche = _build_fiche(contexte, decision)
    lignes = [f"{escape(', '.join(morceaux))} {build_etat(decision, au)}"]
    lignes += [f"Fiche : {fiche}"] if decision.action_id else []
    if vue := parse_vue(decision.vue, [e.adresse for e in list_entrees()]):
        lignes.append(f'<a href="{escape(vue)}" target="_self">Revoir la vue</a>')
    if decision.version_donnees:
        lignes.append(
            f'<span class="obs-note">Sur la version {escape(format_version(decision.version_donnees))}</span>'
        )
    return f"<p><strong>{escape(typo(decision.texte))}</strong></p><p>{'<br>'.join(lignes)}</p>"


def _build_fiche(contexte: Contexte, decision: Decision) -> str:
    action = contexte.plan.get(Action, decision.action_id)
    return build_lien(action) if action else "–"


def _name_seance_de(contexte: Contexte, decision: Decision) -> str:
    seance = contexte.plan.get(Seance, decision.seance_id)
    return typo(name_seance(seance)) if seance else "Hors séance"


def _build_lien_seance(seance: Seance) -> str:
    adresse = f"seances?contrat={seance.contrat_id}&amp;seance={seance.id}"
    return f'<a href="{adresse}" target="_self">{escape(typo(name_seance(seance)))}</a>'


def _build_lien_decision(decision: Decision) -> str:
    """Mène à la séance de la décision ; hors séance, à sa modification."""
    k = decision.contrat_id
    suite = f"seance={decision.seance_id}" if decision.seance_id else f"modifier=decision-{decision.id}"
    return f'<a href="seances?contrat={k}&amp;{suite}" target="_self">{escape(typo(decision.texte))}</a>'


def _describe_decisions(ligne: LigneSeance) -> str:
    if not ligne.decisions:
        return "–"
    suite = f", dont {ligne.a_faire} à faire" if ligne.a_faire else ""
    return f"{format_pluriel(len(ligne.decisions), 'décision')}{suite}"
