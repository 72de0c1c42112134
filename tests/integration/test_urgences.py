"""Distance au service d'urgences : deux IRIS, un seul service, des nombres posés à la main."""

import math
from pathlib import Path

import pytest

from observatoire.domain.acces import find_metier
from observatoire.ingest.chantier.base import create_chantier
from observatoire.services.offre.distances import compute_distances
from observatoire.services.offre.points import build_metier, build_offre
from observatoire.services.offre.situation import load_situation
from observatoire.services.version import get_version_courante
from tests.integration.test_acces import build_carreaux, build_trajets, lire, publier
from tests.integration.test_densites_offre import I1, I2, build_medecin, build_points
from tests.integration.test_publication import Ville
from tests.outils.chantier import COMMUNE, add_lots, build_contours, build_reglages, build_valeurs, carre

URGENCES = {"categorie": "établissement", "profession": "Service d’urgences", "specialite": "", "mode_exercice": ""}
ICI, LA = (2.005, 46.005), (2.015, 46.005)
# 0,01° de latitude sur une sphère de 6 371 008,8 m ; en longitude, autant fois le cosinus de la latitude.
PAS_NORD = 6_371_008.8 * math.pi / 180 * 0.01
PAS_EST = PAS_NORD * math.cos(math.radians(46.005))
DETOUR = 1.3
# Le service est un pas au nord du carreau d'ici : 1 112 m ; de celui de là, par la diagonale : 1 354 m.
D_ICI, D_LA = PAS_NORD * DETOUR, math.hypot(PAS_NORD, PAS_EST) * DETOUR


@pytest.fixture
def ville(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ville:
    """Tous les habitants de chaque IRIS vivent en un carreau : 1 000 ici, 3 000 là."""
    monkeypatch.setenv("OBSERVATOIRE_DONNEES", str(tmp_path))
    reglages = build_reglages(tmp_path)
    create_chantier(reglages, nom="Deux IRIS", communes=[COMMUNE])
    contours = build_contours([(I1, "iris", COMMUNE, carre(0, 0, 1, 2)), (I2, "iris", COMMUNE, carre(1, 0, 1, 2))])
    commune = build_contours([(COMMUNE, "commune", COMMUNE, carre(0, 0, 2, 2))])
    population = [(I1, "disponible", 1000.0, None), (I2, "disponible", 3000.0, None)]
    habitants = build_valeurs("population", population, periode="2022")
    carreaux = build_carreaux(("ici", COMMUNE, *ICI, 10.0), ("la", COMMUNE, *LA, 10.0))
    add_lots(reglages, contours, commune, habitants, carreaux)
    return Ville(reglages)


def build_service(identifiant: str = "u", lon: float = 2.005, lat: float = 46.015) -> dict[str, object]:
    return build_medecin(identifiant, "", **(URGENCES | {"lon": lon, "lat": lat}))


def test_le_metier_est_celui_que_lit_la_bpe() -> None:
    metier = find_metier(build_metier("Service d’urgences", ""))
    assert metier is not None
    assert metier.distance == "distance_urgences"


def test_la_distance_publiee_est_celle_de_la_main(ville: Ville) -> None:
    _, valeurs = publier(ville, build_points(build_service(), format_="bpe"))
    moyenne = (1000 * D_ICI + 3000 * D_LA) / 4000
    assert (round(D_ICI), round(D_LA)) == (1446, 1760)
    attendu = {I1: D_ICI, I2: D_LA, COMMUNE: moyenne}
    assert {c: valeurs["distance_urgences"][c] for c in attendu} == pytest.approx(attendu, rel=1e-3)


def test_l_ecran_calcule_la_meme_et_va_au_plus_proche(ville: Ville) -> None:
    points = build_points(build_service(), build_service("v", 2.025, 46.005), format_="bpe")
    _, valeurs = publier(ville, points)
    version = get_version_courante()
    situation = load_situation(version=version, metier="service-d-urgences", points=build_offre(version=version).points)
    distances = compute_distances(situation, detour=DETOUR)
    # Le second service est un pas à l'est de là : 773 m, plus près que le premier.
    attendu = {I1: D_ICI, I2: PAS_EST * DETOUR}
    assert {c: distances.moyennes[c] for c in attendu} == pytest.approx(attendu, rel=1e-3)
    assert {c: valeurs["distance_urgences"][c] for c in attendu} == pytest.approx(attendu, rel=1e-3)


def test_une_table_de_temps_donne_des_minutes(ville: Ville) -> None:
    trajets = build_trajets("min", {(I1, I1): 4.0, (I2, I1): 12.0})
    _, valeurs = publier(ville, build_points(build_service(), format_="bpe"), trajets)
    assert valeurs["temps_urgences"] == pytest.approx({I1: 4.0, I2: 12.0, COMMUNE: 10.0})


def test_sans_service_aucune_distance(ville: Ville) -> None:
    _, valeurs = publier(ville, build_points(build_medecin("a", I1)))
    assert "distance_urgences" not in valeurs
    assert lire("SELECT count(*) FROM point_offre WHERE profession = 'Service d’urgences'") == [(0,)]
