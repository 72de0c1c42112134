"""La couleur d'un regroupement dit le côté et le degré de certitude."""

import pytest

from observatoire.domain.indicateur import Sens
from observatoire.services.voisinage import NON_TESTE
from observatoire.ui.carte.voisinage import LETTRES, get_couleur
from observatoire.ui.palette import DEFAVORABLE, DEFAVORABLE_NET, FAVORABLE, FAVORABLE_NET, SANS_ECART, SANS_VERDICT

HAUT_HAUT, BAS_HAUT, BAS_BAS, HAUT_BAS = 1, 2, 3, 4


@pytest.mark.parametrize(
    ("genre", "etabli", "sens", "couleur"),
    [
        (HAUT_HAUT, True, Sens.BAS_FAVORABLE, DEFAVORABLE_NET),
        (HAUT_HAUT, False, Sens.BAS_FAVORABLE, DEFAVORABLE),
        (BAS_BAS, True, Sens.BAS_FAVORABLE, FAVORABLE_NET),
        (BAS_BAS, False, Sens.HAUT_FAVORABLE, DEFAVORABLE),
        (HAUT_HAUT, True, Sens.HAUT_FAVORABLE, FAVORABLE_NET),
        (HAUT_HAUT, False, Sens.HAUT_FAVORABLE, FAVORABLE),
        (BAS_HAUT, True, Sens.BAS_FAVORABLE, SANS_ECART),
        (HAUT_BAS, False, Sens.HAUT_FAVORABLE, SANS_ECART),
        (0, False, Sens.BAS_FAVORABLE, SANS_VERDICT),
    ],
)
def test_couleur(genre: int, etabli: bool, sens: Sens, couleur: str) -> None:
    assert get_couleur(genre, etabli, sens) == couleur


def test_un_indicateur_sans_jugement_n_est_ni_orange_ni_bleu() -> None:
    couleurs = {get_couleur(g, e, Sens.SANS_JUGEMENT) for g in (HAUT_HAUT, BAS_BAS) for e in (True, False)}
    assert len(couleurs) == 4
    assert not couleurs & {DEFAVORABLE, DEFAVORABLE_NET, FAVORABLE, FAVORABLE_NET}


def test_les_lettres_disent_le_territoire_puis_ses_voisins() -> None:
    assert LETTRES == {0: "", HAUT_HAUT: "HH", BAS_HAUT: "BH", BAS_BAS: "BB", HAUT_BAS: "HB", NON_TESTE: "–"}


def test_un_territoire_non_teste_ne_se_confond_avec_rien() -> None:
    """Ni sa couleur, ni son signe ne sont ceux d'un territoire testé sans regroupement."""
    for sens in Sens:
        testes = {get_couleur(g, e, sens) for g in (0, HAUT_HAUT, BAS_HAUT, BAS_BAS, HAUT_BAS) for e in (True, False)}
        assert get_couleur(NON_TESTE, False, sens) not in testes
