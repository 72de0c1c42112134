"""Ouvrir le suivi, lire un plan aujourd'hui ou à une date passée, selon ce que la personne peut voir."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from observatoire.domain.cls.droits import Auteur, Geste, Role, can
from observatoire.domain.cls.objets import Action, Contrat, Objet
from observatoire.domain.cls.plan import Plan, build_plan
from observatoire.domain.cls.rejeu import PARIS, LigneJournal, decode_journal, end_of_day, replay_decode
from observatoire.domain.francais import sort_key
from observatoire.errors import ErreurObservatoire
from observatoire.store.suivi import depot
from observatoire.store.suivi.base import BaseSuivi, Connexion, open_base

_VOIENT_TOUT = frozenset({Role.COORDINATION, Role.ADMINISTRATION})


class DroitRefuse(ErreurObservatoire):
    """Le rôle de la personne ne permet pas ce geste."""


class ContratAbsent(ErreurObservatoire):
    """Le contrat demandé n'existe pas, ou n'existait pas encore."""


@dataclass(frozen=True)
class Suivi:
    """Une base du suivi ouverte, et l'horloge qui date les écritures."""

    base: BaseSuivi
    horloge: Callable[[], datetime] = depot.now_utc


def open_suivi(url: str) -> Suivi:
    """Ouvre la base du suivi, la crée et la met à jour au besoin."""
    return Suivi(open_base(url))


def build_auteur(nom: str, acces: str) -> Auteur:
    """Rend la personne qui agit. En accès local, seul accès pour l'instant, chacun agit comme la coordination.

    Raises:
        DroitRefuse: aucun rôle n'est défini pour cet accès.
    """
    if acces != "local":
        raise DroitRefuse(f"L'accès « {acces} » ne dit pas qui vous êtes : rien ne peut être lu ni écrit.")
    return Auteur(nom, Role.COORDINATION)


def is_pilote(auteur: Auteur, action: Action) -> bool:
    """Vrai si la personne est celle qui pilote l'action (son nom, sans casse ni accent)."""
    return bool(action.personne_pilote) and sort_key(auteur.nom.strip()) == sort_key(action.personne_pilote)


def can_action(auteur: Auteur, geste: Geste, action: Action) -> bool:
    """Dit si la personne peut faire ce geste sur cette action."""
    return can(auteur.role, geste, a_soi=is_pilote(auteur, action), confidentiel=action.confidentiel)


def require(auteur: Auteur, geste: Geste, action: Action | None = None) -> None:
    """Refuse le geste si le rôle ne le permet pas.

    Raises:
        DroitRefuse: avec le geste et le rôle nommés.
    """
    permis = can_action(auteur, geste, action) if action else can(auteur.role, geste, a_soi=True)
    if not permis:
        raise DroitRefuse(
            f"Le rôle « {auteur.role.libelle} » ne permet pas de {geste.libelle}. "
            "Demandez à la coordination du contrat."
        )


def list_contrats(suivi: Suivi) -> tuple[Contrat, ...]:
    """Rend les contrats, le plus récent d'abord."""
    with suivi.base.read() as connexion:
        return tuple(depot.list_contrats(connexion))


def read_plan(suivi: Suivi, contrat_id: int, auteur: Auteur) -> Plan:
    """Rend le plan d'aujourd'hui, sans les actions que la personne ne peut pas voir.

    Raises:
        ContratAbsent: aucun contrat de ce numéro.
    """
    with suivi.base.read() as connexion:
        plan = depot.read_plan(connexion, contrat_id)
    if plan is None:
        raise ContratAbsent(f"Aucun contrat n° {contrat_id} dans cet observatoire.")
    return hide_confidentiel(plan, auteur)


def rebuild_plan_at(suivi: Suivi, contrat_id: int, jour: date, auteur: Auteur) -> Plan:
    """Rend le plan tel qu'il était à la fin d'un jour passé, d'après le journal.

    Raises:
        ContratAbsent: le contrat n'existait pas encore à cette date.
    """
    (plan,) = rebuild_plans_at(suivi, contrat_id, [jour], auteur)
    if plan is None:
        raise ContratAbsent(f"Le contrat n° {contrat_id} n'était pas encore saisi au {jour:%d/%m/%Y}.")
    return plan


def rebuild_plans_at(suivi: Suivi, contrat_id: int, jours: Sequence[date], auteur: Auteur) -> tuple[Plan | None, ...]:
    """Rend le plan à plusieurs dates, en ne lisant le journal qu'une fois ; `None` avant sa création.

    Une action devenue confidentielle ne se voit pas non plus dans le passé.
    """
    with suivi.base.read() as connexion:
        lignes = decode_journal(depot.read_journal(connexion, contrat_id))
        caches = _find_caches(connexion, contrat_id, auteur)
    plans = (replay_decode(lignes, end_of_day(jour)) for jour in jours)
    return tuple(plan and _drop(hide_confidentiel(plan, auteur), caches) for plan in plans)


def read_journal(suivi: Suivi, contrat_id: int, auteur: Auteur) -> tuple[LigneJournal, ...]:
    """Rend le journal d'un contrat, la dernière écriture d'abord, sans ce que la personne ne peut pas voir."""
    with suivi.base.read() as connexion:
        lignes = list(depot.read_journal(connexion, contrat_id))
        caches = _find_caches(connexion, contrat_id, auteur)
    return tuple(x for x in reversed(lignes) if (x.genre, x.objet_id) not in caches)


def read_marque(suivi: Suivi, contrat_id: int) -> str:
    """Rend un texte qui change à chaque écriture du contrat : la clé de ce qu'on garde en mémoire."""
    with suivi.base.read() as connexion:
        return depot.read_marque(connexion, contrat_id)


def list_jours(suivi: Suivi, contrat_id: int) -> tuple[date, ...]:
    """Rend les jours (heure de Paris) où le contrat a été modifié, du plus ancien au plus récent."""
    with suivi.base.read() as connexion:
        instants = depot.list_jours(connexion, contrat_id)
    return tuple(sorted({q.astimezone(PARIS).date() for q in instants}))


def hide_confidentiel(plan: Plan, auteur: Auteur) -> Plan:
    """Retire du plan les actions que la personne ne peut pas voir, et tout ce qui s'y rattache."""
    if auteur.role in _VOIENT_TOUT:
        return plan
    caches = {a.id for a in plan.actions if not can_action(auteur, Geste.LIRE, a)}
    while suite := {a.id for a in plan.actions if a.parent_id in caches} - caches:
        caches |= suite
    if not caches:
        return plan
    indicateurs = {i for i, o in plan.tables["indicateur_cls"].items() if getattr(o, "action_id", None) in caches}

    def is_visible(genre: str, objet: Objet) -> bool:
        if genre == "action":
            return objet.id not in caches
        vises = {getattr(objet, "action_id", None)}
        if genre == "lien_actions":
            vises.add(getattr(objet, "cible_id", None))
        return not vises & caches and getattr(objet, "indicateur_id", None) not in indicateurs

    tables: Mapping[str, Mapping[int, Objet]] = {
        genre: {i: o for i, o in table.items() if is_visible(genre, o)} for genre, table in plan.tables.items()
    }
    return Plan(plan.contrat, tables)


def _find_caches(connexion: Connexion, contrat_id: int, auteur: Auteur) -> frozenset[tuple[str, int]]:
    """Ce que la personne ne peut pas voir, d'après le dernier état connu de chaque objet, supprimé ou non."""
    if auteur.role in _VOIENT_TOUT:
        return frozenset()
    lignes = decode_journal(depot.read_journal(connexion, contrat_id))
    tout = build_plan({(x.genre, x.objet_id): objet for x, objet in lignes if objet is not None}.values())
    if tout is None:
        return frozenset()
    visibles = hide_confidentiel(tout, auteur)
    return frozenset((g, i) for g, table in tout.tables.items() for i in table if i not in visibles.tables[g])


def _drop(plan: Plan, caches: Collection[tuple[str, int]]) -> Plan:
    """Le plan sans certains objets."""
    if not caches:
        return plan
    tables = {
        genre: {i: o for i, o in table.items() if (genre, i) not in caches} for genre, table in plan.tables.items()
    }
    return Plan(plan.contrat, tables)
