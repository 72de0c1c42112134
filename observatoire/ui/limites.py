"""Limite d'erreur d'une page : ce qui était prévu s'explique en français, le reste ne montre jamais sa trace."""

import logging
from collections.abc import Callable

from observatoire.errors import DonneesAbsentes, ErreurObservatoire
from observatoire.ui.composants.messages import show_erreur, show_vide

_JOURNAL = logging.getLogger("observatoire")


def run_page(page: Callable[[], None]) -> None:
    """Exécute la page et montre ses erreurs en clair."""
    try:
        page()
    except DonneesAbsentes as erreur:
        show_vide(
            "Aucune version publiée à montrer",
            f"{erreur} Les commandes ci-dessous créent un observatoire ; la page se remplit dès la publication.",
            (
                "python -m observatoire demo",
                "python -m observatoire initialiser --commune 06088 --nom Nice",
                "python -m observatoire importer contours.geojson base-ic.csv",
                "python -m observatoire publier",
            ),
        )
    except ErreurObservatoire as erreur:
        show_erreur(str(erreur))
    except Exception:
        _JOURNAL.exception("erreur imprévue dans une page")
        show_erreur(
            "Une erreur imprévue empêche d'afficher cette page. Rechargez-la ; si elle revient, donnez l'heure et "
            "l'adresse de la page à la personne qui gère l'observatoire : le détail est dans le journal du serveur."
        )
