"""La table des droits, sur toutes les combinaisons."""

import itertools

import pytest

from observatoire.domain.cls.droits import Geste, Role, can

L, P, T, C, D, A = (
    Role.LECTURE,
    Role.PARTENAIRE,
    Role.PILOTE,
    Role.COORDINATION,
    Role.DONNEES,
    Role.ADMINISTRATION,
)
#: Qui peut, écrit à la main d'après les rôles du contrat : (tous les objets, seulement les siens).
ATTENDU: dict[Geste, tuple[set[Role], set[Role]]] = {
    Geste.LIRE: ({L, P, T, C, D, A}, set()),
    Geste.EXPORTER: ({L, P, T, C, D, A}, set()),
    Geste.COMMENTER: ({P, C, A}, {T}),
    Geste.METTRE_A_JOUR: ({C, A}, {T}),
    Geste.MODIFIER_PLAN: ({C, A}, set()),
    Geste.SEANCE: ({P, C, A}, set()),
    Geste.IMPORTER: ({C, A}, set()),
    Geste.VUE: ({P, T, C, D, A}, set()),
    Geste.SAUVEGARDER: ({A}, set()),
}


@pytest.mark.parametrize(("role", "geste", "a_soi"), itertools.product(Role, Geste, (False, True)))
def test_chaque_role_peut_exactement_ce_que_dit_la_table(role: Role, geste: Geste, a_soi: bool) -> None:
    partout, les_siens = ATTENDU[geste]
    assert can(role, geste, a_soi=a_soi) == (role in partout or (role in les_siens and a_soi))


@pytest.mark.parametrize(("role", "geste", "a_soi"), itertools.product(Role, Geste, (False, True)))
def test_le_confidentiel_est_a_la_coordination_et_a_qui_le_pilote(role: Role, geste: Geste, a_soi: bool) -> None:
    if role in {C, A} or (role is T and a_soi):
        assert can(role, geste, a_soi=a_soi, confidentiel=True) == can(role, geste, a_soi=a_soi)
    else:
        assert not can(role, geste, a_soi=a_soi, confidentiel=True)
