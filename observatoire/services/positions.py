"""Place d'un chiffre parmi les territoires publiés de sa maille. Une valeur secrète n'est jamais classée."""

from collections.abc import Sequence

from observatoire.domain.indicateur import Sens
from observatoire.services.resultats import Chiffre, Position

MIN_PUBLIES = 5
"""Sous cinq territoires publiés, pas de bande : ceux qui restent sont souvent les plus hauts."""


def compute_positions(pairs: Sequence[Chiffre]) -> dict[str, Position]:
    """Position de chaque territoire d'une maille, pour un indicateur et une période. Clé : code du territoire."""
    publies = {c.territoire.code: c.valeur for c in pairs if c.estimation.is_disponible and c.valeur is not None}
    valeurs = sorted(publies.values(), reverse=True)
    sens = pairs[0].indicateur.sens if pairs else Sens.SANS_JUGEMENT
    reperes = compute_reperes(valeurs, sens)
    rangs = {valeur: rang for rang, valeur in reversed(list(enumerate(valeurs, start=1)))}
    return {
        c.territoire.code: Position(
            rangs[publies[c.territoire.code]] if c.territoire.code in publies else None, len(valeurs), *reperes
        )
        for c in pairs
    }


def compute_reperes(valeurs: Sequence[float], sens: Sens) -> tuple[float | None, ...]:
    """Extrémités, quartiles et médiane, du moins au plus favorable (du bas vers le haut sans jugement)."""
    if len(valeurs) < MIN_PUBLIES:
        return (None,) * 5
    croissants = sorted(valeurs)
    reperes = tuple(_interpolate(croissants, part) for part in (0.0, 0.25, 0.5, 0.75, 1.0))
    return tuple(reversed(reperes)) if sens is Sens.BAS_FAVORABLE else reperes


def _interpolate(croissants: Sequence[float], part: float) -> float:
    """Quantile par interpolation linéaire. Numpy le fait aussi, mais coûte cent fois plus sur quinze valeurs."""
    place = part * (len(croissants) - 1)
    bas = int(place)
    haut = min(bas + 1, len(croissants) - 1)
    return croissants[bas] + (place - bas) * (croissants[haut] - croissants[bas])
