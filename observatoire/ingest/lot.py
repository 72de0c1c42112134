"""Ce qu'un lecteur de format rend : des tables vérifiées, toujours les mêmes, et les lignes refusées."""

from dataclasses import dataclass, field

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from observatoire.domain.indicateur import Indicateur
from observatoire.ingest.rejets import Rejet

COLONNES_TERRITOIRE = ["code", "maille", "nom", "commune", "millesime", "geometry"]
"""`geometry` en EPSG:4326, ou absente (None) : un quartier nommé par ses IRIS est alors leur réunion."""
COLONNES_APPARTENANCE = ["enfant", "parent"]
COLONNES_VALEUR = [
    "indicateur", "territoire", "maille", "periode", "sexe", "age",
    "valeur", "numerateur", "denominateur", "statut",
]  # fmt: skip
"""`valeur` dans l'unité de l'indicateur, vide quand les comptes suffisent ; `statut` du domaine (`Statut`).

Un effectif a `valeur = numerateur`, sans dénominateur. Un territoire sans habitants (0 sur 0) est
`non_applicable` et garde ses comptes : il compte pour zéro dans une somme, il ne la rend pas inconnue.
Une densité de population a `numerateur = population` seul : la publication connaît la superficie.
"""
COLONNES_POPULATION = ["territoire", "maille", "periode", "sexe", "classe_age", "effectif"]
COLONNES_POINT = [
    "id", "categorie", "profession", "specialite", "nom", "lon", "lat", "iris",
    "secteur_conventionnel", "age_classe", "date",
    "personne", "activite", "commune", "adresse", "mode_exercice", "ligne",
    "secteur_activite", "doute_fichier",
]  # fmt: skip
"""Une ligne par personne et par lieu. `ligne` est celle du fichier. `personne` réunit ses lieux, `activite` est la
part qu'elle exerce ici.
`secteur_activite` : `cabinet`, `centre de santé` ou `autre` ; vide si le fichier ne le dit pas. `doute_fichier` dit
pourquoi le fichier lui-même n'est pas sûr de sa position.

Un point qui compte plusieurs personnes sans les distinguer (généralistes d'un IRIS) a une `personne` vide.
"""

COLONNES_CARREAU = ["carreau", "commune", "lon", "lat", "individus"]
"""Habitants d'un carreau, à son centre, dans la ville ou autour."""
COLONNES_TRAJET = ["origine", "destination", "cout", "unite", "mode"]
"""D'un IRIS à un IRIS ou à une commune ; `unite` vaut `min` ou `m`, la même pour tout le lot."""

COLONNES_TRONCON = ["lon1", "lat1", "lon2", "lat2", "vitesse_kmh", "pieton", "sens"]
"""Segment droit d'une rue. `vitesse_kmh` nulle : pas de voiture. `sens` : double, ou direct, du premier au second."""


def _empty(colonnes: list[str]) -> pd.DataFrame:
    return pd.DataFrame({c: pd.Series(dtype="object") for c in colonnes})


def _empty_geo() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(_empty(COLONNES_TERRITOIRE[:-1]), geometry=[], crs="EPSG:4326")


@dataclass(frozen=True)
class LotLu:
    """Un fichier lu et vérifié, pas encore écrit.

    `territoires` hors du périmètre et au-dessus (département, France) servent de comparateurs.
    `messages` sont des remarques utiles qui ne refusent rien (« 12 codes ont retrouvé leur zéro de tête »).
    """

    format: str
    libelle: str
    source: str
    lignes_lues: int
    lignes_retenues: int
    territoires: gpd.GeoDataFrame = field(default_factory=_empty_geo)
    appartenances: pd.DataFrame = field(default_factory=lambda: _empty(COLONNES_APPARTENANCE))
    valeurs: pd.DataFrame = field(default_factory=lambda: _empty(COLONNES_VALEUR))
    population: pd.DataFrame = field(default_factory=lambda: _empty(COLONNES_POPULATION))
    points: pd.DataFrame = field(default_factory=lambda: _empty(COLONNES_POINT))
    carreaux: pd.DataFrame = field(default_factory=lambda: _empty(COLONNES_CARREAU))
    trajets: pd.DataFrame = field(default_factory=lambda: _empty(COLONNES_TRAJET))
    troncons: pd.DataFrame = field(default_factory=lambda: _empty(COLONNES_TRONCON))
    rejets: tuple[Rejet, ...] = ()
    messages: tuple[str, ...] = ()


@dataclass(frozen=True)
class ContexteImport:
    """Ce que les lecteurs doivent savoir du chantier : périmètre, territoires et indicateurs déjà connus.

    `territoires_connus` : code → maille, et `noms` : code → nom, lus dans les lots déjà importés (les communes
    du périmètre comprises). `indicateurs` : le catalogue, par code. `emprise` : contours connus de la ville
    (EPSG:4326). `departements_voisins` : déclarés par la ville. `departements_proches` : ceux où des lots déjà importés
    ont des lieux ou des carreaux près d'elle.
    """

    communes: frozenset[str]
    territoires_connus: dict[str, str]
    indicateurs: dict[str, Indicateur]
    noms: dict[str, str] = field(default_factory=lambda: {})
    emprise: BaseGeometry | None = None
    departements_voisins: frozenset[str] = frozenset()
    departements_proches: frozenset[str] = frozenset()
