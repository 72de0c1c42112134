"""`verifier` trouve chaque sorte de dégât : on abîme une version saine d'une seule façon à la fois."""

import shutil
from pathlib import Path

import duckdb
import pytest

from observatoire.ingest.chantier.base import create_chantier
from observatoire.ingest.publication.versions import publish
from observatoire.ingest.verification import verify_version
from tests.outils.chantier import (
    COMMUNE,
    add_lots,
    build_catalogue,
    build_contours,
    build_damier,
    build_population,
    build_quartiers,
    build_reglages,
    build_valeurs,
    carre,
    code_iris,
)


@pytest.fixture(scope="module")
def saine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    reglages = build_reglages(tmp_path_factory.mktemp("saine"))
    create_chantier(reglages, nom="Damier", communes=[COMMUNE])
    comptes = [(code_iris(n), "disponible", 20.0 * n, 100.0) for n in range(1, 4)]
    add_lots(
        reglages,
        build_damier(),
        build_quartiers(),
        build_contours([("QN99301I", "qpv", COMMUNE, carre(0, 0, 1.1, 1))]),
        build_valeurs("part_essai", [*comptes, (code_iris(4), "secret", None, None)]),
        build_population([(code_iris(1), "ensemble", "tous", 5.0)]),
    )
    return reglages.publie / publish(reglages, build_catalogue()).fichier


DEGATS = {
    "valeur : clé en double": "INSERT INTO valeur SELECT * FROM valeur LIMIT 1",
    "population : clé en double": "INSERT INTO population SELECT * FROM population",
    "valeur : indicateur sans fiche": "UPDATE valeur SET indicateur = 'x' WHERE statut = 'secret'",
    "valeur : territoire inconnu": "UPDATE valeur SET territoire = 'x' WHERE statut = 'secret'",
    "valeur : période inconnue": "UPDATE valeur SET periode = '1950' WHERE statut = 'secret'",
    "valeur : lot inconnu": "UPDATE valeur SET lot = 'x'",
    "population : territoire inconnu": "UPDATE population SET territoire = 'x'",
    "population : période inconnue": "UPDATE population SET periode = '1950'",
    "population : effectif négatif": "UPDATE population SET effectif = -1",
    "indicateur : fiche incomplète": "DELETE FROM fiche",
    "valeur : chiffre disponible sans valeur": "UPDATE valeur SET valeur = NULL WHERE statut = 'disponible'",
    "valeur : chiffre masqué ou manquant qui garde un nombre": (
        "UPDATE valeur SET denominateur = 100 WHERE statut = 'secret'"
    ),
    "valeur : intervalle qui ne contient pas la valeur": "UPDATE valeur SET ic_bas = valeur + 1 WHERE valeur > 0",
    "valeur : différente de numérateur / dénominateur × multiplicateur": (
        "UPDATE valeur SET denominateur = denominateur + 1"
    ),
    "valeur : part au-dessus du tout": "UPDATE valeur SET numerateur = 150 WHERE numerateur = 20",
    "valeur : compte négatif": "UPDATE valeur SET numerateur = -1 WHERE statut = 'disponible'",
    "appartenance : part hors de 0 à 1": "UPDATE appartenance SET part_surface = 1.2",
    "appartenance : IRIS dans deux quartiers": (
        f"INSERT INTO appartenance VALUES ('{code_iris(1)}', 'NORD', NULL, 0.5)"
    ),
    "plan_secret : ne compte pas les cellules masquées": "UPDATE plan_secret SET complementaires = 12",
    "observatoire : carte d'identité incomplète": "DELETE FROM observatoire WHERE cle = 'communes'",
    "observatoire : territoire de référence absent": (
        "UPDATE observatoire SET valeur = 'x' WHERE cle = 'territoire_reference'"
    ),
    "territoire : contour invalide": (
        """UPDATE territoire SET contour = '{"type":"Polygon","coordinates":[[[0,0],[1,1],[1,0],[0,1],[0,0]]]}' """
        "WHERE code = 'QN99301I'"
    ),
}


def list_regles(version: Path) -> set[str]:
    with duckdb.connect(str(version), read_only=True) as connexion:
        return {a.regle for a in verify_version(connexion)}


def test_une_version_saine_ne_contredit_aucune_regle(saine: Path) -> None:
    assert list_regles(saine) == set()


@pytest.mark.parametrize("regle", DEGATS)
def test_chaque_degat_est_reconnu(saine: Path, tmp_path: Path, regle: str) -> None:
    abimee = tmp_path / saine.name
    shutil.copy(saine, abimee)
    with duckdb.connect(str(abimee)) as connexion:
        connexion.execute(DEGATS[regle])
    with duckdb.connect(str(abimee), read_only=True) as connexion:
        trouvees = {a.regle: a for a in verify_version(connexion)}
    assert regle in trouvees
    assert trouvees[regle].nombre >= 1
    assert trouvees[regle].exemple


def test_un_contour_hors_du_globe_est_reconnu(saine: Path, tmp_path: Path) -> None:
    abimee = tmp_path / saine.name
    shutil.copy(saine, abimee)
    with duckdb.connect(str(abimee)) as connexion:
        # Des mètres de Lambert-93 pris pour des degrés.
        connexion.execute(
            "UPDATE territoire SET contour = ? WHERE code = 'QN99301I'",
            [
                '{"type":"Polygon","coordinates":[[[652000,6862000],[653000,6862000],[653000,6863000],[652000,6862000]]]}'
            ],
        )
    assert list_regles(abimee) == {"territoire : contour invalide"}
