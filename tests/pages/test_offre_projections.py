"""Vue « Projections » : phrase, hypothèses dans l'adresse, âges absents, adresse fausse."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.integration.test_densites_offre import I1, I2, I3, build_medecin
from tests.outils.offre import build_ville_offre
from tests.pages.conftest import read_texte

DENSITES = "offre/densites.py"


@pytest.fixture(scope="module")
def damier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    dossier = tmp_path_factory.mktemp("projections")
    # Sous cinq personnes, aucun âge ne paraît : SUD en a vingt (dix de 60-64 ans), NORD cinq (aucun).
    ages = [*["60-64 ans"] * 4, *["40-49 ans"] * 5, *["60-64 ans"] * 4, *["40-49 ans"] * 4]
    sud = [build_medecin(f"s{n}", I1 if n < 9 else I2, age_classe=age) for n, age in enumerate(ages)]
    nord = [build_medecin(f"n{n}", I3, age_classe="40-49 ans") for n in range(4)]
    build_ville_offre(dossier, *sud, *nord)
    return dossier


def test_la_phrase_et_le_tableau(lance: Callable[..., AppTest], damier: Path) -> None:
    essai = lance(DENSITES, donnees=damier, vue="projections", remplacement="0")
    texte = read_texte(essai)
    assert not essai.exception
    # Les dix de 60-64 ans auront passé 65 ans : il en reste quinze, dont dix au SUD (4 000 habitants).
    attendu = "Si aucun départ n’est remplacé, la ville compterait 15 médecins généralistes en 2034, contre 25 en 2024"
    assert attendu in texte
    assert "hypothèse, pas une prévision" in texte
    assert '<th scope="row">Nom SUD</th><td class="nombre">20</td><td class="nombre">10,0</td>' in texte
    assert "50,0" in texte  # SUD aujourd'hui : 20 pour 4 000
    assert essai.get("plotly_chart")


def test_les_hypotheses_de_l_adresse_reglent_les_curseurs(lance: Callable[..., AppTest], damier: Path) -> None:
    codes = {"remplacement": "100", "age_depart": "67", "arrivees": "2", "croissance": "1", "grandeur": "densite"}
    essai = lance(DENSITES, donnees=damier, vue="projections", territoire="SUD", **codes)
    assert {s.label: s.value for s in essai.select_slider} == {
        "Départs remplacés": "100", "Arrivées en plus, par an, dans la ville": "2", "Croissance de la population": "1",
    }  # fmt: skip
    assert "Si tous les départs sont remplacés et que 2 de plus s’installent chaque année" in read_texte(essai)


def test_bouger_un_curseur_ecrit_l_adresse(lance: Callable[..., AppTest], damier: Path) -> None:
    essai = lance(DENSITES, donnees=damier, vue="projections")
    essai.select_slider[0].set_value("80").run()
    assert essai.query_params["remplacement"] == "80"
    assert "Si 8 départs sur dix sont remplacés" in read_texte(essai)


def test_sans_age_la_page_dit_pourquoi(lance: Callable[..., AppTest], damier: Path) -> None:
    texte = read_texte(lance(DENSITES, donnees=damier, vue="projections", metier="ehpad"))
    assert "Pas de projection pour cette profession" in texte
    assert "sont des lieux ou des comptes, sans âge à projeter" in texte


def test_trop_peu_de_medecins_pour_dire_leur_age(lance: Callable[..., AppTest], tmp_path: Path) -> None:
    build_ville_offre(tmp_path)
    texte = read_texte(lance(DENSITES, donnees=tmp_path, vue="projections"))
    assert "4 médecins généralistes dans la ville : sous 5, les âges feraient reconnaître des personnes" in texte


def test_une_adresse_fausse_donne_un_avis(lance: Callable[..., AppTest], damier: Path) -> None:
    essai = lance(DENSITES, donnees=damier, vue="projections", remplacement="55", territoire="<b>x", age_depart="abc")
    texte = read_texte(essai)
    assert not essai.exception
    assert "« 55 », absent de cette version ou de cette vue" in texte
    assert "<b>x" not in texte
    assert "Si 5 départs sur dix" in texte
