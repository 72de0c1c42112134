"""Ce dont partent projections et scénarios : les libéraux d'un métier, où ils sont, et les habitants autour."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from observatoire.domain.acces import find_metier
from observatoire.domain.francais import sort_key
from observatoire.domain.placement import Placement
from observatoire.domain.territoire import Maille, Territoire
from observatoire.errors import SelectionInvalide
from observatoire.services.offre.points import Metier, Offre, Point, build_metier, select_en_ville
from observatoire.services.offre.zonage import Zonage
from observatoire.services.recomposition import list_quartiers
from observatoire.services.version import open_version
from observatoire.store.entrepot.base import Entrepot

BASE = 10_000
"""Une densité se dit pour tant d'habitants."""
Classe = tuple[int, int]
"""Bornes d'âge, la seconde exclue."""
_SPECIALISTES = (("logie", "logues"), ("iatrie", "iatres"))


@dataclass(frozen=True, slots=True)
class CadreOffre:
    """Un métier dans la ville. `iris` donne le territoire de chaque IRIS ; `habitants` celui de chacun, ville comprise.

    `nom` est le pluriel du métier (« médecins généralistes ») ; `annee` celle des points. `ages` : personnes par classe
    d'âge, dans les seuls territoires où elles sont au moins `seuil_ages`.
    """

    version: str
    metier: Metier
    nom: str
    maille: Maille
    ville: Territoire
    territoires: tuple[Territoire, ...]
    iris: Mapping[str, str]
    points: tuple[Point, ...]
    habitants: Mapping[str, float]
    annee: int
    non_places: int
    ages: Mapping[str, Mapping[Classe, int]] = field(default_factory=lambda: {})
    seuil_ages: int = 0
    zonage: Zonage | None = None

    @property
    def is_detaille(self) -> bool:
        """Vrai si presque tous les points ont un IRIS : un chiffre par territoire a alors un sens."""
        return bool(self.territoires) and self.placement.is_suffisant

    @property
    def placement(self) -> Placement:
        """Combien d'adresses du métier, dans la ville, ont un IRIS."""
        places = len(self.points) - self.non_places
        return Placement(len(self.points), places, places)

    def list_points(self, territoire: str) -> tuple[Point, ...]:
        """Points d'un territoire, d'un QPV, ou de toute la ville."""
        if territoire == self.ville.code:
            return self.points
        if self.zonage is not None and territoire in self.zonage.qpv:
            return self.zonage.select(self.points, territoire)
        return tuple(p for p in self.points if self.iris.get(p.iris) == territoire)

    def compute_densite(self, nombre: float, territoire: str) -> float | None:
        """Nombre pour 10 000 habitants ; rien si la population est inconnue ou nulle."""
        habitants = self.habitants.get(territoire, 0.0)
        return nombre / habitants * BASE if habitants > 0 else None


def build_cadre(
    *, version: str, offre: Offre, metier: str, maille: Maille | None = None, zonage: Zonage | None = None
) -> CadreOffre:
    """Rassemble les libéraux d'un métier et la population ; par quartier, ou par IRIS s'il n'y a pas de quartier.

    `zonage` fait connaître les QPV de chaque point.

    Raises:
        SelectionInvalide: métier inconnu.
        DonneesAbsentes: version inconnue.
    """
    choisi = next((m for m in offre.metiers if m.code == metier), None)
    if choisi is None:
        raise SelectionInvalide(f"Le métier « {metier} » n'existe pas dans cette version des données.")
    entrepot = open_version(version)
    meta = entrepot.metadonnees
    quartiers = list_quartiers(meta)
    retenue = maille or (Maille.QUARTIER if quartiers else Maille.IRIS)
    territoires = sorted((t for t in meta.territoires.values() if t.maille is retenue), key=lambda t: sort_key(t.nom))
    if retenue is Maille.QUARTIER:
        iris = {code: quartier for quartier, tous in quartiers.items() for code in tous}
    else:
        iris = {t.code: t.code for t in territoires}
    communes = {t.code for t in meta.territoires.values() if t.maille is Maille.COMMUNE}
    points = select_en_ville(offre.points, choisi.code, communes)
    ville = meta.territoires[meta.territoire_reference]
    return CadreOffre(
        version=version,
        metier=choisi,
        nom=name_pluriel(choisi),
        maille=retenue,
        ville=ville,
        territoires=tuple(territoires),
        iris=iris,
        points=points,
        habitants=_read_habitants(entrepot, choisi, retenue, [ville.code, *(t.code for t in territoires)]),
        annee=read_annee(points, meta.identite.get("publie_le", "")),
        non_places=sum(1 for p in points if not p.iris),
        ages=_read_ages(entrepot, choisi.code),
        seuil_ages=int(meta.identite.get("seuil_ages", "0")),
        zonage=zonage,
    )


def _read_ages(entrepot: Entrepot, metier: str) -> dict[str, dict[Classe, int]]:
    """Personnes par classe d'âge de chaque territoire ; une version plus ancienne n'en dit rien."""
    ages: dict[str, dict[Classe, int]] = {}
    for territoire, profession, specialite, bas, haut, effectif in (
        entrepot.read("ages_offre") if "age_offre" in entrepot.tables else []
    ):
        if build_metier(profession, specialite) == metier:
            ages.setdefault(territoire, {})[bas, haut] = effectif
    return ages


def read_annee(points: Iterable[Point], publie_le: str) -> int:
    """Année des points, ou celle de la publication s'ils ne sont pas datés."""
    annees = [p.date[:4] for p in points if p.date[:4].isdigit()]
    return int(max(annees, default=publie_le[:4] or "0"))


def name_pluriel(metier: Metier) -> str:
    """« médecins généralistes », « sages-femmes », « psychiatres », « médecins (radiodiagnostic) »."""
    if connu := find_metier(metier.code):
        return connu.pluriel
    nom, _, specialite = metier.libelle.partition(", ")
    for fin, pluriel in _SPECIALISTES:
        if specialite.endswith(fin) and " " not in specialite:
            return specialite.removesuffix(fin) + pluriel
    mots = "-".join(f"{mot}s" for mot in nom.lower().split("-")) if " " not in nom else f"professionnels ({nom})"
    return f"{mots} ({specialite})" if specialite else mots


def _read_habitants(entrepot: Entrepot, metier: Metier, maille: Maille, codes: list[str]) -> dict[str, float]:
    """Population de chaque territoire : le dénominateur de la densité publiée, sinon la plus récente."""
    totaux = {
        code: effectif
        for code, _, effectif in entrepot.read("population_totale", territoires=codes)
        if effectif is not None
    }
    publies: dict[str, dict[str, float]] = {}
    for indicateur, code, _, _, _, valeur, _, _, _, denominateur, _ in entrepot.read(
        "valeurs_dernieres", maille=maille.value, millesime=None, autres=codes[:1], sexe="ensemble"
    ):
        if indicateur == "population" and valeur is not None:
            publies.setdefault("population", {})[code] = valeur
        elif indicateur.startswith("densite_") and denominateur is not None:
            publies.setdefault(indicateur, {})[code] = denominateur
    densite = next((i for i in metier.indicateurs if i in publies), "population")
    return totaux | publies.get("population", {}) | publies.get(densite, {})
