"""L'aide et les erreurs de saisie de typer, en français."""

import re
from typing import Any, cast

import typer
from typer import rich_utils
from typer.core import TyperCommand, TyperGroup

ErreurDeSaisie = cast(type[Exception], typer.BadParameter.__mro__[1])
"""Classe mère de toutes les erreurs de saisie : option inconnue, argument manquant, valeur invalide."""

_AIDE = "Montre cette aide et s'arrête."
_TITRES = {
    "ARGUMENTS_PANEL_TITLE": "Arguments",
    "OPTIONS_PANEL_TITLE": "Options",
    "COMMANDS_PANEL_TITLE": "Commandes",
    "ERRORS_PANEL_TITLE": "Erreur",
    "DEFAULT_STRING": "[défaut : {}]",
    "REQUIRED_LONG_STRING": "[obligatoire]",
    "ENVVAR_STRING": "[variable : {}]",
}
_PHRASES: tuple[tuple[str, str], ...] = (
    (r"Missing argument '?(?P<nom>[^']+?)'?\.?$", "il manque {nom}"),
    (r"Missing option '?(?P<nom>[^']+?)'?\.?$", "il manque l'option {nom}"),
    (r"Missing command\.?$", "il manque une commande"),
    (r"No such option: (?P<nom>\S+?)\.?(?:\s.*)?$", "l'option {nom} n'existe pas"),
    (r"No such command '(?P<nom>[^']+)'\.?.*$", "la commande « {nom} » n'existe pas"),
    (r"Option '(?P<nom>[^']+)' requires an argument\.?$", "l'option {nom} attend une valeur"),
    (r"Got unexpected extra argument(?:s|\(s\))? \((?P<nom>.+)\)$", "« {nom} » est de trop"),
    (
        r"Invalid value for '?(?P<nom>.+?)'?: (?:Value error, )?'(?P<valeur>[^']*)' is not one of (?P<choix>.+?)\.?$",
        "{nom} ne peut pas valoir « {valeur} » ; choix possibles : {choix}",
    ),
    (r"Invalid value for '?(?P<nom>.+?)'?: (?P<valeur>.+)$", "la valeur donnée à {nom} ne convient pas ({valeur})"),
)


def translate_saisie(message: str) -> str:
    """Message de typer en français ; celui qu'on ne connaît pas est rendu tel quel."""
    for motif, phrase in _PHRASES:
        if trouve := re.match(motif, message.strip(), re.DOTALL):
            return phrase.format(**trouve.groupdict())
    return message


def install_titres() -> None:
    """Remplace les titres anglais des cadres d'aide."""
    for nom, texte in _TITRES.items():
        setattr(rich_utils, nom, texte)


class CommandeFrancaise(TyperCommand):
    """Commande dont l'option `--help` est décrite en français."""

    def get_help_option(self, ctx: Any) -> Any:
        """Option d'aide."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _AIDE
        return option


class GroupeFrancais(TyperGroup):
    """Groupe de commandes dont l'option `--help` est décrite en français."""

    def get_help_option(self, ctx: Any) -> Any:
        """Option d'aide."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _AIDE
        return option
