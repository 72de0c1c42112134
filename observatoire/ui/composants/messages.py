"""Messages : vide qui apprend, avertissement, erreur. Le texte reçu reste du texte."""

from collections.abc import Sequence

from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape


def show_message(texte: str, alerte: bool = False) -> None:
    """Pose un message d'une phrase ; en alerte, il est annoncé par les lecteurs d'écran."""
    classe, role = ("obs-message alerte", "alert") if alerte else ("obs-message", "status")
    show_html(f'<div class="{classe}" role="{role}"><p>{escape(texte)}</p></div>')


def show_vide(titre: str, explication: str, commandes: Sequence[str] = ()) -> None:
    """Pose un état vide : ce qui manque, pourquoi, et les commandes qui le remplissent."""
    lignes = "".join(f"<li>{escape(commande)}</li>" for commande in commandes)
    bloc = f'<ol class="obs-commandes">{lignes}</ol>' if commandes else ""
    show_html(
        f'<div class="obs-message" role="status"><p><strong>{escape(titre)}</strong></p>'
        f"<p>{escape(explication)}</p>{bloc}</div>"
    )


def show_erreur(texte: str) -> None:
    """Pose une erreur prévue, en français, sans trace."""
    show_message(texte, alerte=True)
