"""Reconnaître un axe écrit à la main : « AXE 1 : Accès aux soins », « 1.2 – Droits », « Santé mentale »."""

import re

from observatoire.domain.cls.plan import Plan
from observatoire.domain.francais import sort_key
from observatoire.services.suivi.classeur.cles import chemin_axe, cle_axe, index_plan
from observatoire.services.suivi.classeur.colonnes import fold_nom
from observatoire.services.suivi.classeur.contenu import Contenu, Rangee

Chemin = tuple[str, ...]
_PREFIXE = r"(?:(?:sous[\s-]*)*axe|orientation)\s*(?:strat[ée]gique\s*)?(?:n[°o]\s*)?"
_NUMERO = r"(?P<numero>\d+(?:[.\-]\d+)*|[IVX]+)"
_NOMME = re.compile(rf"^{_PREFIXE}{_NUMERO}\s*[.:)–—\-]*\s*(?P<titre>.*)$", re.IGNORECASE | re.DOTALL)
_NUMEROTE = re.compile(r"^(?P<numero>\d+(?:\.\d+)*)\s*(?:[.):–—\-]\s*|(?<=\d\.\d)\s+)(?P<titre>\D.*)$", re.DOTALL)
_BANDEAU = re.compile(rf"^{_PREFIXE}", re.IGNORECASE)


def format_axe(numero: str, titre: str) -> str:
    """Écrit « 1 – Accès aux soins »."""
    return f"{numero} – {titre}"


def split_axe(texte: str) -> tuple[str, str]:
    """Sépare le numéro et le titre d'un axe ; le numéro est vide s'il n'y en a pas."""
    trouve = _NOMME.match(texte.strip()) or _NUMEROTE.match(texte.strip())
    if trouve is None:
        return "", texte.strip()
    numero = trouve["numero"].replace("-", ".")
    return numero, trouve["titre"].strip() or f"Axe {numero}"


def is_bandeau(texte: str) -> bool:
    """Vrai pour une ligne de titre comme « AXE 2 – Prévention » au milieu du tableau."""
    return bool(_BANDEAU.match(texte.strip()))


class AxesLus:
    """Les axes connus (du plan, de la feuille « Axes », déjà lus), et ceux que le classeur ajoute."""

    def __init__(self, plan: Plan, contenu: Contenu) -> None:
        self._contenu = contenu
        self._par_nom: dict[tuple[Chemin, str], Chemin] = {}
        self._enfants: dict[Chemin, int] = {}
        cle_de = index_plan(plan).cle_de
        for axe in plan.axes:
            self._learn(chemin_axe(cle_de["axe", axe.id]), axe.titre)
        for rangee in contenu.rangees:
            if rangee.genre == "axe":
                self._learn(chemin_axe(rangee.cle), rangee.champs.get("titre", ""))

    def _learn(self, chemin: Chemin, titre: str) -> None:
        parent, numero = chemin[:-1], chemin[-1]
        if (parent, sort_key(numero)) not in self._par_nom:
            self._enfants[parent] = self._enfants.get(parent, 0) + 1
        for nom in (sort_key(format_axe(numero, titre)), fold_nom(titre), sort_key(numero)):
            self._par_nom.setdefault((parent, nom), chemin)

    def resolve(self, texte: str, parent: Chemin) -> Chemin:
        """Rend le chemin d'un axe, en l'ajoutant au contenu s'il est nouveau."""
        numero, titre = split_axe(texte)
        noms = (sort_key(texte.strip()), sort_key(numero) if numero else fold_nom(titre))
        for nom in noms:
            if (parent, nom) in self._par_nom:
                return self._par_nom[parent, nom]
        if not numero:
            numero = self._number(parent)
        chemin = (*parent, numero)
        refs = {"parent_id": cle_axe(parent) if parent else None}
        champs = {"numero": numero, "titre": titre, "ordre": self._enfants.get(parent, 0) + 1}
        self._contenu.rangees.append(Rangee("axe", cle_axe(chemin), champs, refs, partielle=True))
        self._learn(chemin, titre)
        return chemin

    def _number(self, parent: Chemin) -> str:
        prefixe = f"{parent[-1]}." if parent else ""
        rang = self._enfants.get(parent, 0) + 1
        while (parent, sort_key(f"{prefixe}{rang}")) in self._par_nom:
            rang += 1
        return f"{prefixe}{rang}"
