"""L'annuaire fictif de l'année d'avant : les mêmes professionnels, moins les arrivées, plus les départs."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely

from observatoire.ingest.demo.contours import Carte
from observatoire.ingest.demo.professionnels import METIERS, Metier, draw_nom, draw_point
from observatoire.ingest.demo.ville import Iris

Ligne = dict[str, Any]
DATE_AVANT = "2023-12-31"
_PART_DEMENAGEE = 0.35
"""Part des départs d'un IRIS qui sont des arrivées dans un autre : la même personne a déménagé."""
_PART_DE_RUE = 0.02
"""Part de ceux qui ont changé de rue sans changer d'IRIS."""
_MOUVEMENTS_SANS_DENSITE = 0.06


def build_livraison_precedente(
    points: pd.DataFrame, densites: pd.DataFrame, iris: Sequence[Iris], carte: Carte, graine: int
) -> pd.DataFrame:
    """Annuaire un an plus tôt, dont les comptes par IRIS sont ceux que les densités disent de cette année-là.

    Il a son propre hasard : l'écrire ne change aucun autre fichier de la ville.
    """
    rng = np.random.default_rng([graine, int(DATE_AVANT[:4])])
    contours = {i.code: forme for i, forme in zip(iris, carte.iris, strict=True)}
    lignes: list[Ligne] = []
    partis = 0
    for metier in METIERS:
        presents = points[(points["profession"] == metier.profession) & (points["specialite"] == metier.specialite)]
        avant = _count_avant(presents, densites, metier, iris, rng)
        restes, arrives, places = _split(presents, avant, rng)
        demenages = round(_PART_DEMENAGEE * min(len(arrives), len(places)))
        for ligne in restes:
            change = rng.random() < _PART_DE_RUE
            lignes.append(_move(ligne, str(ligne["iris"]), contours, rng) if change else ligne)
        lignes += [_move(ligne, code, contours, rng) for ligne, code in zip(arrives[:demenages], places, strict=False)]
        for code in places[demenages:]:
            partis += 1
            modele = restes[int(rng.integers(len(restes)))]
            parti = modele | {"id": f"PS9{partis:03d}", "nom": draw_nom(metier, rng)}
            lignes.append(_move(parti, code, contours, rng))
    _convert(lignes, points)
    return pd.DataFrame(lignes, columns=points.columns).assign(date=DATE_AVANT)


def _convert(lignes: list[Ligne], points: pd.DataFrame) -> None:
    """Une sage-femme nouvelle était infirmière : un départ et une arrivée deviennent un changement de métier."""
    connus = {ligne["id"] for ligne in lignes}
    nouvelles = points[(points["profession"] == "Sage-femme") & ~points["id"].isin(connus)]
    partis = [ligne for ligne in lignes if ligne["profession"] == "Infirmier" and ligne["id"].startswith("PS9")]
    if len(nouvelles) and partis:
        partis[0] |= {"id": nouvelles.iloc[0]["id"], "nom": nouvelles.iloc[0]["nom"]}


def _count_avant(
    presents: pd.DataFrame, densites: pd.DataFrame, metier: Metier, iris: Sequence[Iris], rng: np.random.Generator
) -> Counter[str]:
    """Combien exerçaient dans chaque IRIS ; sans densité publiée, quelques échanges au hasard."""
    if metier.indicateur:
        codes = {i.code for i in iris}
        lignes = densites[
            (densites["indicateur"] == metier.indicateur)
            & (densites["periode"] == DATE_AVANT[:4])
            & densites["territoire"].isin(codes)
        ]
        return Counter(dict(zip(lignes["territoire"], lignes["numerateur"].astype(int), strict=True)))
    avant = Counter(presents["iris"].tolist())
    lieux = sorted(avant.elements())
    for _ in range(round(_MOUVEMENTS_SANS_DENSITE * len(lieux))):
        avant[str(rng.choice(lieux))] += 1
        avant[str(rng.choice(sorted(+avant)))] -= 1
    return avant


def _split(
    presents: pd.DataFrame, avant: Counter[str], rng: np.random.Generator
) -> tuple[list[Ligne], list[Ligne], list[str]]:
    """Ceux qui étaient déjà là, ceux qui ne l'étaient pas, et les IRIS dont quelqu'un est parti."""
    melange = presents.sample(frac=1, random_state=rng).to_dict("records")
    lignes: list[Ligne] = [{str(nom): valeur for nom, valeur in ligne.items()} for ligne in melange]
    reste = Counter(avant)
    restes: list[Ligne] = []
    arrives: list[Ligne] = []
    for ligne in lignes:
        code = str(ligne["iris"])
        (restes if reste[code] > 0 else arrives).append(ligne)
        reste[code] -= 1
    places = sorted((+reste).elements())
    return restes, arrives, [str(code) for code in rng.permutation(places)]


def _move(ligne: Ligne, code: str, contours: dict[str, shapely.Polygon], rng: np.random.Generator) -> Ligne:
    lon, lat = draw_point(contours[code], rng)
    return ligne | {"iris": code, "lon": round(lon, 6), "lat": round(lat, 6)}
