"""Pyramide des âges d'un territoire et de son comparateur, en part de la population."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

_CLASSE = re.compile(r"^(\d+)(?:-(\d+)|\+)$")
_INFINI = 200


@dataclass(frozen=True, slots=True)
class Tranche:
    """Une tranche d'âge : parts en % de la population totale, effectifs ; rien pour ce qui est secret."""

    classe_age: str
    hommes: float | None
    femmes: float | None
    hommes_reference: float | None
    femmes_reference: float | None
    hommes_effectif: float | None
    femmes_effectif: float | None


@dataclass(frozen=True, slots=True)
class Pyramide:
    """Tranches de la plus jeune à la plus âgée. `periode` est un code."""

    periode: str
    tranches: tuple[Tranche, ...]
    has_reference: bool


def build_pyramide(lignes: Sequence[tuple[Any, ...]], territoire: str, reference: str | None) -> Pyramide | None:
    """Construit la pyramide depuis les lignes de `population.sql` ; rien s'il n'y a pas de tranches par sexe."""
    derniere: dict[str, str] = {}
    effectifs: dict[tuple[str, str, str, str], float | None] = {}
    classes: dict[tuple[str, str], set[str]] = defaultdict(set)
    for code, periode, sexe, classe, effectif in lignes:
        effectifs[code, periode, sexe, classe] = effectif
        if sexe != "ensemble" and _CLASSE.match(classe):
            derniere[code] = periode
            classes[code, periode].add(classe)
    if territoire not in derniere:
        return None
    periode = derniere[territoire]
    tranches = choose_partition(classes[territoire, periode])
    comparable = reference is not None and set(tranches) <= classes.get((reference, periode), set())
    ici = _shares(effectifs, territoire, periode, tranches)
    la = _shares(effectifs, reference, periode, tranches) if comparable and reference else {}
    return Pyramide(
        periode,
        tuple(
            Tranche(
                classe,
                ici.get(("hommes", classe)),
                ici.get(("femmes", classe)),
                la.get(("hommes", classe)),
                la.get(("femmes", classe)),
                effectifs.get((territoire, periode, "hommes", classe)),
                effectifs.get((territoire, periode, "femmes", classe)),
            )
            for classe in tranches
        ),
        has_reference=bool(la),
    )


def choose_partition(classes: Iterable[str]) -> tuple[str, ...]:
    """La suite de tranches contiguës la plus fine, de 0 an à la tranche ouverte ; vide s'il n'y en a pas.

    Les fichiers du recensement donnent plusieurs découpages qui se recouvrent (0-14 et 0-2, 3-5…).
    """
    bornes: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for classe in classes:
        trouve = _CLASSE.match(classe)
        if trouve:
            bornes[int(trouve[1])].append((int(trouve[2]) + 1 if trouve[2] else _INFINI, classe))
    meilleures: dict[int, tuple[str, ...]] = {_INFINI: ()}
    for debut in sorted(bornes, reverse=True):
        suites = [(classe, *meilleures[fin]) for fin, classe in bornes[debut] if fin in meilleures]
        if suites:
            meilleures[debut] = max(suites, key=len)
    return meilleures.get(0, ())


def _shares(
    effectifs: dict[tuple[str, str, str, str], float | None], code: str, periode: str, tranches: Sequence[str]
) -> dict[tuple[str, str], float]:
    """Part de chaque tranche et sexe dans le total ; rien si une tranche secrète empêche de connaître le total."""
    comptes = {(s, c): effectifs.get((code, periode, s, c)) for s in ("hommes", "femmes") for c in tranches}
    total = effectifs.get((code, periode, "ensemble", "tous"))
    if total is None and all(e is not None for e in comptes.values()):
        total = sum(e for e in comptes.values() if e is not None)
    if not total:
        return {}
    return {cle: e / total * 100 for cle, e in comptes.items() if e is not None}
