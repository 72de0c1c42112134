"""Les inégalités d'un indicateur : les QPV face au reste de la ville, et la pente sociale."""

from collections.abc import Sequence

import streamlit as st

from observatoire.domain.francais import format_ecart, format_intervalle, format_nombre, format_valeur
from observatoire.services.catalogue import Catalogue
from observatoire.services.inegalites import GRADIENTS
from observatoire.services.qpv import write_approches
from observatoire.services.resultats import Ligne
from observatoire.ui import cache, etat_url
from observatoire.ui.comparer.choix import Choix, list_fiches
from observatoire.ui.composants import show_message, show_phrase, show_source
from observatoire.ui.graphiques.controle import build_pente
from observatoire.ui.graphiques.figure import show_figure
from observatoire.ui.tableaux import Colonne, show_tableau
from observatoire.ui.tableaux import Ligne as Rangee


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
                    format_ecart(ecart.difference, fiche.decimales, fiche.unite),
                    borner(ecart.difference_bas, ecart.difference_haut, fiche.decimales),
                ]
            ),
            Rangee(["Rapport", format_nombre(ecart.rapport, 2), borner(ecart.rapport_bas, ecart.rapport_haut, 2)]),
        ],
        titre_visible=True,
    )
    approches = cache.get_approches_qpv(choix.version)
    noms = {t.code: t.nom for t in ecart.qpv}
    if reserve := write_approches(approches, noms, fiche.code, [ecart.periode.code]):
        show_source(reserve)


def show_pente(catalogue: Catalogue, choix: Choix) -> None:
    """L'indicateur le long du gradient social."""
    gradient = _show_gradient(catalogue, choix)
    pente = cache.get_pente(choix.version, choix.indicateur, choix.maille.value, gradient)
    # Une pente n'est pas l'écart d'un territoire : aucune forme de verdict ne la marque.
    show_phrase(pente.phrase.texte, pente.phrase.certitude)
    if pente.motif or pente.gradient is None:
        return
    show_figure(
        build_pente(pente, set(choix.territoires)),
        alt=f"Pente sociale. {pente.phrase.texte} Le tableau donne chaque territoire.",
        cle="pente",
    )
    fiche = pente.indicateur
    annee = f" ({pente.gradient_periode.libelle})" if pente.gradient_periode else ""
    show_source(
        f"Période {pente.periode.libelle}. Territoires rangés selon : {pente.gradient.libelle}{annee}. La marque est "
        "le verdict face à la ville."
    )
    show_tableau(
        "Mesures de la pente",
        [Colonne("Mesure"), Colonne("Valeur", nombre=True, fort=True), Colonne("Intervalle à 95 %", nombre=True)],
        [
            Rangee(
                [
                    "SII : du bout défavorisé au bout favorisé, ce que la droite gagne ou perd",
                    format_ecart(pente.sii, fiche.decimales, fiche.unite),
                    format_intervalle(pente.sii_bas, pente.sii_haut, fiche.decimales),
                ]
            ),
            Rangee(
                [
                    "RII : bout favorisé divisé par bout défavorisé (1 : pas de pente)",
                    format_nombre(pente.rii, 2),
                    format_intervalle(pente.rii_bas, pente.rii_haut, 2),
                ]
            ),
        ],
    )
    with st.expander("Le même contenu en tableau"):
        show_tableau(
            f"{fiche.libelle}, du plus défavorisé au plus favorisé",
            [Colonne("Territoire"), Colonne("Valeur", nombre=True, fort=True), Colonne("Intervalle", nombre=True)],
            _build_rangees_pente(pente.lignes, choix),
            defilant=True,
        )


def _show_gradient(catalogue: Catalogue, choix: Choix) -> str:
    """Ce qui range les territoires : un revenu, un indice de défavorisation ou un taux de pauvreté."""
    publies = {f.indicateur.code: f.indicateur.libelle for f in list_fiches(catalogue, choix.maille)}
    libelles = {code: publies[code] for code in GRADIENTS if code in publies and code != choix.indicateur}
    if not libelles:
        return ""
    gradient = etat_url.read_code("gradient", libelles, next(iter(libelles)), "le classement social")
    st.selectbox(
        "Rangés selon", list(libelles), format_func=libelles.__getitem__, **etat_url.bind("gradient", gradient)
    )
    return gradient


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
