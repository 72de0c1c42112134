"""Ce qu'une rue permet, d'après ses attributs : vitesse en voiture, sens, accès à pied."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

PIED, VOITURE = "pied", "voiture"
_VITESSES = {
    "motorway": 90.0, "trunk": 70.0, "primary": 40.0, "secondary": 35.0, "tertiary": 30.0, "unclassified": 30.0,
    "road": 30.0, "residential": 25.0, "living_street": 15.0, "service": 15.0,
}  # fmt: skip
_SANS_VOITURE = frozenset(
    {"pedestrian", "footway", "path", "steps", "cycleway", "track", "bridleway", "corridor", "crossing"}
)
_SANS_PIETON = frozenset({"motorway", "trunk"})
_OUI, _NON = frozenset({"yes", "true", "1", "oui"}), frozenset({"no", "private", "non"})
_BDTOPO_SANS_PIETON = ("autorout", "bretelle")
_ETIQUETTE = re.compile(r'"([^"]+)"=>"([^"]*)"')


@dataclass(frozen=True, slots=True)
class Voie:
    """`vitesse_kmh` nulle : pas de voiture. `sens` : double, direct ou inverse, pour les voitures seulement."""

    vitesse_kmh: float
    pieton: bool
    sens: str


def describe_osm(attributs: Mapping[str, str]) -> Voie | None:
    """Rue d'OpenStreetMap (`highway`, `oneway`, `maxspeed`…) ; rien si elle ne se parcourt pas."""
    etiquettes = dict(_ETIQUETTE.findall(attributs.get("other_tags", ""))) | {k: v for k, v in attributs.items() if v}
    classe = etiquettes.get("highway", "").removesuffix("_link")
    vitesse = _VITESSES.get(classe, 0.0)
    if not vitesse and classe not in _SANS_VOITURE:
        return None
    prive = etiquettes.get("access", "") in _NON
    if prive or {etiquettes.get("motor_vehicle", ""), etiquettes.get("vehicle", "")} & _NON:
        vitesse = 0.0
    limite = re.match(r"\d+", etiquettes.get("maxspeed", ""))
    if limite and int(limite.group()):
        vitesse = min(vitesse, float(limite.group()))
    pieton = classe not in _SANS_PIETON and not prive
    if (a_pied := etiquettes.get("foot", "")) and a_pied in _NON | {"yes", "designated", "permissive"}:
        pieton = a_pied not in _NON
    return Voie(vitesse, pieton, _read_sens_osm(etiquettes, classe)) if vitesse or pieton else None


def _read_sens_osm(etiquettes: Mapping[str, str], classe: str) -> str:
    sens = etiquettes.get("oneway", "").lower()
    if sens in ("-1", "reverse"):
        return "inverse"
    if sens in _OUI:
        return "direct"
    unique = etiquettes.get("junction") in ("roundabout", "circular") or classe == "motorway"
    return "direct" if unique and sens not in _NON | {"false"} else "double"


def describe_bdtopo(attributs: Mapping[str, str]) -> Voie | None:
    """Tronçon de route de la BD TOPO (`nature`, `sens_de_circulation`, `vitesse_moyenne_vl`)."""
    nature = attributs["nature"].lower()
    try:
        vitesse = float(attributs.get("vitesse_moyenne_vl", "").replace(",", ".") or 0)
    except ValueError:
        vitesse = 0.0
    sens = attributs.get("sens_de_circulation", "").lower()
    circule = vitesse >= 1 and sens != "sans objet"
    pieton = not any(mot in nature for mot in _BDTOPO_SANS_PIETON)
    if not circule and not pieton:
        return None
    codes = {"sens direct": "direct", "sens inverse": "inverse"}
    return Voie(vitesse if circule else 0.0, pieton, codes.get(sens, "double"))
