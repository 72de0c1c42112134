"""Recomposer un groupe d'IRIS par les comptes publiés ; ce qui contient un secret reste secret."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from observatoire.domain.estimation import Statut
from observatoire.domain.indicateur import METHODE_PAR_TYPE, Indicateur, TypeIndicateur
from observatoire.domain.secret import combine_statuts
from observatoire.domain.territoire import Maille
from observatoire.services.chiffres import LigneValeur
from observatoire.stats.estimates import rate_interval
from observatoire.store.entrepot.metadonnees import Metadonnees

CODE_ZONE = "MA_ZONE"

_DIRECTS = (TypeIndicateur.EFFECTIF,)
_RAPPORTS = (
    TypeIndicateur.PART,
    TypeIndicateur.TAUX,
    TypeIndicateur.DENSITE,
    TypeIndicateur.ICM,
    TypeIndicateur.INDICE,
)
_VIDE = (None, None, None, None, None)


@dataclass(frozen=True, slots=True)
class Cellules:
    """Les cellules publiées d'une période par indicateur : ce dont une zone se compose.

    `par_cle` va de (indicateur, territoire) à la ligne de l'entrepôt, `periodes` dit la période de chaque
    indicateur, `ensembles` les IRIS de chaque commune d'un périmètre, puis de chaque quartier.
    """

    par_cle: Mapping[tuple[str, str], LigneValeur]
    periodes: Mapping[str, str]
    ensembles: Mapping[str, frozenset[str]]


def gather_cellules(
    meta: Metadonnees, lignes: Sequence[LigneValeur], ensembles: Mapping[str, frozenset[str]]
) -> Cellules:
    """Range les lignes d'une même période par indicateur ; seuls comptent les indicateurs connus à l'IRIS."""
    periodes = {x[0]: x[2] for x in lignes if meta.territoires[x[1]].maille is Maille.IRIS}
    return Cellules({(x[0], x[1]): x for x in lignes}, periodes, ensembles)


def compose_zone(meta: Metadonnees, cellules: Cellules, codes: frozenset[str], sexe: str) -> list[LigneValeur]:
    """Une ligne par indicateur connu à l'IRIS, recomposée par les comptes ou avec la raison de son absence."""
    return [
        (code, CODE_ZONE, cellules.periodes[code], sexe, "tous", *_compose(meta.indicateurs[code], cellules, codes))
        for code in sorted(cellules.periodes)
    ]


def compose_historique(
    meta: Metadonnees,
    lignes: Sequence[LigneValeur],
    *,
    ensembles: Mapping[str, frozenset[str]],
    codes: frozenset[str],
    sexe: str,
) -> list[LigneValeur]:
    """La zone à chaque période, recomposée comme à la dernière."""
    par_periode: dict[str, list[LigneValeur]] = {}
    for ligne in lignes:
        par_periode.setdefault(ligne[2], []).append(ligne)
    return [
        recomposee
        for groupe in par_periode.values()
        for recomposee in compose_zone(meta, gather_cellules(meta, groupe, ensembles), codes, sexe)
    ]


def _compose(fiche: Indicateur, cellules: Cellules, codes: frozenset[str]) -> tuple[float | str | None, ...]:
    """Valeur, bornes, comptes et statut."""
    pieces = [cellules.par_cle.get((fiche.code, code)) for code in cover_zone(cellules, codes, fiche.code)]
    # Observés et attendus s'additionnent : un ICM se recompose, même s'il ne se lit pas comme une moyenne d'ICM.
    is_sommable = fiche.agregeable or fiche.type is TypeIndicateur.ICM
    if not is_sommable or fiche.type not in (*_DIRECTS, *_RAPPORTS):
        return (*_VIDE, "non_mesurable")
    statut = combine_statuts(Statut.NON_DISPONIBLE if piece is None else Statut(piece[10]) for piece in pieces)
    if statut is not Statut.DISPONIBLE:
        return (*_VIDE, statut.value)
    return _sum_comptes(fiche, [piece for piece in pieces if piece is not None and piece[10] == statut.value])


def _sum_comptes(fiche: Indicateur, pieces: Sequence[LigneValeur]) -> tuple[float | str | None, ...]:
    """Valeur, bornes, comptes et statut d'une somme ; le seuil de diffusion est revérifié sur le total."""
    if any(piece[8] is None for piece in pieces):
        return (*_VIDE, "non_mesurable")
    effectif = sum(float(piece[8]) for piece in pieces)
    if 0 < effectif < fiche.seuil_secret or (effectif == 0 and not fiche.zero_diffusable):
        return (*_VIDE, "secret")
    if fiche.type in _DIRECTS:
        return (effectif, None, None, effectif, None, "disponible")
    if any(not piece[9] for piece in pieces):
        return (*_VIDE, "non_mesurable")
    population = sum(float(piece[9]) for piece in pieces)
    methode = METHODE_PAR_TYPE.get(fiche.type, "") if pieces[0][6] is not None else ""
    bas, haut = rate_interval(methode, effectif, population, multiplier=fiche.multiplicateur)
    valeur = effectif / population * fiche.multiplicateur
    bornes = (float(bas), float(haut)) if methode else (None, None)
    return (valeur, *bornes, effectif, population, "disponible")


def cover_zone(cellules: Cellules, codes: frozenset[str], indicateur: str) -> list[str]:
    """Les territoires publiés qui composent la zone : un ensemble entier remplace ses IRIS si l'un est secret."""
    restants = set(codes)
    pieces: list[str] = []
    for ensemble, enfants in cellules.ensembles.items():
        if not enfants <= restants:
            continue
        statuts = {ligne[10] for code in enfants if (ligne := cellules.par_cle.get((indicateur, code))) is not None}
        total = cellules.par_cle.get((indicateur, ensemble))
        if "secret" in statuts and total is not None and total[10] == "disponible":
            pieces.append(ensemble)
            restants -= enfants
    return [*pieces, *sorted(restants)]


def list_ensembles(meta: Metadonnees) -> dict[str, frozenset[str]]:
    """IRIS des ensembles dont un total peut être publié, les plus larges d'abord.

    Les communes d'un périmètre de plusieurs, puis les quartiers : la ville entière n'est pas une zone.
    """
    communes: dict[str, set[str]] = {}
    for a in meta.appartenances:
        parent = meta.territoires[a.parent]
        is_iris = meta.territoires[a.enfant].maille is Maille.IRIS
        if is_iris and parent.maille is Maille.COMMUNE and parent.code != meta.territoire_reference:
            communes.setdefault(a.parent, set()).add(a.enfant)
    return {code: frozenset(enfants) for code, enfants in sorted(communes.items())} | list_quartiers(meta)


def list_quartiers(meta: Metadonnees) -> dict[str, frozenset[str]]:
    """IRIS de chaque quartier."""
    quartiers: dict[str, set[str]] = {}
    for a in meta.appartenances:
        if meta.territoires[a.parent].maille is Maille.QUARTIER and meta.territoires[a.enfant].maille is Maille.IRIS:
            quartiers.setdefault(a.parent, set()).add(a.enfant)
    return {code: frozenset(enfants) for code, enfants in sorted(quartiers.items())}
