"""L'export des phrases passe par toutes les fonctions qui en écrivent : aucune ne s'affiche sans pouvoir être relue."""

import ast
import sys
from collections.abc import Iterator
from itertools import takewhile, zip_longest
from pathlib import Path
from types import FrameType

from tests.conftest import RACINE
from tests.outils.phrases import iter_phrases
from tests.outils.phrases_vues import iter_phrases_vues

DOSSIERS = ("domain/phrases", "services", "ui/carte", "ui/qualite", "ui/typologie", "ui/zone", "ui/comparer")
AILLEURS = ("services/suivi/", "services/offre/")
"""Le contrat a ses propres essais ; l'offre se relit à l'écran (`iter_offre`), sur des points que Villetest n'a pas."""
SANS_PHRASE = {"write_citation", "write_lisez_moi", "write_approche", "write_approches"}
"""La citation et le lisez-moi d'un téléchargement ; ce qui approche un QPV, que Villetest publie par sa source."""


def list_ecrivains() -> set[tuple[str, str]]:
    """(fichier, fonction) de chaque `write_*` qui rend une phrase."""
    trouves: set[tuple[str, str]] = set()
    for dossier in DOSSIERS:
        for chemin in (RACINE / "observatoire" / dossier).rglob("*.py"):
            relatif = chemin.relative_to(RACINE / "observatoire").as_posix()
            if relatif.startswith(AILLEURS):
                continue
            for noeud in ast.walk(ast.parse(chemin.read_text(encoding="utf-8"))):
                if isinstance(noeud, ast.FunctionDef) and noeud.name.startswith("write_"):
                    rendu = ast.unparse(noeud.returns) if noeud.returns else ""
                    if rendu in ("str", "Phrase") and noeud.name not in SANS_PHRASE:
                        trouves.add((relatif, noeud.name))
    return trouves


def iter_toutes(version: str) -> Iterator[str]:
    """Les phrases des deux exports, en alternance : la dernière fonction est atteinte bien avant la dernière phrase."""
    for paire in zip_longest(iter_phrases(version), iter_phrases_vues(version), fillvalue=""):
        yield from paire


def test_toute_fonction_qui_ecrit_une_phrase_est_exportee(version: str) -> None:
    attendues = list_ecrivains()
    assert len(attendues) >= 15
    appelees: set[tuple[str, str]] = set()
    racine = str(RACINE / "observatoire")

    def note(cadre: FrameType, evenement: str, _: object) -> None:
        code = cadre.f_code
        if evenement == "call" and code.co_name.startswith("write_") and code.co_filename.startswith(racine):
            appelees.add((Path(code.co_filename).relative_to(racine).as_posix(), code.co_name))

    avant = sys.getprofile()
    sys.setprofile(note)
    try:
        phrases = list(takewhile(lambda _: not attendues <= appelees, iter_toutes(version)))
    finally:
        sys.setprofile(avant)
    assert attendues - appelees == set()
    assert not [p for p in phrases if "None" in p or "nan" in p.split() or "  " in p]
