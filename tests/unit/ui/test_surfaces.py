"""Couleurs des classes et codes d'un lien."""

import pytest

from observatoire.ui.carte.surfaces import choose_couleurs
from observatoire.ui.etat_url import build_requete
from observatoire.ui.palette import SEQUENCE


@pytest.mark.parametrize(
    ("nombre", "rangs"), [(0, []), (1, [2]), (2, [0, 4]), (3, [0, 2, 4]), (4, [0, 1, 3, 4]), (5, [0, 1, 2, 3, 4])]
)
def test_les_classes_s_etalent_du_clair_au_fonce(nombre: int, rangs: list[int]) -> None:
    assert choose_couleurs(nombre) == [SEQUENCE[r] for r in rangs]


def test_un_lien_omet_les_codes_vides_et_garde_les_virgules() -> None:
    codes = {"indicateur": "revenu_median", "sexe": "", "territoire": None, "liste": ["Q01", "Q 02"]}
    assert build_requete(codes) == "indicateur=revenu_median&liste=Q01,Q+02"
