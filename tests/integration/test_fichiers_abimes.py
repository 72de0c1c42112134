"""Des octets changés au hasard : le fichier est lu ou refusé par une phrase, jamais autrement."""

from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from observatoire.errors import FichierRefuse
from observatoire.ingest.formats import read_fichier
from tests.outils import fichiers as f
from tests.outils.chantier import code_iris
from tests.unit.ingest.formats.outils import build_contexte

ABIMER = st.lists(
    st.tuples(
        st.floats(0, 1, exclude_max=True),
        st.sampled_from(["change", "ôte", "ajoute", "coupe"]),
        st.binary(min_size=1, max_size=6),
    ),
    min_size=1,
    max_size=6,
)


@cache
def build_sain(sorte: str) -> bytes:
    dossier = Path(mkdtemp())
    lignes = [f"part_essai;{code_iris(1)};2022;F;0-14;1;2;50", "revenu_median;Bréquigny;2021;;;;;s"]
    large = [["Titre"], ["Quartier", "ald_diabete (2022)"], ["Bréquigny", 3.5], ["Le Port", "=1+1"]]
    chemin = {
        "csv": lambda: f.write_valeurs(dossier / "a.csv", *lignes),
        "xlsx": lambda: f.write_classeur(dossier / "b.xlsx", large),
        "geojson": lambda: f.write_geojson(dossier / "c.geojson", [f.build_carre_iris(1), f.build_carre_iris(2)]),
        "zip": lambda: f.write_shapefile(dossier / "shp", "d", f.build_cadre([1, 2]).to_crs(2154)),
    }[sorte]()
    return chemin.read_bytes()


def damage(contenu: bytes, gestes: list[tuple[float, str, bytes]]) -> bytes:
    octets = bytearray(contenu)
    for ou, geste, matiere in gestes:
        place = int(ou * len(octets))
        if geste == "change":
            octets[place : place + len(matiere)] = matiere
        elif geste == "ôte":
            del octets[place : place + 4 * len(matiere)]
        elif geste == "ajoute":
            octets[place:place] = matiere
        else:
            del octets[place:]
    return bytes(octets)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("sorte", ["csv", "xlsx", "geojson", "zip"])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(gestes=ABIMER)
def test_un_fichier_abime_est_lu_ou_refuse_par_une_phrase(
    sorte: str, gestes: list[tuple[float, str, bytes]], tmp_path: Path
) -> None:
    chemin = tmp_path / f"abime.{sorte}"
    chemin.write_bytes(damage(build_sain(sorte), gestes))
    try:
        lot = read_fichier(chemin, contexte=build_contexte())
    except FichierRefuse as refus:
        assert "attendu" in str(refus)
        assert "\n" not in str(refus)
    else:
        assert lot.lignes_retenues <= lot.lignes_lues
