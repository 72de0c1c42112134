"""Commandes du suivi : plan en classeur, sauvegarde et restauration."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from observatoire.cli.console import OptionDonnees, build_table, erreurs, sortie
from observatoire.domain.cls.droits import Auteur, Role
from observatoire.domain.francais import format_date, format_nombre, format_pluriel
from observatoire.errors import ErreurObservatoire, FichierRefuse
from observatoire.services.suivi.acces import Suivi, list_contrats, open_suivi, read_plan
from observatoire.services.suivi.classeur.contenu import Message, Question
from observatoire.services.suivi.classeur.export import export_plan
from observatoire.services.suivi.classeur.import_plan import ApercuImport, confirm_import, preview_import
from observatoire.services.suivi.classeur.lexique import list_territoires_publies
from observatoire.services.suivi.classeur.modele import build_modele
from observatoire.services.suivi.sauvegarde import BilanSauvegarde, restore_observatoire, save_observatoire
from observatoire.settings import read_reglages

MESSAGES_A_L_ECRAN = 30
#: Qui tient la machine tient déjà les fichiers : ses commandes ont tous les droits.
MACHINE = Auteur("ligne de commande", Role.ADMINISTRATION)

OptionContrat = Annotated[
    int | None,
    typer.Option("--contrat", metavar="NUMÉRO", help="Numéro du contrat ; inutile s'il n'y en a qu'un."),
]
OptionNom = Annotated[str, typer.Option("--nom", metavar="NOM", help="Votre nom, gardé au journal.")]


def modele_plan(
    fichier: Annotated[Path, typer.Argument(metavar="FICHIER.xlsx", help="Classeur à écrire.")],
) -> None:
    """Écrit le modèle vierge d'un plan d'actions."""
    _write_neuf(fichier, build_modele())
    sortie.print(f"Modèle écrit : {escape(str(fichier))}")


def exporter_plan(
    fichier: Annotated[Path, typer.Argument(metavar="FICHIER.xlsx", help="Classeur à écrire.")],
    contrat: OptionContrat = None,
    donnees: OptionDonnees = None,
) -> None:
    """Écrit le plan d'actions dans un classeur, sans rien perdre."""
    reglages = read_reglages(donnees)
    suivi = open_suivi(reglages.suivi_url)
    plan = read_plan(suivi, _choose_contrat(suivi, contrat), MACHINE)
    _write_neuf(fichier, export_plan(plan, MACHINE, list_territoires_publies(reglages)))
    sortie.print(f"{format_pluriel(len(plan.actions), 'action')} : {escape(str(fichier))}")


def importer_plan(
    fichier: Annotated[Path, typer.Argument(metavar="FICHIER.xlsx", help="Plan d'actions à lire.")],
    *,
    nom: OptionNom,
    contrat: OptionContrat = None,
    nouveau: Annotated[bool, typer.Option("--nouveau", help="Crée un contrat au lieu d'en mettre un à jour.")] = False,
    reponse: Annotated[
        list[str] | None,
        typer.Option("--reponse", metavar="QUESTION=CHOIX", help="Réponse à une question (répétable)."),
    ] = None,
    confirmer: Annotated[bool, typer.Option("--confirmer", help="Écrit l'import, au lieu de le montrer.")] = False,
    effacer_vides: Annotated[
        bool, typer.Option("--effacer-vides", help="Une cellule vide efface ce qui était enregistré.")
    ] = False,
    accepter_rejets: Annotated[
        bool, typer.Option("--accepter-rejets", help="Importe les bonnes lignes et laisse les autres.")
    ] = False,
    donnees: OptionDonnees = None,
) -> None:
    """Montre ce que l'import d'un plan changerait ; l'écrit avec --confirmer."""
    if not fichier.is_file():
        raise FichierRefuse(f"« {fichier} » n'existe pas.")
    reglages = read_reglages(donnees)
    suivi, territoires = open_suivi(reglages.suivi_url), list_territoires_publies(reglages)
    auteur, contenu = Auteur(nom), fichier.read_bytes()
    vise = None if nouveau or not list_contrats(suivi) else _choose_contrat(suivi, contrat)
    reponses = dict(_split_reponse(r) for r in reponse or [])
    apercu = preview_import(
        suivi,
        auteur,
        contenu,
        fichier=fichier.name,
        contrat_id=vise,
        reponses=reponses,
        effacer_vides=effacer_vides,
        territoires=territoires,
    )
    _show_apercu(apercu)
    if not confirmer:
        sortie.print("Rien n'est écrit. Ajoutez --confirmer pour importer.")
        return
    bilan = confirm_import(
        suivi,
        auteur,
        contenu,
        fichier=fichier.name,
        contrat_id=vise,
        reponses=reponses,
        effacer_vides=effacer_vides,
        accepter_rejets=accepter_rejets,
        marque=apercu.marque,
        territoires=territoires,
    )
    sortie.print(
        f"Importé dans le contrat n° {bilan.contrat_id} : {format_pluriel(bilan.crees, 'objet créé', 'objets créés')}, "
        f"{format_pluriel(bilan.modifies, 'modifié', 'modifiés')}."
    )


def sauvegarder(
    fichier: Annotated[
        Path | None, typer.Argument(metavar="FICHIER.zip", help="Archive à écrire. Par défaut, datée du jour.")
    ] = None,
    avec_chantier: Annotated[
        bool, typer.Option("--avec-chantier", help="Ajoute le chantier : l'archive devient confidentielle.")
    ] = False,
    donnees: OptionDonnees = None,
) -> None:
    """Sauvegarde l'observatoire entier : versions publiées et suivi."""
    archive = fichier or Path(f"observatoire_{date.today():%Y-%m-%d}.zip")
    bilan = save_observatoire(read_reglages(donnees), MACHINE, archive, avec_chantier=avec_chantier)
    _show_sauvegarde("Sauvegardé", bilan)


def restaurer(
    fichier: Annotated[Path, typer.Argument(metavar="FICHIER.zip", help="Sauvegarde à rétablir.")],
    remplacer: Annotated[bool, typer.Option("--remplacer", help="Remplace l'observatoire déjà présent.")] = False,
    donnees: OptionDonnees = None,
) -> None:
    """Rétablit une sauvegarde, après l'avoir vérifiée entièrement. Arrêtez d'abord le tableau de bord."""
    _show_sauvegarde("Restauré", restore_observatoire(read_reglages(donnees), MACHINE, fichier, remplacer=remplacer))


def _choose_contrat(suivi: Suivi, demande: int | None) -> int:
    if demande is not None:
        return demande
    premier, *autres = list_contrats(suivi) or (None,)
    if premier is None:
        raise ErreurObservatoire("Aucun contrat local de santé. Importez un plan : importer-plan FICHIER.xlsx.")
    if autres:
        liste = " ; ".join(f"n° {c.id} {c.titre}" for c in (premier, *autres) if c)
        raise ErreurObservatoire(f"Plusieurs contrats : {liste}. Choisissez avec --contrat NUMÉRO.")
    return premier.id


def _split_reponse(texte: str) -> tuple[str, str]:
    cle, separateur, choix = texte.rpartition("=")
    if not separateur:
        raise ErreurObservatoire(f"Réponse « {texte} » mal écrite : attendu QUESTION=CHOIX.")
    return cle, choix


def _write_neuf(fichier: Path, contenu: bytes) -> None:
    if fichier.exists():
        raise FichierRefuse(f"« {fichier} » existe déjà : choisissez un autre nom.")
    fichier.parent.mkdir(parents=True, exist_ok=True)
    fichier.write_bytes(contenu)


def _show_apercu(apercu: ApercuImport) -> None:
    tableau = build_table(
        "Ce que l'import changerait", "Quoi", "Nouveaux", "Modifiés", nombres=("Nouveaux", "Modifiés")
    )
    for genre, (crees, modifies) in apercu.count().items():
        tableau.add_row(genre.replace("_", " "), str(crees), str(modifies))
    sortie.print(tableau)
    for question in apercu.questions:
        _show_question(question)
    for message in apercu.messages[:MESSAGES_A_L_ECRAN]:
        _show_message(message)
    if len(apercu.messages) > MESSAGES_A_L_ECRAN:
        sortie.print(f"… et {format_nombre(len(apercu.messages) - MESSAGES_A_L_ECRAN)} autres messages.")


def _show_question(question: Question) -> None:
    marque = "[bold]Question[/]" if question.obligatoire else "Question facultative"
    choix = ", ".join(code for code, _ in question.choix)
    sortie.print(
        f"{marque} : {escape(question.texte)} Répondez par --reponse {escape(repr(question.cle + '=CHOIX'))}, "
        f"CHOIX parmi : {escape(choix)}."
    )


def _show_message(message: Message) -> None:
    lieu = f"{message.feuille}, ligne {message.ligne}" + (f", {message.colonne}" if message.colonne else "")
    trouve = f" « {message.trouve} »" if message.trouve else ""
    erreurs.print(f"{message.niveau.value.capitalize()} – {escape(lieu)}{escape(trouve)} : {escape(message.texte)}")


def _show_sauvegarde(verbe: str, bilan: BilanSauvegarde) -> None:
    versions = format_pluriel(len(bilan.versions), "version publiée", "versions publiées")
    quand = format_date(date.fromisoformat(bilan.cree_le[:10]))
    suite = ", chantier compris (confidentiel)" if bilan.chantier else ""
    sortie.print(
        f"{verbe} : {escape(str(bilan.fichier))} du {quand}, {versions}, "
        f"{format_pluriel(bilan.lignes_suivi, 'ligne')} de suivi{suite}."
    )
