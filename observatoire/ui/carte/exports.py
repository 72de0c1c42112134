"""Classeur de la carte : ses lignes, et de quoi citer l'indicateur."""

from observatoire.services.carte import Carte
from observatoire.ui import exports


def build_xlsx(carte: Carte) -> bytes:
    """Classeur à deux feuilles : les données, puis la définition et la source."""
    return exports.build_xlsx(carte.lignes, carte.comparateur, carte.version, list_definition(carte))


def list_definition(carte: Carte) -> list[tuple[str, str]]:
    """Ce qu'il faut savoir pour citer le chiffre."""
    fiche, source = carte.indicateur, carte.source
    return [
        ("Indicateur", fiche.libelle),
        ("Définition", fiche.definition),
        ("Limites", fiche.limites),
        ("Unité", fiche.unite),
        ("Période", carte.periode.libelle),
        ("Comparateur", carte.comparateur.libelle),
        ("Lecture", carte.phrase.texte),
        ("Certitude", carte.phrase.certitude),
        ("Source", f"{source.producteur}, {source.libelle}"),
        ("Adresse de la source", source.url),
        ("Licence", source.licence),
        ("Version des données", carte.version),
    ]
