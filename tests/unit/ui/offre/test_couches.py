"""Points sur la carte : une adresse, un cercle ; trop de points, des carreaux ; jamais de HTML venu du fichier."""

import json
from dataclasses import replace

import numpy as np

from observatoire.ui.graphiques.geometrie import Cadre
from observatoire.ui.offre.couches import build_couches
from observatoire.ui.offre.niveaux import CARREAUX, build_niveaux
from tests.unit.services.offre.test_points import AILLEURS, DOCTEUR

CADRE = Cadre(7.0, 43.6, 7.4, 43.8)


def test_une_adresse_fait_un_cercle_qui_dit_combien() -> None:
    points = [DOCTEUR, replace(DOCTEUR, id="2"), replace(DOCTEUR, id="3", lon=7.3), AILLEURS]
    cercles, comptes = build_couches(points, CADRE, {}, "")
    assert sorted(d["compte"] for d in cercles.data) == ["", "2"]
    assert [d["compte"] for d in comptes.data] == ["2"]


def test_dix_mille_points_se_groupent_sans_qu_aucun_se_perde() -> None:
    hasard = np.random.default_rng(1)
    points = [
        replace(DOCTEUR, id=str(i), lon=hasard.uniform(7.0, 7.4), lat=hasard.uniform(43.6, 43.8)) for i in range(10_000)
    ]
    niveaux = [json.loads(contenu)["features"] for contenu in build_niveaux(points, CADRE, {})]
    assert len(niveaux) == len(CARREAUX)
    for entites in niveaux:
        comptes = [int(e["properties"]["compte"].replace("\u202f", "") or 1) for e in entites]
        assert sum(comptes) == 10_000
        assert all(7.0 <= e["geometry"]["coordinates"][0] <= 7.4 for e in entites)
        assert all(43.6 <= e["geometry"]["coordinates"][1] <= 43.8 for e in entites)
    # Chaque cran sépare les groupes du précédent ; le dernier montre les adresses.
    assert [len(n) for n in niveaux] == sorted(len(n) for n in niveaux)
    assert len(niveaux[0]) < 700
    assert len(niveaux[-1]) > 9_900


def test_un_point_touche_choisit_son_territoire() -> None:
    cercles, _ = build_couches([DOCTEUR], CADRE, {"060880101": "CENTRE"}, "CENTRE")
    assert cercles.data[0]["code"] == "CENTRE"
    assert cercles.id == "points-CENTRE"


def test_un_nom_hostile_reste_du_texte() -> None:
    cercles, _ = build_couches([replace(DOCTEUR, nom="<img src=x onerror=alert(1)>")], CADRE, {}, "")
    assert "<" not in cercles.data[0]["nom"]
