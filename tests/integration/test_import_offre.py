"""Importer l'offre de soins par la commande : ce qui en reste dans le chantier."""

from pathlib import Path

import pytest

from observatoire.cli import run
from observatoire.ingest.chantier.base import create_chantier, open_chantier
from observatoire.ingest.chantier.lots import list_lots, remove_lot
from observatoire.ingest.mouvements.series import list_series
from observatoire.ingest.publication.versions import publish
from observatoire.settings import Reglages, read_reglages
from observatoire.store.catalogue import load_catalogue
from tests.outils.chantier import COMMUNE, add_lots, build_damier
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


def test_un_lieu_proche_d_un_autre_departement_revele_ce_que_le_rpps_laisse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """La ville est au 46,0° nord ; une pharmacie de la Creuse est à 2 km, une autre à 60 km."""
    monkeypatch.setenv("OBSERVATOIRE_DONNEES", str(tmp_path / "donnees"))
    reglages = read_reglages()
    create_chantier(reglages, nom="Damier", communes=[COMMUNE])
    add_lots(reglages, build_damier())
    liste = tmp_path / "liste_2026.csv"
    liste.write_text(
        "Nom;Type;lon;lat;Code INSEE\nPharmacie A;Pharmacie;1.98;46.0;23001\nPharmacie B;Pharmacie;1.3;46.2;23002\n",
        encoding="utf-8",
    )
    assert run(["importer", str(liste)]) == 0
    with open_chantier(reglages) as connexion:
        assert connexion.execute("SELECT commune FROM lot_point").fetchall() == [("23001",)]
    annuaire = tmp_path / "rpps_2026.txt"
    lignes = [write_ligne(pp=c, site=c, insee=c, cp=c) for c in (COMMUNE, "23001")]
    annuaire.write_text("\n".join([ENTETE, *lignes, ""]), encoding="utf-8")
    assert run(["importer", str(annuaire)]) == 0
    dit = " ".join(capsys.readouterr().out.split())
    assert "Les professionnels du département 23, à moins de 15 km de la ville, sont laissés de côté" in dit
    assert "OBSERVATOIRE_DEPARTEMENTS_VOISINS=23" in dit
    # La version publiée garde l'alerte, tant que l'annuaire n'a pas ce département.
    assert any("du département 23" in a for a in publish(reglages, load_catalogue()).bilan.alertes)
    monkeypatch.setenv("OBSERVATOIRE_DEPARTEMENTS_VOISINS", "23")
    with open_chantier(reglages) as connexion:
        remove_lot(connexion, list_lots(connexion)[-1].id)
    assert run(["importer", str(annuaire)]) == 0
    assert not [a for a in publish(reglages, load_catalogue()).bilan.alertes if "lisière" in a]
