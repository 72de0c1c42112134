"""Lignes d'un réseau : leur rang est celui du fichier, même après des entités ignorées."""

from typing import Any

import pytest

from observatoire.errors import FichierRefuse
from observatoire.ingest.lecture.lignes import read_lignes_json
from tests.outils.fichiers import build_feature

RUE = {"type": "LineString", "coordinates": [[7.26, 43.69], [7.28, 43.71]]}
LOIN = {"type": "LineString", "coordinates": [[-74.0, 40.7], [-73.9, 40.8]]}
PLACE = {"type": "Point", "coordinates": [7.27, 43.7]}


def build_collection(*formes: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": [build_feature(n, f) for n, f in enumerate(formes)]}


def test_une_rue_hors_de_france_est_citee_a_son_rang_du_fichier() -> None:
    with pytest.raises(FichierRefuse, match=r"r\.geojson, ligne 4, colonne « geometry »"):
        read_lignes_json("r.geojson", build_collection(None, PLACE, RUE, LOIN))


def test_ce_qui_n_est_pas_une_ligne_est_compte() -> None:
    couche = read_lignes_json("r.geojson", build_collection(None, PLACE, RUE))
    assert couche.messages == ("2\xa0entités ignorées : seules les lignes sont lues.",)
    assert couche.lignes.tolist() == [3]
