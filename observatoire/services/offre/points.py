"""Professionnels et lieux de soins d'une version : qui, où, et quels indicateurs les comptent."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from observatoire.domain.acces import is_en_ville
from observatoire.domain.densites import (
    GENERALISTES,
    HABITANTS_PAR_GENERALISTE,
    METIERS_COMPTES,
    PART_55_ANS,
    PART_60_ANS,
    PART_SECTEUR_1,
)
from observatoire.domain.francais import sort_key
from observatoire.services.version import open_version

_INDICATEURS: dict[tuple[str, str], tuple[str, ...]] = {
    (m.profession, m.specialite): tuple(filter(None, (m.densite, m.activite))) for m in METIERS_COMPTES
}
_INDICATEURS[GENERALISTES.profession, GENERALISTES.specialite] += (
    HABITANTS_PAR_GENERALISTE, PART_55_ANS, PART_60_ANS, PART_SECTEUR_1,
)  # fmt: skip
SANS_NOM = "nom non publié"


@dataclass(frozen=True, slots=True)
class Point:
    """Une personne en un lieu, ou un lieu de soins. `iris` vide : hors de tout IRIS, ou sans coordonnées.

    Les derniers champs disent d'où vient la position ; ils sont vides dans une version d'avant le géocodage.
    """

    id: str
    categorie: str
    profession: str
    specialite: str
    nom: str
    lon: float | None
    lat: float | None
    iris: str
    commune: str
    adresse: str
    mode_exercice: str
    secteur_conventionnel: str
    date: str
    personne: str
    activite: float
    source: str = ""
    genre_position: str = ""
    score: float | None = None
    adresse_trouvee: str = ""
    doute: str = ""
    secteur_activite: str = ""

    @property
    def is_place(self) -> bool:
        """Vrai si le point a des coordonnées."""
        return self.lon is not None and self.lat is not None

    @property
    def is_en_ville(self) -> bool:
        """Vrai s'il compte dans les densités ; faux pour un salarié de l'hôpital."""
        return is_en_ville(self.mode_exercice, self.secteur_activite)

    @property
    def metier(self) -> str:
        """Code de son métier, tel que l'adresse le porte."""
        return build_metier(self.profession, self.specialite)


@dataclass(frozen=True, slots=True)
class Metier:
    """Une profession, ou une spécialité de médecin. `indicateurs` : ceux qui le comptent, s'ils sont publiés."""

    code: str
    libelle: str
    nombre: int
    indicateurs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offre:
    """Tous les points d'une version, ses métiers du plus courant de ceux qui ont une densité aux autres."""

    points: tuple[Point, ...]
    metiers: tuple[Metier, ...]


def build_offre(*, version: str) -> Offre:
    """Lit les points d'une version.

    Raises:
        DonneesAbsentes: version inconnue.
    """
    entrepot = open_version(version)
    points = tuple(Point(*ligne) for ligne in entrepot.read("points_offre"))
    publies = {d.indicateur for d in entrepot.metadonnees.disponibilites if d.publies}
    nombres = Counter(_get_cle(p.profession, p.specialite) for p in points)
    metiers = [
        Metier(
            code=_slugify(" ".join(cle)),
            libelle=name_metier(*cle),
            nombre=nombre,
            indicateurs=tuple(i for i in _INDICATEURS.get(cle, ()) if i in publies),
        )
        for cle, nombre in nombres.items()
    ]
    ordre = [_slugify(" ".join(cle)) for cle in _INDICATEURS]
    metiers.sort(
        key=lambda m: (not m.indicateurs, ordre.index(m.code) if m.code in ordre else len(ordre), sort_key(m.libelle))
    )
    return Offre(points, tuple(metiers))


def _get_cle(profession: str, specialite: str) -> tuple[str, str]:
    """Seuls les médecins se distinguent par leur spécialité."""
    return (profession, specialite if profession == "Médecin" else "")


def build_metier(profession: str, specialite: str) -> str:
    """Code d'un métier, tel que l'adresse le porte."""
    return _slugify(" ".join(_get_cle(profession, specialite)))


def name_metier(profession: str, specialite: str) -> str:
    """Nom d'un métier : « Médecin, psychiatrie »."""
    return f"{profession}, {specialite.lower()}" if specialite else profession


@cache
def _slugify(texte: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", sort_key(texte)).strip("-")


def select_en_ville(points: Iterable[Point], metier: str, communes: Collection[str] | None = None) -> tuple[Point, ...]:
    """Points d'un métier qui soignent en ville : ceux que comptent les densités, partout les mêmes.

    Args:
        points: points de la version.
        metier: code du métier.
        communes: communes suivies ; toutes, sinon. Un point placé dans un IRIS est toujours de la ville.
    """
    return tuple(p for p in filter_points(points, metier=metier, communes=communes) if p.is_en_ville)


def filter_points(
    points: Iterable[Point],
    *,
    metier: str = "",
    secteur: str = "",
    communes: Collection[str] | None = None,
    texte: str = "",
) -> tuple[Point, ...]:
    """Points qui répondent à toutes les demandes ; `texte` se cherche sans accent dans nom, métier et adresse."""
    mots = sort_key(texte).split()
    return tuple(
        p
        for p in points
        if (not metier or p.metier == metier)
        and (not secteur or p.secteur_conventionnel == secteur)
        and (communes is None or p.commune in communes or p.iris != "")
        and (not mots or all(mot in _read_cherchable(p) for mot in mots))
    )


def _read_cherchable(point: Point) -> str:
    return sort_key(f"{point.nom} {point.profession} {point.specialite} {point.adresse}")


def count_tetes(points: Sequence[Point]) -> int:
    """Personnes (ou lieux) distinctes ; un compte sans personnes distinctes n'ajoute rien."""
    return len({p.personne for p in points if p.personne})
