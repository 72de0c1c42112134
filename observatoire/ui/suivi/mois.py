"""Le calendrier des échéances : un mois en grille du lundi au dimanche, la même chose en liste au téléphone."""

import calendar
from collections.abc import Sequence
from datetime import date

import streamlit as st

from observatoire.domain.cls.avancement import shift_mois
from observatoire.domain.cls.echeances import Echeance, EtatEcheance, SorteEcheance
from observatoire.domain.cls.objets import Action, Cible, Decision, Seance
from observatoire.domain.cls.saisie import ANNEE_MAX, ANNEE_MIN
from observatoire.domain.francais import format_date, format_pluriel
from observatoire.ui import etat_url
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape, shorten
from observatoire.ui.suivi.signes import typo

JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MOIS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
PAR_CASE = 3


def name_mois(premier: date) -> str:
    """Écrit « novembre 2026 »."""
    return f"{MOIS[premier.month - 1]} {premier.year}"


def read_mois(defaut: date) -> date:
    """Lit dans l'adresse le mois montré (« 2026-11 ») et rend son premier jour."""
    recu = st.query_params.get("mois")
    if recu:
        annee, _, mois = recu.partition("-")
        if annee.isdecimal() and mois.isdecimal() and 1 <= int(mois) <= 12 and ANNEE_MIN <= int(annee) <= ANNEE_MAX:
            return date(int(annee), int(mois), 1)
        etat_url.add_avis(f"Le mois du lien « {shorten(recu)} » ne se lit pas : le mois en cours est montré.")
    return defaut.replace(day=1)


def show_choix_mois(premier: date, aujourd_hui: date) -> None:
    """Le mois d'avant, celui d'après, et le retour au mois en cours."""
    avant, apres = shift_mois(premier, -1), shift_mois(premier, 1)
    with st.container(horizontal=True, vertical_alignment="center", key="mois-choix"):
        _show_bouton(f"← {name_mois(avant)}", "avant", avant, avant.year >= ANNEE_MIN)
        _show_bouton(f"{name_mois(apres)} →", "apres", apres, apres.year <= ANNEE_MAX)
        _show_bouton("Mois en cours", "present", None, premier != aujourd_hui.replace(day=1))


def _show_bouton(nom: str, cle: str, vers: date | None, possible: bool) -> None:
    code = f"{vers:%Y-%m}" if vers else None
    st.button(nom, key=f"mois:{cle}", disabled=not possible, on_click=etat_url.set_codes, args=({"mois": code},))


def show_mois(premier: date, echeances: Sequence[Echeance], au: date, mot: str) -> None:
    """La grille du mois ; au téléphone, l'agenda des seuls jours occupés. `mot` nomme le jour `au`."""
    par_jour: dict[date, list[Echeance]] = {}
    for echeance in echeances:
        par_jour.setdefault(echeance.jour, []).append(echeance)
    semaines = calendar.Calendar(firstweekday=calendar.MONDAY).monthdatescalendar(premier.year, premier.month)
    tete = "".join(f'<th scope="col">{j}</th>' for j in JOURS)
    corps = "".join(
        f"<tr>{''.join(_build_case(j, premier, par_jour.get(j, ()), mot if j == au else '') for j in semaine)}</tr>"
        for semaine in semaines
    )
    du_mois = [e for e in echeances if (e.jour.year, e.jour.month) == (premier.year, premier.month)]
    titre = f"{name_mois(premier).capitalize()} : {format_pluriel(len(du_mois), 'échéance')}"
    show_html(
        f'<table class="obs-mois"><caption>{escape(titre)}</caption><thead><tr>{tete}</tr></thead>'
        f"<tbody>{corps}</tbody></table>{_build_agenda(titre, du_mois, au, mot)}"
    )


def _build_case(jour: date, premier: date, echeances: Sequence[Echeance], mot: str) -> str:
    classes = ["hors"] * (jour.month != premier.month) + ["jour"] * bool(mot)
    courant = ' aria-current="date"' if mot else ""
    marque = f" <small>{escape(mot)}</small>" if mot else ""
    montrees = "".join(f"<li>{build_echeance(e)}</li>" for e in echeances[:PAR_CASE])
    reste = len(echeances) - PAR_CASE
    suite = f"<li>et {format_pluriel(reste, 'autre')}, dans le tableau</li>" if reste > 0 else ""
    liste = f"<ul>{montrees}{suite}</ul>" if echeances else ""
    numero = f'<time datetime="{jour.isoformat()}">{jour.day}</time>'
    return f'<td class="{" ".join(classes)}"{courant}>{numero}{marque}{liste}</td>'


def _build_agenda(titre: str, echeances: Sequence[Echeance], au: date, mot: str) -> str:
    """Les jours occupés, l'un sous l'autre : la grille ne tiendrait pas sur un téléphone."""
    if not echeances:
        return f'<div class="obs-agenda"><p>{escape(titre)}</p></div>'
    jours: dict[date, list[str]] = {}
    for echeance in echeances:
        jours.setdefault(echeance.jour, []).append(f"<li>{build_echeance(echeance)}</li>")
    blocs = "".join(
        f"<dt>{escape(name_jour(jour))}{f' : {mot}' if jour == au else ''}</dt><dd><ul>{''.join(lignes)}</ul></dd>"
        for jour, lignes in jours.items()
    )
    return f'<div class="obs-agenda"><p>{escape(titre)}</p><dl>{blocs}</dl></div>'


def name_jour(jour: date) -> str:
    """Écrit « lundi 30 novembre »."""
    return f"{JOURS[jour.weekday()]} {'1er' if jour.day == 1 else jour.day} {MOIS[jour.month - 1]}"


def build_echeance(echeance: Echeance) -> str:
    """Une échéance : sa sorte et son état en mots, son titre, le lien vers ce qui la porte."""
    numero = f"{echeance.action.numero} " if echeance.action else ""
    dit = f"{echeance.sorte.libelle}, {name_etat(echeance)}"
    complet = typo(f"{format_date(echeance.jour)} : {dit}, {numero}{echeance.libelle}")
    texte = f"{numero}{typo(shorten(echeance.libelle, 46))}"
    return (
        f'<a class="echeance {echeance.etat.value}" href="{build_adresse(echeance)}" target="_self" '
        f'title="{escape(complet)}"><span>{escape(typo(dit))}</span>{escape(texte)}</a>'
    )


def name_etat(echeance: Echeance) -> str:
    """L'état en un mot, accordé : une séance est tenue, non faite."""
    if echeance.sorte is SorteEcheance.SEANCE and echeance.etat is EtatEcheance.FAITE:
        return "tenue"
    return echeance.etat.libelle


def build_adresse(echeance: Echeance) -> str:
    """L'adresse de ce qui porte l'échéance, échappée pour un lien."""
    objet, k = echeance.objet, echeance.objet.contrat_id
    if isinstance(objet, Seance):
        return f"seances?contrat={k}&amp;seance={objet.id}"
    if isinstance(objet, Decision):
        return f"seances?contrat={k}&amp;seance={objet.seance_id}" if objet.seance_id else f"seances?contrat={k}"
    if isinstance(objet, Cible):
        return f"resultats?contrat={k}"
    if isinstance(echeance.action, Action):
        return f"fiches?contrat={k}&amp;action={echeance.action.id}"
    return f"cls?contrat={objet.id}"
