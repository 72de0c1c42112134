"""Carte lissée et regroupements : ce que disent les voisins d'un territoire."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np

from observatoire.domain.francais import format_nombre, format_pluriel
from observatoire.domain.phrases.phrase import Phrase
from observatoire.domain.territoire import LIBELLES_COURTS_MAILLE
from observatoire.domain.verdict import Jugement
from observatoire.services.carte import Carte, Contour, build_carte, load_contours
from observatoire.services.chiffres import is_proportion, to_array, to_float
from observatoire.services.resultats import Ligne
from observatoire.stats.smoothing import empirical_bayes_rate
from observatoire.stats.spatial import local_clusters, moran_index

LIBELLES_REGROUPEMENT = {
    0: "pas de regroupement établi",
    1: "haut, entouré de valeurs hautes",
    2: "bas, entouré de valeurs hautes",
    3: "bas, entouré de valeurs basses",
    4: "haut, entouré de valeurs basses",
}


@dataclass(frozen=True, slots=True)
class Lissage:
    """Valeur brute et valeur lissée ; `poids_propre` est la part du territoire dans sa valeur lissée, de 0 à 1."""

    ligne: Ligne
    lissee: float | None
    poids_propre: float | None


@dataclass(frozen=True, slots=True)
class CarteLissee:
    """Valeurs lissées, rangées comme la carte ; `motif` dit pourquoi elles manquent."""

    carte: Carte
    lissages: tuple[Lissage, ...]
    motif: str


@dataclass(frozen=True, slots=True)
class Regroupement:
    """Un territoire et son voisinage. `genre` suit `LIBELLES_REGROUPEMENT` ; `is_etabli` : tient compte du nombre
    de territoires testés."""

    ligne: Ligne
    genre: int
    is_etabli: bool

    @property
    def libelle(self) -> str:
        """Ce que dit le regroupement, avec sa certitude."""
        return LIBELLES_REGROUPEMENT[self.genre] + ("" if self.is_etabli or not self.genre else " (à confirmer)")


@dataclass(frozen=True, slots=True)
class CarteRegroupements:
    """Indice de Moran de la carte et regroupements locaux."""

    carte: Carte
    moran: float | None
    p_value: float | None
    regroupements: tuple[Regroupement, ...]
    phrase: Phrase


def build_lissage(
    *, version: str, indicateur: str, periode: str | None, maille: str, sexe: str = "ensemble", age: str = "tous"
) -> CarteLissee:
    """Rapproche de la moyenne les taux des petits territoires (Bayes empirique).

    Raises:
        SelectionInvalide: code inconnu.
    """
    carte = build_carte(
        version=version, indicateur=indicateur, periode=periode, maille=maille, sexe=sexe, age=age
    )  # fmt: skip
    comptes = [(x.estimation.effectif, x.estimation.population) for x in carte.lignes]
    utiles = [e is not None and p is not None and 0 <= e <= p and p > 0 for e, p in comptes]
    if sum(utiles) < 2:
        lissages = tuple(Lissage(ligne, None, None) for ligne in carte.lignes)
        return CarteLissee(carte, lissages, "les effectifs ne sont pas publiés")
    lisse = empirical_bayes_rate(
        to_array([e if ok else None for (e, _), ok in zip(comptes, utiles, strict=True)]),
        to_array([p if ok else None for (_, p), ok in zip(comptes, utiles, strict=True)]),
    )
    multiplicateur = carte.indicateur.multiplicateur
    return CarteLissee(
        carte,
        tuple(
            Lissage(ligne, to_float(taux * multiplicateur), to_float(poids))
            for ligne, taux, poids in zip(carte.lignes, lisse.rate, lisse.own_weight, strict=True)
        ),
        "",
    )


def build_regroupements(
    *, version: str, indicateur: str, periode: str | None, maille: str, sexe: str = "ensemble", age: str = "tous"
) -> CarteRegroupements:
    """Cherche si les valeurs proches se touchent (Moran), et où.

    Raises:
        SelectionInvalide: code inconnu.
    """
    carte = build_carte(
        version=version, indicateur=indicateur, periode=periode, maille=maille, sexe=sexe, age=age
    )  # fmt: skip
    contours = {c.code: c for c in load_contours(version=version, maille=maille, millesime=carte.millesime)}
    lignes = [ligne for ligne in carte.lignes if ligne.territoire.code in contours]
    voisins = find_voisins([contours[ligne.territoire.code] for ligne in lignes])
    valeurs = _values_utiles(lignes)
    moran = moran_index(valeurs, voisins)
    locaux = local_clusters(valeurs, voisins)
    regroupements = tuple(
        Regroupement(ligne, 0 if np.isnan(genre) else int(genre), bool(etabli == 1))
        for ligne, genre, etabli in zip(lignes, locaux.kind, locaux.established, strict=True)
    )
    return CarteRegroupements(
        carte,
        to_float(moran.statistic),
        to_float(moran.p_value),
        regroupements,
        _write(carte, moran.statistic, moran.p_value, regroupements),
    )


def find_voisins(contours: list[Contour]) -> list[list[int]]:
    """Territoires qui partagent au moins deux sommets de contour.

    Les contours publiés sont simplifiés ensemble : deux voisins gardent les mêmes sommets sur leur limite.
    """
    sommets: dict[tuple[float, float], set[int]] = defaultdict(set)
    for rang, contour in enumerate(contours):
        for x, y in _list_sommets(contour.geometrie):
            sommets[round(x, 6), round(y, 6)].add(rang)
    communs: dict[tuple[int, int], int] = defaultdict(int)
    for rangs in sommets.values():
        for a in rangs:
            for b in rangs:
                if a < b:
                    communs[a, b] += 1
    voisins: list[list[int]] = [[] for _ in contours]
    for (a, b), nombre in sorted(communs.items()):
        if nombre >= 2:
            voisins[a].append(b)
            voisins[b].append(a)
    return voisins


def _list_sommets(geometrie: dict[str, Any]) -> list[tuple[float, float]]:
    polygones = [geometrie["coordinates"]] if geometrie["type"] == "Polygon" else geometrie["coordinates"]
    return [(p[0], p[1]) for polygone in polygones for anneau in polygone for p in anneau[:-1]]


def _values_utiles(lignes: list[Ligne]) -> np.typing.NDArray[np.float64]:
    """Les valeurs ; une part est lissée, pour que le bruit des petits effectifs ne fasse pas de regroupement."""
    valeurs = to_array([ligne.estimation.valeur for ligne in lignes])
    if all(
        is_proportion(x.indicateur, x.estimation.effectif, x.estimation.population) or x.estimation.valeur is None
        for x in lignes
    ):
        lisse = empirical_bayes_rate(
            to_array([x.estimation.effectif for x in lignes]), to_array([x.estimation.population for x in lignes])
        )
        return lisse.rate
    return valeurs


def _write(carte: Carte, moran: float, p_value: float, regroupements: tuple[Regroupement, ...]) -> Phrase:
    un, plusieurs = LIBELLES_COURTS_MAILLE[carte.maille]
    if np.isnan(p_value):
        return Phrase(
            f"Il faut au moins 8 {plusieurs} voisins publiés pour chercher des regroupements.",
            "",
            Jugement.NON_COMPARABLE,
        )
    certitude = f"indice de Moran {format_nombre(moran, 2)}"
    if p_value >= 0.05:
        texte = "Rien n’établit que les valeurs hautes, ou basses, se regroupent sur la carte."
        return Phrase(texte, f"pas de regroupement établi · {certitude}", Jugement.SANS_ECART)
    hauts = sum(r.genre == 1 and r.is_etabli for r in regroupements)
    bas = sum(r.genre == 3 and r.is_etabli for r in regroupements)
    texte = "Les valeurs voisines se ressemblent plus que ne le ferait le hasard"
    if hauts or bas:
        texte += (
            f" : {format_pluriel(hauts, un, plusieurs)} au cœur d’un ensemble de valeurs hautes, "
            f"{format_nombre(bas)} de valeurs basses"
        )
    return Phrase(f"{texte}.", f"regroupement établi · {certitude}", Jugement.SANS_ECART)
