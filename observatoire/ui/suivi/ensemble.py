"""Les morceaux de la vue d'ensemble : date montrée, curseur sur le journal, changements depuis la dernière séance."""

from dataclasses import dataclass
from datetime import date

import streamlit as st

from observatoire.domain.cls.plan import Plan
from observatoire.domain.francais import format_date, format_pluriel, join_mots
from observatoire.errors import DonneesAbsentes
from observatoire.services.suivi.changements import Changements, list_changements
from observatoire.services.suivi.liaison import find_version_alors
from observatoire.services.suivi.seances import find_derniere_seance, name_seance
from observatoire.services.version import list_versions_publiees
from observatoire.ui import cache_suivi, etat_url
from observatoire.ui.composants import show_titre
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape
from observatoire.ui.navigation import link_page
from observatoire.ui.suivi.changements import show_changements
from observatoire.ui.suivi.contexte import Contexte, read_aujourd_hui
from observatoire.ui.suivi.signes import typo

PERIMETRE_COURT = 4


@dataclass(frozen=True)
class Choix:
    """La date montrée et le plan de ce jour."""

    contrat: str
    au: date
    aujourd_hui: date
    plan: Plan

    @property
    def is_passe(self) -> bool:
        """Vrai si la date montrée n'est pas aujourd'hui."""
        return self.au != self.aujourd_hui

    def build_codes(self) -> dict[str, str | None]:
        """Les codes de l'adresse."""
        return {
            "contrat": self.contrat,
            "au": self.au.isoformat() if self.is_passe else None,
        }


def list_dates(contexte: Contexte) -> list[date]:
    """Les dates que le curseur propose : chaque jour où le plan a changé, et aujourd'hui."""
    aujourd_hui = read_aujourd_hui()
    jours = [j for j in cache_suivi.get_jours(contexte.url, contexte.contrat.id, contexte.marque) if j < aujourd_hui]
    return [*jours, aujourd_hui]


def read_choix(contexte: Contexte) -> Choix:
    """Lit la date dans l'adresse."""
    dates = list_dates(contexte)
    codes = [d.isoformat() for d in dates]
    au = date.fromisoformat(etat_url.read_code("au", codes, codes[-1], "la date"))
    plan = contexte.plan
    if au != dates[-1]:
        plan = (
            cache_suivi.get_plan_at(contexte.url, contexte.contrat.id, contexte.marque, contexte.auteur.role.value, au)
            or plan
        )
    return Choix(str(contexte.contrat.id), au, dates[-1], plan)


def describe_contrat(plan: Plan) -> str:
    """Écrit « Signé le 14/06/2022 par la Ville et l'ARS. 5 axes, 28 actions, fin le 31/12/2026. »."""
    contrat = plan.contrat
    noms = join_mots(s.nom for s in plan.signataires if s.qualite in ("", "signataire"))
    signe = f"Signé le {format_date(contrat.signature)}" if contrat.signature else ""
    signe = f"{signe} par {noms}. " if signe and noms else f"{signe}. " if signe else ""
    axes = format_pluriel(sum(a.parent_id is None for a in plan.axes), "axe")
    actions = format_pluriel(sum(a.parent_id is None for a in plan.actions), "action")
    fin = f", fin le {format_date(contrat.fin)}" if contrat.fin else ""
    avec = f" Dispositifs : {join_mots(contrat.dispositifs)}." if contrat.dispositifs else ""
    return f"{signe}{axes}, {actions}{fin}.{avec}"


def show_perimetre(plan: Plan) -> None:
    """Les territoires du contrat : en toutes lettres s'ils sont peu, à déplier sinon."""
    lieux = [escape(typo(lieu)) for lieu in plan.contrat.perimetre]
    if not lieux:
        return
    if len(lieux) <= PERIMETRE_COURT:
        show_html(f'<p class="obs-note">Périmètre : {join_mots(lieux)}.</p>')
        return
    liste = "".join(f"<li>{lieu}</li>" for lieu in lieux)
    titre = f"Périmètre : {len(lieux)} territoires"
    show_html(f'<details class="obs-details"><summary>{titre}</summary><ul>{liste}</ul></details>')


def show_curseur(contexte: Contexte, choix: Choix) -> None:
    """Le curseur sur le journal, et les repères : signature, COPIL."""
    codes = [d.isoformat() for d in list_dates(contexte)]
    with st.container(key="carte-curseur"):
        if len(codes) > 1:
            st.select_slider(
                "État au",
                codes,
                format_func=lambda code: format_date(date.fromisoformat(code)),
                **etat_url.bind("au", choix.au.isoformat()),
            )
        reperes = {"": "Aujourd’hui"} | {
            _find_jour(s.date, codes): typo(name_seance(s))
            for s in contexte.plan.seances
            if s.date <= choix.aujourd_hui
        }
        liens = "".join(
            f'<a href="cls?contrat={contexte.contrat.id}{f"&amp;au={code}" * bool(code)}" target="_self">'
            f"{escape(nom)}</a>"
            for code, nom in reperes.items()
            if code is not None
        )
        show_html(f'<p class="obs-reperes">Revoir : {liens}</p>')
    if choix.is_passe:
        show_html(
            f'<p class="obs-note"><strong>État au {format_date(choix.au)}</strong>, tel que le journal le garde. '
            "Les retards et les silences sont comptés à cette date.</p>"
        )


def _find_jour(jour: date, codes: list[str]) -> str | None:
    """Le dernier jour du curseur à cette date ou avant."""
    return max((c for c in codes if c <= jour.isoformat()), default=None)


def compare_depuis(contexte: Contexte, depuis: date, jusqua: date, apres: Plan) -> Changements:
    """Ce qui a changé entre une date et le plan montré."""
    avant = cache_suivi.get_plan_at(
        contexte.url, contexte.contrat.id, contexte.marque, contexte.auteur.role.value, depuis
    )
    version = find_version_alors(list_versions_publiees(), depuis, contexte.plan.seances)
    if version:
        try:
            return list_changements(
                avant, apres, depuis=depuis, jusqua=jusqua, source=contexte.source,
                source_avant=cache_suivi.get_source_indicateurs(version), version_avant=version,
            )  # fmt: skip
        except DonneesAbsentes:
            pass  # écrite par un autre programme, la version d'alors ne se lit plus : l'écran le dira
    return list_changements(avant, apres, depuis=depuis, jusqua=jusqua, source=contexte.source)


def show_changements_depuis(contexte: Contexte, choix: Choix) -> None:
    """Le résumé des changements depuis la dernière séance."""
    seance = find_derniere_seance(choix.plan, choix.au)
    if seance is None:
        return
    depuis = seance.date
    show_titre(f"Ce qui a changé depuis : {typo(name_seance(seance))}")
    show_changements(compare_depuis(contexte, depuis, choix.au, choix.plan), maximum=4)
    link_page(
        "changements",
        "Choisir une autre date",
        {"contrat": str(contexte.contrat.id), "depuis": depuis.isoformat()},
    )
