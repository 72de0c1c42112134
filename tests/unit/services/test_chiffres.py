"""Les intervalles à 99,8 %, retrouvés par un autre chemin."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from observatoire.services.chiffres import compute_ic_998, to_array, to_float
from observatoire.stats.standardisation import direct_rate

Z = float(stats.norm.ppf(0.999))


def calculer(**champs: float) -> tuple[float, float]:
    colonnes = {nom: np.array([champs.get(nom, np.nan)]) for nom in ("valeur", "bas", "haut", "effectif", "population")}
    bas, haut = compute_ic_998(
        **colonnes,
        is_wilson=np.array([bool(champs.get("wilson", 0))]),
        multiplicateur=np.array([champs.get("multiplicateur", 1.0)]),
    )
    return float(bas[0]), float(haut[0])


def test_une_part_suit_wilson() -> None:
    # Wilson écrit à la main : (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n)
    x, n = 120.0, 900.0
    p = x / n
    centre, demi = p + Z**2 / (2 * n), Z * np.sqrt(p * (1 - p) / n + Z**2 / (4 * n**2))
    attendu = [(centre - demi) / (1 + Z**2 / n) * 100, (centre + demi) / (1 + Z**2 / n) * 100]
    trouve = calculer(
        valeur=p * 100, bas=11.2, haut=15.7, effectif=x, population=n, wilson=1, multiplicateur=100
    )  # fmt: skip
    assert_allclose(trouve, attendu)


def byar(o: float, z: float) -> tuple[float, float]:
    haut = (o + 1) * (1 - 1 / (9 * (o + 1)) + z / (3 * np.sqrt(o + 1))) ** 3
    return o * (1 - 1 / (9 * o) - z / (3 * np.sqrt(o))) ** 3, haut


def test_un_taux_suit_byar() -> None:
    o, n, m = 64.0, 4_000.0, 1000.0
    bas, haut = (b / n * m for b in byar(o, 1.959963984540054))
    attendu = [b / n * m for b in byar(o, Z)]
    assert_allclose(calculer(valeur=o / n * m, bas=bas, haut=haut, effectif=o, population=n), attendu)


def test_un_petit_taux_suit_la_loi_exacte() -> None:
    # Sous dix cas : quantiles du χ² (Garwood 1936).
    o, n, m = 4.0, 2_000.0, 1000.0
    bas, haut = stats.chi2.ppf(0.025, 2 * o) / 2, stats.chi2.ppf(0.975, 2 * o + 2) / 2
    attendu = [stats.chi2.ppf(0.001, 2 * o) / 2 / n * m, stats.chi2.ppf(0.999, 2 * o + 2) / 2 / n * m]
    assert_allclose(calculer(valeur=2.0, bas=bas / n * m, haut=haut / n * m, effectif=o, population=n), attendu)


def test_un_taux_standardise_se_retrouve_sans_ses_ages() -> None:
    # Les bornes de Dobson à 99,8 % sont recalculées depuis les âges, puis retrouvées sans eux.
    cas, population = np.array([12.0, 40.0, 95.0]), np.array([5_000.0, 4_000.0, 2_000.0])
    standard = np.array([40_000.0, 35_000.0, 25_000.0])
    usuel = direct_rate(cas, population, standard, level=0.95)
    strict = direct_rate(cas, population, standard, level=0.998)
    trouve = calculer(
        valeur=float(usuel[0]), bas=float(usuel[1]), haut=float(usuel[2]), effectif=float(cas.sum())
    )  # fmt: skip
    assert_allclose(trouve, [float(strict[1]), float(strict[2])], rtol=1e-9)


def test_sans_compte_l_intervalle_s_elargit_comme_une_loi_normale() -> None:
    demi = 3.0 * Z / stats.norm.ppf(0.975)
    assert_allclose(calculer(valeur=50.0, bas=47.0, haut=53.0), [50 - demi, 50 + demi])


def test_jamais_plus_etroit_que_l_intervalle_publie() -> None:
    bas, haut = calculer(valeur=50.0, bas=10.0, haut=90.0, effectif=500, population=1000, wilson=1, multiplicateur=100)
    assert (bas, haut) == (10.0, 90.0)


def test_sans_intervalle_il_n_y_en_a_pas_non_plus_a_998() -> None:
    assert all(np.isnan(b) for b in calculer(valeur=21_000.0))


def test_les_absents_deviennent_nan_et_reviennent() -> None:
    assert np.isnan(to_array([None, 1.0])[0])
    assert to_float(float("nan")) is None
    assert to_float(2.0) == pytest.approx(2.0)
