"""Statut d'une zone composée par l'utilisateur."""

import itertools

import pytest

from observatoire.domain.estimation import Statut
from observatoire.domain.secret import combine_statuts


def test_une_zone_de_cellules_diffusables_est_diffusable():
    assert combine_statuts([Statut.DISPONIBLE, Statut.DISPONIBLE]) is Statut.DISPONIBLE


@pytest.mark.parametrize("autre", list(Statut))
def test_une_seule_partie_secrete_rend_la_zone_secrete(autre):
    assert combine_statuts([autre, Statut.SECRET, autre]) is Statut.SECRET


def test_une_partie_qui_manque_rend_la_zone_indisponible():
    assert combine_statuts([Statut.DISPONIBLE, Statut.NON_DISPONIBLE]) is Statut.NON_DISPONIBLE


def test_un_iris_sans_habitant_ne_compte_pas():
    assert combine_statuts([Statut.NON_APPLICABLE, Statut.DISPONIBLE]) is Statut.DISPONIBLE
    assert combine_statuts([Statut.NON_APPLICABLE]) is Statut.NON_APPLICABLE


def test_l_ordre_des_parties_est_indifferent():
    for parties in itertools.product(Statut, repeat=3):
        assert len({combine_statuts(p) for p in itertools.permutations(parties)}) == 1


def test_une_zone_vide_est_refusee():
    with pytest.raises(ValueError, match="au moins un territoire"):
        combine_statuts([])
