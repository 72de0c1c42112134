"""Donner son numéro à chaque action : celui du classeur, celui qu'elle avait déjà, ou le premier libre."""

from collections.abc import Collection, Iterable

from observatoire.domain.cls.plan import Plan
from observatoire.services.suivi.classeur.axes_lus import Chemin
from observatoire.services.suivi.classeur.colonnes import fold_nom


class NumeroPris(Exception):
    """Deux actions du classeur portent le même numéro. Le message est le titre de la première."""


class Numeros:
    """Les numéros pris, dans le plan et dans le classeur. `annonces` : ceux qu'on lira plus loin."""

    def __init__(self, plan: Plan, annonces: Iterable[str]) -> None:
        parents = {a.id: a.numero for a in plan.actions}
        self._existantes = {
            (parents.get(a.parent_id or 0), fold_nom(a.titre)): a.numero for a in reversed(plan.actions)
        }
        self._pris = {a.numero for a in plan.actions} | set(annonces)
        self._titres: dict[str, str] = {}

    @property
    def pris(self) -> Collection[str]:
        """Tous les numéros, ceux que la suite du classeur annonce compris."""
        return self._pris

    def assign(self, numero: str, titre: str, parent: str | None, chemin: Chemin) -> str:
        """Rend le numéro d'une action.

        Raises:
            NumeroPris: une autre action du classeur, d'un autre titre, le porte déjà.
        """
        cle = (parent, fold_nom(titre))
        retenu = numero or self._existantes.get(cle) or self._invent(parent, chemin)
        deja = self._titres.get(retenu)
        if deja is not None and fold_nom(deja) != fold_nom(titre):
            raise NumeroPris(deja)
        self._titres.setdefault(retenu, titre)
        self._existantes.setdefault(cle, retenu)
        self._pris.add(retenu)
        return retenu

    def _invent(self, parent: str | None, chemin: Chemin) -> str:
        prefixe = f"{parent}." if parent else f"{chemin[-1]}." if chemin else ""
        rang = 1
        while f"{prefixe}{rang}" in self._pris:
            rang += 1
        return f"{prefixe}{rang}"
