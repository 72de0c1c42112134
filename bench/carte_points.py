"""Temps du premier dessin d'une carte de 10 000 points dans Chromium, et fluidité du déplacement.

    python -m bench.carte_points [DOSSIER_DE_DEMONSTRATION] [POINTS]

Prend la ville de démonstration (publiée dans un dossier temporaire si aucun n'est donné), y ajoute 10 000 adresses
d'une même profession et ouvre « Densités » plusieurs fois, cache du navigateur vide puis plein. Le temps va du début
de la navigation à la première image où les cercles sont dessinés : les appels de dessin de WebGL sont surveillés
dans la page, et l'image est attendue jusqu'au bout. Avant elle vient l'affiche : la même image, fixe. À côté, une page
Streamlit vide : ce que l'outil ne peut éviter.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import numpy as np
import shapely
from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import RACINE
from tests.e2e.conftest import CHROMIUM, OPTIONS, find_port, start_serveur

POINTS, VISITES, PASSES = 10_000, 5, 2
REPOS = 2_000  # Chromium prépare encore sa fenêtre quand elle s'ouvre : on mesure un navigateur au repos.
PROFESSION = "Infirmier"
NOM = "obs_2026-11-22_dixmille.duckdb"

_ESPION = """
(() => {
  window.__dessins = [];
  const vrai = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (genre, ...reste) {
    const gl = vrai.call(this, genre, ...reste);
    if (!gl || !genre.startsWith('webgl') || gl.__espionne) return gl;
    gl.__espionne = true;
    const efface = gl.clear.bind(gl), dessine = gl.drawArraysInstanced.bind(gl);
    let rang = 0;
    gl.clear = (...a) => { rang = 0; efface(...a); };
    gl.drawArraysInstanced = (...a) => {
        dessine(...a);
        rang += 1;
        // Une image complète : les traits, puis les disques numérotés.
        if (rang < PASSES || window.__fini) return;
        window.__fini = true;
        requestAnimationFrame(() => {
          gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
          window.__premier = performance.now();
        });
    };
    return gl;
  };
})();
"""
_AFFICHE = """
() => new Promise((fin) => {
  const regarde = () => {
    const image = document.querySelector('.obs-affiche img');
    if (!image || !image.complete || !image.naturalWidth) return requestAnimationFrame(regarde);
    requestAnimationFrame(() => requestAnimationFrame(() => fin(performance.now())));
  };
  regarde();
})
"""
_IMAGES = """
() => new Promise((fin) => {
  const temps = []; let avant = performance.now(); const debut = avant;
  const pas = (t) => {
    temps.push(t - avant); avant = t;
    if (t - debut > 2500) fin(temps); else requestAnimationFrame(pas);
  };
  requestAnimationFrame(pas);
})
"""


def write_version(source: Path, dossier: Path, nombre: int) -> None:
    """Copie la version courante de `source` et y ajoute `nombre` adresses d'infirmiers, dans les IRIS."""
    publie = dossier / "publie"
    publie.mkdir(parents=True)
    courante = (source / "publie" / "COURANT").read_text(encoding="utf-8").strip()
    (publie / NOM).write_bytes((source / "publie" / courante).read_bytes())
    (publie / "COURANT").write_text(NOM, encoding="utf-8")
    hasard = np.random.default_rng(20261122)
    with duckdb.connect(str(publie / NOM)) as base:
        base.execute("DELETE FROM point_offre WHERE profession = ?", [PROFESSION])
        contours = base.execute("SELECT code, contour FROM territoire WHERE maille = 'iris' ORDER BY code").fetchall()
        formes = [(code, shapely.from_geojson(contour)) for code, contour in contours]
        lignes = [
            (f"b{rang}", f"INFIRMIER {rang}", lon, lat, iris, f"{rang} RUE FICTIVE")
            for rang, (iris, lon, lat) in enumerate(_draw_places(formes, nombre, hasard))
        ]
        base.execute(
            "INSERT INTO point_offre (id, categorie, profession, specialite, nom, lon, lat, iris, "
            "secteur_conventionnel, date, personne, activite, commune, adresse, mode_exercice) "
            "SELECT l.id, 'profession', ?, '', l.nom, l.lon, l.lat, l.iris, 'secteur 1', '2026', l.id, 1, "
            "'99901', l.adresse, 'libéral' FROM (SELECT unnest(?, recursive := true)) AS l",
            [PROFESSION, [dict(zip(("id", "nom", "lon", "lat", "iris", "adresse"), x, strict=True)) for x in lignes]],
        )


def _draw_places(
    formes: list[tuple[str, shapely.Geometry]], nombre: int, hasard: np.random.Generator
) -> list[tuple[str, float, float]]:
    places: list[tuple[str, float, float]] = []
    for rang, (code, forme) in enumerate(formes):
        voulus = nombre // len(formes) + (rang < nombre % len(formes))
        ouest, sud, est, nord = forme.bounds
        essais = hasard.uniform((ouest, sud), (est, nord), size=(voulus * 12 + 50, 2)).round(6)
        dedans = essais[shapely.contains_xy(forme, essais[:, 0], essais[:, 1])][:voulus]
        places += [(code, float(x), float(y)) for x, y in dedans]
    return places


def measure(page: Page, adresse: str) -> tuple[float, float, float]:
    """Ouvre la carte ; secondes jusqu'au titre, à l'affiche de la carte, à la première image de la carte vivante."""
    page.wait_for_timeout(REPOS)
    page.add_init_script(_ESPION.replace("PASSES", str(PASSES)))
    page.goto(adresse)
    titre = page.wait_for_function(
        "() => document.querySelector('h1') && performance.now()", timeout=60_000, polling=20
    ).json_value()
    # Deux images après : l'affiche est peinte.
    affiche = page.evaluate(_AFFICHE)
    premier = page.wait_for_function("() => window.__premier", timeout=60_000, polling=20).json_value()
    return float(titre) / 1000, float(affiche) / 1000, float(premier) / 1000


def measure_retour(page: Page) -> float:
    """Secondes pour revoir la carte depuis l'accueil, sans recharger le navigateur."""
    page.get_by_role("link", name="Accueil").first.click()
    page.wait_for_selector("[data-testid=stDeckGlJsonChart]", state="detached", timeout=60_000)
    page.wait_for_timeout(REPOS)
    page.evaluate("() => { window.__premier = 0; window.__fini = false; window.__depart = performance.now(); }")
    page.evaluate("() => history.back()")
    retour = page.wait_for_function(
        "() => window.__premier && window.__premier - window.__depart", timeout=60_000, polling=20
    )
    return float(retour.json_value()) / 1000


def measure_vide(page: Page, adresse: str) -> float:
    """Secondes jusqu'au texte d'une page Streamlit d'une ligne."""
    page.wait_for_timeout(REPOS)
    page.goto(adresse)
    jusqu_au_texte = page.wait_for_function(
        "() => document.body.innerText.includes('page vide') && performance.now()", timeout=60_000, polling=20
    )
    return float(jusqu_au_texte.json_value()) / 1000


def measure_deplacement(page: Page) -> list[float]:
    """Durée des images, en millisecondes, pendant qu'on tire la carte."""
    toile = page.locator("[data-testid=stDeckGlJsonChart] canvas").first
    toile.scroll_into_view_if_needed()
    boite = toile.bounding_box()
    assert boite is not None
    x, y = boite["x"] + boite["width"] / 2, boite["y"] + boite["height"] / 2
    mesure = page.evaluate_handle(f"() => {{ window.__images = ({_IMAGES})(); return 0; }}")
    page.mouse.move(x, y)
    page.mouse.down()
    fin = time.monotonic() + 2.5
    rang = 0
    while time.monotonic() < fin:
        rang += 1
        page.mouse.move(x + 60 * np.sin(rang / 6), y + 40 * np.cos(rang / 6))
        time.sleep(0.012)
    page.mouse.up()
    mesure.dispose()
    return [float(t) for t in page.evaluate("() => window.__images")][1:]


def _serve_vide(dossier: Path) -> tuple[subprocess.Popen[bytes], str]:
    script, port = dossier / "vide.py", find_port()
    script.write_text("import streamlit as st\nst.write('page vide')\n", encoding="utf-8")
    commande = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    reglages = ["--server.headless", "true", "--server.address", "127.0.0.1", "--server.fileWatcherType", "none"]
    with (dossier / "vide.log").open("wb") as sortie:
        processus = subprocess.Popen([*commande, *reglages], stdout=sortie, stderr=subprocess.STDOUT)
    time.sleep(4)
    return processus, f"http://127.0.0.1:{port}/"


def _visit(navigateur: Browser, vide: str, carte: str, neuf: bool) -> None:
    """`neuf` : un navigateur sans cache à chaque visite ; sinon la visite suit une autre."""
    vides: list[float] = []
    titres: list[float] = []
    affiches: list[float] = []
    premiers: list[float] = []
    retours: list[float] = []
    contexte = navigateur.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR")
    for rang in range(VISITES + 1):
        if neuf and rang:
            contexte.close()
            contexte = navigateur.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR")
        page = contexte.new_page()
        vides.append(measure_vide(page, vide))
        page.close()
        page = contexte.new_page()
        titre, affiche, premier = measure(page, carte)
        titres.append(titre)
        affiches.append(affiche)
        premiers.append(premier)
        retours.append(measure_retour(page))
        if rang == VISITES and not neuf:
            images = sorted(measure_deplacement(page))
            print(
                f"déplacement : image médiane {statistics.median(images):.0f} ms, "
                f"95e centile {images[int(0.95 * len(images))]:.0f} ms ({len(images)} images en 2,5 s)"
            )
        page.close()
    contexte.close()
    # La première visite remplit les caches du serveur : donnée à part.
    nom = "navigateur sans cache" if neuf else "navigateur avec cache"
    vide_s, titre_s, affiche_s = (statistics.median(t[1:]) for t in (vides, titres, affiches))
    premier_s, retour_s = (statistics.median(t[1:]) for t in (premiers, retours))
    print(
        f"{nom} : carte montrée en {affiche_s:.2f} s, vivante en {premier_s:.2f} s ({min(premiers[1:]):.2f} au mieux, "
        f"{premiers[0]:.2f} la première fois), {retour_s:.2f} s en revenant d'une autre page, titre en {titre_s:.2f} s,"
        f" page Streamlit vide en {vide_s:.2f} s, rapport {premier_s / vide_s:.1f}"
    )


def main() -> None:
    nombre = int(sys.argv[2]) if len(sys.argv) > 2 else POINTS
    with tempfile.TemporaryDirectory() as temporaire:
        dossier = Path(temporaire)
        if len(sys.argv) > 1:
            source = Path(sys.argv[1]).resolve()
        else:
            source = dossier / "demo"
            environnement = {**os.environ, "OBSERVATOIRE_DONNEES": str(source)}
            subprocess.run([sys.executable, "-m", "observatoire", "demo"], cwd=RACINE, env=environnement, check=True)
        write_version(source, dossier / "donnees", nombre)
        processus, base = start_serveur(dossier / "donnees", dossier / "serveur.log")
        autre, vide = _serve_vide(dossier)
        try:
            with sync_playwright() as playwright:
                navigateur = playwright.chromium.launch(executable_path=CHROMIUM, args=list(OPTIONS))
                for neuf in (True, False):
                    _visit(navigateur, vide, f"{base}/densites?metier=infirmier&maille=iris", neuf)
                navigateur.close()
        finally:
            for p in (processus, autre):
                p.terminate()
                p.wait(timeout=20)


if __name__ == "__main__":
    main()
