"""Une sauvegarde se restaure à l'identique, d'une base à l'autre ; une archive abîmée est refusée."""

import hashlib
import json
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import IO

import pytest

from observatoire.domain.cls.droits import Auteur, Role
from observatoire.domain.cls.objets import Axe
from observatoire.errors import ChantierOccupe, FichierRefuse
from observatoire.ingest.chantier.base import create_chantier, open_chantier, read_identite
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
    create_chantier(reglages, nom="Confidentiel", communes=["06088"])
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
    assert ailleurs.chantier.read_bytes() == reglages.chantier.read_bytes()
    with open_chantier(ailleurs) as connexion:
        assert read_identite(connexion).nom == "Confidentiel"
    assert ailleurs.chantier.stat().st_mode & 0o077 == 0
    assert ailleurs.chantier.parent.stat().st_mode & 0o077 == 0


def test_le_chantier_restaure_n_est_jamais_lisible_par_d_autres(
    url_sqlite: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pendant la copie aussi : les droits se regardent avant le premier octet."""
    reglages, _ = build_observatoire(tmp_path / "origine", url_sqlite)
    save_observatoire(reglages, ADMIN, tmp_path / "s.zip", avec_chantier=True)
    droits: list[int] = []
    vrai = shutil.copyfileobj

    def note(source: IO[bytes], sortie: IO[bytes], taille: int) -> None:
        if "chantier" in Path(sortie.name).name:
            droits.append(os.fstat(sortie.fileno()).st_mode)
        vrai(source, sortie, taille)

    monkeypatch.setattr(shutil, "copyfileobj", note)
    ailleurs = build_reglages(tmp_path / "x", f"sqlite:///{tmp_path / 'x.db'}")
    avant = os.umask(0)
    try:
        restore_observatoire(ailleurs, ADMIN, tmp_path / "s.zip")
    finally:
        os.umask(avant)
    assert [stat.S_IMODE(d) for d in droits] == [0o600]


def test_un_chantier_ouvert_ailleurs_ne_se_sauvegarde_ni_ne_se_remplace(url_sqlite: str, tmp_path: Path) -> None:
    reglages, _ = build_observatoire(tmp_path / "origine", url_sqlite)
    save_observatoire(reglages, ADMIN, tmp_path / "s.zip", avec_chantier=True)
    programme = (
        "import duckdb, sys; c = duckdb.connect(sys.argv[1]); c.execute('CREATE TABLE essai (n INTEGER)'); "
        "print('ouvert', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", programme, str(reglages.chantier)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as autre:
        assert autre.stdout is not None
        assert autre.stdout.readline() == b"ouvert\n"
        with pytest.raises(ChantierOccupe, match="déjà utilisé par une autre commande"):
            save_observatoire(reglages, ADMIN, tmp_path / "b.zip", avec_chantier=True)
        assert list(tmp_path.glob("*sauvegarde-*")) == []
        assert not (tmp_path / "b.zip").exists()
        assert not save_observatoire(reglages, ADMIN, tmp_path / "sans.zip").chantier
        with pytest.raises(ChantierOccupe):
            restore_observatoire(reglages, ADMIN, tmp_path / "s.zip", remplacer=True)
        autre.communicate()
    assert save_observatoire(reglages, ADMIN, tmp_path / "b.zip", avec_chantier=True).chantier


def test_le_journal_d_un_chantier_remplace_ne_se_rejoue_pas(url_sqlite: str, tmp_path: Path) -> None:
    """Un chantier abîmé, avec son journal à côté, se remplace par celui de la sauvegarde."""
    reglages, _ = build_observatoire(tmp_path / "origine", url_sqlite)
    save_observatoire(reglages, ADMIN, tmp_path / "s.zip", avec_chantier=True)
    reglages.chantier.write_bytes(b"abime" * 5000)
    journal = reglages.chantier.with_name("chantier.duckdb.wal")
    journal.write_bytes(b"reste d'un arret")
    restore_observatoire(reglages, ADMIN, tmp_path / "s.zip", remplacer=True)
    assert not journal.exists()
    with open_chantier(reglages) as connexion:
        assert read_identite(connexion).nom == "Confidentiel"


def test_ce_qui_est_ecrit_est_ce_qui_est_garanti(url_sqlite: str, tmp_path: Path) -> None:
    """Chaque empreinte du manifeste est celle des octets de l'archive, recalculée ici."""
    reglages, _ = build_observatoire(tmp_path / "origine", url_sqlite)
    save_observatoire(reglages, ADMIN, tmp_path / "s.zip", avec_chantier=True)
    with zipfile.ZipFile(tmp_path / "s.zip") as archive:
        empreintes = json.loads(archive.read("manifeste.json"))["empreintes"]
        assert {n: hashlib.sha256(archive.read(n)).hexdigest() for n in empreintes} == empreintes
        assert {"publie/COURANT", "chantier/chantier.duckdb", "publie/obs_1.duckdb"} <= set(empreintes)


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
    # Un octet du contenu : une date ou un droit d'accès, dans le sommaire de l'archive, ne change rien aux données.
    octets = bytearray(archive.read_bytes())
    with zipfile.ZipFile(archive) as lue:
        entree = lue.infolist()[int(len(lue.infolist()) * part)]
    longueurs = octets[entree.header_offset + 26 : entree.header_offset + 30]
    debut = entree.header_offset + 30 + sum(int.from_bytes(longueurs[i : i + 2], "little") for i in (0, 2))
    octets[debut + entree.compress_size // 2] ^= 0xFF
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
