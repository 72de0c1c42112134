"""La petite courbe : ce qu'elle trace quand des périodes ont le même milieu."""

import re

from observatoire.domain.evolution import SANS_EVOLUTION
from observatoire.domain.periode import parse_periode
from observatoire.domain.phrases.lieux import LIEU_VILLE, build_lieu
from observatoire.domain.verdict import Ecart, build_verdict
from observatoire.services.resultats import Ligne, Point, Position
from observatoire.ui.graphiques.courbe import build_courbe
from tests.outils.chiffres import ICM, QUARTIER, make_chiffre, make_estimation


def build_ligne(*periodes: str) -> Ligne:
    points = tuple(
        Point(parse_periode(p), make_estimation(100.0 + 10 * rang, ic=(80.0, 140.0), periode=p), is_compare=True)
        for rang, p in enumerate(periodes)
    )
    return Ligne(
        chiffre=make_chiffre(ICM, 110, 100, periode=periodes[-1]),
        reference=None,
        verdict=build_verdict(Ecart.NON_ETABLI, ICM.sens),
        position=Position(None, 0, None, None, None, None, None),
        evolution=SANS_EVOLUTION,
        serie=points,
        serie_reference=points,
        lieu=build_lieu(QUARTIER, "99123"),
        lieu_comparateur=LIEU_VILLE,
    )


def list_abscisses(svg: str) -> list[float]:
    (trace,) = re.findall(r'<polyline class="serie" points="([^"]+)"', svg)
    return [float(point.split(",")[0]) for point in trace.split()]


def test_des_periodes_emboitees_de_meme_milieu_se_tracent_au_centre() -> None:
    # 2017-2021 et 2018-2020 ont le même milieu, au jour près ; la courbe va de 34 à 228 : son centre est à 131.
    assert list_abscisses(build_courbe(build_ligne("2018-2020", "2017-2021"))) == [131.0, 131.0]


def test_des_periodes_separees_vont_d_un_bord_a_l_autre() -> None:
    assert list_abscisses(build_courbe(build_ligne("2013-2017", "2018-2022"))) == [34.0, 228.0]


def test_un_seul_point_ne_fait_pas_de_courbe() -> None:
    assert build_courbe(build_ligne("2018-2022")) == ""
