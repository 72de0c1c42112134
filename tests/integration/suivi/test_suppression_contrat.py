"""La commande qui supprime un contrat : elle dit ce qui part, fait retaper le titre, et tout reste au journal."""

from pathlib import Path

import pytest
import typer

from observatoire.cli.application import run
from observatoire.domain.cls.objets import Contrat
from observatoire.services.suivi.acces import list_contrats, open_suivi, read_journal, read_plan
from observatoire.services.suivi.edition import create_objet
from tests.integration.suivi.fabriques import ZOE, create_petit_plan, create_plan_complet


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Deux contrats : le premier, complet, est à supprimer ; le second doit rester intact."""
    adresse = f"sqlite:///{tmp_path / 'suivi.db'}"
    monkeypatch.setenv("OBSERVATOIRE_SUIVI_URL", adresse)
    monkeypatch.setenv("OBSERVATOIRE_DONNEES", str(tmp_path))
    suivi = open_suivi(adresse)
    create_plan_complet(suivi)
    create_petit_plan(suivi)
    suivi.base.close()
    return adresse


def list_titres(url: str) -> list[str]:
    suivi = open_suivi(url)
    titres = sorted(c.titre for c in list_contrats(suivi))
    suivi.base.close()
    return titres


def test_le_titre_retape_supprime_le_contrat_et_lui_seul(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    suivi = open_suivi(url)
    nombre = sum(len(t) for t in read_plan(suivi, 1, ZOE).tables.values())
    reste = read_plan(suivi, 2, ZOE)
    monkeypatch.setattr(typer, "prompt", lambda *_, **__: "=CLS+1 ")
    assert run(["supprimer-contrat", "1", "--nom", "Zoé", "--motif", "Essai"]) == 0
    dit = " ".join(capsys.readouterr().out.split())
    # 2 signataires, 7 axes, 4 actions : comptés dans create_plan_complet.
    assert "Partiront avec : 2 signataires, 7 axes, 1 renvoi entre axes, 1 objectif, 4 actions, 2 étapes" in dit
    assert f"{nombre} objets supprimés" in dit
    assert list_titres(url) == ["CLS d'essai"]
    assert read_plan(suivi, 2, ZOE) == reste
    journal = read_journal(suivi, 1, ZOE)
    suppressions = [x for x in journal if x.apres is None]
    assert len(suppressions) == nombre
    assert {(x.qui, x.motif) for x in suppressions} == {("Zoé", "Essai")}
    suivi.base.close()


def test_un_titre_qui_ne_correspond_pas_ne_supprime_rien(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(typer, "prompt", lambda *_, **__: "autre")
    assert run(["supprimer-contrat", "1", "--nom", "Zoé"]) == 1
    assert "Rien n'est supprimé" in " ".join(capsys.readouterr().err.split())
    assert list_titres(url) == ["=CLS+1", "CLS d'essai"]


def test_oui_ne_demande_rien_et_un_numero_inconnu_est_explique(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["supprimer-contrat", "9", "--nom", "Zoé", "--oui"]) == 1
    assert "Aucun contrat n° 9. Contrats présents" in " ".join(capsys.readouterr().err.split())
    assert run(["supprimer-contrat", "2", "--nom", "Zoé", "--oui"]) == 0
    assert list_titres(url) == ["=CLS+1"]


def test_un_contrat_supprime_ne_rend_pas_son_numero(url: str) -> None:
    assert run(["supprimer-contrat", "2", "--nom", "Zoé", "--oui"]) == 0
    suivi = open_suivi(url)
    assert create_objet(suivi, ZOE, Contrat(titre="Neuf")).id == 3
    suivi.base.close()
