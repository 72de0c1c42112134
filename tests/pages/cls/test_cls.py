"""Les écrans du contrat local de santé, à travers le routeur."""

import html
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from observatoire.domain.cls.droits import Auteur
from observatoire.domain.cls.objets import Action, Contrat, Etape, IndicateurCls
from observatoire.domain.cls.vocabulaire import TypeIndicateurCls
from observatoire.services.suivi.acces import list_contrats, open_suivi, read_plan
from observatoire.services.suivi.edition import create_objet
from observatoire.ui import cache_suivi
from tests.pages.conftest import read_texte

ZOE = Auteur("Zoé")


def read(essai: AppTest) -> str:
    assert not essai.exception
    return html.unescape(read_texte(essai))


def find_action(url: str, numero: str) -> Action:
    suivi = open_suivi(url)
    action = next(a for a in read_plan(suivi, 1, ZOE).actions if a.numero == numero)
    suivi.base.close()
    return action


@pytest.mark.parametrize("page", ["cls", "fiches", "besoins", "changements", "resultats"])
def test_sans_contrat_la_page_apprend_a_en_creer_un(
    lance: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, page: str
) -> None:
    monkeypatch.setenv("OBSERVATOIRE_SUIVI_URL", f"sqlite:///{tmp_path / 'vide.db'}")
    texte = read(lance(f"cls/{page}.py"))
    assert "Aucun contrat local de santé encore" in texte
    assert "importer-plan" in texte


def test_la_vue_d_ensemble_dit_le_bilan_compte_a_la_main(lance_cls: Callable[..., AppTest]) -> None:
    texte = read(lance_cls("cls/cls.py"))
    assert '<h1 id="titre">CLS de Valmirande 2022-2026</h1>' in texte
    assert "Signé le 14/06/2022" in texte
    assert re.search(r"1 262,0 k€ prévus \(74 %\)", texte)
    assert "sur 28" in texte
    assert "fictif" in texte


def test_une_date_passee_montre_le_plan_de_ce_jour(lance_cls: Callable[..., AppTest]) -> None:
    texte = read(lance_cls("cls/cls.py", au="2024-06-13"))
    # Réalisées au 13 juin 2024, dans le récit : 3.1 (11/2023), 1.1 (12/2023) et 5.1 (10/06/2024).
    assert "3 actions sur" in texte
    assert "État au 13/06/2024" in texte


def test_une_date_inconnue_est_signalee(lance_cls: Callable[..., AppTest]) -> None:
    assert "Le lien demande la date" in read(lance_cls("cls/cls.py", au="1999-01-01"))


def test_ce_qui_a_change_depuis_le_dernier_copil(lance_cls: Callable[..., AppTest]) -> None:
    texte = read(lance_cls("cls/changements.py", depuis="2026-06-18"))
    # Sept changent de statut, d'étape ou de note ; 1.7, 2.6, 5.3 et 5.4 ont seulement une dépense de plus.
    assert "Depuis le 18/06/2026, 11 actions ont bougé" in texte
    assert "Aucune version des données de cette date n’est gardée" in texte
    assert "En cours → <strong>Bloqué : permis de construire</strong>" in texte
    assert "échéance dépassée" in texte


def test_les_indicateurs_saisis_ont_leur_verdict_ou_leur_motif(lance_cls: Callable[..., AppTest]) -> None:
    texte = read(lance_cls("cls/resultats.py"))
    assert "amélioration nette" in texte
    assert "Évolution non mesurable : collecte changée en 2024." in texte
    assert "Cette activité ne dit rien de l’effet." in texte


def test_besoins_et_actions_se_croisent(lance_cls: Callable[..., AppTest]) -> None:
    texte = read(lance_cls("cls/besoins.py"))
    assert "Besoins et actions par territoire et par thème" in texte
    assert "Les Tilleuls" in texte


def test_la_page_d_import_s_ouvre_sans_contrat(
    lance: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("OBSERVATOIRE_SUIVI_URL", f"sqlite:///{tmp_path / 'vide.db'}")
    assert "Importer, exporter un plan" in read(lance("cls/plan.py"))


def test_un_contrat_vide_se_cree_a_l_ecran(
    lance: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'vide.db'}"
    monkeypatch.setenv("OBSERVATOIRE_SUIVI_URL", url)
    essai = lance("cls/plan.py")
    next(t for t in essai.text_input if t.key == "nom:contrat-neuf").set_value("Zoé").run()
    next(t for t in essai.text_input if t.label == "Titre du contrat").set_value("CLS de Villetest")
    essai = next(b for b in essai.button if b.label == "Créer").click().run()
    assert "Contrat créé" in read(essai)
    texte = read(lance("cls/cls.py"))
    assert '<h1 id="titre">CLS de Villetest</h1>' in texte
    assert "Aucune action n’est encore inscrite au plan." in texte


def test_un_texte_hostile_reste_du_texte(
    lance: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'suivi.db'}"
    monkeypatch.setenv("OBSERVATOIRE_SUIVI_URL", url)
    suivi = open_suivi(url)
    mechant = "<script>alert(1)</script> **gras**"
    k = create_objet(suivi, ZOE, Contrat(titre=mechant)).id
    action = create_objet(
        suivi, ZOE, Action(contrat_id=k, numero="1", titre=mechant, description=mechant, fin=date(2020, 1, 1))
    )
    create_objet(suivi, ZOE, Etape(contrat_id=k, action_id=action.id, libelle=mechant, echeance=date(2020, 1, 1)))
    assert len(list_contrats(suivi)) == 1
    suivi.base.close()
    for page, codes in (("cls", {}), ("fiches", {}), ("fiches", {"action": str(action.id)})):
        essai = lance(f"cls/{page}.py", **codes)
        assert not essai.exception
        assert "<script>alert" not in " ".join(m.value for m in essai.markdown)


def test_l_avant_se_lit_dans_la_version_d_alors_ou_la_page_le_dit(
    lance_cls: Callable[..., AppTest], url_suivi: str, donnees_essai: Path, tmp_path: Path
) -> None:
    """Une version publiée avant le COPIL, sans la dernière année ; puis la même, d'un vieux programme, illisible."""
    donnees = tmp_path / "donnees"
    shutil.copytree(donnees_essai, donnees)
    (courante,) = (donnees / "publie").glob("obs_*.duckdb")
    alors = donnees / "publie" / "obs_2026-06-01_alors.duckdb"
    shutil.copy(courante, alors)
    with duckdb.connect(str(alors)) as base:
        base.execute("DELETE FROM valeur WHERE periode = '2024'")
    suivi = open_suivi(url_suivi)
    action = read_plan(suivi, 1, ZOE).actions[0]
    relie = IndicateurCls(
        contrat_id=1, action_id=action.id, libelle="C2S suivie", type=TypeIndicateurCls.RESULTAT,
        observatoire="part_c2s", territoires=("99123",),
    )  # fmt: skip
    create_objet(replace(suivi, horloge=lambda: datetime(2026, 6, 2, 12, tzinfo=UTC)), ZOE, relie)
    suivi.base.close()
    texte = read(lance_cls("cls/changements.py", donnees=donnees, depuis="2026-06-18"))
    assert "avant, dans la version 2026-06-01 · alors" in texte
    assert re.search(r"C2S suivie</strong>.*?1 point ajouté, le dernier au 31/12/2024", texte)

    cache_suivi.get_source_indicateurs.clear()
    alors.unlink()
    vieille = donnees / "publie" / "obs_2026-06-01_vieille.duckdb"
    with duckdb.connect(str(vieille)) as base:
        base.execute("CREATE TABLE autre (x INTEGER)")
    texte = read(lance_cls("cls/changements.py", donnees=donnees, depuis="2026-06-18"))
    assert "Aucune version des données de cette date n’est gardée" in texte
    assert "erreur imprévue" not in texte
