"""Reconnaître un axe écrit à la main : « AXE 1 : Accès aux soins », « 1.2 – Droits », « Santé mentale »."""

import difflib
import re
from typing import Any

from observatoire.domain.cls.plan import Plan
from observatoire.domain.francais import sort_key
from observatoire.services.suivi.classeur.cles import chemin_axe, cle_axe, format_chemin, index_plan, split_chemin
from observatoire.services.suivi.classeur.colonnes import fold_nom
from observatoire.services.suivi.classeur.contenu import Contenu, Niveau, Rangee

Chemin = tuple[str, ...]
_PREFIXE = r"(?:(?:sous[\s-]*)*axe|orientation)\s*(?:strat[ée]gique\s*)?(?:n[°o]\s*)?"
_NUMERO = r"(?P<numero>\d+(?:[.\-]\d+)*|[IVX]+)"
_NOMME = re.compile(rf"^{_PREFIXE}{_NUMERO}\s*[.:)–—\-]*\s*(?P<titre>.*)$", re.IGNORECASE | re.DOTALL)
_NUMEROTE = re.compile(r"^(?P<numero>\d+(?:\.\d+)*)\s*(?:[.):–—\-]\s*|(?<=\d\.\d)\s+)(?P<titre>\D.*)$", re.DOTALL)
_PROCHES = 0.6  # au-dessus, deux titres sont le même, retouché
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
        self._titres: dict[Chemin, str] = {}
        self._resolus: dict[tuple[Chemin, str], Chemin] = {}
        cle_de = index_plan(plan).cle_de
        for axe in plan.axes:
            self._learn(chemin_axe(cle_de["axe", axe.id]), axe.titre)
        for rangee in contenu.rangees:
            if rangee.genre == "axe":
                self._learn(chemin_axe(rangee.cle), rangee.champs.get("titre", ""))

    def _learn(self, chemin: Chemin, titre: str) -> None:
        parent, numero = chemin[:-1], chemin[-1]
        self._titres.setdefault(chemin, titre)
        for nom in (sort_key(format_axe(numero, titre)), fold_nom(titre), sort_key(numero)):
            self._par_nom.setdefault((parent, nom), chemin)

    def resolve(self, texte: str, parent: Chemin, lieu: tuple[str, int]) -> Chemin:
        """Rend le chemin d'un axe, ajouté au contenu s'il est nouveau ; un même texte ne s'examine qu'une fois."""
        cle = (parent, texte.strip())
        if cle not in self._resolus:
            self._resolus[cle] = self._resolve(texte.strip(), parent, lieu)
        return self._resolus[cle]

    def _resolve(self, texte: str, parent: Chemin, lieu: tuple[str, int]) -> Chemin:
        numero, titre = split_axe(texte)
        for nom in (sort_key(texte), sort_key(numero) if numero else fold_nom(titre)):
            connu = self._par_nom.get((parent, nom))
            if connu is not None:
                exact = nom != sort_key(numero) or titre == f"Axe {numero}" or nom == sort_key(texte)
                return connu if exact else self._compare(connu, numero, titre, lieu)
        return self._create(parent, numero or self._number(parent), titre, lieu)

    def resolve_chemin(self, texte: str, lieu: tuple[str, int]) -> Chemin | None:
        """Rend un axe écrit par ses numéros (« 1 > 1.2 ») ou ses titres ; un numéro inconnu est dit et laissé."""
        if (chemin := split_chemin(texte)) in self._titres:
            return chemin
        axe: Chemin = ()
        for morceau in split_chemin(texte):
            if re.fullmatch(r"\d+(?:[.\-]\d+)*", morceau) and (axe, sort_key(morceau)) not in self._par_nom:
                avis = "aucun axe de ce numéro : il n'est pas rattaché. Attendu : « 2 » ou « 1 > 1.2 »."
                self._contenu.report(Niveau.AVIS, lieu, "Autres axes", texte, avis)
                return None
            axe = self.resolve(morceau, axe, lieu)
        return axe

    def _compare(self, connu: Chemin, numero: str, titre: str, lieu: tuple[str, int]) -> Chemin:
        """Le numéro est connu, le titre diffère : un peu, on le dit ; beaucoup, on demande ce qu'il en est."""
        ancien = self._titres[connu]
        plat, plat_ancien = fold_nom(titre), fold_nom(ancien)
        if plat == plat_ancien:
            return connu
        proches = plat in plat_ancien or plat_ancien in plat
        if proches or difflib.SequenceMatcher(None, plat, plat_ancien).ratio() >= _PROCHES:
            avis = f"cet axe s'appelle déjà « {ancien} » : ce titre est gardé."
            self._contenu.report(Niveau.AVIS, lieu, "Axe", format_axe(numero, titre), avis)
            return connu
        return self._ask(connu, numero, titre, lieu)

    def _ask(self, connu: Chemin, numero: str, titre: str, lieu: tuple[str, int]) -> Chemin:
        parent, ancien = connu[:-1], self._titres[connu]
        freres = [c for c in self._titres if c[:-1] == parent and c != connu]
        # L'axe qui porte déjà ce titre se propose en premier.
        freres.sort(key=lambda c: fold_nom(self._titres[c]) != fold_nom(titre))
        suivant = self._number(parent)
        choix = (
            ("renommer", f"L'axe {connu[-1]} prend ce titre"),
            *((f"axe {c[-1]}", f"C'est l'axe existant {format_axe(c[-1], self._titres[c])}") for c in freres),
            ("nouveau", f"C'est un nouvel axe, qui prend le numéro {suivant}"),
        )
        reponse = self._contenu.ask(
            f"axe:{format_chemin(connu)}:{fold_nom(titre)}",
            f"Axe « {format_axe(numero, titre)} » : l'axe {connu[-1]} s'appelle déjà « {ancien} ». Qu'en faire ?",
            choix,
            obligatoire=True,
        )
        if reponse == "nouveau":
            return self._create(parent, suivant, titre, lieu)
        if reponse == "renommer":
            self._rename(connu, titre, lieu)
            return connu
        return (*parent, reponse.removeprefix("axe ")) if reponse else connu

    def _rename(self, chemin: Chemin, titre: str, lieu: tuple[str, int]) -> None:
        deja = next((r for r in self._contenu.rangees if (r.genre, r.cle) == ("axe", cle_axe(chemin))), None)
        if deja is None:
            self._contenu.rangees.append(self._build_rangee(chemin, {"titre": titre}, lieu))
        else:
            deja.champs["titre"] = titre

    def _create(self, parent: Chemin, numero: str, titre: str, lieu: tuple[str, int]) -> Chemin:
        chemin = (*parent, numero)
        champs = {"numero": numero, "titre": titre, "ordre": self._count(parent) + 1}
        self._contenu.rangees.append(self._build_rangee(chemin, champs, lieu))
        self._learn(chemin, titre)
        return chemin

    def _build_rangee(self, chemin: Chemin, champs: dict[str, Any], lieu: tuple[str, int]) -> Rangee:
        refs = {"parent_id": cle_axe(chemin[:-1]) if chemin[:-1] else None}
        return Rangee("axe", cle_axe(chemin), champs, refs, partielle=True, lieu=lieu)

    def _count(self, parent: Chemin) -> int:
        return sum(c[:-1] == parent for c in self._titres)

    def _number(self, parent: Chemin) -> str:
        prefixe = f"{parent[-1]}." if parent else ""
        rang = self._count(parent) + 1
        while (parent, sort_key(f"{prefixe}{rang}")) in self._par_nom:
            rang += 1
        return f"{prefixe}{rang}"
