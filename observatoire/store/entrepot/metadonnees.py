"""Ce qui ne change pas dans une version : fiches, territoires, périodes, sources, lots."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from observatoire.domain.indicateur import Indicateur, Sens, Source, Theme, TypeIndicateur
from observatoire.domain.periode import Periode, TypePeriode
from observatoire.domain.territoire import Maille, Territoire

Lecteur = Callable[..., list[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Appartenance:
    """Part d'un territoire (enfant) contenue dans un autre (parent)."""

    enfant: str
    parent: str
    part_population: float | None
    part_surface: float


@dataclass(frozen=True, slots=True)
class Disponibilite:
    """Ce qu'une maille a d'un indicateur à une période : `publies` valeurs y sont montrables."""

    indicateur: str
    maille: Maille
    periode: str
    sexe: str
    age: str
    publies: int


@dataclass(frozen=True, slots=True)
class Lot:
    """Un fichier importé."""

    id: str
    fichier: str
    sha256: str
    source: str
    importe_le: datetime
    lignes_lues: int
    lignes_retenues: int
    rejets: int


@dataclass(frozen=True)
class Metadonnees:
    """Tout ce qu'un menu ou une légende doit savoir, par code."""

    identite: Mapping[str, str]
    sources: Mapping[str, Source]
    indicateurs: Mapping[str, Indicateur]
    territoires: Mapping[str, Territoire]
    periodes: Mapping[str, Periode]
    appartenances: tuple[Appartenance, ...]
    disponibilites: tuple[Disponibilite, ...]
    lots: tuple[Lot, ...]

    @property
    def territoire_reference(self) -> str:
        """Code de la ville (ou du périmètre de plusieurs communes)."""
        return self.identite["territoire_reference"]

    @property
    def nom(self) -> str:
        """Nom de la ville."""
        return self.identite["nom"]

    @property
    def is_fictif(self) -> bool:
        """Vrai pour la ville de démonstration."""
        return self.identite.get("fictif", "non") == "oui"


def load_metadonnees(read: Lecteur) -> Metadonnees:
    """Lit les petites tables d'une version."""
    mailles = _read_comparabilites(read)
    return Metadonnees(
        identite=MappingProxyType(dict(read("identite"))),
        sources=MappingProxyType({ligne[0]: Source(*ligne) for ligne in read("sources")}),
        indicateurs=MappingProxyType({ligne[0]: _build_indicateur(ligne, mailles) for ligne in read("indicateurs")}),
        territoires=MappingProxyType({ligne[0]: _build_territoire(ligne) for ligne in read("territoires")}),
        periodes=MappingProxyType({ligne[0]: _build_periode(ligne) for ligne in read("periodes")}),
        appartenances=tuple(Appartenance(*ligne) for ligne in read("appartenances")),
        disponibilites=tuple(Disponibilite(ligne[0], Maille(ligne[1]), *ligne[2:]) for ligne in read("disponibilites")),
        lots=tuple(Lot(*ligne) for ligne in read("lots")),
    )


def _read_comparabilites(read: Lecteur) -> dict[str, tuple[str, ...]]:
    """Mailles où un indicateur ne se compare pas dans le temps ; une version plus ancienne ne les dit pas."""
    mailles: dict[str, tuple[str, ...]] = {}
    if any(ligne[0] == "comparabilite" for ligne in read("dictionnaire")):
        for code, maille in read("comparabilites"):
            mailles[code] = (*mailles.get(code, ()), maille)
    return mailles


def _build_indicateur(ligne: tuple[Any, ...], mailles: Mapping[str, tuple[str, ...]]) -> Indicateur:
    champs: dict[str, Any] = dict(zip(_CHAMPS_INDICATEUR, ligne, strict=True))
    champs["mailles_non_comparables"] = mailles.get(champs["code"], ())
    champs["theme"] = Theme(champs["theme"])
    champs["type"] = TypeIndicateur(champs["type"])
    champs["sens"] = Sens(champs["sens"])
    return Indicateur(**champs)


_CHAMPS_INDICATEUR = (
    "code", "libelle", "libelle_court", "theme", "definition", "unite", "type", "multiplicateur", "sens",
    "source", "seuil_secret", "comparable_dans_le_temps", "motif_non_comparable", "decimales", "agregeable",
    "pourquoi", "limites", "auteur", "verifie_le", "population_cible", "locution", "famille",
    "zero_diffusable", "base", "methode_standardisation", "population_standard",
)  # fmt: skip


def _build_territoire(ligne: tuple[Any, ...]) -> Territoire:
    code, maille, *reste = ligne
    return Territoire(code, Maille(maille), *reste)


def _build_periode(ligne: tuple[str, str, date, date, str]) -> Periode:
    code, genre, debut, fin, libelle = ligne
    return Periode(fin=fin, debut=debut, code=code, type=TypePeriode(genre), libelle=libelle)
