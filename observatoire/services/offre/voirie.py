"""Réseau de rues d'une version, prêt pour les temps de trajet : à pied, et en voiture vers un lieu."""

from dataclasses import dataclass

import numpy as np

from observatoire.services.version import open_version
from observatoire.stats.arguments import Floats
from observatoire.stats.network import Network, build_network
from observatoire.stats.proximity import METRES_PER_DEGREE

KMH = 1 / 3.6


@dataclass(frozen=True, slots=True)
class Repere:
    """Passage des degrés aux mètres autour de la ville : plat, exact à mieux que 0,1 % à cette échelle."""

    lon: float
    lat: float

    def project(self, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """Mètres vers l'est et vers le nord."""
        large = METRES_PER_DEGREE * np.cos(np.radians(self.lat))
        return (lon - self.lon) * large, (lat - self.lat) * METRES_PER_DEGREE

    def unproject(self, xy: Floats) -> Floats:
        """Longitudes et latitudes, arrondies à onze centimètres."""
        large = METRES_PER_DEGREE * np.cos(np.radians(self.lat))
        return np.column_stack([self.lon + xy[:, 0] / large, self.lat + xy[:, 1] / METRES_PER_DEGREE]).round(6)


@dataclass(frozen=True, slots=True, eq=False)
class Voirie:
    """Deux réseaux sur les mêmes carrefours. Celui des voitures est lu à rebours : on va vers le lieu de soins."""

    repere: Repere
    pied: Network
    voiture: Network


def load_voirie(*, version: str, marche_kmh: float) -> Voirie | None:
    """Réseau de rues de la version ; rien si elle n'en a pas.

    Args:
        version: version des données.
        marche_kmh: vitesse de marche.

    Raises:
        DonneesAbsentes: version inconnue.
    """
    entrepot = open_version(version)
    noeuds = entrepot.read("reseau_noeuds") if "reseau_noeud" in entrepot.tables else []
    if not noeuds:
        return None
    _, lon, lat = (np.array(colonne, dtype=np.float64) for colonne in zip(*noeuds, strict=True))
    repere = Repere(float((lon.min() + lon.max()) / 2), float((lat.min() + lat.max()) / 2))
    x, y = repere.project(lon, lat)
    depart, arrivee, longueur, vitesse, pieton, sens = zip(*entrepot.read("reseau_troncons"), strict=True)
    departs, arrivees = np.array(depart, np.intp), np.array(arrivee, np.intp)
    longueurs, vitesses = np.array(longueur, np.float64), np.array(vitesse, np.float64)
    a_pied, roule = np.array(pieton, np.bool_), vitesses > 0
    double = roule & (np.array(sens) == "double")
    temps = longueurs / (np.maximum(vitesses, 1.0) * KMH)
    return Voirie(
        repere,
        pied=build_network(
            x,
            y,
            np.concatenate([departs[a_pied], arrivees[a_pied]]),
            np.concatenate([arrivees[a_pied], departs[a_pied]]),
            np.tile(longueurs[a_pied] / (marche_kmh * KMH), 2),
        ),
        voiture=build_network(
            x,
            y,
            np.concatenate([arrivees[roule], departs[double]]),
            np.concatenate([departs[roule], arrivees[double]]),
            np.concatenate([temps[roule], temps[double]]),
        ),
    )
