"""Quel annuaire compte quand plusieurs disent la même chose : un seul national par famille, les listes en plus."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import duckdb

from observatoire.domain.francais import format_nombre, format_pluriel, join_mots, sort_key
from observatoire.domain.lieux_de_soins import is_lieu
from observatoire.ingest.geocodage.adresses import build_cle
from observatoire.ingest.mouvements.comparaison import Lieu, is_meme_lieu
from observatoire.ingest.publication.territoires import run_sql

_ANNUAIRES = {
    "rpps": "le RPPS",
    "ameli": "l’annuaire santé",
    "finess": "FINESS",
    "bpe": "la BPE",
    "generalistes": "le fichier des généralistes par IRIS",
}
"""Annuaires nationaux, du plus au moins fiable : le même ordre que dans `points.sql`."""
_NOMMES_MAX = 4
_CIVILITES = frozenset({"dr", "docteur", "docteure", "pr", "professeur", "professeure", "m", "mr", "mme", "mlle",
                        "monsieur", "madame"})  # fmt: skip
_REMPLACES = """
SELECT format_choisi, format, count(*), list(DISTINCT profession ORDER BY profession)
FROM point_candidat WHERE NOT est_choisi
GROUP BY format_choisi, format, priorite ORDER BY priorite, format_choisi
"""
_MELEES = """
SELECT id, lot, format, fichier, famille, profession, nom, adresse, commune, lon, lat
FROM point_retenu
WHERE famille IN (SELECT famille FROM point_retenu GROUP BY famille HAVING count(DISTINCT lot) > 1)
    AND famille IN (SELECT famille FROM point_retenu WHERE NOT list_contains($nationaux, format))
ORDER BY coalesce(list_position($nationaux, format), 99), rang DESC, id
"""
_COMPLETE = """
UPDATE point_retenu AS p SET
    nom = CASE WHEN p.nom = '' THEN d.nom ELSE p.nom END,
    adresse = CASE WHEN p.adresse = '' THEN d.adresse ELSE p.adresse END,
    age_classe = CASE WHEN p.age_classe = '' THEN d.age_classe ELSE p.age_classe END,
    secteur_conventionnel
        = CASE WHEN p.secteur_conventionnel = '' THEN d.secteur_conventionnel ELSE p.secteur_conventionnel END,
    lon = CASE WHEN p.lon IS NULL THEN d.lon ELSE p.lon END,
    lat = CASE WHEN p.lon IS NULL THEN d.lat ELSE p.lat END,
    genre_position = CASE WHEN p.lon IS NULL AND d.lon IS NOT NULL THEN d.genre_position ELSE p.genre_position END,
    score = CASE WHEN p.lon IS NULL THEN d.score ELSE p.score END,
    adresse_trouvee = CASE WHEN p.lon IS NULL THEN d.adresse_trouvee ELSE p.adresse_trouvee END,
    doute = CASE WHEN p.lon IS NULL AND d.lon IS NOT NULL THEN d.doute ELSE p.doute END
FROM (
    SELECT k.garde, r.* FROM point_double AS k INNER JOIN point_retenu AS r ON r.id = k.id
    QUALIFY row_number() OVER (PARTITION BY k.garde ORDER BY r.rang DESC, r.id) = 1
) AS d
WHERE d.garde = p.id
"""


@dataclass(frozen=True)
class _Fiche:
    """De quoi reconnaître une personne ou un lieu d'un fichier à l'autre."""

    id: str
    lot: str
    format: str
    fichier: str
    famille: str
    profession: str
    nom: str
    adresse: str
    commune: str
    lon: float | None
    lat: float | None

    @cached_property
    def mots(self) -> frozenset[str]:
        """Mots du nom, dans n'importe quel ordre, sans civilité : « DUPONT Jean » est « Dr Jean Dupont »."""
        return frozenset(re.findall(r"[a-z0-9]+", sort_key(self.nom))) - _CIVILITES

    @cached_property
    def lieu(self) -> Lieu:
        """Son adresse et sa position."""
        return Lieu(build_cle(self.adresse, self.commune), self.adresse, self.commune, "", self.lon, self.lat, True)


def choose_points(connexion: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """Prépare `point_retenu` : un annuaire national par famille, plus les listes locales sans leurs doublons.

    Un doublon complète ce que l'annuaire ne dit pas (âge, secteur, position) et ne compte pas.

    Returns:
        Les alertes : ce qu'un annuaire remplace, ce qu'une liste ajoute.
    """
    run_sql(connexion, "points")
    alertes = [_write_remplace(*ligne) for ligne in connexion.execute(_REMPLACES).fetchall()]
    lignes = connexion.execute(_MELEES, {"nationaux": list(_ANNUAIRES)}).fetchall()
    fiches = [_Fiche(*ligne) for ligne in lignes]
    doubles = find_doubles(fiches)
    connexion.execute("CREATE OR REPLACE TEMP TABLE point_double (id VARCHAR, garde VARCHAR)")
    if doubles:
        connexion.executemany("INSERT INTO point_double VALUES (?, ?)", [list(d) for d in doubles.items()])
        connexion.execute(_COMPLETE)
        connexion.execute("DELETE FROM point_retenu WHERE id IN (SELECT id FROM point_double)")
    return (*alertes, *_describe_ajouts(fiches, doubles))


def find_doubles(fiches: Sequence[_Fiche]) -> dict[str, str]:
    """Points déjà donnés par un fichier rangé avant le leur : identifiant du doublon, puis du point gardé."""
    # Une personne ne se compare qu'à ses homonymes : un grand annuaire en a peu.
    gardees: dict[tuple[str, str, frozenset[str]], list[_Fiche]] = {}
    doubles: dict[str, str] = {}
    for fiche in fiches:
        mots = frozenset[str]() if is_lieu(fiche.profession) else fiche.mots
        voisines = gardees.setdefault((fiche.famille, fiche.commune, mots), [])
        meme = None
        if fiche.format not in _ANNUAIRES:
            meme = next((v for v in voisines if v.lot != fiche.lot and _is_meme(fiche, v)), None)
        if meme is None:
            voisines.append(fiche)
        else:
            doubles[fiche.id] = meme.id
    return doubles


def _is_meme(une: _Fiche, autre: _Fiche) -> bool:
    """Même métier et même commune déjà acquis : une personne se reconnaît à son nom, un lieu à sa place."""
    if not is_lieu(une.profession):
        return len(une.mots) > 1 and une.mots == autre.mots
    verdict = is_meme_lieu(une.lieu, autre.lieu)
    return bool(verdict) or (verdict is None and bool(une.mots) and une.mots == autre.mots)


def _write_remplace(choisi: str, remplace: str, nombre: int, professions: list[str]) -> str:
    debut = _ANNUAIRES[choisi]
    points = format_pluriel(nombre, "point")
    return (
        f"{debut[:1].upper()}{debut[1:]} remplace {points} venus d’un autre annuaire, {_ANNUAIRES[remplace]} "
        f"({_name_professions(professions)}) : pour une même profession, un seul annuaire national compte."
    )


def _describe_ajouts(fiches: Iterable[_Fiche], doubles: Mapping[str, str]) -> list[str]:
    """Une phrase par liste qui s'ajoute, dans une famille, à un fichier rangé avant elle."""
    premiers: dict[str, str] = {}
    par_fichier: dict[str, list[_Fiche]] = {}
    for fiche in fiches:
        if premiers.setdefault(fiche.famille, fiche.lot) != fiche.lot and fiche.format not in _ANNUAIRES:
            par_fichier.setdefault(fiche.fichier, []).append(fiche)
    alertes: list[str] = []
    for fichier, siennes in par_fichier.items():
        connus = sum(f.id in doubles for f in siennes)
        ajoutes = format_pluriel(len(siennes) - connus, "point")
        metiers = _name_professions(sorted({f.profession for f in siennes}))
        alertes.append(
            f"« {fichier} » ajoute {ajoutes} à ceux d’un autre fichier ({metiers}) ; "
            f"{format_nombre(connus)} y étaient déjà et ne comptent qu’une fois. Qui y serait aussi sous un autre nom "
            "compterait deux fois."
        )
    return alertes


def _name_professions(professions: Sequence[str]) -> str:
    if len(professions) <= _NOMMES_MAX:
        return join_mots(professions)
    return f"{', '.join(professions[:_NOMMES_MAX])} et {len(professions) - _NOMMES_MAX} autres"
