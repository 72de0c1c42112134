"""Un vrai serveur, un vrai Chromium, et un espion : aucune requête ne sort, aucune erreur de console."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, TimeoutError, sync_playwright

from observatoire.services.suivi.acces import open_suivi
from observatoire.services.suivi.demonstration import load_demo
from tests.conftest import RACINE, require_tool
from tests.outils.instantane import build_instantane

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
OPTIONS = (
    "--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist", "--disable-background-networking",
)  # fmt: skip
# Streamlit cherche sa racine à l'adresse de la page avant de la trouver : deux 404 attendus sur un lien profond.
SONDES = ("/_stcore/health", "/_stcore/host-config")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Un essai de navigateur qui échoue est repris deux fois : sur une machine chargée, un dessin peut tarder."""
    for item in items:
        if item.get_closest_marker("navigateur"):
            item.add_marker(pytest.mark.flaky(reruns=2))


@dataclass
class Espion:
    """Ce qui ne doit pas arriver, noté au fil de la page."""

    externes: list[str] = field(default_factory=list)
    erreurs: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Serveur:
    """Un tableau de bord en marche."""

    url: str
    donnees: Path


def find_port() -> int:
    """Port libre de la machine."""
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return int(prise.getsockname()[1])


def start_serveur(donnees: Path, journal: Path) -> tuple[subprocess.Popen[bytes], str]:
    """Démarre le serveur comme `make run`, sur un port libre, et attend qu'il réponde."""
    port = find_port()
    commande = [sys.executable, "-m", "observatoire.server", str(port)]
    with journal.open("wb") as sortie:
        processus = subprocess.Popen(
            commande,
            cwd=RACINE,
            env={**os.environ, "OBSERVATOIRE_DONNEES": str(donnees)},
            stdout=sortie,
            stderr=subprocess.STDOUT,
        )
    url = f"http://127.0.0.1:{port}"
    for _ in range(240):
        if processus.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=1).close()
        except OSError:
            time.sleep(0.25)
        else:
            return processus, url
    processus.kill()
    pytest.fail(f"le serveur n'a pas démarré :\n{journal.read_text(errors='replace')}")


@pytest.fixture(scope="session")
def lance_serveur(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], Serveur]]:
    """Fabrique de serveurs, tous arrêtés à la fin."""
    processus: list[subprocess.Popen[bytes]] = []

    def lance(donnees: Path) -> Serveur:
        journal = tmp_path_factory.mktemp("journal") / "serveur.log"
        nouveau, url = start_serveur(donnees, journal)
        processus.append(nouveau)
        return Serveur(url, donnees)

    yield lance
    for un in processus:
        un.terminate()
        un.wait(timeout=20)


@pytest.fixture(scope="session")
def serveur(lance_serveur: Callable[[Path], Serveur], tmp_path_factory: pytest.TempPathFactory) -> Serveur:
    """Serveur sur la petite ville d'essai."""
    donnees = tmp_path_factory.mktemp("donnees")
    build_instantane(donnees)
    return lance_serveur(donnees)


@pytest.fixture(scope="module")
def serveur_cls(lance_serveur: Callable[[Path], Serveur], tmp_path_factory: pytest.TempPathFactory) -> Serveur:
    """Serveur sur la ville d'essai, avec le contrat fictif ; neuf pour chaque fichier de tests."""
    donnees = tmp_path_factory.mktemp("cls")
    build_instantane(donnees)
    suivi = open_suivi(f"sqlite:///{donnees / 'suivi' / 'suivi.db'}")
    load_demo(suivi)
    suivi.base.close()
    return lance_serveur(donnees)


@pytest.fixture(scope="session")
def navigateur() -> Iterator[Browser]:
    """Chromium de la machine, sans réseau de fond."""
    require_tool(CHROMIUM is not None, "chromium introuvable : les tests de navigateur sont sautés")
    with sync_playwright() as playwright:
        un = playwright.chromium.launch(executable_path=CHROMIUM, args=list(OPTIONS))
        yield un
        un.close()


@pytest.fixture
def espion() -> Espion:
    """Relevé de la page du test."""
    return Espion()


@pytest.fixture
def ouvre(navigateur: Browser, espion: Espion) -> Iterator[Callable[..., Page]]:
    """Ouvre une page surveillée ; à la fin du test, ni requête externe ni erreur de console n'est admise."""
    contextes: list[BrowserContext] = []

    def ouvre_une(url: str, largeur: int = 1280, hauteur: int = 900, theme: str = "light") -> Page:
        contexte = navigateur.new_context(
            viewport={"width": largeur, "height": hauteur},
            color_scheme="dark" if theme == "dark" else "light",
            locale="fr-FR",
        )
        contexte.grant_permissions(["clipboard-read", "clipboard-write"])
        contextes.append(contexte)
        contexte.route("**/*", lambda route: watch(route, espion))
        page = contexte.new_page()
        page.on("console", lambda m: espion.erreurs.append(m.text) if m.type == "error" and not is_sonde(m) else None)
        page.on("pageerror", lambda erreur: espion.erreurs.append(str(erreur)))
        page.goto(url)
        wait_page(page)
        return page

    yield ouvre_une
    for contexte in contextes:
        contexte.close()
    assert espion.externes == [], "une requête a quitté la machine"
    assert espion.erreurs == [], "erreur dans la console du navigateur"


def watch(route: Route, espion: Espion) -> None:
    """Laisse passer la machine locale, bloque et note le reste."""
    adresse = urlsplit(route.request.url)
    if adresse.scheme in ("data", "blob") or adresse.hostname == "127.0.0.1":
        route.continue_()
        return
    espion.externes.append(route.request.url)
    route.abort()


def is_sonde(message: object) -> bool:
    """Vrai pour un 404 des sondes de Streamlit, qui ne dit rien de la page."""
    lieu = getattr(message, "location", {})
    return urlsplit(lieu.get("url", "")).path.endswith(SONDES)


def wait_page(page: Page) -> None:
    """Attend que la page soit entière : son pied ou un message, et plus d'exécution en cours."""
    page.wait_for_selector(".obs-pied, .obs-message", timeout=60_000)
    wait_repos(page)


def wait_repos(page: Page) -> None:
    """Attend la fin de l'exécution en cours."""
    page.wait_for_timeout(250)
    page.wait_for_function("document.querySelector('.stApp')?.dataset.testScriptState === 'notRunning'", timeout=60_000)
    page.wait_for_timeout(150)


def fill(page: Page, champ: str, texte: str) -> None:
    """Remplit un champ et sort du champ, pour que le serveur le reçoive."""
    zone = page.get_by_label(champ, exact=True).first
    zone.fill(texte)
    zone.press("Tab")
    wait_repos(page)


def click(page: Page, bouton: str) -> None:
    """Clique sur un bouton par son nom, et attend la fin de l'exécution."""
    page.get_by_role("button", name=bouton, exact=True).first.click()
    wait_repos(page)


def unfold(page: Page, titre: str, rang: int = 0) -> None:
    """Déplie une partie."""
    page.locator("[data-testid=stExpander] summary").filter(has_text=titre).nth(rang).click()
    wait_repos(page)


def choose(page: Page, libelle: str, option: str) -> None:
    """Choisit une option dans une liste déroulante ; une page qui se redessine peut refermer la liste une fois."""
    cible = page.get_by_role("option", name=option, exact=True)
    for _ in range(5):
        page.get_by_role("combobox", name=libelle).click()
        try:
            cible.click(timeout=4_000)
        except TimeoutError:
            page.keyboard.press("Escape")
            continue
        wait_repos(page)
        return
    pytest.fail(f"la liste « {libelle} » n'a pas montré « {option} »")


def click_carte(page: Page, x: float, y: float) -> None:
    """Clique dans la carte, en fractions de sa largeur et de sa hauteur, une fois qu'elle répond à la souris.

    La bulle d'un territoire prouve que le dessin est prêt : avant, le clic tomberait dans le vide.
    """
    carte = page.locator("[data-testid=stDeckGlJsonChart]").first
    carte.locator("canvas").first.wait_for()
    boite = carte.bounding_box()
    assert boite is not None
    la = boite["x"] + boite["width"] * x, boite["y"] + boite["height"] * y
    bulle = page.locator(".deck-tooltip").first
    for essai in range(60):
        page.mouse.move(la[0] + essai % 2, la[1])
        page.wait_for_timeout(250)
        if bulle.is_visible():
            page.mouse.click(*la)
            return
    pytest.fail("la carte n'a pas répondu à la souris")
