"""Filosofi : des valeurs sans compte, et les marques de secret de l'INSEE gardées."""

from pathlib import Path

import pytest

from observatoire.errors import FichierRefuse
from observatoire.ingest.formats import read_fichier
from observatoire.ingest.lot import ContexteImport
from tests.outils.chantier import code_iris
from tests.unit.ingest.formats.outils import build_contexte, get_valeur, write

ENTETE = "IRIS;DISP_TP6018;DISP_MED18;DISP_RD18;DISP_PPSOC18;DISP_PPMINI18;DISP_NOTE18"


def test_les_marques_de_l_insee_deviennent_des_statuts(tmp_path: Path) -> None:
    texte = f"{ENTETE}\n{code_iris(1)};;21430;s;nd;so;0\n"
    lot = read_fichier(write(tmp_path, texte), contexte=build_contexte())
    statuts = dict(zip(lot.valeurs["indicateur"], lot.valeurs["statut"], strict=True))
    assert statuts == {
        "taux_pauvrete_60": "secret", "revenu_median": "disponible", "rapport_interdecile": "secret",
        "part_prestations_sociales": "non_disponible", "part_minima_sociaux": "non_applicable",
    }  # fmt: skip
    ligne = get_valeur(lot, "revenu_median", code_iris(1))
    assert (ligne["valeur"], ligne["periode"], ligne["maille"]) == (21430, "2018", "iris")
    assert lot.valeurs[["numerateur", "denominateur"]].isna().all(axis=None)


def test_le_millesime_2021_a_virgule_se_lit_pareil(tmp_path: Path) -> None:
    texte = f"IRIS;DISP_MED21;DISP_TP6021;DISP_INCERT21\r\n{code_iris(1)};21430;12,5;2\r\n{code_iris(2)};ns;ns;ns\r\n"
    lot = read_fichier(write(tmp_path, texte), contexte=build_contexte())
    assert get_valeur(lot, "taux_pauvrete_60", code_iris(1))["valeur"] == 12.5
    assert get_valeur(lot, "taux_pauvrete_60", code_iris(2))["statut"] == "secret"
    assert set(lot.valeurs["periode"]) == {"2021"}


def test_un_iris_absent_du_fichier_n_invente_rien(tmp_path: Path) -> None:
    lot = read_fichier(write(tmp_path, f"{ENTETE}\n{code_iris(1)};1;2;3;4;5;0\n"), contexte=build_contexte())
    assert set(lot.valeurs["territoire"]) == {code_iris(1)}


def test_les_revenus_declares_sont_refuses_en_disant_lequel_prendre(tmp_path: Path) -> None:
    with pytest.raises(FichierRefuse, match="« DISP »"):
        read_fichier(write(tmp_path, f"IRIS;DEC_MED18\n{code_iris(1)};20000\n"), contexte=build_contexte())


def test_les_qpv_se_lisent_quand_leurs_contours_sont_la(tmp_path: Path) -> None:
    chemin = write(tmp_path, "CODGEO;LIBGEO;DISP_MED_A21;DISP_TP60_A21\nQP006001;X;13000;45,2\nQP075001;Y;1;2\n")
    avec = build_contexte()
    contexte = ContexteImport(avec.communes, avec.territoires_connus | {"QP006001": "qpv"}, avec.indicateurs, avec.noms)
    lot = read_fichier(chemin, contexte=contexte)
    assert get_valeur(lot, "taux_pauvrete_60", "QP006001")["valeur"] == 45.2
    assert set(lot.valeurs["territoire"]) == {"QP006001"}
    with pytest.raises(FichierRefuse, match="Importez d'abord le fichier des contours des QPV"):
        read_fichier(chemin, contexte=avec)


def test_les_fichiers_par_commune_et_departement_donnent_des_comparateurs(tmp_path: Path) -> None:
    texte = "CODGEO;MED21;TP6021;RD\n99001;20000;15;3\n99002;1;1;1\n99;21000;14;3\n"
    lot = read_fichier(write(tmp_path, texte), contexte=build_contexte())
    assert get_valeur(lot, "revenu_median", "99001")["maille"] == "commune"
    assert get_valeur(lot, "revenu_median", "99")["maille"] == "departement"
    assert "99002" not in set(lot.valeurs["territoire"])


def test_un_texte_dans_un_revenu_est_refuse_mais_pas_hors_du_perimetre(tmp_path: Path) -> None:
    texte = f"{ENTETE}\n{code_iris(1)};1;beaucoup;3;4;5;0\n060880101;1;peu;3;4;5;0\n"
    lot = read_fichier(write(tmp_path, texte), contexte=build_contexte())
    assert [(r.ligne, r.colonne, r.trouve) for r in lot.rejets] == [(2, "DISP_MED18", "beaucoup")]
    assert lot.valeurs.empty
