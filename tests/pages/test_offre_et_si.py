"""« Et si ? » et fiche de quartier, à travers `dashboard.py`, sur une petite ville publiée."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.outils.offre import build_ville_offre
from tests.pages.conftest import read_texte

ET_SI, FICHE = "offre/et_si.py", "offre/fiche_quartier.py"
QUATRE_AU_SUD = "m:medecin-medecine-generale*4+infirmier*2@SUD"


@pytest.fixture(scope="module")
def ville(tmp_path_factory: pytest.TempPathFactory) -> Path:
    dossier = tmp_path_factory.mktemp("offre")
    build_ville_offre(dossier)
    return dossier


@pytest.fixture
def damier(ville: Path, tmp_path: Path) -> Path:
    """La ville, avec une base du suivi neuve."""
    shutil.copytree(ville / "publie", tmp_path / "publie")
    return tmp_path


def click(essai: AppTest, libelle: str) -> AppTest:
    return next(b for b in essai.button if b.label == libelle).click().run()


def test_sans_changement_la_page_invite_a_choisir_un_lieu(lance: Callable[..., AppTest], damier: Path) -> None:
    essai = lance(ET_SI, donnees=damier)
    texte = read_texte(essai)
    assert not essai.exception
    assert "Aucun changement encore." in texte
    assert "Choisissez d’abord un lieu" in texte
    assert "Avant et après" not in texte
    assert essai.get("deck_gl_json_chart")


def test_le_lien_restaure_le_scenario(lance: Callable[..., AppTest], damier: Path) -> None:
    texte = read_texte(lance(ET_SI, donnees=damier, changements=QUATRE_AU_SUD))
    assert "La ville compterait 8 médecins généralistes au lieu de 4, soit 10,0 pour 10 000 habitants" in texte
    assert "au lieu de 5,0" in texte  # 4 pour 8 000 habitants
    assert '<td class="nombre">3 → 7</td><td class="nombre">7,5 → 17,5</td>' in texte
    # Toute l'offre est à portée : la moyenne de la ville est l'offre rapportée aux habitants.
    assert '<td class="nombre">5,0</td><td class="nombre fort">10,0</td>' in texte
    assert "C’est une hypothèse" in texte
    assert "Ouvrir une maison de santé dans le quartier Nom SUD : 4 médecins généralistes et 2 infirmiers" in texte


def test_un_lieu_suppose_mene_a_son_isochrone(lance: Callable[..., AppTest], damier: Path) -> None:
    essai = lance(ET_SI, donnees=damier, changements="a:infirmier*1@2.01234_46.00321~r:infirmier*1@SUD")
    liens = [lien.proto for lien in essai.get("page_link")]
    isochrones = [lien for lien in liens if "point=" in lien.query_string]
    assert len(isochrones) == 1  # un retrait n'a pas de lieu
    assert "vue=isochrones" in isochrones[0].query_string
    assert "point=2.01234_46.00321" in isochrones[0].query_string


def test_un_scenario_se_regarde_par_metier(lance: Callable[..., AppTest], damier: Path) -> None:
    texte = read_texte(lance(ET_SI, donnees=damier, changements=QUATRE_AU_SUD, metier="infirmier"))
    assert "La ville compterait 3 infirmiers au lieu de 1" in texte


def test_ajouter_puis_oter_par_les_champs(lance: Callable[..., AppTest], damier: Path) -> None:
    essai = lance(ET_SI, donnees=damier)
    next(s for s in essai.selectbox if s.label == "Lieu").set_value("NORD").run()
    essai.number_input[0].set_value(2).run()
    click(essai, "Ajouter au scénario")
    assert essai.query_params["changements"] == "a:medecin-medecine-generale*2@NORD"
    assert "La ville compterait 6 médecins généralistes" in read_texte(essai)
    click(essai, "Ôter")
    assert "changements" not in essai.query_params
    assert "Aucun changement encore." in read_texte(essai)


def test_on_ne_retire_pas_plus_que_les_presents(lance: Callable[..., AppTest], damier: Path) -> None:
    essai = lance(ET_SI, donnees=damier, geste="r", lieu="SUD")
    assert essai.number_input[0].max == 3
    texte = read_texte(lance(ET_SI, donnees=damier, changements="r:medecin-medecine-generale*9@SUD"))
    assert "9 médecins généralistes à retirer pour 3 présents" in texte
    assert "La ville compterait 1 médecin généraliste au lieu de 4" in texte


@pytest.mark.parametrize(
    "changements",
    ["<script>alert(1)</script>", "a:infirmier*2@5.00000_50.00000", "a:x*1@SUD", "~~~", "a:infirmier*999@SUD"],
)
def test_un_lien_faux_donne_un_avis_jamais_une_trace(
    lance: Callable[..., AppTest], damier: Path, changements: str
) -> None:
    essai = lance(ET_SI, donnees=damier, changements=changements, lieu="n’importe où", geste="z", portee="12")
    texte = read_texte(essai)
    assert not essai.exception
    assert "Une erreur imprévue" not in texte
    assert "<script>alert" not in texte
    assert changements == "~~~" or "n’est pas repris" in texte


def test_fermer_un_lieu_d_exercice_par_les_champs(lance: Callable[..., AppTest], damier: Path) -> None:
    essai = lance(ET_SI, donnees=damier, geste="r")
    lieux = next(s for s in essai.selectbox if s.label == "Lieu")
    assert "Lieu d’exercice : Docteur a, 1 RUE DU <PORT>, Nom SUD" in lieux.options
    lieux.set_value("a").run()
    click(essai, "Ajouter au scénario")
    assert essai.query_params["changements"] == "r:medecin-medecine-generale*1@a"
    texte = read_texte(essai)
    assert "La ville compterait 3 médecins généralistes au lieu de 4" in texte
    assert "Fermer le lieu d’exercice de Docteur a, 1 RUE DU &lt;PORT&gt; (médecin généraliste)" in texte


def test_un_mi_temps_par_les_champs(lance: Callable[..., AppTest], damier: Path) -> None:
    essai = lance(ET_SI, donnees=damier, lieu="NORD")
    essai.number_input[0].set_value(0.5).run()
    click(essai, "Ajouter au scénario")
    assert essai.query_params["changements"] == "a:medecin-medecine-generale*0.5@NORD"
    assert "4,5 médecins généralistes au lieu de 4" in read_texte(essai)


def test_les_reglages_de_l_acces_donnent_le_meme_avant(lance: Callable[..., AppTest], damier: Path) -> None:
    """« Avant » est ce que montre « Accès » aux mêmes réglages ; le lien de l'un mène à l'autre."""
    reglages = {"portee": "1", "besoins": "egaux", "decroissance": "aucune"}
    acces = lance("offre/densites.py", donnees=damier, vue="acces", maille="quartier", **reglages)
    valeurs = dict(
        re.findall(r'<th scope="row">Nom (SUD|NORD)</th><td class="nombre fort">([\d,]+)</td>', read_texte(acces))
    )
    assert set(valeurs) == {"SUD", "NORD"}
    essai = lance(ET_SI, donnees=damier, changements="a:medecin-medecine-generale*1@SUD", **reglages)
    for code, valeur in valeurs.items():
        assert re.search(rf'Nom {code}</th>.*?<td class="nombre">{valeur}</td>', read_texte(essai))
    (lien,) = [p.proto for p in acces.get("page_link") if p.proto.page.endswith("et_si")]
    for nom, valeur in reglages.items():
        assert f"{nom}={valeur}" in lien.query_string


def test_avant_et_apres_cote_a_cote(lance: Callable[..., AppTest], damier: Path) -> None:
    texte = read_texte(lance(ET_SI, donnees=damier, changements=QUATRE_AU_SUD))
    assert texte.count('class="obs-mini-carte"') == 2
    assert "Avant : accessibilité aux médecins généralistes" in texte
    assert "Après : accessibilité aux médecins généralistes" in texte


def test_un_scenario_d_une_autre_version_le_dit(lance: Callable[..., AppTest], damier: Path) -> None:
    texte = read_texte(lance(ET_SI, donnees=damier, changements=QUATRE_AU_SUD, version="obs_2024-01-01_abc.duckdb"))
    assert "fait sur une autre version des données (obs_2024-01-01_abc.duckdb)" in texte


def test_garder_un_scenario_sous_un_nom(lance: Callable[..., AppTest], damier: Path) -> None:
    essai = lance(ET_SI, donnees=damier, changements=QUATRE_AU_SUD)
    click(essai, "Garder ce scénario")
    assert "Écrivez d’abord votre nom" in read_texte(essai)
    next(t for t in essai.text_input if t.label == "Votre nom").set_value("Claire Essai").run()
    next(t for t in essai.text_input if t.label == "Nom à garder").set_value("MSP <b>Sud</b>").run()
    click(essai, "Garder ce scénario")
    texte = read_texte(essai)
    assert "« MSP &lt;b&gt;Sud&lt;/b&gt; » est gardé sur cet observatoire" in texte
    assert "Claire Essai, le " in texte
    # Un vrai lien, qui porte tout le scénario.
    assert 'href="et_si?metier=medecin-medecine-generale&amp;changements=m%3Amedecin-medecine-generale%2A4' in texte
    click(essai, "Supprimer")
    assert "est supprimé." in read_texte(essai)


def test_sans_point_la_page_dit_quoi_importer(lance: Callable[..., AppTest]) -> None:
    assert "python -m observatoire importer" in read_texte(lance(ET_SI))
    assert "python -m observatoire importer" in read_texte(lance(FICHE))


def test_la_fiche_d_un_quartier(lance: Callable[..., AppTest], damier: Path) -> None:
    texte = read_texte(lance(FICHE, donnees=damier, territoire="SUD"))
    assert "4 000 habitants (2022), 5 adresses d’exercice." in texte
    assert (
        '<th scope="row">Médecins généralistes</th><td class="nombre fort">3</td><td class="nombre">3,0</td>' in texte
    )
    assert "7,5" in texte
    assert "67 %" not in texte  # deux généralistes sur trois : la part désignerait quelqu'un
    # Même adresse : un seul lieu, son texte échappé.
    assert "<li>Docteur a (généraliste), Docteur i (infirmier)<br>1 RUE DU &lt;PORT&gt;</li>" in texte


def test_toutes_les_fiches_a_la_suite(lance: Callable[..., AppTest], damier: Path) -> None:
    texte = read_texte(lance(FICHE, donnees=damier, territoire="tous"))
    assert texte.count('<article class="obs-a4"') == 2
