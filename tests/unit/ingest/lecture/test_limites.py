"""Taille permise : un annuaire lu ligne à ligne a droit à bien plus qu'un fichier lu d'un bloc."""

import shutil
import zipfile
from pathlib import Path

import pytest

from observatoire.errors import FichierRefuse
from observatoire.ingest.formats import read_fichier
from observatoire.ingest.lecture import limites
from observatoire.ingest.lot import ContexteImport
from tests.unit.ingest.formats.offre.test_rpps import ENTETE, write_ligne

CONTEXTE = ContexteImport(frozenset({"25204"}), {"25204": "commune"}, {}, {"25204": "Doubs"})


@pytest.fixture(autouse=True)
def mega_octet_de_cent_octets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Des fichiers de quelques kilooctets suffisent alors à passer les limites."""
    monkeypatch.setattr(limites, "OCTETS_PAR_MO", 100)
    monkeypatch.setattr(limites, "TAILLE_FICHIER_MAX_MO", 10)
    monkeypatch.setattr(limites, "TAILLE_FLUX_MAX_MO", 200)


def write_annuaire(chemin: Path, lignes: int) -> Path:
    corps = [write_ligne(pp=str(n), site="A", insee="25204", cp="25300") for n in range(lignes)]
    chemin.write_text("\n".join([ENTETE, *corps, ""]), encoding="utf-8")
    return chemin


def test_un_annuaire_depasse_la_taille_d_un_fichier_lu_d_un_bloc(tmp_path: Path) -> None:
    chemin = write_annuaire(tmp_path / "rpps_2026.txt", 20)
    assert 10 * 100 < chemin.stat().st_size < 200 * 100
    assert read_fichier(chemin, contexte=CONTEXTE).lignes_retenues == 20


def test_une_liste_de_la_meme_taille_est_refusee(tmp_path: Path) -> None:
    chemin = tmp_path / "liste.csv"
    chemin.write_text("Nom;Type;lon;lat\n" + "Centre;Centre de santé;6.3;46.9\n" * 60, encoding="utf-8")
    with pytest.raises(FichierRefuse, match="attendu au plus 10 Mo"):
        read_fichier(chemin, contexte=CONTEXTE)


def test_un_annuaire_demesure_est_refuse(tmp_path: Path) -> None:
    with pytest.raises(FichierRefuse, match="attendu au plus 200 Mo"):
        read_fichier(write_annuaire(tmp_path / "rpps.txt", 400), contexte=CONTEXTE)


def test_pas_assez_de_place_pour_decompresser_se_dit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texte = write_annuaire(tmp_path / "rpps_2026.txt", 20)
    with zipfile.ZipFile(tmp_path / "rpps.zip", "w") as archive:
        archive.write(texte, texte.name)
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=50))
    monkeypatch.setattr(limites, "TAILLE_FICHIER_MAX_MO", 1000)
    with pytest.raises(FichierRefuse, match="TMPDIR"):
        read_fichier(tmp_path / "rpps.zip", contexte=CONTEXTE)
