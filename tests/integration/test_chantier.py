"""Le chantier : privé, transactionnel, à un seul utilisateur à la fois."""

import csv
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from observatoire.domain.territoire import Maille
from observatoire.errors import DonneesAbsentes, ErreurObservatoire, FichierRefuse
from observatoire.ingest.chantier import importation, lots
from observatoire.ingest.chantier.base import create_chantier, open_chantier, read_identite
from observatoire.ingest.chantier.contexte import build_contexte
from observatoire.ingest.chantier.importation import Demande, RejetsPresents, import_fichier, import_fichiers
from observatoire.ingest.chantier.lots import add_lot, list_lots, remove_lot
from observatoire.ingest.lot import ContexteImport, LotLu
from observatoire.ingest.rejets import Rejet
from observatoire.settings import Reglages
from tests.conftest import RACINE
from tests.outils.chantier import (
    COMMUNE,
    add_lots,
    build_catalogue,
    build_contours,
    build_damier,
    build_lot,
    build_reglages,
    build_valeurs,
    carre,
    code_iris,
)

REJET = Rejet("f.csv", 3, "part", "=1+1", "un nombre", "Corrigez la case.")


@pytest.fixture
def reglages(tmp_path: Path) -> Reglages:
    reglages = build_reglages(tmp_path / "donnees")
    create_chantier(reglages, nom="Damier", communes=[COMMUNE])
    return reglages


def count_lignes(reglages: Reglages) -> dict[str, int]:
    tables = ["lot", "lot_territoire", "lot_appartenance", "lot_valeur", "lot_population", "lot_point"]
    with open_chantier(reglages) as connexion:
        return {t: connexion.execute(f"SELECT count(*) FROM {t}").fetchall()[0][0] for t in tables}


def fake_lecteur(monkeypatch: pytest.MonkeyPatch, lire: Callable[[Path, ContexteImport], LotLu]) -> None:
    def read(
        chemin: Path, *, contexte: ContexteImport, maille: Maille | None, correspondance: Path | None, date: str
    ) -> LotLu:
        return lire(chemin, contexte)

    monkeypatch.setattr(importation, "read_fichier", read)


def write(dossier: Path, nom: str, contenu: str) -> Path:
    chemin = dossier / nom
    chemin.write_text(contenu, encoding="utf-8")
    return chemin


def test_le_chantier_n_est_lisible_que_par_son_proprietaire(tmp_path: Path) -> None:
    avant = os.umask(0)
    try:
        reglages = build_reglages(tmp_path)
        create_chantier(reglages, nom="Damier", communes=[COMMUNE])
        add_lots(reglages, build_damier())
        fichiers = list(reglages.chantier.parent.iterdir())
        assert stat.S_IMODE(reglages.chantier.parent.stat().st_mode) == 0o700
        assert {stat.S_IMODE(f.stat().st_mode) for f in fichiers} == {0o600}
        with open_chantier(reglages) as connexion:
            connexion.execute("CREATE TABLE essai AS SELECT 1")
            journaux = list(reglages.chantier.parent.glob("*.wal"))
            assert journaux
            assert {stat.S_IMODE(f.stat().st_mode) for f in journaux} == {0o600}
    finally:
        assert os.umask(avant) == 0


def test_un_observatoire_ne_s_initialise_qu_une_fois(reglages: Reglages) -> None:
    with pytest.raises(ErreurObservatoire, match="existe déjà"):
        create_chantier(reglages, nom="Autre", communes=["06088"])
    with open_chantier(reglages) as connexion:
        assert read_identite(connexion).nom == "Damier"


@pytest.mark.parametrize(
    ("nom", "communes", "message"),
    [
        (" ", ["06088"], "Donnez un nom"),
        ("Nice", [], "au moins une commune"),
        ("Nice", ["6088"], "zéro de tête"),
        ("Nice", ["06088", "Nice"], "« Nice » n'est pas un code de commune"),
    ],
)
def test_une_identite_fausse_est_refusee_sans_rien_creer(
    tmp_path: Path, nom: str, communes: list[str], message: str
) -> None:
    with pytest.raises(ErreurObservatoire, match=message):
        create_chantier(build_reglages(tmp_path), nom=nom, communes=communes)
    assert list(tmp_path.iterdir()) == []


def test_ouvrir_un_dossier_vide_dit_quoi_faire(tmp_path: Path) -> None:
    with pytest.raises(DonneesAbsentes, match="initialiser"), open_chantier(build_reglages(tmp_path)):
        pass


def test_un_chantier_abime_est_nomme(reglages: Reglages) -> None:
    reglages.chantier.write_bytes(b"ceci n'est pas une base" * 1000)
    with pytest.raises(ErreurObservatoire, match="abîmé"), open_chantier(reglages):
        pass


@pytest.mark.parametrize(
    ("degat", "message"),
    [
        ("UPDATE reglage SET valeur = '0' WHERE cle = 'schema'", "autre version"),
        ("DROP TABLE reglage", "pas un chantier"),
    ],
)
def test_un_chantier_d_une_autre_version_est_nomme(reglages: Reglages, degat: str, message: str) -> None:
    with duckdb.connect(str(reglages.chantier)) as connexion:
        connexion.execute(degat)
    with pytest.raises(ErreurObservatoire, match=message), open_chantier(reglages):
        pass


def test_une_commande_concurrente_a_un_message_clair(reglages: Reglages) -> None:
    programme = f"import duckdb; c = duckdb.connect({str(reglages.chantier)!r}); print('prêt', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", programme], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=RACINE
    ) as occupant:
        assert occupant.stdout is not None
        assert occupant.stdout.readline() == "prêt\n"
        with pytest.raises(ErreurObservatoire, match="déjà utilisé par une autre commande"), open_chantier(reglages):
            pass
        occupant.communicate("\n")
    with open_chantier(reglages):
        pass


def test_le_meme_fichier_n_est_importe_qu_une_fois(
    reglages: Reglages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_lecteur(monkeypatch, lambda *_: build_damier())
    original, copie = write(tmp_path, "a.geojson", "x"), write(tmp_path, "copie.csv", "x")
    premier = import_fichier(reglages, Demande(original), catalogue=build_catalogue())
    second = import_fichier(reglages, Demande(copie), catalogue=build_catalogue())
    assert (premier.deja, second.deja) == (False, True)
    assert second.lot == premier.lot
    assert count_lignes(reglages)["lot_territoire"] == 4


def test_l_identifiant_du_lot_vient_du_contenu(
    reglages: Reglages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_lecteur(monkeypatch, lambda *_: build_damier())
    lot = import_fichier(reglages, Demande(write(tmp_path, "a", "abc")), catalogue=build_catalogue()).lot
    # sha256("abc"), exemple de la norme FIPS 180.
    assert lot.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert lot.id == "ba7816bf"


def test_un_fichier_aux_lignes_refusees_n_est_pas_importe(
    reglages: Reglages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_lecteur(monkeypatch, lambda *_: build_lot(territoires=build_damier().territoires, rejets=(REJET,)))
    chemin = write(tmp_path, "f.csv", "x")
    with pytest.raises(RejetsPresents, match="1 ligne est refusée sur 1") as refus:
        import_fichier(reglages, Demande(chemin), catalogue=build_catalogue())
    assert count_lignes(reglages)["lot"] == 0
    with refus.value.rapport.open(encoding="utf-8-sig", newline="") as flux:
        [ligne] = csv.DictReader(flux, delimiter=";")
    assert ligne == {
        "fichier": "f.csv", "feuille": "", "ligne": "3", "colonne": "part", "trouvé": "'=1+1",
        "attendu": "un nombre", "que faire": "Corrigez la case.",
    }  # fmt: skip
    assert stat.S_IMODE(refus.value.rapport.stat().st_mode) == 0o600


def test_accepter_les_rejets_importe_les_bonnes_lignes(
    reglages: Reglages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_lecteur(monkeypatch, lambda *_: build_lot(territoires=build_damier().territoires, rejets=(REJET, REJET)))
    fait = import_fichier(
        reglages, Demande(write(tmp_path, "f.csv", "x")), catalogue=build_catalogue(), accepter_rejets=True
    )
    assert fait.lot.rejets == 2
    assert fait.rapport is not None
    assert count_lignes(reglages)["lot_territoire"] == 4


def test_un_fichier_sans_ligne_utile_est_refuse(
    reglages: Reglages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_lecteur(monkeypatch, lambda *_: build_lot(lignes=0))
    with pytest.raises(FichierRefuse, match="aucune ligne ne concerne"):
        import_fichier(reglages, Demande(write(tmp_path, "f.csv", "x")), catalogue=build_catalogue())
    assert count_lignes(reglages)["lot"] == 0


def test_un_chemin_qui_n_est_pas_un_fichier_est_refuse(reglages: Reglages, tmp_path: Path) -> None:
    for chemin in (tmp_path / "absent.csv", tmp_path):
        with pytest.raises(FichierRefuse, match="n'existe pas"):
            import_fichier(reglages, Demande(chemin), catalogue=build_catalogue())


def test_les_contours_passent_avant_les_chiffres(
    reglages: Reglages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connus: dict[str, int] = {}

    def lire(chemin: Path, contexte: ContexteImport) -> LotLu:
        connus[chemin.name] = len(contexte.territoires_connus)
        return build_damier() if chemin.name == "iris.geojson" else build_valeurs(
            "part_essai", [(code_iris(1), "disponible", 1, 2)]
        )  # fmt: skip

    fake_lecteur(monkeypatch, lire)
    chiffres = write(tmp_path, "chiffres.csv", "iris;valeur\n1;2\n")
    contours = write(tmp_path, "iris.geojson", '{"type": "FeatureCollection", "features": []}')
    demandes = [Demande(chiffres), Demande(contours)]
    faits = list(import_fichiers(reglages, demandes, catalogue=build_catalogue()))
    assert [f.lot.fichier for f in faits] == ["iris.geojson", "chiffres.csv"]
    assert connus == {"iris.geojson": 1, "chiffres.csv": 5}


def test_un_refus_garde_les_fichiers_deja_importes(
    reglages: Reglages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lire(chemin: Path, _: ContexteImport) -> LotLu:
        if chemin.name == "b.csv":
            raise FichierRefuse("b.csv : refusé")
        return build_damier()

    fake_lecteur(monkeypatch, lire)
    demandes = [Demande(write(tmp_path, f"{n}.csv", n)) for n in "abc"]
    with pytest.raises(FichierRefuse, match=r"b\.csv : refusé"):
        list(import_fichiers(reglages, demandes, catalogue=build_catalogue()))
    with open_chantier(reglages) as connexion:
        assert [lot.fichier for lot in list_lots(connexion)] == ["a.csv"]


def test_un_lot_interrompu_en_route_ne_laisse_rien(reglages: Reglages, monkeypatch: pytest.MonkeyPatch) -> None:
    ecrites: list[str] = []
    vrai = lots._insert

    def insert(connexion: duckdb.DuckDBPyConnection, table: str, lignes: object, lot: str) -> None:
        vrai(connexion, table, lignes, lot)
        ecrites.append(table)
        raise OSError("disque plein")

    monkeypatch.setattr(lots, "_insert", insert)
    with pytest.raises(OSError, match="disque plein"):
        add_lots(reglages, build_damier())
    assert ecrites == ["lot_territoire"]
    assert set(count_lignes(reglages).values()) == {0}


def test_un_chiffre_donne_deux_fois_dans_un_lot_est_refuse(reglages: Reglages) -> None:
    double = build_valeurs("part_essai", [(code_iris(1), "disponible", 1, 2), (code_iris(1), "disponible", 1, 3)])
    with pytest.raises(FichierRefuse, match=r"2 lignes .* même chiffre \(part_essai, 990010001, 2022"):
        add_lots(reglages, double)
    assert count_lignes(reglages)["lot"] == 0


def test_retirer_un_lot_retire_toutes_ses_lignes(reglages: Reglages) -> None:
    garde, retire = add_lots(
        reglages, build_damier(), build_valeurs("part_essai", [(code_iris(1), "disponible", 1, 2)])
    )
    with open_chantier(reglages) as connexion:
        assert remove_lot(connexion, retire.id[:8].upper()) == retire
        assert list_lots(connexion) == [garde]
    assert count_lignes(reglages)["lot_valeur"] == 0
    assert count_lignes(reglages)["lot_territoire"] == 4


def test_retirer_un_lot_inconnu_ou_ambigu_est_refuse(reglages: Reglages) -> None:
    with open_chantier(reglages) as connexion:
        for sha256 in ("aa1", "aa2"):
            add_lot(connexion, build_damier(), fichier=sha256, sha256=sha256.ljust(64, "0"))
        for debut, message in (("zz", "Aucun lot"), ("", "Aucun lot"), ("aa", "Plusieurs lots")):
            with pytest.raises(ErreurObservatoire, match=message):
                remove_lot(connexion, debut)
        assert len(list_lots(connexion)) == 2


def test_un_fichier_retire_peut_etre_reimporte(
    reglages: Reglages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_lecteur(monkeypatch, lambda *_: build_damier())
    demande = Demande(write(tmp_path, "a", "x"))
    lot = import_fichier(reglages, demande, catalogue=build_catalogue()).lot
    with open_chantier(reglages) as connexion:
        remove_lot(connexion, lot.id)
    assert not import_fichier(reglages, demande, catalogue=build_catalogue()).deja


def test_le_contexte_donne_les_territoires_et_leurs_noms(reglages: Reglages) -> None:
    ancien = build_contours([(code_iris(1), "iris", COMMUNE, carre(0, 0))])
    recent = build_contours([(code_iris(1), "quartier", COMMUNE, carre(0, 0))])
    add_lots(reglages, ancien, recent)
    with open_chantier(reglages) as connexion:
        contexte = build_contexte(connexion, build_catalogue().indicateurs)
    assert contexte.communes == {COMMUNE}
    assert contexte.territoires_connus == {COMMUNE: "commune", code_iris(1): "quartier"}
    assert contexte.noms[COMMUNE] == "Damier"
