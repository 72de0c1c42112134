"""Les vues d'un indicateur, chacune avec sa phrase, sa certitude et son tableau."""

import streamlit as st

from observatoire.domain.francais import format_intervalle, format_nombre, format_valeur
from observatoire.services.catalogue import Catalogue
from observatoire.services.comparaison import write_deux_periodes
from observatoire.services.resultats import Ligne
from observatoire.ui import cache, etat_url
from observatoire.ui.carte.tableau import show_points, show_tableau_carte
from observatoire.ui.comparer.choix import Choix, list_fiches
from observatoire.ui.comparer.inegalites import show_pente, show_qpv
from observatoire.ui.composants import build_verdict_html, show_message, show_phrase, show_source
from observatoire.ui.graphiques.controle import build_entonnoir, build_nuage, name_axe
from observatoire.ui.graphiques.figure import show_figure
from observatoire.ui.tableaux import SECRET, Colonne, Html, show_tableau
from observatoire.ui.tableaux import Ligne as Rangee

_PLACES = ("dedans", "hors des 95 %", "hors des 99,8 %")


def show_vue(catalogue: Catalogue, choix: Choix) -> None:
    """Pose la vue demandée."""
    match choix.vue:
        case "entonnoir":
            show_entonnoir(choix)
        case "pente":
            show_pente(catalogue, choix)
        case "nuage":
            show_nuage(catalogue, choix)
        case "periodes":
            show_periodes(catalogue, choix)
        case "qpv":
            show_qpv(catalogue, choix)
        case _:
            show_classement(catalogue, choix)


def show_classement(catalogue: Catalogue, choix: Choix) -> None:
    """Tous les territoires de la maille, du plus élevé au plus bas."""
    fiche = catalogue.get_fiche(choix.indicateur)
    if fiche is None:
        return
    carte = cache.get_carte(
        version=choix.version,
        indicateur=choix.indicateur,
        periode=fiche.periodes[choix.maille][-1].code,
        maille=choix.maille.value,
        comparateur=choix.comparateur,
        sexe="ensemble",
        age="tous",
        classes="quantiles",
    )
    show_phrase(carte.phrase.texte, carte.phrase.certitude, carte.phrase.jugement)
    show_points(carte, choix.territoires)
    show_source(f"{carte.source.libelle}, {carte.periode.libelle}.")
    with st.expander("Le même contenu en tableau"):
        show_tableau_carte(carte, choix.territoires)


def show_entonnoir(choix: Choix) -> None:
    """Chaque territoire selon sa taille, entre les limites du hasard."""
    entonnoir = cache.get_entonnoir(choix.version, choix.indicateur, choix.maille.value, choix.comparateur)
    show_phrase(entonnoir.phrase.texte, entonnoir.phrase.certitude, entonnoir.phrase.jugement)
    if entonnoir.motif:
        return
    show_figure(
        build_entonnoir(entonnoir, set(choix.territoires)),
        alt=f"Entonnoir : {entonnoir.phrase.texte} Le tableau donne chaque point.",
        cle="entonnoir",
    )
    show_source(
        f"Période {entonnoir.periode.libelle}. Traits pleins : limites à 99,8 %. Tirets : limites à 95 %. Trait "
        f"horizontal : {entonnoir.comparateur.libelle}. La marque est le verdict, le même que sur le portrait."
    )
    fiche = entonnoir.indicateur
    rangees = [
        Rangee(
            [
                p.ligne.territoire.nom,
                format_nombre(p.taille),
                format_valeur(p.valeur, fiche.decimales, fiche.unite),
                _PLACES[abs(p.place)],
                Html(build_verdict_html(p.verdict.jugement)),
            ],
            p.ligne.territoire.code in choix.territoires,
        )
        for p in entonnoir.points
    ]
    colonnes = [
        Colonne("Territoire"),
        Colonne(entonnoir.titre_taille, nombre=True),
        Colonne("Valeur", nombre=True, fort=True),
        Colonne("Courbes"),
        Colonne("Verdict"),
    ]
    with st.expander("Le même contenu en tableau"):
        show_tableau(f"Entonnoir, {fiche.libelle}", colonnes, rangees, defilant=True)


def show_nuage(catalogue: Catalogue, choix: Choix) -> None:
    """Deux indicateurs, un point par territoire."""
    libelles = {
        f.indicateur.code: f.indicateur.libelle
        for f in list_fiches(catalogue, choix.maille)
        if f.indicateur.code != choix.indicateur
    }
    if not libelles:
        show_message("Il n’y a qu’un indicateur à cette maille : rien à croiser.")
        return
    st.selectbox(
        "Croisé avec", list(libelles), format_func=libelles.__getitem__, **etat_url.bind("indicateur2", choix.autre)
    )
    nuage = cache.get_nuage(choix.version, choix.autre, choix.indicateur, choix.maille.value, choix.comparateur)
    # Un lien n'est pas un écart : aucune forme de verdict ne le marque.
    show_phrase(nuage.phrase.texte, nuage.phrase.certitude)
    x, y = nuage.indicateur_x, nuage.indicateur_y
    show_figure(
        build_nuage(nuage, set(choix.territoires)),
        alt=f"Nuage de points. {nuage.phrase.texte} Le tableau donne chaque point.",
        cle="nuage",
    )
    show_source(
        f"{x.libelle_court} : {nuage.periode_x.libelle}. {y.libelle_court} : {nuage.periode_y.libelle}, et son verdict "
        "en marque."
    )
    rangees = [
        Rangee(
            [
                p.x.territoire.nom,
                format_valeur(p.x.estimation.valeur, x.decimales, x.unite),
                format_valeur(p.y.estimation.valeur, y.decimales, y.unite),
            ],
            p.x.territoire.code in choix.territoires,
        )
        for p in nuage.points
    ]
    colonnes = [Colonne("Territoire"), Colonne(name_axe(x), nombre=True), Colonne(name_axe(y), nombre=True)]
    with st.expander("Le même contenu en tableau"):
        show_tableau(f"{x.libelle} et {y.libelle}", colonnes, rangees, defilant=True)


def show_periodes(catalogue: Catalogue, choix: Choix) -> None:
    """Chaque territoire choisi à deux périodes ; le verdict dit si le changement est établi."""
    fiche = catalogue.get_fiche(choix.indicateur)
    periodes = {p.code: p.libelle for p in fiche.periodes[choix.maille]} if fiche else {}
    codes = list(periodes)
    if len(codes) < 2:
        show_message("Cet indicateur n’a qu’une période à cette maille : rien à mettre côte à côte.")
        return
    debut = etat_url.read_code("debut", codes[:-1], codes[max(0, len(codes) - 5)], "la première période")
    apres = codes[codes.index(debut) + 1 :]
    fin = etat_url.read_code("fin", apres, apres[-1], "la seconde période")
    gauche, droite = st.columns(2)
    with gauche:
        st.selectbox(
            "De", codes[:-1], format_func=periodes.__getitem__, **etat_url.bind("debut", debut, efface=("fin",))
        )
    with droite:
        st.selectbox("À", apres, format_func=periodes.__getitem__, **etat_url.bind("fin", fin))
    lignes = cache.get_deux_periodes(choix.version, choix.indicateur, choix.territoires, debut, fin)
    phrase = write_deux_periodes(lignes, debut=periodes[debut], fin=periodes[fin])
    show_phrase(phrase.texte, phrase.certitude, phrase.jugement)
    show_tableau(
        f"{periodes[debut]} et {periodes[fin]}",
        [
            Colonne("Territoire"),
            Colonne(periodes[debut], nombre=True),
            Colonne(periodes[fin], nombre=True, fort=True),
            Colonne("Intervalle à 95 %", nombre=True),
            Colonne("Changement"),
        ],
        [_build_rangee_periodes(ligne) for ligne in lignes],
        titre_visible=True,
    )


def _build_rangee_periodes(ligne: Ligne) -> Rangee:
    fiche, apres, avant = ligne.indicateur, ligne.estimation, ligne.reference
    valeur = SECRET if ligne.chiffre.is_secret else format_valeur(apres.valeur, fiche.decimales, fiche.unite)
    return Rangee(
        [
            ligne.territoire.nom,
            format_valeur(avant.valeur if avant else None, fiche.decimales, fiche.unite),
            valeur,
            format_intervalle(apres.ic_bas, apres.ic_haut, fiche.decimales),
            Html(build_verdict_html(ligne.verdict.jugement, ligne.verdict.motif or ligne.libelle_verdict)),
        ]
    )
