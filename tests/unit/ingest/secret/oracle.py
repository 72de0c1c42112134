"""Attaquant écrit autrement : boucles simples, équations énumérées à la main, un `linprog` par borne.

Il est plus fort qu'un lecteur : il connaît le dénominateur des cellules masquées.
"""

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import csr_array

from tests.unit.ingest.secret.fabrique import Ville

PRECISION = 1e-5
CLES = ["indicateur", "territoire", "periode", "sexe", "age"]


def list_equations(ville: Ville) -> list[dict[tuple, float]]:
    """Équations Σ coefficient × compte = 0 d'une ville de `fabrique`, vraies par construction."""
    presentes = set(ville.cellules[CLES].itertuples(index=False, name=None))
    mailles = dict(zip(ville.cellules["territoire"], ville.cellules["maille"], strict=True))
    parts: dict[tuple[str, str], dict[str, float]] = {}
    for lien in ville.appartenances.itertuples():
        if lien.enfant in mailles:
            parts.setdefault((lien.parent, mailles[lien.enfant]), {})[lien.enfant] = lien.part_population
    ages = sorted({a for *_, a in presentes if a != "tous"})
    equations: list[dict[tuple, float]] = []
    for indicateur, territoire, periode, sexe, age in sorted(presentes):
        ici = (indicateur, territoire, periode, sexe, age)
        if sexe == "ensemble":
            equations.append({ici: 1.0} | {(*ici[:3], s, age): -1.0 for s in ("femmes", "hommes")})
        if age == "tous" and ages:
            equations.append({ici: 1.0} | {(*ici[:4], a): -1.0 for a in ages})
        if indicateur in ville.sommes:
            equations.append({ici: 1.0} | {(i, *ici[1:]): -1.0 for i in ville.sommes[indicateur]})
        if periode in ville.sommes:
            equations.append({ici: 1.0} | {(*ici[:2], p, sexe, age): -1.0 for p in ville.sommes[periode]})
        for maille in ("iris", "quartier"):
            equation = {ici: 1.0}
            for enfant, part in parts.get((territoire, maille), {}).items():
                poids = part if ville.qpv_prorata else float(part > 0.5)
                equation[(indicateur, enfant, *ici[2:])] = -poids
            if len(equation) > 1:
                equations.append(equation)
    return [e for e in equations if all(c in presentes for c in e)]


def find_intervalles(
    ville: Ville, masquees: pd.Series, demandes: dict[int, tuple[float, float]], *, entiers: bool = False
) -> dict[int, tuple[float, float]]:
    """Bornes des cellules demandées : index → (minimum, maximum).

    La recherche d'une cellule s'arrête dès que des comptes possibles couvrent l'intervalle demandé pour elle.
    `entiers` : l'attaquant sait de plus que ce sont des nombres de personnes.
    """
    cellules = ville.cellules
    rangs = {c: i for i, c in enumerate(cellules[CLES].itertuples(index=False, name=None))}
    comptes = cellules["numerateur"].to_numpy()
    caches = np.flatnonzero(masquees.to_numpy())
    colonne = {int(r): k for k, r in enumerate(caches)}
    lignes, cotes = [], []
    for equation in list_equations(ville):
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
    systeme = {"A_eq": csr_array(np.array(lignes)), "b_eq": np.array(cotes)} if lignes else {}
    bornes = [(0.0, max(11.0, float(cellules["denominateur"].iloc[r]))) for r in caches]
    # Le vrai tableau est une solution : chaque cellule peut au moins valoir ce qu'elle vaut.
    vus = [comptes[caches].copy(), comptes[caches].copy()]

    def solve(couts: np.ndarray) -> None:
        trouve = linprog(couts, **systeme, bounds=bornes, integrality=int(entiers), method="highs")
        assert trouve.status == 0, "le vrai tableau est pourtant une solution"
        vus[0], vus[1] = np.minimum(vus[0], trouve.x), np.maximum(vus[1], trouve.x)

    cibles = {colonne[cellules.index.get_loc(index)]: voulu for index, voulu in demandes.items()}
    for cote, signe in ((0, 1.0), (1, -1.0)):
        for cible, voulu in cibles.items():
            manques = [c for c, v in cibles.items() if signe * (vus[cote][c] - v[cote]) > PRECISION]
            if cible not in manques:
                continue
            couts = np.zeros(len(caches))
            couts[manques] = 1e-3 * signe
            couts[cible] = signe
            solve(couts)
            if signe * (vus[cote][cible] - voulu[cote]) > PRECISION:
                solve(np.where(np.arange(len(caches)) == cible, signe, 0.0))
    return {index: (float(vus[0][c]), float(vus[1][c])) for index, c in zip(demandes, cibles, strict=True)}
