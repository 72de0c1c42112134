"""Les mots d'une comparaison, pour chaque écart et chaque sens."""

import pytest

from observatoire.domain.indicateur import Sens
from observatoire.domain.verdict import (
    LIBELLES_JUGEMENT,
    VERDICT_SECRET,
    Ecart,
    Jugement,
    MotifComparaison,
    build_verdict,
    classify_ecart,
)


@pytest.mark.parametrize(
    ("usuel", "strict", "ecart"),
    [
        (-1, -1, Ecart.NETTEMENT_PLUS_BAS),
        (-1, 0, Ecart.PLUS_BAS),
        (0, 0, Ecart.NON_ETABLI),
        (1, 0, Ecart.PLUS_ELEVE),
        (1, 1, Ecart.NETTEMENT_PLUS_ELEVE),
    ],
)
def test_deux_niveaux_font_un_ecart(usuel: int, strict: int, ecart: Ecart) -> None:
    assert classify_ecart(usuel, strict) is ecart


@pytest.mark.parametrize(("usuel", "strict"), [(0, 1), (0, -1), (1, -1), (-1, 1)])
def test_un_ecart_net_est_toujours_etabli(usuel: int, strict: int) -> None:
    with pytest.raises(ValueError, match="99,8"):
        classify_ecart(usuel, strict)


@pytest.mark.parametrize(
    ("ecart", "sens", "mots"),
    [
        (Ecart.NETTEMENT_PLUS_ELEVE, Sens.BAS_FAVORABLE, "nettement défavorable"),
        (Ecart.PLUS_ELEVE, Sens.BAS_FAVORABLE, "défavorable"),
        (Ecart.PLUS_BAS, Sens.BAS_FAVORABLE, "favorable"),
        (Ecart.NETTEMENT_PLUS_BAS, Sens.BAS_FAVORABLE, "nettement favorable"),
        (Ecart.NETTEMENT_PLUS_ELEVE, Sens.HAUT_FAVORABLE, "nettement favorable"),
        (Ecart.PLUS_ELEVE, Sens.HAUT_FAVORABLE, "favorable"),
        (Ecart.PLUS_BAS, Sens.HAUT_FAVORABLE, "défavorable"),
        (Ecart.NETTEMENT_PLUS_BAS, Sens.HAUT_FAVORABLE, "nettement défavorable"),
        (Ecart.NETTEMENT_PLUS_ELEVE, Sens.SANS_JUGEMENT, "nettement plus élevé"),
        (Ecart.PLUS_ELEVE, Sens.SANS_JUGEMENT, "plus élevé"),
        (Ecart.PLUS_BAS, Sens.SANS_JUGEMENT, "plus bas"),
        (Ecart.NETTEMENT_PLUS_BAS, Sens.SANS_JUGEMENT, "nettement plus bas"),
    ],
)
def test_le_sens_fait_le_jugement(ecart: Ecart, sens: Sens, mots: str) -> None:
    assert build_verdict(ecart, sens).libelle == mots


@pytest.mark.parametrize("sens", list(Sens))
@pytest.mark.parametrize("ecart", [Ecart.NON_ETABLI, Ecart.TROP_PETIT, Ecart.NON_COMPARABLE])
def test_sans_ecart_etabli_le_sens_ne_joue_pas(ecart: Ecart, sens: Sens) -> None:
    verdict = build_verdict(ecart, sens, "raison")
    assert not (verdict.is_etabli or verdict.is_net or verdict.is_favorable or verdict.is_defavorable)
    assert verdict.direction == 0
    assert verdict.motif == "raison"


def test_les_proprietes_suivent_l_ecart() -> None:
    haut = build_verdict(Ecart.NETTEMENT_PLUS_ELEVE, Sens.BAS_FAVORABLE)
    assert (haut.is_defavorable, haut.is_favorable, haut.is_net, haut.is_etabli, haut.direction) == (
        True, False, True, True, 1,
    )  # fmt: skip
    bas = build_verdict(Ecart.PLUS_BAS, Sens.BAS_FAVORABLE)
    assert (bas.is_defavorable, bas.is_favorable, bas.is_net, bas.is_etabli, bas.direction) == (
        False, True, False, True, -1,
    )  # fmt: skip


def test_un_secret_ne_dit_que_secret() -> None:
    assert VERDICT_SECRET.libelle == "secret"
    assert VERDICT_SECRET.motif == MotifComparaison.SECRET
    assert not VERDICT_SECRET.is_etabli


def test_chaque_jugement_a_ses_mots_et_aucun_n_est_banni() -> None:
    assert set(LIBELLES_JUGEMENT) == set(Jugement)
    for mots in [*LIBELLES_JUGEMENT.values(), *MotifComparaison]:
        assert not {"égal", "stable", "significatif", "identique"} & set(str(mots).split())
