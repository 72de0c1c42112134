"""Clés d'un chiffre telles que chacun les écrit : territoire, période, sexe, âge."""

import difflib
import re
from dataclasses import dataclass

from observatoire.domain.estimation import Statut
from observatoire.domain.francais import sort_key
from observatoire.domain.periode import parse_periode
from observatoire.domain.territoire import CODE_FRANCE, Maille, get_departement, is_code_valide, repair_code
from observatoire.ingest.formats.commun import find_commune, load_departements
from observatoire.ingest.lot import ContexteImport

_SEXES = {
    "ensemble": ("", "ensemble", "e", "t", "total", "tous", "deux sexes", "9"),
    "femmes": ("femmes", "femme", "f", "feminin", "2"),
    "hommes": ("hommes", "homme", "h", "m", "masculin", "1"),
}
_SEXE_PAR_MOT = {mot: sexe for sexe, mots in _SEXES.items() for mot in mots}
_TOUS_AGES = {"", "tous", "tous ages", "tous les ages", "ensemble", "total", "tsage"}
_TRANCHE = re.compile(r"^(?:de )?(\d{1,3}) ?(?:-|–|a) ?(\d{1,3})(?: ans)?$")
_ET_PLUS = re.compile(r"^(\d{1,3}) ?(?:\+|(?:ans )?(?:et|ou) plus)(?: ans)?$")
_MOINS_DE = re.compile(r"^(?:moins de |< ?)(\d{1,3})(?: ans)?$")
_STATUTS = {sort_key(s.value).replace("_", " "): s for s in Statut} | {"sans objet": Statut.NON_APPLICABLE}
_SUGGESTIONS_MAX = 50  # chercher un voisin coûte cher : au-delà, tout le fichier se trompe
_PREFIXES_FRANCE = {"france", "france entiere", "fr"}


@dataclass(frozen=True)
class Reponse:
    """Territoire reconnu. `code` vide : inconnu (`conseil` dit que faire). `hors` : connu, mais hors périmètre."""

    code: str = ""
    maille: str = ""
    hors: bool = False
    conseil: str = ""


class ResolveurTerritoires:
    """Retrouve un territoire par son code, réparé s'il le faut, ou par son nom exact."""

    def __init__(self, contexte: ContexteImport, maille: Maille | None) -> None:
        """Indexe les noms connus une fois pour tout le fichier."""
        self._contexte = contexte
        self._maille = maille
        self._noms: dict[str, list[str]] = {}
        for code, nom in contexte.noms.items():
            self._noms.setdefault(sort_key(nom.strip()), []).append(code)
        self._mailles_connues = set(contexte.territoires_connus.values())
        self._suggestions = 0

    def resolve(self, texte: str) -> Reponse:
        """Territoire que ce texte désigne."""
        connus = self._contexte.territoires_connus
        for code in dict.fromkeys((texte, texte.upper(), *(repair_code(texte, m) for m in Maille))):
            if code in connus:
                return Reponse(code, connus[code])
        return self._resolve_nom(texte) or self._resolve_comparateur(texte) or self._resolve_inconnu(texte)

    def _resolve_nom(self, texte: str) -> Reponse | None:
        connus = self._contexte.territoires_connus
        codes = [c for c in self._noms.get(sort_key(texte), []) if c in connus]
        # Un quartier et une commune peuvent être homonymes : on cherche la maille demandée, ou le quartier.
        voulue = self._maille or Maille.QUARTIER
        precis = [c for c in codes if connus[c] == voulue]
        retenus = precis or ([] if self._maille else codes)
        if len(retenus) == 1:
            return Reponse(retenus[0], connus[retenus[0]])
        if len(retenus) > 1:
            return Reponse(
                conseil=f"Ce nom désigne {len(retenus)} territoires : écrivez le code, {retenus[0]} ou autre."
            )
        return None

    def _resolve_comparateur(self, texte: str) -> Reponse | None:
        if sort_key(texte) in _PREFIXES_FRANCE:
            return Reponse(CODE_FRANCE, Maille.FRANCE.value)
        departements = load_departements()
        code = texte.upper().zfill(2) if texte.isdigit() and len(texte) == 1 else texte.upper()
        if code in departements or any(code == get_departement(c) for c in self._contexte.communes):
            return Reponse(code, Maille.DEPARTEMENT.value)
        par_nom = {sort_key(n): c for c, n in departements.items()}
        if self._maille in (None, Maille.DEPARTEMENT) and sort_key(texte) in par_nom:
            return Reponse(par_nom[sort_key(texte)], Maille.DEPARTEMENT.value)
        return None

    def _resolve_inconnu(self, texte: str) -> Reponse:
        """Code bien formé mais jamais vu : comparateur, hors périmètre, ou contours pas encore importés."""
        essais = [self._maille] if self._maille else [Maille.IRIS, Maille.COMMUNE, Maille.QPV, Maille.REGION]
        for maille in essais:
            code = repair_code(texte, maille)
            if maille in (Maille.QUARTIER, Maille.ZONE) or not is_code_valide(code, maille):
                continue
            if maille in (Maille.COMMUNE, Maille.REGION, Maille.EPCI):
                return Reponse(code, maille.value)
            if maille is Maille.IRIS and find_commune(code, self._contexte) not in self._contexte.communes:
                return Reponse(code, maille.value, hors=True)
            if maille.value not in self._mailles_connues:
                return Reponse(code, maille.value)
            if maille is Maille.QPV:  # son code ne dit pas sa commune : il est d'une autre ville du fichier
                return Reponse(code, maille.value, hors=True)
        return Reponse(conseil=self._suggest(texte))

    def _suggest(self, texte: str) -> str:
        self._suggestions += 1
        if self._suggestions > _SUGGESTIONS_MAX:
            return "Importez d'abord les contours de ce territoire, ou corrigez son code."
        proches = difflib.get_close_matches(sort_key(texte), self._noms, n=1, cutoff=0.75)
        if proches:
            code = self._noms[proches[0]][0]
            return f"Vouliez-vous dire « {self._contexte.noms[code]} » ({code}) ?"
        proches = difflib.get_close_matches(texte, self._contexte.territoires_connus, n=1, cutoff=0.8)
        if proches:
            return f"Vouliez-vous dire « {proches[0]} » ?"
        return "Importez d'abord les contours de ce territoire, ou corrigez son code."


def normalize_periode(texte: str) -> str:
    """Code de la période, vide si elle ne se lit pas."""
    try:
        return parse_periode(texte).code
    except ValueError:
        return ""


def normalize_sexe(texte: str) -> str:
    """`ensemble`, `femmes` ou `hommes` ; vide si le mot est inconnu."""
    return _SEXE_PAR_MOT.get(sort_key(texte.strip()), "")


def normalize_age(texte: str) -> str:
    """`tous`, `15-29` ou `75+` ; vide si la tranche ne se lit pas."""
    propre = sort_key(texte.strip())
    if propre in _TOUS_AGES:
        return "tous"
    if trouve := _TRANCHE.match(propre):
        bas, haut = int(trouve[1]), int(trouve[2])
        return f"{bas}-{haut}" if bas <= haut else ""
    if trouve := _ET_PLUS.match(propre):
        return f"{int(trouve[1])}+"
    if (trouve := _MOINS_DE.match(propre)) and int(trouve[1]) > 0:
        return f"0-{int(trouve[1]) - 1}"
    return ""


def normalize_statut(texte: str) -> str:
    """Statut du domaine ; vide si le mot est inconnu."""
    statut = _STATUTS.get(sort_key(texte.strip()).replace("_", " "))
    return statut.value if statut else ""
