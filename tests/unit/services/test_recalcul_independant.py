"""Deux cents chiffres tirés au hasard, recalculés par pandas et scipy depuis les comptes de la version.

Aucune fonction de l'observatoire ne sert au recalcul : ni ses lectures, ni ses intervalles, ni ses mots.
"""

import duckdb
import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from observatoire.services.carte import build_carte

SENS = {"haut_favorable": 1, "bas_favorable": -1, "sans_jugement": 0}


def borner(genre: str, x: float, n: float, niveau: float) -> tuple[float, float]:
    if genre == "part":
        return proportion_confint(x, n, alpha=1 - niveau, method="wilson")
    if x < 10:
        reste = (1 - niveau) / 2
        bas = stats.chi2.ppf(reste, 2 * x) / 2 if x else 0.0
        return bas / n, stats.chi2.ppf(1 - reste, 2 * x + 2) / 2 / n
    z = stats.norm.ppf((1 + niveau) / 2)
    haut = x + 1
    return (
        x * (1 - 1 / (9 * x) - z / 3 / np.sqrt(x)) ** 3 / n,
        haut * (1 - 1 / (9 * haut) + z / 3 / np.sqrt(haut)) ** 3 / n,
    )


def placer(genre: str, x: float, n: float, ville: float, niveau: float) -> int:
    """Face à la ville : bornes exactes (loi bêta) d'une part qui ferait attendre moins de trente cas ou non-cas."""
    if genre == "part" and min(n * ville, n - n * ville) < 30:
        bas, haut = proportion_confint(x, n, alpha=1 - niveau, method="beta")
    else:
        bas, haut = borner(genre, x, n, niveau)
    return 1 if bas > ville else -1 if haut < ville else 0


def juger(genre: str, x: float, n: float, ville: float, sens: int) -> str:
    usuel, strict = (placer(genre, x, n, ville, niveau) for niveau in (0.95, 0.998))
    if not usuel:
        comptes = [x, n * ville, *([n - x, n - n * ville] if genre == "part" else [])]
        return "effectif trop petit" if min(comptes) < 5 else "pas de différence établie"
    net = "nettement " if strict else ""
    if not sens:
        return net + ("plus élevé" if usuel > 0 else "plus bas")
    return net + ("favorable" if usuel == sens else "défavorable")


def test_deux_cents_chiffres_recalcules(version: str, base: duckdb.DuckDBPyConnection) -> None:
    table = base.sql(
        """SELECT v.*, i.type, i.multiplicateur, i.sens, t.maille, ville.valeur AS ville
        FROM valeur v
        JOIN indicateur i ON i.code = v.indicateur
        JOIN territoire t ON t.code = v.territoire
        LEFT JOIN valeur ville ON ville.territoire = '99123' AND ville.indicateur = v.indicateur
            AND ville.periode = v.periode AND ville.sexe = v.sexe
        WHERE v.sexe = 'ensemble' AND t.maille IN ('iris', 'quartier', 'qpv')
            AND v.statut = 'disponible' AND i.type IN ('part', 'taux', 'icm', 'densite')
            AND v.territoire <> 'QP099001'"""  # l'ancien contour d'un QPV n'est plus sur la carte
    ).df()
    juges = 0
    for cellule in table.sample(200, random_state=20261122).itertuples():
        carte = build_carte(
            version=version, indicateur=cellule.indicateur, periode=cellule.periode, maille=cellule.maille
        )
        (ligne,) = [x for x in carte.lignes if x.territoire.code == cellule.territoire]
        x, n, m = cellule.numerateur, cellule.denominateur, cellule.multiplicateur
        assert ligne.estimation.valeur == pytest.approx(x / n * m)
        for niveau, bornes in (
            (0.95, (ligne.estimation.ic_bas, ligne.estimation.ic_haut)),
            (0.998, (ligne.chiffre.ic_998_bas, ligne.chiffre.ic_998_haut)),
        ):
            attendu = [b * m for b in borner(cellule.type, x, n, niveau)]
            assert bornes == pytest.approx(attendu, rel=1e-9, abs=1e-9), (cellule.indicateur, niveau)
        if not np.isnan(cellule.ville):
            juges += 1
            attendu = juger(cellule.type, x, n, cellule.ville / m, SENS[cellule.sens])
            assert ligne.verdict.libelle == attendu, (cellule.indicateur, cellule.territoire, cellule.periode)
    assert juges > 150
