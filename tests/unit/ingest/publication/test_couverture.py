"""La part d'un QPV que couvrent ses IRIS : celle de sa population si des carreaux disent où elle vit."""

from dataclasses import replace

import pandas as pd
import pytest
import shapely

from observatoire.domain.territoire import Maille
from observatoire.ingest.publication.appartenances import build_appartenances, build_liens_calcul
from observatoire.ingest.publication.territoires import Lieu

QPV = "QN99001M"


def make_lieu(code: str, maille: Maille, x: float, largeur: float) -> Lieu:
    champs = {"code": code, "maille": maille, "nom": code, "commune": "99001", "millesime": "2024"}
    return Lieu(**champs, contour=shapely.box(2 + x, 46, 2 + x + largeur, 46.01))


@pytest.fixture
def lieux() -> dict[str, Lieu]:
    """Deux IRIS côte à côte ; le QPV tient tout A et trois dixièmes de B : A en couvre 10 / 13 de la surface."""
    return {
        "A": make_lieu("A", Maille.IRIS, 0.0, 0.01),
        "B": make_lieu("B", Maille.IRIS, 0.01, 0.01),
        QPV: make_lieu(QPV, Maille.QPV, 0.0, 0.013),
    }


def make_carreaux(*lignes: tuple[float, float]) -> pd.DataFrame:
    return pd.DataFrame([(2 + x, 46.005, n) for x, n in lignes], columns=["lon", "lat", "individus"])


def test_sans_carreau_la_surface(lieux) -> None:
    couverture = build_appartenances(lieux, []).couverture_qpv[QPV]
    assert (couverture.iris, couverture.base) == (("A",), "surface")
    assert couverture.part == pytest.approx(10 / 13, abs=1e-3)


def test_les_carreaux_disent_ou_vit_la_population(lieux) -> None:
    """900 habitants dans A, 100 dans le bout de B : 90 %. Ceux de B hors du QPV ne comptent pas."""
    carreaux = make_carreaux((0.002, 400), (0.008, 500), (0.011, 100), (0.018, 5_000))
    appartenances = build_appartenances(lieux, [], carreaux)
    couverture = appartenances.couverture_qpv[QPV]
    assert (couverture.part, couverture.base) == (pytest.approx(0.9), "population")
    assert ("iris_qpv", "A", QPV) in build_liens_calcul(lieux, appartenances, couverture_qpv_min=0.8)


def test_une_population_mal_couverte_ne_donne_pas_de_chiffre(lieux) -> None:
    """77 % de la surface suffisaient à 70 % ; 40 % de la population n'y suffisent pas."""
    carreaux = make_carreaux((0.002, 400), (0.011, 600))
    appartenances = build_appartenances(lieux, [], carreaux)
    etages = {e for e, _, parent in build_liens_calcul(lieux, appartenances, couverture_qpv_min=0.7) if parent == QPV}
    assert etages == {"qpv_mal_couvert"}
    par_surface = build_liens_calcul(lieux, build_appartenances(lieux, []), couverture_qpv_min=0.7)
    assert ("iris_qpv", "A", QPV) in par_surface


def test_sans_contour_le_fichier_fait_foi(lieux) -> None:
    lieux[QPV] = replace(lieux[QPV], contour=None)
    couverture = build_appartenances(lieux, [("A", QPV)]).couverture_qpv[QPV]
    assert (couverture.iris, couverture.part, couverture.base) == (("A",), 1.0, "fichier")
