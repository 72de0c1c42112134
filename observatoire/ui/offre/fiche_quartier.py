"""Fiche d'un quartier : une page A4 en HTML, la même à l'écran et sur papier."""

from collections.abc import Sequence

from observatoire.domain.francais import format_nombre, format_pluriel, format_valeur
from observatoire.domain.verdict import LIBELLES_JUGEMENT, Jugement
from observatoire.services.carte import Contour
from observatoire.services.offre.fiche_quartier import FicheQuartier, Lieu, LigneMetier
from observatoire.services.offre.points import SANS_NOM, Point
from observatoire.services.resultats import Ligne
from observatoire.ui.composants import build_verdict_html
from observatoire.ui.echappement import escape
from observatoire.ui.graphiques.deck import Surface
from observatoire.ui.graphiques.svg_carte import build_svg_carte
from observatoire.ui.offre.affichage import format_jour
from observatoire.ui.palette import SEQUENCE
from observatoire.ui.tableaux import SECRET, Colonne, Html, build_tableau
from observatoire.ui.tableaux import Ligne as Rangee

LIEUX_MAX = 54
"""Au-delà, la liste ne tient plus sur la page : l'annuaire donne la suite."""
_CLAIR, _FONCE = SEQUENCE[0], SEQUENCE[3]


def build_fiche_html(
    fiche: FicheQuartier, *, quartiers: Sequence[Contour], iris: Sequence[Contour], fictif: bool, jour: str
) -> str:
    """Écrit la page d'un quartier.

    Args:
        fiche: ce qu'elle dit.
        quartiers: contours de tous les quartiers, pour le situer.
        iris: contours des IRIS de la ville.
        fictif: vrai pour la ville de démonstration.
        jour: date d'édition, déjà écrite.
    """
    bandeau = '<p class="fictif">Données fictives de démonstration : cette ville n’existe pas.</p>' if fictif else ""
    return (
        f'<article class="obs-a4" aria-label="Fiche de {escape(fiche.territoire.nom)}">{bandeau}'
        f'<header><div><p class="sur">{escape(fiche.ville)}, offre de soins</p>'
        f"<h2>{escape(fiche.territoire.nom)}</h2>{_build_population(fiche)}</div>"
        f"{_build_cartes(fiche, quartiers, iris)}</header>"
        f"{_build_metiers(fiche.metiers)}"
        f'<div class="deux">{_build_lignes("Généralistes : âge, secteur, patientèle", fiche.profils)}'
        f"{_build_lignes('Accès', fiche.acces)}</div>"
        f"{_build_lieux(fiche)}{_build_pied(fiche, jour)}</article>"
    )


def _build_population(fiche: FicheQuartier) -> str:
    if fiche.population is None:
        return '<p class="chapeau">Population non publiée.</p>'
    habitants = f"{format_nombre(fiche.population)} habitants ({fiche.population_periode})"
    lieux = format_pluriel(len(fiche.points), "adresse d’exercice", "adresses d’exercice")
    return f'<p class="chapeau">{escape(habitants)}, {escape(lieux)}.</p>'


def _build_cartes(fiche: FicheQuartier, quartiers: Sequence[Contour], iris: Sequence[Contour]) -> str:
    """Où est le quartier dans la ville, et où sont ses lieux de soins dans le quartier."""
    situation = [_build_surface(c, _FONCE if c.code == fiche.territoire.code else _CLAIR) for c in quartiers]
    details = [_build_surface(c, _CLAIR) for c in iris if c.code in fiche.iris]
    points = [(p.lon, p.lat) for p in fiche.points if p.lon is not None and p.lat is not None]
    cartes = ""
    if situation:
        cartes += build_svg_carte(situation, None, (), f"Situation : {fiche.territoire.nom}", marques=False)
    if details:
        alt = f"{format_nombre(len(points))} lieux de soins dans {fiche.territoire.nom}"
        cartes += build_svg_carte(details, None, (), alt, marques=False, points=points)
    return f'<div class="cartes">{cartes}</div>'


def _build_surface(contour: Contour, couleur: str) -> Surface:
    return Surface(
        code=contour.code, nom=contour.nom, contour=contour.geometrie, couleur=couleur,
        jugement=Jugement.NON_COMPARABLE, valeur="", detail="", lon=contour.lon, lat=contour.lat,
    )  # fmt: skip


def _build_metiers(metiers: Sequence[LigneMetier]) -> str:
    colonnes = (
        Colonne("Profession ou lieu"),
        Colonne("Nombre", nombre=True, fort=True),
        Colonne("Activité", nombre=True),
        Colonne("Pour 10 000 hab.", nombre=True, fort=True),
        Colonne("Ville", nombre=True),
        Colonne("Par rapport à la ville"),
    )
    rangees = [
        Rangee(
            (
                m.nom[:1].upper() + m.nom[1:],
                format_nombre(m.tetes),
                format_nombre(m.activite, 1),
                *_build_comparaison(m.densite),
            )
        )
        for m in metiers
    ]
    return f"<h3>Professionnels et lieux de soins</h3>{build_tableau('Professionnels du quartier', colonnes, rangees)}"


def _build_lignes(titre: str, lignes: Sequence[Ligne]) -> str:
    if not lignes:
        return f"<section><h3>{escape(titre)}</h3><p>Aucun chiffre publié dans cette version.</p></section>"
    colonnes = (
        Colonne("Indicateur"),
        Colonne("Ici", nombre=True, fort=True),
        Colonne("Ville", nombre=True),
        Colonne("Écart"),
    )
    rangees = [Rangee((ligne.indicateur.libelle_court, *_build_comparaison(ligne, unite=True))) for ligne in lignes]
    return f"<section><h3>{escape(titre)}</h3>{build_tableau(titre, colonnes, rangees)}</section>"


def _build_comparaison(ligne: Ligne | None, *, unite: bool = False) -> tuple[str | Html, str, str | Html]:
    """Valeur ici, valeur de la ville, verdict en mots."""
    if ligne is None:
        return "", "", ""
    decimales = ligne.indicateur.decimales
    texte = ligne.indicateur.unite if unite else ""
    ville = format_valeur(ligne.reference.valeur if ligne.reference else None, decimales, texte)
    if ligne.chiffre.is_secret:
        return SECRET, ville, ""
    jugement = ligne.verdict.jugement
    if jugement is Jugement.NON_COMPARABLE:
        return format_valeur(ligne.estimation.valeur, decimales, texte), ville, ""
    mots = Html(build_verdict_html(jugement, LIBELLES_JUGEMENT[jugement]))
    return format_valeur(ligne.estimation.valeur, decimales, texte), ville, mots


def _build_lieux(fiche: FicheQuartier) -> str:
    if not fiche.lieux:
        return "<h3>Où</h3><p>Aucun professionnel ni lieu de soins n’est placé dans ce quartier.</p>"
    montres = fiche.lieux[:LIEUX_MAX]
    reste = len(fiche.lieux) - len(montres)
    suite = (
        f'<p class="suite">Et {format_nombre(reste)} autres : voir l’annuaire de l’observatoire.</p>' if reste else ""
    )
    elements = "".join(f"<li>{_build_lieu(lieu)}</li>" for lieu in montres)
    return f'<h3>Où</h3><ul class="lieux">{elements}</ul>{suite}'


def _build_lieu(lieu: Lieu) -> str:
    gens = ", ".join(_name_point(p) for p in lieu.points)
    return f"{escape(gens)}<br>{escape(lieu.adresse)}" if lieu.adresse else escape(gens)


def _name_point(point: Point) -> str:
    metier = point.specialite.lower() if point.profession == "Médecin" else point.profession.lower()
    return f"{point.nom} ({metier})" if point.nom else f"{metier} ({SANS_NOM})"


def _build_pied(fiche: FicheQuartier, jour: str) -> str:
    sources = f"Points au {format_jour(fiche.date)}, " if fiche.date else ""
    return (
        f"<footer>{escape(sources)}libéraux, une personne comptée une fois (nombre), partagée entre ses lieux "
        "(activité). Écart établi à 95 %, « nettement » à 99,8 %. Une densité ignore ce qui est de l’autre côté de la "
        f"limite. Version des données {escape(fiche.version)}, fiche éditée le {escape(jour)}.</footer>"
    )
