"""Écrire dans une version ce qui a bougé entre deux livraisons successives d'un annuaire."""

from collections.abc import Sequence

import duckdb
import pandas as pd

from observatoire.domain.lieux_de_soins import is_lieu
from observatoire.domain.territoire import Maille
from observatoire.ingest.geocodage.adresses import build_cle
from observatoire.ingest.mouvements.comparaison import Lieu, Mouvement, Presence, compare
from observatoire.ingest.mouvements.series import ANNUAIRES, Livraison, Serie
from observatoire.ingest.publication.ecriture import insert_frame
from observatoire.ingest.publication.localisation import locate_points
from observatoire.ingest.publication.territoires import Lieux

_POINTS = """
SELECT personne, nom, profession, specialite, adresse, commune, iris, lon, lat, genre_position
FROM point_situe WHERE lot = ? AND personne <> '' ORDER BY id
"""
_TABLE = "mouvement_offre"


def write_mouvements(
    connexion: duckdb.DuckDBPyConnection, base: str, series: Sequence[Serie], lieux: Lieux, *, noms: bool
) -> None:
    """Compare deux à deux les livraisons qui se suivent. Demande `point_situe` (voir `situate_points`).

    Sans `noms`, seul garde le sien ce qu'on sait être un lieu : une profession inconnue peut être celle d'une personne.
    """
    lignes: list[dict[str, str]] = []
    for serie in series:
        presences = [_read_presences(connexion, livraison, lieux) for livraison in serie]
        for rang in range(len(serie) - 1):
            for mouvement in compare(presences[rang + 1], presences[rang]):
                lignes.append(_flatten(mouvement, serie[rang + 1], serie[rang], noms=noms))
    insert_frame(connexion, f"{base}.{_TABLE}", pd.DataFrame(lignes))


def _read_presences(connexion: duckdb.DuckDBPyConnection, livraison: Livraison, lieux: Lieux) -> dict[str, Presence]:
    points = connexion.execute(_POINTS, [livraison.lot]).df()
    locate_points(points, lieux)
    suivies = {lieu.code for lieu in lieux.values() if lieu.maille is Maille.COMMUNE}
    presences: dict[str, Presence] = {}
    for p in points.astype("object").where(points.notna(), None).to_dict("records"):
        presence = presences.setdefault(
            p["personne"], Presence(p["nom"], livraison.format == "finess" or is_lieu(p["profession"]))
        )
        profession, specialite, commune = p["profession"], p["specialite"], p["commune"]
        lieu = Lieu(
            cle=build_cle(p["adresse"], commune),
            adresse=p["adresse"],
            commune=commune,
            iris=p["iris"],
            lon=p["lon"],
            lat=p["lat"],
            is_suivi=commune in suivies,
        )
        # Seuls les médecins se distinguent par leur spécialité : ailleurs, un diplôme de plus n'est pas un métier.
        metier = (profession, specialite if profession == "Médecin" else "")
        presence.lieux.setdefault(metier, []).append(lieu)
    return presences


def _flatten(mouvement: Mouvement, avant: Livraison, apres: Livraison, *, noms: bool) -> dict[str, str]:
    return {
        "annuaire": ANNUAIRES[apres.format],
        "date_avant": avant.date,
        "date": apres.date,
        "genre": mouvement.genre,
        "personne": mouvement.personne,
        "nom": mouvement.nom if noms or mouvement.is_lieu else "",
        "profession_avant": mouvement.metier_avant[0],
        "specialite_avant": mouvement.metier_avant[1],
        "profession": mouvement.metier[0],
        "specialite": mouvement.metier[1],
        "iris_avant": _join(mouvement.lieux_avant, "iris"),
        "iris": _join(mouvement.lieux, "iris"),
        "commune_avant": _join(mouvement.lieux_avant, "commune"),
        "commune": _join(mouvement.lieux, "commune"),
        "adresse_avant": _join(mouvement.lieux_avant, "adresse", " ; "),
        "adresse": _join(mouvement.lieux, "adresse", " ; "),
    }


def _join(lieux: Sequence[Lieu], champ: str, separateur: str = ",") -> str:
    return separateur.join(sorted({str(getattr(lieu, champ)) for lieu in lieux} - {""}))
