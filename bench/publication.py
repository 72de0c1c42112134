"""Temps d'une publication d'un million de chiffres, rapporté à la simple copie des mêmes lignes.

    python -m bench.publication [nombre de chiffres]

Une ville de 400 IRIS en damier. Le secret est mesuré à part : `seuil` vaut 0 (rien à masquer), puis 11.
"""

import sys
import tempfile
import time
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from observatoire.domain.indicateur import TypeIndicateur
from observatoire.ingest.chantier.base import create_chantier, open_chantier
from observatoire.ingest.lot import COLONNES_VALEUR
from observatoire.ingest.publication.versions import publish
from observatoire.store.catalogue import Catalogue
from tests.outils.chantier import (
    COMMUNE,
    add_lots,
    build_catalogue,
    build_contours,
    build_fiche,
    build_lot,
    build_reglages,
    carre,
    code_iris,
)

COTE = 20
ANNEES = range(2014, 2024)


def build_chiffres(nombre: int) -> tuple[pd.DataFrame, list[str]]:
    """Des parts plausibles : autant d'indicateurs qu'il en faut pour atteindre `nombre` lignes."""
    iris = [code_iris(n) for n in range(1, COTE * COTE + 1)]
    indicateurs = [f"part_{n:03d}" for n in range(max(1, nombre // (len(iris) * len(ANNEES) * 2)))]
    cles = pd.MultiIndex.from_product([indicateurs, iris, map(str, ANNEES), ["femmes", "hommes"]]).to_frame(index=False)
    cles.columns = pd.Index(["indicateur", "territoire", "periode", "sexe"])
    rng = np.random.default_rng(1)
    population = rng.integers(600, 1500, len(cles))
    cadre = cles.assign(
        maille="iris", age="tous", valeur=np.nan, numerateur=rng.binomial(population, 0.08).astype(float),
        denominateur=population.astype(float), statut="disponible",
    )  # fmt: skip
    return cadre[COLONNES_VALEUR], indicateurs


def build_fiches(indicateurs: list[str], seuil: int) -> Catalogue:
    return build_catalogue(*[build_fiche(c, TypeIndicateur.PART, 100, seuil_secret=seuil) for c in indicateurs])


def main(nombre: int) -> None:
    valeurs, indicateurs = build_chiffres(nombre)
    with tempfile.TemporaryDirectory() as dossier:
        reglages = build_reglages(Path(dossier))
        create_chantier(reglages, nom="Banc", communes=[COMMUNE])
        contours = build_contours(
            [
                (code_iris(1 + colonne + COTE * ligne), "iris", COMMUNE, carre(colonne, ligne))
                for colonne in range(COTE)
                for ligne in range(COTE)
            ]
        )
        depart = time.perf_counter()
        add_lots(reglages, contours, build_lot(valeurs=valeurs, lignes=len(valeurs)))
        print(f"écrire {len(valeurs)} chiffres dans le chantier : {time.perf_counter() - depart:.1f} s")
        depart = time.perf_counter()
        with open_chantier(reglages) as connexion:
            connexion.execute(f"COPY lot_valeur TO '{dossier}/copie.csv'")
            with duckdb.connect(f"{dossier}/copie.duckdb") as copie:
                copie.execute(f"CREATE TABLE copie AS FROM '{dossier}/copie.csv'")
        reference = time.perf_counter() - depart
        print(f"COPY des mêmes lignes, aller et retour : {reference:.1f} s")
        for seuil in (0, 11):
            jalons: list[tuple[float, str]] = []
            depart = time.perf_counter()
            bilan = publish(
                reglages, build_fiches(indicateurs, seuil),
                annonce=lambda etape, j=jalons: j.append((time.perf_counter(), etape)),
            ).bilan  # fmt: skip
            fin = time.perf_counter()
            print(
                f"publier, seuil {seuil} : {fin - depart:.1f} s, {bilan.cellules} cellules dont {bilan.masquees} "
                f"masquées ({(fin - depart) / reference:.1f} fois la copie)"
            )
            for (debut, etape), (suivant, _) in zip(jalons, [*jalons[1:], (fin, "")], strict=True):
                print(f"    {etape} : {suivant - debut:.1f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
