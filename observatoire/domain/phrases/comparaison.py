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
    if defavorables:
        noms = join_mots(b.lieu.nom for b in bilans if b.defavorables == defavorables)
        pluriel = sum(b.defavorables == defavorables for b in bilans) > 1 or noms.startswith("les ")
        phrases.append(
            f"{capitalise(noms)} {'s’écartent' if pluriel else 's’écarte'} le plus {comparateur.de} dans le sens "
            f"défavorable ({_count(defavorables, bilans, favorable=False)})"
        )
    if favorables:
        noms = join_mots(b.lieu.nom for b in bilans if b.favorables == favorables)
        debut = noms if phrases else f"{capitalise(noms)} s’écarte le plus {comparateur.de}"
        phrases.append(f"{debut}, dans le sens favorable ({_count(favorables, bilans, favorable=True)})")
    jugement = Jugement.DEFAVORABLE if defavorables else Jugement.FAVORABLE
    return Phrase(" ; ".join(phrases) + ".", f"écarts établis · {certitude}", jugement)


def tell_hasard(attendu: float) -> str:
    """« : à 95 %, deux à trois écarts peuvent être dus au seul hasard »."""
    if attendu < 0.5:
        return ""
    nombre = round(attendu)
    mot = "environ 1 écart peut être dû" if nombre == 1 else f"environ {format_nombre(nombre)} écarts peuvent être dus"
    return f" : à 95 %, {mot} au seul hasard"


def _count(nombre: int, bilans: Sequence[Bilan], *, favorable: bool) -> str:
    compares = {b.compares for b in bilans if (b.favorables if favorable else b.defavorables) == nombre}
    texte = format_pluriel(nombre, "indicateur")
    return f"{texte} sur {compares.pop()}" if len(compares) == 1 else texte
