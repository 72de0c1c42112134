"""La carte dans un vrai navigateur : clic, portrait, deux cartes, animation, téléphone, téléchargements."""

import csv
import io
import json
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Serveur, wait_repos

pytestmark = pytest.mark.navigateur
CARTE = "[data-testid=stDeckGlJsonChart]"


def click_carte(page: Page, x: float, y: float) -> None:
    """Clique dans la carte, en fractions de sa largeur et de sa hauteur, une fois dessinée."""
    page.locator(f"{CARTE} canvas").first.wait_for()
    page.wait_for_timeout(1500)
    carte = page.locator(CARTE).first
    boite = carte.bounding_box()
    assert boite is not None
    carte.click(position={"x": boite["width"] * x, "y": boite["height"] * y})
    page.wait_for_url("**territoire=**")
    wait_repos(page)


def test_cliquer_un_quartier_ouvre_sa_fiche_puis_son_portrait(ouvre: Callable[..., Page], serveur: Serveur) -> None:
    """Villetest est un carré de 2 × 3 quartiers : en bas à gauche, le premier, « Les Tilleuls »."""
    page = ouvre(f"{serveur.url}/carte?indicateur=part_sans_medecin_traitant")
    click_carte(page, 0.4, 0.8)
    assert parse_qs(urlsplit(page.url).query)["territoire"] == ["Q01"]
    assert page.inner_text(".st-key-carte-fiche .obs-h3") == "Les Tilleuls"
    page.get_by_role("link", name="Ouvrir le portrait").click()
    page.wait_for_url("**/portrait?territoire=Q01")


@pytest.mark.parametrize("largeur", [1280, 390])
def test_l_affiche_attend_la_carte_vivante_a_sa_place_puis_s_efface(
    ouvre: Callable[..., Page], serveur: Serveur, largeur: int
) -> None:
    page = ouvre(f"{serveur.url}/carte?indicateur=part_sans_medecin_traitant", largeur=largeur)
    image = page.locator(".obs-affiche img")
    expect(image).to_have_js_property("complete", True)
    assert image.evaluate("i => i.naturalWidth") > 300
    toile = page.locator(f"{CARTE} canvas").first
    toile.wait_for()
    affiche, carte = image.bounding_box(), toile.bounding_box()
    assert affiche is not None
    assert carte is not None
    assert affiche["y"] == pytest.approx(carte["y"], abs=1)
    assert affiche["height"] == pytest.approx(carte["height"], abs=1)
    assert affiche["x"] + affiche["width"] / 2 == pytest.approx(carte["x"] + carte["width"] / 2, abs=1)
    expect(image).to_be_hidden(timeout=20_000)
    if largeur > 800:
        click_carte(page, 0.4, 0.8)
        expect(image).to_have_count(0)


def test_une_couleur_reste_la_meme_apres_un_choix(ouvre: Callable[..., Page], serveur: Serveur) -> None:
    """Streamlit pâlit ce qui n'est pas choisi ; ici une couleur a un sens."""
    page = ouvre(f"{serveur.url}/carte?indicateur=part_sans_medecin_traitant&coloration=significativite")
    page.locator(f"{CARTE} canvas").first.wait_for()
    page.wait_for_timeout(1500)
    avant = read_pixel(page, 0.7, 0.2)
    click_carte(page, 0.4, 0.8)
    page.mouse.move(5, 5)
    page.wait_for_timeout(800)
    assert read_pixel(page, 0.7, 0.2) == avant


def read_pixel(page: Page, x: float, y: float) -> tuple[int, ...]:
    """Couleur d'un point de la carte, lue dans une capture."""
    from PIL import Image

    with Image.open(io.BytesIO(page.locator(CARTE).first.screenshot())) as image:
        return tuple(image.convert("RGB").getpixel((int(image.width * x), int(image.height * y))))


def test_deux_cartes_partagent_le_territoire_choisi(ouvre: Callable[..., Page], serveur: Serveur) -> None:
    page = ouvre(f"{serveur.url}/carte?indicateur=part_mt_dents&vue=deux&periode2=2019")
    page.locator(CARTE).nth(1).wait_for()
    assert page.locator(CARTE).count() == 2
    titres = page.locator("[class*=st-key-carte-deux] .obs-h3").all_inner_texts()
    assert titres == ["M’T dents, 2024", "M’T dents, 2019"]
    legendes = page.locator("[class*=st-key-carte-deux] .obs-legende").all_inner_texts()
    assert legendes[0] == legendes[1], "deux périodes du même indicateur gardent les mêmes classes"
    click_carte(page, 0.4, 0.8)
    assert page.locator(".st-key-carte-fiche .obs-h3").inner_text() == "Les Tilleuls"


def test_l_animation_avance_seule_et_s_arrete(ouvre: Callable[..., Page], serveur: Serveur) -> None:
    page = ouvre(f"{serveur.url}/carte?indicateur=part_mt_dents&vue=animation")
    page.locator(f"{CARTE} canvas").first.wait_for()
    page.get_by_role("button", name="Lire", exact=True).click()
    page.get_by_role("button", name="Pause", exact=True).wait_for()
    page.wait_for_selector(".st-key-carte-dessin .obs-h3:text('2021')", timeout=30_000)
    page.wait_for_selector(".st-key-carte-dessin .obs-h3:text('2024')", timeout=30_000)
    page.wait_for_selector("button:has-text('Lire')", timeout=30_000)


def test_une_serie_non_comparable_ne_s_anime_pas(ouvre: Callable[..., Page], serveur: Serveur) -> None:
    page = ouvre(f"{serveur.url}/carte?indicateur=taux_pauvrete_60&vue=animation")
    assert "rupture de série en 2021" in page.inner_text(".st-key-carte-dessin .obs-message")


def test_le_telephone_tient_dans_390_pixels(ouvre: Callable[..., Page], serveur: Serveur) -> None:
    page = ouvre(f"{serveur.url}/carte?indicateur=part_mt_dents", largeur=390, hauteur=844)
    page.wait_for_selector("text=Thème, période, maille")
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    boite = page.locator(CARTE).bounding_box()
    assert boite is not None
    assert boite["height"] == 300
    assert page.get_by_role("radio", name="Classes").get_attribute("aria-checked") == "true"


@pytest.mark.parametrize("format_", ["CSV", "XLSX", "PNG", "GeoJSON"])
def test_telecharger_la_vue(ouvre: Callable[..., Page], serveur: Serveur, format_: str) -> None:
    page = ouvre(f"{serveur.url}/carte?indicateur=part_sans_medecin_traitant&periode=2022")
    with page.expect_download(timeout=60_000) as attente:
        page.get_by_role("button", name=format_).click()
    chemin = attente.value.path()
    assert attente.value.suggested_filename.startswith("part_sans_medecin_traitant_2022_quartier.")
    contenu = chemin.read_bytes()
    if format_ == "CSV":
        lignes = list(csv.DictReader(io.StringIO(contenu.decode("utf-8-sig")), delimiter=";"))
        assert {ligne["nom"] for ligne in lignes} == {
            "Les Tilleuls", "Le Port", "La Haute-Rive", "Mirandelle", "Centre", "Beauval",
        }  # fmt: skip
    elif format_ == "GeoJSON":
        assert len(json.loads(contenu)["features"]) == 6
    else:
        assert contenu[:4] == (b"\x89PNG" if format_ == "PNG" else b"PK\x03\x04")
