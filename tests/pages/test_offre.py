"""Densités et annuaire, sur une petite ville importée et publiée comme un utilisateur le ferait."""

from collections.abc import Callable
from pathlib import Path

import pytest
import shapely
from streamlit.testing.v1 import AppTest

from observatoire.ingest.chantier.base import create_chantier
from observatoire.ingest.publication.versions import publish
from observatoire.store.catalogue import load_catalogue
from tests.integration.test_densites_offre import I1, I2, I3, I4, build_medecin, build_points
from tests.outils.chantier import (
    COMMUNE,
    add_lots,
    build_damier,
    build_quartiers,
    build_reglages,
    build_valeurs,
)
from tests.pages.conftest import read_texte

DENSITES, ANNUAIRE = "offre/densites.py", "offre/annuaire.py"


@pytest.fixture(scope="module")
def damier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    dossier = tmp_path_factory.mktemp("offre")
    reglages = build_reglages(dossier)
    create_chantier(reglages, nom="Damier", communes=[COMMUNE])
    habitants = [(i, "disponible", 2000.0, None) for i in (I1, I2, I3, I4)]
    ehpad = {"categorie": "établissement", "profession": "EHPAD", "specialite": "", "nom": "Les Saules"}
    loin = shapely.Point(2.5, 46.5)
    points = build_points(
        build_medecin("a", I1, nom="<b>DUPUIS</b> Anne"),
        build_medecin("b", I1, secteur_conventionnel="secteur 2"),
        build_medecin("c", I3),
        build_medecin("e", I2, **ehpad),
        build_medecin("f", "", **(ehpad | {"lon": loin.x, "lat": loin.y})),
    )
    add_lots(
        reglages, build_damier(), build_quartiers(), build_valeurs("population", habitants, periode="2022"), points
    )
    publish(reglages, load_catalogue())
    return dossier


def test_la_page_s_ouvre_sur_les_generalistes(lance: Callable[..., AppTest], damier: Path) -> None:
    essai = lance(DENSITES, donnees=damier)
    texte = read_texte(essai)
    assert not essai.exception
    assert "Une erreur imprévue" not in texte
    assert "Médecin, médecine générale" in texte
    assert "5,0" in texte  # SUD : deux généralistes pour 4 000 habitants
    assert essai.get("deck_gl_json_chart")


def test_sans_densite_la_page_compte_et_dit_ce_qui_n_est_pas_place(lance: Callable[..., AppTest], damier: Path) -> None:
    texte = read_texte(lance(DENSITES, donnees=damier, metier="ehpad"))
    assert "EHPAD : 2 dans la ville ; 1 n’est placé dans aucun IRIS." in texte


@pytest.mark.parametrize("maille", ["iris", "quartier"])
@pytest.mark.parametrize("coloration", ["classes", "significativite"])
def test_chaque_vue_se_montre(lance: Callable[..., AppTest], damier: Path, maille: str, coloration: str) -> None:
    essai = lance(DENSITES, donnees=damier, maille=maille, coloration=coloration, indicateur="densite_generalistes")
    assert not essai.exception
    assert "Une erreur imprévue" not in read_texte(essai)


def test_le_territoire_choisi_liste_ses_points(lance: Callable[..., AppTest], damier: Path) -> None:
    texte = read_texte(lance(DENSITES, donnees=damier, maille="quartier", territoire="SUD"))
    assert "2 point(s)" in texte
    assert "&lt;b&gt;DUPUIS" in texte
    assert "<b>DUPUIS" not in texte


def test_l_annuaire_cherche_et_filtre(lance: Callable[..., AppTest], damier: Path) -> None:
    assert "3 professionnels ou lieux" in read_texte(
        lance(ANNUAIRE, donnees=damier, metier="medecin-medecine-generale")
    )
    assert "1 professionnel ou lieu" in read_texte(lance(ANNUAIRE, donnees=damier, q="dupuis"))
    assert "1 professionnel ou lieu" in read_texte(lance(ANNUAIRE, donnees=damier, secteur="secteur 2"))
    assert "Aucun résultat" in read_texte(lance(ANNUAIRE, donnees=damier, q="zzz"))


@pytest.mark.parametrize("page", [DENSITES, ANNUAIRE])
def test_sans_point_la_page_dit_quoi_importer(lance: Callable[..., AppTest], page: str) -> None:
    assert "python -m observatoire importer" in read_texte(lance(page))
