"""Ce qu'il faut ajouter à une zone, ou en retirer, pour que ses chiffres secrets deviennent diffusables."""

from collections.abc import Iterable
from dataclasses import dataclass

from observatoire.domain.francais import format_pluriel, join_mots
from observatoire.domain.territoire import Territoire
from observatoire.services.chiffres import LigneValeur
from observatoire.services.recomposition import Cellules, compose_zone, cover_zone
from observatoire.store.entrepot.metadonnees import Metadonnees

MAX_IRIS = 60
_MAX_NOMS = 5
"""Au-delà, une phrase compte les IRIS au lieu de les nommer."""


@dataclass(frozen=True, slots=True)
class Extension:
    """IRIS à ajouter (ou à retirer) pour que la zone rende `chiffres_rendus` chiffres secrets de plus.

    `nom` est celui des quartiers, ou des communes, que l'ajout complète ; vide pour un retrait.
    """

    ajouts: tuple[Territoire, ...]
    nom: str
    chiffres_rendus: int


@dataclass(frozen=True, slots=True)
class Propositions:
    """La plus petite extension, celle qui rend le plus de chiffres si c'en est une autre, et à défaut un retrait."""

    courte: Extension | None = None
    large: Extension | None = None
    retrait: Extension | None = None


def find_propositions(meta: Metadonnees, cellules: Cellules, codes: frozenset[str], sexe: str) -> Propositions:
    """Cherche ce qui rendrait des chiffres, du plus petit nombre d'IRIS au plus grand nombre de chiffres.

    Un secret ne se lève que par le total publié de l'ensemble qui le contient (quartier, ou commune d'un périmètre) :
    chaque chiffre secret a donc ses ensembles à compléter. Les candidats sont ces besoins, un à un puis cumulés du
    plus petit au plus grand ; chacun est vérifié en recomposant la zone étendue.
    """
    avant = compose_zone(meta, cellules, codes, sexe)
    secrets = [ligne[0] for ligne in avant if ligne[10] == "secret"]
    besoins = {_find_ajouts(cellules, codes, indicateur) for indicateur in secrets} - {frozenset[str]()}
    extensions = [
        Extension(_sort(meta, ajouts), _name_ensembles(meta, cellules, ajouts), rendus)
        for ajouts in _cumulate(besoins)
        if len(codes | ajouts) <= MAX_IRIS
        and (rendus := len(secrets) - _count_secrets(compose_zone(meta, cellules, codes | ajouts, sexe))) > 0
    ]
    if not extensions:
        return Propositions(retrait=_find_retrait(meta, cellules, codes, sexe, secrets))
    courte = min(extensions, key=lambda e: (len(e.ajouts), -e.chiffres_rendus))
    large = max(extensions, key=lambda e: (e.chiffres_rendus, -len(e.ajouts)))
    return Propositions(courte, large if large.chiffres_rendus > courte.chiffres_rendus else None)


def _find_ajouts(cellules: Cellules, codes: frozenset[str], indicateur: str) -> frozenset[str]:
    """IRIS qui complètent les ensembles publiés autour des secrets d'un chiffre ; aucun si l'un n'en a pas."""
    ajouts: set[str] = set()
    for code in _list_secrets(cellules, codes, indicateur):
        autour = [
            enfants
            for ensemble, enfants in cellules.ensembles.items()
            if code in enfants and _read_statut(cellules, indicateur, ensemble) == "disponible"
        ]
        if not autour:
            return frozenset()
        ajouts |= min(autour, key=len) - codes
    return frozenset(ajouts)


def _find_retrait(
    meta: Metadonnees, cellules: Cellules, codes: frozenset[str], sexe: str, secrets: list[str]
) -> Extension | None:
    """Le plus petit groupe d'IRIS secrets à retirer pour rendre des chiffres, s'il reste une zone."""
    candidats = _cumulate({frozenset(_list_secrets(cellules, codes, indicateur)) for indicateur in secrets})
    retraits = [
        Extension(_sort(meta, ote), "", rendus)
        for ote in candidats
        if ote
        and ote < codes
        and (rendus := len(secrets) - _count_secrets(compose_zone(meta, cellules, codes - ote, sexe))) > 0
    ]
    return min(retraits, key=lambda e: (len(e.ajouts), -e.chiffres_rendus), default=None)


def _list_secrets(cellules: Cellules, codes: frozenset[str], indicateur: str) -> list[str]:
    pieces = cover_zone(cellules, codes, indicateur)
    return [code for code in pieces if _read_statut(cellules, indicateur, code) == "secret"]


def _read_statut(cellules: Cellules, indicateur: str, territoire: str) -> str:
    ligne = cellules.par_cle.get((indicateur, territoire))
    return "" if ligne is None else ligne[10]


def _cumulate(groupes: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """Les groupes un à un, puis réunis du plus petit au plus grand."""
    tries = sorted(groupes, key=lambda g: (len(g), sorted(g)))
    cumules = [frozenset[str]().union(*tries[: rang + 1]) for rang in range(1, len(tries))]
    return list(dict.fromkeys([*tries, *cumules]))


def _name_ensembles(meta: Metadonnees, cellules: Cellules, ajouts: frozenset[str]) -> str:
    """Ensembles que l'ajout complète : le plus petit qui contient chaque IRIS ajouté."""
    noms: list[str] = []
    for code in sorted(ajouts):
        autour = [(len(enfants), e) for e, enfants in cellules.ensembles.items() if code in enfants]
        noms.append(meta.territoires[min(autour)[1]].nom)
    return join_mots(dict.fromkeys(noms))


def _sort(meta: Metadonnees, codes: frozenset[str]) -> tuple[Territoire, ...]:
    return tuple(sorted((meta.territoires[code] for code in codes), key=lambda t: (t.nom, t.code)))


def _count_secrets(lignes: list[LigneValeur]) -> int:
    return sum(ligne[10] == "secret" for ligne in lignes)


def write_secret(secrets: int, propositions: Propositions) -> str:
    """Dit combien de chiffres manquent et ce qui les rendrait."""
    if not secrets:
        return ""
    un = secrets == 1
    debut = "Votre zone contient un chiffre secret." if un else f"Votre zone contient {secrets} chiffres secrets."
    courte, large, retrait = propositions.courte, propositions.large, propositions.retrait
    if courte is None:
        effet = "ne le rendrait diffusable" if un else "ne les rendrait diffusables"
        texte = f"{debut} Aucune extension à un quartier voisin {effet}."
        return texte if retrait is None else f"{texte} Sans {_cite(retrait)}, {_tell_rendus(secrets, retrait)}."
    texte = f"{debut} En ajoutant {_cite(courte)}, {_tell_rendus(secrets, courte)}"
    return f"{texte}." if large is None else f"{texte} ; en ajoutant {_cite(large)}, {_tell_rendus(secrets, large)}."


def _cite(extension: Extension) -> str:
    """Les IRIS par leur nom ; au-delà de cinq, leur nombre."""
    if len(extension.ajouts) <= _MAX_NOMS:
        return join_mots(t.nom for t in extension.ajouts)
    compte = f"les {format_pluriel(len(extension.ajouts), 'IRIS', 'IRIS')}"
    return f"{compte} qui complètent {extension.nom}" if extension.nom else compte


def _tell_rendus(secrets: int, extension: Extension) -> str:
    rendus = extension.chiffres_rendus
    if secrets == 1:
        return "il deviendrait diffusable"
    if rendus == secrets:
        return "tous deviendraient diffusables"
    return f"{rendus} {'deviendrait diffusable' if rendus == 1 else 'deviendraient diffusables'}"
