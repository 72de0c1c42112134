"""Densités et annuaire, sur une petite ville importée et publiée comme un utilisateur le ferait."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import shapely
from streamlit.testing.v1 import AppTest

from observatoire.ingest.chantier.base import create_chantier, open_chantier
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
        build_medecin("k", "", profession="Masseur-kinésithérapeute", specialite="", lon=None, lat=None),
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
    assert "2 adresses" in texte
    assert "<td>Nom SUD</td>" in texte
    assert "&lt;b&gt;DUPUIS" in texte
    assert "<b>DUPUIS" not in texte


def test_l_annuaire_cherche_et_filtre(lance: Callable[..., AppTest], damier: Path) -> None:
    assert "3 professionnels ou lieux" in read_texte(
        lance(ANNUAIRE, donnees=damier, metier="medecin-medecine-generale")
    )
    assert "1 professionnel ou lieu" in read_texte(lance(ANNUAIRE, donnees=damier, q="dupuis"))
    assert "1 professionnel ou lieu" in read_texte(lance(ANNUAIRE, donnees=damier, secteur="secteur 2"))
    assert "Aucun résultat" in read_texte(lance(ANNUAIRE, donnees=damier, q="zzz"))


def test_les_isochrones_disent_qui_vit_pres_et_que_ce_sont_des_cercles(
    lance: Callable[..., AppTest], damier: Path
) -> None:
    essai = lance(DENSITES, donnees=damier, vue="isochrones")
    texte = read_texte(essai)
    assert not essai.exception
    assert "des habitants vivent à moins de 10 minutes à pied d’un médecin généraliste" in texte
    assert "pas des itinéraires" in texte
    assert "Part des habitants" in texte
    assert essai.get("deck_gl_json_chart")


@pytest.mark.parametrize("mode", ["pied", "voiture"])
@pytest.mark.parametrize("maille", ["iris", "quartier"])
def test_chaque_vue_des_isochrones_se_montre(
    lance: Callable[..., AppTest], damier: Path, mode: str, maille: str
) -> None:
    essai = lance(DENSITES, donnees=damier, vue="isochrones", mode=mode, maille=maille, point="a")
    assert not essai.exception
    assert "de ce lieu (&lt;b&gt;DUPUIS&lt;/b&gt; Anne)" in read_texte(essai)


def test_une_isochrone_d_un_point_tape(lance: Callable[..., AppTest], damier: Path) -> None:
    essai = lance(DENSITES, donnees=damier, vue="isochrones")
    next(t for t in essai.text_input if t.label.startswith("Ou un point")).set_value("46.0150, 2.0050").run()
    texte = read_texte(essai)
    assert "minutes d’un point choisi" in texte
    assert "de ce lieu (point choisi)" in texte
    assert next(s for s in essai.selectbox if s.label == "Autour de").value == "2.00500_46.01500"
    loin = read_texte(lance(DENSITES, donnees=damier, vue="isochrones", point="2.50000_46.00000"))
    assert "à plus de 5 km de la ville" in loin
    assert "d’un médecin généraliste" in loin


@pytest.mark.parametrize(
    ("code", "valeur"),
    [
        ("point", "zzz"),
        ("mode", "velo"),
        ("maille", "qpv"),
        ("metier", "<b>"),
        ("vue", "inconnue"),
        ("territoire", "9"),
    ],
)
def test_un_code_faux_est_signale_et_remplace(
    lance: Callable[..., AppTest], damier: Path, code: str, valeur: str
) -> None:
    essai = lance(DENSITES, donnees=damier, **({"vue": "isochrones"} | {code: valeur}))
    texte = read_texte(essai)
    assert not essai.exception
    assert "Une erreur imprévue" not in texte
    assert "absent de cette version ou de cette vue" in texte


def test_un_metier_sans_coordonnees_dit_quoi_faire(lance: Callable[..., AppTest], damier: Path) -> None:
    texte = read_texte(lance(DENSITES, donnees=damier, vue="isochrones", metier="masseur-kinesitherapeute"))
    assert "Aucun lieu placé sur la carte" in texte


@pytest.mark.parametrize("page", [DENSITES, ANNUAIRE])
def test_sans_point_la_page_dit_quoi_importer(lance: Callable[..., AppTest], page: str) -> None:
    assert "python -m observatoire importer" in read_texte(lance(page))


def publish_deux_livraisons(dossier: Path) -> Path:
    """Une ville de deux livraisons : A reste, B part, C arrive, D passe du sud au nord, E a une adresse douteuse."""
    reglages = build_reglages(dossier)
    create_chantier(reglages, nom="Damier", communes=[COMMUNE])
    avant = [build_medecin(n, i, date="2023-12-31") for n, i in (("a", I1), ("b", I1), ("d", I2), ("e", ""))]
    apres = [build_medecin(n, i) for n, i in (("a", I1), ("c", I3), ("d", I4), ("e", ""))]
    for point in (avant[3], apres[3]):
        point["adresse"] = "3 rue <i>Basse</i> 99000 DAMIER"
    add_lots(reglages, build_damier(), build_quartiers(), build_points(*avant), build_points(*apres))
    with open_chantier(reglages) as connexion:
        connexion.execute(
            "INSERT INTO adresse_geocodee VALUES (?, ?, 'numéro', 0.4, 2.005, 46.005, '3 Rue Haute', ?, 'essai')",
            [apres[3]["adresse"], COMMUNE, COMMUNE],
        )
    publish(reglages, load_catalogue())
    return dossier


def test_l_annuaire_dit_qui_arrive_et_qui_part(lance: Callable[..., AppTest], tmp_path: Path) -> None:
    texte = " ".join(read_texte(lance(ANNUAIRE, donnees=publish_deux_livraisons(tmp_path), vue="mouvements")).split())
    assert "4 au 31/12/2024, après 4 au 31/12/2023 ; 1 arrivée, 1 départ, 1 déménagement (dont 1 vers" in texte
    assert "1 personne sans quartier connu" in texte
    for mot in ("Docteur b", "Docteur c", "Docteur d", "RPPS, du 31/12/2023 au 31/12/2024"):
        assert mot in texte
    assert "Docteur a</td>" not in texte.split("Qui a bougé")[1]


def test_l_annuaire_montre_les_positions_a_verifier(lance: Callable[..., AppTest], tmp_path: Path) -> None:
    essai = lance(ANNUAIRE, donnees=publish_deux_livraisons(tmp_path), vue="positions")
    texte = read_texte(essai)
    assert "Positions à vérifier (1)" in essai.segmented_control[0].options
    assert "Ressemblance trop faible" in texte
    assert "3 rue &lt;i&gt;Basse" in texte
    assert "<i>Basse" not in texte


def test_sans_seconde_livraison_la_page_dit_comment_en_avoir(lance: Callable[..., AppTest], damier: Path) -> None:
    essai = lance(ANNUAIRE, donnees=damier, vue="mouvements")
    texte = read_texte(essai)
    assert essai.segmented_control[0].options == ["Liste", "Arrivées et départs", "Positions à vérifier (1)"]
    assert "Une seule livraison de chaque annuaire est importée" in texte


def test_la_source_citee_est_celle_des_points_comptes(lance: Callable[..., AppTest], tmp_path: Path) -> None:
    reglages = build_reglages(tmp_path)
    create_chantier(reglages, nom="Damier", communes=[COMMUNE])
    habitants = [(i, "disponible", 2000.0, None) for i in (I1, I2, I3, I4)]
    equipements = build_points(build_medecin("a", I1, date="2021"), build_medecin("b", I3, date="2021"), format_="bpe")
    add_lots(
        reglages, build_damier(), build_quartiers(), build_valeurs("population", habitants, periode="2021"),
        replace(equipements, source="insee_bpe"),
    )  # fmt: skip
    publish(reglages, load_catalogue())
    texte = " ".join(read_texte(lance(DENSITES, donnees=tmp_path)).split())
    assert "Source : INSEE, Base permanente des équipements" in texte
    assert "Points d’après : INSEE, Base permanente des équipements" in texte
    assert "RPPS" not in texte.split("Le même contenu en tableau")[1]
