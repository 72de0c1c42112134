"""Choisir une période : celles d'où un changement se mesure, ou pourquoi aucune ; la plus proche d'une autre."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from observatoire.domain.periode import Periode
from observatoire.domain.phrases.lieux import append_raison
from observatoire.domain.territoire import Maille
from observatoire.services.catalogue import FicheCatalogue
from observatoire.services.ecarts import find_motif_periode
from observatoire.store.entrepot.metadonnees import Metadonnees


@dataclass(frozen=True, slots=True)
class PeriodeAnterieure:
    """Une période, et le nombre d'indicateurs dont le changement depuis elle se mesure."""

    periode: Periode
    mesurables: int


def list_anterieures(fiches: Sequence[FicheCatalogue], maille: Maille) -> tuple[PeriodeAnterieure, ...]:
    """Périodes publiées avant la dernière, de la plus récente à la plus ancienne.

    Une période qu'aucun indicateur ne permet de comparer est gardée, avec zéro : un lien peut la demander, et
    chaque chiffre dit alors pourquoi il ne se compare pas.
    """
    comptes: Counter[Periode] = Counter()
    for fiche in fiches:
        periodes = fiche.periodes.get(maille, ())
        for periode in periodes[:-1]:
            comptes[periode] += not find_motif_periode(fiche.indicateur, periode, periodes[-1], maille)
    tries = sorted(comptes, key=lambda p: (p.fin, p.debut), reverse=True)
    return tuple(PeriodeAnterieure(periode, comptes[periode]) for periode in tries)


def explain_sans_periode(fiches: Sequence[FicheCatalogue], maille: Maille) -> str:
    """Phrase qui dit pourquoi aucune période antérieure ne se compare."""
    motifs = Counter(
        find_motif_periode(f.indicateur, p, periodes[-1], maille)
        for f in fiches
        if (periodes := f.periodes.get(maille, ()))
        for p in periodes[:-1]
    )
    if not motifs:
        return "Une seule période est publiée : il n’y a rien d’antérieur à quoi comparer."
    return append_raison("Aucune période antérieure ne se compare à la dernière", motifs.most_common(1)[0][0])


def find_periode_proche(meta: Metadonnees, indicateur: str, maille: str, periode: Periode) -> str | None:
    """Code de la période publiée la plus proche d'une autre ; de deux aussi proches, la plus récente."""

    def place(p: Periode) -> float:
        return (p.debut.toordinal() + p.fin.toordinal()) / 2

    codes = {
        d.periode
        for d in meta.disponibilites
        if d.indicateur == indicateur and d.maille == maille and d.publies and (d.sexe, d.age) == ("ensemble", "tous")
    }
    periodes = sorted((meta.periodes[code] for code in codes), reverse=True)
    return min(periodes, key=lambda p: abs(place(p) - place(periode))).code if periodes else None
