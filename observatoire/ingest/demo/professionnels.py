"""Professionnels de santé de la ville fictive : un point par personne ou par officine."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from observatoire.ingest.demo.contours import Carte
from observatoire.ingest.demo.ville import Iris

DATE = "2024-12-31"
_AGES = ("moins de 40 ans", "40-49 ans", "50-54 ans", "55-59 ans", "60-64 ans", "65 ans ou plus")
_PRENOMS = (
    "Ondine", "Melchior", "Aliénor", "Barnabé", "Céleste", "Dorian", "Églantine", "Fulbert", "Guenièvre",
    "Hippolyte", "Isaure", "Jocelyn", "Lilwenn", "Mahaut", "Norbert", "Oriane", "Perceval", "Quitterie", "Roland",
    "Séraphine", "Tancrède", "Ursuline", "Violaine", "Wilfried", "Yseult", "Zéphyrin",
)  # fmt: skip
_NOMS = (
    "Aubelune", "Brisecarpe", "Chantebrume", "Dorfeuille", "Épinard-Doux", "Follavoine", "Grisemine", "Hautecime",
    "Jolivent", "Lanternier", "Marchebulle", "Noirépine", "Ourlevent", "Pimprenel", "Quatrelune", "Rossebise",
    "Sablefin", "Tournepluie", "Valclair", "Zibeline", "Merlefou", "Boisdormant", "Clairpuits", "Tirelarigot",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Metier:
    """Un métier : combien en ville, où il s'installe, comment il se répartit par âge et par secteur.

    `indicateur` : densité qui le compte. `retrait` : moindre présence là où la précarité est forte ; `attrait` : du
    centre. `ages` : parts des classes de `_AGES`. `secteur_2` : part hors secteur 1.
    """

    profession: str
    specialite: str
    categorie: str
    indicateur: str
    nombre: int
    retrait: float
    attrait: float
    ages: tuple[float, ...]
    secteur_2: float


METIERS = (
    Metier("Médecin", "Médecine générale", "premier recours", "densite_generalistes", 114, 0.34, 1.7,
           (0.20, 0.17, 0.11, 0.15, 0.21, 0.16), 0.06),
    Metier("Infirmier", "", "premier recours", "densite_infirmiers", 196, -0.02, 0.5,
           (0.34, 0.29, 0.14, 0.13, 0.08, 0.02), 0.0),
    Metier("Chirurgien-dentiste", "", "premier recours", "densite_dentistes", 70, 0.4, 1.2,
           (0.31, 0.20, 0.12, 0.14, 0.14, 0.09), 0.0),
    Metier("Masseur-kinésithérapeute", "", "premier recours", "densite_kinesitherapeutes", 139, 0.3, 0.6,
           (0.47, 0.23, 0.10, 0.10, 0.07, 0.03), 0.0),
    Metier("Sage-femme", "", "premier recours", "densite_sages_femmes", 18, 0.2, 0.8,
           (0.45, 0.28, 0.11, 0.10, 0.05, 0.01), 0.0),
    Metier("Médecin", "Psychiatrie", "second recours", "densite_psychiatres", 19, 0.5, 1.8,
           (0.12, 0.13, 0.11, 0.16, 0.20, 0.28), 0.38),
    Metier("Médecin", "Pédiatrie", "second recours", "", 8, 0.4, 1.5, (0.2, 0.2, 0.15, 0.15, 0.15, 0.15), 0.45),
    Metier("Médecin", "Gynécologie", "second recours", "", 9, 0.4, 1.8, (0.15, 0.15, 0.1, 0.15, 0.2, 0.25), 0.55),
    Metier("Médecin", "Ophtalmologie", "second recours", "", 11, 0.5, 1.9, (0.2, 0.15, 0.1, 0.15, 0.2, 0.2), 0.6),
    Metier("Orthophoniste", "", "premier recours", "", 38, 0.2, 0.7, (0.45, 0.25, 0.1, 0.1, 0.07, 0.03), 0.0),
    Metier("Pharmacie", "", "officine", "densite_pharmacies", 41, 0.1, 0.7, (), 0.0),
)  # fmt: skip


def draw_professionnels(
    iris: tuple[Iris, ...],
    carte: Carte,
    precarite: NDArray[np.float64],
    population: NDArray[np.float64],
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Place chaque professionnel dans un IRIS puis à un point de son contour. Noms inventés."""  # fmt: skip
    centralite = np.array([i.quartier.centralite for i in iris])
    lignes: list[dict[str, object]] = []
    for metier in METIERS:
        poids = population * np.exp(metier.attrait * centralite - metier.retrait * precarite)
        for rang in rng.choice(len(iris), metier.nombre, p=poids / poids.sum()):
            lon, lat = draw_point(carte.iris[rang], rng)
            lignes.append(
                {
                    "id": f"PS{len(lignes) + 1:04d}",
                    "categorie": metier.categorie,
                    "profession": metier.profession,
                    "specialite": metier.specialite,
                    "nom": draw_nom(metier, rng),
                    "lon": round(lon, 6),
                    "lat": round(lat, 6),
                    "iris": iris[rang].code,
                    "secteur_conventionnel": _draw_secteur(metier, rng),
                    "age_classe": str(rng.choice(_AGES, p=metier.ages)) if metier.ages else "",
                    "date": DATE,
                }
            )
    return pd.DataFrame(lignes)


def draw_point(contour: shapely.Polygon, rng: np.random.Generator) -> tuple[float, float]:
    """Un point du contour, loin de son bord."""
    ouest, sud, est, nord = contour.bounds
    while True:
        lon, lat = rng.uniform(ouest, est), rng.uniform(sud, nord)
        # Loin du bord : l'arrondi des coordonnées ne doit pas faire passer chez le voisin.
        if contour.contains(shapely.Point(lon, lat).buffer(1e-4)):
            return lon, lat


def draw_nom(metier: Metier, rng: np.random.Generator) -> str:
    """Nom inventé d'une personne, ou d'une officine."""
    nom = str(rng.choice(_NOMS))
    return f"Pharmacie {nom}" if metier.profession == "Pharmacie" else f"{nom} {rng.choice(_PRENOMS)}"


def _draw_secteur(metier: Metier, rng: np.random.Generator) -> str:
    if metier.profession != "Médecin":
        return ""
    return "secteur 2" if rng.random() < metier.secteur_2 else "secteur 1"
