"""Textes de la documentation montrés à l'écran : méthodes et glossaire, lus dans `docs/`."""

import re
from pathlib import Path

from observatoire.settings import RACINE

_METHODES = RACINE / "docs" / "methodes"
_GLOSSAIRE = RACINE / "docs" / "glossaire.md"


def list_methodes() -> dict[str, str]:
    """Titre de chaque page de méthode, par nom de fichier sans extension."""
    return {f.stem: _read_titre(f) for f in sorted(_METHODES.glob("*.md"))}


def read_methode(nom: str) -> str:
    """Texte d'une méthode, sans son titre ; `nom` vient de `list_methodes`.

    Un lien d'une page de méthode à une autre devient un lien dans l'observatoire ; un lien vers un autre dossier de la
    documentation, que l'écran n'a pas, ne laisse que son texte.
    """
    texte = (_METHODES / f"{nom}.md").read_text(encoding="utf-8")
    sans_titre = re.sub(r"\A# .*\n", "", texte)
    sans_dehors = re.sub(r"\[([^\]]+)\]\(\.\./[^)]*\)", r"\1", sans_titre)
    return re.sub(r"\]\((?:\./)?(\w+)\.md(?:#[\w-]*)?\)", r"](catalogue?onglet=methodes&methode=\1)", sans_dehors)


def list_termes() -> list[tuple[str, str, str]]:
    """Terme, sens et origine, lus dans le tableau du glossaire."""
    if not _GLOSSAIRE.is_file():
        return []
    lignes = [x for x in _GLOSSAIRE.read_text(encoding="utf-8").splitlines() if x.startswith("|")]
    cellules = [[c.strip().replace("`", "") for c in ligne.strip("|").split("|")] for ligne in lignes[2:]]
    return [(c[0], c[1], c[2]) for c in cellules if len(c) >= 3]


def _read_titre(fichier: Path) -> str:
    for ligne in fichier.read_text(encoding="utf-8").splitlines():
        if ligne.startswith("# "):
            return ligne.removeprefix("# ").strip()
    return fichier.stem
