"""Carreaux de l'INSEE : identifiant, centre, communes multiples, lignes fausses."""

from pathlib import Path

import pytest
from pyproj import Transformer

from observatoire.errors import FichierRefuse
from observatoire.ingest.formats import read_fichier
from tests.outils.chantier import COMMUNE
from tests.unit.ingest.formats.outils import build_contexte, write

ENTETE = "idcar_200m,idcar_1km,idcar_nat,i_est_200,i_est_1km,lcog_geo,ind,men"


def write_carreaux(tmp_path: Path, *lignes: str, entete: str = ENTETE) -> Path:
    return write(tmp_path, "\n".join([entete, *lignes]) + "\n", "carreaux_200m_met_2019.csv")


def test_le_centre_est_a_cent_metres_du_coin_que_nomme_l_identifiant(tmp_path: Path) -> None:
    lot = read_fichier(
        write_carreaux(tmp_path, f"CRS3035RES200mN2700000E3800000,a,b,0,0,{COMMUNE},152.5,60"),
        contexte=build_contexte(),
    )
    assert (lot.format, lot.source, lot.lignes_lues, lot.lignes_retenues) == ("carreaux", "insee_carreaux", 1, 1)
    (carreau,) = lot.carreaux.to_dict("records")
    lon, lat = Transformer.from_crs(3035, 4326, always_xy=True).transform(3_800_100, 2_700_100)
    assert (carreau["lon"], carreau["lat"]) == pytest.approx((lon, lat), abs=1e-6)
    assert (carreau["commune"], carreau["individus"]) == (COMMUNE, 152.5)


def test_les_voisins_du_departement_restent_et_le_reste_de_la_france_non(tmp_path: Path) -> None:
    lot = read_fichier(
        write_carreaux(
            tmp_path,
            f"CRS3035RES200mN2700000E3800000,a,b,0,0,{COMMUNE},100,1",
            "CRS3035RES200mN2700200E3800000,a,b,0,0,99002,50,1",
            "CRS3035RES200mN2700400E3800000,a,b,0,0,35238,900,1",
            f"CRS3035RES200mN2700600E3800000,a,b,0,0,99002{COMMUNE},30,1",
        ),
        contexte=build_contexte(),
    )
    # Un carreau à cheval va à la commune suivie, où qu'elle soit citée.
    assert lot.carreaux["commune"].tolist() == [COMMUNE, "99002", COMMUNE]
    assert lot.messages[0] == ("2 carreaux de la ville, 130 habitants ; 1 carreaux autour, pour les communes voisines.")


def test_l_ancien_fichier_au_point_virgule_et_son_identifiant_inspire(tmp_path: Path) -> None:
    lot = read_fichier(
        write_carreaux(tmp_path, f"CRS3035RES200mN2700000E3800000;{COMMUNE};12", entete="IdINSPIRE;Depcom;Ind"),
        contexte=build_contexte(),
    )
    assert lot.carreaux["individus"].tolist() == [12]


def test_une_ligne_fausse_est_dite_avec_son_numero(tmp_path: Path) -> None:
    lot = read_fichier(
        write_carreaux(
            tmp_path,
            f"CRS3035RES200mN2700000E3800000,a,b,0,0,{COMMUNE},100,1",
            f"carreau,a,b,0,0,{COMMUNE},100,1",
            f"CRS3035RES200mN2700200E3800000,a,b,0,0,{COMMUNE},-4,1",
            f"CRS3035RES200mN2700000E3800000,a,b,0,0,{COMMUNE},100,1",
            f"CRS3035RES200mN2700800E3800000,a,{COMMUNE},100",
        ),
        contexte=build_contexte(),
    )
    assert [r.ligne for r in lot.rejets] == [3, 4, 5, 6]
    assert lot.lignes_retenues == 1


def test_sans_commune_ou_sans_ville_le_fichier_est_refuse(tmp_path: Path) -> None:
    with pytest.raises(FichierRefuse, match="sans commune"):
        read_fichier(
            write_carreaux(tmp_path, "CRS3035RES200mN2700000E3800000,4", entete="idcar_200m,ind"),
            contexte=build_contexte(),
        )
    with pytest.raises(FichierRefuse, match="aucun carreau du périmètre"):
        read_fichier(
            write_carreaux(tmp_path, "CRS3035RES200mN2700000E3800000,a,b,0,0,35238,100,1"), contexte=build_contexte()
        )
