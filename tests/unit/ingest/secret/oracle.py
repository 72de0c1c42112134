"""Attaquant écrit autrement : boucles simples, équations énumérées à la main, un `linprog` par borne.

Il est plus fort qu'un lecteur : il connaît le dénominateur des cellules masquées.
"""

import numpy as np
import pandas as pd
from scipy.optimize import linprog

CLES = ["indicateur", "territoire", "periode", "sexe", "age"]


def list_equations(cellules: pd.DataFrame, appartenances: pd.DataFrame) -> list[dict[tuple, float]]:
    """Équations Σ coefficient × compte = 0 d'une ville de `fabrique`, vraies par construction."""
    presentes = set(cellules[CLES].itertuples(index=False, name=None))
    mailles = dict(zip(cellules["territoire"], cellules["maille"], strict=True))
    ages = sorted({a for *_, a in presentes if a != "tous"})
    equations: list[dict[tuple, float]] = []
    for indicateur, territoire, periode, sexe, age in sorted(presentes):
        ici = (indicateur, territoire, periode, sexe, age)
        if sexe == "ensemble":
            equations.append({ici: 1.0} | {(*ici[:3], s, age): -1.0 for s in ("femmes", "hommes")})
        if age == "tous" and ages:
            equations.append({ici: 1.0} | {(*ici[:4], a): -1.0 for a in ages})
        for maille in ("iris", "quartier"):
            parts = appartenances[
                (appartenances["parent"] == territoire) & (appartenances["enfant"].map(mailles) == maille)
            ]
            equation = {ici: 1.0}
            for enfant, part in zip(parts["enfant"], parts["part_population"], strict=True):
                equation[(indicateur, enfant, *ici[2:])] = -1.0 if part > 0.5 else 0.0
            if len(equation) > 1:
                equations.append(equation)
    return [e for e in equations if all(c in presentes for c in e)]


def find_intervalles(
    cellules: pd.DataFrame, appartenances: pd.DataFrame, masquees: pd.Series, cibles: pd.Series
) -> dict[int, tuple[float, float]]:
    """Bornes de chaque cible : index de la cellule → (minimum, maximum)."""
    rangs = {c: i for i, c in enumerate(cellules[CLES].itertuples(index=False, name=None))}
    comptes = cellules["numerateur"].to_numpy()
    caches = np.flatnonzero(masquees.to_numpy())
    colonne = {int(r): k for k, r in enumerate(caches)}
    lignes, cotes = [], []
    for equation in list_equations(cellules, appartenances):
        ligne, cote = np.zeros(len(caches)), 0.0
        for cle, coefficient in equation.items():
            rang = rangs[cle]
            if rang in colonne:
                ligne[colonne[rang]] += coefficient
            else:
                cote -= coefficient * comptes[rang]
        if ligne.any():
            lignes.append(ligne)
            cotes.append(cote)
    bornes = [(0.0, max(11.0, float(cellules["denominateur"].iloc[r]))) for r in caches]
    resultat = {}
    for rang in np.flatnonzero(cibles.to_numpy()):
        visee = np.zeros(len(caches))
        visee[colonne[int(rang)]] = 1.0
        systeme = {"A_eq": np.array(lignes), "b_eq": np.array(cotes)} if lignes else {}
        bas = linprog(visee, **systeme, bounds=bornes, method="highs")
        haut = linprog(-visee, **systeme, bounds=bornes, method="highs")
        assert bas.status == haut.status == 0, "le vrai tableau est pourtant une solution"
        resultat[int(cellules.index[rang])] = (bas.fun, -haut.fun)
    return resultat
