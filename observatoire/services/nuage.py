"""Nuage de deux indicateurs : un point par territoire, et ce que la corrélation permet de dire."""

from dataclasses import dataclass

from observatoire.domain.francais import format_nombre, format_pluriel
from observatoire.domain.indicateur import Indicateur
from observatoire.domain.periode import Periode
from observatoire.domain.phrases.phrase import Phrase
from observatoire.domain.territoire import LIBELLES_COURTS_MAILLE, Maille
from observatoire.domain.verdict import Jugement
from observatoire.services.carte import build_carte
from observatoire.services.chiffres import to_array, to_float
from observatoire.services.resultats import Ligne
from observatoire.stats.correlation import FEWEST_AREAS, RankCorrelation, rank_correlation


@dataclass(frozen=True, slots=True)
class PointNuage:
    """Un territoire et ses deux lignes."""

    x: Ligne
    y: Ligne


@dataclass(frozen=True, slots=True)
class Nuage:
    """Territoires publiés pour les deux indicateurs. `rho` est la corrélation de rangs, absente si trop peu."""

    indicateur_x: Indicateur
    indicateur_y: Indicateur
    periode_x: Periode
    periode_y: Periode
    maille: Maille
    points: tuple[PointNuage, ...]
    rho: float | None
    p_value: float | None
    phrase: Phrase


def build_nuage(
    *,
    version: str,
    indicateur_x: str,
    indicateur_y: str,
    maille: str,
    comparateur: str | None = None,
) -> Nuage:
    """Construit le nuage, à la période la plus récente de chaque indicateur.

    Raises:
        SelectionInvalide: code inconnu.
    """
    x, y = (
        build_carte(version=version, indicateur=code, periode=None, maille=maille, comparateur=comparateur)
        for code in (indicateur_x, indicateur_y)
    )
    par_code = {ligne.territoire.code: ligne for ligne in y.lignes if ligne.estimation.is_disponible}
    points = tuple(
        PointNuage(ligne, par_code[ligne.territoire.code])
        for ligne in x.lignes
        if ligne.estimation.is_disponible and ligne.territoire.code in par_code
    )
    lien = rank_correlation(
        to_array([p.x.estimation.valeur for p in points]), to_array([p.y.estimation.valeur for p in points])
    )
    return Nuage(
        x.indicateur,
        y.indicateur,
        x.periode,
        y.periode,
        x.maille,
        points,
        to_float(lien.rho),
        to_float(lien.p_value),
        write_nuage(x.indicateur, y.indicateur, x.maille, lien),
    )


def write_nuage(x: Indicateur, y: Indicateur, maille: Maille, lien: RankCorrelation) -> Phrase:
    """Dit le lien entre territoires, et rappelle qu'il ne dit rien des personnes."""
    _, plusieurs = LIBELLES_COURTS_MAILLE[maille]
    if to_float(lien.rho) is None:
        texte = f"Il faut au moins {FEWEST_AREAS} {plusieurs} publiés pour chercher un lien entre ces deux indicateurs."
        return Phrase(texte, format_pluriel(lien.areas, "point"), Jugement.NON_COMPARABLE)
    certitude = f"corrélation de rangs {format_nombre(lien.rho, 2)}, {format_pluriel(lien.areas, 'point')}"
    if lien.p_value >= 0.05:
        texte = f"Aucun lien n’est établi entre « {x.libelle_court} » et « {y.libelle_court} »."
        return Phrase(texte, certitude, Jugement.SANS_ECART)
    sens = "haut" if lien.rho > 0 else "bas"
    texte = (
        f"Là où « {x.libelle_court} » est plus haut, « {y.libelle_court} » est en général plus {sens}. "
        "Ce lien décrit des territoires, pas des personnes, et ne dit pas la cause."
    )
    force = "lien net" if lien.p_value < 0.002 else "lien établi"
    return Phrase(texte, f"{force} · {certitude}", Jugement.SANS_ECART)
