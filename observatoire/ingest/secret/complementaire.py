"""Le secret complémentaire d'un tableau : masquer le moins possible pour que rien ne se déduise.

Pour chaque cellule secrète et chaque sens, un programme linéaire cherche l'autre tableau plausible où elle
atteint la borne demandée en bougeant le moins d'information publiée ; les cellules publiées qu'il bouge sont
masquées à leur tour. Chaque tableau plausible trouvé est gardé : c'est la preuve de la protection. Une seconde
passe republie, de la plus utile à la moins utile, ce dont les preuves peuvent se passer.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from observatoire.ingest.secret.lineaire import INFINI, Bools, Floats, Mouvements
from observatoire.ingest.secret.tableau import Tableau

_TOLERANCE = 1e-6
_PROGRAMMES_AFFINAGE_MAX = 60
"""Programmes qu'un tableau peut dépenser à republier : les très grands ne sont affinés que sur leurs totaux."""
_BUTEE = 1e4
"""Un compte sans maximum connu ne s'écarte jamais de plus que cela : les programmes restent bornés."""


@dataclass
class _Etat:
    """Ce qui est masqué et ce qui est prouvé. Un but est un couple (cellule, sens)."""

    masquee: Bools
    preuves: list[Floats] = field(default_factory=list[Floats])


class Protection:
    """Cherche les cellules à masquer dans un tableau."""

    def __init__(self, tableau: Tableau) -> None:
        """Prépare le programme linéaire ; le compte vrai doit être connu partout."""
        self.tableau = tableau
        reste = tableau.matrice @ tableau.compte
        self._buts = [
            (int(i), borne - tableau.compte[i])
            for bornes in (tableau.haut, tableau.bas)
            for i, borne in enumerate(bornes)
            if not np.isnan(borne) and abs(borne - tableau.compte[i]) > _TOLERANCE
        ]
        self._hausse = np.where(tableau.figee, 0.0, np.minimum(tableau.maximum - tableau.compte, _BUTEE))
        self._baisse = np.where(tableau.figee, 0.0, np.minimum(tableau.compte, _BUTEE))
        self._programme = Mouvements(
            tableau.matrice,
            np.minimum(tableau.reste_min - reste, 0.0),
            np.maximum(np.where(np.isinf(tableau.reste_max), INFINI, tableau.reste_max - reste), 0.0),
            baisse=self._baisse,
            hausse=self._hausse,
            libre=tableau.masquee,
        )
        self._par_ligne = csr_array(tableau.matrice)
        self._etat = _Etat(tableau.masquee.copy())
        self.impossibles: list[int] = []

    def run(self) -> Bools:
        """Masque, puis affine. Rend les cellules masquées."""
        self._hide()
        self._refine()
        # Une cellule ajoutée qu'aucune preuve ne bouge ne protège rien.
        utiles = np.zeros_like(self._etat.masquee)
        for preuve in self._etat.preuves:
            utiles |= np.abs(preuve) > _TOLERANCE
        return self._etat.masquee & (utiles | self.tableau.masquee)

    def _find_atteints(self, preuves: list[Floats]) -> Bools:
        """Buts qu'au moins une des preuves atteint."""
        if not preuves or not self._buts:
            return np.zeros(len(self._buts), dtype=bool)
        cellules = np.array([c for c, _ in self._buts])
        ecarts = np.array([e for _, e in self._buts])
        mouvements = np.vstack([p[cellules] for p in preuves]) * np.sign(ecarts)
        return np.asarray((mouvements >= np.abs(ecarts) - _TOLERANCE).any(axis=0))

    def _set_couts(self, manquants: Bools) -> None:
        """Bouger une cellule publiée coûte ce qu'elle vaut ; aider un autre but sans rien masquer rapporte peu."""
        t = self.tableau
        unite = np.where(self._etat.masquee, 0.0, t.poids)
        portee = np.maximum(t.seuil.max(initial=1.0), 1.0)
        hausse = unite / np.clip(self._hausse, _TOLERANCE, portee)
        baisse = unite / np.clip(self._baisse, _TOLERANCE, portee)
        payants = np.concatenate([hausse, baisse])
        moindre = payants[payants > 0].min(initial=1.0)
        prime = moindre / (10 * max(1, len(self._buts)))
        servies: set[int] = set()
        for (cellule, ecart), manque in zip(self._buts, manquants, strict=True):
            if manque and cellule not in servies:
                servies.add(cellule)
                hausse[cellule], baisse[cellule] = (-prime, prime) if ecart > 0 else (prime, -prime)
        self._programme.set_couts(hausse, baisse)

    def _hide(self) -> None:
        atteints = np.zeros(len(self._buts), dtype=bool)
        rang = -1
        while (rang := rang + 1) < len(self._buts):
            cellule, ecart = self._buts[rang]
            if atteints[rang]:
                continue
            self._set_couts(~atteints)
            preuve = self._programme.solve(cellule, ecart)
            if preuve is None:
                preuve = self._reach_at_best(rang)
            atteints[rang] = True
            if preuve is None:
                continue
            self._mask(np.flatnonzero(np.abs(preuve) > _TOLERANCE))
            self._etat.preuves.append(preuve)
            deja = np.zeros(len(self._buts), dtype=bool)
            deja[: len(atteints)] = atteints
            atteints = deja | self._find_atteints([preuve])

    def _mask(self, cellules: NDArray[np.intp]) -> None:
        """Masque des cellules. Un zéro masqué doit pouvoir passer pour un grand compte, comme toute cellule masquée."""
        t, masquee = self.tableau, self._etat.masquee
        for cellule in cellules[~masquee[cellules]]:
            masquee[cellule] = True
            if t.compte[cellule] <= _TOLERANCE and t.seuil[cellule] > 0 and t.maximum[cellule] >= t.seuil[cellule]:
                self._buts.append((int(cellule), float(t.seuil[cellule])))

    def _reach_at_best(self, rang: int) -> Floats | None:
        """But hors d'atteinte même en masquant tout : s'en approcher autant que le tableau le permet."""
        cellule, ecart = self._buts[rang]
        self.impossibles.append(cellule)
        nuls = np.zeros(len(self.tableau.compte))
        visee = nuls.copy()
        visee[cellule] = -1.0
        self._programme.set_couts(*((visee, nuls) if ecart > 0 else (nuls, visee)))
        meilleur = self._programme.solve_libre()
        if meilleur is None or abs(meilleur[cellule]) < _TOLERANCE:
            self._buts[rang] = (cellule, 0.0)
            return None
        self._buts[rang] = (cellule, float(meilleur[cellule]) * (1 - 1e-6))
        self._set_couts(np.zeros(len(self._buts), dtype=bool))
        return self._programme.solve(cellule, self._buts[rang][1])

    def _refine(self) -> None:
        """Republie ce qui n'est pas nécessaire, le plus utile d'abord."""
        etat, poids = self._etat, self.tableau.poids
        ajoutees = np.flatnonzero(etat.masquee & ~self.tableau.masquee)
        if not len(ajoutees):
            return
        limite = self._programme.resolus + _PROGRAMMES_AFFINAGE_MAX
        self._programme.freeze(np.flatnonzero(~etat.masquee))
        for cellule in sorted((int(c) for c in ajoutees), key=lambda c: -poids[c]):
            if self._programme.resolus > limite:
                return
            if self._is_indispensable(cellule):
                continue
            self._programme.freeze([cellule])
            avant = self._buts
            self._buts = [(c, 0.0 if c == cellule else e) for c, e in avant]
            preuves = self._prove_sans(cellule)
            if preuves is None:
                self._programme.freeze([cellule], figees=False)
                self._buts = avant
            else:
                etat.preuves = preuves
                etat.masquee[cellule] = False

    def _is_indispensable(self, cellule: int) -> bool:
        """Vrai si, la cellule publiée, une égalité ne garderait qu'une inconnue, à protéger."""
        t = self.tableau
        debut, fin = t.matrice.indptr[cellule], t.matrice.indptr[cellule + 1]
        for ligne in t.matrice.indices[debut:fin]:
            if t.reste_max[ligne] > t.reste_min[ligne]:
                continue
            bornes = slice(self._par_ligne.indptr[ligne], self._par_ligne.indptr[ligne + 1])
            inconnues = [c for c in self._par_ligne.indices[bornes] if self._etat.masquee[c] and c != cellule]
            if len(inconnues) == 1 and not np.isnan(t.haut[inconnues[0]]):
                return True
        return False

    def _list_voisines(self, cellule: int) -> Iterator[int]:
        """Inconnues qui partagent une équation avec `cellule`."""
        par_colonne, par_ligne = self.tableau.matrice, self._par_ligne
        for ligne in par_colonne.indices[par_colonne.indptr[cellule] : par_colonne.indptr[cellule + 1]]:
            yield from map(int, par_ligne.indices[par_ligne.indptr[ligne] : par_ligne.indptr[ligne + 1]])

    def _prove_sans(self, cellule: int) -> list[Floats] | None:
        """Preuves de tous les buts sans bouger `cellule` ; None si l'un d'eux en a besoin."""
        preuves = [p for p in self._etat.preuves if abs(p[cellule]) <= _TOLERANCE]
        atteints = self._find_atteints(preuves)
        voisines = set(self._list_voisines(cellule))
        # Les buts voisins d'abord : ce sont eux qui ont le plus de chances d'échouer.
        for rang in sorted(range(len(self._buts)), key=lambda r: self._buts[r][0] not in voisines):
            but, ecart = self._buts[rang]
            if atteints[rang] or abs(ecart) <= _TOLERANCE:
                continue
            self._set_couts(~atteints)
            preuve = self._programme.solve(but, ecart)
            if preuve is None:
                return None
            preuves.append(preuve)
            atteints |= self._find_atteints([preuve])
        return preuves
