"""RPPS : une personne de plusieurs lieux, la règle des généralistes, les adresses sans code commune."""

from pathlib import Path

import pytest

from observatoire.errors import FichierRefuse
from observatoire.ingest.formats import read_fichier
from observatoire.ingest.lot import ContexteImport, LotLu

ENTETE = (
    "Type d'identifiant PP|Identifiant PP|Identification nationale PP|Code civilité d'exercice|"
    "Libellé civilité d'exercice|Code civilité|Libellé civilité|Nom d'exercice|Prénom d'exercice|Code profession|"
    "Libellé profession|Code catégorie professionnelle|Libellé catégorie professionnelle|Code type savoir-faire|"
    "Libellé type savoir-faire|Code savoir-faire|Libellé savoir-faire|Code mode exercice|Libellé mode exercice|"
    "Numéro SIRET site|Numéro SIREN site|Numéro FINESS site|Numéro FINESS établissement juridique|"
    "Identifiant technique de la structure|Raison sociale site|Enseigne commerciale site|"
    "Complément destinataire (coord. structure)|Complément point géographique (coord. structure)|"
    "Numéro Voie (coord. structure)|Indice répétition voie (coord. structure)|Code type de voie (coord. structure)|"
    "Libellé type de voie (coord. structure)|Libellé Voie (coord. structure)|"
    "Mention distribution (coord. structure)|Bureau cedex (coord. structure)|Code postal (coord. structure)|"
    "Code commune (coord. structure)|Libellé commune (coord. structure)|Code pays (coord. structure)|"
    "Libellé pays (coord. structure)|Téléphone (coord. structure)|Téléphone 2 (coord. structure)|"
    "Télécopie (coord. structure)|Adresse e-mail (coord. structure)|Code Département (structure)|"
    "Libellé Département (structure)|Ancien identifiant de la structure|Autorité d'enregistrement|"
    "Code secteur d'activité|Libellé secteur d'activité|Code section tableau pharmaciens|"
    "Libellé section tableau pharmaciens|"
)
COLONNES = ENTETE.split("|")[:-1]
NOMS = {
    "pp": "Identification nationale PP", "nom": "Nom d'exercice", "prenom": "Prénom d'exercice",
    "prof": "Code profession", "cat": "Code catégorie professionnelle", "type": "Code type savoir-faire",
    "sf": "Code savoir-faire", "lib": "Libellé savoir-faire", "mode": "Code mode exercice",
    "site": "Identifiant technique de la structure", "rs": "Raison sociale site",
    "num": "Numéro Voie (coord. structure)", "rep": "Indice répétition voie (coord. structure)",
    "nature": "Libellé type de voie (coord. structure)",
    "voie": "Libellé Voie (coord. structure)", "cedex": "Bureau cedex (coord. structure)",
    "cp": "Code postal (coord. structure)", "insee": "Code commune (coord. structure)",
    "ville": "Libellé commune (coord. structure)", "secteur": "Code secteur d'activité",
}  # fmt: skip
DEFAUT = {"prof": "10", "cat": "C", "type": "S", "sf": "SM54", "mode": "L", "nom": "DUPUIS", "prenom": "ANNE"}


def write_ligne(**cases: str) -> str:
    valeurs = {NOMS[c]: v for c, v in {**DEFAUT, **cases}.items()}
    return "|".join([*(valeurs.get(c, "") for c in COLONNES), ""])


def read(tmp_path: Path, *lignes: str) -> LotLu:
    chemin = tmp_path / "PS_LibreAcces_Personne_activite_202611201045.txt"
    chemin.write_text("\n".join([ENTETE, *lignes, ""]), encoding="utf-8")
    contexte = ContexteImport(frozenset({"25204"}), {"25204": "commune"}, {}, {"25204": "Doubs"})
    return read_fichier(chemin, contexte=contexte)


def test_une_personne_de_trois_lieux_compte_une_tete_et_partage_son_activite(tmp_path: Path) -> None:
    lot = read(
        tmp_path,
        write_ligne(pp="1", site="A", cp="25300", insee="25204"),
        write_ligne(pp="1", site="B", cp="25300", insee="25204"),
        write_ligne(pp="1", site="C", cp="75001", insee="75101"),
        write_ligne(pp="2", site="A", cp="25300", insee="25204", nom="AUTRE"),
    )
    assert lot.lignes_lues == 4
    assert len(lot.points) == 3  # le lieu parisien est hors du département, mais il compte dans le partage
    assert lot.points["personne"].nunique() == 2
    assert sorted(lot.points["activite"]) == pytest.approx([1 / 3, 1 / 3, 1.0])
    assert lot.points["id"].is_unique
    assert set(lot.points["date"]) == {"2026-11-20"}


@pytest.mark.parametrize("code", ["SM26", "SM53", "SM54"])
def test_trois_codes_font_un_generaliste(tmp_path: Path, code: str) -> None:
    lot = read(tmp_path, write_ligne(pp="1", site="A", insee="25204", cp="25300", sf=code, lib="Autre libellé"))
    assert lot.points.loc[0, ["profession", "specialite"]].tolist() == ["Médecin", "Médecine générale"]
    assert lot.points.loc[0, "categorie"] == "premier recours"


def test_un_specialiste_n_est_pas_generaliste(tmp_path: Path) -> None:
    lot = read(tmp_path, write_ligne(pp="1", site="A", insee="25204", cp="25300", sf="SM42", lib="Psychiatrie"))
    assert lot.points.loc[0, ["specialite", "categorie"]].tolist() == ["Psychiatrie", "second recours"]


def test_le_code_d_un_generaliste_ne_vaut_que_pour_un_medecin(tmp_path: Path) -> None:
    lot = read(tmp_path, write_ligne(pp="1", site="A", insee="25204", cp="25300", prof="60", sf="SM54", lib="Soins"))
    assert lot.points.loc[0, ["profession", "specialite"]].tolist() == ["Infirmier", "Soins"]


def test_un_savoir_faire_de_plus_au_meme_lieu_ne_double_personne(tmp_path: Path) -> None:
    lot = read(
        tmp_path,
        write_ligne(pp="1", site="A", insee="25204", cp="25300", type="CEX", sf="CEX64", lib="Acupuncture"),
        write_ligne(pp="1", site="A", insee="25204", cp="25300"),
    )
    assert lot.points[["specialite", "activite"]].values.tolist() == [["Médecine générale", 1.0]]


def test_sans_code_commune_l_adresse_dit_la_commune(tmp_path: Path) -> None:
    lot = read(
        tmp_path,
        write_ligne(pp="1", site="A", cedex="25300 DOUBS"),
        write_ligne(pp="2", site="B", cp="25300", ville="DOUBS"),
        write_ligne(pp="3", site="C", cp="25300", cedex="DOUBS CEDEX 2"),
        write_ligne(pp="4", site="D", cp="25300", ville="PONTARLIER"),
        write_ligne(pp="5", site="E", cp="13300", ville="DOUBS"),
    )
    assert lot.points["commune"].tolist() == ["25204", "25204", "25204", ""]
    assert any("4 point(s) sans coordonnées" in m for m in lot.messages)


def test_etudiants_et_lignes_sans_lieu_sont_laisses_et_dits(tmp_path: Path) -> None:
    lot = read(
        tmp_path,
        write_ligne(pp="1", site="A", insee="25204", cp="25300", cat="E"),
        write_ligne(pp="2"),
        write_ligne(pp="3", site="A", insee="25204", cp="25300", mode="S"),
    )
    assert lot.points["mode_exercice"].tolist() == ["salarié"]
    assert {"1 ligne(s) d'étudiants, laissées de côté.", "1 ligne(s) sans lieu d'exercice, laissées de côté."} <= set(
        lot.messages
    )


def test_le_secteur_d_activite_distingue_centre_de_sante_cabinet_et_le_reste(tmp_path: Path) -> None:
    # Un généraliste salarié d'un centre de santé (SA05) est de la ville ; celui d'un hôpital (SA01) n'en est pas.
    codes = ("SA05", "SA07", "SA08", "SA09", "SA01", "")
    lot = read(
        tmp_path,
        *(
            write_ligne(pp=str(i), site="A", insee="25204", cp="25300", mode="S", secteur=code)
            for i, code in enumerate(codes)
        ),
    )
    assert lot.points["secteur_activite"].tolist() == ["centre de santé", *["cabinet"] * 3, "autre", ""]


def test_un_guillemet_dans_une_raison_sociale_n_avale_pas_la_suite(tmp_path: Path) -> None:
    lot = read(
        tmp_path,
        write_ligne(pp="1", site="A", insee="25204", cp="25300", rs='SELARL "LE BON'),
        write_ligne(pp="2", site="B", insee="25204", cp="25300"),
    )
    assert len(lot.points) == 2


def test_avec_ou_sans_barre_finale_et_une_ligne_tronquee_refusee(tmp_path: Path) -> None:
    bonne = write_ligne(pp="1", site="A", insee="25204", cp="25300")
    sans_barre = write_ligne(pp="2", site="B", insee="25204", cp="25300")[:-1]
    lot = read(tmp_path, bonne, sans_barre, "8|1|2|3")
    assert len(lot.points) == 2
    assert [(r.ligne, r.trouve) for r in lot.rejets] == [(4, "4 case(s)")]


def test_l_identifiant_publie_ne_redit_ni_nom_ni_numero(tmp_path: Path) -> None:
    lot = read(tmp_path, write_ligne(pp="810001234567", site="A", insee="25204", cp="25300"))
    for colonne in ("id", "personne"):
        assert "810001234567" not in lot.points.loc[0, colonne]
        assert "DUPUIS" not in lot.points.loc[0, colonne]


def test_une_colonne_manquante_est_nommee(tmp_path: Path) -> None:
    chemin = tmp_path / "rpps.txt"
    chemin.write_text("Identification nationale PP|Code profession|\n8|10|\n", encoding="utf-8")
    with pytest.raises(FichierRefuse, match="colonne « Code savoir-faire »"):
        read_fichier(chemin, contexte=ContexteImport(frozenset({"25204"}), {}, {}))


def test_l_adresse_porte_l_indice_et_la_ligne_celle_du_fichier(tmp_path: Path) -> None:
    ou = {"num": "12", "rep": "B", "nature": "Avenue", "voie": "JEAN MEDECIN", "ville": "DOUBS"}
    lot = read(tmp_path, write_ligne(pp="1", site="X", insee="75101"), write_ligne(pp="2", site="A", cp="25300", **ou))
    assert lot.points[["adresse", "ligne"]].values.tolist() == [["12 B Avenue JEAN MEDECIN 25300 DOUBS", 3]]


def test_une_personne_de_deux_professions_reste_la_meme_personne(tmp_path: Path) -> None:
    lot = read(
        tmp_path,
        write_ligne(pp="1", site="A", cp="25300", insee="25204", prof="60", sf="", lib=""),
        write_ligne(pp="1", site="A", cp="25300", insee="25204", prof="50", sf="", lib=""),
    )
    assert sorted(lot.points["profession"]) == ["Infirmier", "Sage-femme"]
    assert lot.points["personne"].nunique() == 1
    assert lot.points["id"].nunique() == 2
    assert lot.points["activite"].tolist() == [1.0, 1.0]
