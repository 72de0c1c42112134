"""Égalités entre tranches d'âge et entre périodes."""

from observatoire.ingest.secret.cycles import find_cycles, place_ages


def test_des_tranches_qui_se_suivent_font_le_total():
    egalites = find_cycles(place_ages(frozenset({"tous", "0-14", "15-64", "65+"})))
    assert egalites == [{"tous": 1, "0-14": -1, "15-64": -1, "65+": -1}]


def test_une_tranche_emboitee_donne_sa_propre_egalite():
    egalites = find_cycles(place_ages(frozenset({"65+", "65-74", "75+"})))
    assert egalites == [{"65+": 1, "65-74": -1, "75+": -1}]


def test_des_decoupages_croises_se_livrent_l_un_l_autre():
    """0-17 + 18+ = 0-19 + 20+ : quatre tranches, une égalité."""
    (egalite,) = find_cycles(place_ages(frozenset({"0-17", "18+", "0-19", "20+"})))
    comptes = {"0-17": 5, "18+": 95, "0-19": 12, "20+": 88}
    assert set(egalite) == set(comptes)
    assert sum(signe * comptes[str(age)] for age, signe in egalite.items()) == 0


def test_des_tranches_a_trou_ne_disent_rien():
    assert find_cycles(place_ages(frozenset({"0-14", "20-64", "65+"}))) == []


def test_un_total_seul_n_a_pas_de_place():
    assert place_ages(frozenset({"tous"})) == {}
