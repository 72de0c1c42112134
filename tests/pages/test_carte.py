"""La carte : champs reliés à l'adresse, secret, séries, sans navigateur."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import read_texte

PAGE = "territoires/carte.py"


def test_changer_de_theme_prend_son_premier_indicateur(lance: Callable[..., AppTest]) -> None:
    essai = lance(PAGE, indicateur="part_mt_dents", periode="2021")
    theme = next(s for s in essai.selectbox if s.label == "Thème")
    choisi = next(o for o in theme.options if o == "Prévention")
    theme.select(choisi).run()
    assert not essai.exception
    assert essai.query_params["indicateur"] == "part_depistage_sein"
    assert "periode" not in essai.query_params


def test_changer_d_indicateur_oublie_la_periode(lance: Callable[..., AppTest]) -> None:
    essai = lance(PAGE, indicateur="densite_generalistes", periode="2021")
    champ = next(s for s in essai.selectbox if s.label == "Indicateur")
    assert champ.value == "densite_generalistes"
    champ.select("part_sans_medecin_traitant").run()
    assert essai.query_params["indicateur"] == "part_sans_medecin_traitant"
    assert "periode" not in essai.query_params
    assert "Sans médecin traitant" in read_texte(essai)


def test_le_texte_d_un_lien_n_est_pas_du_html(lance: Callable[..., AppTest]) -> None:
    essai = lance(PAGE, indicateur="<img src=x onerror=alert(1)>")
    texte = read_texte(essai)
    assert not essai.exception
    assert "<img" not in texte
    assert "&lt;img src=x" in texte


def test_l_animation_refusee_dit_pourquoi(lance: Callable[..., AppTest]) -> None:
    essai = lance(PAGE, indicateur="taux_pauvrete_60", vue="animation")
    assert "rupture de série en 2021" in read_texte(essai)
    assert not [b for b in essai.button if b.label == "Lire"]


@pytest.mark.parametrize("maille", ["iris", "quartier", "qpv"])
@pytest.mark.parametrize("coloration", ["classes", "significativite"])
def test_chaque_maille_se_montre(lance: Callable[..., AppTest], maille: str, coloration: str) -> None:
    essai = lance(PAGE, indicateur="part_sans_medecin_traitant", maille=maille, coloration=coloration)
    assert not essai.exception
    assert "Une erreur imprévue" not in read_texte(essai)
    assert essai.get("deck_gl_json_chart")


@pytest.mark.parametrize("decoupe", ["quantiles", "jenks", "egales", "ville"])
def test_chaque_decoupage_couvre_les_six_quartiers(lance: Callable[..., AppTest], decoupe: str) -> None:
    texte = read_texte(lance(PAGE, indicateur="part_sans_medecin_traitant", decoupe=decoupe))
    comptes = [int(m.split("<b>")[-1].split(" ")[0]) for m in texte.split(" quartier")[:-1] if "<b>" in m[-12:]]
    assert sum(comptes) == 6


@pytest.mark.parametrize("comparateur", ["ville", "reste", "99", "FRANCE", "periode:2019"])
def test_chaque_comparateur_se_montre(lance: Callable[..., AppTest], comparateur: str) -> None:
    essai = lance(PAGE, indicateur="part_mt_dents", comparateur=comparateur)
    assert not essai.exception
    texte = read_texte(essai)
    assert "Une erreur imprévue" not in texte
    assert "absent de cette version" not in texte


def test_la_carte_dit_ce_que_le_hasard_ferait_seul(lance: Callable[..., AppTest]) -> None:
    """Douze IRIS : un vingtième de douze fait un écart ; six quartiers, moins d'un demi : rien n'est dit."""
    texte = read_texte(lance(PAGE, indicateur="part_c2s", maille="iris"))
    assert "12 comparaisons affichées : à 95 %, environ 1 écart peut être dû au seul hasard." in texte
    assert "au seul hasard" not in read_texte(lance(PAGE, indicateur="part_c2s", maille="quartier"))
