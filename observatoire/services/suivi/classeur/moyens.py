"""Ce qu'une ligne de plan dit de ses moyens : budget, financeurs, montants."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from observatoire.domain.cls.vocabulaire import UniteFinancement
from observatoire.services.suivi.classeur.contenu import Contenu, Niveau
from observatoire.services.suivi.classeur.montants import Montant, parse_montant, read_financement, split_financements
from observatoire.services.suivi.classeur.rapprochement import NATURE_TOTAL
from observatoire.services.suivi.classeur.valeurs import Brut, Illisible, split_lignes, to_texte

Ajout = Callable[[dict[str, Any]], object]


def read_moyens(cellules: Mapping[str, Brut], contenu: Contenu, lieu: tuple[str, int], add: Ajout) -> None:
    """Lit les colonnes de moyens d'une ligne ; `add` reçoit les champs de chaque financement."""
    montants: list[Montant] = []
    for nom, montant in [*_read_paires(cellules, contenu, lieu), *_read_lignes(cellules, contenu, lieu)]:
        add(_build_champs(nom, montant))
        montants += [montant] if montant else []
    budget = _read_montant(cellules.get("budget"), NATURE_TOTAL, contenu, lieu)
    if budget and not montants:
        add(_build_champs("", budget, nature=NATURE_TOTAL))
    elif budget and round(sum(m.valeur for m in montants if m.unite is budget.unite), 2) != budget.valeur:
        avis = "le budget diffère de la somme des financeurs : les financeurs sont repris, le total non."
        contenu.report(Niveau.AVIS, lieu, NATURE_TOTAL, to_texte(cellules.get("budget")), avis)


def _read_paires(
    cellules: Mapping[str, Brut], contenu: Contenu, lieu: tuple[str, int]
) -> list[tuple[str, Montant | None]]:
    """Les colonnes « Financeur 1 » et « Montant 1 »…"""
    paires: list[tuple[str, Montant | None]] = []
    for rang in (1, 2, 3):
        nom = to_texte(cellules.get(f"financeur_{rang}"))
        montant = _read_montant(cellules.get(f"montant_{rang}"), f"Montant {rang}", contenu, lieu)
        if nom or montant:
            paires.append((nom, montant))
    return paires


def _read_lignes(
    cellules: Mapping[str, Brut], contenu: Contenu, lieu: tuple[str, int]
) -> list[tuple[str, Montant | None]]:
    """La colonne « Financements », un financeur par ligne."""
    paires: list[tuple[str, Montant | None]] = []
    for ligne in split_lignes(cellules.get("financements")):
        for part in split_financements(ligne):
            nom, montant = read_financement(part)
            paires.append((nom, montant))
            if montant is None and re.search(r"\d", part):
                avis = "aucun montant n'y est lu. Attendu : un financeur par ligne, comme « ARS : 10 000 € »."
                contenu.report(Niveau.AVIS, lieu, "Financements", part, avis)
    return paires


def _build_champs(nom: str, montant: Montant | None, nature: str = "") -> dict[str, Any]:
    champs: dict[str, Any] = {
        "annee": None,
        "nature": nature,
        "unite": montant.unite if montant else UniteFinancement.EURO,
        "financeur": nom,
        "dispositif": "",
    }
    return champs | ({"prevu": montant.valeur} if montant else {})


def _read_montant(brut: Brut, colonne: str, contenu: Contenu, lieu: tuple[str, int]) -> Montant | None:
    try:
        return parse_montant(brut)
    except Illisible as erreur:
        texte = f"attendu : {erreur}. Le montant n'est pas repris."
        contenu.report(Niveau.AVIS, lieu, colonne, to_texte(brut), texte)
        return None
