"""Quels territoires paraissent, avec quel nom et quel contour d'origine."""

from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import shapely
from shapely.geometry.base import BaseGeometry

from observatoire.domain.territoire import Maille
from observatoire.ingest.chantier.base import Identite

SQL = Path(__file__).parent / "sql"
CODE_PERIMETRE = "PERIMETRE"
COMPARATEURS = frozenset({Maille.EPCI, Maille.DEPARTEMENT, Maille.REGION, Maille.FRANCE})
_PART_MIN_DANS_PERIMETRE = 0.01


@dataclass(frozen=True, slots=True)
class Lieu:
    """Un territoire en cours de publication. `contour` est celui du fichier, entier, en EPSG:4326.

    `reuni` : le contour n'est pas donné, c'est la réunion des IRIS. `commune` peut citer plusieurs codes, séparés
    par des virgules, tant qu'on n'a pas choisi.
    """

    code: str
    maille: Maille
    nom: str
    commune: str
    millesime: str = ""
    contour: BaseGeometry | None = None
    reuni: bool = False


Lieux = dict[str, Lieu]
Liens = list[tuple[str, str]]


def run_sql(connexion: duckdb.DuckDBPyConnection, nom: str, **parametres: str) -> duckdb.DuckDBPyConnection:
    """Exécute `publication/sql/<nom>.sql`."""
    texte = (SQL / f"{nom}.sql").read_text(encoding="utf-8")
    return connexion.execute(texte, parametres) if parametres else connexion.execute(texte)


def resolve_territoires(connexion: duckdb.DuckDBPyConnection, identite: Identite) -> tuple[Lieux, Liens]:
    """Territoires à publier, par code, et appartenances déclarées entre eux (enfant, parent).

    Sont retenus : le périmètre, les quartiers et QPV qui le touchent, les comparateurs.
    """
    lieux = {
        code: Lieu(code, Maille(maille), nom, commune, millesime, None if wkb is None else shapely.from_wkb(wkb))
        for code, maille, nom, commune, millesime, wkb in run_sql(connexion, "territoires").fetchall()
    }
    liens: Liens = [(e, p) for e, p in run_sql(connexion, "liens").fetchall() if e != p]
    for lieu in [*_list_iris_sans_contour(connexion, lieux, identite), *_list_communes(identite)]:
        lieux.setdefault(lieu.code, lieu)
    lieux = _fill_communes(lieux, identite, liens)
    lieux = _fill_contours(lieux, identite, liens)
    lieux = _keep_perimetre(lieux, identite)
    return dict(sorted(lieux.items())), [(e, p) for e, p in liens if e in lieux and p in lieux]


def get_reference(identite: Identite) -> str:
    """Code du territoire de référence : la commune seule, sinon le périmètre entier."""
    return identite.communes[0] if len(identite.communes) == 1 else CODE_PERIMETRE


def _list_iris_sans_contour(connexion: duckdb.DuckDBPyConnection, lieux: Lieux, identite: Identite) -> list[Lieu]:
    """Une commune dont aucun contour d'IRIS n'est importé garde ceux que ses chiffres nomment."""
    dessinees = {lieu.code[:5] for lieu in lieux.values() if lieu.maille is Maille.IRIS}
    codes = connexion.execute(
        "SELECT territoire FROM lot_valeur WHERE maille = 'iris' AND list_contains($1, territoire[:5]) UNION "
        "SELECT territoire FROM lot_population WHERE maille = 'iris' AND list_contains($1, territoire[:5])",
        [sorted(set(identite.communes) - dessinees)],
    ).fetchall()
    return [Lieu(code, Maille.IRIS, f"IRIS {code[5:]}", code[:5]) for (code,) in codes]


def _list_communes(identite: Identite) -> list[Lieu]:
    if len(identite.communes) == 1:
        return [Lieu(identite.communes[0], Maille.COMMUNE, identite.nom, identite.communes[0])]
    communes = [Lieu(code, Maille.COMMUNE, code, code) for code in identite.communes]
    return [*communes, Lieu(CODE_PERIMETRE, Maille.ZONE, identite.nom, "")]


def _fill_communes(lieux: Lieux, identite: Identite, liens: Liens) -> Lieux:
    """La commune d'un IRIS se lit dans son code, celle d'un quartier chez ses IRIS."""
    communes: dict[str, str] = {}
    for code, lieu in lieux.items():
        if lieu.maille is Maille.IRIS:
            communes[code] = lieu.commune or code[:5]
        elif lieu.maille is Maille.COMMUNE:
            communes[code] = code
        else:
            communes[code] = "" if lieu.maille in COMPARATEURS else lieu.commune
    for enfant, parent in liens:
        if parent in lieux and lieux[parent].maille is Maille.QUARTIER and enfant in lieux:
            communes[parent] = communes[parent] or communes[enfant]
    if len(identite.communes) == 1:
        for code, lieu in lieux.items():
            if lieu.maille is Maille.QUARTIER and lieu.contour is None:
                communes[code] = communes[code] or identite.communes[0]
    return {code: replace(lieu, commune=communes[code]) for code, lieu in lieux.items()}


def _fill_contours(lieux: Lieux, identite: Identite, liens: Liens) -> Lieux:
    """Un quartier ou une commune sans contour est la réunion de ses IRIS ; le périmètre, celle de ses communes."""
    remplis = dict(lieux)
    iris = {c: lieu for c, lieu in lieux.items() if lieu.maille is Maille.IRIS and lieu.contour is not None}
    groupes: dict[str, list[BaseGeometry]] = {}
    for enfant, parent in liens:
        if enfant in iris and parent in lieux and lieux[parent].maille is Maille.QUARTIER:
            groupes.setdefault(parent, []).append(_get_contour(iris[enfant]))
    for commune in identite.communes:
        groupes[commune] = [_get_contour(lieu) for lieu in iris.values() if lieu.commune == commune]
    for code, contours in groupes.items():
        if contours and remplis[code].contour is None:
            remplis[code] = replace(remplis[code], contour=shapely.union_all(contours), reuni=True)
    communes = [remplis[c].contour for c in identite.communes]
    if CODE_PERIMETRE in remplis and None not in communes:
        union = shapely.union_all([c for c in communes if c is not None])
        remplis[CODE_PERIMETRE] = replace(remplis[CODE_PERIMETRE], contour=union, reuni=True)
    return remplis


def _get_contour(lieu: Lieu) -> BaseGeometry:
    if lieu.contour is None:
        raise ValueError(f"le territoire {lieu.code} n'a pas de contour")
    return lieu.contour


def _keep_perimetre(lieux: Lieux, identite: Identite) -> Lieux:
    retenus: Lieux = {}
    for code, lieu in lieux.items():
        if lieu.maille in COMPARATEURS or lieu.maille is Maille.ZONE or lieu.commune in identite.communes:
            retenus[code] = lieu
        elif lieu.maille in (Maille.QPV, Maille.QUARTIER):
            commune = _choose_commune(lieu, lieux, identite)
            if commune:
                retenus[code] = replace(lieu, commune=commune)
    return retenus


def _choose_commune(lieu: Lieu, lieux: Lieux, identite: Identite) -> str:
    """Commune d'un quartier ou QPV à cheval, ou qui n'en dit aucune : celle du périmètre qui en couvre le plus.

    Sans contour pour en juger, la première citée ; vide si le territoire est hors du périmètre.
    """
    citees = [c for c in lieu.commune.split(",") if c in identite.communes]
    contours = [(c, lieux[c].contour) for c in identite.communes]
    if lieu.contour is None or all(contour is None for _, contour in contours):
        return citees[0] if citees else "" if lieu.commune else identite.communes[0]
    communs = [(lieu.contour.intersection(g).area / lieu.contour.area, c) for c, g in contours if g is not None]
    part, choisie = max(communs)
    return choisie if part >= _PART_MIN_DANS_PERIMETRE else ""
