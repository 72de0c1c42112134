"""Le portrait de la zone : ce qu'il faut retenir, puis chaque indicateur recomposé par les comptes."""

from collections.abc import Sequence

import streamlit as st

from observatoire.domain.estimation import LIBELLES_STATUT
from observatoire.domain.francais import format_intervalle, format_nombre, format_pluriel, format_valeur
from observatoire.domain.indicateur import TypeIndicateur
from observatoire.services.portrait import ThemePortrait, choose_en_bref
from observatoire.services.resultats import Ligne
from observatoire.services.zone import PortraitZone
from observatoire.ui.composants import build_verdict_html, show_message, show_titre
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape, escape_markdown
from observatoire.ui.graphiques.courbe import build_evolution_html
from observatoire.ui.portrait.synthese import show_en_bref
from observatoire.ui.tableaux import SECRET, Colonne, Html, show_tableau
from observatoire.ui.tableaux import Ligne as Rangee
from observatoire.ui.zone.choix import Choix, add_iris, remove_iris

_COLONNES = (
    Colonne("Indicateur, période, unité"),
    Colonne("Valeur", nombre=True, fort=True),
    Colonne("Intervalle à 95 %", nombre=True),
    Colonne("Nombre", nombre=True),
    Colonne("Comparé à", nombre=True),
    Colonne("Évolution"),
    Colonne("Écart"),
)


def describe_zone(zone: PortraitZone) -> str:
    """Sous-titre : population et nombre d'IRIS."""
    iris = format_pluriel(len(zone.iris), "IRIS", "IRIS")
    if zone.population is None:
        return f"{iris}."
    return f"{format_pluriel(round(zone.population), 'habitant')}, {iris}."


def show_secret(zone: PortraitZone, choix: Choix) -> None:
    """Dit ce qui n'est pas diffusable, et propose ce qui en rend : la plus petite extension, puis la plus utile."""
    if not zone.secrets:
        show_message("Aucun chiffre secret : le secret statistique a été revérifié sur la zone entière.")
        return
    show_message(zone.phrase_secret, alerte=True)
    propositions = zone.propositions
    for rang, extension in enumerate((propositions.courte, propositions.large)):
        if extension is None:
            continue
        nombre = format_pluriel(len(extension.ajouts), "IRIS", "IRIS")
        st.button(
            f"Ajouter {nombre} : compléter {escape_markdown(extension.nom)}",
            on_click=add_iris,
            args=(choix, frozenset(t.code for t in extension.ajouts)),
            type="secondary" if rang else "primary",
            icon=":material/add:",
        )
    if propositions.retrait is not None:
        ote = propositions.retrait.ajouts
        st.button(
            f"Retirer {format_pluriel(len(ote), 'IRIS', 'IRIS')}",
            on_click=remove_iris,
            args=(choix, frozenset(t.code for t in ote)),
            icon=":material/remove:",
        )


def show_retenir(zone: PortraitZone) -> None:
    """Quatre phrases au plus sur la zone."""
    show_en_bref(choose_en_bref(list(zone.lignes)))


def show_indicateurs(zone: PortraitZone, telephone: bool) -> None:
    """Un tableau par thème, ou des cartes sur un téléphone ; ce qui ne se recompose pas est replié, avec sa raison."""
    montrees = [(t, [x for x in t.lignes if _is_montree(x)]) for t in zone.themes]
    total = sum(len(lignes) for _, lignes in montrees)
    show_titre("Tous les indicateurs", f"{total} indicateurs, comparés à : {zone.comparateur.libelle}")
    for rang, (theme, lignes) in enumerate((t, x) for t, x in montrees if x):
        if telephone:
            with st.expander(f"{theme.libelle} ({len(lignes)})", expanded=rang == 0):
                show_html("".join(_build_carte(ligne) for ligne in lignes))
        else:
            _show_theme(theme, lignes, zone)
    absentes = [x for x in zone.lignes if not _is_montree(x)]
    if absentes:
        with st.expander(f"Les {len(absentes)} indicateurs qui ne se recomposent pas ici"):
            _show_absentes(absentes)


def _is_montree(ligne: Ligne) -> bool:
    return ligne.estimation.valeur is not None or ligne.chiffre.is_secret


def _show_theme(theme: ThemePortrait, lignes: Sequence[Ligne], zone: PortraitZone) -> None:
    show_html(f'<h3 class="obs-h3 obs-theme">{escape(theme.libelle)}</h3>')
    show_tableau(f"{theme.libelle}, {zone.nom}", _COLONNES, [_build_rangee(ligne) for ligne in lignes])


def _build_rangee(ligne: Ligne) -> Rangee:
    fiche, estimation = ligne.indicateur, ligne.estimation
    symbole = fiche.unite if len(fiche.unite) <= 2 else ""
    unite = f", {fiche.unite}" if fiche.unite and not symbole else ""
    tete = f'{escape(fiche.libelle)}<br><span class="obs-note">{escape(ligne.chiffre.periode.libelle + unite)}</span>'
    if ligne.chiffre.is_secret:
        return Rangee((Html(tete), SECRET, "", "", _format_reference(ligne, symbole), "", "non diffusable"))
    nombre = ""
    if (
        fiche.type is not TypeIndicateur.INDICE
        and estimation.effectif is not None
        and estimation.population is not None
    ):
        nombre = f"{format_nombre(estimation.effectif)} sur {format_nombre(estimation.population)}"
    return Rangee(
        (
            Html(tete),
            format_valeur(estimation.valeur, fiche.decimales, symbole),
            format_intervalle(estimation.ic_bas, estimation.ic_haut, fiche.decimales),
            nombre,
            _format_reference(ligne, symbole),
            Html(build_evolution_html(ligne)),
            Html(_build_verdict(ligne)),
        )
    )


def _build_carte(ligne: Ligne) -> str:
    """Un indicateur sur un téléphone : la valeur, son verdict, puis l'intervalle et le comparateur."""
    fiche, estimation = ligne.indicateur, ligne.estimation
    precisions = [ligne.chiffre.periode.libelle, f"comparé à {_format_reference(ligne, fiche.unite)}"]
    if intervalle := format_intervalle(estimation.ic_bas, estimation.ic_haut, fiche.decimales):
        precisions.insert(0, f"intervalle {intervalle}")
    cle = escape(format_valeur(estimation.valeur, fiche.decimales, fiche.unite))
    return (
        f'<div class="obs-carte obs-mini"><h4 class="obs-h3">{escape(fiche.libelle)}</h4>'
        f'<p class="cle">{SECRET.morceau if ligne.chiffre.is_secret else cle}</p><p>{_build_verdict(ligne)}</p>'
        f'<p class="obs-note">{escape(" · ".join(precisions))}</p>{build_evolution_html(ligne)}</div>'
    )


def _build_verdict(ligne: Ligne) -> str:
    motif = f'<br><span class="obs-note">{escape(ligne.verdict.motif)}</span>' if ligne.verdict.motif else ""
    return build_verdict_html(ligne.verdict.jugement) + motif


def _format_reference(ligne: Ligne, symbole: str) -> str:
    if ligne.reference is None or ligne.reference.valeur is None:
        return "–"
    return format_valeur(ligne.reference.valeur, ligne.indicateur.decimales, symbole)


def _show_absentes(lignes: Sequence[Ligne]) -> None:
    show_html(
        '<p class="obs-note">Une médiane, une moyenne, une distance ou un taux standardisé ne s’additionne pas : '
        "la valeur d’un groupe d’IRIS ne se déduit pas de celles des IRIS. D’autres chiffres manquent à la source "
        "pour un IRIS au moins.</p>"
    )
    show_tableau(
        "Indicateurs non recomposés",
        (Colonne("Indicateur"), Colonne("Raison")),
        [Rangee((x.indicateur.libelle, LIBELLES_STATUT[x.estimation.statut])) for x in lignes],
        defilant=len(lignes) > 12,
    )
