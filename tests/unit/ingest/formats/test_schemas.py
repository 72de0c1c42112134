"""Schémas publiés et modèles : valides pour frictionless, et d'accord avec nos propres lecteurs."""

import json
from pathlib import Path

import pytest
from frictionless import Detector, Resource, Schema

from observatoire.ingest.formats import read_fichier
from observatoire.ingest.formats.schemas import SCHEMAS
from observatoire.ingest.lot import ContexteImport
from observatoire.settings import RACINE
from observatoire.store.catalogue import load_catalogue
from tests.outils.chantier import code_iris
from tests.outils.fichiers import ENTETE
from tests.unit.ingest.formats.outils import build_contexte, write

NOMS = ["valeurs", "tableau_large", "correspondance", "points"]
MODELES = RACINE / "data" / "modeles"
NICE = ContexteImport(frozenset({"06088"}), {"06088": "commune"}, load_catalogue().indicateurs, {"06088": "Nice"})


@pytest.mark.parametrize("nom", NOMS)
def test_un_schema_decrit_chaque_champ_en_francais(nom: str) -> None:
    descripteur = json.loads((SCHEMAS / f"{nom}.json").read_text(encoding="utf-8"))
    assert Schema.from_descriptor(descripteur).field_names
    assert descripteur["lang"] == "fr"
    assert all(champ["title"] for champ in descripteur["fields"])


@pytest.mark.parametrize("nom", NOMS)
def test_le_modele_csv_est_valide_pour_frictionless(nom: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(RACINE)
    ressource = Resource(
        path=f"data/modeles/{nom}.csv", schema=f"data/schemas/{nom}.json", detector=Detector(schema_sync=True)
    )
    rapport = ressource.validate()
    assert rapport.valid, rapport.flatten(["rowNumber", "fieldName", "note"])


@pytest.mark.parametrize("nom", NOMS)
@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_le_modele_s_importe_sans_rejet(nom: str, extension: str) -> None:
    lot = read_fichier(MODELES / f"{nom}.{extension}", contexte=NICE)
    assert (lot.format, lot.rejets) == (nom, ())
    assert lot.lignes_retenues >= 2


@pytest.mark.parametrize("nom", NOMS)
def test_les_deux_versions_d_un_modele_disent_la_meme_chose(nom: str) -> None:
    csv, xlsx = (read_fichier(MODELES / f"{nom}.{e}", contexte=NICE) for e in ("csv", "xlsx"))
    for table in ("valeurs", "points", "appartenances"):
        assert getattr(csv, table).equals(getattr(xlsx, table))


@pytest.mark.parametrize(
    "ligne",
    [
        "part_essai;{};2022;femmes;0-14;1;2;", "part_essai;{};2022;femmes;0-14;1;deux;", "Part-Essai!;{};2022;;;1;2;",
        "part_essai;{};22;;;1;2;", "part_essai;;2022;;;1;2;", "part_essai;{};2022;femmes;0-14;-1;2;",
        "part_essai;{};2022;x;;1;2;", "part_essai;{};2022;;vieux;1;2;",
    ],
)  # fmt: skip
def test_notre_controle_et_celui_de_frictionless_sont_d_accord(tmp_path: Path, ligne: str) -> None:
    chemin = write(tmp_path, f"{ENTETE}\n{ligne.format(code_iris(1))}\n")
    nous = read_fichier(chemin, contexte=build_contexte()).rejets == ()
    donnees = [r.split(";") for r in chemin.read_text(encoding="utf-8").splitlines()]
    schema = Schema.from_descriptor(json.loads((SCHEMAS / "valeurs.json").read_text(encoding="utf-8")))
    eux = Resource(data=donnees, schema=schema, detector=Detector(schema_sync=True)).validate().valid
    assert nous == eux
