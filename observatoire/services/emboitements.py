"""Quel territoire est dans quel autre : ce qui décide du test d'une comparaison, et de celles qui n'ont pas lieu."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from observatoire.domain.territoire import CODE_FRANCE, Maille, get_departement, get_region
from observatoire.domain.verdict import MotifComparaison
from observatoire.store.entrepot.metadonnees import Metadonnees

_PART_DEDANS = 0.9
"""Au-dessus, le contour du territoire est dans l'autre : deux tracés d'une même limite ne tombent jamais pile."""
_LARGES = (Maille.COMMUNE, Maille.EPCI, Maille.DEPARTEMENT, Maille.REGION, Maille.FRANCE)


@dataclass(frozen=True, slots=True)
class Emboitements:
    """Les appartenances d'une version, rangées une fois pour toutes les comparaisons d'une vue.

    `parents` et `enfants` ne retiennent que ce qui est vraiment dedans ; `iris` va de chaque territoire à tous les
    IRIS qu'il touche, même en partie.
    """

    meta: Metadonnees
    parents: Mapping[str, frozenset[str]]
    enfants: Mapping[str, frozenset[str]]
    iris: Mapping[str, frozenset[str]]

    def is_dans(self, code: str, ensemble: str) -> bool:
        """Vrai si `ensemble` contient vraiment le territoire, sans être lui.

        Deux communes, ou un quartier et une autre commune que la sienne, sont des groupes distincts : aucune n'est
        l'ensemble dont l'autre fait partie. Une intercommunalité n'est un ensemble que si la version le dit.
        """
        if code == ensemble:
            return False
        if ensemble == CODE_FRANCE:
            return True
        atteints, reste = {code}, [code]
        while reste:
            nouveaux = self._list_au_dessus(reste.pop()) - atteints
            atteints |= nouveaux
            reste += nouveaux
        if ensemble in atteints:
            return True
        # Une zone, ou un périmètre de plusieurs communes, tient dans l'ensemble si tout ce qui la compose y tient.
        is_zone = self.meta.territoires[code].maille is Maille.ZONE
        pieces = self.enfants.get(code, frozenset()) if is_zone else frozenset[str]()
        return bool(pieces) and all(self.is_dans(piece, ensemble) for piece in pieces)

    def list_iris(self, code: str) -> frozenset[str]:
        """IRIS qu'un territoire touche : lui-même, ou ses enfants."""
        if self.meta.territoires[code].maille is Maille.IRIS:
            return frozenset((code,))
        return self.iris.get(code, frozenset())

    def _list_au_dessus(self, code: str) -> set[str]:
        """Ce qui contient un territoire, un étage plus haut : appartenances, commune, département, région."""
        directs = set(self.parents.get(code, ()))
        territoire = self.meta.territoires.get(code)
        if territoire is None or territoire.maille is Maille.DEPARTEMENT:
            return directs | {get_region(code)} - {""}
        if territoire.maille is Maille.COMMUNE:
            return directs | {get_departement(code)}
        return directs | {territoire.commune} - {""}


def build_emboitements(meta: Metadonnees) -> Emboitements:
    """Range les appartenances d'une version."""
    parents: dict[str, set[str]] = defaultdict(set)
    enfants: dict[str, set[str]] = defaultdict(set)
    iris: dict[str, set[str]] = defaultdict(set)
    for a in meta.appartenances:
        iris[a.parent].add(a.enfant)
        if a.part_surface > _PART_DEDANS:
            parents[a.enfant].add(a.parent)
            enfants[a.parent].add(a.enfant)
    return Emboitements(
        meta,
        *({code: frozenset(codes) for code, codes in liens.items()} for liens in (parents, enfants, iris)),
    )


def find_recouvrement(emboites: Emboitements, code: str, autre: str) -> str:
    """Motif qui interdit de comparer deux territoires : le même, ou une part commune. Vide s'il n'y en a pas."""
    if code == autre:
        return MotifComparaison.MEME_TERRITOIRE
    territoires = emboites.meta.territoires
    ici, la = territoires[code].maille, territoires[autre].maille
    if ici is la is Maille.QPV and territoires[code].millesime != territoires[autre].millesime:
        return MotifComparaison.MILLESIME
    # Ce qu'une intercommunalité contient n'est pas toujours dit : dans le doute, elle ne se compare pas à plus petit.
    is_doute = ici is Maille.EPCI and la not in _LARGES[1:]
    if is_doute or emboites.is_dans(autre, code):
        return MotifComparaison.RECOUVREMENT
    if la in _LARGES or autre == emboites.meta.territoire_reference:
        return ""
    return MotifComparaison.RECOUVREMENT if emboites.list_iris(code) & emboites.list_iris(autre) else ""
