"""Tire les comptes de chaque indicateur, par IRIS, sexe, âge et période ; tout le reste s'en additionne."""

from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from observatoire.ingest.demo.courbes import COURBES
from observatoire.ingest.demo.habitants import AGES, ANNEES, Habitants, national_ages
from observatoire.ingest.demo.profils import Profil, list_annees, list_periodes
from observatoire.ingest.demo.traits import Traits
from observatoire.ingest.demo.ville import ANNEE_BASE, Iris

HABITANTS_DEPARTEMENT, HABITANTS_FRANCE = 642_000, 68_000_000
_BORNES_INTERCEPT = (-18.0, 12.0)
_TOURS_DE_DICHOTOMIE = 40
_PART_MAX = 0.98
_AMPLITUDE_SAISON = 0.06


@dataclass(frozen=True)
class Comptes:
    """Cas et personnes observées d'un indicateur : tableaux [territoire, sexe, âge, période] d'entiers.

    Les territoires sont les IRIS dans l'ordre des rangs, puis le département et la France. `risque` est la
    probabilité dont les cas sont tirés.
    """

    periodes: tuple[str, ...]
    cas: NDArray[np.int64]
    personnes: NDArray[np.int64]
    risque: NDArray[np.float64]


class Tirage:
    """Tire les indicateurs l'un après l'autre, en se souvenant de ceux dont d'autres sont des sous-ensembles.

    Chaque indicateur a son propre hasard, tiré de la graine et de son code : en ajouter un ne change pas les autres.
    """

    def __init__(self, iris: tuple[Iris, ...], habitants: Habitants, traits: Traits, graine: int) -> None:
        """Prépare les populations observables et les traits centrés sur la ville."""
        self._traits = traits
        self._graine = graine
        self._observables = _add_comparateurs(habitants)
        poids = habitants.effectifs[..., ANNEES.index(ANNEE_BASE)].sum(axis=(1, 2))
        centralite = np.array([i.quartier.centralite for i in iris])
        self._precarite = _center(traits.precarite, poids)
        self._centralite = _center(centralite, poids)
        self._arrondi = np.random.default_rng(graine).uniform(size=(*self._observables.shape[:2], 1, 1))
        self._tires: dict[str, Comptes] = {}
        self._restes: dict[str, tuple[NDArray[np.int64], NDArray[np.float64]]] = {}

    def draw(self, profil: Profil) -> Comptes:
        """Tire un indicateur ; celui dont il est un sous-ensemble (`parmi`) doit l'avoir été avant."""
        rng = np.random.default_rng([self._graine, crc32(profil.code.encode())])
        periodes = tuple(list_periodes(profil.periodes))
        personnes = self._count_personnes(profil, periodes)
        tendances = self._draw_tendances(profil, rng)
        effets = self._draw_effets(profil, rng)
        risque = self._compute_risque(profil, periodes, effets, tendances)
        cas = self._draw_cas(profil, periodes, personnes, risque, rng)
        comptes = Comptes(periodes, cas, personnes, risque)
        self._tires[profil.code] = comptes
        return comptes

    def _count_personnes(self, profil: Profil, periodes: tuple[str, ...]) -> NDArray[np.int64]:
        """Personnes observées, entières : l'arrondi se reporte d'un âge au suivant, la somme reste juste à un près."""
        cible = _mask_cible(profil)
        cumul = np.floor(np.cumsum(self._observables * profil.base, axis=2) + self._arrondi).astype(np.int64)
        par_annee = np.diff(cumul, axis=2, prepend=0)
        par_annee *= cible[None, :, :, None]
        return np.stack(
            [par_annee[..., [ANNEES.index(a) for a in list_annees(p)]].sum(axis=3) for p in periodes], axis=3
        )

    def _draw_tendances(self, profil: Profil, rng: np.random.Generator) -> NDArray[np.float64]:
        """Pente annuelle par territoire : celle de l'indicateur, plus vive ou plus lente selon le quartier."""
        propres = (
            profil.tendance
            + profil.aggravation * self._precarite
            + self._traits.draw_quartiers(0.35 * abs(profil.tendance), rng)
        )
        return np.append(propres, [profil.tendance, profil.tendance])

    def _draw_effets(self, profil: Profil, rng: np.random.Generator) -> NDArray[np.float64]:
        effets = (
            profil.gradient * self._precarite
            + profil.centralite * self._centralite
            + self._traits.draw_local(profil.local, rng)
        )
        return np.append(effets, [0.0, 0.0])

    def _compute_risque(
        self, profil: Profil, periodes: tuple[str, ...], effets: NDArray[np.float64], tendances: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Probabilité par case, calée pour que le niveau de 2022 soit celui du profil dans la ville et ailleurs."""
        courbe = COURBES[profil.courbe]()
        force = _vary_gradient(profil.courbe)
        base = courbe[None] + effets[:, None, None] * force[None]
        poids = self._observables[..., ANNEES.index(ANNEE_BASE)] * _mask_cible(profil)[None]
        ville = _calibrate(base[:-2], poids[:-2], profil.taux)
        niveaux = [ville] * (len(effets) - 2)
        for rang, rapport in ((-2, profil.departement), (-1, profil.france)):
            niveaux.append(_calibrate(base[[rang]], poids[[rang]], profil.taux * rapport))
        ecarts = np.array([np.mean(list_annees(p)) - ANNEE_BASE for p in periodes])
        score = (
            (base + np.array(niveaux)[:, None, None])[..., None]
            + tendances[:, None, None, None] * ecarts
            + np.array([_saison(p) for p in periodes])
        )
        return 1 / (1 + np.exp(-score))

    def _draw_cas(
        self,
        profil: Profil,
        periodes: tuple[str, ...],
        personnes: NDArray[np.int64],
        risque: NDArray[np.float64],
        rng: np.random.Generator,
    ) -> NDArray[np.int64]:
        if not profil.parmi:
            return rng.binomial(personnes, risque)
        tout = self._tires[profil.parmi]
        rangs = [tout.periodes.index(p) for p in periodes]
        parents, risque_parent = tout.cas[..., rangs], tout.risque[..., rangs]
        if profil.lien == "tranche":
            return parents * _mask_cible(profil)[None, :, :, None]
        if profil.lien == "inclus":
            parents = parents * _mask_cible(profil)[None, :, :, None]
            return rng.binomial(parents, np.minimum(risque / risque_parent, _PART_MAX))
        libres, pris = self._restes.get(profil.parmi, (parents, np.zeros_like(risque)))
        if profil.lien == "reste":
            return libres
        part = np.clip(risque / np.maximum(risque_parent - pris, 1e-12), 0.0, _PART_MAX)
        cas = rng.binomial(libres, part)
        self._restes[profil.parmi] = (libres - cas, pris + risque)
        return cas


def _add_comparateurs(habitants: Habitants) -> NDArray[np.float64]:
    """Ajoute le département et la France, à la pyramide d'ordre national, sous les IRIS de la ville."""
    pyramide = national_ages()
    croissance = 1.003 ** np.array([a - ANNEE_BASE for a in ANNEES])
    hors = [pyramide[:, :, None] * taille * croissance for taille in (HABITANTS_DEPARTEMENT, HABITANTS_FRANCE)]
    return np.concatenate([habitants.effectifs, np.stack(hors)])


def _mask_cible(profil: Profil) -> NDArray[np.bool_]:
    """Cases (sexe, âge) de la population visée par l'indicateur."""
    ages = (profil.age_min <= AGES) & (profil.age_max >= AGES)
    sexes = np.array([profil.sexe != "hommes", profil.sexe != "femmes"])
    return sexes[:, None] & ages[None]


def _center(trait: NDArray[np.float64], poids: NDArray[np.float64]) -> NDArray[np.float64]:
    return trait - np.average(trait, weights=poids)


def _vary_gradient(courbe: str) -> NDArray[np.float64]:
    """Le gradient social de la mortalité est fort avant 65 ans et s'efface aux grands âges."""
    if not courbe.startswith("deces"):
        return np.ones((2, len(AGES)))
    return np.tile(np.interp(AGES, [0, 55, 95], [1.6, 1.5, 0.3]), (2, 1))


def _saison(periode: str) -> float:
    """L'hiver amène plus de monde aux urgences."""
    return _AMPLITUDE_SAISON * {"1": 1.0, "2": -0.3, "3": -1.0, "4": 0.3}[periode[-1]] if "T" in periode else 0.0


def _calibrate(score: NDArray[np.float64], poids: NDArray[np.float64], cible: float) -> float:
    """Constante à ajouter au score pour que la proportion moyenne soit la cible (dichotomie)."""
    bas, haut = _BORNES_INTERCEPT
    for _ in range(_TOURS_DE_DICHOTOMIE):
        milieu = (bas + haut) / 2
        moyenne = (poids / (1 + np.exp(-(score + milieu)))).sum() / poids.sum()
        bas, haut = (milieu, haut) if moyenne < cible else (bas, milieu)
    return (bas + haut) / 2
