"""« Et si ? » : densités et accessibilité par quartier, avant et après des changements supposés de l'offre."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from observatoire.domain.acces import ParametresAcces
from observatoire.domain.francais import count_decimales, format_nombre
from observatoire.domain.scenario import (
    CHANGEMENTS_MAX,
    Changement,
    ChangementIllisible,
    Genre,
    parse_changement,
    split_changements,
)
from observatoire.domain.territoire import Maille, Territoire
from observatoire.services.offre.accessibilite import Accessibilite, compute_accessibilite
from observatoire.services.offre.cadre import CadreOffre
from observatoire.services.offre.points import Offre, Point, count_tetes
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
    """Le scénario joué pour un métier. `lignes` : du plus grand changement au plus petit.

    `qpv` de même, sans densité : la population d'un QPV et ses adresses n'ont pas toujours le même contour.
    """

    cadre: CadreOffre
    changements: tuple[Changement, ...]
    ville: LigneEtSi
    lignes: tuple[LigneEtSi, ...]
    avant: Accessibilite | None
    apres: Accessibilite | None
    qpv: tuple[LigneEtSi, ...] = ()


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
    cabinets = {p.id: p.metier for p in offre.points if p.is_en_ville}
    morceaux = split_changements(texte)
    for rang, morceau in enumerate(morceaux[:CHANGEMENTS_MAX], start=1):
        try:
            changement = parse_changement(morceau)
            if changement.genre is not Genre.RETRAIT or cabinets.get(changement.lieu) != changement.equipe[0][0]:
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
    """Place d'un changement : le point dit, le lieu d'exercice, le centre de l'IRIS, ou celui du quartier."""
    if (cabinet := find_cabinet(changement, cadre.points)) is not None:
        return Place(cabinet.lon or 0.0, cabinet.lat or 0.0, cabinet.iris, cadre.iris.get(cabinet.iris, ""))
    territoire = next((t for t in cadre.territoires if t.code == changement.lieu), None)
    if changement.position is not None:
        lon, lat = changement.position
    elif changement.lieu in reperes.centres:
        lon, lat = reperes.centres[changement.lieu]
    else:
        lon, lat = (territoire.lon or 0.0, territoire.lat or 0.0) if territoire else (0.0, 0.0)
    iris = changement.lieu if changement.lieu in reperes.centres else reperes.find_iris(lon, lat)
    return Place(lon, lat, iris, territoire.code if territoire else cadre.iris.get(iris, ""))


def find_cabinet(changement: Changement, points: Sequence[Point]) -> Point | None:
    """Lieu d'exercice qu'un retrait ferme ; rien s'il porte sur un quartier."""
    if changement.genre is not Genre.RETRAIT:
        return None
    return next((p for p in points if p.id == changement.lieu), None)


def count_presents(cadre: CadreOffre, territoire: str) -> float:
    """Personnes du métier dans un territoire aujourd'hui ; d'un fichier de comptes, leur activité."""
    return _count(cadre.list_points(territoire))


def _count(points: Sequence[Point]) -> float:
    return count_tetes(points) + sum(p.activite for p in points if not p.personne)


def check_retraits(cadre: CadreOffre, changements: Sequence[Changement]) -> tuple[str, ...]:
    """Un avis par territoire dont on retire plus de monde qu'il n'y en a : tous y sont alors retirés."""
    avis: list[str] = []
    noms = {t.code: t.nom for t in cadre.territoires}
    for code, demandes in _sum_retraits(cadre, changements).items():
        presents = count_presents(cadre, code)
        if demandes > presents:
            avis.append(
                f"{noms.get(code, code)} : {format_demis(demandes)} {cadre.nom} à retirer pour "
                f"{format_demis(presents)} présents. Le calcul les retire tous."
            )
    return tuple(avis)


def format_demis(nombre: float) -> str:
    """« 3 », « 0,5 » : un nombre de personnes, dont des mi-temps."""
    return format_nombre(nombre, min(1, count_decimales(nombre)))


def _sum_retraits(cadre: CadreOffre, changements: Sequence[Changement]) -> dict[str, float]:
    """Retraits par territoire ; un lieu d'exercice fermé n'en est pas un."""
    territoires = {t.code for t in cadre.territoires}
    retraits: dict[str, float] = {}
    for c in changements:
        if c.genre is Genre.RETRAIT and c.lieu in territoires and (nombre := -c.count(cadre.metier.code)):
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
    fermes = {c.lieu for c in changements if find_cabinet(c, cadre.points)}
    reste = replace(cadre, points=tuple(p for p in cadre.points if p.id not in fermes))
    retraits = _sum_retraits(reste, changements)
    parts = {code: min(1.0, n / presents) for code, n in retraits.items() if (presents := count_presents(reste, code))}
    ecarts: dict[str, float] = {code: -part * count_presents(reste, code) for code, part in parts.items()}
    ajouts: list[Ajout] = []
    for c in changements:
        nombre = c.count(cadre.metier.code)
        if c.genre is not Genre.RETRAIT and nombre:
            place = find_place(c, cadre, reperes)
            ajouts.append(Ajout(place.lon, place.lat, nombre))
            ecarts[place.territoire] = ecarts.get(place.territoire, 0) + nombre
    allegees, ids = _thin(reste, parts)
    avant = apres = None
    if situation.is_complete:
        avant = compute_accessibilite(situation, parametres)
        apres = compute_accessibilite(situation, parametres, ajouts=(*allegees, *ajouts), retraits=ids | fermes)
    passage = _Passage(cadre, reste, avant, apres)
    lignes = [passage.build_ligne(t, ecarts.get(t.code, 0)) for t in cadre.territoires]
    ville = passage.build_ligne(cadre.ville, sum(ecarts.values()))
    qpv = _list_qpv(passage, parts, ajouts)
    return EtSi(cadre, tuple(changements), ville, _sort(lignes), avant, apres, _sort(qpv))


def _sort(lignes: Sequence[LigneEtSi]) -> tuple[LigneEtSi, ...]:
    return tuple(sorted(lignes, key=lambda ligne: (-abs(ligne.ecart), -ligne.ecart)))


def _thin(cadre: CadreOffre, parts: Mapping[str, float]) -> tuple[list[Ajout], frozenset[str]]:
    """Allège l'offre d'un territoire sans choisir qui part : chacun de ses lieux perd la même part."""
    restes: list[Ajout] = []
    ids: set[str] = set()
    for code, part in parts.items():
        for p in cadre.list_points(code):
            if p.lon is not None and p.lat is not None:
                ids.add(p.id)
                restes.append(Ajout(p.lon, p.lat, p.activite * (1 - part)))
    return [r for r in restes if r.etp > 0], frozenset(ids)


def _list_qpv(passage: "_Passage", parts: Mapping[str, float], ajouts: Sequence[Ajout]) -> list[LigneEtSi]:
    """Chaque QPV : les ajouts qui y tombent, et sa part de ce que perdent les quartiers qu'il touche."""
    zonage, reste = passage.cadre.zonage, passage.reste
    if zonage is None:
        return []
    gains: dict[str, float] = {}
    for ajout in ajouts:
        code = zonage.find_qpv(ajout.lon, ajout.lat)
        gains[code] = gains.get(code, 0.0) + ajout.etp
    lignes: list[LigneEtSi] = []
    for code, territoire in zonage.qpv.items():
        points = reste.list_points(code)
        pertes = sum(
            part * _count(tuple(p for p in points if reste.iris.get(p.iris) == quartier))
            for quartier, part in parts.items()
        )
        lignes.append(passage.build_ligne(territoire, gains.get(code, 0.0) - pertes))
    return lignes


@dataclass(frozen=True, slots=True)
class _Passage:
    """D'avant à après. `reste` : le cadre sans les lieux d'exercice fermés."""

    cadre: CadreOffre
    reste: CadreOffre
    avant: Accessibilite | None
    apres: Accessibilite | None

    def build_ligne(self, territoire: Territoire, ecart: float) -> LigneEtSi:
        """Un territoire avant et après `ecart`."""
        code = territoire.code
        connu = self.cadre.is_detaille or code == self.cadre.ville.code
        avant, apres = count_presents(self.cadre, code), count_presents(self.reste, code) + ecart
        return LigneEtSi(
            territoire,
            self._build_etat(territoire, avant if connu else None, self.avant),
            self._build_etat(territoire, apres if connu else None, self.apres),
        )

    def _build_etat(self, territoire: Territoire, tetes: float | None, acces: Accessibilite | None) -> Etat:
        densite = None
        if tetes is not None and territoire.maille is not Maille.QPV:
            densite = self.cadre.compute_densite(tetes, territoire.code)
        return Etat(tetes, densite, acces.valeurs.get(territoire.code) if acces else None)
