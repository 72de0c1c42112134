"""Points sur la carte : une adresse, un disque ; trop de points, des carreaux ; jamais de HTML venu du fichier."""

import base64
import json
import re
from dataclasses import replace

import numpy as np

from observatoire.ui.graphiques.geometrie import Cadre
from observatoire.ui.offre.couches import build_couches
from observatoire.ui.offre.niveaux import CARREAUX, build_niveaux
from observatoire.ui.offre.pastilles import COTE, build_pastilles
from tests.unit.services.offre.test_points import AILLEURS, DOCTEUR

CADRE = Cadre(7.0, 43.6, 7.4, 43.8)


def test_une_adresse_fait_un_disque_qui_dit_combien() -> None:
    points = [DOCTEUR, replace(DOCTEUR, id="2"), replace(DOCTEUR, id="3", lon=7.3), AILLEURS]
    (disques,) = build_couches(points, CADRE, {}, "")
    assert sorted(d["icone"] for d in disques.data) == ["1", "2"]
    assert set(disques.icon_mapping) == {"1", "2"}


def test_chaque_disque_a_sa_case_et_porte_son_nombre() -> None:
    pastilles = build_pastilles([*range(1, 41), 1234, 2])
    image = base64.b64decode(pastilles.adresse.removeprefix("data:image/svg+xml;base64,")).decode()
    large, haut = (int(c) for c in re.findall(r'<svg [^>]*width="(\d+)" height="(\d+)"', image)[0])
    places = {(case["x"], case["y"]) for case in pastilles.cases.values()}
    assert len(places) == len(pastilles.cases) == 41
    assert all(x + 2 * COTE <= large and y + 2 * COTE <= haut for x, y in places)
    assert re.findall("<text[^>]*>([^<]*)</text>", image) == [*map(str, range(2, 41)), "1\u202f234"]
    rayons = [float(r) for r in re.findall(r' r="([^"]*)"', image)]
    assert rayons == sorted(rayons)
    assert rayons[-1] + 1 <= COTE


def test_dix_mille_points_se_groupent_sans_qu_aucun_se_perde() -> None:
    hasard = np.random.default_rng(1)
    points = [
        replace(DOCTEUR, id=str(i), lon=hasard.uniform(7.0, 7.4), lat=hasard.uniform(43.6, 43.8)) for i in range(10_000)
    ]
    niveaux = build_niveaux(points, CADRE, {})
    crans = [json.loads(contenu)["features"] for contenu in niveaux.contenus]
    assert len(crans) == len(CARREAUX)
    for entites in crans:
        comptes = [int(e["properties"]["icone"]) for e in entites]
        assert set(comptes) <= niveaux.nombres
        assert sum(comptes) == 10_000
        assert all(7.0 <= e["geometry"]["coordinates"][0] <= 7.4 for e in entites)
        assert all(43.6 <= e["geometry"]["coordinates"][1] <= 43.8 for e in entites)
    # Chaque cran sépare les groupes du précédent ; le dernier montre les adresses.
    assert [len(n) for n in crans] == sorted(len(n) for n in crans)
    assert len(crans[0]) < 700
    assert len(crans[-1]) > 9_900


def test_un_point_touche_choisit_son_territoire() -> None:
    (disques,) = build_couches([DOCTEUR], CADRE, {"060880101": "CENTRE"}, "CENTRE")
    assert disques.data[0]["code"] == "CENTRE"
    assert disques.id == "points-CENTRE"


def test_un_nom_hostile_reste_du_texte() -> None:
    (disques,) = build_couches([replace(DOCTEUR, nom="<img src=x onerror=alert(1)>")], CADRE, {}, "")
    assert "<" not in disques.data[0]["nom"]
