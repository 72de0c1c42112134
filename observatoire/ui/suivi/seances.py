"""L'écran des séances : ce que l'adresse demande, les décisions à suivre, les séances tenues."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from observatoire.domain.cls.echeances import is_decision_depassee
from observatoire.domain.cls.objets import Action, Decision, Seance
from observatoire.domain.cls.vocabulaire import EtatDecision
from observatoire.domain.francais import format_date, format_pluriel
from observatoire.services.suivi.seances import LigneSeance, describe_etat, list_decisions, name_seance
from observatoire.ui import etat_url
from observatoire.ui.composants import build_etiquette
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape
from observatoire.ui.suivi.calendrier import build_lien
from observatoire.ui.suivi.contexte import Contexte
from observatoire.ui.suivi.empile import build_empile
from observatoire.ui.suivi.ouverture import find_saisie
from observatoire.ui.suivi.signes import typo
from observatoire.ui.tableaux import Html, Ligne

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
    etat = etat_url.read_code("etat", list(ETATS), EtatDecision.A_FAIRE.value, "l’état")
    if (saisie := _find_saisie()) is not None:
        # Supprimé par un autre, ce qu'on modifie reste à l'écran jusqu'à l'envoi.
        return ChoixSeances(seances.get(st.query_params.get("seance", "")), etat, saisie)
    seance = seances.get(etat_url.read_code("seance", list(seances), "", "la séance"))
    modifiables: dict[str, Seance | Decision] = {f"decision-{d.id}": d for d in plan.decisions}
    if seance:
        modifiables["seance"] = seance
    modifie = modifiables.get(etat_url.read_code("modifier", list(modifiables), "", "ce qu’il faut modifier"))
    return ChoixSeances(seance, etat, modifie)


def _find_saisie() -> Seance | Decision | None:
    """La séance ou la décision dont le formulaire est déjà à l'écran."""
    modifie = st.query_params.get("modifier", "")
    cle = f"seance:{st.query_params.get('seance', '')}" if modifie == "seance" else modifie.replace("-", ":", 1)
    ouverture = find_saisie(cle)
    return ouverture.base if ouverture and isinstance(ouverture.base, Seance | Decision) else None


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
                Html(build_etat(d, au)),
                format_date(d.echeance) if d.echeance else "–",
                typo(d.porteur) or "–",
                Html(build_fiche(contexte, d)),
                _name_seance_de(contexte, d),
            ]
        )
        for d in decisions
    ]
    titres = ("Décision", "Suite", "Échéance", "Porteur", "Fiche", "Séance")
    show_html(build_empile("Décisions", titres, lignes))


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
    show_html(build_empile("Séances", titres, rangees))


def build_etat(decision: Decision, au: date) -> str:
    """La suite donnée à une décision ; une échéance dépassée alerte."""
    return build_etiquette(describe_etat(decision, au), "alerte" if is_decision_depassee(decision, au) else "")


def build_fiche(contexte: Contexte, decision: Decision) -> str:
    """Le lien vers la fiche que vise une décision, ou un tiret."""
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
