"""Couleurs et lettres des groupes. Elles ne jugent pas : ni orange ni bleu des verdicts, et toujours une lettre.

Deux couleurs quelconques restent distinctes en vision normale, protane, deutane et tritane (vérifié par les tests).
"""

COULEURS: tuple[str, ...] = ("#7FB2E5", "#F5DC7A", "#B07AA8", "#3E9C86", "#7A4F2E", "#A9B0B8")
"""Une couleur par groupe, du plus nombreux au moins nombreux."""

MAX_GROUPES = len(COULEURS)


def name_groupe(numero: int) -> str:
    """Lettre d'un groupe : A pour le plus nombreux."""
    return chr(ord("A") + numero - 1)


def get_couleur(numero: int) -> str:
    """Couleur d'un groupe numéroté à partir de 1."""
    return COULEURS[numero - 1]
