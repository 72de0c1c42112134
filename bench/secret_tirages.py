"""Éprouver le secret sur des villes tirées au hasard : `python -m bench.secret_tirages [SECONDES] [GRAINE]`.

Chaque hiérarchie (une géographie, un indicateur ou une famille) passe devant deux attaquants : celui de `verifier`, et
celui des tests, écrit autrement, qui connaît les vraies équations et les dénominateurs masqués. Dans les villes dont
les QPV sont au prorata, l'attaque de `verifier` peut présumer une autre règle : son annonce ne compte alors que si
l'autre attaquant la confirme.
"""

import sys
import time
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from observatoire.ingest.secret import apply_plan, attack_cellules, protect
from observatoire.ingest.secret.plan import Cause
from tests.unit.ingest.secret.fabrique import Ville, make_ville
from tests.unit.ingest.secret.juge import list_mal_protegees

AGES = ("0-29", "30-59", "60+")
TRIMESTRES = ("2023-T1", "2023-T2", "2023-T3", "2023-T4")
TAUX = (0.01, 0.02, 0.03, 0.05, 0.08, 0.3, 0.93, 0.98)
PROFILS: dict[str, dict[str, Any]] = {
    "simple": {},
    "QPV qui se croisent": {"qpv": 4, "sexes": True},
    "sexes et trois âges": {"ages": AGES, "sexes": True, "quartiers": 2},
    "très petites populations": {"population": 6},
    "famille": {"famille": True, "quartiers": 2},
    "trimestres et année": {"periodes": TRIMESTRES, "cumul": "2023", "quartiers": 2},
    "années et période": {"periodes": ("2021", "2022", "2023"), "cumul": "2021-2023", "quartiers": 2},
    "QPV au prorata": {"qpv": 3, "qpv_prorata": True},
    "zéro secret": {"zero_diffusable": False},
    "famille, sexes, années": {"famille": True, "sexes": True, "periodes": ("2021", "2022"), "cumul": "2021-2022"},
}


def draw_ville(profil: str, rng: np.random.Generator) -> Ville:
    """Une géographie au hasard ; huit indicateurs indépendants, ou une famille de deux à quatre."""
    nombre = int(rng.integers(2, 5)) if PROFILS[profil].get("famille") else 8
    hasard: dict[str, Any] = {
        "quartiers": int(rng.integers(1, 4)), "iris_par_quartier": int(rng.integers(1, 5)),
        "qpv": int(rng.integers(0, 4)), "sexes": bool(rng.random() < 0.5),
        "population": float(rng.choice([5, 12, 30, 60, 120, 400])), "graine": int(rng.integers(0, 10**9)),
        "indicateurs": {f"i{k}": float(rng.choice(TAUX)) for k in range(nombre)},
    }  # fmt: skip
    if PROFILS[profil].get("famille"):
        hasard["indicateurs"] = {code: min(taux, 0.2) for code, taux in hasard["indicateurs"].items()}
    return make_ville(**hasard | PROFILS[profil])


def split_hierarchies(ville: Ville) -> list[tuple[Ville, pd.Series]]:
    """Une ville par indicateur s'ils sont indépendants, avec la place de ses cellules."""
    codes = [list(ville.indicateurs)] if ville.sommes.get("total") else [[c] for c in ville.indicateurs]
    parts: list[tuple[Ville, pd.Series]] = []
    for groupe in codes:
        dedans = ville.cellules["indicateur"].isin(groupe)
        fiches = {c: ville.indicateurs[c] for c in groupe}
        cellules = ville.cellules[dedans].reset_index(drop=True)
        parts.append((replace(ville, cellules=cellules, indicateurs=fiches), dedans))
    return parts


def judge(profil: str, ville: Ville) -> tuple[int, int, int]:
    """Hiérarchies jugées, cellules secrètes par elles-mêmes, failles."""
    plan = protect(ville.cellules, appartenances=ville.appartenances, indicateurs=ville.indicateurs)
    jugees = failles = 0
    for part, dedans in split_hierarchies(ville):
        causes = plan.causes[dedans].reset_index(drop=True)
        if (causes == Cause.PRIMAIRE).any():
            jugees += 1
            failles += len(list_mal_protegees(part, causes != Cause.AUCUNE, causes == Cause.PRIMAIRE))
    if "prorata" not in profil:
        publiees = apply_plan(ville.cellules, plan)
        rapport = attack_cellules(publiees, appartenances=ville.appartenances, indicateurs=ville.indicateurs)
        failles += len(rapport.failles)
    return jugees, int((plan.causes == Cause.PRIMAIRE).sum()), failles


def main() -> None:
    """Tire des villes de chaque profil, à tour de rôle, jusqu'à la durée demandée."""
    secondes, graine = (float(sys.argv[1]) if sys.argv[1:] else 60.0), (int(sys.argv[2]) if sys.argv[2:] else 0)
    rng, fin = np.random.default_rng(graine), time.monotonic() + secondes
    totaux: dict[str, list[int]] = {profil: [0, 0, 0] for profil in PROFILS}
    while time.monotonic() < fin:
        for profil in PROFILS:
            comptes = judge(profil, draw_ville(profil, rng))
            totaux[profil] = [a + b for a, b in zip(totaux[profil], comptes, strict=True)]
    print("| profil | hiérarchies | cellules secrètes | failles |\n|---|---|---|---|")
    for profil, (jugees, secretes, failles) in totaux.items():
        print(f"| {profil} | {jugees} | {secretes} | {failles} |")


if __name__ == "__main__":
    main()
