"""Une fiche action à lire : l'essentiel d'abord, puis tout ce qu'elle dit et ce qui lui manque."""

from collections.abc import Mapping
from datetime import date

from observatoire.domain.cls.avancement import (
    find_derniere_nouvelle,
    is_en_retard,
    is_silencieuse,
    list_moyens,
    measure_budget,
)
from observatoire.domain.cls.completude import measure_completude
from observatoire.domain.cls.objets import Action
from observatoire.domain.cls.plan import Plan
from observatoire.domain.cls.saisie import get_nom_champ
from observatoire.domain.cls.vocabulaire import UniteFinancement
from observatoire.domain.francais import format_date, format_pluriel, join_mots
from observatoire.ui.composants import build_etiquette, show_titre
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape
from observatoire.ui.suivi.axes import format_k_euros
from observatoire.ui.suivi.champs import RUBRIQUES, format_champ, get_titre
from observatoire.ui.suivi.signes import build_statut_html, typo

_DEJA_EN_TETE = frozenset({"titre", "statut"})


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
        f'<div class="obs-carte"><p class="obs-tete-fiche">{etiquettes}</p><p>{texte}</p>'
        f'<dl class="obs-reperes-fiche">{_build_reperes(plan, action)}</dl><p class="obs-note">'
        f"Fiche remplie à {completude.remplies} rubriques sur {completude.total}.{escape(manque)}</p></div>"
    )


def _build_reperes(plan: Plan, action: Action) -> str:
    """Qui, quand, combien, où en est-on : les quatre questions d'une séance."""
    etapes = plan.list_etapes(action.id)
    faites = sum(e.realisee_le is not None for e in etapes)
    moyens = list_moyens(plan, action)
    budget = measure_budget(moyens, UniteFinancement.EURO)
    dates = [format_date(d) if d else "?" for d in (action.debut, action.fin)]
    depense = f"{format_k_euros(budget.realise)} dépensés sur {format_k_euros(budget.prevu)} prévus"
    if any(m.action_id != action.id for m in moyens):
        depense += ", sous-actions comprises"
    reperes = [
        ("Pilote", action.structure_pilote or action.personne_pilote or "non précisé"),
        ("Période", f"du {dates[0]} au {dates[1]}" if action.debut or action.fin else "non précisée"),
        ("Budget", depense if budget.chiffrees else "non chiffré"),
        (
            "Étapes",
            f"{faites} sur {format_pluriel(len(etapes), 'réalisée', 'réalisées')}" if etapes else "aucune",
        ),
    ]
    return "".join(f"<div><dt>{nom}</dt><dd>{escape(typo(dit))}</dd></div>" for nom, dit in reperes)


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
