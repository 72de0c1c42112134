"""Un QPV à chaque écran de l'offre, et les salariés de l'hôpital laissés hors de tous les comptes."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from observatoire.ingest.chantier.base import create_chantier
from observatoire.ingest.publication.versions import publish
from observatoire.store.catalogue import load_catalogue
from tests.integration.test_densites_offre import I1, I2, I3, I4, build_medecin, build_points
from tests.outils.chantier import (
    COMMUNE,
    add_lots,
    build_contours,
    build_damier,
    build_population,
    build_quartiers,
    build_reglages,
    carre,
)
from tests.pages.conftest import read_texte

DENSITES, ANNUAIRE, FICHE = "offre/densites.py", "offre/annuaire.py", "offre/fiche_quartier.py"
QPV = "QN09901N"


@pytest.fixture(scope="module")
def ville(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Un QPV au cœur de l'IRIS 2 : B et l'infirmier y sont, C est dans le même IRIS mais dehors."""
    dossier = tmp_path_factory.mktemp("qpv")
    reglages = build_reglages(dossier)
    create_chantier(reglages, nom="Damier", communes=[COMMUNE])
    salarie = {"mode_exercice": "salarié", "secteur_conventionnel": "", "adresse": "HOPITAL"}
    points = build_points(
        build_medecin("a", I1),
        build_medecin("b", I2),
        build_medecin("c", I2, lon=2.0185, lat=46.0085),
        build_medecin("h", I1, lon=2.001, lat=46.001, **salarie),
        build_medecin("g", I2, **salarie),
        build_medecin("i", I2, profession="Infirmier", specialite="", secteur_conventionnel=""),
        build_medecin("n", "", adresse="RUE INTROUVABLE"),
        build_medecin("e", I4, categorie="établissement", profession="EHPAD", specialite="", mode_exercice=""),
    )
    habitants = [(i, "ensemble", "tous", 2000.0) for i in (I1, I2, I3, I4)]
    qpv = build_contours([(QPV, "qpv", COMMUNE, carre(1.25, 0.25, 0.5, 0.5))])
    add_lots(reglages, build_damier(), build_quartiers(), qpv, build_population(habitants), points)
    publish(reglages, load_catalogue())
    return dossier


def test_les_points_de_la_carte_sont_ceux_de_la_densite(lance: Callable[..., AppTest], ville: Path) -> None:
    texte = read_texte(lance(DENSITES, donnees=ville))
    # Quatre libéraux, dont trois placés ; les deux salariés ne sont ni sur la carte ni dans la densité.
    assert "Médecin, médecine générale</span><b>3</b>" in texte
    assert "2 postes salariés" in texte


def test_trop_d_adresses_sans_position_se_dit_a_chaque_ecran(lance: Callable[..., AppTest], ville: Path) -> None:
    """Un généraliste sur quatre n'est pas placé : aucune densité par quartier, et la vraie raison."""
    raison = "1 adresse sur 4 reste à géocoder"
    densites = read_texte(lance(DENSITES, donnees=ville))
    assert raison in densites
    assert "Aucune densité n’est publiée pour ce type de lieu" not in densites
    assert raison in read_texte(lance(DENSITES, donnees=ville, vue="acces"))
    assert raison in read_texte(lance("offre/et_si.py", donnees=ville))
    assert f"Ces parts sont des minimums : {raison}" in read_texte(lance(DENSITES, donnees=ville, vue="isochrones"))
    assert "Aucune densité n’est publiée" in read_texte(lance(DENSITES, donnees=ville, metier="ehpad"))


def test_les_isochrones_laissent_les_salaries(lance: Callable[..., AppTest], ville: Path) -> None:
    essai = lance(DENSITES, donnees=ville, vue="isochrones")
    lieux = next(s for s in essai.selectbox if s.label == "Autour de").options
    assert lieux[0] == "Tous les lieux (3)"
    assert not any("HOPITAL" in lieu for lieu in lieux)


@pytest.mark.parametrize("vue", ["densites", "isochrones", "projections"])
@pytest.mark.parametrize("maille", ["qpv", "quartier"])
def test_chaque_vue_s_ouvre(lance: Callable[..., AppTest], ville: Path, vue: str, maille: str) -> None:
    essai = lance(DENSITES, donnees=ville, vue=vue, maille=maille)
    assert not essai.exception
    assert "Une erreur imprévue" not in read_texte(essai)


def test_toucher_un_point_choisit_son_qpv(lance: Callable[..., AppTest], ville: Path) -> None:
    essai = lance(DENSITES, donnees=ville, maille="qpv")
    couches = json.loads(essai.get("deck_gl_json_chart")[0].proto.json)["layers"]
    (points,) = [c["data"] for c in couches if c["id"].startswith("points-")]
    # B est seul à son adresse dans le QPV ; A et C sont dehors.
    assert sorted(p.get("code", "") for p in points) == ["", "", QPV]


def test_un_qpv_choisi_liste_les_siens(lance: Callable[..., AppTest], ville: Path) -> None:
    texte = read_texte(lance(DENSITES, donnees=ville, metier="infirmier", maille="qpv", territoire=QPV))
    assert f"Infirmier : Nom {QPV}" in texte
    assert "Docteur i" in texte


def test_l_annuaire_d_un_qpv(lance: Callable[..., AppTest], ville: Path) -> None:
    essai = lance(ANNUAIRE, donnees=ville, territoire=QPV)
    texte = read_texte(essai)
    noms = [nom for nom in "abcghin" if f"Docteur {nom}</td>" in texte or f"Docteur {nom}</th>" in texte]
    assert noms == ["b", "g", "i"]
    assert f"QPV Nom {QPV}" in next(s for s in essai.selectbox if s.label == "Quartier ou QPV").options
    mouvements = read_texte(lance(ANNUAIRE, donnees=ville, territoire=QPV, vue="mouvements"))
    assert "ne dit pas dans quel QPV" in mouvements


def test_l_annuaire_montre_les_sans_iris_et_trie_l_exercice(lance: Callable[..., AppTest], ville: Path) -> None:
    texte = read_texte(lance(ANNUAIRE, donnees=ville, territoire="sans-iris"))
    assert "1 professionnel ou lieu de soins, 1 adresse" in texte
    assert "position inconnue" in texte
    assert "2 professionnels ou lieux" in read_texte(lance(ANNUAIRE, donnees=ville, exercice="salarie"))
    assert "6 professionnels ou lieux" in read_texte(lance(ANNUAIRE, donnees=ville, exercice="ville"))


def test_la_fiche_d_un_qpv(lance: Callable[..., AppTest], ville: Path) -> None:
    texte = read_texte(lance(FICHE, donnees=ville, territoire=QPV))
    assert f"<h2>QPV Nom {QPV}</h2>" in texte
    assert '<th scope="row">Médecins généralistes</th><td class="nombre fort">1</td>' in texte
    assert "Docteur b" in texte
    assert "Docteur c" not in texte
    assert "Docteur g" not in texte
    assert "adresses dans le contour du QPV" in texte
    assert read_texte(lance(FICHE, donnees=ville, territoire="tous-qpv")).count('<article class="obs-a4"') == 1
