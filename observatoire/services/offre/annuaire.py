"""Emporter l'annuaire : chaque point avec son quartier, sa source et la qualité de sa position."""

from collections.abc import Mapping, Sequence

from observatoire.domain.indicateur import Source
from observatoire.domain.tableur import write_csv
from observatoire.services.offre.points import SANS_NOM, Point
from observatoire.services.offre.zonage import Zonage

ENTETES = (
    "profession", "specialite", "nom", "adresse", "commune", "quartier", "qpv", "iris", "longitude", "latitude",
    "mode_exercice", "secteur_activite", "secteur_conventionnel", "part_d_activite", "date", "source",
    "position", "ressemblance_adresse", "adresse_trouvee", "position_a_verifier",
)  # fmt: skip
_POSITIONS = {"": "inconnue", "fichier": "coordonnées du fichier", "manuelle": "corrigée à la main"}


def export_points_csv(points: Sequence[Point], zonage: Zonage, sources: Mapping[str, Source]) -> bytes:
    """Les points en CSV pour un tableur français ; aucun texte n'y devient une formule."""
    return write_csv(ENTETES, [_flatten(p, zonage, sources) for p in points])


def _flatten(p: Point, zonage: Zonage, sources: Mapping[str, Source]) -> tuple[object, ...]:
    source = sources.get(p.source)
    return (
        p.profession, p.specialite, p.nom or SANS_NOM, p.adresse, p.commune, zonage.name_quartier(p),
        zonage.name_qpv(p), p.iris, p.lon, p.lat, p.mode_exercice, p.secteur_activite, p.secteur_conventionnel,
        p.activite, p.date, f"{source.producteur}, {source.libelle}" if source else p.source,
        describe_position(p), p.score, p.adresse_trouvee, p.doute,
    )  # fmt: skip


def describe_position(point: Point) -> str:
    """« coordonnées du fichier », « géocodage : numéro », « inconnue »."""
    genre = point.genre_position
    if not genre and point.is_place:
        return _POSITIONS["fichier"]
    return _POSITIONS.get(genre, f"géocodage : {genre}")
