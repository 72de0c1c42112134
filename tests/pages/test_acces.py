"""La vue « Accès » à travers le tableau de bord, sur le damier publié comme un utilisateur le ferait."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from observatoire.ingest.chantier.base import create_chantier
from observatoire.ingest.lot import COLONNES_TRAJET, LotLu
from observatoire.ingest.publication.versions import publish
from observatoire.store.catalogue import load_catalogue
from tests.integration.test_densites_offre import I1, I2, I3, I4, build_medecin, build_points
from tests.outils.chantier import (
    COMMUNE,
    add_lots,
    build_damier,
    build_lot,
    build_quartiers,
    build_reglages,
    build_valeurs,
)
from tests.pages.conftest import read_texte

PAGE = "offre/densites.py"
OFFICINE = {"categorie": "officine", "profession": "Pharmacie", "specialite": "", "nom": "Pharmacie <i>du Port</i>"}


def build_trajets() -> LotLu:
    lignes = [(o, d, 5.0 if o == d else 22.0, "min", "à pied") for o in (I1, I2, I3, I4) for d in (I1, I2, I3, I4)]
    return replace(build_lot(trajets=pd.DataFrame(lignes, columns=COLONNES_TRAJET)), format="trajets")


def build_ville(dossier: Path, *lots: LotLu) -> Path:
    reglages = build_reglages(dossier)
    create_chantier(reglages, nom="Damier", communes=[COMMUNE])
    habitants = [(i, "disponible", 2000.0, None) for i in (I1, I2, I3, I4)]
    add_lots(reglages, build_damier(), build_quartiers(), build_valeurs("population", habitants, periode="2022"), *lots)
    publish(reglages, load_catalogue())
    return dossier


@pytest.fixture(scope="module")
def damier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    dit = [(COMMUNE, "disponible", None, None)]
    apl = build_valeurs("apl_generalistes", dit, maille="commune", periode="2023", valeurs=[3.4])
    points = build_points(build_medecin("a", I1), build_medecin("b", I1), build_medecin("c", I3, **OFFICINE))
    return build_ville(tmp_path_factory.mktemp("acces"), points, build_trajets(), apl)


def test_la_vue_classe_les_quartiers_et_montre_toutes_les_portees(lance: Callable[..., AppTest], damier: Path) -> None:
    essai = lance(PAGE, donnees=damier, vue="acces")
    texte = read_texte(essai)
    assert not essai.exception
    assert "Une erreur imprévue" not in texte
    # Deux médecins pour 8 000 habitants, tous distribués.
    assert "Dans la ville, 2,5 médecins généralistes sont accessibles pour 10 000 habitants" in texte
    assert "ce n’est pas l’APL" in texte
    assert all(f"{p} km : valeur (rang)" in texte for p in (1, 2, 3, 5))
    assert "Aucun lieu des communes voisines n’est importé" in texte
    assert essai.get("deck_gl_json_chart")


def test_l_apl_est_a_cote_et_ne_se_compare_pas(lance: Callable[..., AppTest], damier: Path) -> None:
    texte = read_texte(lance(PAGE, donnees=damier, vue="acces"))
    assert "APL de la commune aux médecins généralistes (DREES)" in texte
    assert "Damier : 3,4 (2023), en consultations par an et par habitant." in texte
    assert "Il ne se compare pas à l’accessibilité locale" in texte
    assert "DREES" not in read_texte(lance(PAGE, donnees=damier, vue="acces", metier="pharmacie"))


def test_une_pharmacie_n_a_que_des_trajets(lance: Callable[..., AppTest], damier: Path) -> None:
    essai = lance(PAGE, donnees=damier, vue="acces", metier="pharmacie", maille="iris")
    texte = read_texte(essai)
    assert "Un habitant de la ville est en moyenne à" in texte
    assert "d’une pharmacie" in texte
    assert "Jusqu’où va-t-on" not in [c.label for c in essai.get("button_group")]
    assert "à plus de 500 m" in texte
    assert "Pharmacie <i>" not in texte


def test_les_minutes_importees_se_choisissent(lance: Callable[..., AppTest], damier: Path) -> None:
    texte = read_texte(lance(PAGE, donnees=damier, vue="acces", unite="min", mesure="trajet"))
    # 2 000 habitants à 5 minutes, 6 000 à 22.
    assert "est en moyenne à 18 min d’un médecin généraliste" in texte
    assert "Temps de trajet (à pied) d’après la table importée." in texte
    texte = read_texte(lance(PAGE, donnees=damier, vue="acces", unite="min", portee="10"))
    assert "Accessibilité locale, jusqu’à 10 min" in texte
    # À dix minutes, on ne sort pas de son IRIS : deux médecins pour les 2 000 habitants du sien, personne ailleurs.
    assert "0 dans le quartier Nom NORD, 5,0 dans le quartier Nom SUD" in texte


@pytest.mark.parametrize("decroissance", ["cloche", "paliers", "aucune"])
@pytest.mark.parametrize("besoins", ["age", "egaux"])
def test_chaque_reglage_se_montre(lance: Callable[..., AppTest], damier: Path, decroissance: str, besoins: str) -> None:
    essai = lance(PAGE, donnees=damier, vue="acces", decroissance=decroissance, besoins=besoins, portee="2")
    assert not essai.exception
    assert "jusqu’à 2 km" in read_texte(essai)


def test_un_lien_faux_est_dit_et_la_vue_s_ouvre(lance: Callable[..., AppTest], damier: Path) -> None:
    essai = lance(PAGE, donnees=damier, vue="acces", portee="99", maille="canton", metier="<script>")
    texte = read_texte(essai)
    assert not essai.exception
    assert "la portée « 99 »" in texte
    assert "<script>" not in texte


def test_sans_coordonnees_la_vue_dit_quoi_faire(lance: Callable[..., AppTest], tmp_path: Path) -> None:
    points = build_points(build_medecin("a", I1), build_medecin("b", "", lon=None, lat=None))
    texte = read_texte(lance(PAGE, donnees=build_ville(tmp_path, points), vue="acces"))
    assert "Pas de calcul d’accès dans cette version" in texte
    assert "1 adresse sur 2 reste à géocoder" in texte


def test_sans_lieu_de_soins_connu_la_vue_dit_quoi_importer(lance: Callable[..., AppTest], tmp_path: Path) -> None:
    ehpad = {"categorie": "établissement", "profession": "EHPAD", "specialite": "", "nom": "Les Saules"}
    ville = build_ville(tmp_path, build_points(build_medecin("e", I2, **ehpad)))
    texte = read_texte(lance(PAGE, donnees=ville, vue="acces"))
    assert "ni lieu de soins dont l’accès se calcule" in texte
