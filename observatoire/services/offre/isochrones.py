"""Qui vit à moins de 5, 10 ou 15 minutes d'un lieu de soins : part des habitants de chaque territoire, et la phrase."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shapely.geometry import mapping

from observatoire.domain.acces import find_metier
from observatoire.domain.francais import format_nombre, format_pluriel
from observatoire.domain.scenario import parse_point
from observatoire.domain.tableur import write_csv
from observatoire.domain.territoire import Maille
from observatoire.errors import SelectionInvalide
from observatoire.services.carte import load_contours
from observatoire.services.offre.abords import select_proches
from observatoire.services.offre.aires import (
    LIBELLES_MODE,
    MINUTES,
    Aires,
    Methode,
    Mode,
    Service,
    build_aires,
    compute_rayon_m,
)
from observatoire.services.offre.couvertures import Couverture, Couvertures, measure_couvertures
from observatoire.services.offre.points import Metier, Offre, Point, select_en_ville
from observatoire.services.offre.voirie import Voirie
from observatoire.services.version import open_version
from observatoire.store.entrepot.base import Entrepot

PHRASE_MINUTES = 10
LIEU_CHOISI = "point choisi"
SOURCES_DE_RUES = frozenset({"openstreetmap", "ign_bdtopo", "voirie_locale"})


@dataclass(frozen=True, slots=True)
class Isochrones:
    """Aires autour d'un lieu (`point`) ou de tous ceux d'un métier, et qui y vit.

    `iris` et `quartiers` sont rangés de la part la plus basse à la plus haute, à dix minutes.
    """

    metier: Metier
    mode: Mode
    point: Point | None
    lieux: tuple[Point, ...]
    aires: Aires
    ville: Couverture
    iris: tuple[Couverture, ...]
    quartiers: tuple[Couverture, ...]
    phrase: str
    certitude: str
    source_rues: str

    def build_geojson(self) -> dict[str, Any]:
        """Les aires, de la plus large à la plus proche."""
        return {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": {
                        "minutes": minutes, "mode": self.mode.value, "metier": self.metier.code,
                        "methode": self.aires.methode.value,
                    },
                    "geometry": mapping(surface),
                }
                for minutes, surface in reversed(list(zip(MINUTES, self.aires.surfaces, strict=True)))
            ],
        }  # fmt: skip


def list_lieux(*, version: str, offre: Offre, metier: str) -> tuple[Point, ...]:
    """Points placés d'un métier, salariés exceptés, dans la ville et ses abords ; un par adresse.

    Raises:
        DonneesAbsentes: version inconnue.
    """
    contours = load_contours(version=version, maille=Maille.IRIS.value)
    uniques: dict[tuple[float, float], Point] = {}
    for p in sorted(select_proches(select_en_ville(offre.points, metier), contours), key=lambda p: p.id):
        uniques.setdefault((round(p.lon or 0.0, 5), round(p.lat or 0.0, 5)), p)
    return tuple(uniques.values())


def build_lieu_choisi(version: str, code: str) -> Point | None:
    """Le lieu que dit « longitude_latitude », s'il est dans la ville ou ses abords ; rien sinon.

    Raises:
        DonneesAbsentes: version inconnue.
    """
    position = parse_point(code)
    if position is None:
        return None
    lieu = Point(
        id=code, categorie="", profession=LIEU_CHOISI, specialite="", nom=LIEU_CHOISI, lon=position[0],
        lat=position[1], iris="", commune="", adresse="", mode_exercice="", secteur_conventionnel="", date="",
        personne="", activite=0.0,
    )  # fmt: skip
    return lieu if select_proches([lieu], load_contours(version=version, maille=Maille.IRIS.value)) else None


def build_isochrones(
    *,
    version: str,
    offre: Offre,
    metier: str,
    point: str = "",
    mode: Mode,
    voirie: Voirie | None,
    service: Service,
    marche_kmh: float,
) -> Isochrones:
    """Aires et couvertures d'un lieu (`point` : son identifiant, ou ses coordonnées) ou de tous ceux du métier.

    Raises:
        SelectionInvalide: métier ou lieu inconnu, ou aucun lieu placé.
        DonneesAbsentes: version inconnue.
    """
    choisi = next((m for m in offre.metiers if m.code == metier), None)
    lieux = list_lieux(version=version, offre=offre, metier=metier)
    seul = build_lieu_choisi(version, point) or next((p for p in lieux if p.id == point), None)
    if choisi is None or (point and seul is None) or not (lieux or seul):
        raise SelectionInvalide("Aucun lieu de ce métier n'a de coordonnées dans cette version des données.")
    retenus = (seul,) if seul else lieux
    aires = build_aires(
        lieux=[(p.lon or 0.0, p.lat or 0.0) for p in retenus],
        mode=mode,
        voirie=voirie,
        service=service,
        marche_kmh=marche_kmh,
    )
    couvertures = measure_couvertures(version=version, aires=aires)
    return Isochrones(
        metier=choisi,
        mode=mode,
        point=seul,
        lieux=retenus,
        aires=aires,
        ville=couvertures.ville,
        iris=_sort(couvertures.iris),
        quartiers=_sort(couvertures.quartiers),
        phrase=_write_phrase(choisi, mode, seul, couvertures.ville),
        certitude=_write_certitude(aires, mode, marche_kmh, couvertures),
        source_rues=_find_source(open_version(version)) if aires.methode is Methode.RESEAU else "",
    )


def _find_source(entrepot: Entrepot) -> str:
    """À qui l'on doit le réseau de rues : sa licence demande de le dire."""
    meta = entrepot.metadonnees
    codes = [lot.source for lot in meta.lots if lot.source in SOURCES_DE_RUES and lot.source in meta.sources]
    source = meta.sources[codes[-1]] if codes else None
    return f"{source.libelle} ({source.producteur}) ; licence : {source.licence}" if source else ""


def _sort(couvertures: Sequence[Couverture]) -> tuple[Couverture, ...]:
    rang = MINUTES.index(PHRASE_MINUTES)
    return tuple(sorted(couvertures, key=lambda c: (not c.parts, c.parts[rang] if c.parts else 0.0, c.nom)))


def name_un(metier: Metier) -> str:
    """« une pharmacie », « un médecin généraliste », sinon « un lieu (EHPAD) »."""
    connu = find_metier(metier.code)
    if connu is None:
        return f"un lieu ({metier.libelle})"
    for article, indefini in (("à la ", "une "), ("au ", "un "), ("à l’", "un ")):
        if connu.article.startswith(article):
            return indefini + connu.article.removeprefix(article)
    return f"un lieu ({metier.libelle})"


def _write_phrase(metier: Metier, mode: Mode, point: Point | None, ville: Couverture) -> str:
    cible = f"de ce lieu ({point.nom or metier.libelle})" if point else f"d’{name_un(metier)}"
    if not ville.parts:
        return f"La population des IRIS n’est pas connue : on ne peut pas dire qui vit près {cible}."
    part = ville.parts[MINUTES.index(PHRASE_MINUTES)]
    habitants = round(part * ville.habitants, -2)
    return (
        f"{format_nombre(100 * part)} % des habitants vivent à moins de {PHRASE_MINUTES} minutes "
        f"{LIBELLES_MODE[mode]} {cible}, soit environ {format_nombre(habitants)} personnes."
    )


def _write_certitude(aires: Aires, mode: Mode, marche_kmh: float, couvertures: Couvertures) -> str:
    vitesse = f"{format_nombre(marche_kmh, 1)} km/h"
    rayons = ", ".join(f"{format_nombre(compute_rayon_m(m, mode, marche_kmh))} m" for m in MINUTES)
    debuts: Mapping[Methode, str] = {
        Methode.RESEAU: f"Temps calculé par les rues, à {vitesse}"
        if mode is Mode.PIED
        else "Temps calculé par les rues, sens uniques respectés, sans embouteillage ni stationnement",
        Methode.SERVICE: "Temps donné par le service d’itinéraires",
        Methode.CERCLES: f"Cercles à vol d’oiseau ({rayons} pour {', '.join(map(str, MINUTES))} minutes), pas des "
        "itinéraires",
    }
    egaux = len(couvertures.iris) - couvertures.carroyes
    if not egaux:
        habitat = "habitants placés par les carreaux de population"
    elif couvertures.carroyes:
        reste = format_pluriel(egaux, "IRIS", "IRIS")
        habitat = (
            f"habitants placés par les carreaux de population, supposés répartis également dans {reste} sans carreau"
        )
    else:
        habitat = "habitants supposés répartis également dans chaque IRIS, faute de carreaux de population"
    sans = format_pluriel(couvertures.sans_population, "IRIS", "IRIS") if couvertures.sans_population else ""
    return f"{debuts[aires.methode]} ; {habitat}{f', {sans} sans population connue laissés de côté' if sans else ''}."


def export_couvertures_csv(isochrones: Isochrones, version: str) -> bytes:
    """Part de chaque IRIS et quartier, en CSV pour un tableur français."""
    parts_entetes = [f"part_{m}_min" for m in MINUTES]
    entetes = ("maille", "code", "nom", "habitants", *parts_entetes, "mode", "methode", "metier", "version")
    lignes: list[tuple[object, ...]] = []
    for maille, liste in (("quartier", isochrones.quartiers), ("iris", isochrones.iris)):
        for c in liste:
            parts = [round(100 * p, 1) for p in c.parts] or [None] * len(MINUTES)
            suite = (isochrones.mode.value, isochrones.aires.methode.value, isochrones.metier.code, version)
            lignes.append((maille, c.code, c.nom, round(c.habitants), *parts, *suite))
    return write_csv(entetes, lignes)
