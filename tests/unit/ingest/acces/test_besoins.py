"""Besoins par âge : des poids moyens à la main, des références lisibles."""

from pathlib import Path

import pytest

from observatoire.errors import ErreurObservatoire
from observatoire.ingest.acces.besoins import FICHIER, Besoin, load_besoins, read_verification


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


@pytest.mark.parametrize(
    ("entete", "attendu"),
    [
        ("verifie = false", ""),
        ('verifie = false\nverifie_le = "2026-11-22"', ""),
        ("", ""),
        ('verifie = true\nverifie_le = "2026-11-22"', "2026-11-22"),
        ("verifie = true\nverifie_le = 2026-11-22", "2026-11-22"),
    ],
)
def test_les_poids_disent_s_ils_sont_verifies(tmp_path: Path, entete: str, attendu: str) -> None:
    chemin = tmp_path / "besoins.toml"
    chemin.write_text(entete, encoding="utf-8")
    assert read_verification(chemin) == attendu


@pytest.mark.parametrize("date", ["", '"hier"', "true"])
def test_des_poids_verifies_sans_jour_sont_refuses(tmp_path: Path, date: str) -> None:
    chemin = tmp_path / "besoins.toml"
    chemin.write_text("verifie = true\n" + (f"verifie_le = {date}" if date else ""), encoding="utf-8")
    with pytest.raises(ErreurObservatoire, match="attendu un jour"):
        read_verification(chemin)


def test_ceux_du_depot_ne_se_disent_verifies_qu_avec_une_date() -> None:
    read_verification(FICHIER)
