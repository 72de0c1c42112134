"""Refait les captures d'écran du guide, sur la ville de démonstration.

    python -m tests.outils.captures [DOSSIER_DE_DONNEES]

Sans dossier, la démonstration est publiée dans un dossier temporaire. Chaque écran est pris à 1280 et 390 pixels de
large ; les images sont réduites à 256 couleurs pour rester légères.
"""

import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.conftest import RACINE
from tests.e2e.conftest import CHROMIUM, OPTIONS, start_serveur, wait_page

SORTIE = RACINE / "docs" / "guide" / "captures"
QUARTIER = "99901-Q02"
ECRANS = {
    "accueil": "/",
    "carte": "/carte?indicateur=sans_medecin_traitant&territoire=99901-Q02",
    "carte-significativite": "/carte?indicateur=sans_medecin_traitant&coloration=significativite",
    "carte-deux": "/carte?indicateur=sans_medecin_traitant&vue=deux",
    "portrait": f"/portrait?territoire={QUARTIER}&theme=recours_et_offre",
    "comparer": "/comparer?territoires=99901-Q02,99901-Q03,99901-Q01,99901-Q15",
    "comparer-entonnoir": "/comparer?indicateur=sans_medecin_traitant&vue=entonnoir",
    "parcours-carte": "/carte?indicateur=sans_medecin_traitant&periode=2024&maille=quartier&coloration=significativite"
    f"&territoire={QUARTIER}",
    "comparer-cible": "/comparer?indicateur=sans_medecin_traitant&comparateur=cible:12",
    "comparer-periode": "/comparer?indicateur=sans_medecin_traitant&vue=periodes&comparateur=periode:2020",
    "comparer-pente": "/comparer?indicateur=sans_medecin_traitant&vue=pente",
    "carte-lissage": "/carte?indicateur=sans_medecin_traitant&coloration=lissage&maille=iris",
    "carte-regroupements": "/carte?indicateur=sans_medecin_traitant&coloration=regroupements&maille=iris",
    "zone": "/zone?iris=999010302,999010303,999010304&nom=Autour%20de%20l%E2%80%99Antre",
    "typologie": f"/typologie?territoire={QUARTIER}",
    "densites": "/densites",
    "acces": "/densites?vue=acces",
    "projections": "/densites?vue=projections",
    "isochrones": "/densites?vue=isochrones&metier=pharmacie",
    "annuaire": "/annuaire",
    "et_si": f"/et_si?changements=m:medecin-medecine-generale*4%2Binfirmier*2@{QUARTIER}",
    "fiche_quartier": f"/fiche_quartier?territoire={QUARTIER}",
    "cls": "/cls",
    "cls-calendrier": "/cls?temps=mois&mois=2026-12",
    "resultats": "/resultats",
    "seances": "/seances?etat=toutes",
    "changements": "/changements?depuis=2026-06-18",
    "fiches": "/fiches?statut=bloque,en_pause,en_cours&compter=statut",
    "fiche": "/fiches?action=5",
    "fiche-modele": "/fiches?modele=strasbourg-maisons-urbaines",
    "besoins": "/besoins?territoire=99901-Q02&theme=etat_de_sante",
    "recueil": "/recueil?theme=recours_et_offre&budget=plus",
    "recueil-action": "/recueil?action=sqy-livret-frais",
    "plan": "/plan",
    "catalogue": "/catalogue",
    "qualite": "/qualite",
    "qualite-secret": "/qualite?rubrique=secret",
    "telechargements": "/telechargements",
}
LARGEURS = (1280, 390)
HAUTEUR_MAX = 2600
POIDS_MAX_OCTETS = 400_000


def capture(page: Page, url: str, largeur: int) -> bytes:
    """Prend la page entière, bornée : au-delà, une capture ne se lit plus."""
    page.set_viewport_size({"width": largeur, "height": 900})
    page.goto(url)
    wait_page(page)
    page.wait_for_timeout(1500)
    hauteur = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": largeur, "height": min(int(hauteur) + 20, HAUTEUR_MAX)})
    page.wait_for_timeout(1500)
    return page.screenshot()


def shrink(brut: bytes) -> bytes:
    """Réduit l'image à 256 couleurs sans perdre les rares : une marque de quelques pixels garde la sienne."""
    tampon = io.BytesIO()
    image = Image.open(io.BytesIO(brut)).convert("RGB")
    image.quantize(256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(tampon, "PNG", optimize=True)
    return tampon.getvalue()


def run(donnees: Path) -> None:
    """Prend toutes les captures."""
    SORTIE.mkdir(parents=True, exist_ok=True)
    processus, base = start_serveur(donnees, donnees / "captures.log")
    try:
        with sync_playwright() as playwright:
            navigateur = playwright.chromium.launch(executable_path=CHROMIUM, args=list(OPTIONS))
            for nom, adresse in ECRANS.items():
                for largeur in LARGEURS:
                    page = navigateur.new_page(locale="fr-FR")
                    image = shrink(capture(page, base + adresse, largeur))
                    page.close()
                    if len(image) > POIDS_MAX_OCTETS:
                        print(f"{nom} à {largeur} : {len(image)} octets, trop lourd pour le guide", file=sys.stderr)
                    (SORTIE / f"{nom}-{largeur}.png").write_bytes(image)
                    print(f"{nom}-{largeur}.png {len(image) // 1024} Ko")
            navigateur.close()
    finally:
        processus.terminate()
        processus.wait(timeout=20)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        run(Path(sys.argv[1]).resolve())
    else:
        with tempfile.TemporaryDirectory() as temporaire:
            environnement = {**os.environ, "OBSERVATOIRE_DONNEES": temporaire}
            subprocess.run([sys.executable, "-m", "observatoire", "demo"], cwd=RACINE, env=environnement, check=True)
            run(Path(temporaire))
