"""Programmes linéaires sur un même tableau, résolus l'un après l'autre sans repartir de zéro (HiGHS)."""

from collections.abc import Iterable

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, hstack

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
INFINI = highspy.kHighsInf


class Mouvements:
    """Écarts permis autour d'un point : `bas ≤ A·y ≤ haut`, `−baisse ≤ y ≤ hausse`, chaque sens ayant son coût.

    `y` est écrit `y⁺ − y⁻`, pour que bouger une cellule coûte dans les deux sens. Une cellule `libre`, dont le coût
    est linéaire, n'a besoin que de `y⁺`, qui descend alors jusqu'à `−baisse`.
    """

    def __init__(
        self, matrice: csc_array, bas: Floats, haut: Floats, *, baisse: Floats, hausse: Floats, libre: Bools
    ) -> None:
        """Charge le modèle ; tous les coûts sont nuls."""
        self.taille = len(hausse)
        self.resolus = 0
        self._mini = np.concatenate([np.where(libre, -baisse, 0.0), np.zeros(self.taille)])
        self._maxi = np.concatenate([hausse, np.where(libre, 0.0, baisse)])
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = 2 * self.taille, len(bas)
        lp.col_cost_ = np.zeros(2 * self.taille)
        lp.col_lower_, lp.col_upper_ = self._mini, self._maxi
        lp.row_lower_, lp.row_upper_ = bas, haut
        double = csc_array(hstack([matrice, -matrice], format="csc"))
        # Les attributs de HiGHS acceptent un tableau, ce que leurs annotations ne disent pas.
        lp.a_matrix_.start_ = double.indptr  # pyright: ignore[reportAttributeAccessIssue]
        lp.a_matrix_.index_ = double.indices  # pyright: ignore[reportAttributeAccessIssue]
        lp.a_matrix_.value_ = double.data.astype(np.float64)
        self._highs = highspy.Highs()
        self._highs.setOptionValue("output_flag", False)
        self._highs.setOptionValue("threads", 1)
        self._highs.passModel(lp)

    def set_couts(self, hausse: Floats, baisse: Floats) -> None:
        """Change le coût d'une unité de hausse et de baisse de chaque cellule."""
        colonnes = np.arange(2 * self.taille, dtype=np.int32)
        self._highs.changeColsCost(2 * self.taille, colonnes, np.concatenate([hausse, baisse]))

    def freeze(self, cellules: Iterable[int], *, figees: bool = True) -> None:
        """Interdit à des cellules de bouger, ou leur rend leurs limites."""
        for cellule in cellules:
            for colonne in (cellule, cellule + self.taille):
                if figees:
                    self._highs.changeColBounds(colonne, 0.0, 0.0)
                else:
                    self._restore(colonne)

    def _restore(self, colonne: int) -> None:
        self._highs.changeColBounds(colonne, self._mini[colonne], self._maxi[colonne])

    def solve(self, cellule: int, ecart: float) -> Floats | None:
        """Écarts de coût minimal où une cellule libre bouge d'au moins `ecart` (signé) ; None si c'est impossible."""
        bas, haut = self._mini[cellule], self._maxi[cellule]
        if not bas <= ecart <= haut:
            return None
        self._highs.changeColBounds(cellule, *((ecart, haut) if ecart > 0 else (bas, ecart)))
        trouve = self.solve_libre()
        self._restore(cellule)
        return trouve

    def solve_libre(self) -> Floats | None:
        """Écarts de coût minimal, sans rien imposer ; None si le problème n'a pas de solution finie."""
        self.resolus += 1
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        colonnes = np.asarray(self._highs.getSolution().col_value)
        return colonnes[: self.taille] - colonnes[self.taille :]
