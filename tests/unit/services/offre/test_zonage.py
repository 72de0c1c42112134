"""Zonage : un quartier par l'IRIS, un QPV par la position ; les abords de la ville à vol d'oiseau."""

from dataclasses import replace
from typing import Any

import pytest

from observatoire.domain.territoire import Maille, Territoire
from observatoire.services.carte import Contour
from observatoire.services.offre.abords import select_proches
from observatoire.services.offre.zonage import Zonage, locate_qpv
from tests.unit.services.offre.test_points import DOCTEUR

METRES_PAR_DEGRE = 111_195  # de latitude, sur une sphère de 6 371 km


def build_contour(code: str, ouest: float, est: float, millesime: str = "2024") -> Contour:
    coins = [[ouest, 46.0], [est, 46.0], [est, 46.1], [ouest, 46.1], [ouest, 46.0]]
    geometrie: dict[str, Any] = {"type": "Polygon", "coordinates": [coins]}
    return Contour(code, code, millesime, None, None, geometrie)


A, B, ANCIEN = build_contour("QN1", 2.0, 2.1), build_contour("QN2", 2.1, 2.2), build_contour("QP1", 2.0, 2.2, "2015")


def place(identifiant: str, lon: float | None, lat: float | None, iris: str = "") -> Any:
    return replace(DOCTEUR, id=identifiant, lon=lon, lat=lat, iris=iris)


def test_un_qpv_contient_les_points_de_son_contour() -> None:
    points = [place("a", 2.05, 46.05), place("b", 2.15, 46.05), place("loin", 3.0, 46.05), place("nulle part", None, 1)]
    assert locate_qpv(points, [A, B]) == {"QN1": {"a"}, "QN2": {"b"}}


def test_sur_une_limite_un_seul_qpv_par_millesime() -> None:
    assert locate_qpv([place("a", 2.1, 46.05)], [A, B, ANCIEN]) == {"QN1": {"a"}, "QN2": set(), "QP1": {"a"}}


@pytest.mark.parametrize("points", [[], [place("a", None, None)]])
def test_sans_position_un_qpv_est_vide(points: list[Any]) -> None:
    assert locate_qpv(points, [A]) == {"QN1": frozenset()}


def test_choisir_un_quartier_un_iris_ou_un_qpv() -> None:
    port = Territoire("P", Maille.QUARTIER, "Le Port", "", "", None, None, None)
    zonage = Zonage(
        iris={"P": frozenset({"I1", "I2"}), "I1": frozenset({"I1"})}, dans_qpv={"QN1": frozenset({"c"})}, qpv={},
        quartiers={"I1": port, "I2": port},
    )  # fmt: skip
    un, deux, dehors = place("a", 0, 0, "I1"), place("b", 0, 0, "I2"), place("c", 0, 0)
    tous = (un, deux, dehors)
    assert zonage.select(tous, "P") == (un, deux)
    assert zonage.select(tous, "I1") == (un,)
    assert zonage.select(tous, "QN1") == (dehors,)
    assert zonage.select(tous, "inconnu") == ()
    assert [zonage.name_quartier(p) for p in tous] == ["Le Port", "Le Port", ""]


def test_les_abords_s_arretent_a_la_marge() -> None:
    """Le bord nord est à 46,1° : 4,9 km plus loin compte, 5,1 km non."""
    dedans, pres, loin = (
        place(nom, 2.05, 46.1 + metres / METRES_PAR_DEGRE) for nom, metres in (("d", -50), ("p", 4900), ("l", 5100))
    )
    assert select_proches([dedans, pres, loin, place("x", None, None)], [A]) == (dedans, pres)
    assert select_proches([dedans, loin], []) == (dedans, loin)
