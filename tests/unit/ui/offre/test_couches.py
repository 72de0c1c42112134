"""Points sur la carte : une adresse, un cercle ; trop de points, des carreaux ; jamais de HTML venu du fichier."""

from dataclasses import replace

import numpy as np

from observatoire.ui.graphiques.geometrie import Cadre
from observatoire.ui.offre.couches import LIEUX_MAX, build_couches, group_points
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
    groupes = group_points(points, CADRE)
    assert len(groupes) <= LIEUX_MAX * 2
    assert sum(len(g.points) for g in groupes) == 10_000
    assert all(7.0 <= g.lon <= 7.4 and 43.6 <= g.lat <= 43.8 for g in groupes)


def test_un_point_touche_choisit_son_territoire() -> None:
    cercles, _ = build_couches([DOCTEUR], CADRE, {"060880101": "CENTRE"}, "CENTRE")
    assert cercles.data[0]["code"] == "CENTRE"
    assert cercles.id == "points-CENTRE"


def test_un_nom_hostile_reste_du_texte() -> None:
    cercles, _ = build_couches([replace(DOCTEUR, nom="<img src=x onerror=alert(1)>")], CADRE, {}, "")
    assert "<" not in cercles.data[0]["nom"]
