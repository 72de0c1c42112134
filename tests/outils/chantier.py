"""Une petite ville en damier et des lots écrits à la main, pour éprouver le chantier et la publication."""

from dataclasses import replace
from itertools import count
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from observatoire.domain.indicateur import Indicateur, Sens, Source, Theme, TypeIndicateur
from observatoire.ingest.chantier.base import open_chantier
from observatoire.ingest.chantier.lots import Lot, add_lot
from observatoire.ingest.lot import COLONNES_APPARTENANCE, COLONNES_POPULATION, COLONNES_VALEUR, LotLu
from observatoire.settings import Reglages
from observatoire.store.catalogue import Catalogue

COMMUNE = "99001"
COTE = 0.01
OUEST, SUD = 2.0, 46.0
_numeros = count(1)


def build_reglages(dossier: Path, *, couverture: float = 0.8) -> Reglages:
    return Reglages(donnees=dossier, memoire_mo=300, couverture_qpv_min=couverture, suivi_url="")


def build_fiche(code: str, type_: TypeIndicateur, multiplicateur: float = 1, **champs: object) -> Indicateur:
    fiche = Indicateur(
        code=code, libelle=code, libelle_court=code, theme=Theme.POPULATION, definition="d", unite="u", type=type_,
        multiplicateur=multiplicateur, sens=Sens.SANS_JUGEMENT, source="essai", seuil_secret=0,
        comparable_dans_le_temps=True, motif_non_comparable="", decimales=1, agregeable=True, pourquoi="p",
        limites="l", auteur="a", verifie_le="2026-01-01",
    )  # fmt: skip
    return replace(fiche, **champs)  # type: ignore[arg-type]


FICHES = [
    build_fiche("population", TypeIndicateur.EFFECTIF),
    build_fiche("densite_population", TypeIndicateur.DENSITE),
    build_fiche("part_essai", TypeIndicateur.PART, 100),
    build_fiche("part_secrete", TypeIndicateur.PART, 100, seuil_secret=11),
    build_fiche("taux_essai", TypeIndicateur.TAUX, 1000),
    build_fiche("icm_essai", TypeIndicateur.ICM, 100),
    build_fiche("revenu_essai", TypeIndicateur.MEDIANE, agregeable=False),
    build_fiche("indice_essai", TypeIndicateur.INDICE, 100),
]


def build_catalogue(*autres: Indicateur) -> Catalogue:
    source = Source("essai", "Producteur", "Jeu", "https://exemple.fr", "Licence", "annuelle", "2027")
    return Catalogue({f.code: f for f in [*FICHES, *autres]}, {"essai": source})


def carre(colonne: float, ligne: float, largeur: float = 1, hauteur: float = 1) -> shapely.Polygon:
    """Rectangle en cases du damier."""
    return shapely.box(
        OUEST + colonne * COTE,
        SUD + ligne * COTE,
        OUEST + (colonne + largeur) * COTE,
        SUD + (ligne + hauteur) * COTE,
    )


def code_iris(numero: int, commune: str = COMMUNE) -> str:
    return f"{commune}{numero:04d}"


def build_contours(lignes: list[tuple[str, str, str, shapely.Geometry | None]], millesime: str = "2024") -> LotLu:
    """Lot de contours : (code, maille, commune, forme)."""
    territoires = gpd.GeoDataFrame(
        {
            "code": [c for c, *_ in lignes],
            "maille": [m for _, m, *_ in lignes],
            "nom": [f"Nom {c}" for c, *_ in lignes],
            "commune": [commune for _, _, commune, _ in lignes],
            "millesime": millesime,
        },
        geometry=[forme for *_, forme in lignes],
        crs="EPSG:4326",
    )
    return build_lot(territoires=territoires, lignes=len(lignes))


def build_lot(*, lignes: int = 1, **champs: object) -> LotLu:
    return LotLu("essai", "Lot d'essai", "essai", lignes, lignes, **champs)  # type: ignore[arg-type]


def build_damier() -> LotLu:
    """Quatre IRIS en carré : 1 et 2 en bas, 3 et 4 en haut."""
    return build_contours(
        [
            (code_iris(1), "iris", COMMUNE, carre(0, 0)),
            (code_iris(2), "iris", COMMUNE, carre(1, 0)),
            (code_iris(3), "iris", COMMUNE, carre(0, 1)),
            (code_iris(4), "iris", COMMUNE, carre(1, 1)),
        ]
    )


def build_quartiers() -> LotLu:
    """Deux quartiers nommés par leurs IRIS : SUD = 1 et 2, NORD = 3 et 4."""
    liens = [(code_iris(1), "SUD"), (code_iris(2), "SUD"), (code_iris(3), "NORD"), (code_iris(4), "NORD")]
    lu = build_contours([("SUD", "quartier", COMMUNE, None), ("NORD", "quartier", COMMUNE, None)])
    return replace(lu, appartenances=pd.DataFrame(liens, columns=COLONNES_APPARTENANCE))


Cellule = tuple[str, str, float | None, float | None]


def build_valeurs(
    indicateur: str,
    cellules: list[Cellule],
    *,
    maille: str = "iris",
    periode: str = "2022",
    sexe: str = "ensemble",
    valeurs: list[float | None] | None = None,
) -> LotLu:
    """Lot de chiffres : (territoire, statut, numérateur, dénominateur)."""
    lignes = [
        (indicateur, t, maille, periode, sexe, "tous", None if valeurs is None else valeurs[i], n, d, statut)
        for i, (t, statut, n, d) in enumerate(cellules)
    ]
    return build_lot(valeurs=pd.DataFrame(lignes, columns=COLONNES_VALEUR), lignes=len(lignes))


def build_population(lignes: list[tuple[str, str, str, float | None]], maille: str = "iris") -> LotLu:
    """Lot de population : (territoire, sexe, classe d'âge, effectif), en 2022."""
    cadre = pd.DataFrame([(t, maille, "2022", sexe, age, n) for t, sexe, age, n in lignes], columns=COLONNES_POPULATION)
    return build_lot(population=cadre, lignes=len(lignes))


def add_lots(reglages: Reglages, *lots: LotLu) -> list[Lot]:
    """Écrit des lots dans le chantier, chacun comme né d'un fichier différent."""
    with open_chantier(reglages) as connexion:
        return [_add(connexion, lu) for lu in lots]


def _add(connexion, lu: LotLu) -> Lot:  # type: ignore[no-untyped-def]
    numero = next(_numeros)
    return add_lot(connexion, lu, fichier=f"fichier{numero}.csv", sha256=f"{numero:08x}" * 8)
