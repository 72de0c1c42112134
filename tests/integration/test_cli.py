"""Les commandes telles qu'on les tape : textes, codes de sortie, rien qui ressemble à une trace."""

import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from observatoire.cli import application, donnees, run
from observatoire.cli.francais import translate_saisie
from observatoire.errors import DonneesAbsentes
from observatoire.ingest.chantier import importation
from observatoire.ingest.chantier.base import create_chantier, open_chantier, read_identite
from observatoire.ingest.demonstration import install_demo
from observatoire.ingest.lot import LotLu
from observatoire.ingest.publication.versions import list_publications, publish
from observatoire.ingest.rejets import Rejet
from observatoire.services.suivi.acces import list_contrats, open_suivi
from observatoire.settings import Reglages, read_reglages
from observatoire.store.catalogue import load_catalogue
from observatoire.store.entrepot.versions import read_version_courante, write_pointeur
from tests.conftest import RACINE
from tests.outils.chantier import (
    COMMUNE,
    add_lots,
    build_damier,
    build_reglages,
    build_valeurs,
    code_iris,
)

COMMANDES = [
    "initialiser", "importer", "lots", "retirer", "geocoder", "positions", "corriger-positions", "apercu", "publier",
    "versions", "revenir", "verifier", "demo", "servir", "modele-plan", "importer-plan", "exporter-plan",
    "supprimer-contrat", "sauvegarder",
    "restaurer",
]  # fmt: skip
ANGLAIS = ("Show this message", "Missing", "Options:", "Commands:", "required]", "Invalid", "Error", "Traceback")


@pytest.fixture
def reglages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reglages:
    """Un observatoire prêt à publier, dans le dossier que donne l'environnement."""
    monkeypatch.setenv("OBSERVATOIRE_DONNEES", str(tmp_path))
    reglages = build_reglages(tmp_path)
    create_chantier(reglages, nom="Damier", communes=[COMMUNE])
    parts = [(code_iris(n), "disponible", 20.0 * n, 100.0) for n in range(1, 5)]
    add_lots(reglages, build_damier(), build_valeurs("part_75_ans_et_plus", parts))
    return reglages


@pytest.mark.parametrize("commande", ["", *COMMANDES])
def test_l_aide_est_en_francais(commande: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*commande.split(), "--help"]) == 0
    aide = capsys.readouterr().out
    assert "Montre cette aide" in aide
    assert not [mot for mot in ANGLAIS if mot in aide]


def test_l_aide_cite_toutes_les_commandes(capsys: pytest.CaptureFixture[str]) -> None:
    run(["--help"])
    aide = capsys.readouterr().out
    assert [c for c in COMMANDES if f" {c} " not in aide] == []


def test_le_guide_decrit_toutes_les_commandes_et_elles_seules() -> None:
    guide = (RACINE / "docs" / "guide" / "commandes.md").read_text(encoding="utf-8")
    tableau = guide.split("## Codes de sortie")[0]
    cases = " ".join(ligne.split("|")[1] for ligne in tableau.splitlines() if ligne.startswith("| `"))
    assert set(re.findall(r"`([a-z-]+)", cases)) == set(COMMANDES)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["inconnue"], "la commande « inconnue » n'existe pas"),
        (["importer"], "il manque FICHIER…"),
        (["initialiser", "--nom", "Nice"], "il manque l'option --commune"),
        (["lots", "--bidule"], "l'option --bidule n'existe pas"),
        (["retirer", "a", "b"], "« b » est de trop"),
        (["importer", "f.csv", "--maille", "canton"], "--maille"),
    ],
)
def test_une_commande_mal_ecrite_est_expliquee(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    erreur = capsys.readouterr().err
    assert message in erreur
    assert not [mot for mot in ANGLAIS if mot in erreur]


@pytest.mark.parametrize(
    ("message", "attendu"),
    [
        ("Missing argument 'LOT'.", "il manque LOT"),
        ("Option '--nom' requires an argument.", "l'option --nom attend une valeur"),
        ("Invalid value for '--port': 0 is not in the range.", "la valeur donnée à --port ne convient pas"),
        ("Phrase jamais vue", "Phrase jamais vue"),
    ],
)
def test_les_messages_de_saisie_se_traduisent(message: str, attendu: str) -> None:
    assert translate_saisie(message).startswith(attendu)


def test_initialiser_cree_l_observatoire(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dossier = tmp_path / "ville"
    arguments = ["initialiser", "--commune", "06088", "--commune", "06123", "--nom", "Deux villes"]
    assert run([*arguments, "--donnees", str(dossier)]) == 0
    assert "Deux villes" in capsys.readouterr().out
    with open_chantier(build_reglages(dossier)) as connexion:
        assert read_identite(connexion).communes == ("06088", "06123")


def test_un_refus_sort_avec_un_message_et_le_code_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["publier", "--donnees", str(tmp_path)]) == 1
    erreur = capsys.readouterr().err
    assert erreur.startswith("Refusé. Aucun observatoire dans")
    assert "Traceback" not in erreur


def test_apercu_publier_versions_verifier(reglages: Reglages, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["apercu"]) == 0
    texte = capsys.readouterr().out
    assert "Aucune version n'est encore publiée" in texte
    assert "part_75_ans_et_plus" in texte
    assert run(["publier"]) == 0
    assert "publiée et servie" in capsys.readouterr().out
    assert run(["apercu"]) == 0
    assert "Publier ne changerait rien." in capsys.readouterr().out
    assert run(["publier"]) == 0
    assert "Rien de nouveau" in capsys.readouterr().out
    assert run(["verifier"]) == 0
    assert "respecte toutes les règles" in capsys.readouterr().out
    assert run(["versions"]) == 0
    assert "Damier" in capsys.readouterr().out


def test_revenir_sert_une_version_anterieure(reglages: Reglages, capsys: pytest.CaptureFixture[str]) -> None:
    premiere = publish(reglages, load_catalogue()).fichier
    add_lots(reglages, build_valeurs("part_75_ans_et_plus", [(code_iris(1), "disponible", 21, 100)]))
    seconde = publish(reglages, load_catalogue()).fichier
    assert read_version_courante(reglages.publie) == seconde
    assert run(["revenir", premiere.removesuffix(".duckdb")]) == 0
    assert read_version_courante(reglages.publie) == premiere
    assert {(v.fichier, v.courante) for v in list_publications(reglages.publie)} == {
        (premiere, True), (seconde, False),
    }  # fmt: skip


@pytest.mark.parametrize("version", ["absente", "../../etc/passwd", "obs_2026-01-01_000000000000", "", "COURANT"])
def test_revenir_a_une_version_inconnue_ne_change_rien(reglages: Reglages, version: str) -> None:
    courante = publish(reglages, load_catalogue()).fichier
    assert run(["revenir", version]) == 1
    assert read_version_courante(reglages.publie) == courante


def test_revenir_a_un_fichier_abime_est_refuse(reglages: Reglages) -> None:
    courante = publish(reglages, load_catalogue()).fichier
    (reglages.publie / "obs_2020-01-01_aaaaaaaaaaaa.duckdb").write_bytes(b"abime" * 5000)
    assert run(["revenir", "obs_2020-01-01_aaaaaaaaaaaa"]) == 1
    assert run(["verifier", "obs_2020-01-01_aaaaaaaaaaaa"]) == 1
    assert read_version_courante(reglages.publie) == courante


@pytest.mark.parametrize("contenu", ["", "../chantier/chantier.duckdb", "n'importe quoi\n\x00", "obs_x/../../y.duckdb"])
def test_un_pointeur_abime_donne_un_message(reglages: Reglages, contenu: str) -> None:
    publish(reglages, load_catalogue())
    (reglages.publie / "COURANT").write_text(contenu, encoding="utf-8")
    with pytest.raises(DonneesAbsentes):
        read_version_courante(reglages.publie)
    assert run(["verifier"]) == 1
    assert run(["versions"]) == 0
    assert run(["publier"]) == 0
    assert read_version_courante(reglages.publie)


def test_les_rejets_se_lisent_a_l_ecran(
    reglages: Reglages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rejets = tuple(Rejet("f.csv", n, "part", f"[red]x{n}", "un nombre", "Corrigez la case.") for n in range(2, 15))
    lu = LotLu("essai", "Essai", "essai", 20, 7, territoires=build_damier().territoires, rejets=rejets)
    monkeypatch.setattr(importation, "read_fichier", lambda *_, **__: lu)
    fichier = tmp_path / "f.csv"
    fichier.write_text("x", encoding="utf-8")
    assert run(["importer", str(fichier)]) == 1
    erreur = capsys.readouterr().err
    assert "f.csv, ligne 2, colonne « part » : trouvé « [red]x2 », attendu un nombre. Corrigez la case." in erreur
    assert erreur.count("Corrigez la case.") == donnees.REJETS_A_L_ECRAN
    assert "et 3\xa0autres" in erreur
    assert "13 lignes sont refusées sur 20" in erreur
    assert run(["importer", str(fichier), "--accepter-rejets"]) == 0
    assert run(["importer", str(fichier)]) == 0
    assert "déjà importé" in capsys.readouterr().out


def test_lots_et_retirer(reglages: Reglages, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["lots"]) == 0
    texte = capsys.readouterr().out
    with open_chantier(reglages) as connexion:
        identifiants = [i for (i,) in connexion.execute("SELECT id FROM lot").fetchall()]
    assert all(i in texte for i in identifiants)
    assert run(["retirer", identifiants[0]]) == 0
    assert run(["retirer", identifiants[0]]) == 1


def test_une_erreur_imprevue_est_consignee_sans_trace_a_l_ecran(
    reglages: Reglages, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def casse(*_: object) -> None:
        raise RuntimeError("panne d'essai")

    monkeypatch.setattr(donnees, "list_lots", casse)
    assert run(["lots"]) == application.IMPREVU
    erreur = capsys.readouterr().err
    assert "Erreur imprévue" in erreur
    assert "Traceback" not in erreur
    assert "panne d'essai" not in erreur
    [consigne] = (reglages.donnees / "rapports").glob("erreur_*.txt")
    assert consigne.name in erreur.replace("\n", "")
    detail = consigne.read_text(encoding="utf-8")
    assert "Traceback" in detail
    assert "RuntimeError: panne d'essai" in detail


def break_lots(
    monkeypatch: pytest.MonkeyPatch, erreur: BaseException, avant: Callable[[], object] = lambda: None
) -> None:
    """`lots` tombe en panne, après avoir fait `avant`."""

    def casse(*_: object) -> None:
        avant()
        raise erreur

    monkeypatch.setattr(donnees, "list_lots", casse)


@pytest.mark.parametrize("ecriture", ["{}", "={}"])
def test_la_trace_va_dans_le_dossier_demande_et_reste_privee(
    reglages: Reglages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ecriture: str
) -> None:
    """Celui de la ligne de commande l'emporte sur celui de l'environnement."""
    monkeypatch.setenv("OBSERVATOIRE_DONNEES", str(tmp_path / "ailleurs"))
    break_lots(monkeypatch, RuntimeError("panne"))
    option = ["--donnees", str(reglages.donnees)] if ecriture == "{}" else [f"--donnees={reglages.donnees}"]
    assert run(["lots", *option]) == application.IMPREVU
    assert not (tmp_path / "ailleurs").exists()
    [consigne] = (reglages.donnees / "rapports").glob("erreur_*.txt")
    assert stat.S_IMODE(consigne.stat().st_mode) == 0o600
    assert stat.S_IMODE(consigne.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("publie", [False, True])
def test_une_panne_dit_si_la_version_servie_a_change(
    reglages: Reglages, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], publie: bool
) -> None:
    def avance() -> None:
        if publie:
            write_pointeur(reglages.publie, "obs_2026-01-01_aaaaaaaaaaaa.duckdb")

    reglages.publie.mkdir()
    for erreur, code in ((RuntimeError("panne"), application.IMPREVU), (KeyboardInterrupt(), application.INTERROMPU)):
        (reglages.publie / "COURANT").unlink(missing_ok=True)
        break_lots(monkeypatch, erreur, avance)
        assert run(["lots"]) == code
        texte = capsys.readouterr().err
        assert ("La version servie n'a pas changé." in texte) is not publie
        assert ("La version servie avait déjà changé" in texte) is publie


def test_une_trace_qu_on_ne_peut_pas_garder_n_est_pas_une_seconde_panne(
    reglages: Reglages, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (reglages.donnees / "rapports").write_text("un fichier à la place du dossier", encoding="utf-8")
    break_lots(monkeypatch, RuntimeError("panne"), lambda: monkeypatch.setenv("OBSERVATOIRE_MARCHE_KMH", "vite"))
    assert run(["lots"]) == application.IMPREVU
    assert "Le détail n'a pas pu être enregistré." in capsys.readouterr().err


def test_la_commande_s_execute_comme_module(tmp_path: Path) -> None:
    fini = subprocess.run(
        [sys.executable, "-m", "observatoire", "lots"], cwd=RACINE, capture_output=True, text=True, check=False,
        env={**os.environ, "OBSERVATOIRE_DONNEES": str(tmp_path)},
    )  # fmt: skip
    assert fini.returncode == 1
    assert fini.stdout == ""
    assert fini.stderr.startswith("Refusé. Aucun observatoire dans")


@pytest.mark.parametrize("publie_seulement", [False, True])
def test_la_demonstration_n_ecrase_pas_un_observatoire_reel(reglages: Reglages, publie_seulement: bool) -> None:
    courante = publish(reglages, load_catalogue()).fichier
    if publie_seulement:
        reglages.chantier.unlink()
    assert run(["demo"]) == 1
    assert read_version_courante(reglages.publie) == courante
    assert reglages.chantier.exists() is not publie_seulement
    assert not (reglages.donnees / "demo").exists()


@pytest.mark.lent
def test_la_demonstration_s_installe_et_se_refait_a_l_identique(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OBSERVATOIRE_DONNEES", str(tmp_path))
    monkeypatch.delenv("OBSERVATOIRE_SUIVI_URL", raising=False)
    assert run(["demo"]) == 0
    assert "inventés" in capsys.readouterr().out
    [version] = list_publications(tmp_path / "publie")
    assert version.fictif
    assert run(["verifier"]) == 0
    seconde = install_demo(read_reglages(), load_catalogue())
    assert (seconde.fichier, seconde.nouvelle) == (version.fichier, False)
    [contrat] = list_contrats(open_suivi(read_reglages().suivi_url))
    assert contrat.demonstration
