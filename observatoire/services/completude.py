"""Complétude à la dernière période : combien de territoires de chaque maille ont un chiffre montrable."""

from dataclasses import dataclass

from observatoire.domain.indicateur import Indicateur
from observatoire.domain.periode import Periode
from observatoire.domain.territoire import Maille
from observatoire.services.version import open_version


@dataclass(frozen=True, slots=True)
class CompletudePeriode:
    """Un indicateur à une maille, à sa dernière période ; `manquantes` : la source ne les donne pas."""

    indicateur: Indicateur
    maille: Maille
    periode: Periode
    cellules: int
    publiees: int
    secretes: int
    sans_objet: int

    @property
    def manquantes(self) -> int:
        """Chiffres que la source ne donne pas, ou qui ne se mesurent pas."""
        return self.cellules - self.publiees - self.secretes - self.sans_objet


def list_completudes(*, version: str) -> tuple[CompletudePeriode, ...]:
    """Une ligne par indicateur et maille, à la dernière période qui y a un chiffre, publié ou secret.

    Raises:
        DonneesAbsentes: version inconnue.
    """
    entrepot = open_version(version)
    meta = entrepot.metadonnees
    dernieres: dict[tuple[str, Maille], CompletudePeriode] = {}
    for indicateur, maille, periode, cellules, publiees, secretes, sans_objet in entrepot.read("completude_periodes"):
        if not publiees + secretes:
            continue
        ligne = CompletudePeriode(
            meta.indicateurs[indicateur], Maille(maille), meta.periodes[periode],
            cellules, publiees, secretes, sans_objet,
        )  # fmt: skip
        cle = indicateur, ligne.maille
        if cle not in dernieres or dernieres[cle].periode < ligne.periode:
            dernieres[cle] = ligne
    return tuple(dernieres.values())
