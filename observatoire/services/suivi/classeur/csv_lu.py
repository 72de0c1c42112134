"""Lire un plan enregistré en texte (.csv) : une seule feuille, sans fusion ni formule."""

import csv
import io

from observatoire.errors import FichierRefuse

TAILLE_MAX_MO = 5
_SEPARATEURS = ";\t,"


def is_csv(contenu: bytes, nom: str) -> bool:
    """Vrai pour un fichier .csv ou .txt qui n'est pas un fichier binaire renommé."""
    return nom.lower().endswith((".csv", ".txt")) and b"\0" not in contenu[:4096] and not contenu.startswith(b"PK")


def read_csv(contenu: bytes, nom: str) -> tuple[tuple[str, ...], ...]:
    """Rend les lignes d'un fichier texte, quels que soient son encodage et son séparateur.

    Raises:
        FichierRefuse: fichier vide, trop gros, ou sans aucun séparateur.
    """
    if not contenu.strip():
        raise FichierRefuse(f"« {nom} » n'est pas un plan : le fichier est vide.")
    if len(contenu) > TAILLE_MAX_MO * 1_000_000:
        raise FichierRefuse(f"« {nom} » dépasse {TAILLE_MAX_MO} Mo : un plan d'actions en fait moins d'un.")
    texte = _decode(contenu)
    premiere = texte.split("\n", 1)[0]
    separateur = max(_SEPARATEURS, key=premiere.count)
    if separateur not in premiere:
        raise FichierRefuse(
            f"« {nom} » : la première ligne n'a ni point-virgule, ni tabulation, ni virgule. Attendu : une ligne de "
            "titres séparés par des points-virgules. Enregistrez plutôt le tableau en .xlsx."
        )
    return tuple(tuple(ligne) for ligne in csv.reader(io.StringIO(texte, newline=""), delimiter=separateur))


def _decode(contenu: bytes) -> str:
    """UTF-8 d'abord ; à défaut, l'encodage des tableurs sous Windows, qui lit tout octet."""
    try:
        return contenu.decode("utf-8-sig")
    except UnicodeDecodeError:
        return contenu.decode("cp1252", errors="replace")
