"""Les deux commandes du README sont bien celles du Makefile."""

import re

from tests.conftest import RACINE


def test_le_readme_et_le_makefile_disent_la_meme_chose() -> None:
    makefile = (RACINE / "Makefile").read_text(encoding="utf-8")
    readme = (RACINE / "README.md").read_text(encoding="utf-8")
    cibles = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    citees = set(re.findall(r"`make ([a-z]+)", readme))
    assert {"run", "test"} <= citees <= cibles


def test_toutes_les_dependances_sont_figees() -> None:
    for nom in ("requirements.txt", "requirements-dev.txt"):
        for ligne in (RACINE / nom).read_text(encoding="utf-8").splitlines():
            if ligne and not ligne.startswith(("#", "-r")):
                assert re.fullmatch(r"[\w.\[\]-]+==[\w.]+", ligne), f"{nom} : {ligne}"
