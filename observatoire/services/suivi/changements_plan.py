"""Ce qui a changé dans le plan lui-même : le contrat, ses axes, et, fiche par fiche, étapes, moyens et champs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from observatoire.domain.cls.objets import (
    Action,
    Axe,
    Contrat,
    Etape,
    Financement,
    Note,
    Objectif,
    Objet,
    Signataire,
    list_champs,
)
from observatoire.domain.cls.plan import Plan
from observatoire.domain.cls.saisie import get_nom_champ
from observatoire.domain.cls.vocabulaire import UniteFinancement
from observatoire.domain.francais import count_decimales, format_date, format_valeur

T = TypeVar("T", bound=Objet)
#: Champs dont le changement se lit déjà dans un autre.
_MUETS = frozenset({"statut", "statut_depuis", "motif", "deblocage", "axes"})


@dataclass(frozen=True)
class Ecarts(Generic[T]):
    """Les objets d'une sorte : ceux qui arrivent, ceux qui partent, ceux qui changent (avant, après)."""

    neufs: tuple[T, ...]
    retires: tuple[T, ...]
    changes: tuple[tuple[T, T], ...]


def compare_objets(avant: Iterable[T], apres: Iterable[T]) -> Ecarts[T]:
    """Compare deux listes d'objets, reconnus à leur identifiant ; la version seule n'est pas un changement."""
    vieux, neufs = {o.id: o for o in avant}, {o.id: o for o in apres}
    communs = [(vieux[i], o) for i, o in neufs.items() if i in vieux]
    return Ecarts(
        neufs=tuple(o for i, o in neufs.items() if i not in vieux),
        retires=tuple(o for i, o in vieux.items() if i not in neufs),
        changes=tuple((a, b) for a, b in communs if any(getattr(a, c) != getattr(b, c) for c in list_champs(type(a)))),
    )


# --- le contrat et ses axes ---


def describe_plan(avant: Plan | None, apres: Plan) -> tuple[str, ...]:
    """Rend, en une ligne chacun, ce qui a changé du contrat, des axes, des objectifs et des signataires."""
    if avant is None:
        return ()
    return (
        *(f"Contrat, {x}" for x in _describe_champs(avant.contrat, apres.contrat, list_champs(Contrat))),
        *_describe_axes(avant, apres),
        *_describe_sorte(
            compare_objets(avant.list_objets(Objectif), apres.list_objets(Objectif)),
            lambda o: f"objectif « {o.texte} »",
            "nouvel",
            ("texte", "niveau", "constat", "axe_id"),
        ),
        *_describe_sorte(
            compare_objets(avant.signataires, apres.signataires),
            lambda s: f"signataire : {s.nom}",
            "nouveau",
            list_champs(Signataire),
        ),
    )


def _describe_axes(avant: Plan, apres: Plan) -> Iterable[str]:
    ecarts = compare_objets(avant.axes, apres.axes)
    yield from (f"Nouvel axe {_name_axe(a)}" for a in ecarts.neufs)
    yield from (f"Axe {_name_axe(a)} retiré du plan" for a in ecarts.retires)
    for vieux, neuf in ecarts.changes:
        if _name_axe(vieux) != _name_axe(neuf):
            yield f"Axe {_name_axe(vieux)} renommé : {_name_axe(neuf)}"
        if vieux.parent_id != neuf.parent_id:
            parent = apres.get(Axe, neuf.parent_id)
            yield f"Axe {_name_axe(neuf)} rangé {f'sous {_name_axe(parent)}' if parent else 'au premier rang'}"
        if vieux.description != neuf.description:
            yield f"Axe {_name_axe(neuf)} : description modifiée"


def _describe_sorte(ecarts: Ecarts[T], name: Callable[[T], str], neuf: str, champs: Iterable[str]) -> Iterable[str]:
    yield from (f"{neuf.capitalize()} {name(o)}" for o in ecarts.neufs)
    yield from (f"{_capitalize(name(o))} : retiré" for o in ecarts.retires)
    for vieux, apres in ecarts.changes:
        if any(getattr(vieux, c) != getattr(apres, c) for c in champs):
            yield f"{_capitalize(name(vieux))} : modifié" + (
                f", devient {name(apres)}" if name(vieux) != name(apres) else ""
            )


def _capitalize(texte: str) -> str:
    return texte[:1].upper() + texte[1:]


def _name_axe(axe: Axe) -> str:
    return f"{axe.numero} {axe.titre}"


# --- une fiche ---


def describe_fiche(avant: Plan, apres: Plan, ancienne: Action, action: Action) -> tuple[str, ...]:
    """Rend ce qui a changé d'une fiche, hors son statut : étapes, notes, moyens, axes, champs."""
    etapes = compare_objets(avant.list_etapes(action.id), apres.list_etapes(action.id))
    notes = compare_objets(avant.list_notes(action.id), apres.list_notes(action.id))
    moyens = compare_objets(avant.list_financements(action.id), apres.list_financements(action.id))
    return (
        *_describe_etapes(etapes),
        *_describe_notes(notes),
        *_describe_moyens(moyens),
        *_describe_rattachement(apres, ancienne, action),
        *_describe_champs(ancienne, action, [c for c in list_champs(Action) if c not in _MUETS]),
    )


def _describe_etapes(ecarts: Ecarts[Etape]) -> Iterable[str]:
    for etape in ecarts.neufs:
        pour = f", pour le {format_date(etape.echeance)}" if etape.echeance else ""
        yield f"étape réalisée : {etape.libelle}" if etape.realisee_le else f"étape ajoutée : {etape.libelle}{pour}"
    for vieille, etape in ecarts.changes:
        if etape.realisee_le and not vieille.realisee_le:
            yield f"étape réalisée : {etape.libelle}"
        elif vieille.realisee_le and not etape.realisee_le:
            yield f"étape rouverte : {etape.libelle}"
        if vieille.echeance != etape.echeance:
            report = _name_report(vieille.echeance, etape.echeance)
            yield f"étape {report} : {etape.libelle}, {_arrow(vieille.echeance, etape.echeance)}"
        if vieille.libelle != etape.libelle:
            yield f"étape renommée : {vieille.libelle} → {etape.libelle}"
    yield from (f"étape retirée : {e.libelle}" for e in ecarts.retires)


def _name_report(avant: date | None, apres: date | None) -> str:
    if avant is None or apres is None:
        return "redatée"
    return "reportée" if apres > avant else "avancée"


def _describe_notes(ecarts: Ecarts[Note]) -> Iterable[str]:
    neuves = sorted(ecarts.neufs, key=lambda n: (n.date, n.id))
    yield from (f"{n.type.libelle.lower()} du {format_date(n.date)} : {n.texte}" for n in neuves)


def _describe_moyens(ecarts: Ecarts[Financement]) -> Iterable[str]:
    for moyen in ecarts.neufs:
        montants = [
            f"{_format(moyen, getattr(moyen, c))} {mot}" for c, mot in _MONTANTS if getattr(moyen, c) is not None
        ]
        yield f"moyen ajouté : {_name_moyen(moyen)}" + (f", {' et '.join(montants)}" if montants else "")
    for vieux, moyen in ecarts.changes:
        montants = [
            f"{mot} {_arrow_montant(vieux, moyen, c)}"
            for c, mot in _MONTANTS
            if getattr(vieux, c) != getattr(moyen, c) or vieux.unite is not moyen.unite
        ]
        if vieux.demande is not moyen.demande:
            montants.append(f"demande {_name_demande(vieux)} → {_name_demande(moyen)}")
        yield f"moyen {_name_moyen(moyen)} : {' ; '.join(montants) or 'modifié'}"
    yield from (f"moyen retiré : {_name_moyen(m)}" for m in ecarts.retires)


_MONTANTS = (("prevu", "prévu"), ("realise", "réalisé"))


def _format(moyen: Financement, montant: float | None) -> str:
    decimales = 0 if moyen.unite is UniteFinancement.EURO else min(2, count_decimales(montant or 0))
    return format_valeur(montant, decimales, moyen.unite.libelle)


def _arrow_montant(avant: Financement, apres: Financement, champ: str) -> str:
    """Écrit « 10 000 € → 25 000 € », ou « 8 000 € (non dit avant) »."""
    vieux, neuf = getattr(avant, champ), getattr(apres, champ)
    if vieux is None and neuf is not None:
        return f"{_format(apres, neuf)} (non dit avant)"
    return f"{_format(avant, vieux)} → {_format(apres, neuf) if neuf is not None else 'effacé'}"


def _name_moyen(moyen: Financement) -> str:
    mots = (moyen.financeur or moyen.dispositif or moyen.nature or "financeur non précisé", str(moyen.annee or ""))
    return " ".join(m for m in mots if m)


def _name_demande(moyen: Financement) -> str:
    return moyen.demande.libelle.lower() if moyen.demande else "non précisée"


def _describe_rattachement(apres: Plan, ancienne: Action, action: Action) -> Iterable[str]:
    if set(ancienne.axes) != set(action.axes):
        axes = [_name_axe(axe) for a in action.axes if (axe := apres.get(Axe, a))]
        yield f"axes : {' ; '.join(axes) or 'aucun'}"


def _describe_champs(vieux: Objet, neuf: Objet, champs: Iterable[str]) -> tuple[str, ...]:
    """Une date dit l'ancienne et la nouvelle ; un texte dit seulement qu'il a changé."""
    lignes: list[str] = []
    for champ in champs:
        a, b = getattr(vieux, champ), getattr(neuf, champ)
        if a == b:
            continue
        dates = isinstance(a, date | None) and isinstance(b, date | None)
        court = champ in {"titre", "numero"}
        dit = _arrow(a, b) if dates else f"{a} → {b}" if court else "modifié"
        lignes.append(f"{get_nom_champ(champ)} : {dit}")
    return tuple(lignes)


def _arrow(avant: date | None, apres: date | None) -> str:
    """Écrit « 30/06/2026 → 31/12/2026 »."""
    return " → ".join(format_date(jour) if jour else "(sans date)" for jour in (avant, apres))
