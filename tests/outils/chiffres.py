"""Construit des indicateurs, des estimations et des chiffres pour les tests, avec des défauts sobres."""

from dataclasses import replace

from observatoire.domain.estimation import Estimation, Statut
from observatoire.domain.indicateur import Indicateur, Sens, Theme, TypeIndicateur
from observatoire.domain.periode import parse_periode
from observatoire.domain.territoire import Maille, Territoire
from observatoire.services.resultats import Chiffre
from observatoire.stats.intervals import poisson_interval, wilson_interval

PART = Indicateur(
    code="sans_medecin",
    libelle="Habitants sans médecin traitant",
    libelle_court="Sans médecin traitant",
    theme=Theme.RECOURS_ET_OFFRE,
    definition="",
    unite="%",
    type=TypeIndicateur.PART,
    multiplicateur=100,
    sens=Sens.BAS_FAVORABLE,
    source="assurance",
    seuil_secret=11,
    comparable_dans_le_temps=True,
    motif_non_comparable="",
    decimales=1,
    agregeable=True,
    pourquoi="",
    limites="",
    auteur="",
    verifie_le="",
    locution="des habitants n’ont pas de médecin traitant",
)
TAUX = replace(
    PART, code="taux", type=TypeIndicateur.TAUX, multiplicateur=1000, unite="pour 1 000",
    locution="le taux de personnes en ALD",
)  # fmt: skip
ICM = replace(PART, code="icm", type=TypeIndicateur.ICM, unite="", decimales=0, locution="le niveau de mortalité")
MEDIANE = replace(
    PART, code="revenu", type=TypeIndicateur.MEDIANE, multiplicateur=1, unite="€", decimales=0,
    sens=Sens.HAUT_FAVORABLE, locution="le revenu disponible médian", agregeable=False,
)  # fmt: skip
EFFECTIF = replace(
    PART, code="population", type=TypeIndicateur.EFFECTIF, multiplicateur=1, unite="habitants", decimales=0,
    sens=Sens.SANS_JUGEMENT, locution="le nombre d’habitants",
)  # fmt: skip

QUARTIER = Territoire("Q01", Maille.QUARTIER, "Les Tilleuls", "99123", "", None, None, None)


def make_estimation(
    valeur: float | None = None,
    *,
    effectif: float | None = None,
    population: float | None = None,
    ic: tuple[float, float] | None = None,
    statut: Statut = Statut.DISPONIBLE,
    periode: str = "2024",
    methode: str = "",
) -> Estimation:
    """Une estimation telle qu'écrite dans une version."""
    bas, haut = ic or (None, None)
    return Estimation(valeur, bas, haut, 0.95, methode, effectif, population, statut, periode, "assurance")


def make_chiffre(
    indicateur: Indicateur,
    effectif: float | None = None,
    population: float | None = None,
    *,
    valeur: float | None = None,
    periode: str = "2024",
    statut: Statut = Statut.DISPONIBLE,
    territoire: Territoire = QUARTIER,
) -> Chiffre:
    """Un chiffre avec ses deux intervalles, calculés depuis les comptes quand ils sont donnés."""
    bornes: list[tuple[float, float] | None] = [None, None]
    m = indicateur.multiplicateur
    if effectif is not None and population:
        valeur = effectif / population * m
        for rang, niveau in enumerate((0.95, 0.998)):
            if indicateur.type is TypeIndicateur.PART:
                bas, haut = (float(b) * m for b in wilson_interval(effectif, population, level=niveau))
            else:
                bas, haut = (float(b) / population * m for b in poisson_interval(effectif, level=niveau))
            bornes[rang] = (bas, haut)
    strict = bornes[1] or (None, None)
    return Chiffre(
        indicateur=indicateur,
        territoire=territoire,
        periode=parse_periode(periode),
        sexe="ensemble",
        age="tous",
        estimation=make_estimation(
            valeur,
            effectif=effectif,
            population=population,
            ic=bornes[0],
            statut=statut,
            periode=periode,
            methode="" if bornes[0] is None else "wilson" if indicateur.type is TypeIndicateur.PART else "byar",
        ),
        ic_998_bas=strict[0],
        ic_998_haut=strict[1],
    )
