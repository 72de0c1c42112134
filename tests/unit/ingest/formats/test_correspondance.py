"""IRIS et quartiers : deux colonnes, trois colonnes, ou la référence de l'INSEE."""

from pathlib import Path

import pytest

from observatoire.ingest.formats import read_fichier
from tests.outils.chantier import COMMUNE, code_iris
from tests.outils.fichiers import write_classeur
from tests.unit.ingest.formats.outils import build_contexte, write


def test_deux_colonnes_suffisent_et_le_code_vient_du_nom(tmp_path: Path) -> None:
    texte = f"IRIS;Quartier\n{code_iris(1)};Saint-Hélier\n{code_iris(2)};Saint-Hélier\n{code_iris(3)};\n"
    lot = read_fichier(write(tmp_path, texte), contexte=build_contexte())
    code = f"{COMMUNE}-saint-helier"
    assert lot.appartenances.to_numpy().tolist() == [[code_iris(1), code], [code_iris(2), code]]
    assert lot.territoires[["code", "maille", "nom", "commune"]].to_numpy().tolist() == [
        [code, "quartier", "Saint-Hélier", COMMUNE]
    ]
    assert lot.messages == ("1 IRIS sans quartier.",)


@pytest.mark.parametrize(
    ("numero", "code"), [("7", f"{COMMUNE}-Q07"), ("12", f"{COMMUNE}-Q12"), ("A3", f"{COMMUNE}-a3")]
)
def test_un_numero_fait_un_code_stable(tmp_path: Path, numero: str, code: str) -> None:
    texte = f"code_iris;code_quartier;nom_quartier\n{code_iris(1)};{numero};Le Port\n"
    lot = read_fichier(write(tmp_path, texte), contexte=build_contexte())
    assert lot.territoires[["code", "nom"]].to_numpy().tolist() == [[code, "Le Port"]]


def test_la_reference_de_l_insee_donne_les_grands_quartiers(tmp_path: Path) -> None:
    chemin = write_classeur(
        tmp_path / "ref.xlsx",
        [
            ["Code IRIS", "Libellé IRIS", "Type IRIS", "Grand-Quartier"],
            [60880101, "X", "H", 608801],
            [60040101, "Y", "H", 600401],
        ],
    )
    lot = read_fichier(chemin, contexte=build_contexte(communes=("06088",), connus=False))
    assert lot.appartenances.to_numpy().tolist() == [["060880101", "0608801"]]
    assert lot.territoires["nom"].tolist() == ["Grand quartier 01"]


def test_un_iris_dans_deux_quartiers_est_refuse(tmp_path: Path) -> None:
    texte = f"IRIS;Quartier\n{code_iris(1)};A\n{code_iris(1)};B\n"
    lot = read_fichier(write(tmp_path, texte), contexte=build_contexte())
    assert [r.ligne for r in lot.rejets] == [3]
    assert lot.territoires["nom"].tolist() == ["A"]
