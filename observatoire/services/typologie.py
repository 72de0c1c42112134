"""Typologie : quels territoires se ressemblent, et par quoi chaque classe se distingue."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from observatoire.domain.francais import INSECABLE, format_nombre, format_pluriel, join_mots
from observatoire.domain.indicateur import Indicateur, TypeIndicateur
from observatoire.domain.territoire import LIBELLES_COURTS_MAILLE, Maille, Territoire
from observatoire.errors import SelectionInvalide
from observatoire.services.chiffres import LigneValeur, to_array
from observatoire.services.millesimes import find_millesime
from observatoire.services.version import find_indicateur, find_territoire, name_version, open_version
from observatoire.stats.arguments import Floats
from observatoire.stats.typology import Typology, build_typology
from observatoire.store.entrepot.metadonnees import Metadonnees

MIN_TERRITOIRES = 6
COUVERTURE_MIN = 0.8
"""Un indicateur publié pour moins de 80 % des territoires n'entre pas dans le classement par défaut."""
MIN_INDICATEURS = 8
"""En dessous, mieux vaut quelques territoires sans groupe que des groupes tirés de trop peu d'indicateurs."""
MAX_TRAITS = 4


@dataclass(frozen=True, slots=True)
class Trait:
    """Un indicateur qui distingue la classe : sens (1 plus haut, -1 plus bas) et force."""

    indicateur: Indicateur
    sens: int
    valeur_test: float


@dataclass(frozen=True, slots=True)
class ClasseTypologie:
    """Des territoires qui se ressemblent. Numérotées de 1, la plus nombreuse d'abord.

    `moyennes` suit l'ordre des indicateurs de la typologie.
    """

    numero: int
    territoires: tuple[Territoire, ...]
    traits: tuple[Trait, ...]
    moyennes: tuple[float, ...]
    phrase: str


@dataclass(frozen=True, slots=True)
class Typologie:
    """Classes, indicateurs utilisés, territoires non classés (un chiffre leur manque), dispersion expliquée.

    `moyennes` (des territoires classés) et `ville` (valeur de la ville, si elle en a une) suivent `indicateurs`.
    """

    version: str
    maille: Maille
    indicateurs: tuple[Indicateur, ...]
    classes: tuple[ClasseTypologie, ...]
    moyennes: tuple[float, ...]
    ville: tuple[float | None, ...]
    non_classes: tuple[Territoire, ...]
    phrase: str
    certitude: str


@dataclass(frozen=True, slots=True)
class Semblable:
    """Un territoire proche : `distance` en écarts-types moyens par indicateur, `communs` indicateurs comparés."""

    territoire: Territoire
    distance: float
    communs: int


def build_typologie(
    *, version: str, maille: str = "quartier", indicateurs: tuple[str, ...] = (), nb_classes: int = 4
) -> Typologie:
    """Classe les territoires d'une maille sur leurs derniers chiffres.

    Raises:
        SelectionInvalide: trop peu de territoires ou d'indicateurs publiés.
    """
    entrepot = open_version(version)
    meta = entrepot.metadonnees
    ville = meta.territoire_reference
    millesime = find_millesime(meta, maille)
    lignes = entrepot.read(
        "valeurs_dernieres", maille=maille, millesime=millesime, autres=[ville], sexe="ensemble"
    )  # fmt: skip
    demandes = [find_indicateur(meta, code).code for code in indicateurs]
    territoires, fiches, table = read_table(meta, lignes, maille, demandes, millesime)
    if not demandes:
        fiches, table = keep_complets(fiches, table)
    complets = np.asarray(~np.isnan(table).any(axis=1))
    if len(fiches) < 2 or int(complets.sum()) < MIN_TERRITOIRES:
        raise SelectionInvalide(
            f"Une typologie demande deux indicateurs, et {MIN_TERRITOIRES} territoires qui ont tous les chiffres "
            f"choisis. Ici : {len(fiches)} indicateurs, {int(complets.sum())} territoires complets. "
            "Retirez des indicateurs souvent secrets."
        )
    resultat = build_typology(table, classes=min(max(nb_classes, 2), int(complets.sum())))
    ensemble = table[complets].mean(axis=0)
    reference = {ligne[0]: ligne[5] for ligne in lignes if ligne[1] == ville}
    classes = tuple(
        _build_classe(numero, resultat, territoires, fiches) for numero in range(1, len(resultat.sizes) + 1)
    )
    return Typologie(
        version=name_version(meta),
        maille=Maille(maille),
        indicateurs=tuple(fiches),
        classes=classes,
        moyennes=tuple(float(m) for m in ensemble),
        ville=tuple(reference.get(f.code) for f in fiches),
        non_classes=tuple(t for rang, t in enumerate(territoires) if not complets[rang]),
        phrase=write_typologie(Maille(maille), int(complets.sum()), len(classes), float(resultat.explained)),
        certitude="classement descriptif : il ne se teste pas et dépend des indicateurs choisis",
    )


def find_semblables(*, version: str, territoire: str, nombre: int = 3) -> tuple[Semblable, ...]:
    """Les territoires de même maille les plus proches, sur les indicateurs que les deux publient.

    Raises:
        SelectionInvalide: territoire inconnu.
    """
    entrepot = open_version(version)
    meta = entrepot.metadonnees
    cible = find_territoire(meta, territoire)
    millesime = cible.millesime if cible.maille is Maille.QPV else None
    lignes = entrepot.read(
        "valeurs_dernieres", maille=cible.maille.value, millesime=millesime, autres=[], sexe="ensemble"
    )
    territoires, _, table = read_table(meta, lignes, cible.maille.value, [], millesime)
    if not table.size or cible not in territoires:
        return ()
    dispersion = np.nanstd(table, axis=0)
    reduite = (table - np.nanmean(table, axis=0)) / np.where(dispersion > 0, dispersion, 1.0)
    ecarts = reduite - reduite[territoires.index(cible)]
    communs = (~np.isnan(ecarts)).sum(axis=1)
    distances = np.sqrt(np.nansum(ecarts**2, axis=1) / np.maximum(communs, 1))
    proches = [
        Semblable(t, float(d), int(n))
        for t, d, n in zip(territoires, distances, communs, strict=True)
        if t != cible and n >= 2
    ]
    return tuple(sorted(proches, key=lambda s: s.distance)[:nombre])


def read_table(
    meta: Metadonnees,
    lignes: Sequence[LigneValeur],
    maille: str,
    demandes: Sequence[str],
    millesime: str | None = None,
) -> tuple[list[Territoire], list[Indicateur], Floats]:
    """Territoires en lignes, indicateurs en colonnes ; un chiffre absent est NaN.

    D'une maille qui a changé de contour, seuls les territoires de `millesime` y sont.
    Sans demande : les indicateurs publiés pour au moins 80 % des territoires, sauf les nombres bruts et ceux qui
    redisent un autre (taux standardisé d'un taux, composante d'un total), qui pèseraient deux fois.
    """
    membres = {
        t.code for t in meta.territoires.values() if t.maille == maille and millesime in (None, t.millesime)
    }  # fmt: skip
    valeurs = {(ligne[0], ligne[1]): ligne[5] for ligne in lignes if ligne[1] in membres}
    territoires = sorted({meta.territoires[code] for _, code in valeurs}, key=lambda t: t.code)
    codes = list(demandes) or sorted(
        code
        for code in {code for code, _ in valeurs}
        if meta.indicateurs[code].type is not TypeIndicateur.EFFECTIF
        and sum(valeurs.get((code, t.code)) is not None for t in territoires) >= COUVERTURE_MIN * len(territoires)
    )
    if not demandes:
        codes = [c for c in codes if not {meta.indicateurs[c].base, meta.indicateurs[c].famille} & set(codes)]
    fiches = [meta.indicateurs[code] for code in codes]
    table = to_array([valeurs.get((f.code, t.code)) for t in territoires for f in fiches])
    return territoires, fiches, table.reshape(len(territoires), len(fiches))


def keep_complets(fiches: list[Indicateur], table: Floats) -> tuple[list[Indicateur], Floats]:
    """Les indicateurs que tous les territoires publient, s'il y en a assez : chaque territoire a alors un groupe."""
    complets = np.flatnonzero(~np.isnan(table).any(axis=0))
    if len(complets) < MIN_INDICATEURS:
        return fiches, table
    return [fiches[rang] for rang in complets], table[:, complets]


def _build_classe(
    numero: int,
    resultat: Typology,
    territoires: Sequence[Territoire],
    fiches: Sequence[Indicateur],
) -> ClasseTypologie:
    classe = numero - 1
    membres = tuple(t for t, e in zip(territoires, resultat.labels, strict=True) if e == numero)
    traits = [
        Trait(fiche, int(resultat.profile[classe, rang]), float(resultat.test_values[classe, rang]))
        for rang, fiche in enumerate(fiches)
        if resultat.profile[classe, rang]
    ]
    traits.sort(key=lambda t: -abs(t.valeur_test))
    choisis = tuple(traits[:MAX_TRAITS])
    return ClasseTypologie(
        numero,
        membres,
        choisis,
        tuple(float(m) for m in resultat.means[classe]),
        write_profil(len(membres), choisis, membres[0].maille),
    )


def write_typologie(maille: Maille, nombre: int, classes: int, part: float) -> str:
    """« 15 quartiers forment 4 groupes, qui résument 56 % de leurs différences. »."""
    debut = f"{format_pluriel(nombre, *LIBELLES_COURTS_MAILLE[maille])} forment {format_nombre(classes)} groupes"
    if np.isnan(part):
        return f"{debut}."
    return f"{debut}, qui résument {format_nombre(part * 100)}{INSECABLE}% de leurs différences."


def write_profil(nombre: int, traits: Sequence[Trait], maille: Maille) -> str:
    """« 4 quartiers. Plus haut que la moyenne : pauvreté et ALD. Plus bas : revenu médian. »."""
    debut = format_pluriel(nombre, *LIBELLES_COURTS_MAILLE[maille]) + "."
    if not traits:
        return f"{debut} Aucun indicateur ne {'le' if nombre == 1 else 'les'} distingue de l’ensemble."
    hauts = [_cite(t) for t in traits if t.sens > 0]
    bas = [_cite(t) for t in traits if t.sens < 0]
    parties = [f"Plus haut que la moyenne : {join_mots(hauts)}."] if hauts else []
    if bas:
        parties.append(f"Plus bas{'' if hauts else ' que la moyenne'} : {join_mots(bas)}.")
    return " ".join([debut, *parties])


def _cite(trait: Trait) -> str:
    return f"«{INSECABLE}{trait.indicateur.libelle_court}{INSECABLE}»"
