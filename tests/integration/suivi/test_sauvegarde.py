"""Une sauvegarde se restaure à l'identique, d'une base à l'autre ; une archive abîmée est refusée."""

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from observatoire.domain.cls.droits import Auteur, Role
from observatoire.domain.cls.objets import Axe
from observatoire.errors import FichierRefuse
from observatoire.services.suivi.acces import open_suivi, read_plan
from observatoire.services.suivi.edition import create_objet, save_objet
from observatoire.services.suivi.sauvegarde import restore_observatoire, save_observatoire
from observatoire.settings import Reglages
from tests.integration.suivi.fabriques import ZOE, create_plan_complet
from tests.outils.suivi import read_historique

ADMIN = Auteur("Admin", Role.ADMINISTRATION)


def build_reglages(dossier: Path, url: str) -> Reglages:
    return Reglages(donnees=dossier, memoire_mo=100, couverture_qpv_min=0.8, suivi_url=url)


def build_observatoire(dossier: Path, url: str) -> tuple[Reglages, int]:
    """Un observatoire avec deux versions publiées, un chantier, et un plan dont un axe a changé de place."""
    reglages = build_reglages(dossier, url)
    reglages.publie.mkdir(parents=True)
    (reglages.publie / "obs_1.duckdb").write_bytes(b"version 1" * 1000)
    (reglages.publie / "obs_2.duckdb").write_bytes(b"version 2" * 1000)
    (reglages.publie / "COURANT").write_text("obs_2.duckdb\n")
    reglages.chantier.parent.mkdir()
    reglages.chantier.write_bytes(b"confidentiel")
    suivi = open_suivi(url)
    k = create_plan_complet(suivi)
    ancien = read_plan(suivi, k, ZOE).axes[0]
    nouveau = create_objet(suivi, ZOE, Axe(contrat_id=k, numero="9", titre="Créé après"))
    save_objet(suivi, ZOE, replace(ancien, parent_id=nouveau.id), ancien)
    suivi.base.close()
    return reglages, k


def test_une_sauvegarde_se_restaure_a_l_identique(url: str, tmp_path: Path) -> None:
    reglages, k = build_observatoire(tmp_path / "origine", url)
    archive = tmp_path / "sauvegarde.zip"
    bilan = save_observatoire(reglages, ADMIN, archive)
    assert bilan.versions == ("obs_1", "obs_2")
    assert not bilan.chantier

    ailleurs = build_reglages(tmp_path / "ailleurs", f"sqlite:///{tmp_path / 'ailleurs' / 'suivi.db'}")
    restore_observatoire(ailleurs, ADMIN, archive)
    assert (ailleurs.publie / "COURANT").read_text() == "obs_2.duckdb\n"
    assert (ailleurs.publie / "obs_1.duckdb").read_bytes() == b"version 1" * 1000
    assert not ailleurs.chantier.exists()
    avant, apres = open_suivi(reglages.suivi_url), open_suivi(ailleurs.suivi_url)
    assert read_plan(apres, k, ZOE) == read_plan(avant, k, ZOE)
    for action in read_plan(avant, k, ZOE).actions:
        histoires = [read_historique(s, k, genre="action", objet_id=action.id, auteur=ZOE) for s in (avant, apres)]
        assert histoires[0] == histoires[1]
    # La base restaurée vit : elle donne un numéro neuf et tient toujours son journal fermé.
    neuf = create_objet(apres, ZOE, Axe(contrat_id=k, numero="10", titre="Après restauration"))
    assert neuf.id not in {a.id for a in read_plan(avant, k, ZOE).axes}
    with pytest.raises(Exception, match="journal"), apres.base.moteur.begin() as connexion:
        connexion.exec_driver_sql("DELETE FROM journal")
    avant.base.close()
    apres.base.close()


def test_de_sqlite_a_postgresql_et_retour(url_postgresql: str, url_sqlite: str, tmp_path: Path) -> None:
    reglages, k = build_observatoire(tmp_path / "a", url_sqlite)
    save_observatoire(reglages, ADMIN, tmp_path / "a.zip")
    vers_pg = build_reglages(tmp_path / "b", url_postgresql)
    restore_observatoire(vers_pg, ADMIN, tmp_path / "a.zip")
    pg = open_suivi(url_postgresql)
    create_objet(pg, ZOE, Axe(contrat_id=k, numero="10", titre="Sous PostgreSQL"))
    pg.base.close()
    save_observatoire(vers_pg, ADMIN, tmp_path / "b.zip")
    retour = build_reglages(tmp_path / "c", f"sqlite:///{tmp_path / 'c' / 's.db'}")
    restore_observatoire(retour, ADMIN, tmp_path / "b.zip")
    suivi = open_suivi(retour.suivi_url)
    assert "Sous PostgreSQL" in [a.titre for a in read_plan(suivi, k, ZOE).axes]
    suivi.base.close()


def test_le_chantier_n_est_sauvegarde_que_sur_demande(url_sqlite: str, tmp_path: Path) -> None:
    reglages, _ = build_observatoire(tmp_path / "origine", url_sqlite)
    save_observatoire(reglages, ADMIN, tmp_path / "sans.zip")
    assert not [n for n in zipfile.ZipFile(tmp_path / "sans.zip").namelist() if "chantier" in n]
    assert save_observatoire(reglages, ADMIN, tmp_path / "avec.zip", avec_chantier=True).chantier
    ailleurs = build_reglages(tmp_path / "x", f"sqlite:///{tmp_path / 'x.db'}")
    restore_observatoire(ailleurs, ADMIN, tmp_path / "avec.zip")
    assert ailleurs.chantier.read_bytes() == b"confidentiel"
    assert ailleurs.chantier.stat().st_mode & 0o077 == 0


def test_restaurer_ne_remplace_que_si_on_le_demande(url: str, tmp_path: Path) -> None:
    reglages, k = build_observatoire(tmp_path / "origine", url)
    save_observatoire(reglages, ADMIN, tmp_path / "s.zip")
    suivi = open_suivi(url)
    create_objet(suivi, ZOE, Axe(contrat_id=k, numero="77", titre="Écrit après la sauvegarde"))
    suivi.base.close()
    (reglages.publie / "COURANT").write_text("obs_1.duckdb\n")
    with pytest.raises(FichierRefuse, match="--remplacer"):
        restore_observatoire(reglages, ADMIN, tmp_path / "s.zip")
    suivi = open_suivi(url)
    assert "77" in [a.numero for a in read_plan(suivi, k, ZOE).axes]
    suivi.base.close()

    restore_observatoire(reglages, ADMIN, tmp_path / "s.zip", remplacer=True)
    suivi = open_suivi(url)
    assert "77" not in [a.numero for a in read_plan(suivi, k, ZOE).axes]
    suivi.base.close()
    assert (reglages.publie / "COURANT").read_text() == "obs_2.duckdb\n"


def test_restaurer_est_refuse_tant_que_le_tableau_de_bord_tient_la_base(url: str, tmp_path: Path) -> None:
    reglages, k = build_observatoire(tmp_path / "origine", url)
    save_observatoire(reglages, ADMIN, tmp_path / "s.zip")
    serveur = open_suivi(url)
    ajoute = create_objet(serveur, ZOE, Axe(contrat_id=k, numero="77", titre="Écrit après la sauvegarde"))
    with pytest.raises(FichierRefuse, match="ouverte par un autre programme"):
        restore_observatoire(reglages, ADMIN, tmp_path / "s.zip", remplacer=True)
    assert ajoute in read_plan(serveur, k, ZOE).axes, "rien n'est remplacé"
    create_objet(serveur, ZOE, Axe(contrat_id=k, numero="78", titre="Le serveur continue"))
    save_observatoire(reglages, ADMIN, tmp_path / "en_marche.zip")
    serveur.base.close()

    restore_observatoire(reglages, ADMIN, tmp_path / "s.zip", remplacer=True)
    suivi = open_suivi(url)
    assert not {"77", "78"} & {a.numero for a in read_plan(suivi, k, ZOE).axes}
    suivi.base.close()
    restore_observatoire(reglages, ADMIN, tmp_path / "en_marche.zip", remplacer=True)
    suivi = open_suivi(url)
    assert {"77", "78"} <= {a.numero for a in read_plan(suivi, k, ZOE).axes}
    suivi.base.close()


def test_une_sauvegarde_n_en_ecrase_pas_une_autre(url_sqlite: str, tmp_path: Path) -> None:
    reglages, _ = build_observatoire(tmp_path / "origine", url_sqlite)
    save_observatoire(reglages, ADMIN, tmp_path / "s.zip")
    avant = (tmp_path / "s.zip").read_bytes()
    with pytest.raises(FichierRefuse, match="existe déjà"):
        save_observatoire(reglages, ADMIN, tmp_path / "s.zip")
    assert (tmp_path / "s.zip").read_bytes() == avant


@pytest.mark.parametrize("part", [0.02, 0.2, 0.4, 0.6, 0.8, 0.98])
def test_un_octet_change_fait_refuser_l_archive_et_rien_n_est_ecrit(
    url_sqlite: str, tmp_path: Path, part: float
) -> None:
    reglages, _ = build_observatoire(tmp_path / "origine", url_sqlite)
    archive = tmp_path / "s.zip"
    save_observatoire(reglages, ADMIN, archive)
    octets = bytearray(archive.read_bytes())
    rang = int(len(octets) * part)
    octets[rang] ^= 0xFF
    archive.write_bytes(octets)
    check_refus(archive, tmp_path)


@pytest.mark.parametrize("cas", ["tronquee", "texte", "vide", "fichier_en_trop", "hors_dossier", "absent"])
def test_une_archive_qui_n_en_est_pas_une_est_refusee(url_sqlite: str, tmp_path: Path, cas: str) -> None:
    reglages, _ = build_observatoire(tmp_path / "origine", url_sqlite)
    archive = tmp_path / "s.zip"
    save_observatoire(reglages, ADMIN, archive)
    octets = archive.read_bytes()
    match cas:
        case "tronquee":
            archive.write_bytes(octets[: len(octets) // 2])
        case "texte":
            archive.write_text("ceci n'est pas une archive")
        case "vide":
            archive.write_bytes(b"")
        case "fichier_en_trop":
            with zipfile.ZipFile(archive, "a") as z:
                z.writestr("publie/intrus.duckdb", b"x")
        case "hors_dossier":
            with zipfile.ZipFile(archive, "w") as z:
                z.writestr("../../intrus", b"x")
                z.writestr(
                    "manifeste.json",
                    json.dumps(
                        {"format": 1, "cree_le": "", "revision_suivi": "0001", "empreintes": {"../../intrus": ""}}
                    ),
                )
        case _:
            archive.unlink()
    check_refus(archive, tmp_path)


def check_refus(archive: Path, tmp_path: Path) -> None:
    ailleurs = build_reglages(tmp_path / "ailleurs", f"sqlite:///{tmp_path / 'ailleurs' / 'suivi.db'}")
    with pytest.raises(FichierRefuse):
        restore_observatoire(ailleurs, ADMIN, archive)
    assert not (tmp_path / "ailleurs").exists()
    assert not (tmp_path.parent / "intrus").exists()
