"""Blocs de l'accueil : à retenir, six chiffres, petite carte, fraîcheur des sources."""

from collections.abc import Sequence

from observatoire.domain.francais import (
    INSECABLE,
    format_date,
    format_intervalle,
    format_nombre,
    format_pluriel,
    join_mots,
    sort_key,
)
from observatoire.domain.indicateur import TypeIndicateur
from observatoire.domain.territoire import LIBELLES_MAILLE
from observatoire.domain.verdict import Jugement
from observatoire.services.accueil import Accueil
from observatoire.services.carte import Carte
from observatoire.services.catalogue import Fraicheur
from observatoire.services.resultats import Ligne
from observatoire.ui import cache
from observatoire.ui.carte.surfaces import build_legende_classes, build_legende_jugements, build_surfaces
from observatoire.ui.catalogue.fiche import format_echeance
from observatoire.ui.composants import build_etiquette, build_verdict_html
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape
from observatoire.ui.formes import build_marque
from observatoire.ui.graphiques.courbe import build_evolution_html
from observatoire.ui.graphiques.etincelle import build_etincelle
from observatoire.ui.graphiques.legende import build_legende
from observatoire.ui.graphiques.svg_carte import build_svg_carte
from observatoire.ui.tableaux import Colonne, Html, show_tableau
from observatoire.ui.tableaux import Ligne as Rangee


def show_a_retenir(accueil: Accueil) -> None:
    """Les phrases les plus sûres, chacune avec sa marque et sa certitude."""
    points = [
        _build_point(
            ligne.phrase.jugement,
            ligne.phrase.texte,
            f"{ligne.indicateur.libelle_court} · {ligne.phrase.certitude}",
            ligne.territoire.nom if ligne.territoire.code != accueil.territoire.code else "",
        )
        for ligne in accueil.a_retenir
    ]
    if accueil.phrase_cumuls:
        cumul = _build_point(
            Jugement.NETTEMENT_DEFAVORABLE, accueil.phrase_cumuls, "écarts établis, comparés à la ville"
        )
        points.insert(min(1, len(points)), cumul)
    if not points:
        points = [_build_point(Jugement.SANS_ECART, "Aucun écart établi dans cette version.", "")]
    show_html(f'<h2 class="obs-h2">À retenir</h2><ul class="obs-a-retenir">{"".join(points)}</ul>')


def _build_point(jugement: Jugement, texte: str, certitude: str, lieu: str = "") -> str:
    tete = f"<strong>{escape(lieu)}.</strong> " if lieu else ""
    return (
        f'<li class="obs-phrase">{build_marque(jugement, 18)}<div><p>{tete}{escape(texte)}</p>'
        f'<p class="obs-certitude">{escape(certitude)}</p></div></li>'
    )


def is_comparee(carte: Carte) -> bool:
    """Vrai si au moins un territoire a un verdict : sinon la carte se colore par classes."""
    sans = (Jugement.NON_COMPARABLE, Jugement.TROP_PETIT, Jugement.SECRET)
    return any(j.jugement not in sans for j in carte.jugements)


def show_mini_carte(carte: Carte, version: str) -> None:
    """Petite carte, en significativité si elle est comparée, avec sa légende."""
    comparee = is_comparee(carte)
    surfaces = build_surfaces(carte, cache.get_contours(version, carte.maille.value), significativite=comparee)
    communes = cache.get_contours(version, "commune")
    qpv = cache.get_habillage_qpv(version)
    alt = f"Carte : {carte.indicateur.libelle}, {carte.periode.libelle}. {carte.phrase.texte}"
    svg = build_svg_carte(
        surfaces,
        communes[0].geometrie if len(communes) == 1 else None,
        qpv,
        alt,
        marques=comparee and len(surfaces) <= 40,
    )
    legende = build_legende_jugements if comparee else build_legende_classes
    unite = f"en {carte.indicateur.unite}, " if carte.indicateur.unite else ""
    maille = LIBELLES_MAILLE[carte.maille][0]
    show_html(
        f'<h2 class="obs-h3">{escape(carte.indicateur.libelle_court)}, par {escape(maille)}</h2>'
        f'<p class="obs-note">{escape(unite)}{escape(carte.periode.libelle)}, comparé à : '
        f"{escape(carte.comparateur.libelle)}</p>{svg}"
        f"{build_legende(legende(carte, surfaces, len(qpv)), une_colonne=True)}"
    )


def show_chiffres(accueil: Accueil) -> None:
    """Six cartes : valeur, intervalle, verdict, évolution."""
    cartes = "".join(_build_chiffre(ligne, accueil.comparateur.lieu.nom) for ligne in accueil.chiffres)
    show_html(f'<div class="obs-grille">{cartes}</div>')


def _build_chiffre(ligne: Ligne, comparateur: str) -> str:
    fiche, estimation = ligne.indicateur, ligne.estimation
    valeur = format_nombre(estimation.valeur, fiche.decimales)
    unite = f"{INSECABLE}%" if fiche.unite == "%" else f" <small>{escape(fiche.unite)}</small>"
    intervalle = format_intervalle(estimation.ic_bas, estimation.ic_haut, fiche.decimales)
    details = [f"intervalle {intervalle}"] if intervalle else []
    if estimation.effectif is not None and estimation.population is not None:
        details.append(f"{format_nombre(estimation.effectif)} sur {format_nombre(estimation.population)}")
    details.append(ligne.chiffre.periode.libelle)
    return (
        f'<section class="obs-carte"><h3 class="obs-h3">{escape(fiche.libelle)}</h3>'
        f'<p class="cle">{escape(valeur)}{unite}</p><p class="obs-note">{escape(" · ".join(details))}</p><hr>'
        f"{_build_lecture(ligne, comparateur)}"
        f'<div class="evolution">{build_etincelle(ligne)}<div>{build_evolution_html(ligne)}</div></div></section>'
    )


def _build_lecture(ligne: Ligne, comparateur: str) -> str:
    """Verdict et valeur du comparateur ; un effectif ne se compare pas à celui d'un territoire plus grand."""
    if ligne.indicateur.type is TypeIndicateur.EFFECTIF:
        return '<div class="rang"><span>effectif, sans comparaison</span></div>'
    reference = ""
    if ligne.reference is not None and ligne.reference.valeur is not None:
        reference = f"{comparateur} : {format_ligne_reference(ligne)}"
    return f'<div class="rang">{build_verdict_html(ligne.verdict.jugement)}<span>{escape(reference)}</span></div>'


def format_ligne_reference(ligne: Ligne) -> str:
    """Valeur du comparateur, dans l'unité courte."""
    fiche = ligne.indicateur
    valeur = format_nombre(ligne.reference.valeur if ligne.reference else None, fiche.decimales)
    return f"{valeur} %" if fiche.unite == "%" else valeur


def describe_sources(accueil: Accueil, noms: Sequence[str]) -> str:
    """Ligne de source sous les six chiffres."""
    return (
        f"Sources : {join_mots(noms)}. Intervalles de confiance à 95 %. « Nettement » : écart établi à 99,8 %. "
        f"Comparateur : {accueil.comparateur.libelle}."
    )


def sort_fraicheur(lignes: Sequence[Fraicheur]) -> list[Fraicheur]:
    """Les sources en retard d'abord, puis par nom ; une source sans chiffre (un contour) vient en dernier."""
    return sorted(lignes, key=lambda x: (-x.retard_mois, not x.derniere_periode, sort_key(x.source.libelle)))


def show_fraicheur(lignes: Sequence[Fraicheur], titre: str = "Fraîcheur des données, par source") -> None:
    """Tableau de fraîcheur des sources."""
    show_tableau(
        titre,
        (
            Colonne("Source"),
            Colonne("Dernière période"),
            Colonne("Reçue le"),
            Colonne("Prochaine mise à jour"),
            Colonne("État"),
        ),
        [
            Rangee(
                (
                    ligne.source.libelle,
                    ligne.derniere_periode,
                    format_date(ligne.recue_le) if ligne.recue_le else "–",
                    format_echeance(ligne.prochaine_maj) or "non annoncée",
                    Html(_build_etat(ligne)),
                )
            )
            for ligne in lignes
        ],
    )


def _build_etat(ligne: Fraicheur) -> str:
    if ligne.retard_mois:
        return build_etiquette(f"en retard de {ligne.retard_mois} mois", "alerte")
    return build_etiquette(ligne.etat, "bon" if ligne.etat == "à jour" else "")


def format_entete(accueil: Accueil) -> str:
    """« 111 600 habitants, 15 quartiers, 4 quartiers prioritaires (QPV) »."""
    morceaux = [f"{format_nombre(accueil.population)} habitants"] if accueil.population else []
    morceaux += [format_pluriel(accueil.nb_quartiers, "quartier")] if accueil.nb_quartiers else []
    morceaux += [f"{format_nombre(accueil.nb_iris)} IRIS"] if accueil.nb_iris and not accueil.nb_quartiers else []
    if accueil.nb_qpv:
        morceaux.append(format_pluriel(accueil.nb_qpv, "quartier prioritaire (QPV)", "quartiers prioritaires (QPV)"))
    return ", ".join(morceaux)
