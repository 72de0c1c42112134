"""Classes d'une carte : bornes arrondies, légende avec les comptes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from observatoire.domain.francais import format_nombre
from observatoire.domain.indicateur import Indicateur
from observatoire.errors import SelectionInvalide

METHODES = {
    "quantiles": "Effectifs égaux (quantiles)",
    "jenks": "Seuils naturels (Jenks)",
    "egales": "Intervalles égaux",
    "ville": "Autour de la valeur de la ville",
}


@dataclass(frozen=True, slots=True)
class Classe:
    """Une classe de la légende. `rang` commence à 0 pour les valeurs les plus basses."""

    rang: int
    bas: float
    haut: float
    libelle: str
    nombre: int


def build_classes(
    valeurs: Sequence[float], *, methode: str, nombre: int, indicateur: Indicateur, reference: float | None = None
) -> tuple[Classe, ...]:
    """Découpe des valeurs publiées. Moins de valeurs distinctes que de classes : moins de classes.

    Raises:
        SelectionInvalide: méthode inconnue ou nombre de classes hors de 2 à 9.
    """
    if methode not in METHODES:
        raise SelectionInvalide(f"Le découpage « {methode} » n'existe pas. Choisissez : {', '.join(METHODES)}.")
    if not 2 <= nombre <= 9:
        raise SelectionInvalide(f"{nombre} classes demandées : choisissez un nombre de 2 à 9.")
    tri = np.sort(np.array(valeurs, dtype=np.float64))
    if tri.size == 0:
        return ()
    hauts = np.unique(np.concatenate([_cut(tri, methode, nombre, reference), tri[-1:]]))
    bas = np.concatenate([tri[:1], hauts[:-1]])
    # Une borne appartient à la classe du dessous, comme dans mapclassify.
    rangs = np.searchsorted(hauts, tri, side="left")
    return tuple(
        Classe(
            rang,
            float(bas[rang]),
            float(haut),
            _write_bornes(float(bas[rang]), float(haut), indicateur.decimales),
            int((rangs == rang).sum()),
        )
        for rang, haut in enumerate(hauts)
    )


def _write_bornes(bas: float, haut: float, decimales: int) -> str:
    """« 9,2 à 10,0 », ou « 9,2 » pour une classe d'une seule valeur."""
    debut, fin = format_nombre(bas, decimales), format_nombre(haut, decimales)
    return debut if debut == fin else f"{debut} à {fin}"


def find_classe(classes: Sequence[Classe], valeur: float | None) -> int | None:
    """Rang de la classe d'une valeur, ou rien."""
    if valeur is None or not classes:
        return None
    for classe in classes:
        if valeur <= classe.haut:
            return classe.rang
    return classes[-1].rang


def _cut(
    tri: np.typing.NDArray[np.float64], methode: str, nombre: int, reference: float | None
) -> np.typing.NDArray[np.float64]:
    """Bornes hautes des classes."""
    k = min(nombre, int(np.unique(tri).size))
    if k < 2:
        return tri[-1:]
    if methode == "egales":
        return np.linspace(tri[0], tri[-1], nombre + 1)[1:]
    if methode == "ville" and reference is not None:
        return _cut_autour(tri, reference, k)
    if methode == "jenks":
        return _cut_jenks(tri, k)
    return np.quantile(tri, np.linspace(0, 1, k + 1)[1:])


def _cut_autour(tri: np.typing.NDArray[np.float64], reference: float, nombre: int) -> np.typing.NDArray[np.float64]:
    """Autant de classes de chaque côté de la valeur de référence, qui est toujours une borne."""
    cote = max(1, nombre // 2)
    bornes = [reference]
    for part in (tri[tri <= reference], tri[tri > reference]):
        if part.size >= cote:
            bornes += list(np.quantile(part, np.linspace(0, 1, cote + 1)[1:-1]))
    dedans = [b for b in bornes if tri[0] <= b <= tri[-1]]
    return np.array(sorted(dedans) or [tri[-1]])


def _cut_jenks(tri: np.typing.NDArray[np.float64], nombre: int) -> np.typing.NDArray[np.float64]:
    """Bornes hautes des classes qui minimisent la somme des carrés des écarts dans les classes (Fisher, 1958).

    Programmation dynamique exacte. mapclassify donne les mêmes classes (un test le vérifie) mais charge
    scikit-learn et networkx : une seconde et cent mégaoctets pour une boucle.
    """
    n = tri.size
    somme, carres = (np.concatenate([[0.0], np.cumsum(x)]) for x in (tri, tri**2))
    debut, fin = np.meshgrid(np.arange(n + 1), np.arange(n + 1), indexing="ij")
    taille = np.maximum(fin - debut, 1)
    cout = (carres[fin] - carres[debut]) - (somme[fin] - somme[debut]) ** 2 / taille
    cout[fin <= debut] = np.inf
    meilleur = cout[0]
    coupes: list[np.typing.NDArray[np.intp]] = []
    for _ in range(nombre - 1):
        total = meilleur[:, None] + cout
        coupes.append(np.argmin(total, axis=0))
        meilleur = np.min(total, axis=0)
    bornes, position = [float(tri[-1])], n
    for coupe in reversed(coupes):
        position = int(coupe[position])
        bornes.append(float(tri[position - 1]))
    return np.array(bornes[::-1])
