"""Place parmi les siens, et classes d'une carte."""

from dataclasses import replace

import numpy as np
import pytest
from mapclassify import FisherJenks

from observatoire.domain.estimation import Statut
from observatoire.domain.indicateur import Sens
from observatoire.domain.territoire import Maille, Territoire
from observatoire.errors import SelectionInvalide
from observatoire.services.classes import build_classes, find_classe
from observatoire.services.positions import compute_positions, compute_reperes
from tests.outils.chiffres import MEDIANE, PART, make_chiffre


def quartiers(valeurs: list[float | None], indicateur=MEDIANE):
    return [
        make_chiffre(
            indicateur,
            valeur=v,
            statut=Statut.SECRET if v is None else Statut.DISPONIBLE,
            territoire=Territoire(f"Q{rang}", Maille.QUARTIER, f"Q{rang}", "", "", None, None, None),
        )
        for rang, v in enumerate(valeurs)
    ]


def test_le_rang_va_du_plus_haut_au_plus_bas_et_ignore_les_secrets() -> None:
    positions = compute_positions(quartiers([10.0, None, 30.0, 20.0, 30.0, 5.0]))
    assert [positions[f"Q{k}"].rang for k in range(6)] == [4, None, 1, 3, 1, 5]
    assert {p.publies for p in positions.values()} == {5}


def test_la_bande_d_un_secret_reste_mais_sans_rang() -> None:
    secret = compute_positions(quartiers([10.0, None, 30.0, 20.0, 25.0, 5.0]))["Q1"]
    assert secret.rang is None
    assert secret.has_bande


def test_sous_cinq_territoires_publies_pas_de_bande() -> None:
    positions = compute_positions(quartiers([10.0, None, 30.0, 20.0, 5.0]))
    assert not any(p.has_bande for p in positions.values())
    assert positions["Q0"].rang == 3


@pytest.mark.parametrize(
    ("sens", "attendu"),
    [
        # Cinq valeurs : quartiles 2, 3, 4 d'après la définition usuelle (interpolation linéaire).
        (Sens.HAUT_FAVORABLE, (1.0, 2.0, 3.0, 4.0, 5.0)),
        (Sens.BAS_FAVORABLE, (5.0, 4.0, 3.0, 2.0, 1.0)),
        (Sens.SANS_JUGEMENT, (1.0, 2.0, 3.0, 4.0, 5.0)),
    ],
)
def test_les_reperes_vont_du_moins_au_plus_favorable(sens: Sens, attendu: tuple[float, ...]) -> None:
    assert compute_reperes([5.0, 3.0, 1.0, 4.0, 2.0], sens) == attendu


def test_le_sens_de_l_indicateur_oriente_la_bande() -> None:
    bas = replace(MEDIANE, sens=Sens.BAS_FAVORABLE)
    position = compute_positions(quartiers([1.0, 2.0, 3.0, 4.0, 5.0], bas))["Q0"]
    assert (position.repere_gauche, position.repere_droit) == (5.0, 1.0)


def test_des_effectifs_egaux() -> None:
    classes = build_classes([float(v) for v in range(1, 11)], methode="quantiles", nombre=5, indicateur=PART)
    assert [c.nombre for c in classes] == [2, 2, 2, 2, 2]
    assert (classes[0].bas, classes[-1].haut) == (1.0, 10.0)
    assert classes[0].libelle == "1,0 à 2,8"


def test_des_intervalles_egaux() -> None:
    classes = build_classes([0.0, 1.0, 2.0, 10.0], methode="egales", nombre=5, indicateur=PART)
    assert [c.haut for c in classes] == [2.0, 4.0, 6.0, 8.0, 10.0]
    assert [c.nombre for c in classes] == [3, 0, 0, 0, 1]


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("nombre", [2, 3, 5])
@pytest.mark.parametrize("graine", range(4))
def test_jenks_donne_les_classes_de_mapclassify(nombre: int, graine: int) -> None:
    valeurs = np.random.default_rng(graine).normal(size=40)
    classes = build_classes(list(valeurs), methode="jenks", nombre=nombre, indicateur=PART)
    np.testing.assert_allclose([c.haut for c in classes], FisherJenks(np.sort(valeurs), k=nombre).bins)


def test_la_ville_est_toujours_une_limite() -> None:
    classes = build_classes(
        [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 9.0, 9.5], methode="ville", nombre=4, indicateur=PART, reference=4.5
    )
    assert 4.5 in [c.haut for c in classes]
    assert sum(c.nombre for c in classes if c.haut <= 4.5) == 4


def test_moins_de_valeurs_que_de_classes() -> None:
    assert len(build_classes([3.0, 3.0, 7.0], methode="quantiles", nombre=5, indicateur=PART)) <= 2
    (seule,) = build_classes([4.0, 4.0], methode="jenks", nombre=5, indicateur=PART)
    assert (seule.bas, seule.haut, seule.nombre) == (4.0, 4.0, 2)
    assert build_classes([], methode="quantiles", nombre=5, indicateur=PART) == ()


def test_chaque_valeur_est_dans_la_classe_que_la_legende_compte() -> None:
    valeurs = list(np.random.default_rng(1).normal(size=50))
    for methode in ("quantiles", "jenks", "egales", "ville"):
        classes = build_classes(valeurs, methode=methode, nombre=5, indicateur=PART, reference=0.1)
        rangs = [find_classe(classes, v) for v in valeurs]
        assert [rangs.count(c.rang) for c in classes] == [c.nombre for c in classes]
    assert find_classe(classes, None) is None
    assert find_classe((), 1.0) is None


def test_un_decoupage_inconnu_est_refuse() -> None:
    with pytest.raises(SelectionInvalide, match="découpage « hasard »"):
        build_classes([1.0], methode="hasard", nombre=5, indicateur=PART)
    with pytest.raises(SelectionInvalide, match="de 2 à 9"):
        build_classes([1.0], methode="quantiles", nombre=1, indicateur=PART)
