"""Partager l'activité d'une personne entre ses lieux de toute la France, sans retenir la France en mémoire."""

from array import array
from collections.abc import Iterable

import numpy as np


class LieuxParPersonne:
    """Compte les lieux distincts de chacun. Deux empreintes de 64 bits par ligne, au lieu des textes."""

    def __init__(self) -> None:
        """Aucun lieu encore."""
        self._paires = array("q")

    def add(self, personne: str, lieu: str) -> None:
        """Note une ligne de l'annuaire ; la même personne au même lieu ne comptera qu'une fois."""
        self._paires.append(hash(personne))
        self._paires.append(hash(lieu))

    def count(self, personnes: Iterable[str]) -> list[int]:
        """Nombre de lieux de chacune, dans l'ordre donné. Toutes doivent avoir été ajoutées."""
        paires = np.frombuffer(self._paires, dtype="int64").reshape(-1, 2)
        demandees = np.fromiter((hash(p) for p in personnes), dtype="int64")
        if not len(demandees):
            return []
        # Seuls les lieux de celles qu'on demande sont triés.
        utiles = paires[np.isin(paires[:, 0], demandees)]
        cles, comptes = np.unique(np.unique(utiles, axis=0)[:, 0], return_counts=True)
        return comptes[np.searchsorted(cles, demandees)].tolist()
