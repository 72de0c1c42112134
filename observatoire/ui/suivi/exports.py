"""La liste filtrée des fiches et le journal, à emporter en CSV ou en classeur."""

import io
from collections.abc import Callable, Sequence
from datetime import date, datetime, time

import streamlit as st
import xlsxwriter

from observatoire.domain.cls.avancement import list_moyens, measure_budget
from observatoire.domain.cls.objets import Action
from observatoire.domain.cls.plan import Plan
from observatoire.domain.cls.rejeu import PARIS, LigneJournal
from observatoire.domain.cls.saisie import get_nom_champ
from observatoire.domain.cls.vocabulaire import UniteFinancement
from observatoire.domain.tableur import write_csv
from observatoire.services.suivi.criteres import Fiche
from observatoire.ui.suivi.champs import format_champ
from observatoire.ui.suivi.histoire import MUETS, NOMS_GENRES, write_valeur

Rangee = tuple[object, ...]
ENTETES_FICHES = (
    "numero", "titre", "sous_action_de", "axes", "statut", "statut_depuis", "motif", "en_retard", "sans_nouvelle",
    "derniere_nouvelle", "priorite", "debut", "fin", "structure_pilote", "service_pilote", "personne_pilote",
    "elu_referent", "partenaires", "publics", "territoires", "thematiques", "determinants", "prevu_euros",
    "realise_euros", "prevu_etp", "realise_etp", "rubriques_remplies", "rubriques_manquantes", "description",
)  # fmt: skip
ENTETES_JOURNAL = ("quand", "qui", "role", "fiche", "objet", "geste", "champ", "avant", "apres", "motif")
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show_exports(nom: str, entetes: Sequence[str], list_rangees: Callable[[], Sequence[Rangee]]) -> None:
    """Les deux boutons ; le fichier n'est fabriqué qu'au moment où il est demandé."""
    fichiers = (
        ("CSV", "csv", "text/csv", lambda: write_csv(entetes, list_rangees())),
        ("XLSX", "xlsx", _EXCEL, lambda: build_classeur(entetes, list_rangees())),
    )
    with st.container(horizontal=True):
        for libelle, suffixe, mime, fabrique in fichiers:
            st.download_button(
                libelle, fabrique, f"{nom}.{suffixe}", mime, icon=":material/download:", on_click="ignore",
                key=f"export:{nom}:{suffixe}",
            )  # fmt: skip


def build_classeur(entetes: Sequence[str], rangees: Sequence[Rangee]) -> bytes:
    """Un classeur d'une feuille ; un texte qui commence par « = » y reste un texte."""
    tampon = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    classeur = xlsxwriter.Workbook(tampon, options)
    gras, jour = classeur.add_format({"bold": True}), classeur.add_format({"num_format": "dd/mm/yyyy"})
    feuille = classeur.add_worksheet("Liste")
    feuille.write_row(0, 0, entetes, gras)
    for rang, rangee in enumerate(rangees, start=1):
        for colonne, cellule in enumerate(rangee):
            if isinstance(cellule, bool):
                feuille.write_string(rang, colonne, "oui" if cellule else "non")
            elif isinstance(cellule, int | float):
                feuille.write_number(rang, colonne, cellule)
            elif isinstance(cellule, date):
                feuille.write_datetime(rang, colonne, datetime.combine(cellule, time()), jour)
            elif cellule is not None:
                feuille.write_string(rang, colonne, str(cellule))
    feuille.freeze_panes(1, 0)
    feuille.autofilter(0, 0, max(1, len(rangees)), len(entetes) - 1)
    feuille.set_column(0, len(entetes) - 1, 18)
    classeur.close()
    return tampon.getvalue()


def flatten_fiche(fiche: Fiche) -> Rangee:
    """Une fiche à plat, dans l'ordre d'`ENTETES_FICHES`."""
    plan, action, etat = fiche.plan, fiche.action, fiche.etat

    def write(champ: str) -> str:
        return format_champ(plan, champ, getattr(action, champ), fiche.noms).replace("\n", " ; ")

    moyens = list_moyens(plan, action)
    euros, etp = (measure_budget(moyens, unite) for unite in UniteFinancement)
    return (
        action.numero, action.titre, write("parent_id"), write("axes"), action.statut.libelle, action.statut_depuis,
        action.motif, etat.retard, etat.silence, etat.derniere_nouvelle, write("priorite"), action.debut, action.fin,
        *(write(c) for c in ("structure_pilote", "service_pilote", "personne_pilote", "elu_referent")),
        *(write(c) for c in ("partenaires", "publics", "territoires", "thematiques", "determinants")),
        euros.prevu if euros.chiffrees else None, euros.realise if euros.chiffrees else None,
        etp.prevu if etp.chiffrees else None, etp.realise if etp.chiffrees else None,
        fiche.completude.remplies, ", ".join(fiche.completude.manques), action.description,
    )  # fmt: skip


def flatten_journal(plan: Plan, ligne: LigneJournal) -> list[Rangee]:
    """Une écriture à plat : un champ changé par rangée, dans l'ordre d'`ENTETES_JOURNAL`."""
    avant, apres = ligne.avant or {}, ligne.apres or {}
    etat = apres or avant
    action = plan.get(Action, ligne.objet_id if ligne.genre == "action" else etat.get("action_id"))
    fiche = f"{action.numero} {action.titre}" if action else ""
    quand = f"{ligne.quand.astimezone(PARIS):%Y-%m-%d %H:%M:%S}"
    geste = "création" if ligne.avant is None else "suppression" if ligne.apres is None else "modification"
    debut = (quand, ligne.qui, ligne.role, fiche, NOMS_GENRES.get(ligne.genre, ligne.genre), geste)
    changes = [c for c in etat if c not in MUETS and avant.get(c) != apres.get(c)]
    return [
        (*debut, get_nom_champ(c), dit_avant, dit_apres, ligne.motif)
        for c in changes
        if (dit_avant := write_valeur(plan, c, avant.get(c))) != (dit_apres := write_valeur(plan, c, apres.get(c)))
    ] or [(*debut, "", "", "", ligne.motif)]
