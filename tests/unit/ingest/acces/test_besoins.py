"""Besoins par âge : une seule partition des âges, des poids moyens à la main, des références lisibles."""

from pathlib import Path

import pytest

from observatoire.errors import ErreurObservatoire
from observatoire.ingest.acces.besoins import Besoin, choose_partition, load_besoins

LARGES = ["0-14", "15-29", "30-44", "45-59", "60-74", "75+"]
FINES = ["0-2", "3-5", "6-10", "11-17", "18-24", "25-39", "40-54", "55-64", "65-79", "80+"]


def test_la_partition_la_plus_fine_et_une_seule_fois_chaque_age() -> None:
    assert choose_partition([*LARGES, *FINES, "0-19", "20-64", "65+"]) == tuple(FINES)
    assert choose_partition(LARGES) == tuple(LARGES)


def test_une_impasse_se_contourne() -> None:
    # « 0-2 » commence plus finement mais rien ne commence à 3 ans.
    assert choose_partition(["0-2", "0-14", "15-64", "65+"]) == ("0-14", "15-64", "65+")


def test_des_ages_incomplets_ne_donnent_rien() -> None:
    assert choose_partition(["0-14", "30-44", "75+"]) == ()
    assert choose_partition(["0-14", "15-29"]) == ()


def test_une_classe_qui_traverse_une_borne_se_moyenne_annee_par_annee() -> None:
    besoin = Besoin("essai", "ensemble", {0: 1.0, 5: 2.0, 80: 5.0})
    # De 0 à 14 ans : cinq années à 1, dix à 2.
    assert besoin.average("0-14") == pytest.approx(25 / 15)
    # Ouverte, jusqu'à 94 ans : de 75 à 79 ans à 2, de 80 à 94 à 5.
    assert besoin.average("75+") == pytest.approx((5 * 2 + 15 * 5) / 20)


def test_les_poids_de_reference_couvrent_les_metiers_et_montent_avec_l_age() -> None:
    besoins = {b.metier: b for b in load_besoins()}
    assert set(besoins) == {
        "medecin-medecine-generale", "infirmier", "masseur-kinesitherapeute", "chirurgien-dentiste", "sage-femme",
    }  # fmt: skip
    for metier in ("medecin-medecine-generale", "infirmier", "masseur-kinesitherapeute"):
        assert besoins[metier].get_poids(88) > besoins[metier].get_poids(40)
    assert (besoins["sage-femme"].sexe, besoins["sage-femme"].get_poids(8)) == ("femmes", 0)


@pytest.mark.parametrize(
    "texte",
    [
        "pas du toml",
        '[[metier]]\ncode = "a"\n',
        '[[metier]]\ncode = "a"\npoids = { 5 = 1.0 }\n',
        '[[metier]]\ncode = "a"\npoids = { 0 = 1.0, 5 = -1.0 }\n',
    ],
)
def test_une_reference_abimee_est_nommee(tmp_path: Path, texte: str) -> None:
    chemin = tmp_path / "besoins.toml"
    chemin.write_text(texte, encoding="utf-8")
    with pytest.raises(ErreurObservatoire, match=r"besoins\.toml"):
        load_besoins(chemin)
