"""Territoires et thèmes d'un classeur : un nom écrit à la main devient le code que les chiffres connaissent."""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from observatoire.domain.cls.objets import Action, IndicateurCls
from observatoire.domain.cls.plan import Plan
from observatoire.domain.francais import sort_key
from observatoire.domain.indicateur import LIBELLES_THEME
from observatoire.domain.territoire import LIBELLES_MAILLE, Maille, Territoire
from observatoire.errors import DonneesAbsentes
from observatoire.settings import Reglages
from observatoire.store.entrepot.base import open_entrepot
from observatoire.store.entrepot.versions import read_version_courante

MAILLES = (Maille.QUARTIER, Maille.QPV, Maille.COMMUNE)
GARDER = "Garder tel quel"
_TITRES = {
    "territoires": ("Territoire", "inconnu : à quoi correspond-il"),
    "thematiques": ("Thématique", "inconnue : à laquelle de l'observatoire correspond-elle"),
}
_AUTRES = re.compile(r"[^a-z0-9]+")
_ABREGES = ((re.compile(r"\bst\b"), "saint"), (re.compile(r"\bste\b"), "sainte"))


class Questions(Protocol):
    """Ce qui pose une question, ou rend sa réponse."""

    def ask(
        self, cle: str, texte: str, choix: tuple[tuple[str, str], ...], *, obligatoire: bool, sans_reponse: str = ""
    ) -> str | None: ...


def fold_lieu(nom: str) -> str:
    """Rend un nom comparable : sans casse, accent, trait d'union ni apostrophe ; « St » vaut « Saint »."""
    plat = _AUTRES.sub(" ", sort_key(nom)).strip()
    for motif, entier in _ABREGES:
        plat = motif.sub(entier, plat)
    return plat


@dataclass(frozen=True)
class Lexique:
    """Les mots connus de chaque colonne : `choix` code → nom à lire, `codes` nom comparable → codes.

    `connus` s'écrivent déjà comme il faut. `gardes` sont au plan tels quels : on ne les redemande pas.
    """

    choix: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, "Mapping[str, str]"])
    connus: Mapping[str, frozenset[str]] = field(default_factory=dict[str, "frozenset[str]"])
    codes: Mapping[str, Mapping[str, tuple[str, ...]]] = field(
        default_factory=dict[str, "Mapping[str, tuple[str, ...]]"]
    )
    gardes: Mapping[str, frozenset[str]] = field(default_factory=dict[str, "frozenset[str]"])

    def translate(self, champ: str, mots: Iterable[str], questions: Questions) -> tuple[str, ...]:
        """Rend les mots d'une liste, ceux qui se reconnaissent remplacés par leur code."""
        if not self.choix.get(champ):
            return tuple(mots)
        return tuple(dict.fromkeys(self._translate(champ, mot, questions) for mot in mots))

    def _translate(self, champ: str, mot: str, questions: Questions) -> str:
        noms, connus = self.choix[champ], self.connus[champ]
        if mot in connus:
            return mot
        entre = re.search(r"\(([^()]+)\)$", mot)
        if entre and entre[1] in connus:
            return entre[1]
        candidats = self.codes[champ].get(fold_lieu(mot), ())
        if len(candidats) == 1:
            return candidats[0]
        if mot in self.gardes.get(champ, ()):
            return mot
        titre, inconnu = _TITRES[champ]
        quoi = "désigne plusieurs territoires : lequel" if candidats else inconnu
        choix = tuple((code, noms[code]) for code in candidats or self._sort_proches(champ, mot))
        reponse = questions.ask(
            f"{champ}:{fold_lieu(mot)}",
            f"{titre} « {mot} » {quoi} ?",
            choix,
            obligatoire=False,
            sans_reponse=GARDER,
        )
        return reponse or mot

    def _sort_proches(self, champ: str, mot: str) -> list[str]:
        """Les codes à proposer, ceux qui ressemblent le plus d'abord."""
        connus = self.codes[champ]
        proches = difflib.get_close_matches(fold_lieu(mot), connus, n=5, cutoff=0.6)
        ordre = [code for nom in proches for code in connus[nom]]
        return list(dict.fromkeys([*ordre, *self.choix[champ]]))


def list_territoires_publies(reglages: Reglages) -> tuple[Territoire, ...]:
    """Rend les territoires de la version servie qu'une action peut viser ; aucun si rien n'est publié."""
    try:
        metadonnees = open_entrepot(read_version_courante(reglages.publie), reglages).metadonnees
    except DonneesAbsentes:
        return ()
    return tuple(t for t in metadonnees.territoires.values() if t.maille in MAILLES)


def build_lexique(territoires: Iterable[Territoire], plan: Plan) -> Lexique:
    """Rassemble les territoires publiés et les thèmes de l'observatoire.

    Args:
        territoires: ceux de la version publiée ; vide s'il n'y en a pas.
        plan: le plan à mettre à jour, pour les mots qu'il a déjà.
    """
    retenus = [t for t in territoires if t.maille in MAILLES]
    recent = max((t.millesime for t in retenus if t.maille is Maille.QPV), default="")
    actuels = [t for t in retenus if t.maille is not Maille.QPV or t.millesime == recent]
    codes: dict[str, list[str]] = {}
    for t in actuels:
        codes.setdefault(fold_lieu(t.nom), []).append(t.code)
    # Un QPV a pu changer de contour : son nom désigne le plus récent, l'ancien seulement s'il est seul à le porter.
    portes = frozenset(codes)
    for t in retenus:
        if fold_lieu(t.nom) not in portes:
            codes.setdefault(fold_lieu(t.nom), []).append(t.code)
    themes = {libelle: libelle for libelle in LIBELLES_THEME.values()}
    actions, indicateurs = plan.list_objets(Action), plan.list_objets(IndicateurCls)
    return Lexique(
        choix={"territoires": describe_territoires(retenus), "thematiques": themes},
        connus={
            "territoires": frozenset(t.code for t in retenus),
            "thematiques": frozenset([*themes, *(t.value for t in LIBELLES_THEME)]),
        },
        codes={
            "territoires": {nom: tuple(c) for nom, c in codes.items()},
            "thematiques": {fold_lieu(libelle): (libelle,) for libelle in themes},
        },
        gardes={
            "territoires": frozenset(m for o in (*actions, *indicateurs) for m in o.territoires),
            "thematiques": frozenset(m for a in actions for m in a.thematiques),
        },
    )


def name_territoires(territoires: Iterable[Territoire]) -> dict[str, str]:
    """Rend code → nom à écrire : le nom seul s'il ne désigne que lui, sinon suivi de son code."""
    retenus = [t for t in territoires if t.maille in MAILLES]
    portes: dict[str, int] = {}
    for t in retenus:
        portes[fold_lieu(t.nom)] = portes.get(fold_lieu(t.nom), 0) + 1
    noms: dict[str, str] = {}
    for t in retenus:
        seul = portes[fold_lieu(t.nom)] == 1 and not re.search(r"[()]", t.nom)
        # Un point-virgule dans un nom couperait la liste en deux : le code suffit alors.
        noms[t.code] = t.code if re.search(r"[;\n]", t.nom) else t.nom if seul else f"{t.nom} ({t.code})"
    return noms


def describe_territoires(territoires: list[Territoire]) -> dict[str, str]:
    """Rend code → nom à lire, un QPV disant son millésime."""
    dits = {t.maille: LIBELLES_MAILLE[t.maille][0] for t in territoires}
    return {
        t.code: f"{t.nom} ({f'QPV {t.millesime}' if t.maille is Maille.QPV else dits[t.maille]})" for t in territoires
    }
