"""Les vues d'un indicateur, chacune avec sa phrase, sa certitude et son tableau."""

from collections.abc import Sequence

import streamlit as st

from observatoire.domain.francais import format_intervalle, format_nombre, format_valeur
from observatoire.services.catalogue import Catalogue
from observatoire.services.resultats import Ligne
from observatoire.ui import cache, etat_url
from observatoire.ui.carte.tableau import show_points, show_tableau_carte
from observatoire.ui.comparer.choix import Choix, list_fiches
from observatoire.ui.composants import build_verdict_html, show_message, show_phrase, show_source
from observatoire.ui.graphiques.controle import build_entonnoir, build_nuage, build_pente, name_axe
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
            show_pente(choix)
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
        "Traits pleins : limites à 99,8 %. Tirets : limites à 95 %. Trait horizontal : "
        f"{entonnoir.comparateur.libelle}. La marque est le verdict, le même que sur le portrait et la carte."
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
    show_phrase(nuage.phrase.texte, nuage.phrase.certitude, nuage.phrase.jugement)
    x, y = nuage.indicateur_x, nuage.indicateur_y
    show_figure(
        build_nuage(nuage, set(choix.territoires)),
        alt=f"Nuage de points. {nuage.phrase.texte} Le tableau donne chaque point.",
        cle="nuage",
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
            Html(build_verdict_html(ligne.verdict.jugement, ligne.verdict.motif)),
        ]
    )


def show_qpv(catalogue: Catalogue, choix: Choix) -> None:
    """Les quartiers prioritaires réunis, face au reste de la ville."""
    if not catalogue.millesimes_qpv:
        show_message("Cette version n’a pas de quartiers prioritaires : importez leurs contours pour cette vue.")
        return
    ecart = cache.get_ecart_qpv(choix.version, choix.indicateur)
    if ecart is None:
        show_message("Cet indicateur n’est pas publié pour les quartiers prioritaires.")
        return
    show_phrase(ecart.phrase.texte, ecart.phrase.certitude, ecart.phrase.jugement)
    if ecart.motif:
        return
    fiche = ecart.indicateur

    def ecrire(valeur: float | None) -> str:
        return format_valeur(valeur, fiche.decimales, fiche.unite)

    def borner(bas: float | None, haut: float | None, decimales: int) -> str:
        return format_intervalle(bas, haut, decimales)

    show_tableau(
        f"QPV et reste de la ville, {ecart.periode.libelle}",
        [Colonne("Mesure"), Colonne("Valeur", nombre=True, fort=True), Colonne("Intervalle à 95 %", nombre=True)],
        [
            Rangee([f"QPV réunis ({len(ecart.qpv)})", ecrire(ecart.valeur_qpv), ""]),
            Rangee(["Reste de la ville", ecrire(ecart.valeur_reste), ""]),
            Rangee(
                [
                    "Différence",
                    ecrire(ecart.difference),
                    borner(ecart.difference_bas, ecart.difference_haut, fiche.decimales),
                ]
            ),
            Rangee(["Rapport", format_nombre(ecart.rapport, 2), borner(ecart.rapport_bas, ecart.rapport_haut, 2)]),
        ],
        titre_visible=True,
    )


def show_pente(choix: Choix) -> None:
    """L'indicateur le long du gradient social."""
    pente = cache.get_pente(choix.version, choix.indicateur, choix.maille.value)
    show_phrase(pente.phrase.texte, pente.phrase.certitude, pente.phrase.jugement)
    if pente.motif or pente.gradient is None:
        return
    show_figure(
        build_pente(pente, set(choix.territoires)),
        alt=f"Pente sociale. {pente.phrase.texte} Le tableau donne chaque territoire.",
        cle="pente",
    )
    fiche = pente.indicateur
    show_source(
        f"Territoires rangés selon : {pente.gradient.libelle}. SII : différence entre les deux bouts de la droite, "
        f"{format_nombre(pente.sii, fiche.decimales)}. RII : rapport du bout favorisé au bout défavorisé, "
        f"{format_nombre(pente.rii, 2)}."
    )
    with st.expander("Le même contenu en tableau"):
        show_tableau(
            f"{fiche.libelle}, du plus défavorisé au plus favorisé",
            [Colonne("Territoire"), Colonne("Valeur", nombre=True, fort=True), Colonne("Intervalle", nombre=True)],
            _build_rangees_pente(pente.lignes, choix),
            defilant=True,
        )


def _build_rangees_pente(lignes: Sequence[Ligne], choix: Choix) -> list[Rangee]:
    return [
        Rangee(
            [
                ligne.territoire.nom,
                format_valeur(ligne.estimation.valeur, ligne.indicateur.decimales, ligne.indicateur.unite),
                format_intervalle(ligne.estimation.ic_bas, ligne.estimation.ic_haut, ligne.indicateur.decimales),
            ],
            ligne.territoire.code in choix.territoires,
        )
        for ligne in lignes
    ]
