"""« Et si ? » : supposer des arrivées, des départs, une maison de santé, et voir ce que cela changerait où."""

import streamlit as st

from observatoire.domain.phrases.lieux import capitalise
from observatoire.domain.vues import GenreVue
from observatoire.services.offre.points import Offre
from observatoire.services.offre.scenarios import build_et_si, check_retraits
from observatoire.services.offre.scenarios_dits import write_certitude, write_limites, write_phrase
from observatoire.ui import etat_url
from observatoire.ui.cadre import show_avis
from observatoire.ui.composants import build_etiquette, show_entete, show_phrase, show_source, show_titre
from observatoire.ui.composants.html import show_html
from observatoire.ui.ecran import is_telephone
from observatoire.ui.offre.etsi_avant_apres import show_avant_apres
from observatoire.ui.offre.etsi_carte import show_carte
from observatoire.ui.offre.etsi_choix import ChoixEtSi, read_choix, show_choix
from observatoire.ui.offre.etsi_resultats import show_tableau_et_si, show_telechargements
from observatoire.ui.offre.etsi_saisie import show_changements, show_saisie
from observatoire.ui.vues import VueAffichee, show_vues

CHEMIN = ("Offre de soins", "Et si ?")


def show_et_si(version: str, offre: Offre) -> None:
    """Dessine la page."""
    telephone = is_telephone()
    choix = read_choix(version, offre)
    for avis in check_retraits(choix.cadre, choix.changements):
        etat_url.add_avis(avis)
    show_entete(
        CHEMIN,
        "Et si ?",
        f"{capitalise(choix.cadre.nom)} : supposer un changement, voir ce qu’il ferait à chaque quartier",
        etat_url.build_requete(choix.build_codes()),
    )
    show_avis()
    show_choix(offre, choix)
    et_si = build_et_si(choix.cadre, choix.situation, choix.parametres, choix.changements, choix.reperes)
    if choix.changements:
        show_html(build_etiquette("Hypothèse", "alerte"))
        show_phrase(write_phrase(et_si), write_certitude(et_si))
    gauche, droite = st.columns([58, 42])
    with gauche, st.container(key="carte-dessin"):
        show_carte(et_si, choix, telephone)
    with droite:
        show_titre("Changer l’offre")
        show_saisie(offre, choix)
        show_changements(offre, choix)
    if choix.changements:
        if not telephone:
            show_avant_apres(et_si)
        show_tableau_et_si(et_si)
        show_telechargements(et_si, choix)
    show_source(write_limites(et_si.avant, choix.cadre, choix.situation.placement))
    show_titre("Scénarios gardés")
    _show_gardes(choix)


def _show_gardes(choix: ChoixEtSi) -> None:
    show_vues(
        VueAffichee(
            genre=GenreVue.SCENARIO,
            page="et_si",
            nom="",
            requete=etat_url.build_requete(choix.build_codes()) if choix.changements else "",
            version=choix.version,
            ce="ce scénario",
            le="le scénario",
            aucun="Aucun scénario gardé encore.",
            is_feminin=False,
        )
    )
