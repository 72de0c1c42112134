"""Découper et normaliser une adresse, telle que les annuaires l'écrivent."""

import pytest

from observatoire.ingest.geocodage.adresses import build_cle, normalize_voie, parse_voie, split_adresse


@pytest.mark.parametrize(
    ("texte", "voie", "code_postal", "ville"),
    [
        ("12 rue X 06300 NICE", "12 rue X", "06300", "NICE"),
        ("12 rue X, 13001 Marseille 1er", "12 rue X", "13001", "Marseille 1er"),
        ("12 rue X 06002 NICE CEDEX 1", "12 rue X", "", "NICE"),
        ("12 rue X", "12 rue X", "", ""),
        ("12  rue du 8 mai 1945   25300  DOUBS", "12 rue du 8 mai 1945", "25300", "DOUBS"),
    ],
)
def test_une_adresse_se_decoupe(texte: str, voie: str, code_postal: str, ville: str) -> None:
    adresse = split_adresse(texte, "06088")
    assert (adresse.voie, adresse.code_postal, adresse.ville, adresse.commune) == (voie, code_postal, ville, "06088")


@pytest.mark.parametrize(
    ("ecritures", "attendue"),
    [
        (("AV DU GAL DE GAULLE", "Avenue du Général de Gaulle", "ave. Gen. De Gaulle"), "avenue general gaulle"),
        (("BD ST MICHEL", "Boulevard Saint-Michel", "BLD SAINT MICHEL"), "boulevard saint michel"),
        (("R DE L'EGLISE", "rue de l’Église"), "rue eglise"),
        (("CHE DES MOULINS", "Chemin des Moulins"), "chemin moulins"),
        (("RTE DE PARIS BAT B", "route de Paris résidence du Lac", "Route de Paris 2e étage"), "route paris"),
        (("PL STE CLAIRE", "place Sainte Claire"), "place sainte claire"),
    ],
)
def test_les_abreviations_et_les_accents_se_rejoignent(ecritures: tuple[str, ...], attendue: str) -> None:
    # « 2e » ne fait pas partie d'un mot de complément : il reste devant, et seul le nom commun est comparé.
    assert {normalize_voie(e).removesuffix(" 2e") for e in ecritures} == {attendue}


@pytest.mark.parametrize(
    ("texte", "numero", "indice", "cle"),
    [
        ("12 bis AV. Jean Médecin", 12, "bis", "avenue jean medecin"),
        ("12B AV JEAN MEDECIN", 12, "bis", "avenue jean medecin"),
        ("12-14 rue Pasteur", 12, "", "rue pasteur"),
        ("BAT A 12 RUE PASTEUR", 12, "", "rue pasteur"),
        ("1ER ETAGE 12 RUE PASTEUR", 12, "", "rue pasteur"),
        ("RUE DU 8 MAI 1945", 0, "", "rue 8 mai 1945"),
        ("5 RUE DU 8 MAI 1945", 5, "", "rue 8 mai 1945"),
        ("12, rue Pasteur", 12, "", "rue pasteur"),
        ("", 0, "", ""),
    ],
)
def test_le_numero_et_la_voie(texte: str, numero: int, indice: str, cle: str) -> None:
    voie = parse_voie(texte)
    assert (voie.numero, voie.indice, voie.cle) == (numero, indice, cle)


def test_la_meme_adresse_ecrite_autrement_a_la_meme_cle() -> None:
    assert build_cle("12 AV DU GAL DE GAULLE 06000 NICE", "06088") == build_cle(
        "12 Avenue du Général de Gaulle 06100 NICE CEDEX 2", "06088"
    )
    assert build_cle("12 rue Pasteur 06000 NICE", "06088") != build_cle("14 rue Pasteur 06000 NICE", "06088")
    assert build_cle("12 rue Pasteur 06000 NICE", "06088") != build_cle("12 rue Pasteur 06400 CANNES", "06029")
    assert build_cle("06000 NICE", "06088") == ""
