"""Les identifiants suivent le glossaire : pas de synonyme interdit, pas d'accent."""

import ast
import re
from pathlib import Path

from tests.conftest import RACINE

GLOSSAIRE = RACINE / "docs" / "glossaire.md"


def read_interdits() -> dict[str, str]:
    """Synonyme interdit → terme à employer, d'après la dernière colonne du glossaire."""
    interdits: dict[str, str] = {}
    for ligne in GLOSSAIRE.read_text(encoding="utf-8").splitlines():
        cases = [c.strip() for c in ligne.strip("|").split("|")]
        if len(cases) == 5 and cases[0] not in ("Terme", "---"):
            interdits |= {mot.strip(): cases[0] for mot in cases[4].split(",") if mot.strip()}
    return interdits


def list_identifiants(source: str) -> set[str]:
    """Noms définis par un module : fonctions, classes, arguments, variables, attributs affectés."""
    noms: set[str] = set()
    for noeud in ast.walk(ast.parse(source)):
        match noeud:
            case ast.FunctionDef(name=nom) | ast.AsyncFunctionDef(name=nom) | ast.ClassDef(name=nom) | ast.arg(arg=nom):
                noms.add(nom)
            case ast.Name(id=nom, ctx=ast.Store()) | ast.Attribute(attr=nom, ctx=ast.Store()):
                noms.add(nom)
    return noms


def list_modules() -> list[Path]:
    return [
        RACINE / "dashboard.py",
        *sorted((RACINE / "pages").rglob("*.py")),
        *sorted((RACINE / "observatoire").rglob("*.py")),
    ]


def find_interdit(nom: str, interdits: dict[str, str]) -> str | None:
    decoupe = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", nom).lower()
    return next((mot for mot in interdits if re.search(rf"(?:^|_){re.escape(mot)}(?:_|$)", decoupe)), None)


def test_le_glossaire_liste_des_synonymes() -> None:
    assert len(read_interdits()) > 15


def test_un_synonyme_est_reconnu() -> None:
    interdits = read_interdits()
    assert find_interdit("list_neighborhood", interdits) == "neighborhood"
    assert find_interdit("QuartierMetric", interdits) == "metric"
    assert find_interdit("list_quartiers", interdits) is None


def test_aucun_identifiant_interdit() -> None:
    interdits = read_interdits()
    fautes = [
        f"{chemin.relative_to(RACINE)} : « {nom} » → employer « {interdits[mot]} »"
        for chemin in list_modules()
        if "stats" not in chemin.parts
        for nom in sorted(list_identifiants(chemin.read_text(encoding="utf-8")))
        if (mot := find_interdit(nom, interdits))
    ]
    assert not fautes, "\n".join(fautes)


def test_aucun_identifiant_accentue() -> None:
    fautes = [
        f"{chemin.relative_to(RACINE)} : « {nom} »"
        for chemin in list_modules()
        for nom in list_identifiants(chemin.read_text(encoding="utf-8"))
        if not nom.isascii()
    ]
    assert not fautes, "\n".join(fautes)


def test_le_glossaire_ne_cite_que_des_identifiants_du_code() -> None:
    dossiers = ("observatoire", "pages", "data/catalogue")
    code = "\n".join(
        chemin.read_text(encoding="utf-8")
        for dossier in dossiers
        for genre in ("*.py", "*.sql", "*.toml")
        for chemin in (RACINE / dossier).rglob(genre)
    )
    cites = {
        mot
        for ligne in GLOSSAIRE.read_text(encoding="utf-8").splitlines()
        if len(cases := [c.strip() for c in ligne.strip("|").split("|")]) == 5
        for mot in re.findall(r"`([^`]+)`", cases[3])
    }
    assert len(cites) > 50
    assert [
        mot for mot in sorted(cites) if not re.search(rf"(?<![A-Za-z0-9]){re.escape(mot)}(?![A-Za-z0-9])", code)
    ] == []
