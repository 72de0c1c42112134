"""Chercher dans le recueil : par mots et par facettes, lues dans les faits de chaque action."""

import re
from collections.abc import Mapping, Sequence

from observatoire.domain.francais import sort_key
from observatoire.domain.indicateur import LIBELLES_THEME
from observatoire.services.suivi.facettes import Facette, Valeur, matches, read_mots
from observatoire.services.suivi.recueil import ActionRecueil, load_recueil

_MOTS = re.compile(r"[a-z0-9]+")
_ANNEE = re.compile(r"\b(?:19|20)\d{2}\b")
_MONTANT = re.compile(r"(\d[\d ]*(?:,\d+)?) ?(M)?€")
_JOUR = re.compile(r"\b\d{1,2} [a-zéû]+ (?:19|20)\d{2}\b")
_DEBUTS = ((2010, "avant 2010"), (2014, "de 2010 à 2013"), (2017, "de 2014 à 2016"))
_BUDGETS = ((10_000, "moins de 10 000 €"), (100_000, "de 10 000 à 100 000 €"))
_ECHELLES = (
    ("quartier", "Un ou plusieurs quartiers", ("quartier", "résidence")),
    ("commune", "Commune", ("commune,", "ville")),
    ("communes", "Plusieurs communes", ("communes",)),
    ("intercommunalite", "Intercommunalité", ("intercommunalité", "métropole", "agglomération")),
)


def _read_debut(action: ActionRecueil) -> list[Valeur]:
    trouvee = _ANNEE.search(action.periode)
    if trouvee is None:
        return []
    annee = int(trouvee[0])
    for rang, (borne, libelle) in enumerate(_DEBUTS):
        if annee < borne:
            return [Valeur(f"avant-{borne}", libelle, rang)]
    return [Valeur("depuis-2017", "2017 ou après", len(_DEBUTS))]


def _read_echelles(action: ActionRecueil) -> list[Valeur]:
    dite = f"{action.echelle},"
    return [
        Valeur(code, libelle, rang)
        for rang, (code, libelle, mots) in enumerate(_ECHELLES)
        if any(mot in dite for mot in mots)
    ]


def _read_budget(action: ActionRecueil) -> list[Valeur]:
    """Le plus fort montant dit : les autres en sont des parts, ou une année de démarrage."""
    if not action.budget:
        return []
    if action.budget.startswith(("aucun", "à moyens constants")):
        return [Valeur("aucun", "aucun budget propre", 4)]
    montants = [
        float(m[1].replace(" ", "").replace(",", ".")) * (1_000_000 if m[2] else 1)
        for m in _MONTANT.finditer(action.budget)
    ]
    if not montants:
        return [Valeur("sans-montant", "dit sans montant", 5)]
    for rang, (borne, libelle) in enumerate(_BUDGETS):
        if max(montants) < borne:
            return [Valeur(f"m{borne}", libelle, rang)]
    return [Valeur("plus", "100 000 € ou plus", len(_BUDGETS))]


def _read_resultats(action: ActionRecueil) -> list[Valeur]:
    """Un jour ou une année ne sont pas un résultat chiffré."""
    if not action.resultats:
        return []
    sans_dates = _ANNEE.sub("", _JOUR.sub("", action.resultats))
    if re.search(r"\d", sans_dates):
        return [Valeur("chiffres", "chiffrés", 0)]
    return [Valeur("mots", "dits sans chiffre", 1)]


def _read_annees(action: ActionRecueil) -> list[Valeur]:
    annees = {action.fiche, action.mise_a_jour} - {None}
    return [Valeur(str(a), str(a)) for a in annees]


FACETTES: dict[str, Facette[ActionRecueil]] = {
    "theme": Facette("Thème", lambda a: [Valeur(t.value, LIBELLES_THEME[t]) for t in a.themes]),
    "ville": Facette("Ville", lambda a: read_mots(a.ville)),
    "famille": Facette("Famille", lambda a: read_mots(a.famille)),
    "qpv": Facette("Quartiers prioritaires", lambda a: read_mots(a.qpv), "(non dit)"),
    "annee": Facette("Année de la fiche", _read_annees),
    "debut": Facette("Début de l’action", _read_debut, "(non dit)"),
    "echelle": Facette("Échelle", _read_echelles, "(non dite)"),
    "pilote": Facette("Pilote", lambda a: read_mots(a.pilote), "(non dit)"),
    "partenaire": Facette("Partenaires", lambda a: read_mots(a.partenaires), "(non dits)"),
    "public": Facette("Publics", lambda a: read_mots(a.publics), "(non dits)"),
    "budget": Facette("Budget", _read_budget, "(non dit)"),
    "resultats": Facette("Résultats", _read_resultats, "(non dits)"),
}
"""Tout ce par quoi le recueil se filtre : paramètre de l'adresse → facette."""


def search_recueil(texte: str = "", choix: Mapping[str, Sequence[str]] | None = None) -> tuple[ActionRecueil, ...]:
    """Rend les actions qui répondent à tous les critères.

    Args:
        texte: mots qui doivent tous se trouver dans l'action.
        choix: facette (clé de `FACETTES`) → codes retenus.
    """
    mots = _MOTS.findall(sort_key(texte))
    return tuple(a for a in load_recueil() if all(mot in a.texte for mot in mots) and matches(FACETTES, a, choix or {}))
