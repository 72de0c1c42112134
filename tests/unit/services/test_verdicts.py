"""Verdicts : face à un ensemble, face à un groupe distinct, et quand on ne peut pas conclure."""

from dataclasses import replace

import pytest
from scipy import stats

from observatoire.domain.estimation import Statut
from observatoire.domain.indicateur import TypeIndicateur
from observatoire.domain.verdict import Ecart, Jugement, MotifComparaison
from observatoire.services.verdicts import Mode, is_trop_petit, judge
from tests.outils.chiffres import EFFECTIF, ICM, MEDIANE, PART, TAUX, make_chiffre, make_estimation


def face_a_la_ville(chiffre, valeur: float | None, statut: Statut = Statut.DISPONIBLE):
    return judge([chiffre], [make_estimation(valeur, statut=statut)], mode=Mode.ENSEMBLE)[0]


@pytest.mark.parametrize(
    ("effectif", "population", "ville", "ecart"),
    [
        # 1 266 / 7 614 = 16,6 % ; Wilson 15,8–17,5 à 95 %, 15,4–18,0 à 99,8 %.
        (1266, 7614, 12.4, Ecart.NETTEMENT_PLUS_ELEVE),
        (1266, 7614, 15.6, Ecart.PLUS_ELEVE),
        (1266, 7614, 16.6, Ecart.NON_ETABLI),
        (1266, 7614, 17.7, Ecart.PLUS_BAS),
        (1266, 7614, 20.0, Ecart.NETTEMENT_PLUS_BAS),
    ],
)
def test_une_part_face_a_la_ville(effectif: float, population: float, ville: float, ecart: Ecart) -> None:
    assert face_a_la_ville(make_chiffre(PART, effectif, population), ville).ecart is ecart


def test_une_petite_part_suit_la_loi_exacte() -> None:
    # 9 sur 40 face à 11 % : Wilson (12,3–37,5) conclurait, les bornes exactes (10,8–38,5) non.
    exactes = stats.beta.ppf([0.025, 0.975], [9, 10], [32, 31])
    assert exactes[0] < 0.11 < exactes[1]
    petit = make_chiffre(PART, 9, 40)
    assert petit.estimation.ic_bas is not None
    assert petit.estimation.ic_bas > 11
    assert face_a_la_ville(petit, 11.0).ecart is Ecart.TROP_PETIT  # 4,4 cas attendus


def test_une_cible_hors_de_cent_pour_cent_se_lit_sur_l_intervalle() -> None:
    assert face_a_la_ville(make_chiffre(PART, 50, 100), 120.0).ecart is Ecart.NETTEMENT_PLUS_BAS


def test_un_icm_se_compare_a_cent() -> None:
    # 135 décès pour 99 attendus : Byar donne 114–161 à 95 %, au-dessus de 100 ; à 99,8 % : 103–175.
    verdict = face_a_la_ville(make_chiffre(ICM, 135, 99), 100.0)
    assert verdict.jugement is Jugement.NETTEMENT_DEFAVORABLE


@pytest.mark.parametrize(
    ("chiffre", "reference", "statut", "motif"),
    [
        (make_chiffre(PART, statut=Statut.NON_DISPONIBLE), 12.0, Statut.DISPONIBLE, MotifComparaison.NON_DISPONIBLE),
        (make_chiffre(PART, statut=Statut.NON_APPLICABLE), 12.0, Statut.DISPONIBLE, MotifComparaison.NON_APPLICABLE),
        (make_chiffre(PART, statut=Statut.NON_MESURABLE), 12.0, Statut.DISPONIBLE, MotifComparaison.NON_MESURABLE),
        (make_chiffre(PART, 50, 500), None, Statut.SECRET, MotifComparaison.REFERENCE_SECRETE),
        (make_chiffre(PART, 50, 500), None, Statut.NON_DISPONIBLE, MotifComparaison.SANS_REFERENCE),
        (make_chiffre(MEDIANE, valeur=21_000), 22_000, Statut.DISPONIBLE, MotifComparaison.SANS_INTERVALLE),
        (make_chiffre(EFFECTIF, valeur=9_480), 111_600, Statut.DISPONIBLE, MotifComparaison.EFFECTIF),
    ],
)
def test_une_comparaison_impossible_dit_pourquoi(chiffre, reference, statut, motif) -> None:
    verdict = face_a_la_ville(chiffre, reference, statut)
    assert verdict.ecart is Ecart.NON_COMPARABLE
    assert verdict.motif == motif


def test_un_secret_reste_secret_meme_sans_comparateur() -> None:
    secret = make_chiffre(PART, statut=Statut.SECRET)
    assert judge([secret], [None], mode=Mode.ENSEMBLE)[0].jugement is Jugement.SECRET
    assert judge([secret], [None], mode=Mode.GROUPE_DISTINCT)[0].jugement is Jugement.SECRET


@pytest.mark.parametrize(
    ("effectif", "population", "reference", "attendu"),
    [
        (4, 100, 5.0, True),  # quatre cas observés
        (6, 100, 4.0, True),  # quatre cas attendus
        (5, 100, 5.0, False),  # cinq et cinq
        (97, 100, 96.0, True),  # trois non-cas
        (95, 100, 95.0, False),
    ],
)
def test_trop_petit_se_lit_sur_les_cas_et_les_non_cas(
    effectif: float, population: float, reference: float, attendu: bool
) -> None:
    chiffre = make_chiffre(PART, effectif, population)
    assert is_trop_petit(chiffre, make_estimation(reference)) is attendu


def test_un_ecart_etabli_l_emporte_sur_le_petit_effectif() -> None:
    # Aucun cas là où cinquante sont attendus : l'écart est établi, il se dit.
    assert face_a_la_ville(make_chiffre(TAUX, 0, 1000), 50.0).ecart is Ecart.NETTEMENT_PLUS_BAS
    assert face_a_la_ville(make_chiffre(TAUX, 0, 1000), 2.0).ecart is Ecart.TROP_PETIT


def test_les_cas_attendus_d_un_taux_standardise_suivent_le_rapport_des_taux() -> None:
    standardise = replace(make_chiffre(TAUX, 8, 1000), indicateur=replace(TAUX, type=TypeIndicateur.TAUX_STANDARDISE))
    assert is_trop_petit(standardise, make_estimation(4.0))  # 8 × 4/8 = 4
    assert not is_trop_petit(standardise, make_estimation(6.0))  # 8 × 6/8 = 6


def test_deux_groupes_de_personnes_suivent_le_khi_deux() -> None:
    a, n, b, m = 60, 400, 90, 400
    _, p, _, _ = stats.chi2_contingency([[a, n - a], [b, m - b]], correction=False)
    assert 0.002 < p < 0.05  # établi, sans être net
    reference = make_estimation(b / m * 100, effectif=b, population=m)
    verdict = judge([make_chiffre(PART, a, n)], [reference], mode=Mode.GROUPE_DISTINCT)[0]
    assert verdict.ecart is Ecart.PLUS_BAS


def test_deux_taux_suivent_le_test_binomial() -> None:
    # Sachant 40 cas au total pour des populations égales, 8 contre 32 : p = 0,0002.
    assert stats.binomtest(8, 40, 0.5).pvalue < 0.002
    reference = make_estimation(32.0, effectif=32, population=1000)
    verdict = judge([make_chiffre(TAUX, 8, 1000)], [reference], mode=Mode.GROUPE_DISTINCT)[0]
    assert verdict.ecart is Ecart.NETTEMENT_PLUS_BAS


def test_deux_groupes_sans_comptes_ne_se_comparent_pas() -> None:
    avec_intervalle = replace(
        make_chiffre(TAUX), estimation=make_estimation(10.0, ic=(9.0, 11.0)), ic_998_bas=8.0, ic_998_haut=12.0
    )
    verdict = judge([avec_intervalle], [make_estimation(20.0)], mode=Mode.GROUPE_DISTINCT)[0]
    assert verdict.motif == MotifComparaison.SANS_COMPTE


def test_rien_a_juger() -> None:
    assert judge([], [], mode=Mode.ENSEMBLE) == []
