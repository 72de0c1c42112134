"""Comment un QPV s'approche par des IRIS entiers, et lesquels de ses chiffres en viennent."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from observatoire.domain.francais import format_nombre, format_pluriel
from observatoire.services.version import open_version

_PART_DE = {"population": "de sa population", "surface": "de sa surface"}


@dataclass(frozen=True, slots=True)
class Approche:
    """Les IRIS entiers dont les comptes font ceux d'un QPV.

    `part` de 0 à 1 est ce qu'ils en couvrent, mesuré sur `base` : population, surface, ou le fichier qui les nomme.
    `chiffres` : les couples (indicateur, période) qui en viennent ; les autres sont propres au QPV.
    """

    qpv: str
    iris: int
    part: float
    base: str
    is_population: bool
    chiffres: frozenset[tuple[str, str]]


def list_approches(*, version: str) -> Mapping[str, Approche]:
    """L'approche de chaque QPV, par code ; rien dans une version plus ancienne, qui ne la dit pas.

    Raises:
        DonneesAbsentes: version inconnue.
    """
    entrepot = open_version(version)
    if "approche_qpv" not in entrepot.tables:
        return {}
    chiffres: dict[str, set[tuple[str, str]]] = {}
    for indicateur, qpv, periode in entrepot.read("chiffres_approches"):
        chiffres.setdefault(qpv, set()).add((indicateur, periode))
    return {
        qpv: Approche(qpv, iris, part, base, population, frozenset(chiffres.get(qpv, ())))
        for qpv, iris, part, base, population in entrepot.read("approches_qpv")
    }


def write_approche(approche: Approche) -> str:
    """« 3 IRIS entiers, 84 % de sa population »."""
    iris = format_pluriel(approche.iris, "IRIS entier", "IRIS entiers")
    if approche.base not in _PART_DE:
        return f"{iris} que nomme un fichier"
    return f"{iris}, {format_nombre(approche.part * 100)} % {_PART_DE[approche.base]}"


def write_approches(
    approches: Mapping[str, Approche], noms: Mapping[str, str], indicateur: str, periodes: Collection[str]
) -> str:
    """Ce que valent les chiffres d'un indicateur pour plusieurs QPV ; vide s'ils sont tous propres aux QPV."""
    cites = [
        f"{nom} ({write_approche(approches[code])})"
        for code, nom in noms.items()
        if code in approches and any((indicateur, p) in approches[code].chiffres for p in periodes)
    ]
    if not cites:
        return ""
    return (
        f"Chiffres approchés par des IRIS entiers, qui débordent des QPV : {' ; '.join(cites)}. Un fichier propre aux "
        "QPV les remplacerait."
    )
