"""Importer l'offre de soins par la commande : ce qui en reste dans le chantier."""

from pathlib import Path

import pytest

from observatoire.cli import run
from observatoire.ingest.chantier.base import create_chantier, open_chantier
from observatoire.ingest.mouvements.series import list_series
from observatoire.settings import Reglages, read_reglages
from tests.unit.ingest.formats.offre.test_rpps import ENTETE, write_ligne


@pytest.fixture
def reglages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reglages:
    monkeypatch.setenv("OBSERVATOIRE_DONNEES", str(tmp_path / "donnees"))
    lus = read_reglages()
    create_chantier(lus, nom="Doubs", communes=["25204"])
    return lus


def write_rpps(dossier: Path, *personnes: str) -> str:
    dossier.mkdir()
    lignes = [write_ligne(pp=p, site=f"S{p}", insee="25204", cp="25300") for p in personnes]
    chemin = dossier / "ps-libreacces-personne-activite.txt"
    chemin.write_text("\n".join([ENTETE, *lignes, ""]), encoding="utf-8")
    return str(chemin)


def test_deux_rpps_sans_date_importes_le_meme_jour_se_suivent_si_on_la_donne(
    reglages: Reglages, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["importer", write_rpps(tmp_path / "a", "1", "2", "3"), "--date", "2025-11"]) == 0
    assert run(["importer", write_rpps(tmp_path / "b", "2", "3", "4"), "--date", "2026-11-20"]) == 0
    assert "Date supposée" not in capsys.readouterr().out
    with open_chantier(reglages) as connexion:
        (serie,) = list_series(connexion)
    assert [livraison.date for livraison in serie] == ["2026-11-20", "2025-11"]


def test_une_mauvaise_date_n_importe_rien(
    reglages: Reglages, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["importer", write_rpps(tmp_path / "a", "1"), "--date", "20/11/2026"]) == 1
    assert "« 20/11/2026 » n'est pas une date passée" in capsys.readouterr().err
    with open_chantier(reglages) as connexion:
        assert connexion.execute("SELECT count(*) FROM lot").fetchone() == (0,)
