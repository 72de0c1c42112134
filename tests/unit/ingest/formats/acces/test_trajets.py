"""Table de trajets : unités, codes, lignes fausses."""

from pathlib import Path

import pytest

from observatoire.errors import FichierRefuse
from observatoire.ingest.formats import read_fichier
from observatoire.ingest.lot import LotLu
from observatoire.settings import RACINE
from tests.outils.chantier import code_iris
from tests.unit.ingest.formats.outils import build_contexte, write

I1, I2 = code_iris(1), code_iris(2)


def read(tmp_path: Path, texte: str) -> LotLu:
    return read_fichier(write(tmp_path, texte, "trajets.csv"), contexte=build_contexte())


def test_minutes_d_iris_a_iris_et_a_commune_voisine(tmp_path: Path) -> None:
    lot = read(tmp_path, f"Origine;Destination;Minutes;Mode\n{I1};{I2};7,5;à pied\n{I1};99002;20;à pied\n")
    assert lot.trajets.to_dict("list") == {
        "origine": [I1, I1], "destination": [I2, "99002"], "cout": [7.5, 20.0], "unite": ["min", "min"],
        "mode": ["à pied", "à pied"],
    }  # fmt: skip
    assert (lot.format, lot.lignes_retenues, lot.rejets) == ("trajets", 2, ())


def test_metres_sans_mode_et_origine_d_ailleurs_laissee(tmp_path: Path) -> None:
    lot = read(tmp_path, f"origine,destination,mètres\n{I1},{I2},812\n352380101,{I2},90000\n")
    assert lot.trajets[["cout", "unite", "mode"]].to_numpy().tolist() == [[812.0, "m", ""]]
    assert "1 trajet(s) partant d'ailleurs" in " ".join(lot.messages)


def test_les_lignes_fausses_sont_dites(tmp_path: Path) -> None:
    lot = read(
        tmp_path,
        f"origine;destination;minutes\n{I1};{I2};5\n{I1};{I2};6\nx;{I2};5\n{I1};y;5\n{I1};{I1};-1\n{I2};{I1};s\n",
    )
    assert [(r.ligne, r.colonne) for r in lot.rejets] == [
        (3, "destination"), (4, "origine"), (5, "destination"), (6, "minutes"), (7, "minutes"),
    ]  # fmt: skip
    assert lot.lignes_retenues == 1


def test_deux_unites_ou_aucune_ville_refusent_le_fichier(tmp_path: Path) -> None:
    with pytest.raises(FichierRefuse, match="des minutes et des mètres"):
        read(tmp_path, f"origine;destination;minutes;metres\n{I1};{I2};5;400\n")
    with pytest.raises(FichierRefuse, match="aucune ligne du périmètre"):
        read(tmp_path, "origine;destination;minutes\n352380101;352380102;5\n")


def test_le_modele_se_lit(tmp_path: Path) -> None:
    lot = read_fichier(
        RACINE / "data" / "modeles" / "trajets.csv", contexte=build_contexte(communes=("99901",), connus=False)
    )
    assert lot.rejets == ()
    assert lot.lignes_retenues == 3
