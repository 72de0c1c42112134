"""Commande qui supprime un contrat : celui de la démonstration, ou un import fait par erreur."""

from typing import Annotated

import typer
from rich.markup import escape

from observatoire.cli.console import OptionDonnees, sortie
from observatoire.domain.cls.droits import Auteur, Role
from observatoire.domain.francais import format_pluriel
from observatoire.errors import ErreurObservatoire
from observatoire.services.suivi.acces import list_contrats, open_suivi, read_plan
from observatoire.services.suivi.edition import Conflit, delete_objet
from observatoire.services.suivi.emporte import find_emportes
from observatoire.settings import read_reglages


def supprimer_contrat(
    contrat: Annotated[int, typer.Argument(metavar="NUMÉRO", help="Numéro du contrat à supprimer.")],
    *,
    nom: Annotated[str, typer.Option("--nom", metavar="NOM", help="Votre nom, gardé au journal.")],
    motif: Annotated[str, typer.Option("--motif", metavar="TEXTE", help="Pourquoi, gardé au journal.")] = "",
    oui: Annotated[bool, typer.Option("--oui", help="Supprime sans demander de retaper le titre.")] = False,
    donnees: OptionDonnees = None,
) -> None:
    """Supprime un contrat et tout son plan ; le journal en garde tout. Demande d'en retaper le titre."""
    suivi = open_suivi(read_reglages(donnees).suivi_url)
    auteur = Auteur(nom, Role.ADMINISTRATION)
    connus = {c.id: c for c in list_contrats(suivi)}
    if contrat not in connus:
        liste = " ; ".join(f"n° {c.id} {c.titre}" for c in connus.values()) or "aucun"
        raise ErreurObservatoire(f"Aucun contrat n° {contrat}. Contrats présents : {liste}.")
    vise = connus[contrat]
    emporte = find_emportes(read_plan(suivi, vise.id, auteur), [vise])
    sortie.print(f"Contrat n° {vise.id} : {escape(vise.titre)}. {emporte.phrase}")
    if not oui and _ask_titre() != vise.titre:
        raise ErreurObservatoire("Le titre ne correspond pas. Rien n'est supprimé.")
    supprimes = delete_objet(suivi, auteur, vise, motif=motif)
    if isinstance(supprimes, Conflit):
        raise ErreurObservatoire("Quelqu'un vient de modifier ce contrat. Rien n'est supprimé : recommencez.")
    fait = format_pluriel(supprimes, "objet supprimé", "objets supprimés")
    sortie.print(f"{fait}. Le journal en garde tout ; « restaurer » rétablit une sauvegarde d'avant.")


def _ask_titre() -> str:
    texte: str = typer.prompt("Retapez le titre du contrat pour le supprimer", default="", show_default=False)
    return texte.strip()
