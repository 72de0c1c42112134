"""Les QPV ont été redessinés : un même lieu peut avoir deux codes, qui ne se comptent ni ne se classent ensemble."""

import math
from collections.abc import Sequence

from observatoire.domain.estimation import Statut
from observatoire.domain.territoire import Maille, Territoire
from observatoire.services.resultats import Chiffre
from observatoire.store.entrepot.metadonnees import Metadonnees


def find_millesime(meta: Metadonnees, maille: str) -> str | None:
    """Contour le plus récent des QPV ; None pour une maille qui n'en a qu'un."""
    if maille != Maille.QPV:
        return None
    return max((t.millesime for t in meta.territoires.values() if t.maille is Maille.QPV), default=None)


_PART_COMMUNE_MIN = 0.5
_KM_PAR_DEGRE = 111.2


def find_contours_anciens(meta: Metadonnees) -> frozenset[str]:
    """QPV qu'un autre millésime dessine autrement au même endroit, sous le même nom ou un autre."""
    qpv = [t for t in meta.territoires.values() if t.maille is Maille.QPV]
    if len({t.millesime for t in qpv}) < 2:
        return frozenset()
    parts: dict[str, dict[str, float]] = {t.code: {} for t in qpv}
    for a in meta.appartenances:
        if a.parent in parts:
            parts[a.parent][a.enfant] = a.part_surface * (meta.territoires[a.enfant].superficie_km2 or 0.0)
    return frozenset(
        t.code
        for t in qpv
        if any(a.millesime != t.millesime and _is_meme_lieu(t, a, parts[t.code], parts[a.code]) for a in qpv)
    )


def _is_meme_lieu(a: Territoire, b: Territoire, ici: dict[str, float], la: dict[str, float]) -> bool:
    """Même nom ou, renommé, les mêmes IRIS pour au moins la moitié du plus petit, les centres à moins de son côté."""
    if a.nom.casefold() == b.nom.casefold():
        return True
    petit = min(sum(ici.values()), sum(la.values()))
    commun = sum(min(surface, la.get(iris, 0.0)) for iris, surface in ici.items())
    if petit <= 0 or commun < _PART_COMMUNE_MIN * petit:
        return False
    if None in (a.lon, a.lat, b.lon, b.lat):
        return True
    ouest_est = ((a.lon or 0.0) - (b.lon or 0.0)) * math.cos(math.radians(a.lat or 0.0))
    distance = math.hypot(ouest_est, (a.lat or 0.0) - (b.lat or 0.0)) * _KM_PAR_DEGRE
    return distance <= math.sqrt(petit)


def keep_recents(chiffres: Sequence[Chiffre]) -> list[Chiffre]:
    """Écarte les QPV d'un contour dépassé : un seul contour par indicateur et période.

    C'est le plus récent qui a un chiffre, publié ou secret : une période d'avant le redécoupage garde l'ancien.
    """
    retenus: dict[tuple[str, str], tuple[bool, str]] = {}
    for chiffre in chiffres:
        if chiffre.territoire.maille is Maille.QPV:
            cle = chiffre.indicateur.code, chiffre.periode.code
            a_un_chiffre = chiffre.estimation.statut in (Statut.DISPONIBLE, Statut.SECRET)
            rang = (a_un_chiffre, chiffre.territoire.millesime)
            retenus[cle] = max(retenus.get(cle, rang), rang)
    return [
        c
        for c in chiffres
        if c.territoire.maille is not Maille.QPV
        or c.territoire.millesime == retenus[c.indicateur.code, c.periode.code][1]
    ]
