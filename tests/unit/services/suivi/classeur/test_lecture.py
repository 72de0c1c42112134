"""Les cellules de toutes formes, et les fichiers qui ne sont pas des classeurs."""

import io
import unicodedata
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles import Border, Side

from observatoire.domain.cls.vocabulaire import Priorite, StatutAction, UniteFinancement
from observatoire.errors import FichierRefuse
from observatoire.services.suivi.classeur.axes_lus import split_axe
from observatoire.services.suivi.classeur.colonnes import recognize_colonne
from observatoire.services.suivi.classeur.lecture import read_feuilles
from observatoire.services.suivi.classeur.modele import build_modele
from observatoire.services.suivi.classeur.montants import parse_montant
from observatoire.services.suivi.classeur.rattaches import read_etape, read_note
from observatoire.services.suivi.classeur.valeurs import (
    Illisible,
    find_terme,
    join_liste,
    parse_date,
    split_mots,
)


@pytest.mark.parametrize(
    ("brut", "debut", "fin"),
    [
        ("15/03/2023", date(2023, 3, 15), date(2023, 3, 15)),
        ("15-03-23", date(2023, 3, 15), date(2023, 3, 15)),
        ("2023-03-15", date(2023, 3, 15), date(2023, 3, 15)),
        ("1er mars 2023", date(2023, 3, 1), date(2023, 3, 1)),
        ("Mars 2023", date(2023, 3, 1), date(2023, 3, 31)),
        ("févr. 2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("03/2023", date(2023, 3, 1), date(2023, 3, 31)),
        ("T2 2023", date(2023, 4, 1), date(2023, 6, 30)),
        ("2e trimestre 2023", date(2023, 4, 1), date(2023, 6, 30)),
        ("2nd semestre 2023", date(2023, 7, 1), date(2023, 12, 31)),
        ("fin 2024", date(2024, 12, 31), date(2024, 12, 31)),
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        (2024, date(2024, 1, 1), date(2024, 12, 31)),
        (45_000, date(2023, 3, 15), date(2023, 3, 15)),
        ("45000", date(2023, 3, 15), date(2023, 3, 15)),
        (datetime(2023, 3, 15, 12), date(2023, 3, 15), date(2023, 3, 15)),
        ("en continu", None, None),
        (None, None, None),
    ],
)
def test_une_date_se_lit_sous_toutes_ses_formes(brut: object, debut: date | None, fin: date | None) -> None:
    assert parse_date(brut) == debut  # type: ignore[arg-type]
    assert parse_date(brut, fin=True) == fin  # type: ignore[arg-type]


@pytest.mark.parametrize("brut", ["31/02/2023", "bientôt", "13/2023", "12", 12, "1850", 99_999_999, "32 mars 2023"])
def test_une_date_impossible_est_refusee(brut: str | int) -> None:
    with pytest.raises(Illisible, match="une date"):
        parse_date(brut)


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
@settings(max_examples=50)
def test_le_numero_de_serie_est_celui_du_tableur(jour: date) -> None:
    assert parse_date((jour - date(1899, 12, 30)).days) == jour


@pytest.mark.parametrize(
    ("brut", "valeur", "unite"),
    [
        ("12 000 €", 12_000, UniteFinancement.EURO),
        ("12\u202f000,50", 12_000.5, UniteFinancement.EURO),
        ("12,5 k€", 12_500, UniteFinancement.EURO),
        ("1,2 M€", 1_200_000, UniteFinancement.EURO),
        ("0,5 ETP", 0.5, UniteFinancement.ETP),
        (1500, 1500, UniteFinancement.EURO),
        ("5 000 € TTC", 5000, UniteFinancement.EURO),
    ],
)
def test_un_montant_garde_son_unite(brut: str | int, valeur: float, unite: UniteFinancement) -> None:
    lu = parse_montant(brut)
    assert lu is not None
    assert (lu.valeur, lu.unite) == (valeur, unite)


@pytest.mark.parametrize("brut", ["ARS", "-5", "12 à 15 k€", "5 000 € par an"])
def test_ce_qui_n_est_pas_un_montant_est_refuse(brut: str) -> None:
    with pytest.raises(Illisible):
        parse_montant(brut)


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("Réalisée", StatutAction.REALISE),
        ("RÉALISÉS", StatutAction.REALISE),
        ("a venir", StatutAction.A_VENIR),
        ("Bloquées", StatutAction.BLOQUE),
        ("terminé", None),
        ("fait", None),
        ("en cours de finalisation", None),
    ],
)
def test_un_statut_s_accorde_mais_ne_se_devine_pas(texte: str, attendu: StatutAction | None) -> None:
    assert find_terme(StatutAction, texte) is attendu
    assert find_terme(Priorite, "HAUTE ") is Priorite.HAUTE


@pytest.mark.parametrize(
    ("titre", "champ"),
    [
        ("N°", "numero"),
        ("Élu(e) référent(e)", "elu_referent"),
        ("Elu·e référent·e", "elu_referent"),
        ("INTITULE DE L’ACTION", "titre"),
        ("Structure Pilotte", "structure_pilote"),
        ("Sous - sous - axe", "axe_2"),
        ("Montant financeur 2", "montant_2"),
        ("Budget prévisionnel (€)", "budget"),
        ("Étapes (rappel)", None),
        ("Commentaire interne", None),
        ("", None),
    ],
)
def test_une_colonne_se_reconnait_malgre_son_orthographe(titre: str, champ: str | None) -> None:
    assert recognize_colonne(titre) == champ


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("AXE 1 : Accès aux soins", ("1", "Accès aux soins")),
        ("Axe n°2 – Prévention", ("2", "Prévention")),
        ("1.2 Droits", ("1.2", "Droits")),
        ("3. Santé mentale", ("3", "Santé mentale")),
        ("Axe IV", ("IV", "Axe IV")),
        ("Santé mentale", ("", "Santé mentale")),
        ("12 mesures pour tous", ("", "12 mesures pour tous")),
    ],
)
def test_un_axe_donne_son_numero_et_son_titre(texte: str, attendu: tuple[str, str]) -> None:
    assert split_axe(texte) == attendu


def test_une_etape_et_une_note_donnent_leur_date() -> None:
    assert read_etape("✔ Recruter : 15/03/2023") == ({"libelle": "Recruter", "realisee_le": date(2023, 3, 15)}, False)
    assert read_etape("Recruter (mars 2023)") == ({"libelle": "Recruter", "echeance": date(2023, 3, 31)}, False)
    assert read_etape("Recruter (deux postes)") == ({"libelle": "Recruter (deux postes)"}, False)
    assert read_etape("[x] Recruter") == ({"libelle": "Recruter"}, True)
    assert read_note("12/03/2024 : réunion : suite") == (date(2024, 3, 12), "réunion : suite")
    assert read_note("Attention : urgent") == (None, "Attention : urgent")


@given(st.lists(st.text(st.characters(categories=["L", "N"], include_characters=" ,'-"), min_size=1), max_size=4))
@settings(max_examples=60)
def test_une_liste_ecrite_se_relit_telle_quelle(mots: list[str]) -> None:
    nets = (unicodedata.normalize("NFC", m).strip() for m in mots)
    propres = tuple(dict.fromkeys(m for m in nets if m and not m.startswith("-")))
    assert split_mots(join_liste(propres)) == propres


def zip_of(nom: str, contenu: bytes) -> bytes:
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(nom, contenu)
    return sortie.getvalue()


def workbook_of(lignes: int) -> bytes:
    classeur = openpyxl.Workbook()
    classeur.active["A1"] = "Titre"
    classeur.active.cell(row=lignes, column=1).value = "loin"
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


@pytest.mark.parametrize(
    ("contenu", "dit"),
    [
        (b"", "n'est pas un classeur"),
        (b"Axe;Action\n1;x\n", "n'est pas un classeur"),
        (bytes(range(256)) * 40, "n'est pas un classeur"),
        (zip_of("document.txt", b"x"), "pas un classeur"),
        (zip_of("xl/workbook.xml", b"<coupe"), "abîmé"),
        (zip_of("xl/workbook.xml", b"0" * 201_000_000), "se déplie"),
        (build_modele()[:2000], "abîmé : il n'est pas entier"),
        (workbook_of(60_000), "60000 lignes"),
    ],
)
def test_un_fichier_malforme_donne_une_phrase(contenu: bytes, dit: str) -> None:
    with pytest.raises(FichierRefuse, match=dit) as refus:
        read_feuilles(contenu, "plan.xlsx")
    assert "plan.xlsx" in str(refus.value)


def test_une_mise_en_forme_sous_le_tableau_ne_compte_pas() -> None:
    classeur = openpyxl.Workbook()
    feuille = classeur.active
    feuille.append(["N°", "Titre de l'action"])
    feuille.append(["1", "Bus"])
    cadre = Border(bottom=Side(style="thin"))
    for ligne in range(3, 6_001):
        feuille.cell(row=ligne, column=1).border = cadre
    feuille.cell(row=1_048_576, column=2).border = cadre
    feuille.cell(row=2, column=300).border = cadre
    sortie = io.BytesIO()
    classeur.save(sortie)
    (lue,) = read_feuilles(sortie.getvalue(), "plan.xlsx")
    assert lue.lignes == (("N°", "Titre de l'action"), ("1", "Bus"))


def test_les_lignes_vides_de_la_fin_d_un_csv_ne_comptent_pas() -> None:
    (lue,) = read_feuilles(b"N;Titre\n1;Bus\n" + b" ;\n" * 6_000, "plan.csv")
    assert lue.lignes == (("N", "Titre"), ("1", "Bus"))


def test_le_modele_vierge_a_ses_listes_de_choix() -> None:
    classeur = openpyxl.load_workbook(io.BytesIO(build_modele()))
    assert classeur.sheetnames == ["Plan", "Mode d'emploi", "Listes"]
    titres = [c.value for c in classeur["Plan"][1]]
    assert all(recognize_colonne(str(t)) for t in titres)
    listes = {v.formula1 for v in classeur["Plan"].data_validations.dataValidation}
    assert '"À discuter,À venir,En cours,En pause,Bloqué,Réalisé,Abandonné"' in listes
    assert '"Processus,Activité,Résultat,Impact"' in listes
