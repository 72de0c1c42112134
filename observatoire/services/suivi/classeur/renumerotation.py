"""Des actions renumérotées d'un classeur à l'autre : suivre leur titre, ou leur numéro ? Cela se demande."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from observatoire.domain.cls.objets import Action, Objet
from observatoire.domain.cls.plan import Plan
from observatoire.domain.francais import format_pluriel
from observatoire.services.suivi.classeur.colonnes import fold_nom
from observatoire.services.suivi.classeur.contenu import Contenu, Niveau, Rangee

T = TypeVar("T")
QUESTION = "numeros"
TITRES_FONT_FOI = "titres"
_CHOIX = (
    (TITRES_FONT_FOI, "Le titre : chaque action garde ses étapes, son budget, son histoire, et change de numéro"),
    ("numeros", "Le numéro : les actions gardent leur numéro et changent de titre"),
)


def find_renumerotees(plan: Plan, contenu: Contenu) -> dict[int, str]:
    """Rend le nouveau numéro des actions renumérotées, si la réponse est de suivre leur titre.

    Une action l'est quand son titre, porté une seule fois de part et d'autre, n'a plus le même numéro.
    """
    connues = _group((fold_nom(a.titre), a) for a in plan.actions)
    lues = _group((fold_nom(str(r.champs["titre"])), r) for r in contenu.rangees if r.genre == "action")
    trouvees: list[tuple[Action, Rangee]] = []
    for titre, rangees in lues.items():
        actions = connues.get(titre, [])
        if len(rangees) == len(actions) == 1 and actions[0].numero != rangees[0].champs["numero"]:
            trouvees.append((actions[0], rangees[0]))
    if not trouvees:
        return {}
    for action, rangee in trouvees:
        texte = f"au plan enregistré, « {action.titre} » porte le numéro {action.numero}."
        contenu.report(Niveau.AVIS, rangee.lieu, "Numéro", str(rangee.champs["numero"]), texte)
    action, rangee = trouvees[0]
    combien = format_pluriel(len(trouvees), "action du classeur porte", "actions du classeur portent")
    question = (
        f"{combien} un autre numéro qu'au plan, sous le même titre (« {action.titre} » : {action.numero} au plan, "
        f"{rangee.champs['numero']} ici). Qu'est-ce qui désigne une action ?"
    )
    reponse = contenu.ask(QUESTION, question, _CHOIX, obligatoire=True)
    return {a.id: str(r.champs["numero"]) for a, r in trouvees} if reponse == TITRES_FONT_FOI else {}


def _group(paires: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    groupes: dict[str, list[T]] = {}
    for cle, valeur in paires:
        groupes.setdefault(cle, []).append(valeur)
    return groupes


def renumber_plan(plan: Plan, numeros: Mapping[int, str]) -> Plan:
    """Rend le plan tel que le classeur le numérote : c'est lui qui dit à qui chaque ligne s'adresse.

    Une action dont une autre prend le numéro, sans être elle-même renumérotée, n'est plus désignée par rien.
    """
    if not numeros:
        return plan
    pris = set(numeros.values())
    actions: dict[int, Objet] = {}
    for action in plan.actions:
        numero = numeros.get(action.id, f"\n{action.numero}" if action.numero in pris else action.numero)
        actions[action.id] = replace(action, numero=numero)
    return Plan(plan.contrat, {**plan.tables, "action": actions})
