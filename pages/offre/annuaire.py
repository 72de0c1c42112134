"""Annuaire : chercher, filtrer et emporter les professionnels et lieux de soins."""

import streamlit as st

from observatoire.domain.francais import format_pluriel
from observatoire.domain.territoire import Maille
from observatoire.services.offre.points import count_tetes, export_points_csv, filter_points
from observatoire.ui import cache, etat_url
from observatoire.ui.cadre import show_avis, show_bas
from observatoire.ui.composants import show_entete, show_phrase, show_source, show_vide
from observatoire.ui.offre.affichage import describe_points, list_iris, show_liste
from observatoire.ui.offre.mouvements import show_mouvements
from observatoire.ui.offre.positions import show_positions

_TOUS = ""


def show_page() -> None:
    """La page, dès qu'il y a des points."""
    metiers = {_TOUS: "Toutes"} | {m.code: m.libelle for m in offre.metiers}
    secteurs = sorted({p.secteur_conventionnel for p in offre.points} - {""})
    maille = Maille.QUARTIER if catalogue.get_groupe(Maille.QUARTIER) else Maille.IRIS
    lieux = {_TOUS: "Toute la ville"} | {t.code: t.nom for t in catalogue.get_groupe(maille)}
    metier = etat_url.read_code("metier", metiers, _TOUS, "le métier")
    secteur = etat_url.read_code("secteur", secteurs, _TOUS, "le secteur")
    lieu = etat_url.read_code("territoire", lieux, _TOUS, "le territoire")
    texte = st.query_params.get("q", "")[:100]
    autour = etat_url.read_code("autour", ("oui",), _TOUS) == "oui"
    codes = {"metier": metier, "secteur": secteur, "territoire": lieu, "q": texte, "autour": "oui" if autour else ""}

    show_entete(
        ["Offre de soins", "Annuaire"],
        "Annuaire",
        "Professionnels et lieux de soins, données publiques",
        etat_url.build_requete(codes),
    )
    show_avis()
    un, deux, trois = st.columns([4, 4, 4], vertical_alignment="bottom")
    with un:
        st.text_input("Chercher", placeholder="nom, métier, rue…", **etat_url.bind("q", texte))
    with deux:
        st.selectbox("Profession ou lieu de soins", list(metiers), format_func=metiers.__getitem__,
                     **etat_url.bind("metier", metier))  # fmt: skip
    with trois:
        st.selectbox("Quartier" if maille is Maille.QUARTIER else "IRIS", list(lieux), format_func=lieux.__getitem__,
                     **etat_url.bind("territoire", lieu))  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if secteurs:
            noms = {_TOUS: "Tous"} | {s: s[:1].upper() + s[1:] for s in secteurs}
            st.selectbox("Secteur", list(noms), format_func=noms.__getitem__, width=200,
                         **etat_url.bind("secteur", secteur))  # fmt: skip
        st.selectbox("Étendue", ["", "oui"], width=260,
                     format_func=lambda code: "Ville et communes autour" if code else "Ville seulement",
                     **etat_url.bind("autour", "oui" if autour else ""))  # fmt: skip
    communes = frozenset(t.code for t in catalogue.get_groupe(Maille.COMMUNE))
    points = filter_points(
        offre.points,
        metier=metier,
        secteur=secteur,
        communes=None if autour else communes,
        iris=list_iris(version, maille, lieu) if lieu else None,
        texte=texte,
    )
    show_phrase(
        f"{format_pluriel(count_tetes(points), 'professionnel ou lieu', 'professionnels ou lieux')} de soins, "
        f"{format_pluriel(len(points), 'adresse')} d’exercice.",
        "Une personne qui exerce en plusieurs lieux a une ligne par lieu et compte une fois.",
    )
    st.download_button(
        "Exporter (CSV)",
        lambda: export_points_csv(points),
        "annuaire.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
    )
    if points:
        show_liste("Annuaire", points)
    else:
        show_vide("Aucun résultat", "Élargissez la recherche : moins de mots, une autre profession, toute la ville.")
    if points:
        show_source(describe_points(version, points))
    show_mouvements(version, metier=metier, maille=maille, territoire=lieu)
    show_positions(points)


version = cache.read_version()
catalogue = cache.get_catalogue(version)
offre = cache.get_offre(version)
if offre.points:
    show_page()
else:
    show_entete(["Offre de soins", "Annuaire"], "Annuaire", "Professionnels et lieux de soins")
    show_vide(
        "L’annuaire est vide",
        "Importez un annuaire (RPPS, annuaire santé, FINESS, BPE) ou une liste de lieux, puis publiez.",
        ("python -m observatoire importer liste-ps.csv", "python -m observatoire publier"),
    )
show_bas()
