"""Projections : combien de professionnels dans dix ans, si les départs sont remplacés pour telle part."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from observatoire.domain.classe_age import parse_classe_age
from observatoire.domain.francais import format_nombre, format_pluriel
from observatoire.domain.phrases.lieux import build_lieu
from observatoire.domain.territoire import Territoire
from observatoire.errors import ErreurObservatoire
from observatoire.services.offre.cadre import BASE, CadreOffre
from observatoire.services.offre.points import Point
from observatoire.stats.projection import Headcount, departure_probability, project_headcount
from observatoire.store.entrepot.archive import write_csv

Classe = tuple[int, int]
_LIEUX = frozenset({"officine", "établissement"})
HORIZON = 10
PART_AGES_CONNUS_MIN = 0.8
"""En dessous, prêter aux autres les âges connus ne serait plus prudent."""
ENTETES = (
    "territoire", "nom", "annee", "effectif_attendu", "effectif_bas", "effectif_haut", "densite_pour_10000",
    "densite_basse", "densite_haute", "age_de_depart", "part_remplacee", "arrivees_par_an", "croissance_population",
    "version", "nature",
)  # fmt: skip


class ProjectionImpossible(ErreurObservatoire):
    """Les âges manquent : le message dit combien, et comment les fournir."""


@dataclass(frozen=True, slots=True)
class Hypotheses:
    """Ce qu'on suppose. `remplacement` : part des départs remplacés, en % ; `croissance` : % de population par an."""

    age_depart: int = 65
    remplacement: int = 50
    arrivees: float = 0.0
    croissance: float = 0.0


@dataclass(frozen=True, slots=True)
class Annee:
    """Une année projetée : effectif attendu et bornes à 95 %, densité pour 10 000 habitants et ses bornes."""

    annee: int
    effectif: float
    bas: float
    haut: float
    densite: float | None
    densite_basse: float | None
    densite_haute: float | None


@dataclass(frozen=True, slots=True)
class LigneProjection:
    """Un territoire, année par année. `departs` : départs attendus d'ici la dernière, remplacés ou non."""

    territoire: Territoire
    departs: float
    serie: tuple[Annee, ...]

    @property
    def depart(self) -> Annee:
        """L'année des points."""
        return self.serie[0]

    @property
    def arrivee(self) -> Annee:
        """La dernière année."""
        return self.serie[-1]


@dataclass(frozen=True, slots=True)
class Projection:
    """La ville et ses territoires, du plus fort départ relatif au plus faible. `inconnus` : âges non connus."""

    cadre: CadreOffre
    hypotheses: Hypotheses
    ville: LigneProjection
    lignes: tuple[LigneProjection, ...]
    inconnus: int
    phrase: str
    certitude: str


def build_projection(cadre: CadreOffre, hypotheses: Hypotheses) -> Projection:
    """Projette la ville et chaque territoire sur dix ans à partir de l'année des points.

    Raises:
        ProjectionImpossible: personne de ce métier, ou trop d'âges inconnus.
    """
    ages = read_ages(cadre.points)
    connus = [age for age in ages.values() if age is not None]
    if not ages or len(connus) < PART_AGES_CONNUS_MIN * len(ages):
        raise ProjectionImpossible(_explain_ages(cadre, len(ages), len(connus)))
    delais = np.arange(HORIZON + 1, dtype=np.float64)
    classes = sorted(set(connus))
    departs = departure_probability(
        [bas for bas, _ in classes], [haut for _, haut in classes], delais, departure_age=hypotheses.age_depart
    )
    # Un âge inconnu est supposé réparti comme ceux qu'on connaît dans la ville.
    parts = np.array([connus.count(c) for c in classes], dtype=np.float64) / len(connus)
    table = np.vstack([departs, parts @ departs])
    territoires = cadre.territoires if cadre.is_detaille else ()
    presents = {t.code: read_ages(cadre.list_points(t.code)) for t in territoires}
    total = sum(len(p) for p in presents.values())

    def project(territoire: Territoire, personnes: dict[str, Classe | None], part: float) -> LigneProjection:
        comptes = _count(personnes, classes)
        effectif = project_headcount(
            comptes,
            table,
            delais,
            replacement=hypotheses.remplacement / 100,
            arrivals_per_year=hypotheses.arrivees * part,
        )
        departs = float(np.array(comptes) @ table[:, -1])
        return LigneProjection(territoire, departs, _build_serie(cadre, hypotheses, territoire.code, effectif))

    # Les arrivées se répartissent comme les professionnels d'aujourd'hui.
    lignes = [project(t, presents[t.code], len(presents[t.code]) / max(total, 1)) for t in territoires]
    lignes.sort(key=lambda ligne: (-_measure_perte(ligne), -ligne.departs))
    ville = project(cadre.ville, ages, 1.0)
    return Projection(
        cadre=cadre,
        hypotheses=hypotheses,
        ville=ville,
        lignes=tuple(lignes),
        inconnus=len(ages) - len(connus),
        phrase=write_phrase(cadre, hypotheses, ville),
        certitude=write_certitude(cadre, hypotheses, ville, lignes),
    )


def read_ages(points: Sequence[Point]) -> dict[str, Classe | None]:
    """Classe d'âge de chaque personne, une fois chacune ; rien si aucun de ses lieux ne la dit."""
    ages: dict[str, Classe | None] = {}
    for p in points:
        if p.personne:
            ages[p.personne] = ages.get(p.personne) or parse_classe_age(p.age_classe)
    return ages


def _count(ages: dict[str, Classe | None], classes: Sequence[Classe]) -> list[int]:
    comptes = Counter(ages.values())
    return [*(comptes[c] for c in classes), comptes[None]]


def _build_serie(cadre: CadreOffre, hypotheses: Hypotheses, territoire: str, effectif: Headcount) -> tuple[Annee, ...]:
    habitants = cadre.habitants.get(territoire, 0.0)
    serie: list[Annee] = []
    for rang in range(effectif.expected.size):
        trois = [float(v[rang]) for v in (effectif.expected, effectif.lower, effectif.upper)]
        futurs = habitants * (1 + hypotheses.croissance / 100) ** rang
        densites = [v / futurs * BASE if futurs > 0 else None for v in trois]
        serie.append(Annee(cadre.annee + rang, *trois, *densites))
    return tuple(serie)


def _measure_perte(ligne: LigneProjection) -> float:
    """Part de l'effectif perdue ; personne à perdre, aucune perte."""
    depart = ligne.depart.effectif
    return (depart - ligne.arrivee.effectif) / depart if depart else 0.0


def _explain_ages(cadre: CadreOffre, total: int, connus: int) -> str:
    if total == 0 or all(p.categorie in _LIEUX for p in cadre.points):
        return f"Aucune personne : les {cadre.nom} de cette version sont des lieux ou des comptes, sans âge à projeter."
    return (
        f"L’âge est connu pour {format_nombre(connus)} des {format_nombre(total)} {cadre.nom} : il en faut au moins "
        f"{format_nombre(PART_AGES_CONNUS_MIN * 100)} %. Le RPPS en libre accès et l’annuaire santé ne donnent pas "
        "l’âge. Importez une liste de points dont la colonne « age_classe » est remplie (« 55-59 ans »), comme le "
        "montre le modèle points.csv."
    )


def write_phrase(cadre: CadreOffre, hypotheses: Hypotheses, ville: LigneProjection) -> str:
    """La phrase de la page : une condition, une fourchette, l'effectif de départ, et que c'est une hypothèse."""
    fin = ville.arrivee
    bas, haut = format_nombre(fin.bas), format_nombre(fin.haut)
    compte = f"entre {bas} et {haut}" if bas != haut else bas
    return (
        f"{_write_condition(hypotheses)}, la ville compterait {compte} {cadre.nom} en {fin.annee}, "
        f"contre {format_nombre(ville.depart.effectif)} en {ville.depart.annee} : c’est une hypothèse, "
        "pas une prévision."
    )


def _write_condition(hypotheses: Hypotheses) -> str:
    dixiemes = hypotheses.remplacement // 10
    condition = {
        0: "Si aucun départ n’est remplacé",
        1: "Si un départ sur dix est remplacé",
        10: "Si tous les départs sont remplacés",
    }.get(dixiemes, f"Si {dixiemes} départs sur dix sont remplacés")
    if not hypotheses.arrivees:
        return condition
    nombre = format_nombre(hypotheses.arrivees, 1).removesuffix(",0")
    verbe = "s’installe" if hypotheses.arrivees < 2 else "s’installent"
    return f"{condition} et que {nombre} de plus {verbe} chaque année"


def write_certitude(
    cadre: CadreOffre, hypotheses: Hypotheses, ville: LigneProjection, lignes: Sequence[LigneProjection]
) -> str:
    """Ce que la fourchette contient, le nombre de départs attendus, et où ils pèsent le plus."""
    departs = format_pluriel(round(ville.departs), "départ attendu", "départs attendus")
    texte = f"{departs} d’ici {ville.arrivee.annee}, à {hypotheses.age_depart} ans. "
    # Sous cinq personnes, la part perdue ne se compare pas.
    exposes = [ligne for ligne in lignes if ligne.depart.effectif >= 5 and _measure_perte(ligne) > 0]
    if exposes:
        premier = exposes[0]
        lieu = build_lieu(premier.territoire, cadre.ville.code).dans
        texte += (
            f"La baisse attendue est la plus forte {lieu} : de {format_nombre(premier.depart.effectif)} à "
            f"{format_nombre(premier.arrivee.effectif, 1)}. "
        )
    return texte + "La fourchette à 95 % vient de dates de départ inconnues ; elle suppose l’hypothèse juste."


def export_projection_csv(projection: Projection, version: str) -> bytes:
    """La ville puis ses territoires, une ligne par année, avec les hypothèses."""
    h = projection.hypotheses
    suite = (h.age_depart, h.remplacement, h.arrivees, h.croissance, version, "hypothèse, pas une prévision")
    return write_csv(
        ENTETES,
        [
            (ligne.territoire.code, ligne.territoire.nom, a.annee,
             *(v if v is None else round(v, 3) for v in
               (a.effectif, a.bas, a.haut, a.densite, a.densite_basse, a.densite_haute)), *suite)
            for ligne in (projection.ville, *projection.lignes)
            for a in ligne.serie
        ],
    )  # fmt: skip
