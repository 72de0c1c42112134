"""Le même contenu en tableau, et en points classés."""

from collections.abc import Collection

from observatoire.domain.francais import format_nombre, format_valeur
from observatoire.domain.phrases.lieux import GenreLieu
from observatoire.domain.territoire import LIBELLES_MAILLE
from observatoire.services.carte import Carte
from observatoire.services.resultats import Ligne
from observatoire.ui.carte.surfaces import format_ic, format_ligne
from observatoire.ui.composants import build_verdict_html
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape
from observatoire.ui.graphiques.points import build_points
from observatoire.ui.tableaux import SECRET, Colonne, Html, show_tableau
from observatoire.ui.tableaux import Ligne as Rangee

_FLECHES = {1: "↗ ", -1: "↘ ", 0: ""}


def get_reference_commune(carte: Carte) -> float | None:
    """Valeur du comparateur, quand elle est la même pour tous (ce n'est pas le cas du reste de la ville)."""
    valeurs = {ligne.reference.valeur for ligne in carte.lignes if ligne.reference}
    return next(iter(valeurs)) if len(valeurs) == 1 else None


def show_points(carte: Carte, choisis: Collection[str]) -> None:
    """Points classés, du plus élevé au plus bas."""
    reference = get_reference_commune(carte)
    fiche = carte.indicateur
    unite = f"En {fiche.unite}. " if fiche.unite else ""
    note = f"{unite}Trait : intervalle à 95 %. La forme dit l’écart au comparateur."
    if reference is not None:
        valeur = format_valeur(reference, fiche.decimales, fiche.unite)
        # La valeur d'une cible est déjà dans son nom, telle qu'elle a été saisie.
        is_cible = carte.comparateur.lieu.genre is GenreLieu.CIBLE
        note += f" Tirets : {carte.comparateur.libelle}{'' if is_cible else f', {valeur}'}."
    defile = " haut" if len(carte.lignes) > 20 else ""
    points = build_points(
        carte.lignes, reference, choisis, f"{fiche.libelle}, {carte.periode.libelle}, du plus élevé au plus bas"
    )
    show_html(
        f'<p class="obs-h3">Du plus élevé au plus bas</p><p class="obs-note">{escape(note)}</p>'
        f'<div class="obs-defile{defile}" tabindex="0" role="region" aria-label="Points classés">{points}</div>'
    )


def has_unite_longue(unite: str) -> bool:
    """Vrai pour « pour 1 000 habitants » : l'unité se lit alors en tête de colonne, pas à chaque ligne."""
    return len(unite) > 2


def show_tableau_carte(carte: Carte, choisis: Collection[str]) -> None:
    """Une ligne par territoire, dans l'ordre des points classés."""
    fiche = carte.indicateur
    singulier = LIBELLES_MAILLE[carte.maille][0]
    colonnes = (
        Colonne(singulier[:1].upper() + singulier[1:]),
        Colonne(f"Valeur, {fiche.unite}" if has_unite_longue(fiche.unite) else "Valeur", nombre=True, fort=True),
        Colonne("Intervalle à 95 %", nombre=True),
        Colonne("Nombre", nombre=True),
        Colonne("Population", nombre=True),
        Colonne(f"Comparé à : {carte.comparateur.libelle}"),
        Colonne("Évolution"),
    )
    show_tableau(
        f"{carte.indicateur.libelle}, {carte.periode.libelle}",
        colonnes,
        [_build_rangee(ligne, choisis) for ligne in carte.lignes],
        defilant=len(carte.lignes) > 20,
    )


def _build_rangee(ligne: Ligne, choisis: Collection[str]) -> Rangee:
    estimation = ligne.estimation
    fiche = ligne.indicateur
    valeur: str | Html = SECRET if ligne.chiffre.is_secret else format_ligne(ligne)
    if estimation.is_disponible and has_unite_longue(fiche.unite):
        valeur = format_nombre(estimation.valeur, fiche.decimales)
    nombre = population = ""
    if estimation.is_disponible:
        nombre = format_nombre(estimation.effectif) if estimation.effectif is not None else ""
        population = format_nombre(estimation.population) if estimation.population is not None else ""
    return Rangee(
        (
            ligne.territoire.nom,
            valeur,
            format_ic(ligne),
            nombre,
            population,
            "" if ligne.chiffre.is_secret else Html(build_verdict_html(ligne.verdict.jugement, ligne.libelle_verdict)),
            _format_evolution(ligne),
        ),
        choisie=ligne.territoire.code in choisis,
    )


def _format_evolution(ligne: Ligne) -> str | Html:
    evolution = ligne.evolution
    if not evolution.is_mesurable:
        return Html(f'<span class="obs-note">non mesurable : {escape(evolution.libelle_motif)}</span>')
    return f"{_FLECHES[evolution.direction]}{evolution.libelle}"


_METHODES = {
    "wilson": "Wilson",
    "byar": "Byar (exact sous 10 cas)",
    "dobson": "Dobson",
    "producteur": "fournis par la source",
}


def describe_source(carte: Carte) -> str:
    """Source, période, méthode et prochaine mise à jour, en une ligne."""
    source, fiche = carte.source, carte.indicateur
    methodes = {ligne.estimation.methode for ligne in carte.lignes if ligne.estimation.methode}
    noms = [_METHODES.get(m, m) for m in sorted(methodes)]
    parties = [f"Source : {source.producteur}, {source.libelle}", carte.periode.libelle]
    parties.append(f"intervalles à 95 % : {', '.join(noms)}" if noms else "sans intervalle publié")
    parties += [f"population : {fiche.population_cible}"] * bool(fiche.population_cible)
    parties += [f"prochaine mise à jour : {source.prochaine_maj}"] * bool(source.prochaine_maj)
    return " · ".join(parties) + "."
