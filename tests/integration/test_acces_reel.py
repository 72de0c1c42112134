"""Accès aux soins à Nice, sur ses vrais fichiers : refait par la géodésique et par la formule dense."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyproj
import pytest

from observatoire.stats.accessibility import gaussian_decay, two_step_floating_catchment
from tests.integration.test_publication_reelle import build_observatoire, read, scalar

pytestmark = pytest.mark.lent
GEOD = pyproj.Geod(ellps="WGS84")
DETOUR = 1.3


@pytest.fixture(scope="module")
def nice(donnees_reelles: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    dossier = donnees_reelles / "nice"
    return build_observatoire(
        tmp_path_factory.mktemp("acces"), "06088", "Nice",
        dossier / "iris_nice.geojson",
        dossier / "qpv_2024_nice.geojson",
        dossier / "base-ic-evol-struct-pop-2019_dep06.CSV",
        dossier / "finess_pharmacies_nice_2023.csv",
        dossier / "medecins_generalistes_par_iris_06_2022.csv",
    )  # fmt: skip


def measure(lieux: pd.DataFrame, points: pd.DataFrame) -> np.ndarray:
    """Distances géodésiques, lieux habités en lignes."""
    lignes, colonnes = np.indices((len(lieux), len(points)))
    _, _, metres = GEOD.inv(
        lieux["lon"].to_numpy()[lignes.ravel()], lieux["lat"].to_numpy()[lignes.ravel()],
        points["lon"].to_numpy()[colonnes.ravel()], points["lat"].to_numpy()[colonnes.ravel()],
    )  # fmt: skip
    return np.asarray(metres).reshape(lignes.shape)


def average_iris(lieux: pd.DataFrame, valeurs: np.ndarray, poids: np.ndarray) -> pd.Series:
    table = pd.DataFrame({"iris": lieux["iris"], "somme": valeurs * poids, "poids": poids}).groupby("iris").sum()
    return table["somme"] / table["poids"]


def read_valeurs(nice: Path, indicateur: str) -> pd.Series:
    return read(nice, f"SELECT territoire, valeur FROM valeur WHERE indicateur = '{indicateur}'").set_index(
        "territoire"
    )["valeur"]


def test_les_habitants_places_sont_ceux_du_recensement(nice: Path) -> None:
    assert scalar(nice, "SELECT sum(habitants) FROM lieu_habite") == pytest.approx(342_669)
    assert scalar(nice, "SELECT count(DISTINCT iris) FROM lieu_habite") == 146


def test_distance_a_la_pharmacie_refaite_dans_chaque_iris(nice: Path) -> None:
    lieux = read(nice, "SELECT iris, lon, lat, habitants FROM lieu_habite")
    pharmacies = read(nice, "SELECT lon, lat FROM point_offre WHERE profession = 'Pharmacie'")
    metres = measure(lieux, pharmacies).min(axis=1) * DETOUR
    publiees = read_valeurs(nice, "distance_pharmacie")
    attendues = average_iris(lieux, metres, lieux["habitants"].to_numpy())
    np.testing.assert_allclose(publiees[attendues.index], attendues, rtol=5e-3)
    ville = (metres * lieux["habitants"]).sum() / lieux["habitants"].sum()
    assert publiees["06088"] == pytest.approx(ville, rel=5e-3)
    # Une ville dense : la pharmacie est à quelques minutes à pied en moyenne, loin dans les collines.
    assert 200 < publiees["06088"] < 600
    assert publiees.max() > 2000


def test_chaque_qpv_a_ses_distances(nice: Path) -> None:
    assert {c for c in read_valeurs(nice, "distance_generaliste").index if c.startswith("QN")} == {
        c for (c,) in read(nice, "SELECT code FROM territoire WHERE maille = 'qpv'").itertuples(index=False)
    }


def test_accessibilite_refaite_par_la_formule_dense_voisins_compris(nice: Path) -> None:
    lieux = read(nice, "SELECT iris, lon, lat, habitants FROM lieu_habite")
    poids = read(nice, "SELECT territoire, poids FROM besoin WHERE metier = 'medecin-medecine-generale'")
    points = read(nice, "SELECT lon, lat, activite, iris FROM point_offre WHERE profession = 'Médecin'")
    besoins = (lieux["habitants"] * lieux["iris"].map(poids.set_index("territoire")["poids"])).to_numpy()
    assert besoins.sum() == pytest.approx(342_669)
    dehors = points["iris"] == ""
    # Les voisins sont supposés avoir autant d'habitants par médecin que la ville : 342 669 pour 405,56.
    voisins = points[dehors].assign(besoin=points["activite"] * 342_669 / 405.56)
    demande = pd.concat([lieux[["lon", "lat"]], voisins[["lon", "lat"]]])
    km = measure(demande, points) * DETOUR / 1000
    acces = two_step_floating_catchment(
        np.concatenate([besoins, voisins["besoin"]]), points["activite"], km,
        catchment=3.0, decay=gaussian_decay(3 / np.sqrt(2 * np.log(10))),
    )[: len(lieux)]  # fmt: skip
    publiees = read_valeurs(nice, "accessibilite_generalistes")
    attendues = average_iris(lieux, acces * 10_000, besoins)
    np.testing.assert_allclose(publiees[attendues.index], attendues, rtol=0.02)
    assert publiees["06088"] == pytest.approx((acces * besoins).sum() / besoins.sum() * 10_000, rel=5e-3)


def test_l_accessibilite_de_la_ville_est_voisine_de_sa_densite(nice: Path) -> None:
    """Ce que la ville reçoit de ses voisins compense à peu près ce qu'elle leur donne."""
    densite = scalar(
        nice, "SELECT valeur FROM valeur WHERE indicateur = 'densite_generalistes_activite' AND territoire = '06088'"
    )
    assert read_valeurs(nice, "accessibilite_generalistes")["06088"] == pytest.approx(densite, rel=0.1)


def test_la_densite_du_departement_se_compte_sur_toutes_ses_communes(nice: Path) -> None:
    ligne = read(
        nice, "SELECT numerateur, denominateur, ic_bas, ic_haut, valeur FROM valeur "
        "WHERE indicateur = 'densite_generalistes_activite' AND territoire = '06'"
    ).iloc[0]  # fmt: skip
    assert ligne["numerateur"] == pytest.approx(1188.93)
    assert ligne["denominateur"] == pytest.approx(1_094_283)
    assert ligne["ic_bas"] < ligne["valeur"] < ligne["ic_haut"]
    # Les pharmacies ne viennent que de Nice : le département n'a pas de chiffre.
    assert (
        scalar(nice, "SELECT count(*) FROM valeur WHERE indicateur = 'densite_pharmacies' AND territoire = '06'") == 0
    )
