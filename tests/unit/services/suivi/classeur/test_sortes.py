"""Les fichiers qui ne sont pas des classeurs .xlsx : chacun a sa phrase, qui dit quoi faire ; le .csv, lui, se lit."""

import io
import zipfile

import pytest

from observatoire.errors import FichierRefuse
from observatoire.services.suivi.classeur.lecture import read_feuilles
from observatoire.services.suivi.classeur.modele import build_modele

OLE = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504)
TITRES = "Axe;N°;Titre de l'action;Élu·e référent·e"


def zip_of(**fichiers: bytes) -> bytes:
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w") as archive:
        for nom, contenu in fichiers.items():
            archive.writestr(nom.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), contenu)
    return sortie.getvalue()


@pytest.mark.parametrize(
    ("nom", "contenu", "dit", "conseil"),
    [
        ("vieux.xls", OLE + "Workbook".encode("utf-16-le"), "ancien format", "Enregistrer sous"),
        ("plan.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "protégé par un mot de passe", "retirez"),
        (
            "plan.ods",
            zip_of(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"),
            "LibreOffice (.ods)",
            "Excel 2007-365",
        ),
        ("plan.xlsb", zip_of(xl__workbook_bin=b"x"), "binaire (.xlsb)", "Enregistrer sous"),
        ("plan.docx", zip_of(word__document_xml=b"<x/>"), "document de texte", "modèle vierge"),
        ("plan.zip", zip_of(plan=b"x"), "une archive", "modèle vierge"),
        ("plan.pdf", b"%PDF-1.7 ...", "est un PDF", "fichier d'origine"),
        ("photo.png", b"\x89PNG\r\n", "n'est pas un classeur .xlsx", "Enregistrer sous"),
        ("coupe.xlsx", build_modele()[:3000], "n'est pas entier", "de nouveau"),
        ("vide.xlsx", b"", "le fichier est vide", "de nouveau"),
        ("vide.csv", b" \n", "le fichier est vide", ""),
        ("phrase.csv", b"Bonjour a tous\nmerci", "ni point-virgule", ".xlsx"),
        ("faux.csv", build_modele()[:3000], "n'est pas entier", "de nouveau"),
        ("gros.csv", b"a;b\n" * 1_300_000, "dépasse 5 Mo", ""),
        ("long.csv", b"a;b\n" * 5_001, "5001 lignes", "Partagez"),
    ],
)
def test_chaque_sorte_de_fichier_a_sa_phrase(nom: str, contenu: bytes, dit: str, conseil: str) -> None:
    with pytest.raises(FichierRefuse) as refus:
        read_feuilles(contenu, nom)
    texte = str(refus.value)
    assert f"« {nom} »" in texte
    assert dit in texte
    assert conseil in texte


@pytest.mark.parametrize(
    "contenu",
    [
        f"{TITRES}\n1;1;Créer;Mme\n".encode(),
        f"{TITRES}\r\n1;1;Créer;Mme\r\n".encode("utf-8-sig"),
        f"{TITRES.replace('·e', '')}\n1;1;Créer;Mme\n".encode("cp1252"),
        f"{TITRES}\n1;1;Créer;Mme\n".replace(";", "\t").encode(),
        f"{TITRES}\n1;1;Créer;Mme\n".replace(";", ",").encode(),
    ],
)
def test_un_csv_se_lit_quel_que_soit_son_encodage_et_son_separateur(contenu: bytes) -> None:
    (feuille,) = read_feuilles(contenu, "plan 2026.csv")
    assert feuille.nom == "plan 2026"
    assert feuille.lignes[1] == ("1", "1", "Créer", "Mme")
    assert feuille.lignes[0][2] == "Titre de l'action"


def test_une_cellule_de_csv_entre_guillemets_garde_ses_lignes() -> None:
    (feuille,) = read_feuilles(b'N;Titre;Etapes\n1;A;"Recruter\nFormer; encore"\n', "plan.csv")
    assert feuille.lignes[1][2] == "Recruter\nFormer; encore"
