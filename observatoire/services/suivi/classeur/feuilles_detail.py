"""Les feuilles de détail de l'export (Axes, Étapes, Moyens…) : mêmes colonnes à l'écriture et à la lecture."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, get_origin

from observatoire.domain.cls.codage import champs_types
from observatoire.domain.cls.objets import GENRES, list_champs, reference_of
from observatoire.domain.cls.plan import Plan
from observatoire.domain.cls.saisie import get_nom_champ
from observatoire.domain.cls.vocabulaire import get_libelle
from observatoire.domain.francais import sort_key
from observatoire.services.suivi.classeur.cles import (
    IndexPlan,
    Numeroteur,
    chemin_axe,
    cle_action,
    cle_axe,
    format_chemin,
    index_plan,
    split_chemin,
)
from observatoire.services.suivi.classeur.colonnes import PAR_CHAMP, fold_nom
from observatoire.services.suivi.classeur.contenu import Cle, Contenu, Niveau, Rangee
from observatoire.services.suivi.classeur.lecture import Feuille
from observatoire.services.suivi.classeur.valeurs import (
    Brut,
    Illisible,
    parse_date,
    parse_nombre,
    parse_oui_non,
    to_texte,
)

#: Titre de chaque feuille de détail. Les actions, elles, sont dans la feuille « Plan ».
TITRES: dict[str, str] = {
    "contrat": "Contrat",
    "signataire": "Signataires",
    "axe": "Axes",
    "reference_axes": "Renvois entre axes",
    "objectif": "Objectifs",
    "etape": "Étapes",
    "note": "Notes",
    "financement": "Moyens",
    "lien_actions": "Actions liées",
    "indicateur_cls": "Indicateurs",
    "cible": "Cibles",
    "mesure": "Mesures",
    "seance": "Séances",
    "decision": "Décisions",
}
#: Genres désignés, dans les autres feuilles, par une référence propre au classeur (« I3 »).
_PREFIXES = {"objectif": "O", "indicateur_cls": "I", "seance": "S"}
_NOMS_REFS = {
    ("axe", "parent_id"): "Axe parent",
    ("reference_axes", "cible_id"): "Axe visé",
    ("lien_actions", "cible_id"): "Action visée",
}
#: Colonne d'une feuille de plan d'où vient un objet rattaché.
_COLONNES_PLAN = {
    "axe": "Axe",
    "etape": "Étapes",
    "note": "Notes de suivi",
    "financement": "Financements",
    "indicateur_cls": "Indicateurs liés",
    "cible": "Cible",
    "lien_actions": "Actions liées",
}
COLONNE_REF = "Réf."
ENTIER_MAX = 2_147_483_647


def list_colonnes(genre: str) -> dict[str, str]:
    """Rend les colonnes d'une feuille de détail : champ → titre, `ref` d'abord s'il y en a une."""
    colonnes = {"ref": COLONNE_REF} if genre in _PREFIXES else {}
    for champ in list_champs(GENRES[genre]):
        nom = _NOMS_REFS.get((genre, champ), get_nom_champ(champ))
        colonnes[champ] = nom[0].upper() + nom[1:]
    return colonnes


def get_colonne(genre: str, champ: str, *, partielle: bool) -> str:
    """Rend le titre de la colonne d'où vient un champ ; `partielle` : d'une feuille de plan."""
    if genre == "action":
        colonne = PAR_CHAMP.get({"parent_id": "parent", "axes": "autres_axes"}.get(champ, champ))
        return colonne.titre if colonne else ""
    return _COLONNES_PLAN.get(genre, "") if partielle else list_colonnes(genre).get(champ, "")


def format_cle(vise: str, cle: Cle | None) -> str:
    """Écrit ce que vise une clé : numéro d'une action, chemin d'un axe, libellé d'un indicateur."""
    if cle is None:
        return ""
    return format_chemin(chemin_axe(cle)) if vise == "axe" else str(cle[1][-1])


# --- écriture ---


def format_cellule(valeur: object) -> Any:
    """Rend ce qu'on écrit dans une cellule."""
    if isinstance(valeur, StrEnum):
        return get_libelle(valeur)
    if isinstance(valeur, tuple):
        return "\n".join(str(v) for v in valeur)  # pyright: ignore[reportUnknownVariableType]
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    return valeur


def build_lignes(plan: Plan, genre: str, noms: Mapping[str, str]) -> list[list[Any]]:
    """Rend les lignes d'une feuille de détail, titres compris. `noms` : code d'un territoire → nom à écrire."""
    index = index_plan(plan)
    references = number_references(plan)
    lignes: list[list[Any]] = [list(list_colonnes(genre).values())]
    objets = plan.axes if genre == "axe" else plan.list_objets(GENRES[genre])
    for objet in objets:
        ligne: list[Any] = [references[genre, objet.id]] if genre in _PREFIXES else []
        for champ in list_champs(type(objet)):
            valeur: Any = getattr(objet, champ)
            vise = reference_of(genre, champ)
            if champ == "territoires":
                valeur = tuple(noms.get(code, code) for code in valeur)
            ligne.append(format_reference(index, references, vise, valeur) if vise else format_cellule(valeur))
        lignes.append(ligne)
    return lignes


def number_references(plan: Plan) -> dict[tuple[str, int], str]:
    """Donne sa référence de classeur à chaque objectif, indicateur et séance."""
    return {
        (genre, objet.id): f"{prefixe}{rang}"
        for genre, prefixe in _PREFIXES.items()
        for rang, objet in enumerate(plan.list_objets(GENRES[genre]), start=1)
    }


def format_reference(
    index: IndexPlan, references: Mapping[tuple[str, int], str], vise: str, identifiant: int | None
) -> str:
    """Écrit l'objet visé : chemin d'un axe, numéro d'une action, ou référence de classeur."""
    if identifiant is None:
        return ""
    if vise in _PREFIXES:
        return references[vise, identifiant]
    cle = index.cle_de[vise, identifiant]
    return format_cle(vise, cle)


# --- lecture ---


def find_genre(feuille: Feuille) -> str | None:
    """Rend le genre d'une feuille de détail, d'après son titre et sa première ligne."""
    genre = {fold_nom(titre): g for g, titre in TITRES.items()}.get(fold_nom(feuille.nom))
    if genre is None or not feuille.lignes:
        return None
    attendus = {fold_nom(t) for t in list_colonnes(genre).values()}
    trouves = {fold_nom(to_texte(c)) for c in feuille.lignes[0]} & attendus
    return genre if len(trouves) >= min(2, len(attendus)) else None


def read_details(feuilles: Mapping[str, Feuille], contenu: Contenu) -> None:
    """Lit les feuilles de détail, dans l'ordre des genres, et ajoute leurs rangées au contenu."""
    numeroteur = Numeroteur()
    references: dict[str, Cle] = {}
    for genre in GENRES:
        if genre in feuilles:
            _read_feuille(genre, feuilles[genre], contenu, numeroteur, references)


def _read_feuille(
    genre: str, feuille: Feuille, contenu: Contenu, numeroteur: Numeroteur, references: dict[str, Cle]
) -> None:
    titres = {fold_nom(t): champ for champ, t in list_colonnes(genre).items()}
    champs = [titres.get(fold_nom(to_texte(c))) for c in feuille.lignes[0]]
    for rang, ligne in enumerate(feuille.lignes[1:], start=2):
        if all(to_texte(c) == "" for c in ligne):
            continue
        cellules = {champ: c for champ, c in zip(champs, ligne, strict=False) if champ}
        rangee = _read_ligne(genre, cellules, contenu, (feuille.nom, rang), references)
        if rangee is None:
            continue
        rangee.cle = numeroteur.build_cle(genre, rangee.refs, rangee.champs)
        contenu.rangees.append(rangee)
        if genre in _PREFIXES:
            references[to_texte(cellules.get("ref")).upper()] = rangee.cle


def _read_ligne(
    genre: str, cellules: dict[str, Brut], contenu: Contenu, lieu: tuple[str, int], references: Mapping[str, Cle]
) -> Rangee | None:
    types, titres = champs_types(GENRES[genre]), list_colonnes(genre)
    rangee = Rangee(genre, (), {}, lieu=lieu)
    for champ, brut in cellules.items():
        if champ == "ref":
            continue
        try:
            vise = reference_of(genre, champ)
            if vise:
                rangee.refs[champ] = _read_reference(vise, brut, references)
            else:
                rangee.champs[champ] = _read_valeur(types[champ], brut)
                if champ == "territoires":
                    rangee.champs[champ] = contenu.lexique.translate(champ, rangee.champs[champ], contenu)
        except Illisible as erreur:
            texte = f"attendu : {erreur}. La ligne n'est pas reprise."
            contenu.report(Niveau.ERREUR, lieu, titres[champ], to_texte(brut), texte)
            return None
    return rangee


def _read_reference(vise: str, brut: Brut, references: Mapping[str, Cle]) -> Cle | None:
    texte = to_texte(brut)
    if not texte:
        return None
    if vise == "axe":
        return cle_axe(split_chemin(texte))
    if vise == "action":
        return cle_action(texte)
    if texte.upper() not in references:
        raise Illisible(f"une référence de la feuille « {TITRES[vise]} »")
    return references[texte.upper()]


def _read_valeur(attendu: tuple[Any, bool], brut: Brut) -> Any:
    type_, optionnel = attendu
    texte = to_texte(brut)
    if type_ in {str, bool}:
        return texte if type_ is str else parse_oui_non(brut)
    if get_origin(type_) is tuple:
        return tuple(mot.strip() for mot in texte.replace(";", "\n").split("\n") if mot.strip())
    if texte == "" and optionnel:
        return None
    if issubclass(type_, StrEnum):
        return _find_mot(type_, texte)
    if type_ is date:
        return _require(parse_date(brut), "une date", optionnel)
    return _read_nombre(type_, brut, optionnel)


def _read_nombre(type_: Any, brut: Brut, optionnel: bool) -> Any:
    nombre = _require(parse_nombre(brut), "un nombre", optionnel)
    if type_ is int and nombre is not None and not (float(nombre).is_integer() and abs(nombre) <= ENTIER_MAX):
        raise Illisible("un nombre entier")
    return None if nombre is None else type_(nombre)


def _require(valeur: Any, attendu: str, optionnel: bool) -> Any:
    if valeur is None and not optionnel:
        raise Illisible(attendu)
    return valeur


def _find_mot(liste: type[StrEnum], texte: str) -> StrEnum:
    for mot in liste:
        if sort_key(texte.strip()) == sort_key(get_libelle(mot)):
            return mot
    raise Illisible("l'un de ces mots : " + ", ".join(get_libelle(m) for m in liste))
