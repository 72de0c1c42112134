"""FINESS : en-tête ou non, bloc de géolocalisation, outre-mer, encodages, Lambert-93 recalculé à la main."""

import math
from pathlib import Path

import pytest

from observatoire.ingest.formats import read_fichier
from observatoire.ingest.formats.offre.commun import repair_mojibake
from observatoire.ingest.lot import ContexteImport, LotLu

CASES = 32


def structure(numero: str, departement: str, commune: str, categorie: str = "620", nom: str = "PHARMACIE") -> str:
    cases = [""] * CASES
    cases[0], cases[1], cases[3] = "structureet", numero, nom
    cases[12], cases[13], cases[18], cases[19] = commune, departement, categorie, "Libellé du fichier"
    return ";".join(cases)


def place(numero: str, x: float, y: float, systeme: str) -> str:
    return f"geolocalisation;{numero};{x};{y};1,ATLASANTE,100,IGN,BD_ADRESSE,V2.2,{systeme};2026-11-04"


def read(tmp_path: Path, *lignes: str, communes: tuple[str, ...] = ("01451",), encodage: str = "utf-8") -> LotLu:
    chemin = tmp_path / "etalab-cs1100507-stock.csv"
    chemin.write_text("\n".join(["finess;etalab;100;2026-11-04", *lignes, ""]), encoding=encodage)
    return read_fichier(chemin, contexte=ContexteImport(frozenset(communes), dict.fromkeys(communes, "commune"), {}))


def from_lambert93(x: float, y: float) -> tuple[float, float]:
    """Lambert conique sécante inverse (IGN, note NTG 71), écrite ici sans bibliothèque."""
    e = math.sqrt(1 - (1 - 1 / 298.257222101) ** 2)
    n, c, xs, ys = 0.7256077650532670, 11754255.4261, 700000.0, 12655612.0499
    rayon = math.hypot(x - xs, y - ys)
    lon = math.radians(3) + math.atan((x - xs) / (ys - y)) / n
    isometrique = -math.log(rayon / c) / n
    lat = 2 * math.atan(math.exp(isometrique)) - math.pi / 2
    for _ in range(20):
        es = e * math.sin(lat)
        lat = 2 * math.atan(((1 + es) / (1 - es)) ** (e / 2) * math.exp(isometrique)) - math.pi / 2
    return math.degrees(lon), math.degrees(lat)


def measure_metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    return math.hypot((a[0] - b[0]) * 111_320 * math.cos(math.radians(a[1])), (a[1] - b[1]) * 111_320)


def test_les_cent_lignes_reelles_s_importent_a_deux_metres(donnees_reelles: Path) -> None:
    chemin = donnees_reelles / "formats" / "finess_etalab_small_20201231.csv"
    lot = read_fichier(chemin, contexte=ContexteImport(frozenset({"01053"}), {}, {}))
    assert (lot.lignes_lues, lot.lignes_retenues, lot.rejets) == (100, 100, ())
    # Les coordonnées projetées sont relues ici dans le texte du fichier, sans passer par l'importeur.
    entete, *lignes = chemin.read_text(encoding="utf-8").splitlines()
    rang = {nom: i for i, nom in enumerate(entete.split(";"))}
    attendus = {
        "finess-" + c[rang["nofinesset"]]: from_lambert93(float(c[rang["coordx"]]), float(c[rang["coordy"]]))
        for c in (ligne.split(";") for ligne in lignes)
    }
    lus = {p.id: (p.lon, p.lat) for p in lot.points.itertuples()}
    assert lus.keys() == attendus.keys()
    assert max(measure_metres(lus[i], attendus[i]) for i in lus) < 2
    assert (lot.points["profession"] == "Pharmacie").sum() == 59
    assert not lot.points["profession"].str.contains("\ufffd").any()


def test_le_stock_sans_entete_et_son_second_bloc(tmp_path: Path) -> None:
    lot = read(
        tmp_path,
        structure("010000024", "01", "451", "355", "CH"),
        structure("010000099", "01", "01451", "777"),
        structure("750000001", "75", "056"),
        place("010000024", 870215.7, 6571590.5, "LAMBERT_93"),
    )
    assert lot.lignes_lues == 3
    assert lot.points["profession"].tolist() == ["Centre hospitalier", "Libellé du fichier"]
    assert lot.points["commune"].tolist() == ["01451", "01451"]
    assert lot.points["date"].tolist() == ["2026-11-04"] * 2
    assert measure_metres((lot.points["lon"][0], lot.points["lat"][0]), from_lambert93(870215.7, 6571590.5)) < 2
    assert lot.points["lon"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("finess", "insee", "projete", "degres"),
    [
        # Mairies : Pointe-à-Pitre, Cayenne, Saint-Denis de La Réunion, Mamoudzou (position à 3 km près).
        ("9A", "97120", (656_500, 1_795_300, "UTM_N20"), (-61.536, 16.234)),
        ("9C", "97302", (353_600, 546_000, "UTM_N22"), (-52.321, 4.938)),
        ("9D", "97411", (338_500, 7_690_200, "UTM_S40"), (55.450, -20.879)),
        ("9F", "97611", (524_000, 8_588_800, "UTM_S38"), (45.222, -12.773)),
    ],
)
def test_outre_mer(
    tmp_path: Path,
    finess: str,
    insee: str,
    projete: tuple[float, float, str],
    degres: tuple[float, float],
) -> None:
    numero = "970100000"
    lot = read(tmp_path, structure(numero, finess, insee[2:]), place(numero, *projete), communes=(insee,))
    assert lot.points["commune"].tolist() == [insee]
    assert measure_metres((lot.points["lon"][0], lot.points["lat"][0]), degres) < 3000


def test_latin1_comme_autrefois(tmp_path: Path) -> None:
    lot = read(tmp_path, structure("010000024", "01", "451", nom="HÔPITAL ÉTÉ"), encodage="latin-1")
    assert lot.points["nom"].tolist() == ["HÔPITAL ÉTÉ"]


def test_une_projection_inconnue_se_dit_et_le_point_reste(tmp_path: Path) -> None:
    lot = read(tmp_path, structure("010000024", "01", "451"), place("010000024", 1, 2, "MARS_2000"))
    assert len(lot.points) == 1
    assert "Projection inconnue, points non placés : MARS_2000." in lot.messages


def test_une_ligne_tronquee_est_refusee(tmp_path: Path) -> None:
    lot = read(tmp_path, structure("010000024", "01", "451"), "structureet;010000025;1")
    assert [r.ligne for r in lot.rejets] == [3]


@pytest.mark.parametrize(
    ("abime", "attendu"),
    [("SantÃ©", "Santé"), ("Ã‰cole", "École"), ("Santé", "Santé"), ("PÃO", "PÃO"), ("LÂCHÉ", "LÂCHÉ")],
)
def test_mojibake(abime: str, attendu: str) -> None:
    assert repair_mojibake(abime) == attendu
