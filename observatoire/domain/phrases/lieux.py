"""Nommer un lieu dans une phrase : « aux Trois-Lunes », « de la ville », « dans l’IRIS Gambetta »."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from observatoire.domain.francais import join_mots
from observatoire.domain.territoire import Maille, Territoire

_MIN_GROUPE = 2
_LONGUE_RAISON = 60
_VOYELLES = "aeiouyàâéèêhAEIOUYÀÂÉÈÊ"


class GenreLieu(StrEnum):
    """Une période et une cible se disent comme un lieu, mais l'écart avec elles a ses propres mots."""

    TERRITOIRE = "territoire"
    PERIODE = "periode"
    CIBLE = "cible"


@dataclass(frozen=True, slots=True)
class Lieu:
    """Formes d'un lieu dans une phrase.

    « la ville » (`nom`), « dans la ville » (`dans`), « de la ville » (`de`), « La ville » (`sujet`, en tête) et
    « que dans la ville » (`que`, après « plus » ou « moins »).
    """

    nom: str
    dans: str
    de: str
    sujet: str
    que: str
    genre: GenreLieu = GenreLieu.TERRITOIRE


def build_forme(nom: str, dans: str, de: str, *, sujet: str = "", que: str = "") -> Lieu:
    """Complète les formes qui se déduisent des trois premières."""
    return Lieu(nom, dans, de, sujet or capitalise(nom), que or elide_que(dans))


def elide_que(suite: str) -> str:
    """« que dans la ville », « qu’en France »."""
    return f"qu’{suite}" if suite[:1] in _VOYELLES else f"que {suite}"


def capitalise(texte: str) -> str:
    """Met une capitale à la première lettre, et à elle seule."""
    return texte[:1].upper() + texte[1:]


LIEU_VILLE = build_forme("la ville", "dans la ville", "de la ville")
LIEU_COMMUNES = build_forme("l’ensemble des communes", "dans l’ensemble des communes", "de l’ensemble des communes")
LIEU_RESTE = build_forme("le reste de la ville", "dans le reste de la ville", "du reste de la ville")
LIEU_CIBLE = replace(build_forme("la cible", "pour cible", "de la cible", que="que la cible"), genre=GenreLieu.CIBLE)
NOM_ZONE = "Ma zone"
"""Nom d'une zone que personne n'a encore nommée."""
_FRANCE = build_forme("la France", "en France", "de la France")

_PAR_MAILLE: dict[Maille, tuple[str, str, str]] = {
    Maille.IRIS: ("l’IRIS", "dans l’IRIS", "de l’IRIS"),
    Maille.QUARTIER: ("le quartier", "dans le quartier", "du quartier"),
    Maille.QPV: ("le QPV", "dans le QPV", "du QPV"),
    Maille.ZONE: ("la zone", "dans la zone", "de la zone"),
    Maille.COMMUNE: ("la commune", "dans la commune", "de la commune"),
    Maille.EPCI: ("l’intercommunalité", "dans l’intercommunalité", "de l’intercommunalité"),
    Maille.DEPARTEMENT: ("le département", "dans le département", "du département"),
    Maille.REGION: ("la région", "dans la région", "de la région"),
}
_SEULS = (Maille.DEPARTEMENT, Maille.REGION, Maille.EPCI)
"""Il n'y en a qu'un autour de la ville : le nommer n'apprend rien."""


def build_lieu(territoire: Territoire, code_ville: str) -> Lieu:
    """Formes d'un territoire. La ville se dit « la ville », un quartier garde son article : « aux Trois-Lunes »."""
    if territoire.code == code_ville:
        return LIEU_COMMUNES if territoire.maille is Maille.ZONE else LIEU_VILLE
    if territoire.maille is Maille.FRANCE:
        return _FRANCE
    if territoire.maille is Maille.QUARTIER and (avec_article := _contract(territoire.nom)) is not None:
        return avec_article
    if territoire.maille is Maille.ZONE and territoire.nom.casefold() == NOM_ZONE.casefold():
        return build_forme("votre zone", "dans votre zone", "de votre zone")
    formes = _PAR_MAILLE[territoire.maille]
    if territoire.maille in _SEULS:
        return build_forme(*formes)
    nom = _strip_maille(territoire)
    return build_forme(*(f"{forme} {nom}" for forme in formes))


def lower_initiale(texte: str) -> str:
    """Met une minuscule en tête, pour suivre un deux-points ; un sigle garde ses capitales."""
    return texte if texte[1:2].isupper() else texte[:1].lower() + texte[1:]


def append_raison(debut: str, raison: str) -> str:
    """« … : périodes qui se chevauchent. » ; le motif d'un producteur, longue phrase, en reste une."""
    propre = raison.rstrip(". ")
    if len(propre) > _LONGUE_RAISON or " : " in propre:
        return f"{debut}. {capitalise(propre)}."
    return f"{debut} : {lower_initiale(propre)}."


def tell_bornes(debut: str, fin: str) -> str:
    """« de 2019 à 2024 », « du 1er trimestre 2023 au 1er trimestre 2024 »."""
    de, a = ("du", "au") if "trimestre" in debut else ("de", "à")
    return f"{de} {debut} {a} {fin}"


def join_lieux(noms: Sequence[str]) -> str:
    """« la Corne-d’Argent et les quartiers Mirandelle et Champ-Dragon » : le mot « quartier » une seule fois."""
    mot = "le quartier "
    quartiers = [nom.removeprefix(mot) for nom in noms if nom.startswith(mot)]
    if len(quartiers) < _MIN_GROUPE:
        return join_mots(noms)
    autres = [nom for nom in noms if not nom.startswith(mot)]
    groupe = f"les quartiers {join_mots(quartiers)}"
    return f"{', '.join(autres)} et {groupe}" if autres else groupe


def build_lieu_periode(libelle: str) -> Lieu:
    """Formes d'une période prise comme comparateur : « en 2019 », « au 1er trimestre 2024 »."""
    if "trimestre" in libelle:
        lieu = build_forme(f"le {libelle}", f"au {libelle}", f"du {libelle}")
    else:
        lieu = build_forme(libelle, f"en {libelle}", f"de {libelle}")
    return replace(lieu, genre=GenreLieu.PERIODE)


def _contract(nom: str) -> Lieu | None:
    """« Les Trois-Lunes » → « aux Trois-Lunes » ; rien pour un nom sans article."""
    if nom.startswith("Les "):
        reste = nom[4:]
        return build_forme(f"les {reste}", f"aux {reste}", f"des {reste}")
    if nom.startswith("Le "):
        reste = nom[3:]
        return build_forme(f"le {reste}", f"au {reste}", f"du {reste}")
    if nom.startswith(("La ", "L'", "L’")):
        avec_article = "l" + nom[1:]
        return build_forme(avec_article, f"à {avec_article}", f"de {avec_article}")
    return None


def _strip_maille(territoire: Territoire) -> str:
    """Évite « l’IRIS IRIS 3 » et « le quartier Quartier Nord »."""
    mot = _PAR_MAILLE[territoire.maille][0].split("’")[-1].split(" ")[-1]
    debut, _, reste = territoire.nom.partition(" ")
    return reste if reste and debut.casefold() == mot.casefold() else territoire.nom
