"""Composer un scénario : ajouter, retirer, ouvrir une maison de santé ; la liste des changements."""

from math import floor

import streamlit as st

from observatoire.domain.francais import format_nombre
from observatoire.domain.phrases.lieux import capitalise
from observatoire.domain.scenario import (
    CHANGEMENTS_MAX,
    NOMBRE_MAX,
    NOMBRE_MIN,
    Changement,
    Genre,
    write_changements,
    write_point,
)
from observatoire.services.offre.cadre import name_pluriel
from observatoire.services.offre.points import Offre
from observatoire.services.offre.scenarios import count_presents, find_place, format_demis
from observatoire.services.offre.scenarios_dits import describe_changement
from observatoire.ui import etat_url
from observatoire.ui.composants import show_titre
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape, escape_markdown
from observatoire.ui.navigation import link_page
from observatoire.ui.offre.etsi_choix import GESTES, ChoixEtSi, list_lieux

_EQUIPE = {
    "medecin-medecine-generale": 4, "infirmier": 2, "masseur-kinesitherapeute": 1, "sage-femme": 0,
    "chirurgien-dentiste": 0,
}  # fmt: skip
"""Équipe proposée d'une maison de santé ; chaque nombre se change."""


def show_saisie(offre: Offre, choix: ChoixEtSi) -> None:
    """Le geste, le lieu, les nombres, et le bouton qui ajoute le changement au scénario."""
    st.segmented_control(
        "Changement",
        [g.value for g in GESTES],
        format_func=lambda code: GESTES[Genre(code)],
        required=True,
        **etat_url.bind("geste", choix.geste.value),
    )
    _show_lieu(choix)
    equipe = _show_equipe(offre) if choix.geste is Genre.MAISON else _show_nombre(choix)
    if len(choix.changements) >= CHANGEMENTS_MAX:
        show_html(f'<p class="obs-note">Un scénario tient en {CHANGEMENTS_MAX} changements.</p>')
    elif not choix.lieu:
        show_html('<p class="obs-note">Choisissez d’abord un lieu, sur la carte ou dans la liste.</p>')
    elif equipe:
        st.button("Ajouter au scénario", type="primary", icon=":material/add:", on_click=_add, args=(choix, equipe))


def _show_lieu(choix: ChoixEtSi) -> None:
    lieux = list_lieux(choix)
    lieu = choix.lieu
    if choix.geste is Genre.RETRAIT:
        # On retire dans un quartier, ou l'on ferme un lieu d'exercice : un point de la carte vaut son quartier.
        lieu = choix.lieu if choix.cabinet else choix.place[1]
        lieux = {code: nom for code, nom in lieux.items() if code != choix.lieu or code == lieu}
    st.selectbox("Lieu", list(lieux), format_func=lieux.__getitem__, **etat_url.bind("lieu", lieu))


def _show_nombre(choix: ChoixEtSi) -> tuple[tuple[str, float], ...]:
    """Combien de professionnels du métier regardé ; un lieu d'exercice qui ferme compte pour un."""
    maximum, aide = float(NOMBRE_MAX), ""
    if (cabinet := choix.cabinet) is not None:
        part = f" ({format_nombre(cabinet.activite, 1)} d’activité)" if cabinet.activite != 1 else ""
        show_html(f'<p class="obs-note">Tout ce lieu d’exercice fermerait{escape(part)}.</p>')
        return ((choix.cadre.metier.code, 1.0),)
    if choix.geste is Genre.RETRAIT:
        quartier = choix.place[1]
        presents = count_presents(choix.cadre, quartier) if quartier else 0.0
        if quartier and not presents:
            show_html(f'<p class="obs-note">Aucun des {escape(choix.cadre.nom)} n’exerce ici.</p>')
            return ()
        maximum = min(maximum, max(NOMBRE_MIN, floor(2 * presents) / 2) if quartier else maximum)
        aide = f" (sur {format_demis(presents)})" if quartier else ""
    nombre = _ask(
        f"{capitalise(choix.cadre.nom)}{aide}", NOMBRE_MIN, maximum, 1.0, f"nombre:{choix.geste.value}:{maximum}"
    )
    return ((choix.cadre.metier.code, nombre),)


def _ask(libelle: str, minimum: float, maximum: float, defaut: float, cle: str) -> float:
    """Un nombre de personnes, par demis : 0,5 est un mi-temps."""
    return st.number_input(
        libelle,
        minimum,
        maximum,
        min(defaut, maximum),
        0.5,
        format="%g",
        help="0,5 : un mi-temps.",
        key=f"etsi:{cle}",
    )


def _show_equipe(offre: Offre) -> tuple[tuple[str, float], ...]:
    """Combien de chaque métier dans la maison de santé."""
    metiers = {m.code: m for m in offre.metiers}
    codes = [code for code in _EQUIPE if code in metiers]
    equipe: list[tuple[str, float]] = []
    colonnes = st.columns(2)
    for rang, code in enumerate(codes):
        with colonnes[rang % 2]:
            titre = capitalise(name_pluriel(metiers[code]))
            nombre = _ask(titre, 0.0, float(NOMBRE_MAX), float(_EQUIPE[code]), f"equipe:{code}")
        if nombre:
            equipe.append((code, nombre))
    return tuple(equipe)


def _add(choix: ChoixEtSi, equipe: tuple[tuple[str, float], ...]) -> None:
    lieu = choix.place[1] if choix.geste is Genre.RETRAIT and choix.cabinet is None else choix.lieu
    _write((*choix.changements, Changement(choix.geste, equipe, lieu)))


def _remove(choix: ChoixEtSi, rang: int) -> None:
    _write(tuple(c for i, c in enumerate(choix.changements) if i != rang))


def _write(changements: tuple[Changement, ...]) -> None:
    # Le lieu a servi ; la version d'un ancien lien ne dit plus rien d'un scénario qu'on modifie.
    etat_url.set_codes({"changements": write_changements(changements), "lieu": None, "version": None})


def _link_isochrone(choix: ChoixEtSi, changement: Changement) -> None:
    """Qui vivrait à 5, 10 ou 15 minutes du lieu supposé."""
    place = find_place(changement, choix.cadre, choix.reperes)
    codes = {"vue": "isochrones", "metier": choix.cadre.metier.code, "point": write_point(place.lon, place.lat)}
    link_page("densites", "Isochrone de ce lieu", codes)


def show_changements(offre: Offre, choix: ChoixEtSi) -> None:
    """Les changements du scénario, chacun avec de quoi l'ôter."""
    show_titre("Le scénario", "hypothèse")
    if not choix.changements:
        show_html('<p class="obs-note">Aucun changement encore.</p>')
        return
    for rang, changement in enumerate(choix.changements):
        texte = describe_changement(changement, offre, choix.cadre, choix.reperes)
        show_html(f'<p class="obs-changement">{escape(texte)}</p>')
        with st.container(horizontal=True, vertical_alignment="center", key=f"etsi-changement-{rang}"):
            if changement.genre is not Genre.RETRAIT:
                _link_isochrone(choix, changement)
            st.button(
                "Ôter",
                key=f"etsi:oter:{rang}",
                icon=":material/close:",
                help=f"Ôter du scénario : {escape_markdown(texte)}",
                on_click=_remove,
                args=(choix, rang),
            )
    if len(choix.changements) > 1:
        st.button("Tout ôter", icon=":material/delete:", on_click=_write, args=((),))
