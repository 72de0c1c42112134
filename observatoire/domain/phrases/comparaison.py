"""Dire ce que montre une matrice de territoires et d'indicateurs, et ce que le hasard y met."""

from collections.abc import Sequence
from dataclasses import dataclass

from observatoire.domain.francais import format_nombre, format_pluriel, join_mots
from observatoire.domain.phrases.lieux import Lieu, capitalise
from observatoire.domain.phrases.phrase import Phrase
from observatoire.domain.verdict import Jugement


@dataclass(frozen=True, slots=True)
class Bilan:
    """Nombre d'écarts établis d'un territoire, sur `compares` comparaisons qui concluent ou non."""

    lieu: Lieu
    defavorables: int
    favorables: int
    compares: int


def write_comparaison(*, bilans: Sequence[Bilan], comparateur: Lieu, hasard_attendu: float) -> Phrase:
    """Qui s'écarte le plus, dans chaque sens, et combien d'écarts le hasard ferait seul."""
    total = sum(b.compares for b in bilans)
    if total == 0:
        return Phrase(
            f"Aucun de ces chiffres ne peut être comparé à ceux {comparateur.de}.", "", Jugement.NON_COMPARABLE
        )
    defavorables, favorables = max(b.defavorables for b in bilans), max(b.favorables for b in bilans)
    certitude = f"{format_pluriel(total, 'comparaison')} affichées" if total > 1 else "1 comparaison affichée"
    certitude += tell_hasard(hasard_attendu)
    if defavorables == favorables == 0:
        return Phrase(
            f"Aucun écart défavorable ou favorable avec {comparateur.nom} n’est établi.",
            certitude,
            Jugement.SANS_ECART,
        )
    phrases: list[str] = []
    for nombre, sens in ((defavorables, "défavorable"), (favorables, "favorable")):
        if not nombre:
            continue
        noms = [b.lieu.nom for b in bilans if _count(b, sens) == nombre]
        compares = {b.compares for b in bilans if _count(b, sens) == nombre}
        combien = format_pluriel(nombre, "indicateur") + (f" sur {compares.pop()}" if len(compares) == 1 else "")
        verbe = "s’écartent" if len(noms) > 1 or noms[0].startswith("les ") else "s’écarte"
        debut = f"{join_mots(noms)}," if phrases else f"{capitalise(join_mots(noms))} {verbe} le plus {comparateur.de}"
        phrases.append(f"{debut} dans le sens {sens} ({combien})")
    jugement = Jugement.DEFAVORABLE if defavorables else Jugement.FAVORABLE
    return Phrase(" ; ".join(phrases) + ".", f"écarts établis · {certitude}", jugement)


def tell_hasard(attendu: float) -> str:
    """« : à 95 %, deux à trois écarts peuvent être dus au seul hasard »."""
    if attendu < 0.5:
        return ""
    nombre = round(attendu)
    mot = "environ 1 écart peut être dû" if nombre == 1 else f"environ {format_nombre(nombre)} écarts peuvent être dus"
    return f" : à 95 %, {mot} au seul hasard"


def _count(bilan: Bilan, sens: str) -> int:
    return bilan.defavorables if sens == "défavorable" else bilan.favorables
