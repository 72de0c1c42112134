"""Ce que la page Comparer propose : seulement ce qui a des chiffres."""

from types import SimpleNamespace
from typing import Any, cast

from observatoire.domain.territoire import Maille
from observatoire.ui.comparer.choix import list_comparables


def test_une_maille_qui_n_a_que_des_contours_n_est_pas_proposee() -> None:
    """À Nice, les QPV peuvent n'avoir que leur contour : la page s'ouvre sur les IRIS."""
    groupes = {
        maille: [SimpleNamespace(code=f"{maille.value}1", nom="A", millesime="", maille=maille)]
        for maille in (Maille.QPV, Maille.IRIS)
    }
    fiches = [SimpleNamespace(periodes={Maille.IRIS: ("2019",)}), SimpleNamespace(periodes={})]
    catalogue = SimpleNamespace(
        get_groupe=lambda maille: groupes.get(maille, []), themes=[SimpleNamespace(fiches=fiches)]
    )
    assert list(list_comparables(cast(Any, catalogue))) == ["iris1"]
