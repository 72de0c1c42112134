"""Nom tapé et fichier de zone : du texte, borné, jamais autre chose."""

import json

import pytest

from observatoire.errors import SelectionInvalide
from observatoire.ui.zone.choix import MAX_NOM, Choix, clean_nom
from observatoire.ui.zone.fichier import FORMAT, POIDS_MAX_OCTETS, build_json, parse_json


@pytest.mark.parametrize(
    ("tape", "nom"),
    [
        ("", "Ma zone"),
        ("   ", "Ma zone"),
        ("  Autour \n du\tport ", "Autour du port"),
        ("a\u0000b\u202ec", "a b c"),
        ("<b>gras</b>", "<b>gras</b>"),
        ("x" * 500, "x" * MAX_NOM),
    ],
)
def test_un_nom_reste_du_texte_court(tape: str, nom: str) -> None:
    assert clean_nom(tape) == nom


def test_une_zone_enregistree_se_rouvre() -> None:
    choix = Choix("v", ("991230100", "991230101"), "L’école & le port", "FRANCE")
    assert parse_json(build_json(choix)) == {
        "iris": "991230100,991230101",
        "nom": "L’école & le port",
        "comparateur": "FRANCE",
    }


def test_le_comparateur_habituel_ne_s_ecrit_pas_dans_l_adresse() -> None:
    assert parse_json(build_json(Choix("v", ("1",), "N", "ville")))["comparateur"] is None


@pytest.mark.parametrize(
    ("contenu", "message"),
    [
        (b"\xff\xfe pas du texte", "ne se lit pas"),
        (b"{pas du json", "ne se lit pas"),
        (b"[" * 4000, "ne se lit pas"),
        (b"[]", "« format » devrait valoir"),
        (json.dumps({"format": "autre", "iris": ["1"]}).encode(), "« format » devrait valoir"),
        (json.dumps({"format": FORMAT, "iris": []}).encode(), "liste de codes"),
        (json.dumps({"format": FORMAT, "iris": [1, 2]}).encode(), "liste de codes"),
        (b" " * (POIDS_MAX_OCTETS + 1), "pèse 20 Ko"),
    ],
)
def test_un_autre_fichier_est_refuse_en_clair(contenu: bytes, message: str) -> None:
    with pytest.raises(SelectionInvalide, match=message):
        parse_json(contenu)


def test_une_virgule_dans_un_code_n_ajoute_pas_d_iris() -> None:
    brut = json.dumps({"format": FORMAT, "iris": ["1,2"], "nom": None}).encode()
    assert parse_json(brut) == {"iris": "1 2", "nom": "Ma zone", "comparateur": None}
