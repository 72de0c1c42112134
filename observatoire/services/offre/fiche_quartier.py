"""Fiche d'un quartier à imprimer : qui y soigne, combien par rapport à la ville, à quelle distance, où."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from observatoire.domain.acces import METIERS_ACCES
from observatoire.domain.francais import sort_key
from observatoire.domain.territoire import Territoire
from observatoire.services.offre.cadre import name_pluriel
from observatoire.services.offre.points import Metier, Offre, Point, count_tetes
from observatoire.services.portrait import Portrait
from observatoire.services.resultats import Ligne

_AGE_ET_SECTEUR = (
    "part_generalistes_55_ans", "part_generalistes_60_ans", "part_generalistes_secteur_1", "habitants_par_generaliste",
)  # fmt: skip
_ACCES = tuple(code for m in METIERS_ACCES for code in (m.distance, m.temps, m.loin, m.accessibilite) if code)


@dataclass(frozen=True, slots=True)
class LigneMetier:
    """Un métier dans le quartier. `tetes` manque quand le fichier ne donne que des comptes ; `densite`, si aucune
    n'est publiée.
    """

    nom: str
    tetes: int | None
    activite: float
    densite: Ligne | None


@dataclass(frozen=True, slots=True)
class Lieu:
    """Une adresse d'exercice, et ceux qui y exercent."""

    adresse: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class FicheQuartier:
    """Ce que dit la page."""

    territoire: Territoire
    ville: str
    version: str
    population: float | None
    population_periode: str
    metiers: tuple[LigneMetier, ...]
    profils: tuple[Ligne, ...]
    acces: tuple[Ligne, ...]
    lieux: tuple[Lieu, ...]
    points: tuple[Point, ...]
    date: str


def build_fiche_quartier(*, portrait: Portrait, ville: str, offre: Offre, ici: Sequence[Point]) -> FicheQuartier:
    """Rassemble la fiche d'un quartier, d'un QPV (ou d'un IRIS, dans une ville sans quartiers).

    Args:
        portrait: chiffres publiés du quartier, comparés à la ville.
        ville: nom de la ville.
        offre: points de la version.
        ici: ceux de ses points qui sont dans le territoire.
    """
    points = tuple(p for p in ici if p.is_en_ville)
    # Un compte par IRIS n'est pas une adresse.
    adresses = tuple(p for p in points if p.personne)
    lignes = {ligne.indicateur.code: ligne for ligne in portrait.lignes}
    dates = sorted({p.date for p in offre.points} - {""})
    population, periode = portrait.population, portrait.population_periode
    if (ligne := lignes.get("population")) is not None and ligne.estimation.is_disponible:
        # Celle que divisent les densités.
        population, periode = ligne.estimation.valeur, ligne.chiffre.periode.libelle
    return FicheQuartier(
        territoire=portrait.territoire,
        ville=ville,
        version=portrait.version,
        population=population,
        population_periode=periode,
        metiers=tuple(_list_metiers(offre.metiers, points, lignes)),
        profils=tuple(lignes[code] for code in _AGE_ET_SECTEUR if code in lignes),
        acces=tuple(lignes[code] for code in _ACCES if code in lignes),
        lieux=group_lieux(adresses, offre.metiers),
        points=adresses,
        date=dates[-1] if dates else "",
    )


def _list_metiers(
    metiers: Iterable[Metier], points: tuple[Point, ...], lignes: Mapping[str, Ligne]
) -> Iterable[LigneMetier]:
    """Les métiers qui ont une densité, même sans personne ici, puis ceux qui ont quelqu'un."""
    for metier in metiers:
        ici = [p for p in points if p.metier == metier.code]
        densite = next((lignes[c] for c in metier.indicateurs if c.startswith("densite_") and c in lignes), None)
        if ici or densite is not None:
            tetes = None if any(not p.personne for p in ici) else count_tetes(ici)
            yield LigneMetier(name_pluriel(metier), tetes, sum(p.activite for p in ici), densite)


def group_lieux(points: Iterable[Point], metiers: Iterable[Metier]) -> tuple[Lieu, ...]:
    """Les points réunis par adresse, premiers recours d'abord ; sans adresse, chacun reste seul."""
    rangs = {m.code: rang for rang, m in enumerate(metiers)}
    tas: dict[tuple[str, str], list[Point]] = {}
    for p in sorted(points, key=lambda p: (rangs.get(p.metier, len(rangs)), sort_key(p.nom), p.id)):
        cle = (sort_key(p.adresse), "") if p.adresse else ("", p.id)
        tas.setdefault(cle, []).append(p)
    return tuple(Lieu(tout[0].adresse, tuple(tout)) for tout in tas.values())
