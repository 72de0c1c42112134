"""Une fiche action à lire : tout ce qu'elle dit, ce qui lui manque, son histoire."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from observatoire.domain.cls.avancement import find_derniere_nouvelle, is_en_retard, is_silencieuse, measure_budget
from observatoire.domain.cls.completude import measure_completude
from observatoire.domain.cls.objets import GENRES, Action, Etape, Financement, LienActions, Note
from observatoire.domain.cls.plan import Plan
from observatoire.domain.cls.rejeu import PARIS, LigneJournal
from observatoire.domain.cls.saisie import get_nom_champ
from observatoire.domain.cls.vocabulaire import StatutAction, UniteFinancement
from observatoire.domain.francais import format_date, format_nombre, format_valeur, join_mots
from observatoire.services.suivi.acces import read_historique
from observatoire.services.suivi.resultats import build_resultat
from observatoire.ui.composants import build_etiquette, show_titre
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape, shorten
from observatoire.ui.suivi.calendrier import build_lien
from observatoire.ui.suivi.champs import RUBRIQUES, format_champ, get_titre
from observatoire.ui.suivi.contexte import Contexte
from observatoire.ui.suivi.grille import Grille
from observatoire.ui.suivi.indicateurs import show_indicateur
from observatoire.ui.suivi.signes import build_statut_html, typo
from observatoire.ui.tableaux import Colonne, Html, Ligne, build_tableau

_DEJA_EN_TETE = frozenset({"titre", "statut"})
_MUETS = frozenset({"version", "id", "contrat_id"})


def show_resume(plan: Plan, action: Action, au: date) -> None:
    """Statut, alertes, complétude : l'essentiel en trois lignes."""
    retard, silence = is_en_retard(action, au), is_silencieuse(plan, action, au)
    nouvelle = find_derniere_nouvelle(plan, action, au)
    etiquettes = build_statut_html(action.statut, retard)
    if silence:
        etiquettes += " " + build_etiquette("sans nouvelle depuis 12 mois", "alerte")
    if action.confidentiel:
        etiquettes += " " + build_etiquette("confidentielle")
    motif = f" : {typo(action.motif)}" if action.motif else ""
    deblocage = f" Pour la débloquer : {typo(action.deblocage)}." if action.deblocage else ""
    depuis = (
        f"{action.statut.libelle} depuis le {format_date(action.statut_depuis)}{motif}." if action.statut_depuis else ""
    )
    derniere = f" Dernière nouvelle le {format_date(nouvelle)}." if nouvelle else " Aucune nouvelle."
    completude = measure_completude(plan, action, au)
    manque = f" Il manque : {join_mots(completude.manques)}." if completude.manques else ""
    texte = escape(depuis + deblocage + derniere)
    show_html(
        f'<div class="obs-carte"><p class="obs-tete-fiche">{etiquettes}</p><p>{texte}</p><p class="obs-note">'
        f"Fiche remplie à {completude.remplies} rubriques sur {completude.total}.{escape(manque)}</p></div>"
    )


def show_champs(plan: Plan, action: Action, noms: Mapping[str, str]) -> None:
    """Tous les champs renseignés, rubrique par rubrique ; les vides sont nommés à la fin."""
    for rubrique in RUBRIQUES:
        lignes: list[str] = []
        vides: list[str] = []
        for champ in rubrique.champs:
            if champ in _DEJA_EN_TETE:
                continue
            texte = format_champ(plan, champ, getattr(action, champ), noms)
            if texte:
                lignes.append(
                    f"<dt>{escape(get_titre(champ))}</dt><dd>{'<br>'.join(map(escape, texte.splitlines()))}</dd>"
                )
            elif champ not in {"confidentiel", "parent_id", "motif", "deblocage"}:
                vides.append(get_nom_champ(champ) if champ != "axes" else "axes")
        if lignes:
            show_titre(rubrique.titre)
            show_html(f'<dl class="obs-fiche-action">{"".join(lignes)}</dl>')
            if vides:
                show_html(f'<p class="obs-note">Non renseigné : {escape(join_mots(vides))}.</p>')


def show_rattaches(contexte: Contexte, action: Action, au: date) -> None:
    """Sous-actions, étapes, notes, moyens, indicateurs, actions liées ; chacun se modifie sur place."""
    plan = contexte.plan
    sous_actions = plan.list_sous_actions(action.id)
    if sous_actions:
        show_titre("Sous-actions")
        lignes = [
            Ligne([Html(build_lien(a)), Html(build_statut_html(a.statut, is_en_retard(a, au)))]) for a in sous_actions
        ]
        show_html(build_tableau("Sous-actions", [Colonne("Sous-action"), Colonne("Statut")], lignes))
    _show_etapes(contexte, action, au)
    _show_notes(contexte, action, au)
    _show_moyens(contexte, action)
    indicateurs = plan.list_indicateurs(action_id=action.id)
    if indicateurs:
        show_titre("Indicateurs")
        for indicateur in indicateurs:
            show_indicateur(build_resultat(plan, indicateur, au, contexte.source))
    _show_liens(contexte, action)


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


def show_historique(contexte: Contexte, action: Action) -> None:
    """Qui a changé quoi, quand, et pourquoi."""
    suivi, k, auteur = contexte.suivi, contexte.contrat.id, contexte.auteur
    lignes = list(read_historique(suivi, k, genre="action", objet_id=action.id, auteur=auteur))
    for genre in ("etape", "note", "financement", "indicateur_cls"):
        for objet in contexte.plan.list_objets(GENRES[genre]):
            if getattr(objet, "action_id", None) == action.id:
                lignes += read_historique(suivi, k, genre=genre, objet_id=objet.id, auteur=auteur)
    lignes.sort(key=lambda x: x.id, reverse=True)
    rangs = [
        Ligne([f"{x.quand.astimezone(PARIS):%d/%m/%Y %H:%M}", x.qui, Html("<br>".join(_describe(contexte.plan, x)))])
        for x in lignes
    ]
    colonnes = [Colonne("Quand"), Colonne("Qui"), Colonne("Quoi")]
    show_html(
        f'<div class="obs-defile haut" tabindex="0">{build_tableau("Histoire de la fiche", colonnes, rangs)}</div>'
    )


_NOMS_GENRES = {
    "action": "Fiche",
    "etape": "Étape",
    "note": "Note",
    "financement": "Moyen",
    "indicateur_cls": "Indicateur",
}


def _describe(plan: Plan, ligne: LigneJournal) -> list[str]:
    nom = _NOMS_GENRES.get(ligne.genre, ligne.genre)
    avant, apres = ligne.avant or {}, ligne.apres or {}
    if ligne.avant is None:
        return [f"{nom} : création"]
    if ligne.apres is None:
        return [f"{nom} : suppression"]
    textes = [
        f"{nom}, {escape(get_nom_champ(c))} : {_show(plan, c, avant.get(c))} → <strong>{_show(plan, c, v)}</strong>"
        for c, v in apres.items()
        if c not in _MUETS and avant.get(c) != v
    ]
    motif = [f'<span class="obs-note">{escape(typo(ligne.motif))}</span>'] if ligne.motif else []
    return (textes or [f"{nom} : sans changement"]) + motif


def _show(plan: Plan, champ: str, valeur: Any) -> str:
    if isinstance(valeur, list):
        valeur = tuple(valeur)  # pyright: ignore[reportUnknownVariableType]
    if isinstance(valeur, float):
        return escape(format_nombre(valeur, 0 if valeur.is_integer() else 1))
    if champ == "statut" and isinstance(valeur, str):
        valeur = StatutAction(valeur).libelle
    texte = format_champ(plan, champ, valeur) or "(vide)"
    if len(texte) == 10 and texte[4:5] == "-" and texte[:4].isdigit():
        texte = format_date(date.fromisoformat(texte))
    return escape(shorten(texte.replace("\n", ", "), 160))
