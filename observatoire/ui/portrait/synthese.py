"""Haut et bas du portrait : les phrases à retenir, la pyramide, les forces et ce qui est à explorer."""

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from observatoire.domain.francais import format_nombre, format_pluriel, format_valeur
from observatoire.domain.phrases.lieux import GenreLieu, append_raison
from observatoire.domain.territoire import Maille
from observatoire.domain.verdict import MotifComparaison
from observatoire.services.portrait import Portrait
from observatoire.services.qpv import Approche, write_approche
from observatoire.services.resultats import Ligne
from observatoire.ui.composants import build_etiquette
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape
from observatoire.ui.formes import build_marque
from observatoire.ui.graphiques.pyramide import build_pyramide, build_tableau_pyramide, describe_pyramide
from observatoire.ui.portrait.liens import build_lien_carte

_LONGUEUR_SYMBOLE = 2
_SANS_COMPARAISON = (MotifComparaison.EFFECTIF, MotifComparaison.EFFECTIF_PERIODE)
_PART_DITE = 0.01
"""Un recouvrement sous 1 % de la surface ne tient qu'à la précision des contours."""


def describe_territoire(portrait: Portrait) -> str:
    """Sous-titre : population, IRIS, part de la surface en QPV ; d'un QPV, les IRIS entiers qui l'approchent."""
    if portrait.approche is not None and portrait.approche.iris:
        return _describe_approche(portrait, portrait.approche)
    morceaux: list[str] = []
    if portrait.population is not None:
        habitants = format_nombre(portrait.population)
        morceaux.append(f"{habitants} habitants ({portrait.population_periode})")
    if portrait.nb_iris and portrait.territoire.maille is not Maille.IRIS:
        morceaux.append(format_pluriel(portrait.nb_iris, "IRIS", "IRIS"))
    texte = ", ".join(morceaux)
    recouvrements = () if portrait.territoire.maille is Maille.QPV else portrait.recouvrements
    for recouvrement in recouvrements:
        voisin, part = recouvrement.territoire, recouvrement.part_surface
        if voisin.maille is Maille.QPV and part is not None and part >= _PART_DITE:
            texte += f". {format_nombre(part * 100)} % de sa surface en QPV : {voisin.nom} (contour {voisin.millesime})"
    return texte + "." if texte else ""


def _describe_approche(portrait: Portrait, approche: Approche) -> str:
    """« QPV approché par 3 IRIS entiers, 84 % de sa population : environ 7 334 habitants (2022). »."""
    texte = f"QPV approché par {write_approche(approche)}"
    if portrait.population is not None:
        environ = "environ " if approche.is_population else ""
        texte += f" : {environ}{format_nombre(portrait.population)} habitants ({portrait.population_periode})"
    disponibles = [x for x in portrait.lignes if x.estimation.is_disponible]
    propres = [x for x in disponibles if not is_approchee(x, approche)]
    if len(propres) == len(disponibles):
        return f"{texte}."
    suite = f"{len(disponibles) - len(propres)} indicateurs sur {len(disponibles)} décrivent ces IRIS"
    return f"{texte}. {suite}{', les autres le QPV seul' if propres else ', qui débordent du QPV'}."


def is_approchee(ligne: Ligne, approche: Approche | None) -> bool:
    """Vrai si le chiffre est celui des IRIS entiers qui approchent le QPV."""
    cle = ligne.indicateur.code, ligne.chiffre.periode.code
    return approche is not None and ligne.estimation.is_disponible and cle in approche.chiffres


def has_chiffres(portrait: Portrait) -> bool:
    """Vrai si au moins un indicateur a une valeur à montrer."""
    return any(ligne.estimation.is_disponible for ligne in portrait.lignes)


def show_sans_chiffre(portrait: Portrait) -> None:
    """Dit pourquoi un portrait est vide."""
    raison = "La version publiée n’a aucun chiffre pour ce territoire."
    if portrait.territoire.maille is Maille.QPV:
        raison = (
            "Aucun chiffre n’est publié pour ce QPV : les IRIS ne le couvrent pas assez pour l’approcher, et aucun "
            "fichier propre aux QPV n’a été importé. Le portrait des IRIS et des quartiers voisins reste disponible."
        )
    show_html(f'<h2 class="obs-h2">Ce que disent les chiffres</h2><p>{escape(raison)}</p>')


def find_motif_commun(lignes: Sequence[Ligne]) -> str:
    """Ce qui empêche toute comparaison, si rien ne se compare ; vide dès qu'un chiffre se compare."""
    presentes = [x for x in lignes if x.estimation.is_disponible and x.verdict.motif not in _SANS_COMPARAISON]
    if not presentes or any(not x.verdict.motif for x in presentes):
        return ""
    return Counter(x.verdict.motif for x in presentes).most_common(1)[0][0]


def show_en_bref(lignes: Sequence[Ligne], motif: str = "") -> None:
    """Quatre phrases au plus, avec ce qui en est sûr ; `motif` dit pourquoi rien ne se compare."""
    if motif:
        phrase = append_raison("Aucun de ces chiffres ne se compare", motif)
        show_html(f'<h2 class="obs-h2">Ce que disent les chiffres</h2><p>{escape(phrase)}</p>')
        return
    if not lignes:
        show_html(
            '<p class="obs-h2">Ce que disent les chiffres</p><p class="obs-note">Aucun écart établi avec le '
            "comparateur : le tableau donne chaque valeur et son intervalle.</p>"
        )
        return
    points = "".join(
        f"<li>{build_marque(ligne.phrase.jugement, 18)}<div><p>{escape(ligne.phrase.texte)}</p>"
        f'<p class="obs-certitude">{escape(ligne.phrase.certitude)} '
        f"{build_etiquette(ligne.phrase.etiquette, 'alerte') if ligne.phrase.etiquette else ''}</p></div></li>"
        for ligne in lignes
    )
    show_html(f'<h2 class="obs-h2">Ce que disent les chiffres</h2><ul class="obs-retenir">{points}</ul>')


def show_rouge_rouge(portrait: Portrait) -> None:
    """Ce qui est défavorable et s'aggrave, l'un et l'autre établis : la première liste à regarder."""
    lignes = portrait.rouge_rouge
    if portrait.comparateur.lieu.genre is GenreLieu.PERIODE:
        show_html(
            '<p class="obs-note">« Défavorable, et qui s’aggrave » se lit face à un autre territoire : comparez à la '
            "ville pour voir cette liste.</p>"
        )
        return
    if not lignes:
        show_html('<p class="obs-note">Aucun indicateur n’est à la fois défavorable et en aggravation établie.</p>')
        return
    points = "".join(
        f"<li>{build_marque(x.verdict.jugement, 18)}<div>{_build_aggravation(x)}</div></li>" for x in lignes
    )
    with st.container(key="carte-rouge-rouge"):
        show_html(
            f'<h2 class="obs-h2">Défavorable, et qui s’aggrave ({len(lignes)})</h2>'
            '<p class="obs-note">L’écart au comparateur et la tendance sont établis tous les deux.</p>'
            f'<ul class="obs-retenir">{points}</ul>'
        )


def _build_aggravation(ligne: Ligne) -> str:
    texte = f"{build_lien_carte(ligne, ligne.indicateur.libelle_court)}. {escape(ligne.phrase.texte)}"
    return f"<p>{texte}</p>"


def show_pyramide(portrait: Portrait) -> None:
    """Pyramide et son tableau ; un mot si la version n'a pas d'âges par sexe pour ce territoire."""
    pyramide, nom, la = portrait.pyramide, portrait.territoire.nom, portrait.comparateur.libelle
    if pyramide is None or not pyramide.tranches:
        show_html(
            '<h2 class="obs-h2">Répartition par âge</h2><p class="obs-note">La version ne donne pas la population '
            "par âge et sexe pour ce territoire.</p>"
        )
        return
    legende = f'<span class="cle-barre"></span>{escape(nom)}'
    if pyramide.has_reference:
        legende += f'<span class="cle-trait"></span>{escape(la)}'
    show_html(
        f'<h2 class="obs-h3">{escape(describe_pyramide(pyramide))}</h2>'
        f'<p class="obs-note">Part de chaque âge, en % de la population, {escape(pyramide.periode)}</p>'
        f"{build_pyramide(pyramide, nom, la)}"
        f'<p class="obs-note obs-cles">{legende}</p>'
    )
    with st.expander("La pyramide en tableau"):
        show_html(f'<div class="obs-defile">{build_tableau_pyramide(pyramide, nom, la)}</div>')


def show_forces(portrait: Portrait) -> None:
    """Deux listes : ce qui va mieux qu'ailleurs, ce qui mérite d'être regardé de près."""
    gauche, droite = st.columns(2)
    with gauche, st.container(key="carte-forces"):
        _show_liste("Forces", portrait.forces, "Aucun écart favorable n’est établi.")
    with droite, st.container(key="carte-explorer"):
        _show_liste("À explorer", portrait.a_explorer, "Aucun écart défavorable n’est établi.")


def _show_liste(titre: str, lignes: Sequence[Ligne], vide: str) -> None:
    if not lignes:
        show_html(f'<h2 class="obs-h2">{titre}</h2><p class="obs-note">{vide}</p>')
        return
    points = "".join(f"<li>{build_marque(x.verdict.jugement)}<span>{_build_resume(x)}</span></li>" for x in lignes)
    show_html(f'<h2 class="obs-h2">{titre}</h2><ul class="obs-liste">{points}</ul>')


def _build_resume(ligne: Ligne) -> str:
    fiche = ligne.indicateur
    unite = fiche.unite if len(fiche.unite) <= _LONGUEUR_SYMBOLE else ""
    texte = f"<b>{escape(fiche.libelle_court)}</b> {format_valeur(ligne.estimation.valeur, fiche.decimales, unite)}"
    if ligne.reference and ligne.reference.valeur is not None:
        reference = format_valeur(ligne.reference.valeur, fiche.decimales, fiche.unite)
        texte += f", comparateur {escape(reference)}"
    return texte + (f" {build_etiquette('s’aggrave', 'alerte')}" if ligne.is_rouge_rouge else "")
