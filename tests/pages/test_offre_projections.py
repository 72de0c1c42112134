"""Vue « Projections » : phrase, hypothèses dans l'adresse, âges absents, adresse fausse."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.outils.offre import build_ville_offre
from tests.pages.conftest import read_texte

DENSITES = "offre/densites.py"


@pytest.fixture(scope="module")
def damier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    dossier = tmp_path_factory.mktemp("projections")
    build_ville_offre(dossier)
    return dossier


def test_la_phrase_et_le_tableau(lance: Callable[..., AppTest], damier: Path) -> None:
    essai = lance(DENSITES, donnees=damier, vue="projections", remplacement="0")
    texte = read_texte(essai)
    assert not essai.exception
    # Les deux de 60-64 ans auront passé 65 ans : il en reste deux, dont un au SUD (4 000 habitants).
    attendu = "Si aucun départ n’est remplacé, la ville compterait 2 médecins généralistes en 2034, contre 4 en 2024"
    assert attendu in texte
    assert "hypothèse, pas une prévision" in texte
    assert '<th scope="row">Nom SUD</th><td class="nombre">3</td><td class="nombre">2,0</td>' in texte
    assert "7,5" in texte  # SUD aujourd'hui : 3 pour 4 000
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


def test_une_adresse_fausse_donne_un_avis(lance: Callable[..., AppTest], damier: Path) -> None:
    essai = lance(DENSITES, donnees=damier, vue="projections", remplacement="55", territoire="<b>x", age_depart="abc")
    texte = read_texte(essai)
    assert not essai.exception
    assert "« 55 », absent de cette version ou de cette vue" in texte
    assert "<b>x" not in texte
    assert "Si 5 départs sur dix" in texte
