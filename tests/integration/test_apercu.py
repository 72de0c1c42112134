"""L'aperçu dit exactement ce que publier changerait."""

from pathlib import Path

import pytest

from observatoire.domain.indicateur import TypeIndicateur
from observatoire.ingest.apercu import EcartIndicateur, EcartMaille, build_apercu
from observatoire.ingest.chantier.base import create_chantier, open_chantier
from observatoire.ingest.chantier.lots import list_lots, remove_lot
from observatoire.ingest.publication.versions import publish
from observatoire.settings import Reglages
from tests.outils.chantier import (
    COMMUNE,
    add_lots,
    build_catalogue,
    build_contours,
    build_damier,
    build_fiche,
    build_reglages,
    build_valeurs,
    carre,
    code_iris,
)

CATALOGUE = build_catalogue()
PARTS = [(code_iris(n), "disponible", 20.0 * n, 100.0) for n in range(1, 5)]


@pytest.fixture
def reglages(tmp_path: Path) -> Reglages:
    reglages = build_reglages(tmp_path)
    create_chantier(reglages, nom="Damier", communes=[COMMUNE])
    add_lots(reglages, build_damier(), build_valeurs("part_essai", PARTS))
    return reglages


def test_avant_toute_version_tout_est_nouveau(reglages: Reglages) -> None:
    apercu = build_apercu(reglages, CATALOGUE)
    assert apercu.version == ""
    assert apercu.indicateurs_ajoutes == ("part_essai",)
    assert apercu.territoires == (EcartMaille("commune", 1, 0, 0, 1), EcartMaille("iris", 4, 0, 0, 4))
    assert apercu.cellules == (EcartIndicateur("part_essai", 5, 0, 0, 0, 0, 5),)
    assert not apercu.is_vide
    assert not reglages.publie.exists()


def test_sans_changement_l_apercu_est_vide(reglages: Reglages) -> None:
    fichier = publish(reglages, CATALOGUE).fichier
    apercu = build_apercu(reglages, CATALOGUE)
    assert apercu.version == fichier
    assert apercu.is_vide


def test_un_chiffre_corrige_change_aussi_la_commune(reglages: Reglages) -> None:
    publish(reglages, CATALOGUE)
    add_lots(reglages, build_valeurs("part_essai", [(code_iris(1), "disponible", 21, 100)]))
    assert build_apercu(reglages, CATALOGUE).cellules == (EcartIndicateur("part_essai", 0, 2, 0, 0, 0, 5),)


def test_un_chiffre_devenu_secret_est_annonce(reglages: Reglages) -> None:
    publish(reglages, CATALOGUE)
    add_lots(reglages, build_valeurs("part_essai", [(code_iris(1), "secret", None, None)]))
    [ecart] = build_apercu(reglages, CATALOGUE).cellules
    # L'IRIS devient secret ; la commune, dont il manque un enfant, n'est plus disponible.
    assert (ecart.modifiees, ecart.nouvellement_masquees, ecart.masquees) == (2, 1, 1)


def test_un_lot_retire_retire_ses_chiffres(reglages: Reglages) -> None:
    add_lots(reglages, build_valeurs("taux_essai", PARTS))
    publish(reglages, CATALOGUE)
    with open_chantier(reglages) as connexion:
        remove_lot(connexion, list_lots(connexion)[-1].id)
    apercu = build_apercu(reglages, CATALOGUE)
    assert apercu.indicateurs_retires == ("taux_essai",)
    assert {c.indicateur: c.retirees for c in apercu.cellules} == {"part_essai": 0, "taux_essai": 5}


def test_un_contour_ajoute_ou_change_est_compte(reglages: Reglages) -> None:
    publish(reglages, CATALOGUE)
    nouveau = build_contours([("QN99301I", "qpv", COMMUNE, carre(0, 0))])
    rogne = build_contours([(code_iris(n), "iris", COMMUNE, carre((n - 1) % 2, 0.1, 1, 0.9)) for n in (1, 2)])
    add_lots(reglages, nouveau, rogne)
    mailles = {t.maille: t for t in build_apercu(reglages, CATALOGUE).territoires}
    assert mailles["qpv"] == EcartMaille("qpv", 1, 0, 0, 1)
    assert mailles["iris"] == EcartMaille("iris", 0, 2, 0, 4)
    assert mailles["commune"].modifies == 1


def test_une_definition_changee_est_annoncee(reglages: Reglages) -> None:
    publish(reglages, CATALOGUE)
    corrige = build_catalogue(build_fiche("part_essai", TypeIndicateur.PART, 100, definition="autre"))
    apercu = build_apercu(reglages, corrige)
    assert apercu.fiches_modifiees == ("part_essai",)
    assert not apercu.is_vide
