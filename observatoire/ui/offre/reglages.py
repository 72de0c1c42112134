"""Réglages d'un calcul d'accès, les mêmes pour « Accès » et « Et si ? » : unité, portée, besoins, distance."""

import streamlit as st

from observatoire.domain.acces import (
    LIBELLES_DECROISSANCE,
    PORTEE_DEFAUT,
    PORTEES,
    Decroissance,
    ParametresAcces,
    UniteTrajet,
)
from observatoire.domain.francais import format_nombre
from observatoire.services.offre.situation import Situation
from observatoire.ui import etat_url

_UNITES = {UniteTrajet.KM: "Distance (km)", UniteTrajet.MINUTES: "Temps (min)"}
_BESOINS = {"age": "Besoins selon l’âge", "egaux": "Tous les habitants égaux"}


def read_parametres(situation: Situation) -> ParametresAcces:
    """Lit les réglages dans l'adresse ; ce qui manque prend une valeur par défaut."""
    unite = UniteTrajet(etat_url.read_code("unite", situation.unites, UniteTrajet.KM, "l’unité"))
    portees = {f"{p:g}": p for p in PORTEES[unite]}
    portee = etat_url.read_code("portee", portees, f"{PORTEE_DEFAUT[unite]:g}", "la portée")
    decroissances = [d.value for d in Decroissance]
    decroissance = etat_url.read_code("decroissance", decroissances, Decroissance.CLOCHE, "la décroissance")
    return ParametresAcces(
        unite=unite,
        portee=portees[portee],
        decroissance=Decroissance(decroissance),
        besoins=etat_url.read_code("besoins", _BESOINS, "age", "les besoins") == "age",
        detour=situation.detour,
    )


def build_codes(parametres: ParametresAcces) -> dict[str, str]:
    """Codes de l'adresse qui disent ces réglages."""
    return {
        "unite": parametres.unite.value,
        "portee": f"{parametres.portee:g}",
        "besoins": "age" if parametres.besoins else "egaux",
        "decroissance": parametres.decroissance.value,
    }


def build_codes_propres(parametres: ParametresAcces) -> dict[str, str]:
    """Ceux de ces codes qui s'écartent des valeurs par défaut."""
    defauts = build_codes(ParametresAcces(unite=parametres.unite, portee=PORTEE_DEFAUT[parametres.unite]))
    codes = {nom: code for nom, code in build_codes(parametres).items() if code != defauts[nom]}
    return codes | ({"unite": parametres.unite.value} if parametres.unite is not UniteTrajet.KM else {})


def show_portee(parametres: ParametresAcces) -> None:
    """Champ de la portée."""
    st.segmented_control(
        "Jusqu’où va-t-on ?",
        [f"{p:g}" for p in PORTEES[parametres.unite]],
        format_func=lambda code: f"{format_nombre(float(code))} {parametres.unite.value}",
        required=True,
        help="Au-delà de cette portée, un lieu de soins ne compte plus ; en deçà, il compte d’autant plus qu’il est "
        "proche.",
        **etat_url.bind("portee", f"{parametres.portee:g}"),
    )


def show_unite(situation: Situation, parametres: ParametresAcces) -> None:
    """Choix des kilomètres ou des minutes, quand une table de temps est importée."""
    if len(situation.unites) > 1:
        st.segmented_control(
            "Trajets mesurés en",
            [u.value for u in situation.unites],
            format_func=lambda code: _UNITES[UniteTrajet(code)],
            required=True,
            **etat_url.bind("unite", parametres.unite.value, efface=("portee",)),
        )


def show_besoins_et_distance(parametres: ParametresAcces) -> None:
    """Ce que vaut un habitant selon son âge, et ce que fait la distance."""
    st.segmented_control(
        "Demande",
        list(_BESOINS),
        format_func=_BESOINS.__getitem__,
        required=True,
        **etat_url.bind("besoins", "age" if parametres.besoins else "egaux"),
    )
    st.selectbox(
        "Effet de la distance",
        [d.value for d in Decroissance],
        format_func=lambda code: LIBELLES_DECROISSANCE[Decroissance(code)],
        **etat_url.bind("decroissance", parametres.decroissance.value),
    )
