"""Retrouver une adresse parmi les voies d'une commune : la voie d'abord, puis le numéro, avec un score."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from observatoire.ingest.geocodage.adresses import Adresse, Voie, normalize_voie, parse_voie, split_nature
from observatoire.ingest.geocodage.position import Genre, Position

RESSEMBLANCE_MIN = 80.0
"""Sous ce pourcentage de lettres communes, deux noms de voie ne sont pas la même voie."""
ECART_NUMERO_MAX = 10
"""Plus loin que cela, le numéro voisin ne dit plus rien : la position est celle de la rue."""
_PERTE_PAR_LETTRE = 3.0
"""Une lettre fausse sur dix coûte trois dixièmes : « Verdi » et « Verdier » ne doivent pas passer l'un pour l'autre."""
_SANS_NATURE, _AUTRE_NATURE, _AVEC_COMPLEMENT, _AMBIGU = 0.9, 0.75, 0.85, 0.7
"""Ce que vaut encore une voie sans nature, d'une autre nature (rue pour avenue), suivie d'un complément, ou quand
deux voies répondent aussi bien."""
_AUTRE_NUMERO, _AUTRE_INDICE, _SANS_NUMERO = 0.9, 0.97, 0.8
"""Ce que vaut encore un numéro voisin, un indice (bis, ter) absent, la rue seule."""
_EQUIVALENTS = {"b": "bis", "t": "ter", "q": "quater"}


@dataclass(frozen=True, slots=True)
class Lieu:
    """Une adresse de la base : numéro (0 : aucun), indice, code postal, commune, position."""

    numero: int
    indice: str
    code_postal: str
    commune: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Rue:
    """Une voie et ses adresses."""

    nom: str
    lieux: list[Lieu]


class Voies:
    """Les voies d'une commune, retrouvées par leur nom normalisé ou par ce qui lui ressemble."""

    def __init__(self) -> None:
        """Aucune voie."""
        self.rues: dict[str, Rue] = {}
        self._noms: dict[str, str] = {}
        self._trouvees: dict[str, tuple[Rue, float] | None] = {}

    def add(self, nom: str, lieu: Lieu) -> None:
        """Ajoute une adresse à sa voie."""
        cle = normalize_voie(nom)
        if cle not in self.rues:
            self.rues[cle] = Rue(nom, [])
            self._noms[cle] = split_nature(cle)[1]
        self.rues[cle].lieux.append(lieu)

    def find(self, cle: str) -> tuple[Rue, float] | None:
        """La voie, et un score de 0 à 1 ; rien si aucun nom ne ressemble assez."""
        if cle not in self._trouvees:
            self._trouvees[cle] = (self.rues[cle], 1.0) if cle in self.rues else self._search(cle)
        return self._trouvees[cle]

    def _search(self, cle: str) -> tuple[Rue, float] | None:
        if not self.rues:
            return None
        nature, nom = split_nature(cle)
        proches = process.extract(nom, self._noms, scorer=fuzz.token_sort_ratio, score_cutoff=RESSEMBLANCE_MIN, limit=5)
        scores = [
            (max(1 - (1 - ressemblance / 100) * _PERTE_PAR_LETTRE, 0.0) * _weigh(nature, candidate), candidate)
            for _, ressemblance, candidate in proches
        ] or self._search_contenues(nature, nom)
        if not scores:
            return None
        (meilleur, choisie), *autres = sorted(scores, reverse=True)
        ambigu = any(meilleur - score < 0.02 for score, _ in autres)
        return self.rues[choisie], meilleur * (_AMBIGU if ambigu else 1.0)

    def _search_contenues(self, nature: str, nom: str) -> list[tuple[float, str]]:
        """Voies d'au moins deux mots dont tous sont dans le texte : le reste est un complément."""
        mots = set(nom.split())
        contenues = [(len(n.split()), c) for c, n in self._noms.items() if " " in n and set(n.split()) <= mots]
        longueur = max((taille for taille, _ in contenues), default=0)
        return [(_AVEC_COMPLEMENT * _weigh(nature, c), c) for taille, c in contenues if taille == longueur]


def _weigh(nature: str, candidate: str) -> float:
    autre = split_nature(candidate)[0]
    if nature == autre:
        return 1.0
    return _AUTRE_NATURE if nature and autre else _SANS_NATURE


def find_position(adresse: Adresse, voies: Voies, lieux_dits: Voies) -> tuple[Position, str] | None:
    """Meilleure position dans la commune, et son code postal ; rien si aucun nom de voie ne ressemble assez."""
    voie = parse_voie(adresse.voie)
    if not voie.cle:
        return None
    trouvee = voies.find(voie.cle)
    lieu_dit = None if trouvee and trouvee[1] == 1.0 else lieux_dits.find(voie.cle)
    if lieu_dit is not None and (trouvee is None or lieu_dit[1] > trouvee[1]):
        rue, score = lieu_dit
        return _build(Genre.LIEU_DIT, score, _find_milieu(rue.lieux), rue.nom)
    if trouvee is None:
        return None
    rue, ressemblance = trouvee
    proches = [lieu for lieu in rue.lieux if lieu.code_postal == adresse.code_postal] or rue.lieux
    return _place_numero(voie, rue, proches, ressemblance) or _place_rue(voie, rue, proches, ressemblance)


def _place_numero(voie: Voie, rue: Rue, lieux: Sequence[Lieu], ressemblance: float) -> tuple[Position, str] | None:
    """Le numéro et son indice, sinon le numéro seul, sinon le plus proche du même côté de la rue."""
    numerotes = [lieu for lieu in lieux if lieu.numero]
    if not voie.numero or not numerotes:
        return None
    lieu = min(
        numerotes,
        key=lambda x: (
            abs(x.numero - voie.numero) + (1000 if (x.numero - voie.numero) % 2 else 0),
            not _is_meme_indice(x.indice, voie.indice),
            x.indice,
            x.numero,
        ),
    )
    ecart = abs(lieu.numero - voie.numero)
    if ecart > ECART_NUMERO_MAX:
        return None
    qualite = _AUTRE_NUMERO if ecart else 1.0 if _is_meme_indice(lieu.indice, voie.indice) else _AUTRE_INDICE
    libelle = " ".join(filter(None, [str(lieu.numero), lieu.indice, rue.nom]))
    return _build(Genre.NUMERO, ressemblance * qualite, lieu, libelle)


def _is_meme_indice(un: str, autre: str) -> bool:
    return _EQUIVALENTS.get(un, un) == _EQUIVALENTS.get(autre, autre)


def _place_rue(voie: Voie, rue: Rue, lieux: Sequence[Lieu], ressemblance: float) -> tuple[Position, str]:
    """L'adresse la plus proche du milieu de la rue : un point de la rue, même si elle tourne."""
    lieu = _find_milieu(lieux)
    return _build(Genre.RUE, ressemblance * (_SANS_NUMERO if voie.numero else 1.0), lieu, rue.nom)


def _find_milieu(lieux: Sequence[Lieu]) -> Lieu:
    lon = sum(x.lon for x in lieux) / len(lieux)
    lat = sum(x.lat for x in lieux) / len(lieux)
    return min(lieux, key=lambda x: ((x.lon - lon) ** 2 + (x.lat - lat) ** 2, x.numero, x.indice))


def _build(genre: Genre, score: float, lieu: Lieu, libelle: str) -> tuple[Position, str]:
    return Position(genre, round(score, 4), lieu.lon, lieu.lat, libelle, lieu.commune), lieu.code_postal
