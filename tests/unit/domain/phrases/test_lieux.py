"""Nommer un lieu."""

import pytest

from observatoire.domain.phrases.lieux import (
    LIEU_CIBLE,
    LIEU_RESTE,
    LIEU_VILLE,
    build_lieu,
    build_lieu_periode,
    capitalise,
    join_lieux,
)
from observatoire.domain.territoire import Maille, Territoire


@pytest.mark.parametrize(
    ("nom", "maille", "formes"),
    [
        ("Les Trois-Lunes", Maille.QUARTIER, ("les Trois-Lunes", "aux Trois-Lunes", "des Trois-Lunes",
         "qu’aux Trois-Lunes")),
        ("Le Port", Maille.QUARTIER, ("le Port", "au Port", "du Port", "qu’au Port")),
        ("La Haute-Rive", Maille.QUARTIER, ("la Haute-Rive", "à la Haute-Rive", "de la Haute-Rive",
         "qu’à la Haute-Rive")),
        ("L’Ariane", Maille.QUARTIER, ("l’Ariane", "à l’Ariane", "de l’Ariane", "qu’à l’Ariane")),
        ("Mirandelle", Maille.QUARTIER, ("le quartier Mirandelle", "dans le quartier Mirandelle",
         "du quartier Mirandelle", "que dans le quartier Mirandelle")),
        ("Lesdiguières", Maille.QUARTIER, ("le quartier Lesdiguières", "dans le quartier Lesdiguières",
         "du quartier Lesdiguières", "que dans le quartier Lesdiguières")),
        ("Quartier Nord", Maille.QUARTIER, ("le quartier Nord", "dans le quartier Nord", "du quartier Nord",
         "que dans le quartier Nord")),
        ("Gambetta 3", Maille.IRIS, ("l’IRIS Gambetta 3", "dans l’IRIS Gambetta 3", "de l’IRIS Gambetta 3",
         "que dans l’IRIS Gambetta 3")),
        ("IRIS 12", Maille.IRIS, ("l’IRIS 12", "dans l’IRIS 12", "de l’IRIS 12", "que dans l’IRIS 12")),
        ("Les Moulins", Maille.QPV, ("le QPV Les Moulins", "dans le QPV Les Moulins", "du QPV Les Moulins",
         "que dans le QPV Les Moulins")),
        ("Alpes-Maritimes", Maille.DEPARTEMENT, ("le département", "dans le département", "du département",
         "que dans le département")),
        ("France", Maille.FRANCE, ("la France", "en France", "de la France", "qu’en France")),
        ("Ma zone", Maille.ZONE, ("votre zone", "dans votre zone", "de votre zone", "que dans votre zone")),
        ("Rives", Maille.ZONE, ("la zone Rives", "dans la zone Rives", "de la zone Rives", "que dans la zone Rives")),
    ],
)  # fmt: skip
def test_formes_d_un_lieu(nom: str, maille: Maille, formes: tuple[str, str, str, str]) -> None:
    lieu = build_lieu(Territoire("X", maille, nom, "", "", None, None, None), "99123")
    assert (lieu.nom, lieu.dans, lieu.de, lieu.que) == formes


def test_la_ville_se_dit_la_ville() -> None:
    ville = Territoire("99123", Maille.COMMUNE, "Villetest", "99123", "", None, None, None)
    assert build_lieu(ville, "99123") == LIEU_VILLE
    assert build_lieu(ville, "99999").dans == "dans la commune Villetest"
    assert LIEU_VILLE.sujet == "La ville"
    perimetre = Territoire("PERIMETRE", Maille.ZONE, "Deux communes", "", "", None, None, None)
    assert build_lieu(perimetre, "PERIMETRE").que == "que dans l’ensemble des communes"


def test_les_comparateurs_particuliers() -> None:
    assert LIEU_RESTE.que == "que dans le reste de la ville"
    assert LIEU_CIBLE.que == "que la cible"
    assert build_lieu_periode("2019").que == "qu’en 2019"
    assert build_lieu_periode("2e trimestre 2024").dans == "au 2e trimestre 2024"


@pytest.mark.parametrize(
    ("noms", "attendu"),
    [
        (["le quartier Nord"], "le quartier Nord"),
        (["le quartier Nord", "le Port"], "le quartier Nord et le Port"),
        (["le quartier Nord", "le quartier Sud", "le quartier Est"], "les quartiers Nord, Sud et Est"),
        (["le quartier Nord", "le Port", "le quartier Sud"], "le Port et les quartiers Nord et Sud"),
        (["la Rive", "le Port", "le quartier Nord", "le quartier Sud"],
         "la Rive, le Port et les quartiers Nord et Sud"),
    ],
)  # fmt: skip
def test_le_mot_quartier_n_est_dit_qu_une_fois(noms: list[str], attendu: str) -> None:
    assert join_lieux(noms) == attendu


def test_la_capitale_ne_touche_que_la_premiere_lettre() -> None:
    assert capitalise("aux Trois-Lunes") == "Aux Trois-Lunes"
    assert capitalise("") == ""
