"""QPV et IRIS : qui touche quoi, et par quels IRIS entiers chaque QPV s'approche."""

from dataclasses import dataclass

from observatoire.domain.francais import sort_key
from observatoire.domain.territoire import Maille, Territoire
from observatoire.services.qpv import Approche, list_approches
from observatoire.services.version import open_version
from observatoire.store.entrepot.metadonnees import Metadonnees


@dataclass(frozen=True, slots=True)
class PartIris:
    """Un IRIS touché par un QPV. `part_surface` : part de l'IRIS qui est dans le QPV ; `part_population` de même,
    absente si elle n'est pas connue."""

    iris: Territoire
    part_surface: float
    part_population: float | None


@dataclass(frozen=True, slots=True)
class RecouvrementQpv:
    """Un QPV, les IRIS qu'il touche, et ce que la version en publie.

    `approche` : les IRIS entiers qui font ses chiffres, et ce qu'ils en couvrent (absente d'une version plus ancienne).
    """

    qpv: Territoire
    iris: tuple[PartIris, ...]
    approche: Approche | None
    indicateurs_publies: int
    indicateurs: int


def list_recouvrements_qpv(*, version: str) -> tuple[RecouvrementQpv, ...]:
    """Un QPV par ligne, le contour le plus récent d'abord, puis par nom.

    Raises:
        DonneesAbsentes: version inconnue.
    """
    entrepot = open_version(version)
    meta = entrepot.metadonnees
    qpv = [t for t in meta.territoires.values() if t.maille is Maille.QPV]
    lues: dict[str, list[tuple[str, bool]]] = {t.code: [] for t in qpv}
    for millesime in {t.millesime for t in qpv}:
        for ligne in entrepot.read(
            "valeurs_dernieres", maille=Maille.QPV.value, millesime=millesime, autres=[], sexe="ensemble"
        ):
            if meta.territoires[ligne[1]].millesime == millesime:
                lues[ligne[1]].append((ligne[0], ligne[10] == "disponible"))
    approches = list_approches(version=version)
    # Le dénominateur est le même pour tous : les indicateurs connus pour un QPV au moins.
    connus = {indicateur for lignes in lues.values() for indicateur, _ in lignes}
    lignes = [
        RecouvrementQpv(
            qpv=t,
            iris=_list_iris(meta, t.code),
            approche=approches.get(t.code),
            indicateurs_publies=sum(publie for _, publie in lues[t.code]),
            indicateurs=len(connus),
        )
        for t in qpv
    ]
    lignes.sort(key=lambda x: sort_key(x.qpv.nom))
    return tuple(sorted(lignes, key=lambda x: x.qpv.millesime, reverse=True))


def _list_iris(meta: Metadonnees, qpv: str) -> tuple[PartIris, ...]:
    parts = [
        PartIris(meta.territoires[a.enfant], a.part_surface, a.part_population)
        for a in meta.appartenances
        if a.parent == qpv and meta.territoires[a.enfant].maille is Maille.IRIS
    ]
    return tuple(sorted(parts, key=lambda p: (-p.part_surface, sort_key(p.iris.nom))))
