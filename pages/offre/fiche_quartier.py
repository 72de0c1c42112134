"""Fiche de quartier : une page A4 par quartier, à imprimer ou à enregistrer en PDF depuis le navigateur."""

from datetime import date

import streamlit as st

from observatoire.domain.francais import format_date
from observatoire.domain.territoire import LIBELLES_MAILLE, Maille
from observatoire.services.comparateurs import name_territoire
from observatoire.services.offre.fiche_quartier import build_fiche_quartier
from observatoire.ui import cache, etat_url
from observatoire.ui.cadre import show_avis, show_bas
from observatoire.ui.composants import show_entete, show_vide
from observatoire.ui.composants.html import show_html
from observatoire.ui.composants.impression import show_imprimer
from observatoire.ui.navigation import link_page
from observatoire.ui.offre.fiche_quartier import build_fiche_html

TOUS, TOUS_QPV = "tous", "tous-qpv"
CHEMIN = ("Offre de soins", "Fiche de quartier")

version = cache.read_version()
catalogue = cache.get_catalogue(version)
offre = cache.get_offre(version)
maille = Maille.QUARTIER if catalogue.get_groupe(Maille.QUARTIER) else Maille.IRIS
noms = {t.code: t.nom for t in catalogue.get_groupe(maille)}
zonage = cache.get_zonage(version)
noms_qpv = {code: name_territoire(t) for code, t in zonage.qpv.items()}


def build_fiche(code: str) -> str:
    """Écrit la fiche d'un quartier ou d'un QPV."""
    fins = (Maille.QPV, {code}) if code in noms_qpv else (Maille.IRIS, zonage.iris[code])
    fiche = build_fiche_quartier(
        portrait=cache.get_portrait(version, code, "ville", "ensemble"),
        ville=catalogue.nom,
        offre=offre,
        ici=zonage.select(offre.points, code),
    )
    return build_fiche_html(
        fiche,
        ville=cache.get_contours(version, maille.value),
        dedans=[c for c in cache.get_contours(version, fins[0].value) if c.code in fins[1]],
        fictif=catalogue.is_fictif,
        jour=format_date(date.today()),
    )


if not offre.points or not noms:
    show_entete(CHEMIN, "Fiche de quartier", "Une page à imprimer")
    show_vide(
        "Pas encore de fiche",
        "Importez les contours des IRIS ou des quartiers et un annuaire, puis publiez.",
        ("python -m observatoire importer liste-ps.csv", "python -m observatoire publier"),
    )
else:
    tous = f"Tous, une page par {LIBELLES_MAILLE[maille][0]}"
    choix = {**noms, **noms_qpv, TOUS: f"{tous} ({len(noms)})"}
    if noms_qpv:
        choix[TOUS_QPV] = f"Tous les QPV ({len(noms_qpv)})"
    lots = {TOUS: tuple(noms), TOUS_QPV: tuple(noms_qpv)}
    choisi = etat_url.read_code("territoire", choix, next(iter(noms)), "le territoire")
    actions = show_entete(
        CHEMIN, "Fiche de quartier", "Une page A4 à imprimer", etat_url.build_requete({"territoire": choisi})
    )
    with actions:
        show_imprimer()
    show_avis()
    st.selectbox(
        ("Quartier" if maille is Maille.QUARTIER else "IRIS") + " ou QPV" * bool(noms_qpv),
        list(choix),
        format_func=choix.__getitem__,
        **etat_url.bind("territoire", choisi),
    )
    # D'un seul bloc : le papier passe à la page suivante entre deux fiches voisines.
    show_html("".join(build_fiche(code) for code in lots.get(choisi, (choisi,))))
    if choisi not in lots:
        link_page("annuaire", "Ouvrir l’annuaire de ce quartier", {"territoire": choisi})
show_bas()
