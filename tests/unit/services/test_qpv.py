"""Un QPV approché par des IRIS entiers le dit, avec la part qu'ils en couvrent."""

import pytest

from observatoire.services.portrait import build_portrait
from observatoire.services.qpv import Approche, list_approches, write_approche, write_approches
from observatoire.ui.portrait.synthese import describe_territoire, is_approchee

INSECABLE = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("iris", "base", "texte"),
    [
        (3, "population", f"3{INSECABLE}IRIS entiers, 84 % de sa population"),
        (1, "surface", f"1{INSECABLE}IRIS entier, 84 % de sa surface"),
        (2, "fichier", f"2{INSECABLE}IRIS entiers que nomme un fichier"),
    ],
)
def test_l_approche_dit_sur_quoi_elle_se_mesure(iris: int, base: str, texte: str) -> None:
    assert write_approche(Approche("QN1", iris, 0.8364, base, is_population=True, chiffres=frozenset())) == texte


def test_seuls_les_qpv_approches_sont_cites(version: str) -> None:
    approches = list_approches(version=version)
    noms = {"QN09901N": "Les Tilleuls", "QN09902N": "Le Port"}
    texte = write_approches(approches, noms, "part_c2s", ["2024"])
    assert f"Les Tilleuls (2{INSECABLE}IRIS entiers, 84 % de sa population)" in texte
    assert "Le Port" not in texte
    assert write_approches(approches, noms, "part_mt_dents", ["2024"]) == ""


def test_le_portrait_d_un_qpv_dit_ce_qui_vient_des_iris(version: str) -> None:
    portrait = build_portrait(version=version, territoire="QN09901N")
    texte = describe_territoire(portrait)
    disponibles = [x for x in portrait.lignes if x.estimation.is_disponible]
    assert f"QPV approché par 2{INSECABLE}IRIS entiers, 84 % de sa population : environ 1" in texte
    assert f"2 indicateurs sur {len(disponibles)} décrivent ces IRIS, les autres le QPV seul." in texte
    approchees = {x.indicateur.code for x in portrait.lignes if is_approchee(x, portrait.approche)}
    assert approchees == {"part_sans_medecin_traitant", "part_c2s"}


def test_un_quartier_n_a_pas_d_approche(version: str) -> None:
    portrait = build_portrait(version=version, territoire="Q01")
    assert portrait.approche is None
    assert "approché" not in describe_territoire(portrait)


def test_un_qpv_donne_par_des_fichiers_n_est_pas_dit_environ(version: str) -> None:
    texte = describe_territoire(build_portrait(version=version, territoire="QN09902N"))
    assert "environ" not in texte
    assert "décrivent ces IRIS" not in texte
