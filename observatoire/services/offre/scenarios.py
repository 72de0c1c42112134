"""« Et si ? » : densités et accessibilité par quartier, avant et après des changements supposés de l'offre."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from observatoire.domain.acces import ParametresAcces
from observatoire.domain.francais import format_nombre
from observatoire.domain.scenario import (
    CHANGEMENTS_MAX,
    Changement,
    ChangementIllisible,
    Genre,
    parse_changement,
    split_changements,
)
from observatoire.domain.territoire import Territoire
from observatoire.services.offre.accessibilite import Accessibilite, compute_accessibilite
from observatoire.services.offre.cadre import CadreOffre
from observatoire.services.offre.points import Offre, count_tetes
from observatoire.services.offre.reperes import Reperes
from observatoire.services.offre.situation import Ajout, Situation

SEUIL_CHANGEMENT = 0.01
"""Une accessibilité qui bouge de moins d'un centième est dite presque inchangée."""


@dataclass(frozen=True, slots=True)
class Place:
    """Où tombe un changement. `territoire` : quartier (ou IRIS) qui le porte, vide si aucun."""

    lon: float
    lat: float
    iris: str
    territoire: str


@dataclass(frozen=True, slots=True)
class Etat:
    """Un territoire, avant ou après. `tetes` et `densite` manquent si trop de points ne sont pas placés."""

    tetes: float | None
    densite: float | None
    acces: float | None


@dataclass(frozen=True, slots=True)
class LigneEtSi:
    """Un territoire avant et après."""

    territoire: Territoire
    avant: Etat
    apres: Etat

    @property
    def ecart(self) -> float:
        """Accessibilité gagnée ou perdue ; à défaut, densité."""
        for avant, apres in ((self.avant.acces, self.apres.acces), (self.avant.densite, self.apres.densite)):
            if avant is not None and apres is not None:
                return apres - avant
        return 0.0

    @property
    def sens(self) -> int:
        """1 si le territoire y gagne, -1 s'il y perd, 0 s'il n'y change presque rien."""
        base = self.avant.acces if self.avant.acces is not None else self.avant.densite
        if abs(self.ecart) <= SEUIL_CHANGEMENT * (base or 0.0) or not self.ecart:
            return 0
        return 1 if self.ecart > 0 else -1


@dataclass(frozen=True, slots=True)
class EtSi:
    """Le scénario joué pour un métier. `lignes` : du plus grand changement au plus petit."""

    cadre: CadreOffre
    changements: tuple[Changement, ...]
    ville: LigneEtSi
    lignes: tuple[LigneEtSi, ...]
    avant: Accessibilite | None
    apres: Accessibilite | None


def read_changements(
    texte: str, *, offre: Offre, territoires: Mapping[str, Territoire], reperes: Reperes
) -> tuple[tuple[Changement, ...], tuple[str, ...]]:
    """Lit les changements de l'adresse ; ce qui ne se lit pas ou n'existe pas est laissé, et dit.

    Returns:
        Les changements retenus, et un avis par changement écarté.
    """
    retenus: list[Changement] = []
    avis: list[str] = []
    metiers = {m.code for m in offre.metiers}
    morceaux = split_changements(texte)
    for rang, morceau in enumerate(morceaux[:CHANGEMENTS_MAX], start=1):
        try:
            changement = parse_changement(morceau)
            _check(changement, metiers, territoires, reperes)
        except ChangementIllisible as erreur:
            avis.append(f"Le changement n° {rang} du lien n’est pas repris : {erreur}.")
        else:
            retenus.append(changement)
    if len(morceaux) > CHANGEMENTS_MAX:
        avis.append(f"Le lien porte {len(morceaux)} changements : les {CHANGEMENTS_MAX} premiers sont repris.")
    return tuple(retenus), tuple(avis)


def _check(changement: Changement, metiers: set[str], territoires: Mapping[str, Territoire], reperes: Reperes) -> None:
    inconnu = next((m for m, _ in changement.equipe if m not in metiers), None)
    if inconnu is not None:
        raise ChangementIllisible(f"le métier « {inconnu[:40]} » n’existe pas dans cette version")
    position = changement.position
    if position is not None:
        if changement.genre is Genre.RETRAIT:
            raise ChangementIllisible("un retrait se fait dans un quartier")
        if not reperes.find_iris(*position):
            raise ChangementIllisible("le lieu est hors de la ville")
    elif changement.lieu not in territoires and (
        changement.genre is Genre.RETRAIT or changement.lieu not in reperes.centres
    ):
        raise ChangementIllisible(f"le lieu « {changement.lieu[:40]} » n’existe pas dans cette version")


def find_place(changement: Changement, cadre: CadreOffre, reperes: Reperes) -> Place:
    """Place d'un changement : le point dit, le centre de l'IRIS, ou celui du quartier."""
    territoire = next((t for t in cadre.territoires if t.code == changement.lieu), None)
    if changement.position is not None:
        lon, lat = changement.position
    elif changement.lieu in reperes.centres:
        lon, lat = reperes.centres[changement.lieu]
    else:
        lon, lat = (territoire.lon or 0.0, territoire.lat or 0.0) if territoire else (0.0, 0.0)
    iris = changement.lieu if changement.lieu in reperes.centres else reperes.find_iris(lon, lat)
    return Place(lon, lat, iris, territoire.code if territoire else cadre.iris.get(iris, ""))


def count_presents(cadre: CadreOffre, territoire: str) -> float:
    """Personnes du métier dans un territoire aujourd'hui ; d'un fichier de comptes, leur activité."""
    points = cadre.list_points(territoire)
    return count_tetes(points) + sum(p.activite for p in points if not p.personne)


def check_retraits(cadre: CadreOffre, changements: Sequence[Changement]) -> tuple[str, ...]:
    """Un avis par territoire dont on retire plus de monde qu'il n'y en a : tous y sont alors retirés."""
    avis: list[str] = []
    noms = {t.code: t.nom for t in cadre.territoires}
    for code, demandes in _sum_retraits(cadre, changements).items():
        presents = count_presents(cadre, code)
        if demandes > presents:
            avis.append(
                f"{noms.get(code, code)} : {demandes} {cadre.nom} à retirer pour {format_nombre(presents)} présents. "
                "Le calcul les retire tous."
            )
    return tuple(avis)


def _sum_retraits(cadre: CadreOffre, changements: Sequence[Changement]) -> dict[str, int]:
    retraits: dict[str, int] = {}
    for c in changements:
        if c.genre is Genre.RETRAIT and (nombre := -c.count(cadre.metier.code)):
            retraits[c.lieu] = retraits.get(c.lieu, 0) + nombre
    return retraits


def build_et_si(
    cadre: CadreOffre,
    situation: Situation,
    parametres: ParametresAcces,
    changements: Sequence[Changement],
    reperes: Reperes,
) -> EtSi:
    """Joue le scénario pour le métier du cadre ; les autres métiers des changements n'y comptent pas."""
    retraits = _sum_retraits(cadre, changements)
    ecarts: dict[str, float] = {code: -min(n, count_presents(cadre, code)) for code, n in retraits.items()}
    ajouts: list[Ajout] = []
    for c in changements:
        nombre = c.count(cadre.metier.code)
        if c.genre is not Genre.RETRAIT and nombre:
            place = find_place(c, cadre, reperes)
            ajouts.append(Ajout(place.lon, place.lat, float(nombre)))
            ecarts[place.territoire] = ecarts.get(place.territoire, 0) + nombre
    restes, ids = _thin(cadre, retraits)
    avant = apres = None
    if situation.is_complete:
        avant = compute_accessibilite(situation, parametres)
        apres = compute_accessibilite(situation, parametres, ajouts=(*restes, *ajouts), retraits=ids)
    lignes = [_build_ligne(cadre, t, ecarts.get(t.code, 0), avant, apres) for t in cadre.territoires]
    lignes.sort(key=lambda ligne: (-abs(ligne.ecart), -ligne.ecart))
    ville = _build_ligne(cadre, cadre.ville, sum(ecarts.values()), avant, apres)
    return EtSi(cadre, tuple(changements), ville, tuple(lignes), avant, apres)


def _thin(cadre: CadreOffre, retraits: Mapping[str, int]) -> tuple[list[Ajout], frozenset[str]]:
    """Allège l'offre d'un territoire sans choisir qui part : chacun de ses lieux perd la même part."""
    restes: list[Ajout] = []
    ids: set[str] = set()
    for code, nombre in retraits.items():
        presents = count_presents(cadre, code)
        reste = max(0.0, 1 - nombre / presents) if presents else 1.0
        for p in cadre.list_points(code):
            if p.lon is not None and p.lat is not None:
                ids.add(p.id)
                restes.append(Ajout(p.lon, p.lat, p.activite * reste))
    return [r for r in restes if r.etp > 0], frozenset(ids)


def _build_ligne(
    cadre: CadreOffre, territoire: Territoire, ecart: float, avant: Accessibilite | None, apres: Accessibilite | None
) -> LigneEtSi:
    connu = cadre.is_detaille or territoire.code == cadre.ville.code
    tetes = count_presents(cadre, territoire.code)
    return LigneEtSi(
        territoire,
        _build_etat(cadre, territoire.code, tetes if connu else None, avant),
        _build_etat(cadre, territoire.code, tetes + ecart if connu else None, apres),
    )


def _build_etat(cadre: CadreOffre, code: str, tetes: float | None, acces: Accessibilite | None) -> Etat:
    densite = None if tetes is None else cadre.compute_densite(tetes, code)
    return Etat(tetes, densite, acces.valeurs.get(code) if acces else None)
