"""Qui est dans qui : IRIS, quartiers, QPV, commune, comparateurs, avec la part de surface."""

from dataclasses import dataclass

import pandas as pd
import shapely

from observatoire.domain.territoire import CODE_FRANCE, Maille, get_departement
from observatoire.ingest.publication.couverture import Couverture, measure_couverture
from observatoire.ingest.publication.geometrie import build_projections
from observatoire.ingest.publication.territoires import CODE_PERIMETRE, Liens, Lieux

ETAGES = ("iris_quartier", "iris_qpv", "iris_commune", "quartier_commune", "commune_zone")
"""Ordre du calcul : un étage ne remplace pas ce qu'un étage plus fin a donné."""
ETAGE_MAL_COUVERT = "qpv_mal_couvert"
"""Jamais calculé : ces QPV disent « non disponible » pour ce que leurs IRIS portent."""
PART_MIN = 0.01
"""Sous 1 % de l'IRIS et du QPV, un recouvrement n'est qu'un défaut de tracé."""
_PRESQUE_TOUT = 0.999
_MAJORITE = 0.5


@dataclass(frozen=True, slots=True)
class Appartenance:
    """Une ligne de la table publiée."""

    enfant: str
    parent: str
    part_population: float | None
    part_surface: float

    @property
    def part(self) -> float:
        """Part de la population si elle est connue, sinon de la surface."""
        return self.part_surface if self.part_population is None else self.part_population


@dataclass(frozen=True, slots=True)
class Appartenances:
    """Toutes les appartenances, et pour chaque QPV ce qu'en couvrent les IRIS dont on additionne les comptes."""

    lignes: tuple[Appartenance, ...]
    couverture_qpv: dict[str, Couverture]


@dataclass(frozen=True, slots=True)
class Recouvrement:
    """Surface commune, en part de l'enfant et en part du parent."""

    enfant: str
    parent: str
    part_enfant: float
    part_parent: float


def build_appartenances(lieux: Lieux, liens: Liens, carreaux: pd.DataFrame | None = None) -> Appartenances:
    """Calcule toutes les appartenances entre territoires publiés.

    Un IRIS va dans un seul quartier : celui que le fichier nomme, sinon celui qui en couvre la plus grande part
    (à condition qu'elle dépasse la part laissée hors de tout quartier). Un IRIS touche autant de QPV qu'il en
    recouvre ; la part de sa population qui y vit n'est connue (100 %) que s'il y est tout entier. Les `carreaux`
    habités (`lon`, `lat`, `individus`) mesurent la part de la population d'un QPV que ses IRIS couvrent.
    """
    iris_qpv = _overlay(lieux, _list_codes(lieux, Maille.IRIS), _list_codes(lieux, Maille.QPV))
    lignes: dict[tuple[str, str], Appartenance] = {}
    for ligne in [
        *[Appartenance(e, p, 1.0, 1.0) for e, p in liens],
        *_assign_quartiers(lieux, liens),
        *_nest_communes(lieux),
        *_nest_comparateurs(lieux),
        *[_build(r.enfant, r.parent, r.part_enfant) for r in iris_qpv],
    ]:
        lignes[ligne.enfant, ligne.parent] = ligne
    couverture = {qpv: _cover(lieux, qpv, iris_qpv, liens, carreaux) for qpv in _list_codes(lieux, Maille.QPV)}
    return Appartenances(tuple(lignes[cle] for cle in sorted(lignes)), couverture)


def _cover(
    lieux: Lieux, qpv: str, iris_qpv: list[Recouvrement], liens: Liens, carreaux: pd.DataFrame | None
) -> Couverture:
    """Couverture d'un QPV par les IRIS qui y sont en majorité ; sans contour, on croit le fichier qui les nomme."""
    if lieux[qpv].contour is None:
        nommes = tuple(e for e, p in liens if p == qpv and lieux[e].maille is Maille.IRIS)
        return Couverture(nommes, 1.0, "fichier") if nommes else Couverture()
    retenus = {r.enfant: r.part_parent for r in iris_qpv if r.parent == qpv and r.part_enfant > _MAJORITE}
    return measure_couverture(lieux, qpv, list(retenus), part_surface=sum(retenus.values()), carreaux=carreaux)


def _list_codes(lieux: Lieux, maille: Maille) -> list[str]:
    return [code for code, lieu in lieux.items() if lieu.maille is maille]


def _build(enfant: str, parent: str, part: float) -> Appartenance:
    entier = part >= _PRESQUE_TOUT
    return Appartenance(enfant, parent, 1.0 if entier else None, 1.0 if entier else round(part, 6))


def _overlay(lieux: Lieux, enfants: list[str], parents: list[str]) -> list[Recouvrement]:
    """Recouvrements entre deux mailles, mesurés en mètres."""
    bas = [(c, g) for c in enfants if (g := lieux[c].contour) is not None]
    hauts = [(c, g) for c in parents if (g := lieux[c].contour) is not None]
    if not bas or not hauts:
        return []
    to_metres, _ = build_projections([g for _, g in [*bas, *hauts]])
    surfaces = [shapely.make_valid(to_metres(g)) for _, g in bas]
    index = shapely.STRtree(surfaces)
    trouves: list[Recouvrement] = []
    for parent, contour in hauts:
        grand = shapely.make_valid(to_metres(contour))
        for i in index.query(grand, predicate="intersects"):
            commun = surfaces[i].intersection(grand).area
            recouvrement = Recouvrement(bas[i][0], parent, commun / surfaces[i].area, commun / grand.area)
            if max(recouvrement.part_enfant, recouvrement.part_parent) >= PART_MIN:
                trouves.append(recouvrement)
    return trouves


def _assign_quartiers(lieux: Lieux, liens: Liens) -> list[Appartenance]:
    places = {enfant for enfant, parent in liens if lieux[parent].maille is Maille.QUARTIER}
    libres = [c for c in _list_codes(lieux, Maille.IRIS) if c not in places]
    parts: dict[str, dict[str, float]] = {}
    for r in _overlay(lieux, libres, _list_codes(lieux, Maille.QUARTIER)):
        parts.setdefault(r.enfant, {})[r.parent] = r.part_enfant
    lignes: list[Appartenance] = []
    for enfant, candidats in parts.items():
        part, choisi = max((part, quartier) for quartier, part in candidats.items())
        if part > 1 - sum(candidats.values()):
            lignes.append(_build(enfant, choisi, part))
    return lignes


def _nest_communes(lieux: Lieux) -> list[Appartenance]:
    qpv = _overlay(lieux, _list_codes(lieux, Maille.QPV), _list_codes(lieux, Maille.COMMUNE))
    parts = {(r.enfant, r.parent): r.part_enfant for r in qpv}
    return [
        _build(lieu.code, lieu.commune, parts.get((lieu.code, lieu.commune), 1.0))
        for lieu in lieux.values()
        if lieu.maille in (Maille.IRIS, Maille.QUARTIER, Maille.QPV) and lieu.commune in lieux
    ]


def _nest_comparateurs(lieux: Lieux) -> list[Appartenance]:
    paires = [
        (commune, parent)
        for commune in _list_codes(lieux, Maille.COMMUNE)
        for parent in (CODE_PERIMETRE, get_departement(commune), CODE_FRANCE)
    ]
    larges = [*_list_codes(lieux, Maille.DEPARTEMENT), *_list_codes(lieux, Maille.REGION)]
    paires += [(large, CODE_FRANCE) for large in larges]
    return [Appartenance(e, p, 1.0, 1.0) for e, p in paires if p in lieux]


def build_liens_calcul(
    lieux: Lieux, appartenances: Appartenances, *, couverture_qpv_min: float
) -> list[tuple[str, str, str]]:
    """Étages du calcul (étage, enfant, parent) : de quels enfants entiers un parent se recompose.

    Un QPV se recompose des IRIS dont la majorité (de la population si elle est connue, sinon de la surface) est
    dedans, et seulement si ces IRIS couvrent assez de sa population, ou de sa surface si on ne sait pas où elle vit.
    Une commune se recompose de ses IRIS, à défaut de ses quartiers s'ils tiennent tous ses IRIS.
    """
    lignes: list[tuple[str, str, str]] = []
    for a in appartenances.lignes:
        paire = f"{lieux[a.enfant].maille}_{lieux[a.parent].maille}"
        if paire == "iris_qpv":
            if appartenances.couverture_qpv[a.parent].part < couverture_qpv_min:
                lignes.append((ETAGE_MAL_COUVERT, a.enfant, a.parent))
            elif a.part > _MAJORITE:
                lignes.append((paire, a.enfant, a.parent))
        elif paire in ETAGES and paire != "quartier_commune":
            lignes.append((paire, a.enfant, a.parent))
    return lignes + _list_quartiers_entiers(lieux, lignes)


def _list_quartiers_entiers(lieux: Lieux, lignes: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Quartiers d'une commune, si ensemble ils tiennent tous ses IRIS."""
    places = {enfant for etage, enfant, _ in lignes if etage == "iris_quartier"}
    iris_par_commune: dict[str, set[str]] = {}
    for etage, enfant, parent in lignes:
        if etage == "iris_commune":
            iris_par_commune.setdefault(parent, set()).add(enfant)
    return [
        ("quartier_commune", code, lieux[code].commune)
        for code in _list_codes(lieux, Maille.QUARTIER)
        if iris_par_commune.get(lieux[code].commune, {""}) <= places
    ]
