"""La règle de placement : une adresse sur vingt peut manquer, pas davantage."""

import pytest

from observatoire.domain.placement import Placement


@pytest.mark.parametrize(
    ("adresses", "placees", "suffisant"), [(20, 20, True), (20, 19, True), (20, 18, False), (1, 0, False), (0, 0, True)]
)
def test_cinq_pour_cent(adresses: int, placees: int, suffisant: bool) -> None:
    assert Placement(adresses, placees, adresses).is_suffisant is suffisant
    assert Placement(adresses, adresses, placees).is_suffisant_pour_les_distances is suffisant


def test_la_phrase_compte_ce_qui_manque() -> None:
    assert Placement(114, 114, 114).phrase == ""
    assert Placement(114, 113, 114).phrase.startswith("1 adresse sur 114 reste à géocoder")
    assert Placement(1200, 1188, 1150).phrase.startswith(
        "50 adresses sur 1 200 restent à géocoder".replace(" 200", "\u202f200")
    )
