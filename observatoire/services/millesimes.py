"""Les QPV ont été redessinés : un même lieu peut avoir deux codes, qui ne se comptent ni ne se classent ensemble."""

from collections.abc import Sequence

from observatoire.domain.estimation import Statut
from observatoire.domain.territoire import Maille
from observatoire.services.resultats import Chiffre
from observatoire.store.entrepot.metadonnees import Metadonnees


def find_millesime(meta: Metadonnees, maille: str) -> str | None:
    """Contour le plus récent des QPV ; None pour une maille qui n'en a qu'un."""
    if maille != Maille.QPV:
        return None
    return max((t.millesime for t in meta.territoires.values() if t.maille is Maille.QPV), default=None)


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
