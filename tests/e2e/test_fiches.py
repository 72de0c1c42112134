"""Deux personnes sur la même fiche ou la même grille, la fiche imprimée, les fichiers difficiles : en vrai."""

import io
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from observatoire.domain.cls.droits import Auteur
from observatoire.domain.cls.objets import Action
from observatoire.services.suivi.acces import Suivi, open_suivi, read_plan
from tests.e2e.conftest import Serveur, click, fill, unfold, wait_page, wait_repos
from tests.outils.suivi import read_historique

pytestmark = pytest.mark.navigateur
ZOE = Auteur("Zoé")


@pytest.fixture
def suivi(serveur_cls: Serveur) -> Iterator[Suivi]:
    ouvert = open_suivi(f"sqlite:///{serveur_cls.donnees / 'suivi' / 'suivi.db'}")
    yield ouvert
    ouvert.base.close()


def find_action(suivi: Suivi, numero: str) -> Action:
    return next(a for a in read_plan(suivi, 1, ZOE).actions if a.numero == numero)


def type_cellule(page: Page, ligne: int, texte: str, largeur: float = 0.35) -> None:
    """Tape dans une cellule de la grille dépliée : un clic, Entrée l'ouvre, le texte, Entrée la ferme."""
    toile = page.locator("[data-testid=stDataFrame] canvas").first
    toile.wait_for()
    editeur = page.locator("textarea.gdg-input")
    for _ in range(6):
        toile.scroll_into_view_if_needed()
        page.wait_for_timeout(1000)
        boite = toile.bounding_box()
        assert boite is not None
        page.mouse.click(boite["x"] + boite["width"] * largeur, boite["y"] + 36 + 35 * ligne + 17)
        page.wait_for_timeout(600)
        page.keyboard.press("Enter")
        page.wait_for_timeout(1500)
        if editeur.count():
            break
    expect(editeur).to_have_count(1)
    page.wait_for_timeout(300)
    page.keyboard.press("Control+A")
    page.keyboard.type(texte, delay=30)
    page.keyboard.press("Enter")
    page.wait_for_timeout(600)  # la grille attend une pause dans la frappe pour envoyer
    wait_repos(page)


def test_deux_navigateurs_sur_la_meme_fiche(serveur_cls: Serveur, ouvre: Callable[..., Page], suivi: Suivi) -> None:
    action = find_action(suivi, "1.7")
    adresse = f"{serveur_cls.url}/fiches?action={action.id}&mode=modifier"
    zoe, ali = ouvre(adresse), ouvre(adresse)
    fill(zoe, "Votre nom", "Zoé Martin")
    fill(zoe, "Description", "Texte de Zoé")
    fill(ali, "Votre nom", "Ali Benali")
    fill(ali, "Description", "Texte d'Ali")
    fill(ali, "Contexte", "Contexte d'Ali")
    click(ali, "Enregistrer")
    expect(ali.get_by_text("Fiche 1.7 enregistrée.").first).to_be_visible()

    click(zoe, "Enregistrer")
    expect(zoe.get_by_text("Ali Benali a enregistré cette fiche pendant votre saisie")).to_be_visible()
    rang = zoe.get_by_role("row", name=re.compile("^Description"))
    expect(rang.get_by_role("cell", name="Texte de Zoé")).to_be_visible()
    expect(rang.get_by_role("cell", name="Texte d’Ali")).to_be_visible()
    expect(zoe.get_by_role("row", name=re.compile("^Contexte.*Contexte d’Ali.*Ali Benali"))).to_be_visible()
    click(zoe, "Enregistrer ces choix")
    expect(zoe.get_by_text("Fiche 1.7 enregistrée.").first).to_be_visible()

    finale = find_action(suivi, "1.7")
    assert (finale.description, finale.contexte) == ("Texte de Zoé", "Contexte d'Ali")
    histoire = read_historique(suivi, 1, genre="action", objet_id=action.id, auteur=ZOE)
    assert [ligne.qui for ligne in histoire[:2]] == ["Zoé Martin", "Ali Benali"]


def test_deux_navigateurs_dans_la_meme_grille_d_etapes(
    serveur_cls: Serveur, ouvre: Callable[..., Page], suivi: Suivi
) -> None:
    action = find_action(suivi, "1.3")
    adresse = f"{serveur_cls.url}/fiches?action={action.id}"
    zoe, ali = ouvre(adresse), ouvre(adresse)
    for page in (zoe, ali):
        unfold(page, "Ajouter ou modifier")
    type_cellule(zoe, 0, "Former avec Zoé")
    fill(zoe, "Votre nom", "Zoé Martin")
    type_cellule(ali, 0, "Former avec Ali")
    type_cellule(ali, 1, "Couvrir avec Ali")
    fill(ali, "Votre nom", "Ali Benali")
    click(ali, "Enregistrer ces lignes")
    expect(ali.get_by_text("Lignes enregistrées.").first).to_be_visible()

    click(zoe, "Enregistrer ces lignes")
    expect(zoe.get_by_text("quelqu’un d’autre a enregistré pendant votre saisie")).to_be_visible()
    rang = zoe.get_by_role("row", name=re.compile("^Libellé"))
    for saisie in ("Former les médiatrices", "Former avec Zoé", "Former avec Ali"):
        expect(rang.get_by_role("cell", name=saisie)).to_be_visible()
    zoe.get_by_text("Garder la mienne").first.click()
    wait_repos(zoe)
    click(zoe, "Enregistrer ces choix")
    expect(zoe.get_by_text("Lignes enregistrées.").first).to_be_visible()
    etapes = read_plan(suivi, 1, ZOE).list_etapes(action.id)
    assert [e.libelle for e in etapes] == [
        "Former avec Zoé",
        "Couvrir avec Ali",
        "Passer le relais aux maisons de santé",
    ]


def test_la_fiche_imprimee_a_tout_et_rien_de_ce_qui_se_clique(
    serveur_cls: Serveur, ouvre: Callable[..., Page], suivi: Suivi
) -> None:
    page = ouvre(f"{serveur_cls.url}/fiches?action={find_action(suivi, '1.5').id}", theme="dark")
    page.emulate_media(media="print")
    for cache in ("stExpander", "stSidebar", "stPageLink", "stTextInput"):
        assert page.locator(f"[data-testid={cache}]:visible").count() == 0
    assert page.get_by_text("Voir aussi").is_hidden()
    assert page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor") == "rgb(255, 255, 255)"
    pdf = page.pdf(format="A4", print_background=True)
    assert pdf.startswith(b"%PDF")
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 4
    # Rien ne déborde de la largeur utile d'une page A4 (210 mm moins les marges, à 96 points par pouce).
    page.set_viewport_size({"width": 695, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 695
    dernieres = page.locator(".obs-fiche-action dd, .obs-table td").evaluate_all(
        "tous => Math.max(...tous.map(e => e.getBoundingClientRect().right))"
    )
    assert dernieres <= 696


@pytest.mark.parametrize(
    ("nom", "contenu", "dit"),
    [
        ("vieux.xls", bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600), "ancien format"),
        ("plan.pdf", b"%PDF-1.4", "est un PDF"),
        ("coupe.xlsx", b"PK\x03\x04" + bytes(300), "n'est pas entier"),
        ("sans.csv", b"a;b\n1;2\n", "aucune feuille ne ressemble"),
    ],
)
def test_un_fichier_difficile_donne_une_phrase_a_l_ecran(
    serveur_cls: Serveur, ouvre: Callable[..., Page], nom: str, contenu: bytes, dit: str
) -> None:
    page = ouvre(f"{serveur_cls.url}/plan?contrat=nouveau")
    page.locator("input[type=file]").set_input_files(
        {"name": nom, "mimeType": "application/octet-stream", "buffer": io.BytesIO(contenu).getvalue()}
    )
    message = page.locator(".obs-message").filter(has_text=nom)
    expect(message).to_be_visible(timeout=30_000)
    assert dit in message.inner_text().replace("’", "'")


def test_du_portrait_a_l_action_et_retour(serveur_cls: Serveur, ouvre: Callable[..., Page], suivi: Suivi) -> None:
    """Depuis une fiche, le portrait de son territoire ; le thème de l'action y est ouvert."""
    action = find_action(suivi, "1.5")
    page = ouvre(f"{serveur_cls.url}/besoins")
    page.get_by_role("link", name=re.compile("Recours|recours")).first.click()
    wait_page(page)
    assert "theme=recours_et_offre" in page.url
    fiche = page.get_by_role("link", name=re.compile(r"^\d\.\d ")).first
    titre = fiche.inner_text()
    fiche.click()
    page.wait_for_url("**/fiches**")
    wait_page(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(titre)
    page.goto(f"{serveur_cls.url}/fiches?action={action.id}")
    wait_page(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"1.5 {action.titre}")


def test_un_exemple_devient_une_fiche(serveur_cls: Serveur, ouvre: Callable[..., Page], suivi: Suivi) -> None:
    page = ouvre(f"{serveur_cls.url}/recueil?ville=strasbourg")
    page.get_by_role("link", name=re.compile("maisons urbaines")).click()
    wait_page(page)
    page.get_by_role("link", name="Utiliser comme modèle").click()
    page.wait_for_url("**/fiches**")
    wait_page(page)
    fill(page, "Votre nom", "Zoé Martin")
    fill(page, "Numéro", "9.1")
    click(page, "Créer la fiche")
    expect(page.get_by_text("Fiche 9.1 créée").first).to_be_visible()
    click(page, "Enregistrer")
    expect(page.get_by_text("Fiche 9.1 enregistrée.").first).to_be_visible()
    assert find_action(suivi, "9.1").documents.startswith("Exemple : Strasbourg")
