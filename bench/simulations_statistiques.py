"""Combien de fausses alertes quand rien ne diffère et que rien n'évolue ?

    .venv/bin/python -m bench.simulations_statistiques

Tire des territoires sans aucune vraie différence et des suites sans aucune tendance, puis compte
les verdicts rendus à tort. Pour une référence connue, le risque est aussi calculé sans tirage, en
sommant la loi de probabilité : son maximum sur chaque tranche d'effectifs est donc certain.
"""

import argparse
from collections.abc import Callable, Iterator

import numpy as np
from scipy import stats

from observatoire.services.verdicts import compare_intervalles
from observatoire.stats.arguments import Floats
from observatoire.stats.comparison import (
    proportion_ratio,
    proportion_versus_reference,
    rate_ratio,
    versus_reference,
)
from observatoire.stats.intervals import Interval, poisson_interval, wilson_interval
from observatoire.stats.standardisation import EUROPEAN_STANDARD_2013, direct_rate
from observatoire.stats.trend import proportion_trend_test, rate_trend_test, trend_test

Range = tuple[float, float]
Flags = tuple[float, float]  # part de verdicts à 95 % et à 99,8 %, en %
Simulation = Callable[[np.random.Generator, Range, int], Flags]
# La borne haute d'une tranche n'en fait pas partie : à trente cas attendus, le test change.
RANGES: list[Range] = [(1, 9.99), (10, 29.99), (30, 99.9), (100, 1000)]
SEED = 20261122


def draw_expected(generator: np.random.Generator, bounds: Range, draws: int) -> Floats:
    """Effectifs attendus répartis également en logarithme sur la tranche."""
    return np.exp(generator.uniform(np.log(bounds[0]), np.log(bounds[1]), draws))


def count_flags(direction: Floats) -> Flags:
    """Parts de verdicts à 95 % et à 99,8 % ; un test non défini compte pour « pas d'alerte »."""
    steps = np.nan_to_num(np.abs(direction))
    return float(100 * (steps >= 1).mean()), float(100 * (steps == 2).mean())


def two_levels(usual: Interval, strict: Interval, reference: Floats | float) -> Floats:
    """Verdict de −2 à 2 d'après deux intervalles emboîtés."""
    return versus_reference(*usual, reference) + versus_reference(*strict, reference)


def ratio_verdict(observed: Floats, expected: Floats | float) -> Floats:
    """Verdict d'un ICM : intervalles de Byar (exacts sous 10 cas) face à l'attendu."""
    return two_levels(poisson_interval(observed), poisson_interval(observed, level=0.998), expected)


def wilson_verdict(events: Floats, population: Floats, reference: Floats | float) -> Floats:
    """Verdict d'une proportion sur les seuls intervalles de Wilson, pour mesurer ce qu'il coûterait."""
    usual, strict = (wilson_interval(events, population, level=level) for level in (0.95, 0.998))
    return two_levels(usual, strict, reference)


def simulate_ratio(generator: np.random.Generator, bounds: Range, draws: int) -> Flags:
    """Effectifs de Poisson face à leur attendu (ICM, taux d'événements)."""
    expected = draw_expected(generator, bounds, draws)
    return count_flags(ratio_verdict(generator.poisson(expected).astype(float), expected))


def simulate_proportion(
    generator: np.random.Generator,
    bounds: Range,
    draws: int,
    verdict: Callable[[Floats, Floats, Floats], Floats] = proportion_versus_reference,
) -> Flags:
    """Parts face à celle de la ville, de 1 à 50 %."""
    events, population, share = _draw_proportions(generator, bounds, draws)
    return count_flags(verdict(events, population, share))


def simulate_own_city(generator: np.random.Generator, bounds: Range, draws: int) -> Flags:
    """Trente quartiers égaux face à leur propre ville, qui les contient."""
    expected = draw_expected(generator, bounds, draws // 30)[:, None] * np.ones(30)
    observed = generator.poisson(expected).astype(float)
    return count_flags(ratio_verdict(observed, observed.mean(axis=1, keepdims=True)))


def simulate_two_intervals(generator: np.random.Generator, bounds: Range, draws: int) -> Flags:
    """Deux taux sans compte publié, de même valeur : chacun n'a que son intervalle de Byar à 95 %."""
    expected = draw_expected(generator, bounds, draws)
    times = generator.uniform(1, 10, draws)
    sides = []
    for size in (expected, expected * times):
        observed = generator.poisson(size).astype(float)
        lower, upper = poisson_interval(observed)
        sides.append((observed / size, lower / size, upper / size))
    return count_flags(compare_intervalles(sides[1], sides[0]))


def simulate_two_rates(generator: np.random.Generator, bounds: Range, draws: int) -> Flags:
    """Deux territoires distincts de même taux, le second d'une à dix fois plus peuplé."""
    expected = draw_expected(generator, bounds, draws)
    times = generator.uniform(1, 10, draws)
    first, second = generator.poisson(expected), generator.poisson(expected * times)
    return count_flags(rate_ratio(first, np.ones(draws), second, times).direction)


def simulate_two_proportions(generator: np.random.Generator, bounds: Range, draws: int) -> Flags:
    """Deux territoires distincts de même proportion."""
    events, population, share = _draw_proportions(generator, bounds, draws)
    other = np.round(population * generator.uniform(1, 10, draws))
    second = generator.binomial(other.astype(int), share)
    return count_flags(proportion_ratio(events, population, second, other).direction)


def simulate_direct_rate(generator: np.random.Generator, bounds: Range, draws: int) -> Flags:
    """Taux standardisés directs face au vrai taux (population jeune, mortalité croissante avec l'âge)."""
    draws = min(draws, 40_000)
    population = np.linspace(1.5, 0.3, 19) / np.linspace(1.5, 0.3, 19).sum() * 1e6
    rates = 0.0002 * np.exp(0.085 * np.arange(0, 95, 5))
    scale = draw_expected(generator, bounds, draws)[:, None] / (population * rates).sum()
    deaths = generator.poisson(population * rates * scale).astype(float)
    people = np.maximum(population * scale, deaths)
    truth = 1e5 * (rates * EUROPEAN_STANDARD_2013).sum() / sum(EUROPEAN_STANDARD_2013)
    usual, strict = (direct_rate(deaths, people, EUROPEAN_STANDARD_2013, level=level)[1:] for level in (0.95, 0.998))
    return count_flags(two_levels(usual, strict, truth))


def simulate_trends(generator: np.random.Generator, bounds: Range, draws: int) -> dict[str, float]:
    """Part de suites de cinq années, sans tendance, déclarées en hausse ou en baisse, en %."""
    expected = draw_expected(generator, bounds, draws)[:, None] * np.ones(5)
    counts = generator.poisson(expected).astype(float)
    share = generator.uniform(0.01, 0.5, (draws, 1)) * np.ones(5)
    people = np.maximum(np.round(expected / share), 1)
    cases = generator.binomial(people.astype(int), share).astype(float)
    trends = {
        "moindres carrés, taux": trend_test(counts, *poisson_interval(counts)),
        "effectifs, taux": rate_trend_test(counts, expected),
        "moindres carrés, proportion": trend_test(cases / people, *wilson_interval(cases, people)),
        "Cochran-Armitage, proportion": proportion_trend_test(cases, people),
    }
    return {name: float(100 * (np.nan_to_num(trend.direction) != 0).mean()) for name, trend in trends.items()}


def exact_ratio_risks(bounds: Range, points: int = 200) -> Floats:
    """Risques (points × 2 niveaux, en %) d'un verdict d'ICM à tort, sommés sur la loi de Poisson."""
    observed = np.arange(0, bounds[1] + 12 * np.sqrt(bounds[1]) + 30)
    means = np.geomspace(*bounds, points)
    return np.array([_risk(stats.poisson.pmf(observed, mean), ratio_verdict(observed, mean)) for mean in means])


def exact_proportion_risks(
    bounds: Range,
    population: int,
    verdict: Callable[[Floats, Floats, float], Floats] = proportion_versus_reference,
    points: int = 200,
) -> Floats:
    """Risques (points × 2 niveaux, en %) d'un verdict de proportion à tort, sommés sur la loi binomiale."""
    events = np.arange(population + 1.0)
    everyone = np.full_like(events, population)
    shares = np.geomspace(bounds[0], min(bounds[1], population - bounds[0]), points) / population
    return np.array(
        [_risk(stats.binom.pmf(events, population, share), verdict(events, everyone, share)) for share in shares]
    )


def _risk(weights: Floats, direction: Floats) -> Flags:
    steps = np.abs(direction)
    return float(100 * weights[steps >= 1].sum()), float(100 * weights[steps == 2].sum())


def _draw_proportions(generator: np.random.Generator, bounds: Range, draws: int) -> tuple[Floats, Floats, Floats]:
    share = generator.uniform(0.01, 0.5, draws)
    population = np.maximum(np.round(draw_expected(generator, bounds, draws) / share), 1)
    return generator.binomial(population.astype(int), share).astype(float), population, share


def build_report(draws: int, *, points: int = 200) -> Iterator[str]:
    """Lignes Markdown des mesures, telles qu'elles figurent dans `docs/methodes/comparaison.md`."""
    generator = np.random.default_rng(SEED)
    names = [f"{low:g} à {high:.0f}" for low, high in RANGES]
    yield (f"| fausses alertes à 95 % / 99,8 % (%), {draws:_} tirages | ".replace("_", " ") + " | ".join(names) + " |")
    yield "|---|" + "---|" * len(RANGES)
    simulations: list[tuple[str, Simulation]] = [
        ("effectif face à l'attendu", simulate_ratio),
        ("proportion face à la référence", simulate_proportion),
        ("— avec Wilson seul", lambda g, b, d: simulate_proportion(g, b, d, wilson_verdict)),
        ("taux standardisé direct", simulate_direct_rate),
        ("quartier face à sa propre ville", simulate_own_city),
        ("deux taux", simulate_two_rates),
        ("deux proportions", simulate_two_proportions),
        ("deux taux par leurs seuls intervalles", simulate_two_intervals),
    ]
    for name, simulate in simulations:
        flags = [simulate(generator, bounds, draws) for bounds in RANGES]
        yield f"| {name} | " + " | ".join(f"{usual:.2f} / {strict:.3f}" for usual, strict in flags) + " |"
    yield ""
    yield "| risque calculé, minimum – moyenne – maximum (%) | " + " | ".join(names) + " |"
    yield "|---|" + "---|" * len(RANGES)
    yield from _risk_rows("effectif", lambda bounds: exact_ratio_risks(bounds, points))
    for population in (500, 3000):
        for name, verdict in (("proportion", proportion_versus_reference), ("Wilson seul", wilson_verdict)):
            yield from _risk_rows(
                f"{name}, {population} personnes",
                lambda bounds, n=population, v=verdict: exact_proportion_risks(
                    (bounds[0], min(bounds[1], n / 2)), n, v, points
                ),
            )
    yield ""
    yield "| fausses tendances (%), attendu au plus 0,2 | " + " | ".join(names) + " |"
    yield "|---|" + "---|" * len(RANGES)
    trends = [simulate_trends(generator, bounds, draws) for bounds in RANGES]
    for name in trends[0]:
        yield f"| {name} | " + " | ".join(f"{trend[name]:.3f}" for trend in trends) + " |"


def _risk_rows(name: str, compute: Callable[[Range], Floats]) -> Iterator[str]:
    risks = [compute(bounds) for bounds in RANGES]
    for column, level in enumerate(("95 %", "99,8 %")):
        cells = [f"{r[:, column].min():.3g} – {r[:, column].mean():.3g} – {r[:, column].max():.3g}" for r in risks]
        yield f"| {name}, {level} | " + " | ".join(cells) + " |"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Mesure les fausses alertes des verdicts et des tendances.")
    parser.add_argument("--tirages", type=int, default=400_000, help="nombre de territoires tirés par mesure")
    for line in build_report(parser.parse_args().tirages):
        print(line.replace(".", ","))
