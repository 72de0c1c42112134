"""Valeurs rangées : chaque règle, une faute, un rejet ; et ce qui est toléré."""

from pathlib import Path

import pandas as pd
import pytest

from observatoire.domain.territoire import Maille
from observatoire.ingest.formats import read_fichier
from observatoire.ingest.lot import ContexteImport, LotLu
from tests.outils.chantier import COMMUNE, code_iris
from tests.outils.fichiers import ENTETE, write_classeur
from tests.unit.ingest.formats.outils import build_contexte, get_valeur, write

IRIS = code_iris(1)


def read(tmp_path: Path, *lignes: str, entete: str = ENTETE, maille: Maille | None = None) -> LotLu:
    chemin = write(tmp_path, "\n".join([entete, *lignes]))
    return read_fichier(chemin, contexte=build_contexte(), maille=maille)


def test_une_part_garde_ses_comptes_et_laisse_la_publication_la_recalculer(tmp_path: Path) -> None:
    lot = read(tmp_path, f"part_essai;{IRIS};2022;femmes;15-29;128;2447;5,2")
    ligne = get_valeur(lot, "part_essai", IRIS)
    assert ligne[["sexe", "age", "numerateur", "denominateur"]].tolist() == ["femmes", "15-29", 128, 2447]
    assert pd.isna(ligne["valeur"])
    assert (lot.format, lot.source, lot.lignes_lues, lot.lignes_retenues) == ("valeurs", "essai", 1, 1)


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [("F", "femmes"), ("Femmes", "femmes"), ("h", "hommes"), ("T", "ensemble"), ("", "ensemble"), ("2", "femmes")],
)
def test_le_sexe_se_dit_de_plusieurs_facons(tmp_path: Path, texte: str, attendu: str) -> None:
    lot = read(tmp_path, f"part_essai;{IRIS};2022;{texte};;1;2;")
    assert lot.valeurs["sexe"].tolist() == [attendu]


def test_sexe_et_age_peuvent_manquer_et_les_accents_etre_la(tmp_path: Path) -> None:
    lot = read(
        tmp_path, f"part_essai;{IRIS};2022;1;2;vu", entete="Indicateur;Territoire;Période;Numérateur;Dénominateur;Relu"
    )
    assert lot.valeurs[["sexe", "age", "numerateur"]].to_numpy().tolist() == [["ensemble", "tous", 1]]
    assert lot.messages == ("Colonnes ignorées : Relu.",)


@pytest.mark.parametrize(
    ("texte", "code", "maille"),
    [
        (IRIS, IRIS, "iris"), ("Bréquigny", f"{COMMUNE}-Q01", "quartier"), ("brequigny", f"{COMMUNE}-Q01", "quartier"),
        (COMMUNE, COMMUNE, "commune"), ("Damier", COMMUNE, "commune"), ("06", "06", "departement"),
        ("6", "06", "departement"), ("Alpes-Maritimes", "06", "departement"), ("FRANCE", "FRANCE", "france"),
        ("France entière", "FRANCE", "france"), ("6123", "06123", "commune"),
        ("99001-q01", f"{COMMUNE}-Q01", "quartier"),
    ],
)  # fmt: skip
def test_un_territoire_se_dit_par_son_code_ou_son_nom(tmp_path: Path, texte: str, code: str, maille: str) -> None:
    lot = read(tmp_path, f"part_essai;{texte};2022;;;1;2;")
    assert lot.rejets == ()
    assert lot.valeurs[["territoire", "maille"]].to_numpy().tolist() == [[code, maille]]
    assert set(lot.territoires["code"]) == (set() if code in build_contexte().territoires_connus else {code})


def test_un_nom_que_deux_quartiers_portent_est_refuse(tmp_path: Path) -> None:
    base = build_contexte()
    contexte = ContexteImport(
        base.communes, base.territoires_connus, base.indicateurs, base.noms | {f"{COMMUNE}-Q02": "Bréquigny"}
    )
    chemin = write(tmp_path, f"{ENTETE}\npart_essai;Bréquigny;2022;;;1;2;")
    (rejet,) = read_fichier(chemin, contexte=contexte).rejets
    assert "désigne 2 territoires" in rejet.conseil


def test_la_maille_demandee_leve_l_ambiguite_entre_homonymes(tmp_path: Path) -> None:
    base = build_contexte()
    contexte = ContexteImport(
        base.communes, base.territoires_connus, base.indicateurs, base.noms | {COMMUNE: "Bréquigny"}
    )
    chemin = write(tmp_path, f"{ENTETE}\npart_essai;Bréquigny;2022;;;1;2;")
    for maille, code in ((None, f"{COMMUNE}-Q01"), (Maille.QUARTIER, f"{COMMUNE}-Q01"), (Maille.COMMUNE, COMMUNE)):
        assert read_fichier(chemin, contexte=contexte, maille=maille).valeurs["territoire"].tolist() == [code]


def test_un_iris_d_ailleurs_est_ignore_en_le_disant(tmp_path: Path) -> None:
    lot = read(tmp_path, f"part_essai;{IRIS};2022;;;1;2;", "part_essai;060880101;2022;;;1;2;")
    assert lot.valeurs["territoire"].tolist() == [IRIS]
    assert lot.messages == ("1 ligne(s) hors du périmètre ignorée(s) (060880101).",)
    assert lot.rejets == ()


@pytest.mark.parametrize(
    ("ligne", "statut"),
    [
        ("part_essai;{};2022;;;s;20;;", "secret"), ("part_essai;{};2022;;;< 11;20;;", "secret"),
        ("part_essai;{};2022;;;;;nd;", "non_disponible"), ("part_essai;{};2022;;;;;;secret", "secret"),
        ("part_essai;{};2022;;;;;;Non disponible", "non_disponible"), ("part_essai;{};2022;;;0;0;;", "non_applicable"),
        ("part_essai;{};2022;;;0;20;;disponible", "disponible"),
    ],
)  # fmt: skip
def test_un_chiffre_qui_manque_dit_pourquoi(tmp_path: Path, ligne: str, statut: str) -> None:
    lot = read(tmp_path, ligne.format(IRIS), entete=ENTETE + ";statut")
    assert lot.rejets == ()
    assert lot.valeurs["statut"].tolist() == [statut]
    if statut in ("secret", "non_disponible"):
        assert lot.valeurs[["valeur", "numerateur", "denominateur"]].isna().all(axis=None)


@pytest.mark.parametrize(
    "ligne",
    [
        f"revenu_median;{IRIS};2022;;;5;10;",  # une médiane ne se refait pas
        f"part_essai;{IRIS};2022;;;5;;",  # sans dénominateur
        f"part_essai;{IRIS};2022;;;5;0;",  # divisé par zéro
        f"part_essai;{IRIS};2022;;;5;10;5",  # 5 au lieu de 50
        f"part_essai;{IRIS};22;;;5;10;",
    ],
)
def test_un_chiffre_impossible_est_refuse(tmp_path: Path, ligne: str) -> None:
    lot = read(tmp_path, ligne)
    assert [r.ligne for r in lot.rejets] == [2]
    assert lot.valeurs.empty


@pytest.mark.parametrize("valeur", ["33,3", "33,33", "33", "34", "33.4"])
def test_une_valeur_arrondie_ou_tronquee_reste_coherente(tmp_path: Path, valeur: str) -> None:
    assert read(tmp_path, f"part_essai;{IRIS};2022;;;1;3;{valeur}").rejets == ()


def test_un_taux_peut_depasser_un_evenement_par_personne(tmp_path: Path) -> None:
    assert read(tmp_path, f"taux_essai;{IRIS};2022;;;30;20;").rejets == ()


def test_un_effectif_se_donne_par_sa_valeur_ou_son_numerateur(tmp_path: Path) -> None:
    lot = read(tmp_path, f"population;{IRIS};2022;;;12;;", f"population;{code_iris(2)};2022;;;;;13")
    assert lot.valeurs[["valeur", "numerateur"]].to_numpy().tolist() == [[12, 12], [13, 13]]


def test_les_doublons_se_voient_malgre_deux_ecritures(tmp_path: Path) -> None:
    lot = read(
        tmp_path,
        f"part_essai;{COMMUNE}-Q01;2022;F;;1;2;",
        f"part_essai;{IRIS};2022;F;;1;2;",
        "part_essai;Bréquigny;2022;femmes;tous;1;2;",
    )
    (rejet,) = lot.rejets
    assert rejet.ligne == 4
    assert rejet.trouve == f"part_essai ; {COMMUNE}-Q01 ; 2022 ; femmes ; tous (déjà ligne 2)"


def test_un_classeur_donne_les_memes_valeurs_que_le_csv(tmp_path: Path) -> None:
    lignes = [
        ["part_essai", int(IRIS), 2022, "F", "", 128, 2447, None],
        ["revenu_median", int(IRIS), 2021, "", "", "", "", 21430.5],
    ]
    classeur = write_classeur(tmp_path / "v.xlsx", [["Relevé de l'ORS"], [], ENTETE.split(";"), *lignes])
    csv = read(tmp_path, f"part_essai;{IRIS};2022;F;;128;2447;", f"revenu_median;{IRIS};2021;;;;;21 430,5")
    xlsx = read_fichier(classeur, contexte=build_contexte())
    pd.testing.assert_frame_equal(xlsx.valeurs, csv.valeurs)
