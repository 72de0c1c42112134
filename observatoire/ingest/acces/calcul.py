"""Distances et accessibilité locale de chaque territoire, aux réglages par défaut."""

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd

from observatoire.domain.acces import (
    HABITANTS_PAR,
    METIERS_ACCES,
    PORTEE_DEFAUT,
    MetierAcces,
    UniteTrajet,
)
from observatoire.domain.indicateur import Indicateur
from observatoire.domain.placement import Placement
from observatoire.stats.accessibility import assume_demand, bell_decay, share_supply
from observatoire.stats.arguments import Floats
from observatoire.stats.proximity import Points, build_points, nearest_distance, pairs_within

_POINTS = """
SELECT id, lon, lat, iris, commune, activite, lot, rang, left(date, 4) AS annee
FROM point_place WHERE profession = $profession AND ($specialite = '' OR specialite = $specialite) AND en_ville
ORDER BY id
"""
Lignes = list[tuple[object, ...]]


@dataclass(frozen=True)
class Ville:
    """Lieux habités (avec `habitants`), territoires de chacun, besoins et trajets : ce que tout métier partage."""

    lieux: pd.DataFrame
    territoires: Mapping[str, np.ndarray]
    poids: Mapping[tuple[str, str], float]
    trajets: pd.DataFrame
    communes: frozenset[str]
    detour: float

    @property
    def habitants(self) -> Floats:
        """Habitants de chaque lieu."""
        return self.lieux["habitants"].to_numpy(dtype=np.float64)

    @property
    def points(self) -> Points:
        """Coordonnées des lieux habités."""
        return build_points(self.lieux["lon"].to_numpy(float), self.lieux["lat"].to_numpy(float))


def compute_lignes(connexion: duckdb.DuckDBPyConnection, ville: Ville, indicateurs: Mapping[str, Indicateur]) -> Lignes:
    """Lignes de la table `chiffre`, pour tous les métiers dont presque tous les points sont placés."""
    lignes: Lignes = []
    for metier in METIERS_ACCES:
        parametres = {"profession": metier.profession, "specialite": metier.specialite}
        points = connexion.execute(_POINTS, parametres).df()
        places = points[points["lon"].notna() & points["lat"].notna()].reset_index(drop=True)
        ici = points[points["commune"].isin(ville.communes)]
        placement = Placement(len(ici), int((ici["iris"] != "").sum()), int(ici["lon"].notna().sum()))
        if places.empty or not placement.is_suffisant_pour_les_distances:
            continue
        for indicateur, valeurs in _compute_metier(ville, metier, places).items():
            if indicateur in indicateurs:
                rang = places["rang"].argmax()
                cle = (str(places["annee"].max()), places["lot"].iloc[rang], int(places["rang"].iloc[rang]))
                lignes += _build_lignes(ville, indicateurs[indicateur], valeurs, cle)
    return lignes


def _compute_metier(ville: Ville, metier: MetierAcces, places: pd.DataFrame) -> dict[str, tuple[Floats, Floats]]:
    """Valeur et poids de chaque lieu habité, par indicateur."""
    metres = nearest_distance(ville.points, _get_points(places)) * ville.detour
    metres = _read_trajets(ville, places, "m") if _has_trajets(ville, "m") else metres
    chiffres = {metier.distance: (metres, ville.habitants)}
    if metier.loin:
        chiffres[metier.loin] = (np.where(np.isnan(metres), np.nan, metres > metier.loin_m), ville.habitants)
    if metier.temps and _has_trajets(ville, UniteTrajet.MINUTES):
        chiffres[metier.temps] = (_read_trajets(ville, places, UniteTrajet.MINUTES), ville.habitants)
    if metier.accessibilite:
        chiffres[metier.accessibilite] = _compute_acces(ville, metier, places)
    return {code: valeurs for code, valeurs in chiffres.items() if code}


def _get_points(places: pd.DataFrame) -> Points:
    return build_points(places["lon"].to_numpy(float), places["lat"].to_numpy(float))


def _has_trajets(ville: Ville, unite: str) -> bool:
    return bool((ville.trajets["unite"] == unite).any())


def _read_trajets(ville: Ville, places: pd.DataFrame, unite: str) -> Floats:
    """Plus court trajet importé de chaque lieu habité à un lieu de soins ; NaN si la table n'en dit aucun."""
    arrivees = set(places["iris"].where(places["iris"] != "", places["commune"]))
    utiles = ville.trajets[(ville.trajets["unite"] == unite) & ville.trajets["destination"].isin(arrivees)]
    plus_court = utiles.groupby("origine")["cout"].min()
    return ville.lieux["iris"].map(plus_court).to_numpy(dtype=np.float64)


def _compute_acces(ville: Ville, metier: MetierAcces, places: pd.DataFrame) -> tuple[Floats, Floats]:
    """Accessibilité et besoins de chaque lieu habité ; les voisins sont supposés si on ne les connaît pas."""
    iris = ville.lieux["iris"].tolist()
    besoins = ville.habitants * np.array([ville.poids.get((code, metier.code), 1.0) for code in iris])
    etp = places["activite"].to_numpy(dtype=np.float64)
    soins, habites, demande = _get_points(places), ville.points, besoins
    if "" not in iris:
        dehors = ((places["iris"] == "") & ~places["commune"].isin(ville.communes)).to_numpy(dtype=bool)
        voisins = assume_demand(etp, dehors, demand=float(besoins.sum()))
        demande = np.concatenate([besoins, voisins[dehors]])
        habites = build_points(
            np.concatenate([habites.lon, soins.lon[dehors]]), np.concatenate([habites.lat, soins.lat[dehors]])
        )
    portee = PORTEE_DEFAUT[UniteTrajet.KM] * 1000 / ville.detour
    acces = share_supply(demande, etp, pairs_within(habites, soins, radius=portee), decay=bell_decay(portee))
    return acces[: len(iris)] * HABITANTS_PAR, besoins


def _build_lignes(ville: Ville, fiche: Indicateur, valeurs: tuple[Floats, Floats], cle: tuple[str, str, int]) -> Lignes:
    """Moyenne pondérée de chaque territoire ; une part garde ses comptes, pour se recomposer dans une zone."""
    chiffres, poids = valeurs
    periode, lot, rang = cle
    lignes: Lignes = []
    for code, rangs in ville.territoires.items():
        connus = rangs[np.isfinite(chiffres[rangs]) & (poids[rangs] > 0)]
        total = poids[connus].sum()
        if total <= 0:
            continue
        somme = float((chiffres[connus] * poids[connus]).sum())
        part = fiche.type == "part"
        numerateur, denominateur = (somme, float(total)) if part else (None, None)
        valeur = somme / total * fiche.multiplicateur
        lignes.append(
            (fiche.code, code, periode, "ensemble", "tous", valeur, numerateur, denominateur, "disponible", lot, rang)
        )
    return lignes
