"""Carte lissée et regroupements : ce que disent les voisins d'un territoire."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from observatoire.domain.francais import format_nombre, format_pluriel, join_mots
from observatoire.domain.indicateur import METHODE_PAR_TYPE, SANS_INTERVALLE, Indicateur, TypeIndicateur
from observatoire.domain.phrases.phrase import Phrase
from observatoire.domain.territoire import LIBELLES_COURTS_MAILLE, Maille
from observatoire.domain.verdict import Jugement
from observatoire.services.carte import Carte, Contour, build_carte, load_contours
from observatoire.services.chiffres import to_array, to_float
from observatoire.services.resultats import Ligne
from observatoire.stats.arguments import Floats
from observatoire.stats.smoothing import SmoothedRate, empirical_bayes_rate, empirical_bayes_ratio
from observatoire.stats.spatial import FEWEST_AREAS, MoranIndex, local_clusters, moran_index

NON_TESTE = 5
LIBELLES_REGROUPEMENT = {
    0: "pas de regroupement établi",
    1: "haut, entouré de valeurs hautes",
    2: "bas, entouré de valeurs hautes",
    3: "bas, entouré de valeurs basses",
    4: "haut, entouré de valeurs basses",
    NON_TESTE: "non testé : sans valeur publiée, ou sans voisin qui en ait une",
}
_SANS_CAS = "ce chiffre n’est pas un nombre de cas rapporté à une population"
_MOTIFS_LISSAGE = {
    TypeIndicateur.EFFECTIF: "un nombre dépend de la taille du territoire",
    TypeIndicateur.TAUX_STANDARDISE: "un taux standardisé ne se refait pas à partir du nombre de cas",
    TypeIndicateur.INDICE: "cet indice rapporte deux grandeurs, et non des cas à une population",
}


@dataclass(frozen=True, slots=True)
class Lissage:
    """Valeur brute et valeur lissée ; `poids_propre` est la part du territoire dans sa valeur lissée, de 0 à 1."""

    ligne: Ligne
    lissee: float | None
    poids_propre: float | None


@dataclass(frozen=True, slots=True)
class CarteLissee:
    """Valeurs lissées, rangées comme la carte ; `motif` dit pourquoi elles manquent."""

    carte: Carte
    lissages: tuple[Lissage, ...]
    motif: str


@dataclass(frozen=True, slots=True)
class Regroupement:
    """Un territoire et son voisinage. `genre` suit `LIBELLES_REGROUPEMENT` ; `is_etabli` : tient compte du nombre
    de territoires testés."""

    ligne: Ligne
    genre: int
    is_etabli: bool

    @property
    def libelle(self) -> str:
        """Ce que dit le regroupement, avec sa certitude."""
        return LIBELLES_REGROUPEMENT[self.genre] + (" (à confirmer)" if self.is_a_confirmer else "")

    @property
    def is_trouve(self) -> bool:
        """Vrai si le territoire est dans un regroupement, établi ou à confirmer."""
        return self.genre not in (0, NON_TESTE)

    @property
    def is_a_confirmer(self) -> bool:
        """Vrai si le regroupement ne tient pas compte du nombre de territoires testés."""
        return self.is_trouve and not self.is_etabli


@dataclass(frozen=True, slots=True)
class CarteRegroupements:
    """Indice de Moran de la carte et regroupements locaux."""

    carte: Carte
    moran: float | None
    p_value: float | None
    regroupements: tuple[Regroupement, ...]
    phrase: Phrase


def build_lissage(
    *, version: str, indicateur: str, periode: str | None, maille: str, sexe: str = "ensemble", age: str = "tous"
) -> CarteLissee:
    """Rapproche de la moyenne les taux des petits territoires (Bayes empirique).

    Raises:
        SelectionInvalide: code inconnu.
    """
    carte = build_carte(
        version=version, indicateur=indicateur, periode=periode, maille=maille, sexe=sexe, age=age
    )  # fmt: skip
    motif = find_motif_lissage(carte.indicateur, carte.lignes)
    if motif:
        return CarteLissee(carte, tuple(Lissage(ligne, None, None) for ligne in carte.lignes), motif)
    lisse = _smooth(carte.indicateur, carte.lignes)
    return CarteLissee(
        carte,
        tuple(
            Lissage(ligne, to_float(taux), to_float(poids))
            for ligne, taux, poids in zip(carte.lignes, lisse.rate, lisse.own_weight, strict=True)
        ),
        "",
    )


def find_motif_lissage(fiche: Indicateur, lignes: Sequence[Ligne]) -> str:
    """Pourquoi une carte entière ne se lisse pas ; vide si elle se lisse.

    Un seul territoire publié sans ses comptes suffit : une carte à demi lissée se lirait de travers.
    """
    if fiche.type not in METHODE_PAR_TYPE:
        return _MOTIFS_LISSAGE.get(fiche.type, _SANS_CAS)
    if fiche.code in SANS_INTERVALLE:
        return "les habitants concernés sont répartis par le calcul, et non comptés"
    publies = [x.estimation for x in lignes if x.estimation.valeur is not None]
    if len(publies) < 2:
        return "moins de deux territoires ont une valeur publiée"
    if any(e.effectif is None or not e.population for e in publies):
        return "les effectifs ne sont pas publiés pour chaque territoire"
    if fiche.type is TypeIndicateur.PART and any((e.effectif or 0) > (e.population or 0) for e in publies):
        return "un territoire au moins compte plus de cas que de personnes"
    return ""


def _smooth(fiche: Indicateur, lignes: Sequence[Ligne]) -> SmoothedRate:
    """Valeurs lissées, dans l'unité de l'indicateur. Un ICM ou un taux peut dépasser 1 : seule une part est bornée."""
    publiees = [x.estimation if x.estimation.valeur is not None else None for x in lignes]
    cas = to_array([e.effectif if e else None for e in publiees])
    base = to_array([e.population if e else None for e in publiees])
    smooth = empirical_bayes_rate if fiche.type is TypeIndicateur.PART else empirical_bayes_ratio
    lisse = smooth(cas, base)
    return SmoothedRate(lisse.rate * fiche.multiplicateur, lisse.own_weight)


def build_regroupements(
    *, version: str, indicateur: str, periode: str | None, maille: str, sexe: str = "ensemble", age: str = "tous"
) -> CarteRegroupements:
    """Cherche si les valeurs proches se touchent (Moran), et où.

    Raises:
        SelectionInvalide: code inconnu.
    """
    carte = build_carte(
        version=version, indicateur=indicateur, periode=periode, maille=maille, sexe=sexe, age=age
    )  # fmt: skip
    contours = {c.code: c for c in load_contours(version=version, maille=maille, millesime=carte.millesime)}
    lignes = [ligne for ligne in carte.lignes if ligne.territoire.code in contours]
    voisins = find_voisins([contours[ligne.territoire.code] for ligne in lignes])
    valeurs = _values_utiles(carte.indicateur, lignes)
    moran = moran_index(valeurs, voisins)
    locaux = local_clusters(valeurs, voisins)
    regroupements = tuple(
        Regroupement(ligne, NON_TESTE if np.isnan(genre) else int(genre), bool(etabli == 1))
        for ligne, genre, etabli in zip(lignes, locaux.kind, locaux.established, strict=True)
    )
    return CarteRegroupements(
        carte,
        to_float(moran.statistic),
        to_float(moran.p_value),
        regroupements,
        write_regroupements(carte.maille, moran, regroupements, is_plate=is_plate(valeurs)),
    )


def find_voisins(contours: list[Contour]) -> list[list[int]]:
    """Territoires qui partagent au moins deux sommets de contour.

    Les contours publiés sont simplifiés ensemble : deux voisins gardent les mêmes sommets sur leur limite.
    """
    sommets: dict[tuple[float, float], set[int]] = defaultdict(set)
    for rang, contour in enumerate(contours):
        for x, y in _list_sommets(contour.geometrie):
            sommets[round(x, 6), round(y, 6)].add(rang)
    communs: dict[tuple[int, int], int] = defaultdict(int)
    for rangs in sommets.values():
        for a in rangs:
            for b in rangs:
                if a < b:
                    communs[a, b] += 1
    voisins: list[list[int]] = [[] for _ in contours]
    for (a, b), nombre in sorted(communs.items()):
        if nombre >= 2:
            voisins[a].append(b)
            voisins[b].append(a)
    return voisins


def _list_sommets(geometrie: dict[str, Any]) -> list[tuple[float, float]]:
    polygones = [geometrie["coordinates"]] if geometrie["type"] == "Polygon" else geometrie["coordinates"]
    return [(p[0], p[1]) for polygone in polygones for anneau in polygone for p in anneau[:-1]]


def _values_utiles(fiche: Indicateur, lignes: Sequence[Ligne]) -> Floats:
    """Les valeurs, lissées quand elles peuvent l'être : le bruit des petits effectifs ne fait pas de regroupement."""
    if find_motif_lissage(fiche, lignes):
        return to_array([ligne.estimation.valeur for ligne in lignes])
    return _smooth(fiche, lignes).rate


def is_plate(valeurs: Floats) -> bool:
    """Vrai si toutes les valeurs connues sont égales : lissées, elles ne varient pas plus que le hasard."""
    connues = valeurs[~np.isnan(valeurs)]
    return connues.size >= FEWEST_AREAS and float(np.ptp(connues)) == 0


def write_regroupements(
    maille: Maille, moran: MoranIndex, regroupements: Sequence[Regroupement], *, is_plate: bool = False
) -> Phrase:
    """Ce que dit la carte entière : des voisins qui se ressemblent, qui diffèrent, ou rien d'établi."""
    un, plusieurs = LIBELLES_COURTS_MAILLE[maille]
    if is_plate:
        texte = (
            f"Rien n’établit que les {plusieurs} diffèrent autrement que par hasard : aucun regroupement à chercher."
        )
        return Phrase(texte, "pas de regroupement établi", Jugement.SANS_ECART)
    if np.isnan(moran.p_value):
        texte = f"Il faut au moins {FEWEST_AREAS} {plusieurs} voisins publiés pour chercher des regroupements."
        return Phrase(texte, "", Jugement.NON_COMPARABLE)
    certitude = f"indice de Moran {format_nombre(moran.statistic, 2)}"
    if moran.p_value >= 0.05:
        texte = "Rien n’établit que les valeurs hautes, ou basses, se regroupent sur la carte."
        return Phrase(texte, f"pas de regroupement établi · {certitude}", Jugement.SANS_ECART)
    if moran.statistic < moran.expected:
        texte = (
            "Les valeurs voisines diffèrent plus que ne le ferait le hasard : hautes et basses alternent sur la carte."
        )
        return Phrase(texte, f"alternance établie · {certitude}", Jugement.SANS_ECART)
    lieux = ((1, "hautes"), (3, "basses"))
    comptes = [(sum(r.genre == genre and r.is_etabli for r in regroupements), mot) for genre, mot in lieux]
    coeurs = [
        f"{format_pluriel(nombre, un, plusieurs)} au cœur d’un ensemble de valeurs {mot}"
        for nombre, mot in comptes
        if nombre
    ]
    texte = "Les valeurs voisines se ressemblent plus que ne le ferait le hasard"
    texte += f" : {join_mots(coeurs)}" if coeurs else ""
    return Phrase(f"{texte}.", f"ressemblance établie · {certitude}", Jugement.SANS_ECART)
