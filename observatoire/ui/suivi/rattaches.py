"""Ce qui se rattache à une fiche : sous-actions, étapes, notes, moyens, indicateurs, actions liées."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from observatoire.domain.cls.avancement import is_en_retard, measure_budget
from observatoire.domain.cls.objets import Action, Etape, Financement, IndicateurCls, LienActions, Note
from observatoire.domain.cls.vocabulaire import UniteFinancement
from observatoire.domain.francais import format_date, format_valeur
from observatoire.services.suivi.resultats import build_resultat
from observatoire.ui import cache
from observatoire.ui.composants import build_etiquette, show_titre
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape
from observatoire.ui.navigation import link_page
from observatoire.ui.suivi.calendrier import build_lien
from observatoire.ui.suivi.contexte import Contexte
from observatoire.ui.suivi.creation import show_sous_action
from observatoire.ui.suivi.empile import build_empile
from observatoire.ui.suivi.grille import Grille
from observatoire.ui.suivi.indicateurs import show_indicateur
from observatoire.ui.suivi.signes import build_statut_html, typo
from observatoire.ui.tableaux import Colonne, Html, Ligne, build_tableau


def show_rattaches(contexte: Contexte, action: Action, au: date) -> None:
    """Sous-actions, étapes, notes, moyens, indicateurs, actions liées ; chacun se modifie sur place."""
    _show_sous_actions(contexte, action, au)
    _show_etapes(contexte, action, au)
    _show_notes(contexte, action, au)
    _show_moyens(contexte, action)
    _show_indicateurs(contexte, action, au)
    _show_liens(contexte, action)
    _show_decisions(contexte, action)


def _show_sous_actions(contexte: Contexte, action: Action, au: date) -> None:
    sous_actions = contexte.plan.list_sous_actions(action.id)
    if sous_actions:
        show_titre("Sous-actions")
        lignes = [
            Ligne([Html(build_lien(a)), Html(build_statut_html(a.statut, is_en_retard(a, au)))]) for a in sous_actions
        ]
        show_html(build_tableau("Sous-actions", [Colonne("Sous-action"), Colonne("Statut")], lignes))
    depli = st.expander("Ajouter une sous-action", key=f"depli:sous:{action.id}", on_change="rerun")
    if depli.open:
        with depli:
            show_sous_action(contexte, action)


def _show_indicateurs(contexte: Contexte, action: Action, au: date) -> None:
    """Chaque indicateur ; un indicateur suivi dans l'observatoire mène au portrait de ses territoires."""
    indicateurs = contexte.plan.list_indicateurs(action_id=action.id)
    show_titre("Indicateurs")
    if not indicateurs:
        show_html('<p class="obs-note">Aucun indicateur.</p>')
    for indicateur in indicateurs:
        show_indicateur(build_resultat(contexte.plan, indicateur, au, contexte.source))
        _link_portraits(contexte, indicateur)
    link_page("resultats", "Ajouter un indicateur, saisir une mesure", {"contrat": str(contexte.contrat.id)})


def _link_portraits(contexte: Contexte, indicateur: IndicateurCls) -> None:
    fiches = (f for t in cache.get_catalogue(contexte.version).themes for f in t.fiches)
    theme = next((f.indicateur.theme.value for f in fiches if f.indicateur.code == indicateur.observatoire), "")
    if not theme:
        return
    with st.container(horizontal=True):
        for territoire in indicateur.territoires[:4]:
            if nom := contexte.source.get_nom(territoire):
                link_page("portrait", f"Cet indicateur : {nom}", {"territoire": territoire, "theme": theme})


def _show_etapes(contexte: Contexte, action: Action, au: date) -> None:
    etapes = contexte.plan.list_etapes(action.id)
    show_titre("Étapes")
    lignes = [
        Ligne([typo(e.libelle), format_date(e.echeance) if e.echeance else "–", Html(_build_avance(e, au))])
        for e in etapes
    ]
    _show_tableau("Étapes", ["Étape", "Échéance", "Avancement"], lignes, "Aucune étape.")
    modele = Etape(contrat_id=contexte.contrat.id, action_id=action.id, libelle="", ordre=len(etapes) + 1)
    _show_grille(contexte, f"etapes:{action.id}", modele, ("ordre", "libelle", "echeance", "realisee_le"), etapes)


def _build_avance(etape: Etape, au: date) -> str:
    if etape.realisee_le:
        return f"réalisée le {format_date(etape.realisee_le)}"
    if etape.echeance and etape.echeance < au:
        return build_etiquette("échéance dépassée", "alerte")
    return "à faire"


def _show_notes(contexte: Contexte, action: Action, au: date) -> None:
    notes = contexte.plan.list_notes(action.id)
    show_titre("Notes de suivi")
    lignes = [Ligne([format_date(n.date), n.type.libelle, typo(n.texte), n.auteur or "–"]) for n in notes]
    _show_tableau("Notes de suivi", ["Date", "Nature", "Note", "De"], lignes, "Aucune note.")
    modele = Note(contrat_id=contexte.contrat.id, action_id=action.id, date=au, texte="", auteur=contexte.auteur.nom)
    _show_grille(contexte, f"notes:{action.id}", modele, ("date", "type", "texte", "auteur"), notes)


def _show_moyens(contexte: Contexte, action: Action) -> None:
    moyens = contexte.plan.list_financements(action.id)
    show_titre("Moyens")
    lignes = [
        Ligne([
            str(f.annee or "–"), f.financeur or "–", f.dispositif or f.nature or "–", _format_moyen(f.prevu, f.unite),
            _format_moyen(f.realise, f.unite), f.demande.libelle if f.demande else "–",
        ])
        for f in moyens
    ]  # fmt: skip
    euros = measure_budget(moyens, UniteFinancement.EURO)
    if euros.chiffrees:
        total = [format_valeur(v, 0, "€") for v in (euros.prevu, euros.realise)]
        lignes.append(Ligne(["Total", "", "", *total, ""], choisie=True))
    _show_tableau(
        "Moyens", ["Année", "Financeur", "Dispositif", "Prévu", "Réalisé", "Demande"], lignes, "Aucun moyen chiffré."
    )
    modele = Financement(contrat_id=contexte.contrat.id, action_id=action.id)
    champs = ("annee", "financeur", "dispositif", "nature", "unite", "prevu", "realise", "demande")
    _show_grille(contexte, f"moyens:{action.id}", modele, champs, moyens)


def _format_moyen(montant: float | None, unite: UniteFinancement) -> str:
    if montant is None:
        return "–"
    return format_valeur(montant, 0 if unite is UniteFinancement.EURO else 1, unite.libelle)


def _show_decisions(contexte: Contexte, action: Action) -> None:
    """Ce que les séances ont décidé de cette action."""
    lignes = [
        Ligne([format_date(d.date), typo(d.texte), d.porteur or "–", d.etat.libelle])
        for d in contexte.plan.decisions
        if d.action_id == action.id
    ]
    if lignes:
        show_titre("Décisions")
        show_html(build_empile("Décisions", ("Date", "Décision", "Porteur", "État"), lignes))


def _show_grille(
    contexte: Contexte,
    cle: str,
    modele: Any,
    champs: tuple[str, ...],
    objets: tuple[Any, ...],
    *,
    choix: Mapping[str, Mapping[int, str]] | None = None,
) -> None:
    """La grille n'est construite que dépliée."""
    depli = st.expander("Ajouter ou modifier", key=f"depli:{cle}", on_change="rerun")
    if depli.open:
        with depli:
            Grille(contexte, cle, modele, champs, choix).show(objets)


def _show_tableau(titre: str, colonnes: list[str], lignes: list[Ligne], vide: str) -> None:
    if not lignes:
        show_html(f'<p class="obs-note">{vide}</p>')
        return
    show_html(f'<div class="obs-defile obs-large">{build_tableau(titre, [Colonne(c) for c in colonnes], lignes)}</div>')


def _show_liens(contexte: Contexte, action: Action) -> None:
    plan = contexte.plan
    liens: list[str] = []
    for lien in plan.list_liens(action.id):
        autre = plan.get(Action, lien.cible_id if lien.action_id == action.id else lien.action_id)
        sens = lien.nature if lien.action_id == action.id else f"{lien.nature} (vers celle-ci)"
        if autre:
            liens.append(f"<li>{escape(typo(sens or 'liée à'))} : {build_lien(autre)}</li>")
    show_titre("Actions liées")
    show_html(f"<ul>{''.join(liens)}</ul>" if liens else '<p class="obs-note">Aucune.</p>')
    autres = {a.id: f"{a.numero} {typo(a.titre)}" for a in plan.actions if a.id != action.id}
    if not autres:
        return
    modele = LienActions(contrat_id=contexte.contrat.id, action_id=action.id, cible_id=next(iter(autres)))
    siens = tuple(x for x in plan.list_objets(LienActions) if x.action_id == action.id)
    _show_grille(contexte, f"liens:{action.id}", modele, ("cible_id", "nature"), siens, choix={"cible_id": autres})
