"""Importe 2,3 millions de lignes de RPPS fabriquées (la France entière). `python -m bench.rpps [LIGNES]`."""

import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from observatoire.ingest.formats import read_fichier
from observatoire.ingest.lot import ContexteImport
from tests.unit.ingest.formats.offre.test_rpps import ENTETE, write_ligne

LIGNES = 2_300_000
"""Autant que le fichier national de 2026."""
PART_DANS_LE_DEPARTEMENT = 0.03


def write_annuaire(chemin: Path, lignes: int) -> None:
    """Une personne sur trois exerce en deux lieux ; 3 % des lignes sont dans le département suivi."""
    hasard = np.random.default_rng(20261122)
    with chemin.open("w", encoding="utf-8") as flux:
        flux.write(ENTETE + "\n")
        for rang in range(lignes):
            dedans = hasard.random() < PART_DANS_LE_DEPARTEMENT
            insee = (
                f"06{hasard.integers(1, 164):03d}"
                if dedans
                else f"{hasard.integers(10, 95)}{hasard.integers(1, 500):03d}"
            )
            flux.write(
                write_ligne(
                    pp=f"81{hasard.integers(lignes * 3 // 4):09d}",
                    site=f"C{hasard.integers(lignes):09d}",
                    insee=insee if rang % 2 else "",
                    cp=f"{insee[:2]}300",
                    ville="NICE" if insee == "06088" else "AILLEURS",
                    nom=f"NOM{rang % 9000}",
                    rs="CABINET MEDICAL DU CENTRE " * 2,
                    voie="AVENUE DE LA REPUBLIQUE",
                )
                + "\n"
            )


def main() -> None:
    lignes = int(sys.argv[1]) if len(sys.argv) > 1 else LIGNES
    with tempfile.TemporaryDirectory() as dossier:
        chemin = Path(dossier) / "PS_LibreAcces_Personne_activite_20261120.txt"
        write_annuaire(chemin, lignes)
        avant = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        debut = time.perf_counter()
        lot = read_fichier(chemin, contexte=ContexteImport(frozenset({"06088"}), {}, {}, {"06088": "Nice"}))
        duree = time.perf_counter() - debut
        apres = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(f"{chemin.stat().st_size / 1e6:.0f} Mo, {lot.lignes_lues} lignes lues, {lot.lignes_retenues} gardées")
        print(f"{duree:.1f} s, {apres / 1024:.0f} Mo au plus haut ({avant / 1024:.0f} Mo avant la lecture)")


if __name__ == "__main__":
    main()
