"""Intitulés de colonnes d'un tableau large : quel indicateur, quelle période, effectif, population ou valeur."""

import re
from dataclasses import dataclass

from observatoire.domain.indicateur import Indicateur
from observatoire.ingest.formats.cles import normalize_periode
from observatoire.ingest.formats.demande import Correspondance
from observatoire.ingest.lecture.tableau import normalize_label

_PERIODE = re.compile(r"(?<!\d)(\d{4}\s*[-–/]\s*\d{4}|\d{4}\s*-?\s*T[1-4]|T[1-4]\s*\d{4}|\d{4})(?!\d)", re.IGNORECASE)
_TRIMESTRE_INVERSE = re.compile(r"^T([1-4])\s*(\d{4})$", re.IGNORECASE)
_PARENTHESE = re.compile(r"\([^)]*\)|\[[^\]]*\]|%")
_ROLES = {
    "numerateur": ("effectif", "effectifs", "nombre", "nb", "numerateur", "n"),
    "denominateur": ("population", "pop", "denominateur"),
    "valeur": ("taux", "part", "valeur", "pourcentage", "indice"),
}
_ROLE_PAR_MOT = {mot: role for role, mots in _ROLES.items() for mot in mots}


@dataclass(frozen=True)
class ColonneLue:
    """Colonne reconnue. `periode` vide : à chercher ailleurs."""

    position: int
    intitule: str
    indicateur: str
    periode: str
    role: str


def find_periodes(texte: str) -> list[str]:
    """Périodes écrites dans un texte libre, dans l'ordre, sans doublon."""
    trouvees = [normalize_periode(_redress(m[1])) for m in _PERIODE.finditer(texte)]
    return list(dict.fromkeys(p for p in trouvees if p))


def _redress(texte: str) -> str:
    """« T2 2025 » et « 2025 T2 » s'écrivent aussi « 2025-T2 »."""
    compact = re.sub(r"\s+", "", texte)
    inverse = _TRIMESTRE_INVERSE.match(compact)
    return f"{inverse[2]}-T{inverse[1]}" if inverse else compact


def _normalize(texte: str) -> str:
    """Les producteurs écrivent « 65 ans et plus » aussi bien que « 65 ans ou plus »."""
    return normalize_label(texte).replace("_et_plus", "_ou_plus")


def is_compte(intitule: str, role: str) -> bool:
    """Vrai pour un intitulé fait du seul nom d'un compte : « Effectif », « Population 2022 »."""
    return _ROLE_PAR_MOT.get(normalize_label(_PARENTHESE.sub(" ", _PERIODE.sub(" ", intitule)))) == role


class LecteurIntitules:
    """Reconnaît un indicateur à son code, son libellé ou son libellé court, sans accent ni casse."""

    def __init__(self, indicateurs: dict[str, Indicateur], correspondance: Correspondance) -> None:
        """Indexe le catalogue ; un libellé que deux indicateurs partagent ne désigne personne."""
        vus: dict[str, set[str]] = {}
        for code, fiche in indicateurs.items():
            for texte in (code, fiche.libelle, fiche.libelle_court):
                vus.setdefault(_normalize(texte), set()).add(code)
        self._index = {texte: next(iter(codes)) for texte, codes in vus.items() if len(codes) == 1 and texte}
        self._index |= {_normalize(code): code for code in indicateurs}
        self._voulus = {normalize_label(t): c for t, c in correspondance.indicateurs.items()}
        self._periode = correspondance.periode

    def read(self, position: int, intitule: str) -> ColonneLue | None:
        """Colonne d'indicateur, ou rien si l'intitulé n'en désigne aucun."""
        periodes = find_periodes(intitule)
        periode = periodes[-1] if periodes else self._periode
        if code := self._voulus.get(normalize_label(intitule)):
            return ColonneLue(position, intitule, code, periode, "valeur")
        sans_periode = _PERIODE.sub(" ", intitule)
        for texte in (intitule, sans_periode, _PARENTHESE.sub(" ", sans_periode)):
            if trouve := self._match(_normalize(texte)):
                return ColonneLue(position, intitule, trouve[0], periode, trouve[1])
        return None

    def _match(self, texte: str) -> tuple[str, str] | None:
        """(indicateur, rôle) : l'intitulé entier d'abord, puis privé de son dernier ou de son premier mot."""
        if code := self._index.get(texte):
            return code, "valeur"
        debut, _, dernier = texte.rpartition("_")
        premier, _, fin = texte.partition("_")
        for mot, reste in ((dernier, debut), (premier, re.sub(r"^(?:d|de|des|du|la|le)_", "", fin))):
            code = self._index.get(reste)
            if code and mot in _ROLE_PAR_MOT:
                return code, _ROLE_PAR_MOT[mot]
        return None
