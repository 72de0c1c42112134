"""Coût et durée du secret statistique : `python -m bench.secret`.

Sur des villes fictives de taille croissante : durée, cellules masquées, et information perdue comparée à la règle
simple qui masque tout le groupe (toutes les cellules sœurs d'une cellule secrète). Avec un dossier de données en
argument (`python -m bench.secret data`), attaque en plus la version publiée qu'il contient.
"""

import sys
import time
from pathlib import Path

import duckdb

from observatoire.ingest.secret import apply_plan, attack_cellules, protect
from observatoire.ingest.secret.plan import Cause
from observatoire.ingest.secret.version import attack
from tests.unit.ingest.secret.fabrique import Ville, make_ville

TAUX = {f"indicateur_{k}": 0.01 * (k + 1) for k in range(10)}


def measure(titre: str, ville: Ville) -> None:
    """Une ligne : taille, durée, masquées, groupe entier, failles."""
    depart = time.process_time()
    plan = protect(ville.cellules, appartenances=ville.appartenances, indicateurs=ville.indicateurs)
    duree = time.process_time() - depart
    nombre, primaires = len(ville.cellules), int((plan.causes == Cause.PRIMAIRE).sum())
    masquees = int((plan.causes != Cause.AUCUNE).sum())
    depart = time.process_time()
    failles = attack_cellules(
        apply_plan(ville.cellules, plan), appartenances=ville.appartenances, indicateurs=ville.indicateurs
    ).failles
    attaque = time.process_time() - depart
    print(
        f"| {titre} | {nombre} | {duree:.1f} | {primaires} | {masquees - primaires} | {masquees / nombre:.1%} "
        f"| {plan.groupe_entier / nombre:.1%} | {attaque:.1f} | {len(failles)} |",
        flush=True,
    )


def main() -> None:
    """Mesure les villes fictives puis, s'il est donné, le dossier de données."""
    titres = ["ville", "cellules", "durée (s)", "primaires", "complémentaires", "masqué", "groupe entier"]
    print(f"| {' | '.join([*titres, 'attaque (s)', 'failles'])} |")
    print("|---|---|---|---|---|---|---|---|---|")
    for quartiers in (5, 15, 45):
        ville = make_ville(quartiers=quartiers, iris_par_quartier=4, qpv=quartiers // 4, indicateurs=TAUX)
        measure(f"{4 * quartiers} IRIS, 10 indicateurs, sexes", ville)
    ville = make_ville(quartiers=15, iris_par_quartier=4, qpv=4, ages=("0-29", "30-59", "60+"), population=300)
    measure("60 IRIS, 1 indicateur, sexes et 3 âges", ville)
    for dossier in sys.argv[1:]:
        publie = Path(dossier) / "publie"
        version = publie / (publie / "COURANT").read_text(encoding="utf-8").strip()
        depart = time.process_time()
        with duckdb.connect(str(version), read_only=True) as connexion:
            nom = connexion.execute("SELECT current_database()").fetchone()
            rapport = attack(connexion, f'"{nom[0] if nom else "main"}"')
        duree = time.process_time() - depart
        print(f"{version.name} : {rapport.cellules_masquees} masquées, {len(rapport.failles)} failles, {duree:.1f} s")


if __name__ == "__main__":
    main()
