"""« Ce qui a changé depuis… » : actions, indicateurs, décisions, côte à côte."""

from collections.abc import Sequence

from observatoire.domain.cls.objets import Action
from observatoire.domain.cls.plan import Plan
from observatoire.domain.francais import format_date, format_pluriel
from observatoire.services.suivi.changements import (
    RETIRE,
    ChangementAction,
    ChangementIndicateur,
    Changements,
    DecisionSuivie,
)
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape
from observatoire.ui.suivi.calendrier import build_lien
from observatoire.ui.suivi.signes import build_resultat_html, typo


def show_changements(changements: Changements, maximum: int | None = None) -> None:
    """Pose les trois colonnes, et au-dessus ce qui a changé du plan lui-même ; `maximum` borne chacune."""
    colonnes = [
        ("Actions", [_build_action(c) for c in changements.actions], "Aucune action n’a changé."),
        ("Indicateurs", [_build_indicateur(c) for c in changements.indicateurs], "Aucun nouveau chiffre."),
        (
            "Décisions",
            [_build_decision(d, changements.apres) for d in changements.decisions],
            "Aucune décision en cours.",
        ),
    ]
    blocs = "".join(_build_colonne(titre, entrees, vide, maximum) for titre, entrees, vide in colonnes)
    if changements.plan:
        blocs = _build_colonne("Le plan", [escape(typo(x)) for x in changements.plan], "", maximum) + blocs
    show_html(f'<div class="obs-changements">{blocs}</div>')


def _build_colonne(titre: str, entrees: Sequence[str], vide: str, maximum: int | None) -> str:
    montrees = entrees if maximum is None else entrees[:maximum]
    corps = "".join(f"<li>{e}</li>" for e in montrees) or f'<li class="obs-note">{vide}</li>'
    reste = len(entrees) - len(montrees)
    suite = f'<p class="obs-note">et {format_pluriel(reste, "autre")}</p>' if reste else ""
    tete = f'<h3 class="obs-h3">{titre} <small>{len(entrees)}</small></h3>'
    classe = "obs-carte entier" if titre == "Le plan" else "obs-carte"
    return f'<section class="{classe}">{tete}<ul>{corps}</ul>{suite}</section>'


def _build_action(changement: ChangementAction) -> str:
    action = changement.action
    lien = f'<a href="fiches?contrat={action.contrat_id}&amp;action={action.id}" target="_self">'
    titre = f"{lien}<strong>{escape(action.numero)}</strong> {escape(typo(action.titre))}</a>"
    lignes: list[str] = []
    if changement.avant:
        lignes.append(f"{escape(changement.avant)} → <strong>{escape(typo(changement.apres))}</strong>")
    elif changement.apres:
        lignes.append(f"<strong>{escape(typo(changement.apres))}</strong>")
    lignes += [escape(typo(d)) for d in changement.details]
    return titre + "".join(f"<span>{x}</span>" for x in lignes)


def _build_indicateur(changement: ChangementIndicateur) -> str:
    resultat = changement.resultat
    titre = f"<strong>{escape(typo(resultat.indicateur.libelle))}</strong>"
    lignes: list[str] = []
    if changement.avant != changement.apres:
        avant = f"{escape(changement.avant)} → " if changement.avant else ""
        verdict = build_resultat_html(resultat) if changement.apres != RETIRE else ""
        lignes.append(f"{avant}{verdict or escape(changement.apres)}")
    if changement.nouveaux_points > 0 and resultat.dernier:
        points = format_pluriel(changement.nouveaux_points, "point ajouté", "points ajoutés")
        lignes.append(f"{points}, le dernier au {format_date(resultat.dernier.fin)}")
    lignes += [escape(typo(d)) for d in changement.details]
    return titre + "".join(f"<span>{x}</span>" for x in lignes)


def _build_decision(suivie: DecisionSuivie, plan: Plan) -> str:
    decision, k = suivie.decision, suivie.decision.contrat_id
    adresse = f"seances?contrat={k}" + (f"&amp;seance={decision.seance_id}" if decision.seance_id else "")
    morceaux = [typo(decision.porteur)] if decision.porteur else []
    morceaux += [f"échéance {format_date(decision.echeance)}"] if decision.echeance else []
    debut = escape(", ".join([*morceaux, f"{suivie.avant} → " if suivie.avant else ""]))
    action = plan.get(Action, decision.action_id)
    fiche = f"<span>{build_lien(action)}</span>" if action else ""
    return (
        f'<a href="{adresse}" target="_self"><strong>{escape(typo(decision.texte))}</strong></a>'
        f"<span>{debut}<strong>{escape(suivie.etat)}</strong></span>"
        f"{fiche}<span>prise le {format_date(decision.date)}</span>"
    )
