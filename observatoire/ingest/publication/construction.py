"""Construire toutes les tables d'une version dans une base attachée, fichier ou mémoire."""

from collections.abc import Callable
from dataclasses import dataclass

import duckdb
import pandas as pd

from observatoire.errors import ErreurObservatoire
from observatoire.ingest.chantier.base import read_identite
from observatoire.ingest.publication import ecriture
from observatoire.ingest.publication.appartenances import build_appartenances, build_liens_calcul
from observatoire.ingest.publication.geometrie import locate, measure_superficie_km2, simplify_contours
from observatoire.ingest.publication.masquage import mask
from observatoire.ingest.publication.territoires import get_reference, read_liens, resolve_territoires
from observatoire.ingest.publication.valeurs import compute_cellules, fill_intervals
from observatoire.store.catalogue import Catalogue

Etape = Callable[[str], None]
ORDRE_VALEURS = "indicateur, periode, territoire, sexe, age"


@dataclass(frozen=True, slots=True)
class Bilan:
    """Ce que la construction veut dire à qui publie."""

    territoires: int
    cellules: int
    masquees: int
    ignorees: int
    alertes: tuple[str, ...]


def build_version(
    connexion: duckdb.DuckDBPyConnection,
    base: str,
    *,
    catalogue: Catalogue,
    couverture_qpv_min: float,
    annonce: Etape = lambda _: None,
) -> Bilan:
    """Remplit la base attachée `base` avec tout ce que le chantier permet de publier.

    Raises:
        ErreurObservatoire: rien à publier, ou un lot cite un indicateur sans fiche.
    """
    if connexion.execute("SELECT count(*) FROM lot").fetchone() == (0,):
        raise ErreurObservatoire(
            "Rien à publier : importez d'abord un fichier (python -m observatoire importer …)."
        )
    identite = read_identite(connexion)
    ecriture.create_tables(connexion, base)

    annonce("Territoires et contours")
    liens = read_liens(connexion)
    territoires = resolve_territoires(connexion, identite, liens)
    points = [locate(g) for g in territoires.geometry]
    territoires["lon"] = [lon for lon, _ in points]
    territoires["lat"] = [lat for _, lat in points]
    territoires["superficie_km2"] = [measure_superficie_km2(g) for g in territoires.geometry]
    appartenances = build_appartenances(territoires, liens)
    reunis = _list_reunions(connexion, territoires, appartenances.table)
    ecriture.write_territoires(connexion, base, territoires, simplify_contours(territoires, reunis))
    ecriture.insert_frame(connexion, f"{base}.appartenance", appartenances.table)
    ecriture.write_points(connexion, base, territoires)

    annonce("Chiffres recomposés")
    cellules, population = compute_cellules(
        connexion,
        territoires=pd.DataFrame(territoires.drop(columns="geometry")),
        liens_calcul=build_liens_calcul(territoires, appartenances, couverture_qpv_min=couverture_qpv_min),
        indicateurs=catalogue.indicateurs,
    )
    annonce("Secret statistique")
    masquage = mask(cellules, catalogue.indicateurs)
    annonce("Intervalles de confiance")
    publiables = fill_intervals(masquage.publiables, catalogue.indicateurs)

    annonce("Écriture")
    ecriture.write_catalogue(connexion, base, catalogue, publiables["indicateur"].unique())
    ecriture.insert_frame(connexion, f"{base}.valeur", publiables.drop(columns="maille"), ordre=ORDRE_VALEURS)
    ecriture.insert_frame(
        connexion,
        f"{base}.population",
        population.drop(columns="maille"),
        ordre="territoire, periode, sexe, classe_age",
    )
    ecriture.insert_frame(connexion, f"{base}.plan_secret", masquage.resume)
    ecriture.write_periodes(connexion, base)
    ecriture.write_lots(connexion, base)
    ecriture.write_identite(
        connexion,
        base,
        {
            "nom": identite.nom,
            "fictif": "oui" if identite.fictif else "non",
            "communes": ",".join(identite.communes),
            "territoire_reference": get_reference(identite),
        },
    )
    return Bilan(
        territoires=len(territoires),
        cellules=len(publiables),
        masquees=int((publiables["statut"] == "secret").sum()),
        ignorees=_count_ignorees(connexion),
        alertes=masquage.alertes,
    )


def _list_reunions(
    connexion: duckdb.DuckDBPyConnection, territoires: pd.DataFrame, appartenances: pd.DataFrame
) -> dict[str, list[str]]:
    """Territoires sans contour propre dans les fichiers, à dessiner comme la réunion de leurs IRIS."""
    dessines = connexion.execute("SELECT DISTINCT code FROM lot_territoire WHERE geometrie IS NOT NULL").fetchall()
    propres = {c for (c,) in dessines}
    mailles = territoires["maille"].to_dict()
    reunis: dict[str, list[str]] = {}
    for enfant, parent in zip(appartenances["enfant"], appartenances["parent"], strict=True):
        reuni = mailles[parent] in ("quartier", "commune") and parent not in propres
        if reuni and mailles[enfant] == "iris" and enfant in propres:
            reunis.setdefault(parent, []).append(enfant)
    tous = sorted(e for p, enfants in reunis.items() if mailles[p] == "commune" for e in enfants)
    if "PERIMETRE" in mailles and tous:
        reunis["PERIMETRE"] = tous
    return reunis


def _count_ignorees(connexion: duckdb.DuckDBPyConnection) -> int:
    """Valeurs des lots qui concernent un territoire absent de la version (autre millésime, hors périmètre)."""
    ligne = connexion.execute(
        "SELECT count(*) FROM lot_valeur AS v ANTI JOIN territoire_publie AS t ON t.code = v.territoire"
    ).fetchone()
    return int(ligne[0]) if ligne else 0
