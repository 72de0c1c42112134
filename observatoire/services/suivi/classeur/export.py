"""Exporter un plan en classeur : la feuille « Plan » se lit, les feuilles de détail gardent tout le reste."""

import io
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from observatoire.domain.cls.avancement import measure_budget
from observatoire.domain.cls.droits import Auteur, Geste
from observatoire.domain.cls.objets import Action, Axe, reference_of
from observatoire.domain.cls.plan import Plan
from observatoire.domain.cls.vocabulaire import Priorite, StatutAction, TypeIndicateurCls, UniteFinancement
from observatoire.domain.francais import format_date, format_nombre
from observatoire.domain.territoire import Territoire
from observatoire.services.suivi.acces import require
from observatoire.services.suivi.classeur.axes_lus import format_axe
from observatoire.services.suivi.classeur.cles import format_chemin
from observatoire.services.suivi.classeur.colonnes import CHAMPS_ACTION, PAR_CHAMP, SANS_AXE, TITRES_AXES, Forme
from observatoire.services.suivi.classeur.feuilles_detail import TITRES, build_lignes, format_cellule, list_colonnes
from observatoire.services.suivi.classeur.lexique import name_territoires
from observatoire.services.suivi.classeur.valeurs import join_liste

TITRES_RAPPEL = ("Étapes (rappel)", "Dernière note (rappel)", "Budget prévu en € (rappel)", "Financeurs (rappel)")
PAS_DE_NIVEAU = "–"
FORMAT_TEXTE = "@"
#: Colonnes de numéros : d'actions, d'axes, et ce qui les vise.
_EN_TEXTE = frozenset(
    {PAR_CHAMP["numero"].titre, PAR_CHAMP["parent"].titre, PAR_CHAMP["autres_axes"].titre, PAR_CHAMP["liees"].titre}
    | {list_colonnes(g)[c] for g in TITRES for c in list_colonnes(g) if reference_of(g, c) in {"axe", "action"}}
)
_FOND_TITRE = PatternFill("solid", fgColor="0B4F5C")


def export_plan(plan: Plan, auteur: Auteur, territoires: Iterable[Territoire] = ()) -> bytes:
    """Rend le classeur d'un plan. Réimporté, il ne change rien.

    Args:
        plan: le plan à écrire.
        auteur: la personne qui exporte.
        territoires: ceux de la version publiée, pour écrire leur nom plutôt que leur code.

    Raises:
        DroitRefuse: le rôle ne permet pas d'exporter.
    """
    require(auteur, Geste.EXPORTER)
    noms = name_territoires(territoires)
    classeur = Workbook()
    feuille = cast("Worksheet", classeur.active)
    feuille.title = "Plan"
    write_tableau(feuille, _build_plan(plan, noms))
    add_validations(feuille, _list_titres(plan), depuis=2)
    for genre, titre in TITRES.items():
        write_tableau(classeur.create_sheet(titre), build_lignes(plan, genre, noms))
    return save_classeur(classeur)


def save_classeur(classeur: Workbook) -> bytes:
    """Rend les octets d'un classeur."""
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


def write_tableau(feuille: Worksheet, lignes: list[list[Any]]) -> None:
    """Écrit un tableau ; ce qui commence par = + - @ reste du texte."""
    for r, ligne in enumerate(lignes, start=1):
        for c, valeur in enumerate(ligne, start=1):
            if valeur is None or valeur == "":
                continue
            cellule = cast("Cell", feuille.cell(row=r, column=c))
            write_cellule(cellule, valeur)
            if r == 1:
                cellule.font = Font(bold=True, color="FFFFFF")
                cellule.fill = _FOND_TITRE
            cellule.alignment = Alignment(wrap_text=True, vertical="top")
            if r > 1 and lignes[0][c - 1] in _EN_TEXTE:
                cellule.number_format = FORMAT_TEXTE
    for c, titre in enumerate(lignes[0], start=1):
        colonne = feuille.column_dimensions[get_column_letter(c)]
        colonne.width = 24
        if titre in _EN_TEXTE:
            # Sans ce format, un tableur change « 1.10 » en 1,1 et « 1/10 » en date.
            colonne.number_format = FORMAT_TEXTE
    feuille.freeze_panes = "A2"


def write_cellule(cellule: Cell, valeur: Any) -> None:
    """Écrit une valeur ; un texte est toujours écrit comme texte, jamais comme formule."""
    cellule.value = valeur
    if isinstance(valeur, str):
        cellule.data_type = "s"
        cellule.quotePrefix = valeur[:1] in "=+-@"  # pyright: ignore[reportAttributeAccessIssue]
    elif isinstance(valeur, date):
        cellule.number_format = "DD/MM/YYYY"


def count_niveaux(plan: Plan) -> int:
    """Rend le nombre de niveaux d'axes à écrire, trois au moins : ceux de tous les plans."""
    return max([3, *(plan.get_profondeur(a) + 1 for a in plan.axes)])


def _list_titres(plan: Plan) -> list[str]:
    return [*TITRES_AXES[: count_niveaux(plan)], *(c.titre for c in CHAMPS_ACTION), *TITRES_RAPPEL]


def _build_plan(plan: Plan, noms: Mapping[str, str]) -> list[list[Any]]:
    niveaux = count_niveaux(plan)
    lignes: list[list[Any]] = [_list_titres(plan)]
    for action in plan.actions:
        axes = _list_niveaux(plan, action.axes[0]) if action.axes else [SANS_AXE]
        axes += [PAS_DE_NIVEAU] * (niveaux - len(axes))
        champs = [_format_champ(plan, action, c.champ, c.forme, noms) for c in CHAMPS_ACTION]
        lignes.append([*axes, *champs, *_build_rappels(plan, action)])
    return lignes


def _list_niveaux(plan: Plan, axe_id: int | None) -> list[str]:
    axe = plan.get(Axe, axe_id)
    return [] if axe is None else [*_list_niveaux(plan, axe.parent_id), format_axe(axe.numero, axe.titre)]


def _format_champ(plan: Plan, action: Action, champ: str, forme: Forme, noms: Mapping[str, str]) -> Any:
    parent = plan.get(Action, action.parent_id)
    identite = {
        "titre": parent.titre if parent else action.titre,
        "sous_action": action.titre if parent else "",
        "parent": parent.numero if parent else "",
        # Les colonnes d'axes d'une sous-action ne se relisent pas : elle les écrit tous ici.
        "autres_axes": "\n".join(format_chemin(_list_numeros(plan, a)) for a in action.axes[0 if parent else 1 :]),
    }
    valeur = identite[champ] if champ in identite else getattr(action, champ)
    if champ == "territoires":
        valeur = tuple(noms.get(code, code) for code in valeur)
    return join_liste(tuple(valeur)) if forme is Forme.LISTE else format_cellule(valeur)


def _list_numeros(plan: Plan, axe_id: int | None) -> tuple[str, ...]:
    axe = plan.get(Axe, axe_id)
    return () if axe is None else (*_list_numeros(plan, axe.parent_id), axe.numero)


def _build_rappels(plan: Plan, action: Action) -> list[Any]:
    etapes = "\n".join(
        f"{'✔ ' if e.realisee_le else ''}{e.libelle}" + (f" ({format_date(e.echeance)})" if e.echeance else "")
        for e in plan.list_etapes(action.id)
    )
    notes = plan.list_notes(action.id)
    moyens = plan.list_financements(action.id)
    euros = measure_budget(moyens, UniteFinancement.EURO)
    financeurs = "\n".join(
        f"{f.financeur or f.nature} : {format_nombre(f.prevu)} {f.unite.libelle}" for f in moyens if f.prevu is not None
    )
    derniere = f"{format_date(notes[0].date)} : {notes[0].texte}" if notes else ""
    return [etapes, derniere, euros.prevu if euros.chiffrees else "", financeurs]


def add_validations(feuille: Worksheet, titres: list[str], *, depuis: int) -> None:
    """Pose les listes de choix des colonnes présentes : statut, priorité, type d'indicateur, confidentiel."""
    listes = {
        "Statut": [s.libelle for s in StatutAction],
        "Niveau de priorité": [p.libelle for p in Priorite],
        "Type d'indicateur": [t.libelle for t in TypeIndicateurCls],
        "Confidentiel": ["oui", "non"],
    }
    for titre, mots in listes.items():
        if titre not in titres:
            continue
        lettre = get_column_letter(titres.index(titre) + 1)
        validation = DataValidation(
            type="list", formula1=f'"{",".join(mots)}"', allow_blank=True, showErrorMessage=True
        )
        validation.error = "Choisissez dans la liste : " + ", ".join(mots) + "."
        feuille.add_data_validation(validation)
        validation.add(f"{lettre}{depuis}:{lettre}1000")
