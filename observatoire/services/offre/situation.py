"""Qui habite où et qui soigne où : ce que demandent l'accessibilité et les distances d'un métier."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from observatoire.domain.acces import DETOUR_DEFAUT, PREFIXE_CARREAU, UniteTrajet
from observatoire.domain.placement import Placement
from observatoire.domain.territoire import Maille
from observatoire.services.offre.points import Point, select_en_ville
from observatoire.services.version import open_version
from observatoire.stats.arguments import Floats
from observatoire.stats.proximity import Points, build_points
from observatoire.store.entrepot.base import Entrepot
from observatoire.store.entrepot.metadonnees import Metadonnees

Rangs = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Ajout:
    """Une offre supposée : des équivalents temps plein en un point."""

    lon: float
    lat: float
    etp: float


@dataclass(frozen=True, slots=True, eq=False)
class Habitats:
    """Lieux habités. `iris` est vide hors de la ville ; `poids` est le besoin d'un habitant (1 en moyenne)."""

    points: Points
    iris: tuple[str, ...]
    habitants: Floats
    poids: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Soins:
    """Lieux de soins placés d'un métier. `zone` : IRIS, ou commune pour un point d'une commune voisine."""

    points: Points
    ids: tuple[str, ...]
    etp: Floats
    zone: tuple[str, ...]
    dehors: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Trajets:
    """Trajets importés : `cout[rang de l'origine, rang de la destination]`, NaN si inconnu. `mode` : à pied…"""

    unite: str
    mode: str
    origines: Mapping[str, int]
    destinations: Mapping[str, int]
    cout: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Situation:
    """Tout ce qu'un calcul d'accès demande, lu une fois par version et par métier.

    `territoires` : rangs des lieux habités de chaque territoire (IRIS, quartier, QPV, commune, périmètre).
    `non_places` : points de la ville sans coordonnées, absents du calcul. `detour` : celui de la version.
    `besoins_verifies_le` : jour où les poids des âges ont été vérifiés, vide tant qu'ils ne le sont pas.
    `is_carroyee` : les habitants sont placés par des carreaux, et non par une grille.
    """

    metier: str
    ville: str
    habitats: Habitats
    soins: Soins
    trajets: Trajets | None
    territoires: Mapping[str, Rangs]
    non_places: int
    detour: float
    is_carroyee: bool
    besoins_verifies_le: str = ""

    @property
    def unites(self) -> tuple[UniteTrajet, ...]:
        """Unités possibles : les minutes demandent une table de temps importée."""
        if self.trajets is not None and self.trajets.unite == UniteTrajet.MINUTES:
            return (UniteTrajet.KM, UniteTrajet.MINUTES)
        return (UniteTrajet.KM,)

    @property
    def is_complete(self) -> bool:
        """Vrai s'il y a de quoi calculer : des habitants, et presque tous les lieux de soins de la ville placés."""
        tailles = self.habitats.habitants.size and self.soins.etp.size
        return bool(tailles) and self.placement.is_suffisant_pour_les_distances

    @property
    def placement(self) -> Placement:
        """Combien d'adresses du métier, dans la ville, sont sur la carte."""
        situees = int((~self.soins.dehors).sum())
        return Placement(situees + self.non_places, situees, situees)


def load_situation(*, version: str, metier: str, points: Iterable[Point]) -> Situation:
    """Lit la situation d'un métier.

    Args:
        version: version des données.
        metier: code du métier, tel que l'adresse le porte.
        points: points de la version (`build_offre`), tous métiers et toutes communes.

    Raises:
        DonneesAbsentes: version inconnue.
    """
    entrepot = open_version(version)
    meta = entrepot.metadonnees
    habitats, noms = _load_habitats(entrepot, metier)
    suivies = frozenset(meta.identite["communes"].split(","))
    choisis = select_en_ville(points, metier)
    return Situation(
        metier=metier,
        ville=meta.territoire_reference,
        habitats=habitats,
        soins=_build_soins([p for p in choisis if p.is_place], suivies),
        trajets=_load_trajets(entrepot),
        territoires=_index_territoires(entrepot, meta, habitats, noms),
        non_places=sum(not p.is_place and (p.commune in suivies or p.iris != "") for p in choisis),
        detour=float(meta.identite.get("detour", DETOUR_DEFAUT)),
        is_carroyee=any(nom.startswith(PREFIXE_CARREAU) for nom in noms),
        besoins_verifies_le=meta.identite.get("besoins_verifies_le", ""),
    )


def _load_habitats(entrepot: Entrepot, metier: str) -> tuple[Habitats, list[str]]:
    connus = {"lieu_habite", "besoin"} <= entrepot.tables
    lignes = entrepot.read("lieux_habites", metier=metier) if connus else []
    colonnes = list(zip(*lignes, strict=True)) if lignes else [()] * 7
    noms, iris, _, lon, lat, habitants, poids = colonnes
    habitats = Habitats(build_points(lon, lat), tuple(iris), np.array(habitants, float), np.array(poids, float))
    return habitats, list(noms)


def _build_soins(points: list[Point], suivies: frozenset[str]) -> Soins:
    dehors = np.array([not p.iris and p.commune not in suivies for p in points], dtype=np.bool_)
    return Soins(
        points=build_points([p.lon or 0.0 for p in points], [p.lat or 0.0 for p in points]),
        ids=tuple(p.id for p in points),
        etp=np.array([p.activite for p in points], dtype=np.float64),
        zone=tuple(p.iris or p.commune for p in points),
        dehors=dehors,
    )


def _load_trajets(entrepot: Entrepot) -> Trajets | None:
    lignes = entrepot.read("trajets") if "trajet" in entrepot.tables else []
    if not lignes:
        return None
    origines = {code: rang for rang, code in enumerate(sorted({ligne[0] for ligne in lignes}))}
    destinations = {code: rang for rang, code in enumerate(sorted({ligne[1] for ligne in lignes}))}
    cout = np.full((len(origines), len(destinations)), np.nan)
    for origine, destination, valeur, *_ in lignes:
        cout[origines[origine], destinations[destination]] = valeur
    return Trajets(lignes[0][3], lignes[0][4], origines, destinations, cout)


def _index_territoires(entrepot: Entrepot, meta: Metadonnees, habitats: Habitats, noms: list[str]) -> dict[str, Rangs]:
    rangs: dict[str, list[int]] = {}
    parents: dict[str, list[str]] = {}
    for a in meta.appartenances:
        if meta.territoires[a.parent].maille in (Maille.QUARTIER, Maille.COMMUNE):
            parents.setdefault(a.enfant, []).append(a.parent)
    for rang, iris in enumerate(habitats.iris):
        if iris:
            # La ville entière, même quand elle réunit plusieurs communes.
            for code in {iris, *parents.get(iris, []), meta.territoire_reference}:
                rangs.setdefault(code, []).append(rang)
    positions = {nom: rang for rang, nom in enumerate(noms)}
    for lieu, qpv in entrepot.read("lieux_qpv") if "lieu_qpv" in entrepot.tables else []:
        rangs.setdefault(qpv, []).append(positions[lieu])
    return {code: np.array(liste, dtype=np.intp) for code, liste in sorted(rangs.items())}
