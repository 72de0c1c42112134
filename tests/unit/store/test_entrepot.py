"""Ouverture d'une version : pointeur, lecture seule, configuration verrouillée, plusieurs fils."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from observatoire.domain.territoire import Maille
from observatoire.errors import DonneesAbsentes, ErreurObservatoire
from observatoire.settings import Reglages
from observatoire.store.entrepot import base as module_base
from observatoire.store.entrepot.base import Entrepot, open_entrepot
from observatoire.store.entrepot.versions import POINTEUR, find_version, list_versions, read_version_courante
from tests.outils.instantane import build_instantane


@pytest.fixture(scope="module")
def donnees(tmp_path_factory: pytest.TempPathFactory) -> Path:
    dossier = tmp_path_factory.mktemp("entrepot")
    build_instantane(dossier)
    return dossier


@pytest.fixture(scope="module")
def entrepot(donnees: Path) -> Entrepot:
    return open_entrepot(read_version_courante(donnees / "publie"), reglages(donnees))


def reglages(donnees: Path) -> Reglages:
    return Reglages(donnees, memoire_mo=200, couverture_qpv_min=0.8, suivi_url="sqlite://")


def test_sans_pointeur_le_message_dit_quoi_faire(tmp_path: Path) -> None:
    with pytest.raises(DonneesAbsentes, match="python -m observatoire demo"):
        read_version_courante(tmp_path / "publie")


def test_un_pointeur_vers_rien_est_refuse(tmp_path: Path) -> None:
    (tmp_path / POINTEUR).write_text("obs_disparue.duckdb\n", encoding="utf-8")
    with pytest.raises(DonneesAbsentes, match="obs_disparue"):
        read_version_courante(tmp_path)


def test_un_fichier_qui_n_est_pas_une_base_est_refuse(tmp_path: Path) -> None:
    publie = tmp_path / "publie"
    publie.mkdir()
    (publie / "obs_faux.duckdb").write_bytes(b"pas une base" * 1000)
    with pytest.raises(DonneesAbsentes, match="ne s'ouvre pas"):
        open_entrepot("obs_faux.duckdb", reglages(tmp_path))


@pytest.mark.parametrize("nom", ["", "COURANT", "../obs_x.duckdb", "obs_/../x.duckdb", "obs_x.duckdb\n", "/etc/passwd"])
def test_un_nom_de_version_ne_sort_pas_du_dossier(tmp_path: Path, nom: str) -> None:
    (tmp_path / "obs_x.duckdb").touch()
    with pytest.raises(DonneesAbsentes):
        find_version(tmp_path / "publie", nom)


def test_les_versions_sont_rangees_de_la_plus_recente(tmp_path: Path) -> None:
    for nom in ("obs_2026-01-02_a.duckdb", "obs_2026-11-22_b.duckdb", "autre.duckdb", "obs_2026-11-22_b.tmp"):
        (tmp_path / nom).touch()
    assert list_versions(tmp_path) == ("obs_2026-11-22_b.duckdb", "obs_2026-01-02_a.duckdb")


def test_une_version_deja_ouverte_est_partagee(donnees: Path, entrepot: Entrepot) -> None:
    assert open_entrepot(entrepot.version, reglages(donnees)) is entrepot


@pytest.mark.parametrize(
    "requete",
    [
        "DELETE FROM valeur",
        "CREATE TABLE intrus (a INTEGER)",
        "COPY valeur TO '/tmp/fuite.csv'",
        "SELECT * FROM read_csv('/etc/passwd')",
        "ATTACH '/tmp/autre.duckdb'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "SET memory_limit = '10GB'",
    ],
)
def test_rien_ne_s_ecrit_ni_ne_sort(entrepot: Entrepot, requete: str) -> None:
    with pytest.raises(duckdb.Error):
        entrepot.cursor().execute(requete)


def test_les_metadonnees_sont_completes(entrepot: Entrepot) -> None:
    meta = entrepot.metadonnees
    assert (meta.nom, meta.is_fictif, meta.territoire_reference) == ("Villetest", True, "99123")
    assert meta.territoires["Q01"].maille is Maille.QUARTIER
    assert meta.indicateurs["part_c2s"].multiplicateur == 100
    assert meta.indicateurs["part_c2s"].zero_diffusable is True
    assert list(meta.periodes)[-1].startswith("2024")
    assert {lot.rejets for lot in meta.lots} == {2}


def test_un_parametre_reste_un_parametre(entrepot: Entrepot) -> None:
    lignes = entrepot.read(
        "historique", indicateurs=["x' OR '1'='1"], territoires=["Q01"], sexe="ensemble", age="tous"
    )  # fmt: skip
    assert lignes == []


def test_plusieurs_fils_lisent_ensemble(entrepot: Entrepot) -> None:
    def compter(_: int) -> int:
        return len(
            entrepot.read("historique", indicateurs=[], territoires=["Q01"], sexe="ensemble", age="tous")
        )  # fmt: skip

    with ThreadPoolExecutor(8) as fils:
        comptes = set(fils.map(compter, range(40)))
    assert len(comptes) == 1
    assert comptes.pop() > 50


def test_une_lecture_trop_longue_est_interrompue(entrepot: Entrepot, monkeypatch: pytest.MonkeyPatch) -> None:
    sans_fin = "SELECT count(*) FROM range(100000000000) a, range(1000) b WHERE a.range % 7 = b.range % 11"
    monkeypatch.setattr(module_base, "DUREE_MAX_S", 0.2)
    monkeypatch.setattr(module_base, "read_sql", lambda _: sans_fin)
    with pytest.raises(ErreurObservatoire, match="trop de temps"):
        entrepot.read("sans_fin")
    assert threading.active_count() < 50
