"""Lance le serveur Streamlit du tableau de bord.

Pourquoi pas `streamlit run` tout court : la présence d'un dossier `pages/` fait croire à Streamlit, pour la toute
première visite seulement, que les pages sont à l'ancienne manière. Un lien profond ouvert à froid afficherait alors
« Page not found » par-dessus la bonne page. `st.navigation` corrige ce réglage, mais une visite trop tard : on le
pose avant de servir.
"""

import sys

from streamlit.runtime.pages_manager import PagesManager
from streamlit.web import cli

from observatoire.settings import RACINE


def serve(port: int) -> int:
    """Sert le tableau de bord jusqu'à son arrêt et rend le code de sortie.

    Les autres réglages viennent de `.streamlit/config.toml` : écoute sur 127.0.0.1 seulement.
    """
    PagesManager.uses_pages_directory = False
    arguments = ["run", str(RACINE / "dashboard.py"), "--server.port", str(port)]
    try:
        cli.main(arguments, standalone_mode=False)
    except SystemExit as sortie:
        return int(sortie.code or 0)
    return 0


if __name__ == "__main__":
    sys.exit(serve(int(sys.argv[1]) if len(sys.argv) > 1 else 8501))
