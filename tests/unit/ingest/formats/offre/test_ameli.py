"""Annuaire santé : BOM, codes des généralistes, secteurs, lieux multiples, adresses sans code INSEE."""

from pathlib import Path

import pytest

from observatoire.ingest.formats import read_fichier
from observatoire.ingest.lot import ContexteImport, LotLu

ENTETE = (
    "ps_activite_nom;ps_activite_prenom;ps_activite_civilite;ps_activite_raison_sociale;specialite_code;"
    "specialite_libelle;type_ps_code;type_ps_libelle;coordonnees_num_tel;coordonnees_voie;coordonnees_complement;"
    "coordonnees_lieu_dit;coordonnees_code_postal;coordonnees_ville;secteur_conventionnel_code;"
    "secteur_conventionnel_libelle;option_tarifaire_code;option_tarifaire_libelle;nature_exercice_code;"
    "nature_exercice_libelle;activite_particuliere_code;activite_particuliere_libelle"
)


def ligne(nom: str, code: str, **champs: str) -> str:
    valeurs = {"specialite_libelle": "x", "type_ps_libelle": "Médecins", "coordonnees_code_postal": "06300",
               "coordonnees_ville": "NICE", "coordonnees_voie": "1 RUE A"} | champs  # fmt: skip
    valeurs |= {"ps_activite_nom": nom, "ps_activite_prenom": "LOU", "specialite_code": code}
    return ";".join(valeurs.get(c, "") for c in ENTETE.split(";"))


def read(tmp_path: Path, *lignes: str) -> LotLu:
    chemin = tmp_path / "liste-ps-20261101.csv"
    chemin.write_text("\n".join([ENTETE, *lignes, ""]), encoding="utf-8-sig")
    contexte = ContexteImport(frozenset({"06088"}), {"06088": "commune"}, {}, {"06088": "Nice"})
    return read_fichier(chemin, contexte=contexte)


def test_codes_et_libelles(tmp_path: Path) -> None:
    lot = read(
        tmp_path,
        *(ligne(f"G{c}", c) for c in ("01", "22", "23", "1")),
        *(ligne(f"D{c}", c) for c in ("19", "53", "54")),
        ligne("P", "33", specialite_libelle="Psychiatre"),
        ligne("I", "24", type_ps_libelle="Infirmiers"),
    )
    assert lot.points["specialite"].tolist() == ["Médecine générale"] * 4 + [""] * 3 + ["Psychiatrie", ""]
    assert lot.points["profession"].tolist() == (
        ["Médecin"] * 4 + ["Chirurgien-dentiste"] * 3 + ["Médecin", "Infirmier"]
    )
    assert set(lot.points["date"]) == {"2026-11-01"}


@pytest.mark.parametrize(
    ("code", "libelle", "attendu"),
    [
        ("1", "Secteur 1", "secteur 1"),
        ("2", "Conventionné secteur 2", "secteur 2"),
        ("0", "Non conventionné", "non conventionné"),
        ("3", "", "secteur 3"),
        ("0", "", "non conventionné"),
    ],
)
def test_secteur(tmp_path: Path, code: str, libelle: str, attendu: str) -> None:
    lot = read(tmp_path, ligne("A", "01", secteur_conventionnel_code=code, secteur_conventionnel_libelle=libelle))
    assert lot.points.loc[0, "secteur_conventionnel"] == attendu


def test_deux_adresses_partagent_l_activite_et_un_tarif_de_plus_ne_double_rien(tmp_path: Path) -> None:
    lot = read(
        tmp_path,
        ligne("A", "01"),
        ligne("A", "01", option_tarifaire_code="2"),
        ligne("A", "01", coordonnees_voie="9 RUE B", coordonnees_code_postal="13001", coordonnees_ville="MARSEILLE"),
    )
    assert lot.lignes_lues == 3
    assert lot.points["activite"].tolist() == [0.5]


def test_cedex_et_zero_de_tete_perdu(tmp_path: Path) -> None:
    lot = read(
        tmp_path,
        ligne("A", "01", coordonnees_ville="NICE CEDEX 3"),
        ligne("B", "01", coordonnees_code_postal="6200"),
        ligne("C", "01", coordonnees_ville="ANTIBES", coordonnees_code_postal="06600"),
    )
    assert lot.points["commune"].tolist() == ["06088", "06088", ""]


def test_mojibake_repare(tmp_path: Path) -> None:
    lot = read(tmp_path, ligne("BÃ©rard", "12", specialite_libelle="PÃ©diatre"))
    assert lot.points.loc[0, ["nom", "specialite"]].tolist() == ["Bérard LOU", "Pédiatrie"]


def test_une_ligne_tronquee_est_refusee_avec_son_numero(tmp_path: Path) -> None:
    lot = read(tmp_path, ligne("A", "01"), "B;LOU")
    assert [(r.ligne, r.trouve) for r in lot.rejets] == [(3, "2 case(s)")]
