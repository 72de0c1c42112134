"""Fiche d'un quartier : une page A4 en HTML, la même à l'écran et sur papier."""

from collections.abc import Sequence

from observatoire.domain.francais import format_nombre, format_pluriel, format_valeur
from observatoire.domain.territoire import Maille
from observatoire.domain.verdict import LIBELLES_JUGEMENT, Jugement
from observatoire.services.carte import Contour
from observatoire.services.comparateurs import name_territoire
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

_LIGNES_MAX, _METIERS_PREVUS = 48, 10
"""Lignes de la liste des lieux qui tiennent sur la page, et métiers du tableau pour lesquels c'est vrai."""
_COLONNES, _LETTRES_PAR_LIGNE = 3, 38
_COURTS = {
    "Médecine générale": "généraliste", "Masseur-kinésithérapeute": "kiné", "Chirurgien-dentiste": "dentiste",
}  # fmt: skip
_TITRE_ACCES = "Trajets ; accessibilité pour 10 000 habitants"
_UNITE_MAX = 3
_PIED_QPV = (
    "Nombre : adresses dans le contour du QPV ; densité et parts : IRIS dont la plus grande part est dans le QPV. "
)
_CLAIR, _FONCE = SEQUENCE[0], SEQUENCE[3]


def build_fiche_html(
    fiche: FicheQuartier, *, ville: Sequence[Contour], dedans: Sequence[Contour], fictif: bool, jour: str
) -> str:
    """Écrit la page d'un quartier.

    Args:
        fiche: ce qu'elle dit.
        ville: contours de tous les quartiers, pour le situer.
        dedans: contours qui font le territoire : ses IRIS, ou le sien.
        fictif: vrai pour la ville de démonstration.
        jour: date d'édition, déjà écrite.
    """
    nom = name_territoire(fiche.territoire)
    bandeau = '<p class="fictif">Données fictives de démonstration : cette ville n’existe pas.</p>' if fictif else ""
    return (
        f'<article class="obs-a4" aria-label="Fiche de {escape(nom)}">{bandeau}'
        f'<header><div><p class="sur">{escape(fiche.ville)}, offre de soins</p>'
        f"<h2>{escape(nom)}</h2>{_build_population(fiche)}</div>"
        f"{_build_cartes(fiche, ville, dedans)}</header>"
        f"{_build_metiers(fiche.metiers)}"
        f'<div class="deux">{_build_lignes("Généralistes : âge, secteur, patientèle", fiche.profils)}'
        f"{_build_lignes(_TITRE_ACCES, fiche.acces)}</div>"
        f"{_build_lieux(fiche)}{_build_pied(fiche, jour)}</article>"
    )


def _build_population(fiche: FicheQuartier) -> str:
    if fiche.population is None:
        return '<p class="chapeau">Population non publiée.</p>'
    habitants = f"{format_nombre(fiche.population)} habitants ({fiche.population_periode})"
    lieux = format_pluriel(len(fiche.points), "adresse d’exercice", "adresses d’exercice")
    return f'<p class="chapeau">{escape(habitants)}, {escape(lieux)}.</p>'


def _build_cartes(fiche: FicheQuartier, ville: Sequence[Contour], dedans: Sequence[Contour]) -> str:
    """Où est le quartier dans la ville, et où sont ses lieux de soins dans le quartier."""
    situation = [_build_surface(c, _FONCE if c.code == fiche.territoire.code else _CLAIR) for c in ville]
    if all(c.code != fiche.territoire.code for c in ville):
        # Un QPV n'est pas l'un des quartiers de la carte : il se pose dessus.
        situation += [_build_surface(c, _FONCE) for c in dedans]
    details = [_build_surface(c, _CLAIR) for c in dedans]
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
    return f"<h3>Professionnels et lieux de soins</h3>{_wrap('Professionnels du quartier', colonnes, rangees)}"


def _build_lignes(titre: str, lignes: Sequence[Ligne]) -> str:
    """Indicateurs du quartier et de la ville ; la colonne des écarts n'est là que si l'un d'eux se juge."""
    if not lignes:
        return f"<section><h3>{escape(titre)}</h3><p>Aucun chiffre publié dans cette version.</p></section>"
    juges = any(ligne.verdict.jugement is not Jugement.NON_COMPARABLE for ligne in lignes)
    colonnes = (
        Colonne("Indicateur"),
        Colonne("Ici", nombre=True, fort=True),
        Colonne("Ville", nombre=True),
        Colonne("Écart"),
    )
    rangees = [Rangee((ligne.indicateur.libelle_court, *_build_comparaison(ligne, unite=True))) for ligne in lignes]
    if not juges:
        colonnes, rangees = colonnes[:3], [Rangee(r.cellules[:3]) for r in rangees]
    return f"<section><h3>{escape(titre)}</h3>{_wrap(titre, colonnes, rangees)}</section>"


def _wrap(titre: str, colonnes: Sequence[Colonne], rangees: Sequence[Rangee]) -> str:
    """Le tableau, qui défile au doigt et au clavier sur un écran étroit."""
    tableau = build_tableau(titre, colonnes, rangees)
    return f'<div class="obs-defile" tabindex="0" role="region" aria-label="{escape(titre)}">{tableau}</div>'


def _build_comparaison(ligne: Ligne | None, *, unite: bool = False) -> tuple[str | Html, str, str | Html]:
    """Valeur ici, valeur de la ville, verdict en mots."""
    if ligne is None:
        return "", "", ""
    decimales = ligne.indicateur.decimales
    # Une unité longue est dite une fois, dans le titre du tableau ; « % », « m » et « min » suivent leur nombre.
    texte = ligne.indicateur.unite if unite and len(ligne.indicateur.unite) <= _UNITE_MAX else ""
    ville = format_valeur(ligne.reference.valeur if ligne.reference else None, decimales, texte)
    if ligne.chiffre.is_secret:
        return SECRET, ville, ""
    jugement = ligne.verdict.jugement
    ici = format_valeur(ligne.estimation.valeur, decimales, texte)
    if jugement is Jugement.NON_COMPARABLE:
        return ici, ville, ""
    return ici, ville, Html(build_verdict_html(jugement, LIBELLES_JUGEMENT[jugement]))


def _build_lieux(fiche: FicheQuartier) -> str:
    if not fiche.lieux:
        return "<h3>Où</h3><p>Aucun professionnel ni lieu de soins n’est placé dans ce quartier.</p>"
    montres = _take(fiche)
    reste = len(fiche.lieux) - len(montres)
    suite = (
        f'<p class="suite">Et {format_nombre(reste)} autres : voir l’annuaire de l’observatoire.</p>' if reste else ""
    )
    elements = "".join(f"<li>{_build_lieu(lieu)}</li>" for lieu in montres)
    return f'<h3>Où</h3><ul class="lieux">{elements}</ul>{suite}'


def _take(fiche: FicheQuartier) -> Sequence[Lieu]:
    """Les premiers lieux, tant que la liste tient sur la page."""
    place = _LIGNES_MAX - _COLONNES * max(0, len(fiche.metiers) - _METIERS_PREVUS)
    for rang, lieu in enumerate(fiche.lieux):
        place -= sum(-(-len(texte) // _LETTRES_PAR_LIGNE) for texte in (_name_lieu(lieu), lieu.adresse))
        if place < 0:
            return fiche.lieux[:rang]
    return fiche.lieux


def _build_lieu(lieu: Lieu) -> str:
    gens = escape(_name_lieu(lieu))
    return f"{gens}<br>{escape(lieu.adresse)}" if lieu.adresse else gens


def _name_lieu(lieu: Lieu) -> str:
    return ", ".join(_name_point(p) for p in lieu.points)


def _name_point(point: Point) -> str:
    nom = point.specialite if point.profession == "Médecin" and point.specialite else point.profession
    metier = _COURTS.get(nom, nom.lower())
    if not point.nom:
        return f"{metier} ({SANS_NOM})"
    # « Pharmacie du Port » dit déjà ce qu'elle est.
    return point.nom if point.nom.casefold().startswith(metier.casefold()) else f"{point.nom} ({metier})"


def _build_pied(fiche: FicheQuartier, jour: str) -> str:
    sources = f"Points au {format_jour(fiche.date)}, " if fiche.date else ""
    qpv = _PIED_QPV if fiche.territoire.maille is Maille.QPV else ""
    return (
        f"<footer>{escape(sources)}soignants de ville, une personne comptée une fois (nombre), partagée entre ses "
        "lieux (activité). Écart établi à 95 %, « nettement » à 99,8 %. Une densité ignore ce qui est de l’autre côté "
        f"de la limite. {qpv}Version des données {escape(fiche.version)}, fiche éditée le {escape(jour)}.</footer>"
    )
