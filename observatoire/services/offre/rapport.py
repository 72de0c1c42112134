"""« De 1 à 6 » : le rapport entre le territoire le mieux et le moins bien doté, à titre descriptif."""

from observatoire.domain.francais import format_nombre, format_pluriel
from observatoire.domain.indicateur import TypeIndicateur
from observatoire.domain.phrases.ensemble import MIN_CLASSES
from observatoire.domain.phrases.lieux import build_lieu
from observatoire.domain.territoire import LIBELLES_COURTS_MAILLE
from observatoire.services.carte import Carte

_RAPPORT_UTILE = 1.05


def write_rapport(carte: Carte, ville: str) -> str:
    """Rapport des extrêmes d'une densité entre les territoires qui ont quelqu'un, et combien n'ont personne.

    La phrase de la carte ne donne un rapport que s'il est établi ; ici il décrit, et le dit. Vide pour ce qui n'est
    pas une densité, sous cinq territoires publiés, ou si tous se valent.

    Args:
        carte: la carte d'une densité.
        ville: code du territoire de référence.
    """
    publiees = [
        (ligne, ligne.estimation.valeur)
        for ligne in carte.lignes
        if ligne.estimation.is_disponible and ligne.estimation.valeur is not None
    ]
    if carte.indicateur.type is not TypeIndicateur.DENSITE or len(publiees) < MIN_CLASSES:
        return ""
    dotees = [(ligne, valeur) for ligne, valeur in publiees if valeur > 0]
    sans = len(publiees) - len(dotees)
    un, plusieurs = LIBELLES_COURTS_MAILLE[carte.maille]
    if not dotees:
        return f"Aucun des {format_pluriel(sans, un, plusieurs)} n’en a."
    (bas, minimum), (haut, maximum) = (choix(dotees, key=lambda paire: paire[1]) for choix in (min, max))
    absents = f"{format_pluriel(sans, un, plusieurs)} n’en {'a' if sans < 2 else 'ont'} aucun" if sans else ""
    if maximum / minimum < _RAPPORT_UTILE:
        return f"{absents}." if absents else ""
    extremes = (
        f"{format_nombre(valeur, carte.indicateur.decimales)} {build_lieu(ligne.chiffre.territoire, ville).dans}"
        for ligne, valeur in ((bas, minimum), (haut, maximum))
    )
    debut = f"Entre les {plusieurs} qui en ont, le rapport est de 1 à {format_nombre(maximum / minimum, 1)}"
    suite = f" ; {absents}" if absents else ""
    nuance = "Ce rapport décrit, il n’est pas testé : peu de monde suffit à le changer."
    return f"{debut} ({', '.join(extremes)}){suite}. {nuance}"
