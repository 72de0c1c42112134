"""Ce que le dépôt ne doit jamais contenir, et ce que la documentation promet."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.conftest import RACINE

TEXTE = {".py", ".md", ".toml", ".sql", ".json", ".txt", ".yml", ".cfg", ".sh", ""}
INTERDITS = {
    "dossier d'une machine": re.compile(r"/(?:work|home|root)/\w"),
    "adresse d'un registre de paquets": re.compile(r"(?:pypi|registry|deb)\.[\w.-]*(?:org|io|net)\b"),
    "travail laissé en plan": re.compile(r"\b(?:TODO|FIXME|XXX)\b"),
}


def list_fichiers() -> list[Path]:
    sortie = subprocess.run(["git", "ls-files", "-z"], cwd=RACINE, capture_output=True, text=True, check=False)
    if sortie.returncode:
        pytest.skip("pas un dépôt git")
    return [RACINE / nom for nom in sortie.stdout.split("\0") if nom and (RACINE / nom).is_file()]


def list_textes() -> list[Path]:
    ici = Path(__file__).resolve()
    return [c for c in list_fichiers() if c.suffix in TEXTE and c.name != "LICENSE" and c.resolve() != ici]


@pytest.mark.parametrize("raison", INTERDITS)
def test_rien_d_interdit_dans_les_textes(raison: str) -> None:
    fautes = [
        f"{chemin.relative_to(RACINE)}:{n} {ligne.strip()[:100]}"
        for chemin in list_textes()
        for n, ligne in enumerate(chemin.read_text(encoding="utf-8").splitlines(), 1)
        if INTERDITS[raison].search(ligne)
    ]
    assert not fautes, f"{raison} :\n" + "\n".join(fautes)


def test_aucune_donnee_publiee_ni_lourde_dans_le_depot() -> None:
    lourds = [f"{c.relative_to(RACINE)}" for c in list_fichiers() if c.stat().st_size > 1_500_000]
    bases = [f"{c.relative_to(RACINE)}" for c in list_fichiers() if c.suffix in {".duckdb", ".db", ".parquet"}]
    assert not lourds
    assert not bases


def test_les_liens_internes_de_la_documentation_existent() -> None:
    morts: list[str] = []
    for page in [c for c in list_textes() if c.suffix == ".md"]:
        for cible in re.findall(r"\]\(([^)#?\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
            if not cible.startswith(("http", "mailto:")) and not (page.parent / cible).exists():
                morts.append(f"{page.relative_to(RACINE)} → {cible}")
    assert not morts, "\n".join(morts)


def test_chaque_fichier_de_reference_dit_d_ou_il_vient() -> None:
    dossier = RACINE / "data" / "reference"
    sources = (dossier / "SOURCES.md").read_text(encoding="utf-8")
    cites = set(re.findall(r"^\| `([^`]+)`", sources, re.M))
    assert cites == {c.name + "/" * c.is_dir() for c in dossier.iterdir() if c.name != "SOURCES.md"}
