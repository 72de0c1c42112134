"""Écrit la ville fictive comme une collection de fichiers reçus, chacun au format de son producteur."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from observatoire.ingest.demo.air import write_air
from observatoire.ingest.demo.comptes import Tirage
from observatoire.ingest.demo.contours import Carte, draw_carte
from observatoire.ingest.demo.habitants import ANNEES, Habitants, simulate_habitants
from observatoire.ingest.demo.livraisons import DATE_AVANT, build_livraison_precedente
from observatoire.ingest.demo.offre import build_densites
from observatoire.ingest.demo.professionnels import draw_professionnels
from observatoire.ingest.demo.profils import read_profils
from observatoire.ingest.demo.recensement import build_millesimes
from observatoire.ingest.demo.revenus import (
    build_filosofi,
    build_filosofi_qpv,
    build_revenus_quartiers,
    draw_revenus,
)
from observatoire.ingest.demo.rues import build_rues
from observatoire.ingest.demo.traits import Traits, draw_traits
from observatoire.ingest.demo.valeurs import COLONNES, build_valeurs
from observatoire.ingest.demo.ville import (
    ANNEE_BASE,
    COMMUNE,
    LAT_CENTRE,
    NOM_VILLE,
    QPV,
    Iris,
    list_iris,
)

_KM_PAR_DEGRE = 111.32


@dataclass(frozen=True, slots=True)
class FichierDemo:
    """Un fichier à importer, et les options `--maille` et `--correspondance` qu'il demande."""

    chemin: Path
    libelle: str
    maille: str | None = None
    correspondance: Path | None = None


@dataclass(frozen=True)
class _Monde:
    """La ville simulée, avant écriture."""

    iris: tuple[Iris, ...]
    carte: Carte
    traits: Traits
    habitants: Habitants
    rng: np.random.Generator
    graine: int


def write_demo_files(dossier: Path, *, graine: int = 2026) -> list[FichierDemo]:
    """Écrit tous les fichiers d'entrée de la ville fictive, et les rend dans l'ordre où les importer.

    La même graine donne les mêmes fichiers, à l'octet près.
    """
    dossier.mkdir(parents=True, exist_ok=True)
    monde = _simulate(graine)
    return [
        *_write_contours(dossier, monde),
        *_write_recensement(dossier, monde),
        *_write_revenus(dossier, monde),
        *_write_sante(dossier, monde),
        *_write_offre(dossier, monde),
        _write_rues(dossier, monde),
        _write_air(dossier, monde),
    ]


def _simulate(graine: int) -> _Monde:
    rng = np.random.default_rng(graine)
    iris = list_iris()
    carte = draw_carte(iris, rng)
    facteur = np.array([_KM_PAR_DEGRE * np.cos(np.radians(LAT_CENTRE)), _KM_PAR_DEGRE])
    centres = np.array([(c.centroid.x, c.centroid.y) for c in carte.iris]) * facteur
    traits = draw_traits(iris, centres, rng)
    return _Monde(iris, carte, traits, simulate_habitants(iris, traits.precarite, rng), rng, graine)


def _write_contours(dossier: Path, monde: _Monde) -> list[FichierDemo]:
    iris = [
        {"cleabs": f"IRIS____{i.code:0>14}", "code_insee": COMMUNE, "nom_commune": NOM_VILLE, "iris": i.code[5:],
         "code_iris": i.code, "nom_iris": i.nom, "type_iris": i.type}
        for i in monde.iris
    ]  # fmt: skip
    contours = _write_geojson(dossier / "contours_iris_2024.geojson", iris, monde.carte.iris)
    fichiers = [FichierDemo(contours, "Contours des IRIS (fictifs)")]
    liens = pd.DataFrame(
        {
            "code_iris": [i.code for i in monde.iris],
            "code_quartier": [str(i.quartier.numero) for i in monde.iris],
            "nom_quartier": [i.quartier.nom for i in monde.iris],
        }
    )
    chemin = dossier / "iris_quartiers.csv"
    _write_csv(liens, chemin)
    fichiers.append(FichierDemo(chemin, "Quartiers de la ville (fictifs)"))
    for millesime, cles in (
        ("2024", ("code_qp", "lib_qp", "insee_com")),
        ("2015", ("CODE_QP", "NOM_QP", "COMMUNE_QP")),
    ):
        choisis = [(q, c) for q, c in zip(QPV, monde.carte.qpv, strict=True) if q.millesime == millesime]
        attributs = [
            dict(zip(cles, (q.code, q.nom, COMMUNE if millesime == "2024" else NOM_VILLE), strict=True))
            for q, _ in choisis
        ]
        chemin = _write_geojson(dossier / f"qpv_{millesime}.geojson", attributs, tuple(c for _, c in choisis))
        fichiers.append(FichierDemo(chemin, f"Contours des QPV {millesime} (fictifs)"))
    return fichiers


def _write_geojson(
    chemin: Path, attributs: list[dict[str, str]], formes: tuple[shapely.geometry.base.BaseGeometry, ...]
) -> Path:
    entites = [
        {"type": "Feature", "properties": a, "geometry": shapely.geometry.mapping(f)}
        for a, f in zip(attributs, formes, strict=True)
    ]
    contenu = {"type": "FeatureCollection", "name": chemin.stem, "features": entites}
    chemin.write_text(json.dumps(contenu, ensure_ascii=False), encoding="utf-8")
    return chemin


def _write_recensement(dossier: Path, monde: _Monde) -> list[FichierDemo]:
    fichiers: list[FichierDemo] = []
    for annee, table in build_millesimes(monde.iris, monde.habitants, monde.traits.precarite, monde.rng):
        chemin = dossier / f"base-ic-evol-struct-pop-{annee}.CSV"
        _write_csv(table, chemin)
        fichiers.append(FichierDemo(chemin, f"Recensement {annee} (fictif)"))
    return fichiers


def _write_revenus(dossier: Path, monde: _Monde) -> list[FichierDemo]:
    populations = monde.habitants.effectifs[..., ANNEES.index(ANNEE_BASE)].sum(axis=(1, 2))
    revenus = draw_revenus(monde.traits.precarite, populations, monde.rng)
    fichiers: list[FichierDemo] = []
    for annee, table in build_filosofi(monde.iris, revenus):
        chemin = dossier / f"BASE_TD_FILO_DISP_IRIS_{annee}.csv"
        _write_csv(table, chemin, fin="\r\n")
        fichiers.append(FichierDemo(chemin, f"Revenus par IRIS {annee} (fictifs)"))
    for annee, zonage, table in build_filosofi_qpv(monde.iris, revenus):
        chemin = dossier / f"revenus_pauvrete_{annee}_{zonage}.csv"
        _write_csv(table, chemin)
        fichiers.append(FichierDemo(chemin, f"Revenus par QPV {annee} (fictifs)"))
    quartiers = build_revenus_quartiers(monde.iris, revenus)
    return [*fichiers, _write_valeurs(dossier, "revenus_quartiers", quartiers, "Revenus par quartier (fictifs)")]


def _write_sante(dossier: Path, monde: _Monde) -> list[FichierDemo]:
    """Un fichier par producteur, aux lignes rangées comme un extrait de base."""
    tirage = Tirage(monde.iris, monde.habitants, monde.traits, monde.graine)
    par_fichier: dict[str, list[pd.DataFrame]] = {}
    for profil in read_profils():
        par_fichier.setdefault(profil.fichier, []).append(build_valeurs(profil, tirage.draw(profil), monde.iris))
    return [
        _write_valeurs(dossier, nom, pd.concat(tables, ignore_index=True), f"{nom.replace('_', ' ')} (fictif)")
        for nom, tables in par_fichier.items()
    ]


def _write_offre(dossier: Path, monde: _Monde) -> list[FichierDemo]:
    population = monde.habitants.count(ANNEES[-1], slice(None))
    points = draw_professionnels(monde.iris, monde.carte, monde.traits.precarite, population, monde.rng)
    densites = build_densites(points, monde.iris, monde.habitants, monde.rng)
    avant = build_livraison_precedente(points, densites, monde.iris, monde.carte, monde.graine)
    ancienne, recente = dossier / f"professionnels_{DATE_AVANT[:4]}.csv", dossier / "professionnels.csv"
    _write_csv(avant, ancienne)
    _write_csv(points, recente)
    return [
        _write_valeurs(dossier, "professionnels_densites", densites, "Densités de professionnels (fictives)"),
        FichierDemo(ancienne, "Annuaire des professionnels, un an plus tôt (fictif)"),
        FichierDemo(recente, "Annuaire des professionnels (fictif)"),
    ]


def _write_rues(dossier: Path, monde: _Monde) -> FichierDemo:
    rues = build_rues(shapely.union_all(monde.carte.iris))
    chemin = _write_geojson(
        dossier / "rues.geojson", [attributs for attributs, _ in rues], tuple(trace for _, trace in rues)
    )
    correspondance = dossier / "rues.toml"
    correspondance.write_text('source = "voirie_locale"\n', encoding="utf-8")
    return FichierDemo(chemin, "Réseau de rues (fictif)", correspondance=correspondance)


def _write_air(dossier: Path, monde: _Monde) -> FichierDemo:
    chemin = dossier / "qualite_de_l_air.xlsx"
    write_air(chemin, monde.iris, monde.habitants.count(ANNEE_BASE, slice(None)), monde.rng)
    return FichierDemo(chemin, "Qualité de l’air par quartier (fictive)")


def _write_valeurs(dossier: Path, nom: str, table: pd.DataFrame, libelle: str) -> FichierDemo:
    complete = table.reindex(columns=COLONNES)
    complete["sexe"] = complete["sexe"].fillna("ensemble")
    complete["age"] = complete["age"].fillna("tous")
    for compte in ("numerateur", "denominateur"):
        complete[compte] = complete[compte].astype("Int64")
    chemin = dossier / f"{nom}.csv"
    _write_csv(complete, chemin, decimale=",")
    return FichierDemo(chemin, libelle)


def _write_csv(table: pd.DataFrame, chemin: Path, *, decimale: str = ".", fin: str = "\n") -> None:
    table.to_csv(chemin, sep=";", index=False, encoding="utf-8", decimal=decimale, lineterminator=fin)
