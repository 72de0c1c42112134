"""Le secret en mots simples, et combien de chiffres il cache, par indicateur ; jamais lesquels."""

from collections import defaultdict
from dataclasses import dataclass
from html import escape

from observatoire.domain.francais import format_nombre, sort_key
from observatoire.domain.indicateur import Indicateur
from observatoire.services.qualite import Qualite, Repartition
from observatoire.ui.catalogue.textes import list_methodes
from observatoire.ui.composants import show_phrase, show_titre
from observatoire.ui.composants.html import show_html
from observatoire.ui.navigation import link_page
from observatoire.ui.tableaux import Colonne, Ligne, show_tableau

_EXPLICATIONS = (
    (
        "Pourquoi cacher un chiffre",
        "Quand trop peu de personnes sont comptées, un voisin ou un collègue pourrait reconnaître l’une d’elles et "
        "apprendre sa maladie ou ses revenus. La loi l’interdit, et chaque producteur fixe son seuil.",
    ),
    (
        "Trop peu de personnes",
        "Le nombre de cas est sous le seuil de sa source. Le chiffre n’entre jamais dans la version publiée : ni les "
        "pages, ni les téléchargements, ni le serveur ne le connaissent.",
    ),
    (
        "Caché pour protéger un autre",
        "Si un seul IRIS d’un quartier était caché, une soustraction le retrouverait : total du quartier moins les "
        "autres. On en cache donc un second. La même précaution vaut entre femmes et hommes, entre âges, et entre "
        "quartiers et QPV.",
    ),
    (
        "Déjà caché par le producteur",
        "La source elle-même a rendu le chiffre illisible dans son fichier. L’observatoire le respecte.",
    ),
)


@dataclass(frozen=True, slots=True)
class _Cumul:
    """Chiffres cachés d'un indicateur, toutes mailles et périodes réunies."""

    indicateur: Indicateur
    cellules: int
    secretes: int
    repartition: Repartition


def show_secret(qualite: Qualite) -> None:
    """Phrase, explications, tableau par indicateur."""
    show_phrase(qualite.phrase, "secret posé avant la publication, puis éprouvé par une attaque à chaque vérification")
    if qualite.phrase_epargne:
        show_html(f'<p class="obs-note">{escape(qualite.phrase_epargne)}</p>')
    show_html(
        '<div class="obs-grille deux">'
        + "".join(
            f'<div class="obs-carte"><h3 class="obs-h3">{t}</h3><p>{texte}</p></div>' for t, texte in _EXPLICATIONS
        )
        + "</div>"
    )
    codes = {"onglet": "methodes"} | ({"methode": "secret"} if "secret" in list_methodes() else {})
    link_page("catalogue", "Lire la méthode du secret statistique", codes)
    cumuls = list_cumuls(qualite)
    show_titre("Chiffres cachés, par indicateur", "toutes mailles et périodes réunies ; jamais lesquels")
    if not cumuls:
        show_html('<p class="obs-note">Aucun chiffre n’est caché dans cette version.</p>')
        return
    show_tableau(
        "Chiffres cachés par indicateur et par raison",
        [
            Colonne("Indicateur"),
            Colonne("Chiffres", nombre=True),
            Colonne("Cachés", nombre=True, fort=True),
            Colonne("Trop peu de personnes", nombre=True),
            Colonne("Pour protéger un autre", nombre=True),
            Colonne("Par le producteur", nombre=True),
            Colonne("Part cachée", nombre=True),
        ],
        [_build_rangee(c) for c in cumuls],
        defilant=len(cumuls) > 14,
    )
    if any(c.repartition.primaires is None for c in cumuls):
        show_html(
            '<p class="obs-note">« – » : presque tous les chiffres cachés le sont pour la même raison ; la compter '
            "dirait pourquoi chacun l’est, et aiderait à le retrouver.</p>"
        )


def list_cumuls(qualite: Qualite) -> list[_Cumul]:
    """Cumuls des indicateurs qui ont au moins un chiffre caché, du plus caché au moins caché.

    Réunir mailles et périodes est voulu : une raison donnée pour trois cellules d'une même carte dirait lesquelles
    sont sous le seuil.
    """
    sommes: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    fiches: dict[str, Indicateur] = {}
    for c in qualite.completudes:
        fiches[c.indicateur.code] = c.indicateur
        sommes[c.indicateur.code][0] += c.cellules
        sommes[c.indicateur.code][1] += c.secretes
    cumuls = [
        _Cumul(fiches[code], cellules, secretes, qualite.repartitions[code])
        for code, (cellules, secretes) in sommes.items()
        if secretes
    ]
    return sorted(cumuls, key=lambda c: (-c.secretes / c.cellules, sort_key(c.indicateur.libelle_court)))


def _build_rangee(c: _Cumul) -> Ligne:
    r = c.repartition
    part = f"{format_nombre(c.secretes / c.cellules * 100, 1)} %"
    comptes = (c.cellules, c.secretes, r.primaires, r.complementaires, r.marquees)
    return Ligne([c.indicateur.libelle_court, *(format_nombre(n) for n in comptes), part])
