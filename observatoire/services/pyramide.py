"""Pyramide des âges d'un territoire et de son comparateur, en part de la population."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from observatoire.domain.classe_age import AGE_MAXIMAL, choose_partition, parse_tranche


@dataclass(frozen=True, slots=True)
class Tranche:
    """Une tranche d'âge : parts en % de la population totale ; rien pour ce qui est secret."""

    classe_age: str
    hommes: float | None
    femmes: float | None
    hommes_reference: float | None
    femmes_reference: float | None


@dataclass(frozen=True, slots=True)
class Pyramide:
    """Tranches de la plus jeune à la plus âgée. `periode` est un code."""

    periode: str
    tranches: tuple[Tranche, ...]
    has_reference: bool


def build_pyramide(
    lignes: Sequence[tuple[Any, ...]], territoire: str, reference: str | None, *, is_reste: bool = False
) -> Pyramide | None:
    """Construit la pyramide depuis les lignes de `population.sql` ; rien s'il n'y a pas de tranches par sexe.

    Args:
        lignes: population de chaque âge et sexe, du territoire et du comparateur.
        territoire: code du territoire.
        reference: code du comparateur, s'il y en a un.
        is_reste: vrai si le comparateur est ce qui reste de `reference` une fois le territoire ôté.
    """
    derniere: dict[str, str] = {}
    effectifs: dict[tuple[str, str, str, str], float | None] = {}
    classes: dict[tuple[str, str], set[str]] = defaultdict(set)
    for code, periode, sexe, classe, effectif in lignes:
        effectifs[code, periode, sexe, classe] = effectif
        if sexe != "ensemble" and parse_tranche(classe):
            derniere[code] = periode
            classes[code, periode].add(classe)
    if territoire not in derniere:
        return None
    periode = derniere[territoire]
    tranches = choose_partition(classes[territoire, periode], 0, AGE_MAXIMAL)
    comparable = reference is not None and set(tranches) <= classes.get((reference, periode), set())
    ici = _shares(effectifs, territoire, periode, tranches)
    la: dict[tuple[str, str], float] = {}
    if comparable and reference:
        moins = territoire if is_reste else None
        la = _shares(effectifs, reference, periode, tranches, moins=moins)
    return Pyramide(
        periode,
        tuple(
            Tranche(
                classe,
                ici.get(("hommes", classe)),
                ici.get(("femmes", classe)),
                la.get(("hommes", classe)),
                la.get(("femmes", classe)),
            )
            for classe in tranches
        ),
        has_reference=bool(la),
    )


def _shares(
    effectifs: dict[tuple[str, str, str, str], float | None],
    code: str,
    periode: str,
    tranches: Sequence[str],
    *,
    moins: str | None = None,
) -> dict[tuple[str, str], float]:
    """Part de chaque tranche et sexe dans le total ; rien si une tranche secrète empêche de connaître le total.

    `moins` est le territoire à ôter : une tranche secrète chez l'un ou l'autre l'est aussi dans la différence.
    """

    def count(sexe: str, classe: str) -> float | None:
        ici = effectifs.get((code, periode, sexe, classe))
        ote = 0.0 if moins is None else effectifs.get((moins, periode, sexe, classe))
        return None if ici is None or ote is None or ici < ote else ici - ote

    comptes = {(s, c): count(s, c) for s in ("hommes", "femmes") for c in tranches}
    total = count("ensemble", "tous")
    if total is None and all(e is not None for e in comptes.values()):
        total = sum(e for e in comptes.values() if e is not None)
    if not total:
        return {}
    return {cle: e / total * 100 for cle, e in comptes.items() if e is not None}
