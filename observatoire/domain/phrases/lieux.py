"""Nommer un lieu dans une phrase : « aux Trois-Lunes », « de la ville », « dans l'IRIS Gambetta »."""

from dataclasses import dataclass

from observatoire.domain.territoire import Maille, Territoire

_CONTRACTIONS = {"Les ": ("aux ", "des ", "les "), "Le ": ("au ", "du ", "le ")}
_ARTICLES = ("La ", "L'", "L’")


@dataclass(frozen=True, slots=True)
class Lieu:
    """Formes d'un lieu : « la ville », « dans la ville », « de la ville ». `sujet` ouvre une phrase : « Le quartier »."""

    nom: str
    dans: str
    de: str
    sujet: str


LIEU_VILLE = Lieu("la ville", "dans la ville", "de la ville", "La ville")
LIEU_RESTE = Lieu(
    "le reste de la ville", "dans le reste de la ville", "du reste de la ville", "Le reste de la ville"
)
_FRANCE = Lieu("la France", "en France", "de la France", "La France")

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


def build_lieu(territoire: Territoire, code_ville: str) -> Lieu:
    """Formes du lieu. La ville se dit « la ville », un quartier garde son article : « aux Trois-Lunes »."""
    if territoire.code == code_ville:
        return LIEU_VILLE
    if territoire.maille is Maille.FRANCE:
        return _FRANCE
    le, dans, de = _PAR_MAILLE[territoire.maille]
    if territoire.maille in (Maille.DEPARTEMENT, Maille.REGION, Maille.EPCI):
        return Lieu(le, dans, de, _capitalise(le))
    if territoire.maille is Maille.QUARTIER:
        return _build_quartier(territoire.nom)
    nom = f"{le} {territoire.nom}"
    return Lieu(nom, f"{dans} {territoire.nom}", f"{de} {territoire.nom}", _capitalise(nom))


def _build_quartier(nom: str) -> Lieu:
    for article, (dans, de, le) in _CONTRACTIONS.items():
        if nom.startswith(article):
            reste = nom.removeprefix(article)
            return Lieu(f"{le}{reste}", f"{dans}{reste}", f"{de}{reste}", nom)
    for article in _ARTICLES:
        if nom.startswith(article):
            suite = article.lower() + nom.removeprefix(article)
            return Lieu(suite, f"à {suite}", f"de {suite}", nom)
    return Lieu(f"le quartier {nom}", f"dans le quartier {nom}", f"du quartier {nom}", f"Le quartier {nom}")


def _capitalise(texte: str) -> str:
    return texte[:1].upper() + texte[1:]
