"""Arrivées, départs, déménagements : deux livraisons d'un même annuaire, personne par personne."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from observatoire.domain.francais import format_pluriel, sort_key
from observatoire.domain.tableur import write_csv
from observatoire.services.offre.points import SANS_NOM, build_metier, name_metier
from observatoire.services.version import open_version

GENRES = {
    "arrivee": "Arrivée",
    "depart": "Départ",
    "demenagement": "Déménagement",
    "lieux": "Lieu ajouté ou fermé",
    "profession": "Changement de métier",
    "indetermine": "Lieu impossible à comparer",
}
"""Ce qu'on montre ; qui n'a pas bougé ne sert qu'aux comptes."""
ENTETES = (
    "annuaire", "date_avant", "date", "mouvement", "nom", "metier_avant", "metier", "territoire_avant", "territoire",
    "commune_avant", "commune", "adresse_avant", "adresse",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mouvement:
    """Une personne (ou un lieu de soins) et un métier, à deux dates. Un métier vide : absente à cette date."""

    genre: str
    personne: str
    nom: str
    metier_avant: str
    metier: str
    libelle_avant: str
    libelle: str
    iris_avant: frozenset[str]
    iris: frozenset[str]
    commune_avant: str
    commune: str
    adresse_avant: str
    adresse: str


@dataclass(frozen=True, slots=True)
class Comparaison:
    """Deux livraisons successives d'un annuaire."""

    annuaire: str
    date_avant: str
    date: str
    mouvements: tuple[Mouvement, ...]


@dataclass(frozen=True, slots=True)
class Bilan:
    """Têtes d'un territoire aux deux dates. `venus` et `partis` : de, ou vers, un autre territoire de la ville.

    `inconnus` : présents aux deux dates, dont le territoire n'est connu qu'à une seule ; ils ne sont ni venus ni
    partis, et font l'écart qui resterait entre avant, après et les mouvements.
    """

    territoire: str
    avant: int
    arrivees: int
    venus: int
    departs: int
    partis: int
    inconnus: int
    apres: int


def list_comparaisons(*, version: str) -> tuple[Comparaison, ...]:
    """Comparaisons d'une version, par annuaire, la plus récente d'abord ; aucune dans une version plus ancienne.

    Raises:
        DonneesAbsentes: version inconnue.
    """
    entrepot = open_version(version)
    if "mouvement_offre" not in entrepot.tables:
        return ()
    lignes = entrepot.read("mouvements_offre")
    return tuple(
        Comparaison(*cle, tuple(_build_mouvement(ligne[3:]) for ligne in groupe))
        for cle, groupe in groupby(lignes, key=lambda ligne: (ligne[0], ligne[1], ligne[2]))
    )


def _build_mouvement(ligne: Sequence[str]) -> Mouvement:
    genre, personne, nom, profession_avant, specialite_avant, profession, specialite, iris_avant, iris, *lieux = ligne
    return Mouvement(
        genre,
        personne,
        nom,
        build_metier(profession_avant, specialite_avant),
        build_metier(profession, specialite),
        name_metier(profession_avant, specialite_avant),
        name_metier(profession, specialite),
        _split(iris_avant),
        _split(iris),
        *lieux,
    )


def _split(codes: str) -> frozenset[str]:
    return frozenset(codes.split(",")) - {""}


def filter_mouvements(
    mouvements: Iterable[Mouvement], *, metier: str = "", iris: frozenset[str] | None = None
) -> tuple[Mouvement, ...]:
    """Ceux d'un métier (quitté ou pris) et d'un territoire (quitté ou rejoint)."""
    return tuple(
        m
        for m in mouvements
        if (not metier or metier in (m.metier_avant, m.metier)) and (iris is None or (m.iris_avant | m.iris) & iris)
    )


_Lieux = dict[str, set[str]]
"""Personne → territoires où elle exerce ; un ensemble vide si aucun n'est connu."""


def count_ville(mouvements: Sequence[Mouvement], *, metier: str = "") -> Bilan:
    """Bilan de la ville entière, connue ou non l'adresse de chacun."""
    avant, apres = _gather(mouvements, metier, {})
    arrives, sortis = apres.keys() - avant.keys(), avant.keys() - apres.keys()
    return Bilan("", len(avant), len(arrives), 0, len(sortis), 0, 0, len(apres))


@dataclass(frozen=True, slots=True)
class BilanMetier:
    """Têtes d'un métier en ville aux deux dates. `changes` : ceux qui l'ont pris moins ceux qui l'ont quitté."""

    libelle: str
    avant: int
    arrivees: int
    departs: int
    demenagements: int
    changes: int
    apres: int


def count_metiers(mouvements: Sequence[Mouvement]) -> tuple[BilanMetier, ...]:
    """Bilan de chaque métier, dans l'ordre de leur nom."""
    libelles = {m.metier_avant: m.libelle_avant for m in mouvements} | {m.metier: m.libelle for m in mouvements}
    libelles.pop("", None)
    return tuple(
        _count_metier(libelle, code, filter_mouvements(mouvements, metier=code))
        for code, libelle in sorted(libelles.items(), key=lambda paire: sort_key(paire[1]))
    )


def _count_metier(libelle: str, metier: str, mouvements: Sequence[Mouvement]) -> BilanMetier:
    ville = count_ville(mouvements, metier=metier)
    pris, quittes = (_count_changes(mouvements, metier, entrants=sens) for sens in (True, False))
    return BilanMetier(
        libelle=libelle,
        avant=ville.avant,
        arrivees=ville.arrivees - pris,
        departs=ville.departs - quittes,
        demenagements=len({m.personne for m in mouvements if m.genre == "demenagement"}),
        changes=pris - quittes,
        apres=ville.apres,
    )


def count_territoires(
    mouvements: Sequence[Mouvement], territoires: Mapping[str, str], *, metier: str = ""
) -> tuple[Bilan, ...]:
    """Bilan de chaque territoire ; `territoires` donne celui de chaque IRIS."""
    avant, apres = _gather(mouvements, metier, territoires)
    return tuple(_count(code, avant, apres) for code in sorted(set(territoires.values())))


def _gather(mouvements: Sequence[Mouvement], metier: str, territoires: Mapping[str, str]) -> tuple[_Lieux, _Lieux]:
    avant: _Lieux = {}
    apres: _Lieux = {}
    for m in mouvements:
        for exerce, iris, lieux in ((m.metier_avant, m.iris_avant, avant), (m.metier, m.iris, apres)):
            if exerce and (not metier or exerce == metier):
                lieux.setdefault(m.personne, set()).update(territoires[i] for i in iris if i in territoires)
    return avant, apres


def _count(code: str, avant: _Lieux, apres: _Lieux) -> Bilan:
    ici_avant = {p for p, lieux in avant.items() if code in lieux}
    ici_apres = {p for p, lieux in apres.items() if code in lieux}
    entres, sortis = ici_apres - ici_avant, ici_avant - ici_apres
    # Présent en ville à l'autre date, mais on ne sait où : dire « venu d'ailleurs » serait inventer.
    perdus = {p for p in entres if p in avant and not avant[p]} | {p for p in sortis if p in apres and not apres[p]}
    return Bilan(
        territoire=code,
        avant=len(ici_avant),
        arrivees=len(entres - avant.keys()),
        venus=len((entres & avant.keys()) - perdus),
        departs=len(sortis - apres.keys()),
        partis=len((sortis & apres.keys()) - perdus),
        inconnus=len(perdus),
        apres=len(ici_apres),
    )


def count_sans_territoire(mouvements: Sequence[Mouvement], territoires: Mapping[str, str], *, metier: str = "") -> int:
    """Personnes dont le territoire n'est pas connu à une date où elles exercent."""
    avant, apres = _gather(mouvements, metier, territoires)
    return len({p for lieux in (avant, apres) for p, codes in lieux.items() if not codes})


def describe_mouvements(mouvements: Sequence[Mouvement], *, metier: str = "", dont: str = "") -> str:
    """« 6 arrivées, 8 départs, 3 déménagements », et les changements de métier s'il y en a.

    `dont` précise les déménagements : « (dont 2 vers un autre quartier) ».
    """
    choisis = filter_mouvements(mouvements, metier=metier)
    ville = count_ville(choisis, metier=metier)
    changent = len({m.personne for m in choisis if m.genre == "profession"})
    demenagent = len({m.personne for m in choisis if m.genre == "demenagement"})
    parties = [
        format_pluriel(ville.arrivees - _count_changes(choisis, metier, entrants=True), "arrivée"),
        format_pluriel(ville.departs - _count_changes(choisis, metier, entrants=False), "départ"),
        format_pluriel(demenagent, "déménagement") + dont,
    ]
    if changent:
        parties.append(format_pluriel(changent, "changement de métier", "changements de métier"))
    return ", ".join(parties)


def _count_changes(mouvements: Sequence[Mouvement], metier: str, *, entrants: bool) -> int:
    """Ceux qui prennent (ou quittent) ce métier sans arriver en ville ni la quitter."""
    if not metier:
        return 0
    changes = [m for m in mouvements if m.genre == "profession"]
    return len({m.personne for m in changes if (m.metier if entrants else m.metier_avant) == metier})


def export_mouvements_csv(comparaison: Comparaison, mouvements: Sequence[Mouvement], noms: Mapping[str, str]) -> bytes:
    """Les mouvements en CSV ; `noms` : nom du territoire de chaque IRIS. Aucun texte n'y devient une formule."""
    return write_csv(ENTETES, [_flatten(comparaison, m, noms) for m in mouvements if m.genre in GENRES])


def _flatten(comparaison: Comparaison, m: Mouvement, noms: Mapping[str, str]) -> tuple[str, ...]:
    return (
        comparaison.annuaire, comparaison.date_avant, comparaison.date, GENRES[m.genre], m.nom or SANS_NOM,
        m.libelle_avant, m.libelle, name_lieux(m.iris_avant, noms), name_lieux(m.iris, noms), m.commune_avant,
        m.commune, m.adresse_avant, m.adresse,
    )  # fmt: skip


def name_lieux(iris: frozenset[str], noms: Mapping[str, str]) -> str:
    """Noms des territoires de ces IRIS, une fois chacun."""
    return ", ".join(sorted({noms.get(code, code) for code in iris}))
