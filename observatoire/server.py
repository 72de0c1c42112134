"""Lance le serveur Streamlit du tableau de bord.

Pourquoi pas `streamlit run` tout court : la présence d'un dossier `pages/` fait croire à Streamlit, pour la toute
première visite seulement, que les pages sont à l'ancienne manière. Un lien profond ouvert à froid afficherait alors
« Page not found » par-dessus la bonne page. `st.navigation` corrige ce réglage, mais une visite trop tard : on le
pose avant de servir.
"""

import os
import sys
from importlib import import_module
from threading import Thread

from streamlit.runtime.pages_manager import PagesManager
from streamlit.web import cli

from observatoire.errors import ErreurObservatoire, ReglageInvalide
from observatoire.settings import ADRESSE_LOCALE, RACINE, read_reglages

# Chargé pendant que le serveur s'ouvre : la première visite n'attend pas les bibliothèques.
_PAGES = "observatoire.ui.cache"
_ADRESSE_STREAMLIT = "STREAMLIT_SERVER_ADDRESS"


def serve(port: int) -> int:
    """Sert le tableau de bord jusqu'à son arrêt et rend le code de sortie.

    L'accès est local : le serveur n'écoute que 127.0.0.1, quoi que dise l'environnement. Les autres réglages
    viennent de `.streamlit/config.toml`.

    Raises:
        ReglageInvalide: l'environnement demande d'écouter ailleurs.
    """
    check_adresse()
    Thread(target=import_module, args=(_PAGES,), daemon=True).start()
    PagesManager.uses_pages_directory = False
    arguments = ["run", str(RACINE / "dashboard.py"), "--server.port", str(port), "--server.address", ADRESSE_LOCALE]
    try:
        cli.main(arguments, standalone_mode=False)
    except SystemExit as sortie:
        return int(sortie.code or 0)
    return 0


def check_adresse() -> None:
    """Refuse de servir ailleurs que sur cette machine : l'accès local ne demande pas de compte.

    Raises:
        ReglageInvalide: l'accès est inconnu, ou l'adresse demandée n'est pas celle de cette machine.
    """
    acces = read_reglages().acces
    demandee = os.environ.get(_ADRESSE_STREAMLIT, ADRESSE_LOCALE).strip()
    if demandee not in (ADRESSE_LOCALE, "localhost"):
        raise ReglageInvalide(
            f"{_ADRESSE_STREAMLIT} demande d'écouter sur « {demandee} », mais l'accès est « {acces} » : toute personne "
            "du réseau pourrait modifier le suivi. Retirez cette variable : le tableau de bord reste sur "
            f"{ADRESSE_LOCALE}."
        )


if __name__ == "__main__":
    try:
        sys.exit(serve(int(sys.argv[1]) if len(sys.argv) > 1 else 8501))
    except ErreurObservatoire as refus:
        sys.exit(f"Refusé. {refus}")
