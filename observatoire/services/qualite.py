"""Qualité et secret : ce que la version contient, ce qui manque, et pourquoi."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from observatoire.domain.francais import format_nombre
from observatoire.domain.indicateur import Indicateur
from observatoire.domain.territoire import Maille
from observatoire.services.catalogue import Fraicheur, build_fraicheur
from observatoire.services.version import name_version, open_version
from observatoire.store.entrepot.metadonnees import Lot


@dataclass(frozen=True, slots=True)
class Completude:
    """Cellules d'un indicateur à une maille, toutes périodes réunies.

    `secretes` réunit les cellules sous le seuil, celles cachées pour les protéger, et celles que le producteur
    avait déjà marquées. `autres` sont non disponibles, sans objet ou non mesurables.
    """

    indicateur: Indicateur
    maille: Maille
    cellules: int
    publiees: int
    secretes: int
    autres: int


@dataclass(frozen=True, slots=True)
class Repartition:
    """Chiffres secrets d'un indicateur par raison ; `None` quand le dire trahirait la raison de chacun."""

    primaires: int | None
    complementaires: int | None
    marquees: int


@dataclass(frozen=True, slots=True)
class Qualite:
    """Complétude par indicateur et maille, secret par indicateur, fraîcheur par source, fichiers importés.

    `alertes` : ce que la publication a signalé ; une version plus ancienne n'en garde rien.
    `phrase_epargne` compare au groupe entier ; vide si la version ne dit pas ce qu'il aurait caché.
    """

    version: str
    completudes: tuple[Completude, ...]
    repartitions: Mapping[str, Repartition]
    fraicheurs: tuple[Fraicheur, ...]
    lots: tuple[Lot, ...]
    alertes: tuple[str, ...]
    cellules: int
    secretes: int
    phrase: str
    phrase_epargne: str


def build_qualite(*, version: str, aujourd_hui: date) -> Qualite:
    """Mesure la qualité d'une version.

    Raises:
        DonneesAbsentes: version inconnue.
    """
    entrepot = open_version(version)
    meta = entrepot.metadonnees
    comptes = {(ligne[0], ligne[1]): ligne[2:] for ligne in entrepot.read("completude")}
    completudes = tuple(
        Completude(
            indicateur=meta.indicateurs[indicateur],
            maille=Maille(maille),
            cellules=total,
            publiees=publiees,
            secretes=secretes,
            autres=total - publiees - secretes,
        )
        for (indicateur, maille), (total, publiees, secretes) in sorted(comptes.items())
    )
    cellules, secretes = sum(c.cellules for c in completudes), sum(c.secretes for c in completudes)
    return Qualite(
        version=name_version(meta),
        completudes=completudes,
        repartitions={indicateur: Repartition(*comptes) for indicateur, *comptes in entrepot.read("plan_secret")},
        fraicheurs=build_fraicheur(version=version, aujourd_hui=aujourd_hui),
        lots=meta.lots,
        alertes=tuple(texte for (texte,) in entrepot.read("alertes")) if "alerte" in entrepot.tables else (),
        cellules=cellules,
        secretes=secretes,
        phrase=write_qualite(cellules, secretes),
        phrase_epargne=write_epargne(cellules, secretes, int(meta.identite.get("secret_groupe_entier", "0"))),
    )


def write_qualite(cellules: int, secretes: int) -> str:
    """Une phrase sur la part de chiffres non diffusables."""
    if not cellules:
        return "Cette version ne contient aucun chiffre."
    if not secretes:
        return f"Aucun des {format_nombre(cellules)} chiffres de cette version n’est secret."
    part = format_nombre(secretes / cellules * 100, 1)
    return (
        f"{format_nombre(secretes)} chiffres sur {format_nombre(cellules)} ({part} %) ne sont pas diffusables : "
        "ils pourraient faire reconnaître des personnes, ou permettre d’en recalculer un autre."
    )


def write_epargne(cellules: int, secretes: int, groupe_entier: int) -> str:
    """Ce que le secret laisse lire de plus que la règle du groupe entier ; rien à dire s'il n'épargne rien."""
    if groupe_entier <= secretes:
        return ""
    return (
        "La règle la plus simple, cacher tout le groupe d’un chiffre secret (les IRIS du même quartier, ou les "
        f"quartiers de la ville, et l’autre sexe), en aurait fait taire {format_nombre(groupe_entier)} "
        f"({format_nombre(groupe_entier / cellules * 100, 1)} %). En ne cachant que le nécessaire, "
        f"{format_nombre(groupe_entier - secretes)} chiffres de plus restent lisibles."
    )
