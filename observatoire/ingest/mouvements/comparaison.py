"""Comparer qui exerce où, à deux dates : des personnes, pas des lignes."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

DISTANCE_MEME_LIEU_M = 50.0
"""Deux positions plus proches que cela sont le même lieu, même si l'adresse s'écrit autrement."""
_METRES_PAR_DEGRE = 111_320.0

Metier = tuple[str, str]
"""Profession, et spécialité pour un médecin."""


@dataclass(frozen=True, slots=True)
class Lieu:
    """Un lieu d'exercice. `cle` : adresse normalisée, vide si elle manque. `is_suivi` : dans une commune suivie."""

    cle: str
    adresse: str
    commune: str
    iris: str
    lon: float | None
    lat: float | None
    is_suivi: bool


@dataclass(slots=True)
class Presence:
    """Une personne à une date : ses lieux, par métier."""

    nom: str
    is_lieu: bool
    lieux: dict[Metier, list[Lieu]] = field(default_factory=lambda: {})

    def list_suivis(self, metier: Metier) -> list[Lieu]:
        """Ses lieux dans les communes suivies, pour un métier."""
        return [lieu for lieu in self.lieux.get(metier, []) if lieu.is_suivi]

    def list_metiers(self) -> set[Metier]:
        """Métiers exercés dans les communes suivies."""
        return {metier for metier in self.lieux if self.list_suivis(metier)}


@dataclass(frozen=True, slots=True)
class Mouvement:
    """Ce qu'est devenue une personne dans un métier. Un métier ou des lieux vides : absente à cette date."""

    personne: str
    nom: str
    is_lieu: bool
    genre: str
    metier_avant: Metier
    metier: Metier
    lieux_avant: tuple[Lieu, ...]
    lieux: tuple[Lieu, ...]


_AUCUN: Metier = ("", "")
_ABSENTE = Presence("", False)


def compare(avant: Mapping[str, Presence], apres: Mapping[str, Presence]) -> list[Mouvement]:
    """Une ligne par personne et par métier exercé dans les communes suivies, à l'une ou l'autre date."""
    return [
        mouvement
        for personne in sorted({*avant, *apres})
        for mouvement in _follow(personne, avant.get(personne, _ABSENTE), apres.get(personne, _ABSENTE))
    ]


def _follow(personne: str, avant: Presence, apres: Presence) -> Iterable[Mouvement]:
    nom, is_lieu = apres.nom or avant.nom, apres.is_lieu or avant.is_lieu
    anciens, nouveaux = avant.list_metiers(), apres.list_metiers()

    def build(genre: str, de: Metier, vers: Metier) -> Mouvement:
        lieux_avant, lieux = _locate(avant, de, vers), _locate(apres, vers, de)
        return Mouvement(personne, nom, is_lieu, genre, de, vers, lieux_avant, lieux)

    for metier in sorted(anciens & nouveaux):
        yield build(compare_lieux(avant.list_suivis(metier), apres.list_suivis(metier)), metier, metier)
    partis, venus = sorted(anciens - nouveaux), sorted(nouveaux - anciens)
    if anciens and nouveaux:
        # Toujours en ville, dans un autre métier : ni un départ, ni une arrivée.
        for rang in range(max(len(partis), len(venus))):
            de = partis[rang] if rang < len(partis) else _AUCUN
            vers = venus[rang] if rang < len(venus) else _AUCUN
            yield build("profession", de, vers)
        return
    for metier in partis:
        yield build("depart", metier, _AUCUN)
    for metier in venus:
        yield build("arrivee", _AUCUN, metier)


def _locate(presence: Presence, metier: Metier, autre: Metier) -> tuple[Lieu, ...]:
    """Lieux suivis ; à défaut, ceux du même métier ailleurs : l'autre bout d'un trajet, s'il est connu."""
    return tuple(presence.list_suivis(metier) or presence.lieux.get(autre if metier == _AUCUN else metier, []))


def compare_lieux(avant: Sequence[Lieu], apres: Sequence[Lieu]) -> str:
    """`stable`, `demenagement` (aucun lieu gardé), `lieux` (au moins un gardé), ou `indetermine`."""
    verdicts = [[is_meme_lieu(a, b) for b in apres] for a in avant]
    gardes_avant = [any(v is True for v in ligne) for ligne in verdicts]
    gardes_apres = [any(ligne[rang] is True for ligne in verdicts) for rang in range(len(apres))]
    if all(gardes_avant) and all(gardes_apres):
        return "stable"
    if any(v is None for ligne in verdicts for v in ligne):
        return "indetermine"
    return "lieux" if any(gardes_avant) else "demenagement"


def is_meme_lieu(un: Lieu, autre: Lieu) -> bool | None:
    """Même adresse, ou positions voisines ; rien si ni les adresses ni les positions ne peuvent se comparer."""
    if un.cle and un.cle == autre.cle:
        return True
    if un.lon is not None and un.lat is not None and autre.lon is not None and autre.lat is not None:
        large = math.cos(math.radians(un.lat))
        metres = math.hypot((un.lon - autre.lon) * large, un.lat - autre.lat) * _METRES_PAR_DEGRE
        return metres <= DISTANCE_MEME_LIEU_M
    if un.cle and autre.cle:
        return False
    if un.iris and autre.iris and un.iris != autre.iris:
        return False
    return None
