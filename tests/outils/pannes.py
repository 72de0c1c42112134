"""Tue une opération à des instants choisis, et regarde ce qu'il en reste. Appelé par tests/integration/test_pannes.py.

Le programme se lance à part : il charge le code une fois, puis se dédouble pour chaque essai. L'enfant compte les
appels de fonction faits par l'observatoire et se tue (SIGKILL) au n-ième ; un second enfant juge les décombres.
"""

import json
import os
import shutil
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from observatoire.errors import DonneesAbsentes
from observatoire.ingest.chantier.base import create_chantier, open_chantier
from observatoire.ingest.chantier.lots import add_lot, list_lots
from observatoire.ingest.publication.versions import open_version, publish, revert
from observatoire.ingest.verification import verify_version
from observatoire.settings import Reglages
from observatoire.store.entrepot.versions import list_versions, read_version_courante
from tests.outils.chantier import COMMUNE, add_lots, build_catalogue, build_damier, build_reglages, build_valeurs

COMPTES = [(f"{COMMUNE}{n:04d}", "disponible", float(n), 10.0) for n in range(1, 5)]
AUTRES = [(f"{COMMUNE}{n:04d}", "disponible", float(n), 20.0) for n in range(1, 5)]


def prepare(dossier: Path) -> None:
    """Un observatoire déjà publié une fois."""
    reglages = build_reglages(dossier)
    create_chantier(reglages, nom="Damier", communes=[COMMUNE])
    add_lots(reglages, build_damier(), build_valeurs("part_essai", COMPTES))
    publish(reglages, build_catalogue())


def prepare_nouveau(dossier: Path) -> None:
    """Le même, avec un lot de plus à publier."""
    prepare(dossier)
    add_lots(build_reglages(dossier), build_valeurs("part_essai", AUTRES))


def prepare_retour(dossier: Path) -> None:
    """Le même, avec deux versions publiées."""
    prepare_nouveau(dossier)
    publish(build_reglages(dossier), build_catalogue())


def run_publish(reglages: Reglages) -> None:
    publish(reglages, build_catalogue())


def run_import(reglages: Reglages) -> None:
    with open_chantier(reglages) as connexion:
        add_lot(connexion, build_valeurs("part_essai", AUTRES), fichier="autre.csv", sha256=f"{os.getpid():064x}"[::-1])


def run_creation(reglages: Reglages) -> None:
    create_chantier(reglages, nom="Damier", communes=[COMMUNE])


def run_retour(reglages: Reglages) -> None:
    courante = read_version_courante(reglages.publie)
    revert(reglages.publie, next(v for v in list_versions(reglages.publie) if v != courante))


def judge_version(reglages: Reglages) -> str:
    """La version servie est entière ; rend son nom."""
    version = read_version_courante(reglages.publie)
    with open_version(reglages.publie, version) as connexion:
        anomalies = verify_version(connexion)
        assert not anomalies, anomalies
    return version


def judge_publish(reglages: Reglages) -> dict[str, Any]:
    version = judge_version(reglages)
    with open_chantier(reglages) as connexion:
        assert len(list_lots(connexion)) == 3
    reprise = publish(reglages, build_catalogue()).fichier
    assert judge_version(reglages) == reprise
    restes = [p.name for p in reglages.publie.iterdir() if p.suffix != ".duckdb" and p.name != "COURANT"]
    restes += [p.name for p in reglages.publie.glob("construction_*")]
    assert not restes, restes
    return {"servie": version, "reprise": reprise}


def judge_import(reglages: Reglages) -> dict[str, Any]:
    version = judge_version(reglages)
    with open_chantier(reglages) as connexion:
        lots = len(list_lots(connexion))
        lignes = connexion.execute("SELECT count(*) FROM lot_valeur").fetchall()[0][0]
    assert lignes == 4 * (lots - 1), (lots, lignes)
    run_import(reglages)
    return {"servie": version, "lots": lots}


def judge_creation(reglages: Reglages) -> dict[str, Any]:
    try:
        with open_chantier(reglages) as connexion:
            list_lots(connexion)
        cree = True
    except DonneesAbsentes:
        run_creation(reglages)
        cree = False
    return {"cree": cree}


def judge_retour(reglages: Reglages) -> dict[str, Any]:
    return {"servie": judge_version(reglages), "versions": len(list_versions(reglages.publie))}


SCENARIOS: dict[str, tuple[Callable[[Path], None], Callable[[Reglages], None], Callable[[Reglages], Any]]] = {
    "publier": (prepare_nouveau, run_publish, judge_publish),
    "importer": (prepare, run_import, judge_import),
    "initialiser": (lambda dossier: dossier.mkdir(), run_creation, judge_creation),
    "revenir": (prepare_retour, run_retour, judge_retour),
}


def fork(travail: Callable[[], Any], *, sortie: Path | None = None) -> int:
    """Exécute `travail` dans un enfant ; rend son état d'attente."""
    enfant = os.fork()
    if enfant == 0:
        try:
            resultat = travail()
            if sortie is not None:
                sortie.write_text(json.dumps(resultat), encoding="utf-8")
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    return os.waitpid(enfant, 0)[1]


def count_calls(travail: Callable[[], None], *, tuer_a: int = 0) -> int:
    """Compte les appels venus de l'observatoire (Python, C et DuckDB) ; se tue au `tuer_a`-ième."""
    vus = 0

    def suivre(cadre: FrameType, evenement: str, _: Any) -> None:
        nonlocal vus
        if evenement in ("call", "return", "c_call", "c_return") and "observatoire" in cadre.f_code.co_filename:
            vus += 1
            if vus == tuer_a:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(suivre)
    try:
        travail()
    finally:
        sys.setprofile(None)
    return vus


def choose_instants(total: int, nombre: int) -> list[int]:
    """Instants répartis, et tous ceux de la fin : c'est là que fichiers et pointeur changent de nom."""
    if total <= nombre:
        return list(range(1, total + 1))
    fin = range(total - nombre // 2, total + 1)
    return sorted({*range(1, total, total // (nombre // 2)), *fin})


def main(scenario: str, dossier: Path, nombre: int) -> None:
    preparer, executer, juger = SCENARIOS[scenario]
    depart, essai, note = dossier / "depart", dossier / "essai", dossier / "note.json"
    assert fork(lambda: preparer(depart)) == 0
    shutil.copytree(depart, essai)
    assert fork(lambda: count_calls(lambda: executer(build_reglages(essai))), sortie=note) == 0
    total = json.loads(note.read_text(encoding="utf-8"))
    for instant in choose_instants(total, nombre):
        shutil.rmtree(essai)
        shutil.copytree(depart, essai)
        etat = fork(lambda n=instant: count_calls(lambda: executer(build_reglages(essai)), tuer_a=n))
        note.unlink()
        jugement = fork(lambda: juger(build_reglages(essai)), sortie=note)
        constat = json.loads(note.read_text(encoding="utf-8")) if jugement == 0 else None
        ligne = {"instant": instant, "total": total, "tue": os.WIFSIGNALED(etat), "sain": jugement == 0}
        print(json.dumps({**ligne, "constat": constat}), flush=True)
        note.touch()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
