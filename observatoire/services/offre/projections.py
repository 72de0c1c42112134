"""Projections : combien de professionnels dans dix ans, si les départs sont remplacés pour telle part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from observatoire.domain.densites import PART_CONNUE_MIN
from observatoire.domain.francais import format_nombre, format_pluriel
from observatoire.domain.phrases.lieux import build_lieu
from observatoire.domain.tableur import write_csv
from observatoire.domain.territoire import LIBELLES_COURTS_MAILLE, Territoire
from observatoire.errors import ErreurObservatoire
from observatoire.services.offre.cadre import BASE, CadreOffre, Classe
from observatoire.services.offre.points import count_tetes
from observatoire.stats.projection import Headcount, departure_probability, project_headcount

_LIEUX = frozenset({"officine", "établissement"})
HORIZON = 10
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
    """La ville et ses territoires, du plus fort départ relatif au plus faible. `inconnus` : âges non connus.

    `tus` : territoires où trop peu de personnes exercent pour que leurs âges paraissent.
    """

    cadre: CadreOffre
    hypotheses: Hypotheses
    ville: LigneProjection
    lignes: tuple[LigneProjection, ...]
    inconnus: int
    tus: int
    phrase: str
    certitude: str


def build_projection(cadre: CadreOffre, hypotheses: Hypotheses) -> Projection:
    """Projette la ville et chaque territoire sur dix ans à partir de l'année des points.

    Raises:
        ProjectionImpossible: personne de ce métier, ou trop d'âges inconnus.
    """
    connus = cadre.ages.get(cadre.ville.code, {})
    presents = count_tetes(cadre.points)
    total_connu = sum(connus.values())
    if not presents or total_connu < PART_CONNUE_MIN * presents:
        raise ProjectionImpossible(_explain_ages(cadre, presents, total_connu))
    delais = np.arange(HORIZON + 1, dtype=np.float64)
    classes = sorted(connus)
    departs = departure_probability(
        [bas for bas, _ in classes], [haut for _, haut in classes], delais, departure_age=hypotheses.age_depart
    )
    # Un âge inconnu est supposé réparti comme ceux qu'on connaît dans la ville.
    parts = np.array([connus[c] for c in classes], dtype=np.float64) / total_connu
    table = np.vstack([departs, parts @ departs])
    territoires = cadre.territoires if cadre.is_detaille else ()
    tetes = {t.code: count_tetes(cadre.list_points(t.code)) for t in territoires}
    total = sum(tetes.values())

    def project(territoire: Territoire, nombre: int, part: float) -> LigneProjection:
        comptes = _count(cadre.ages.get(territoire.code, {}), classes, nombre)
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
    lignes = [project(t, tetes[t.code], tetes[t.code] / max(total, 1)) for t in territoires]
    lignes.sort(key=lambda ligne: (-_measure_perte(ligne), -ligne.departs))
    ville = project(cadre.ville, presents, 1.0)
    tus = sum(1 for code, nombre in tetes.items() if nombre and code not in cadre.ages)
    return Projection(
        cadre=cadre,
        hypotheses=hypotheses,
        ville=ville,
        lignes=tuple(lignes),
        inconnus=presents - total_connu,
        tus=tus,
        phrase=write_phrase(cadre, hypotheses, ville),
        certitude=write_certitude(cadre, hypotheses, ville, lignes) + write_tus(cadre, tus),
    )


def _count(ages: Mapping[Classe, int], classes: Sequence[Classe], tetes: int) -> list[int]:
    """Personnes de chaque classe, puis celles dont l'âge n'est pas connu, ou ne paraît pas."""
    comptes = [ages.get(c, 0) for c in classes]
    return [*comptes, tetes - sum(comptes)]


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
    if total < cadre.seuil_ages:
        return (
            f"{format_nombre(total)} {cadre.nom} dans la ville : sous {format_nombre(cadre.seuil_ages)}, les âges "
            "feraient reconnaître des personnes et ne sont pas publiés."
        )
    return (
        f"L’âge est publié pour {format_nombre(connus)} des {format_nombre(total)} {cadre.nom} : il en faut au moins "
        f"{format_nombre(PART_CONNUE_MIN * 100)} %. Un âge qui désignerait quelqu’un ne paraît pas. Le "
        "RPPS en libre accès et l’annuaire santé ne donnent pas l’âge. Importez une liste de points dont la colonne "
        "« age_classe » est remplie (« 55-59 ans »), comme le montre le modèle points.csv."
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
    # Sous cinq personnes, ou avec des âges supposés, la part perdue ne se compare pas.
    connues = [ligne for ligne in lignes if ligne.territoire.code in cadre.ages]
    exposes = [ligne for ligne in connues if ligne.depart.effectif >= 5 and _measure_perte(ligne) > 0]
    if exposes:
        premier = exposes[0]
        lieu = build_lieu(premier.territoire, cadre.ville.code).dans
        texte += (
            f"La baisse attendue est la plus forte {lieu} : de {format_nombre(premier.depart.effectif)} à "
            f"{format_nombre(premier.arrivee.effectif, 1)}. "
        )
    return texte + "La fourchette à 95 % vient de dates de départ inconnues ; elle suppose l’hypothèse juste."


def write_tus(cadre: CadreOffre, tus: int) -> str:
    """Ce qui est supposé là où les âges ne paraissent pas."""
    if not tus:
        return ""
    lieux = format_pluriel(tus, *LIBELLES_COURTS_MAILLE[cadre.maille])
    return (
        f" Dans {lieux}, trop peu de professionnels pour dire leurs âges sans en désigner : on y suppose ceux de la "
        "ville."
    )


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
