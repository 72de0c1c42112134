"""Autour de la ville : Montreuil (93) garde Vincennes (94), et dit ce que chaque fichier laisse de l'autre côté."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Transformer

from observatoire.ingest.formats import read_fichier
from observatoire.ingest.formats.offre.voisinage import RAYON_KM, Voisinage
from observatoire.ingest.lot import ContexteImport, LotLu
from tests.unit.ingest.formats.offre.test_ameli import ENTETE as ENTETE_AMELI
from tests.unit.ingest.formats.offre.test_ameli import ligne
from tests.unit.ingest.formats.offre.test_finess import place, structure
from tests.unit.ingest.formats.offre.test_rpps import ENTETE, write_ligne
from tests.unit.ingest.formats.outils import write

# Montreuil tient à peu près dans ce rectangle ; Vincennes est à 2 km, Melun à 40 km.
MONTREUIL = ContexteImport(
    frozenset({"93048"}),
    {"93048": "commune"},
    {},
    {"93048": "Montreuil"},
    emprise=shapely.box(2.41, 48.845, 2.485, 48.88),
)
SANS_CONTOURS = replace(MONTREUIL, emprise=None)
VINCENNES, MELUN, BOBIGNY = (2.4386, 48.8473), (2.6608, 48.5399), (2.4397, 48.9086)


def to_lambert(lieu: tuple[float, float]) -> tuple[float, float]:
    return Transformer.from_crs(4326, 2154, always_xy=True).transform(*lieu)


def read_bpe(tmp_path: Path, contexte: ContexteImport) -> LotLu:
    lignes = ["AN;NOMRS;DEPCOM;TYPEQU;LONGITUDE;LATITUDE"]
    lignes += [f"2024;X;{c};D265;{x};{y}" for c, (x, y) in (("93008", BOBIGNY), ("94080", VINCENNES), ("77288", MELUN))]
    return read_fichier(write(tmp_path, "\n".join(lignes)), contexte=contexte)


def read_bpe_lambert(tmp_path: Path, contexte: ContexteImport) -> LotLu:
    lignes = ["REG;DEP;DEPCOM;DCIRIS;AN;TYPEQU;LAMBERT_X;LAMBERT_Y;QUALITE_XY"]
    for commune, lieu in (("93008", BOBIGNY), ("94080", VINCENNES), ("77288", MELUN)):
        x, y = to_lambert(lieu)
        lignes.append(f"11;{commune[:2]};{commune};{commune}0101;2020;D201;{x:.1f};{y:.1f};Bonne")
    return read_fichier(write(tmp_path, "\n".join(lignes)), contexte=contexte)


def read_finess(tmp_path: Path, contexte: ContexteImport) -> LotLu:
    lignes = ["finess;etalab;3;2026-11-04"]
    lieux = (
        ("930000001", "93", "008", BOBIGNY),
        ("940000001", "94", "080", VINCENNES),
        ("770000001", "77", "288", MELUN),
    )
    lignes += [structure(no, dep, com) for no, dep, com, _ in lieux]
    lignes += [place(no, *to_lambert(lieu), "LAMBERT_93") for no, _, _, lieu in lieux]
    return read_fichier(write(tmp_path, "\n".join(lignes)), contexte=contexte)


def read_liste(tmp_path: Path, contexte: ContexteImport) -> LotLu:
    lignes = ["Nom;Type;lon;lat;Code INSEE"]
    lignes += [f"L;Pharmacie;{x};{y};{c}" for c, (x, y) in (("93008", BOBIGNY), ("94080", VINCENNES), ("77288", MELUN))]
    return read_fichier(write(tmp_path, "\n".join(lignes), "liste_2024.csv"), contexte=contexte)


SITUES = pytest.mark.parametrize("read", [read_bpe, read_bpe_lambert, read_finess, read_liste])


@SITUES
def test_un_lieu_proche_d_un_autre_departement_est_garde_et_dit(
    tmp_path: Path, read: Callable[[Path, ContexteImport], LotLu]
) -> None:
    lot = read(tmp_path, MONTREUIL)
    assert lot.points["commune"].tolist() == ["93008", "94080"]
    assert any("1 ligne(s) d'un autre département (94), à moins de 15 km" in m for m in lot.messages)


@SITUES
def test_sans_contours_le_departement_seul_est_garde_et_c_est_dit(
    tmp_path: Path, read: Callable[[Path, ContexteImport], LotLu]
) -> None:
    lot = read(tmp_path, SANS_CONTOURS)
    assert lot.points["commune"].tolist() == ["93008"]
    assert any("Seules les lignes du département 93 sont gardées, faute de contours" in m for m in lot.messages)


def read_rpps(tmp_path: Path, contexte: ContexteImport) -> LotLu:
    lignes = [write_ligne(pp=c, site=c, insee=c, cp=c) for c in ("93048", "94080", "77288")]
    return read_fichier(write(tmp_path, "\n".join([ENTETE, *lignes]), "rpps_2026.txt"), contexte=contexte)


def read_ameli(tmp_path: Path, contexte: ContexteImport) -> LotLu:
    lignes = [
        ligne(c, "01", coordonnees_code_postal=c, coordonnees_ville=v)
        for c, v in (("93100", "MONTREUIL"), ("94300", "VINCENNES"), ("77000", "MELUN"))
    ]
    return read_fichier(write(tmp_path, "\n".join([ENTETE_AMELI, *lignes]), "liste-ps_2026.csv"), contexte=contexte)


SANS_POSITION = pytest.mark.parametrize("read", [read_rpps, read_ameli])


@SANS_POSITION
def test_sans_position_un_departement_voisin_se_declare(
    tmp_path: Path, read: Callable[[Path, ContexteImport], LotLu]
) -> None:
    assert len(read(tmp_path, MONTREUIL).points) == 1
    assert len(read(tmp_path, replace(MONTREUIL, departements_voisins=frozenset({"94"}))).points) == 2


@SANS_POSITION
def test_un_departement_proche_oublie_se_dit_avec_le_reglage_a_ecrire(
    tmp_path: Path, read: Callable[[Path, ContexteImport], LotLu]
) -> None:
    contexte = replace(MONTREUIL, departements_voisins=frozenset({"94"}), departements_proches=frozenset({"75", "94"}))
    (dit,) = [m for m in read(tmp_path, contexte).messages if "VOISINS" in m]
    assert "Les professionnels du département 75" in dit
    assert "OBSERVATOIRE_DEPARTEMENTS_VOISINS=75,94" in dit


def test_les_carreaux_proches_d_un_autre_departement_sont_gardes(tmp_path: Path) -> None:
    lignes = ["idcar_200m,lcog_geo,ind"]
    for commune, lieu in (("93048", (2.44, 48.86)), ("94080", VINCENNES), ("77288", MELUN)):
        x, y = Transformer.from_crs(4326, 3035, always_xy=True).transform(*lieu)
        lignes.append(f"CRS3035RES200mN{int(y) // 200 * 200}E{int(x) // 200 * 200},{commune},10")
    lot = read_fichier(write(tmp_path, "\n".join(lignes)), contexte=MONTREUIL)
    assert lot.carreaux["commune"].tolist() == ["93048", "94080"]


def test_la_distance_se_compte_des_contours() -> None:
    # Un degré de latitude fait 111,2 km : on part du bord nord de la ville, 48,88.
    dedans, dehors = (48.88 + (RAYON_KM + ecart) / 111.2 for ecart in (-0.2, 0.2))
    masque = Voisinage(MONTREUIL).mark(pd.Series(["95", "95"]), np.array([2.45, 2.45]), np.array([dedans, dehors]))
    assert masque.tolist() == [True, False]


def test_outre_mer_aucun_departement_n_en_touche_un_autre() -> None:
    contexte = replace(MONTREUIL, communes=frozenset({"97209"}), emprise=shapely.box(-61.1, 14.58, -61.03, 14.65))
    voisinage = Voisinage(contexte)
    assert voisinage.get_bornes(4326) is None
    assert voisinage.mark(pd.Series(["971", "972"]), np.array([-61.0, -61.0]), np.array([14.6, 14.6])).tolist() == [
        False,
        True,
    ]
