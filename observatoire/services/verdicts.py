"""Verdict d'une série de chiffres face à leur comparateur, aux deux niveaux, en une fois."""

from collections.abc import Sequence
from enum import StrEnum

import numpy as np

from observatoire.domain.estimation import Estimation, Statut
from observatoire.domain.indicateur import TypeIndicateur
from observatoire.domain.verdict import (
    VERDICT_SECRET,
    Ecart,
    MotifComparaison,
    Verdict,
    build_verdict,
    classify_ecart,
)
from observatoire.services.chiffres import is_proportion, to_array
from observatoire.services.resultats import Chiffre
from observatoire.stats.arguments import Floats
from observatoire.stats.comparison import proportion_ratio, proportion_versus_reference, rate_ratio, versus_reference

SEUIL_CONCLURE = 5
"""Sous cinq cas (ou non-cas), observés ou attendus d'après le comparateur, l'absence d'écart ne se conclut pas."""

TAUX = (TypeIndicateur.TAUX, TypeIndicateur.DENSITE, TypeIndicateur.ICM)
"""Des événements rapportés à une population, ou à un nombre attendu : deux groupes s'y comparent par le rapport."""

_SEUIL_95, _SEUIL_998 = 1.959963984540054, 3.0902323061678132

_MOTIFS_STATUT = {
    Statut.NON_DISPONIBLE: MotifComparaison.NON_DISPONIBLE,
    Statut.NON_APPLICABLE: MotifComparaison.NON_APPLICABLE,
    Statut.NON_MESURABLE: MotifComparaison.NON_MESURABLE,
    Statut.SECRET: MotifComparaison.SECRET,
    Statut.DISPONIBLE: MotifComparaison.NON_DISPONIBLE,
}


class Mode(StrEnum):
    """Face à un ensemble qui contient le territoire (valeur tenue pour connue), ou à un groupe distinct : un autre
    territoire, le reste de la ville, ou le même à une autre période.

    Entre groupes distincts, un chiffre sans compte (taux standardisé) se teste par les deux intervalles.
    """

    ENSEMBLE = "ensemble"
    GROUPE_DISTINCT = "groupe_distinct"


def judge(chiffres: Sequence[Chiffre], references: Sequence[Estimation | None], *, mode: Mode) -> list[Verdict]:
    """Verdict de chaque chiffre face à l'estimation du comparateur de même rang."""
    if not chiffres:
        return []
    place = _place_ensemble if mode is Mode.ENSEMBLE else _place_groupes
    positions = place(chiffres, references)
    return [
        _decide(chiffre, reference, usuelle, stricte)
        for chiffre, reference, usuelle, stricte in zip(chiffres, references, *positions, strict=True)
    ]


def _place_ensemble(chiffres: Sequence[Chiffre], references: Sequence[Estimation | None]) -> tuple[Floats, Floats]:
    """Place de l'intervalle face à la référence ; une part passe par son propre test, exact sous trente attendus."""
    cible = to_array([r.valeur if r else None for r in references])
    usuelle = versus_reference(
        to_array([c.estimation.ic_bas for c in chiffres]), to_array([c.estimation.ic_haut for c in chiffres]), cible
    )
    stricte = versus_reference(
        to_array([c.ic_998_bas for c in chiffres]), to_array([c.ic_998_haut for c in chiffres]), cible
    )
    part = cible / to_array([c.indicateur.multiplicateur for c in chiffres])
    proportion = (part >= 0) & (part <= 1) & np.array([c.estimation.methode == "wilson" for c in chiffres])
    direction = proportion_versus_reference(
        np.where(proportion, to_array([c.estimation.effectif for c in chiffres]), np.nan),
        np.where(proportion, to_array([c.estimation.population for c in chiffres]), np.nan),
        np.where(proportion, part, np.nan),
    )
    signe, nette = _split(direction)
    # Établi à 99,8 % sans l'être à 95 % : des bornes fournies par la source et les nôtres ne s'emboîtent pas toujours.
    stricte = np.where(np.isnan(stricte) | (stricte == usuelle), stricte, 0.0)
    return np.where(proportion, signe, usuelle), np.where(proportion, nette, stricte)


def _split(direction: Floats) -> tuple[Floats, Floats]:
    """Sens à 95 % et à 99,8 % d'un résultat de −2 à 2."""
    signe = np.sign(direction)
    return signe, np.where(np.abs(direction) == 2, signe, direction * 0)


def _place_groupes(chiffres: Sequence[Chiffre], references: Sequence[Estimation | None]) -> tuple[Floats, Floats]:
    a, n = (to_array([getattr(c.estimation, champ) for c in chiffres]) for champ in ("effectif", "population"))
    b, m = (to_array([getattr(r, champ, None) for r in references]) for champ in ("effectif", "population"))
    proportion = np.array(
        [
            is_proportion(c.indicateur, c.estimation.effectif, c.estimation.population)
            and r is not None
            and is_proportion(c.indicateur, r.effectif, r.population)
            for c, r in zip(chiffres, references, strict=True)
        ]
    )
    taux = np.array([c.indicateur.type in TAUX for c in chiffres])
    parts = proportion_ratio(*(np.where(proportion, x, np.nan) for x in (a, n, b, m)))
    rapports = rate_ratio(*(np.where(taux, x, np.nan) for x in (a, n, b, m)))
    direction = np.where(proportion, parts.direction, rapports.direction)
    ici, la = (_read_bornes(estimations) for estimations in ([c.estimation for c in chiffres], references))
    # Un taux sans ses comptes, d'un côté ou de l'autre, se lit lui aussi sur ses intervalles.
    comptes = proportion | (taux & ~np.isnan(a + n + b + m))
    return _split(np.where(comptes, direction, compare_intervalles(la, ici)))


def _read_bornes(estimations: Sequence[Estimation | None]) -> tuple[Floats, Floats, Floats]:
    valeur, bas, haut = (
        to_array([getattr(e, champ) if e else None for e in estimations]) for champ in ("valeur", "ic_bas", "ic_haut")
    )
    return valeur, bas, haut


def compare_intervalles(avant: tuple[Floats, Floats, Floats], apres: tuple[Floats, Floats, Floats]) -> Floats:
    """Sens de l'écart entre deux valeurs dont on n'a que l'intervalle à 95 %, aux deux niveaux (−2 à 2).

    La différence suit la racine de la somme des carrés des erreurs types.
    """
    (debut, bas_debut, haut_debut), (fin, bas_fin, haut_fin) = avant, apres
    ecart = fin - debut
    erreur = np.hypot((haut_debut - bas_debut) / 3.92, (haut_fin - bas_fin) / 3.92)
    z = np.abs(ecart) / np.where(erreur > 0, erreur, np.nan)
    sens = np.sign(ecart) * ((z > _SEUIL_95).astype(float) + (z > _SEUIL_998))
    return np.where(np.isnan(z), np.nan, sens)


def _decide(chiffre: Chiffre, reference: Estimation | None, usuelle: float, stricte: float) -> Verdict:
    motif = _find_motif(chiffre, reference)
    if chiffre.is_secret:
        return VERDICT_SECRET
    sens = chiffre.indicateur.sens
    if motif or np.isnan(usuelle + stricte):
        return build_verdict(Ecart.NON_COMPARABLE, sens, motif or MotifComparaison.SANS_COMPTE)
    ecart = classify_ecart(int(usuelle), int(stricte))
    if ecart is Ecart.NON_ETABLI and is_trop_petit(chiffre, reference):
        return build_verdict(Ecart.TROP_PETIT, sens, MotifComparaison.TROP_PETIT)
    return build_verdict(ecart, sens)


def _find_motif(chiffre: Chiffre, reference: Estimation | None) -> MotifComparaison | None:
    """Raison pour laquelle la comparaison manque ; rien si elle est possible."""
    if not chiffre.estimation.is_disponible:
        return _MOTIFS_STATUT[chiffre.estimation.statut]
    if chiffre.indicateur.type is TypeIndicateur.EFFECTIF:
        return MotifComparaison.EFFECTIF
    if reference is not None and reference.statut is Statut.SECRET:
        return MotifComparaison.REFERENCE_SECRETE
    if reference is None or not reference.is_disponible:
        return MotifComparaison.SANS_REFERENCE
    return MotifComparaison.SANS_INTERVALLE if chiffre.estimation.ic_bas is None else None


def is_trop_petit(chiffre: Chiffre, reference: Estimation | None) -> bool:
    """Vrai si trop peu de cas (ou de non-cas), observés ou attendus, empêchent de conclure."""
    observes, base = chiffre.estimation.effectif, chiffre.estimation.population
    if observes is None:
        return False
    valeur, cible = chiffre.estimation.valeur, reference.valeur if reference else None
    comptes = [observes]
    if base is not None and cible is not None and chiffre.indicateur.type is not TypeIndicateur.TAUX_STANDARDISE:
        comptes.append(base * cible / chiffre.indicateur.multiplicateur)
    elif valeur and cible is not None:
        comptes.append(observes * cible / valeur)
    if is_proportion(chiffre.indicateur, observes, base) and base is not None:
        comptes += [base - compte for compte in comptes]
    return min(comptes) < SEUIL_CONCLURE
