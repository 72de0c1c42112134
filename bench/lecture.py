"""Temps de lecture d'une ville d'un million de chiffres : portrait, carte, comparaison, accueil.

    python -m bench.lecture [DOSSIER]

Écrit (une fois) une version de 60 IRIS, 30 quartiers, 12 QPV, 80 indicateurs, 10 ans, par sexe et âge, puis mesure
chaque vue : temps au mur (médiane et 95e centile) et de processeur. Une machine chargée n'allonge que le premier.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from observatoire.services.accueil import build_accueil
from observatoire.services.carte import build_carte
from observatoire.services.comparaison import build_comparaison
from observatoire.services.portrait import build_portrait
from observatoire.services.version import get_version_courante
from tests.outils.instantane import SCHEMA

REPETITIONS = 30
NOM = "obs_2026-11-22_million.duckdb"


def write_version(dossier: Path) -> None:
    """Écrit la version par des requêtes : le contenu est tiré au hasard, seules les tailles comptent."""
    publie = dossier / "publie"
    publie.mkdir(parents=True, exist_ok=True)
    (publie / "COURANT").write_text(NOM, encoding="utf-8")
    if (publie / NOM).exists():
        return
    with duckdb.connect(str(publie / NOM)) as base:
        base.execute(SCHEMA.read_text(encoding="utf-8"))
        base.execute(_REMPLIR)
        (total,) = base.sql("SELECT count(*) FROM valeur").fetchone() or (0,)
        print(f"{total} chiffres, {(publie / NOM).stat().st_size / 1e6:.0f} Mo")


_REMPLIR = """
SELECT setseed(0.5);
INSERT INTO source VALUES ('s', 'p', 'l', '', '', '', '');
INSERT INTO indicateur
SELECT 'i' || lpad(k::VARCHAR, 2, '0'), 'Indicateur ' || k, 'I' || k, 'etat_de_sante', '', '%',
    CASE WHEN k % 2 = 0 THEN 'part' ELSE 'taux' END, 100, 'bas_favorable', 's', 11, true, '', 1, true
FROM range(80) t(k);
INSERT INTO territoire
SELECT lpad((991230000 + k)::VARCHAR, 9, '0'), 'iris', 'IRIS ' || k, '99123', '', NULL, 3, 45, 1 FROM range(60) t(k)
UNION ALL SELECT 'Q' || k, 'quartier', 'Quartier ' || k, '99123', '', NULL, 3, 45, 1 FROM range(30) t(k)
UNION ALL SELECT 'QN' || k, 'qpv', 'QPV ' || k, '99123', '2024', NULL, 3, 45, 1 FROM range(12) t(k)
UNION ALL SELECT '99123', 'commune', 'Ville', '99123', '', NULL, 3, 45, 1
UNION ALL SELECT '99', 'departement', 'Département', '', '', NULL, 3, 45, 1;
INSERT INTO periode
SELECT (2015 + k)::VARCHAR, 'annee', make_date(2015 + k, 1, 1), make_date(2015 + k, 12, 31), (2015 + k)::VARCHAR
FROM range(10) t(k);
INSERT INTO observatoire VALUES
    ('nom', 'Ville'), ('fictif', 'oui'), ('territoire_reference', '99123'), ('version', 'obs_million.duckdb');
INSERT INTO valeur
WITH brut AS (
    SELECT i.code AS indicateur, t.code AS territoire, p.code AS periode, s.sexe, a.age,
        1000 + (random() * 1000)::INTEGER AS n, 0.05 + 0.1 * random() AS part
    FROM indicateur i, territoire t, periode p,
        (VALUES ('ensemble'), ('femmes'), ('hommes')) s(sexe), (VALUES ('tous'), ('0-24'), ('25-64'), ('65+')) a(age)
), comptes AS (SELECT *, round(n * part) AS x FROM brut)
SELECT indicateur, territoire, periode, sexe, age, 100 * x / n, 90 * x / n, 110 * x / n, x, n, 'disponible', 'lot'
FROM comptes
ORDER BY indicateur, periode, territoire;
INSERT INTO population SELECT code, '2024', 'ensemble', 'tous', 2000 FROM territoire;
"""


def measure(nom: str, vue: Callable[[], object]) -> None:
    """Mesure une vue, version déjà ouverte."""
    vue()
    mur: list[float] = []
    processeur: list[float] = []
    for _ in range(REPETITIONS):
        debut, debut_cpu = time.perf_counter(), time.process_time()
        vue()
        mur.append((time.perf_counter() - debut) * 1000)
        processeur.append((time.process_time() - debut_cpu) * 1000)
    print(
        f"{nom:<28} mur {statistics.median(mur):6.0f} ms (95 % : {statistics.quantiles(mur, n=20)[-1]:6.0f})   "
        f"processeur {statistics.median(processeur):6.0f} ms"
    )


def main(dossier: Path) -> None:
    """Écrit la version et mesure les vues."""
    write_version(dossier)
    os.environ["OBSERVATOIRE_DONNEES"] = str(dossier)
    version = get_version_courante()
    debut = time.perf_counter()
    build_portrait(version=version, territoire="Q3")
    print(f"première vue, à froid        mur {(time.perf_counter() - debut) * 1000:6.0f} ms")
    indicateurs = tuple(f"i{k:02d}" for k in range(12))
    measure("portrait d'un quartier", lambda: build_portrait(version=version, territoire="Q3"))
    measure(
        "portrait, reste de la ville", lambda: build_portrait(version=version, territoire="Q3", comparateur="reste")
    )
    measure(
        "carte des quartiers",
        lambda: build_carte(version=version, indicateur="i10", periode=None, maille="quartier"),
    )
    measure("carte des IRIS", lambda: build_carte(version=version, indicateur="i11", periode=None, maille="iris"))
    measure(
        "comparaison 8 × 12",
        lambda: build_comparaison(
            version=version, territoires=tuple(f"Q{k}" for k in range(8)), indicateurs=indicateurs
        ),
    )
    measure("accueil", lambda: build_accueil(version=version))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp()))
