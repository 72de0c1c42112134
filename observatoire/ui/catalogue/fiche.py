"""Fiche complète d'un indicateur : ce qu'il mesure, pourquoi, ses limites, sa source."""

from datetime import date

from observatoire.domain.francais import format_date
from observatoire.domain.indicateur import LIBELLES_THEME, Sens, TypeIndicateur
from observatoire.domain.territoire import LIBELLES_COURTS_MAILLE, LIBELLES_MAILLE, Maille
from observatoire.services.catalogue import FicheCatalogue
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape
from observatoire.ui.navigation import link_page

SENS = {
    Sens.HAUT_FAVORABLE: "une valeur haute est favorable",
    Sens.BAS_FAVORABLE: "une valeur basse est favorable",
    Sens.SANS_JUGEMENT: "ni favorable ni défavorable : plus élevé ou plus bas, sans jugement",
}
TYPES = {
    TypeIndicateur.EFFECTIF: "effectif",
    TypeIndicateur.PART: "part",
    TypeIndicateur.TAUX: "taux",
    TypeIndicateur.TAUX_STANDARDISE: "taux standardisé sur l’âge",
    TypeIndicateur.ICM: "indice comparatif (100 : autant que la référence, à âge égal)",
    TypeIndicateur.MOYENNE: "moyenne",
    TypeIndicateur.MEDIANE: "médiane (ne s’additionne pas)",
    TypeIndicateur.DENSITE: "densité",
    TypeIndicateur.INDICE: "indice",
    TypeIndicateur.DISTANCE: "distance",
}


_METHODES = (("intervalles", "intervalles"), ("verdicts", "comparaisons"), ("evolution", "évolutions"))
_METHODES_PROPRES = {
    "accessibilite_": ("accessibilite", "accessibilité locale"),
    "distance_": ("distances", "distances"),
    "temps_": ("distances", "distances"),
    "part_loin_": ("distances", "distances"),
}
"""Début du code d'un indicateur → page de sa méthode de calcul."""


def show_fiche(fiche: FicheCatalogue) -> None:
    """Pose la fiche et ses liens."""
    indicateur = fiche.indicateur
    corps = "".join(f"<dt>{escape(terme)}</dt><dd>{valeur}</dd>" for terme, valeur in _list_rubriques(fiche) if valeur)
    show_html(
        f'<section class="obs-carte"><p class="obs-note">{escape(LIBELLES_THEME[indicateur.theme])}</p>'
        f'<h2 class="obs-h2">{escape(indicateur.libelle)}</h2><dl class="obs-fiche-dl">{corps}</dl></section>'
    )
    link_page("carte", "Voir sur la carte", {"indicateur": indicateur.code})


def _list_rubriques(fiche: FicheCatalogue) -> list[tuple[str, str]]:
    """Termes et valeurs, les valeurs déjà échappées."""
    i, source = fiche.indicateur, fiche.source
    secret = f"Un chiffre qui compte moins de {i.seuil_secret} personnes n’est pas diffusé."
    ou = [LIBELLES_COURTS_MAILLE[Maille(m)][0] for m in i.mailles_non_comparables]
    non = f"non ({', '.join(ou)})" if ou else "non"
    temps = "oui" if i.comparable_dans_le_temps else f"{non} : {i.motif_non_comparable or 'la source le déconseille'}"
    return [
        ("Définition", escape(i.definition)),
        ("Pourquoi le suivre", escape(i.pourquoi)),
        ("Population concernée", escape(i.population_cible)),
        ("Unité", escape(i.unite)),
        ("Nature", escape(TYPES[i.type])),
        ("Lecture", escape(SENS[i.sens])),
        ("Limites", escape(i.limites)),
        ("Comparable dans le temps", escape(temps)),
        ("Secret statistique", escape(secret) if i.seuil_secret > 1 else ""),
        ("Périodes publiées", _list_periodes(fiche)),
        ("Source", f"{escape(source.producteur)}, {_build_lien(source.libelle, source.url)}"),
        ("Licence", escape(source.licence)),
        ("Fréquence", escape(source.frequence)),
        ("Prochaine mise à jour", escape(format_echeance(source.prochaine_maj))),
        ("Fiche écrite par", escape(f"{i.auteur}, vérifiée le {format_echeance(i.verifie_le)}")),
        ("Code", f"<code>{escape(i.code)}</code>"),
        ("Méthode", _list_methodes(i.code)),
    ]


def _list_methodes(code: str) -> str:
    propres = [page for debut, page in _METHODES_PROPRES.items() if code.startswith(debut)]
    return ", ".join(
        f'<a href="catalogue?onglet=methodes&amp;methode={page}" target="_self">{titre}</a>'
        for page, titre in [*propres, *_METHODES]
    )


def _list_periodes(fiche: FicheCatalogue) -> str:
    morceaux: list[str] = []
    for maille, periodes in fiche.periodes.items():
        suite = periodes[0].libelle if len(periodes) == 1 else f"{periodes[0].libelle} à {periodes[-1].libelle}"
        morceaux.append(escape(f"{LIBELLES_MAILLE[maille][0]} : {suite} ({len(periodes)})"))
    return "<br>".join(morceaux)


def _build_lien(libelle: str, url: str) -> str:
    """Lien vers la source ; seule une adresse web est cliquable."""
    if not url.startswith(("https://", "http://")):
        return escape(libelle)
    return f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">{escape(libelle)}</a>'


def format_echeance(texte: str) -> str:
    """Écrit une date ISO à la française ; laisse tout autre texte."""
    try:
        return format_date(date.fromisoformat(texte))
    except ValueError:
        return texte
