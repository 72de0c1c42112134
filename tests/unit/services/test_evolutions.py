"""Évolutions : quelles périodes sont comparées, quel test, et pourquoi il n'y en a pas."""

from dataclasses import replace

import pytest

from observatoire.domain.estimation import Statut
from observatoire.domain.evolution import MotifEvolution, SensEvolution
from observatoire.domain.territoire import Maille, Territoire
from observatoire.services.evolutions import measure_evolutions, select_points
from tests.outils.chiffres import EFFECTIF, ICM, MEDIANE, PART, TAUX, make_chiffre


def serie(indicateur, cas, population=1000, debut=2019, **champs):
    return [
        make_chiffre(indicateur, x, population, periode=str(debut + rang), **champs) for rang, x in enumerate(cas)
    ]  # fmt: skip


def mesurer(points, **champs):
    return measure_evolutions([points], **champs)[0]


def test_cinq_annees_qui_montent_font_une_hausse_nette() -> None:
    evolution = mesurer(serie(PART, [100, 130, 160, 190, 220]))
    assert evolution.sens is SensEvolution.HAUSSE_NETTE
    assert (evolution.debut, evolution.fin, evolution.points, evolution.methode) == ("2019", "2023", 5, "tendance")
    assert evolution.valeur_debut == pytest.approx(10.0)


def test_cinq_annees_qui_baissent_pour_un_taux() -> None:
    assert mesurer(serie(TAUX, [220, 190, 160, 130, 100])).sens is SensEvolution.BAISSE_NETTE


def test_seules_les_cinq_dernieres_annees_comptent() -> None:
    # Montée ancienne, puis plateau.
    evolution = mesurer(serie(PART, [50, 100, 200, 200, 201, 199, 200], debut=2018))
    assert evolution.sens is SensEvolution.SANS_TENDANCE
    assert evolution.debut == "2020"


def test_une_annee_atypique_ne_fait_pas_une_tendance() -> None:
    assert mesurer(serie(PART, [100, 100, 100, 100, 260])).sens is SensEvolution.SANS_TENDANCE


def test_deux_periodes_separees_se_comparent_entre_elles() -> None:
    points = [make_chiffre(ICM, 60, 100, periode="2010-2014"), make_chiffre(ICM, 120, 100, periode="2015-2019")]
    evolution = mesurer(points)
    assert evolution.sens is SensEvolution.HAUSSE_NETTE
    assert (evolution.methode, evolution.points) == ("deux_periodes", 2)


def test_des_periodes_qui_se_chevauchent_ne_se_comparent_pas() -> None:
    points = [make_chiffre(ICM, 60, 100, periode="2016-2020"), make_chiffre(ICM, 120, 100, periode="2017-2021")]
    assert mesurer(points).motif is MotifEvolution.CHEVAUCHEMENT


def test_deux_millesimes_proches_du_recensement_se_chevauchent() -> None:
    recensement = replace(PART, source="insee_rp")
    proches = serie(recensement, [100, 300], debut=2019)
    assert mesurer(proches).motif is MotifEvolution.CHEVAUCHEMENT
    loin = [make_chiffre(recensement, x, 1000, periode=p) for x, p in ((100, "2015"), (200, "2018"), (300, "2020"))]
    assert mesurer(loin).debut == "2015"
    assert mesurer(loin).fin == "2020"


@pytest.mark.parametrize(
    ("periodes", "motif"),
    [
        (("2018-2020", "2018-2022"), MotifEvolution.DUREE),
        (("2016-2020", "2015-2021"), MotifEvolution.DUREE),
        (("2014-2016", "2018-2022"), MotifEvolution.DUREE),
        (("2014-2016", "2017"), MotifEvolution.DUREE),
        (("2013-2017", "2016-2020", "2018-2022"), None),
        (("2023-T1", "2024-T3"), MotifEvolution.UN_POINT),
    ],
)
def test_seules_des_periodes_de_meme_duree_se_comparent(
    periodes: tuple[str, ...], motif: MotifEvolution | None
) -> None:
    evolution = mesurer([make_chiffre(ICM, 100 + 40 * rang, 100, periode=p) for rang, p in enumerate(periodes)])
    assert evolution.motif is motif
    if motif is None:
        assert (evolution.debut, evolution.fin) == ("2013-2017", "2018-2022")


@pytest.mark.parametrize(
    ("points", "motif"),
    [
        ([], MotifEvolution.AUCUN_POINT),
        (serie(PART, [100]), MotifEvolution.UN_POINT),
        (
            serie(replace(PART, comparable_dans_le_temps=False, motif_non_comparable="rupture"), [1, 2, 3, 4, 5]),
            MotifEvolution.PRODUCTEUR,
        ),
        (serie(EFFECTIF, [900, 950]), MotifEvolution.EFFECTIF),
        (
            [*serie(PART, [100, 120, 130]), make_chiffre(PART, periode="2022", statut=Statut.SECRET)],
            MotifEvolution.SECRET,
        ),
        (
            [make_chiffre(PART, periode="2020", statut=Statut.SECRET), make_chiffre(PART, 40, 400, periode="2021")],
            MotifEvolution.SECRET,
        ),
        (
            [make_chiffre(MEDIANE, valeur=20_000, periode=p) for p in ("2019", "2020")],
            MotifEvolution.SANS_INTERVALLE,
        ),
        ([make_chiffre(PART, statut=Statut.NON_DISPONIBLE)], MotifEvolution.AUCUN_POINT),
        (serie(TAUX, [2, 3, 2, 3, 2]), MotifEvolution.TROP_PETIT),
    ],
)
def test_une_evolution_absente_dit_pourquoi(points, motif: MotifEvolution) -> None:
    evolution = mesurer(points)
    assert evolution.sens is SensEvolution.NON_MESURABLE
    assert evolution.motif is motif


def test_le_motif_du_producteur_est_rapporte() -> None:
    rompue = replace(PART, comparable_dans_le_temps=False, motif_non_comparable="rupture en 2021")
    assert mesurer(serie(rompue, [1, 2])).detail == "rupture en 2021"


def test_un_qpv_qui_a_change_de_contour_le_dit() -> None:
    qpv = Territoire("QN09901N", Maille.QPV, "Les Tilleuls", "99123", "2024", None, None, None)
    points = [make_chiffre(PART, 100, 1000, territoire=qpv)]
    assert mesurer(points, contours_anciens=frozenset({"QN09901N"})).motif is MotifEvolution.CONTOUR
    assert mesurer(points).motif is MotifEvolution.UN_POINT


def test_un_trimestre_se_compare_aux_memes_trimestres() -> None:
    points = [
        make_chiffre(TAUX, x, 1000, periode=p)
        for p, x in (("2023-T1", 200), ("2023-T4", 50), ("2024-T1", 205), ("2024-T4", 55))
    ]
    assert [c.periode.code for c in select_points(points)] == ["2023-T4", "2024-T4"]
    assert mesurer(points).sens is SensEvolution.SANS_TENDANCE


def test_une_annee_secrete_au_milieu_laisse_un_trou() -> None:
    points = serie(PART, [100, 130, 160, 190, 220, 250])
    points[2] = make_chiffre(PART, periode="2021", statut=Statut.SECRET)
    evolution = mesurer(points)
    assert evolution.points == 5
    assert evolution.sens is SensEvolution.HAUSSE_NETTE


def test_sans_comptes_deux_valeurs_se_comparent_par_leurs_intervalles() -> None:
    def point(periode: str, valeur: float):
        base = make_chiffre(TAUX, valeur=valeur, periode=periode)
        return replace(base, estimation=replace(base.estimation, ic_bas=valeur - 1.96, ic_haut=valeur + 1.96))

    # Erreur type 1 pour chacune, donc √2 pour la différence : 1,96·√2 = 2,77 et 3,09·√2 = 4,37.
    assert mesurer([point("2019", 10), point("2020", 12.7)]).sens is SensEvolution.SANS_TENDANCE
    assert mesurer([point("2019", 10), point("2020", 12.9)]).sens is SensEvolution.HAUSSE
    assert mesurer([point("2019", 10), point("2020", 5.5)]).sens is SensEvolution.BAISSE_NETTE


def test_beaucoup_de_series_gardent_leur_ordre() -> None:
    montantes, plates = serie(PART, [100, 130, 160, 190, 220]), serie(TAUX, [100] * 5)
    evolutions = measure_evolutions([plates, montantes, [], plates, montantes])
    assert [e.direction for e in evolutions] == [0, 1, 0, 0, 1]


def test_une_serie_qui_ne_se_compare_pas_a_l_iris_se_compare_a_la_commune() -> None:
    """La C2S : son producteur ne déconseille de comparer deux millésimes qu'à l'échelle fine."""
    mailles = ("iris", "quartier", "qpv")
    c2s = replace(
        PART, comparable_dans_le_temps=False, motif_non_comparable="adresses", mailles_non_comparables=mailles
    )  # fmt: skip
    commune = Territoire("99123", Maille.COMMUNE, "Villetest", "99123", "2024", None, None, None)
    zone = replace(commune, code="ZONE", maille=Maille.ZONE)
    cas = [100, 130, 160, 190, 220]
    assert mesurer(serie(c2s, cas, territoire=commune)).sens is SensEvolution.HAUSSE_NETTE
    assert mesurer(serie(c2s, cas)).motif is MotifEvolution.PRODUCTEUR
    assert mesurer(serie(c2s, cas, territoire=zone)).motif is MotifEvolution.PRODUCTEUR
    nulle_part = replace(c2s, mailles_non_comparables=())
    assert mesurer(serie(nulle_part, cas, territoire=commune)).motif is MotifEvolution.PRODUCTEUR
