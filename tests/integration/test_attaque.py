"""Une version publiée résiste à l'attaque ; la même, sans secret complémentaire, n'y résiste pas."""

from dataclasses import fields
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from observatoire.ingest.secret import apply_plan, protect
from observatoire.ingest.secret.plan import Cause
from observatoire.ingest.secret.version import attack
from observatoire.ingest.verification import describe_secret, verify_version
from tests.unit.ingest.secret.fabrique import Ville, make_ville

SCHEMA = Path(__file__).parents[2] / "observatoire" / "store" / "sql" / "schema.sql"


@pytest.fixture(scope="module")
def ville() -> Ville:
    return make_ville(quartiers=5, iris_par_quartier=4, qpv=2, ages=("0-29", "30-59", "60+"), population=150, graine=7)


@pytest.fixture(scope="module")
def causes(ville: Ville) -> pd.Series:
    return protect(ville.cellules, appartenances=ville.appartenances, indicateurs=ville.indicateurs).causes


def _write_version(chemin: Path, ville: Ville, masquees: pd.Series) -> None:
    """Écrit une version minimale : seul ce que l'attaquant lit."""
    plan = protect(ville.cellules, appartenances=ville.appartenances, indicateurs=ville.indicateurs)
    statuts = ville.cellules["statut"].mask(masquees, "secret")
    publiees = apply_plan(ville.cellules, type(plan)(statuts, plan.causes, plan.resume))
    valeur = publiees.drop(columns="maille").assign(ic_bas=None, ic_haut=None, lot="l1")
    # La population est publique : elle donne le dénominateur de toute cellule, masquée ou non.
    population = ville.cellules[["territoire", "periode", "sexe"]].assign(
        classe_age=ville.cellules["age"], effectif=ville.cellules["denominateur"]
    )
    territoire = ville.cellules.drop_duplicates("territoire")[["territoire", "maille"]]
    territoire = territoire.rename(columns={"territoire": "code"}).assign(nom="fictif", commune="99001", millesime="")
    fiches = [{f.name: getattr(i, f.name) for f in fields(i)} for i in ville.indicateurs.values()]
    fiche = pd.DataFrame(fiches).assign(indicateur=[f["code"] for f in fiches])
    with duckdb.connect(str(chemin)) as connexion:
        connexion.execute(SCHEMA.read_text(encoding="utf-8"))
        connexion.execute("INSERT INTO source SELECT 'fictive', '', '', '', '', '', ''")
        connexion.execute(
            "INSERT INTO periode VALUES ('2023', 'annee', ?, ?, '2023')", [date(2023, 1, 1), date(2023, 12, 31)]
        )
        connexion.execute("INSERT INTO lot VALUES ('l1', 'f', '', 'fictive', '2024-01-01', 0, 0, 0)")
        identite = {"nom": "fictif", "fictif": "oui", "communes": "99001", "territoire_reference": "99001"}
        connexion.executemany("INSERT INTO observatoire VALUES (?, ?)", list(identite.items()))
        cadres = {
            "indicateur": fiche, "fiche": fiche, "territoire": territoire,
            "appartenance": ville.appartenances, "valeur": valeur, "population": population,
        }  # fmt: skip
        for table, cadre in cadres.items():
            connexion.register("cadre", cadre)
            colonnes = [d[0] for d in connexion.execute(f"SELECT * FROM {table} LIMIT 0").description]
            communes = ", ".join(c for c in colonnes if c in cadre)
            connexion.execute(f"INSERT INTO {table} ({communes}) SELECT {communes} FROM cadre")
            connexion.unregister("cadre")


def test_la_version_publiee_resiste(tmp_path, ville, causes):
    _write_version(tmp_path / "obs.duckdb", ville, causes != Cause.AUCUNE)
    with duckdb.connect(str(tmp_path / "obs.duckdb"), read_only=True) as connexion:
        rapport = attack(connexion, "obs")
    assert rapport.cellules_masquees == (causes != Cause.AUCUNE).sum() > 0
    assert rapport.failles == ()


def test_sans_secret_complementaire_la_version_cede(tmp_path, ville, causes):
    _write_version(tmp_path / "obs.duckdb", ville, causes == Cause.PRIMAIRE)
    with duckdb.connect(str(tmp_path / "obs.duckdb"), read_only=True) as connexion:
        rapport = attack(connexion, "obs")
    assert rapport.failles
    vrais = ville.cellules.set_index(["territoire", "sexe", "age"])["numerateur"]
    for faille in rapport.failles:
        vrai = vrais[faille.territoire, faille.sexe, faille.age]
        assert faille.minimum - 1e-5 <= vrai <= faille.maximum + 1e-5, str(faille)


def test_une_seule_cellule_complementaire_oubliee_suffit(tmp_path, ville, causes):
    """Chaque cellule complémentaire compte : en republier une de trop ouvre une faille."""
    oubliee = causes[(causes == Cause.COMPLEMENTAIRE) & (ville.cellules["maille"] == "iris")].index[0]
    masquees = (causes != Cause.AUCUNE) & (causes.index != oubliee)
    _write_version(tmp_path / "obs.duckdb", ville, masquees)
    with duckdb.connect(str(tmp_path / "obs.duckdb"), read_only=True) as connexion:
        assert attack(connexion, "obs").failles


def test_verifier_nomme_la_faille(tmp_path, ville, causes):
    _write_version(tmp_path / "obs.duckdb", ville, causes == Cause.PRIMAIRE)
    with duckdb.connect(str(tmp_path / "obs.duckdb"), read_only=True) as connexion:
        regles = [a.regle for a in verify_version(connexion)]
    assert "secret : cellule masquée qu'on peut retrouver" in regles


def test_verifier_dit_ce_que_le_secret_cache_et_ce_qu_il_epargne(tmp_path, ville, causes):
    _write_version(tmp_path / "obs.duckdb", ville, causes != Cause.AUCUNE)
    with duckdb.connect(str(tmp_path / "obs.duckdb")) as connexion:
        sans_groupe = describe_secret(connexion)
        connexion.execute("INSERT INTO observatoire VALUES ('secret_groupe_entier', '250')")
        phrase = describe_secret(connexion)
        connexion.execute("UPDATE valeur SET statut = 'disponible'")
        assert describe_secret(connexion) == "Secret : aucune cellule masquée."
    masquees, total = int((causes != Cause.AUCUNE).sum()), len(ville.cellules)
    assert sans_groupe.startswith(f"Secret : cellules masquées, {masquees} sur {total} (")
    assert phrase.startswith(sans_groupe)
    assert phrase.endswith(f"en tairait 250 ({250 / total * 100:.1f} %).".replace(".", ",", 1))
