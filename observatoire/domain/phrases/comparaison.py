"""Dire ce que montre une matrice de territoires et d'indicateurs, et ce que le hasard y met."""

from collections.abc import Sequence
from dataclasses import dataclass

from observatoire.domain.francais import format_nombre, format_pluriel
from observatoire.domain.phrases.lieux import GenreLieu, Lieu, capitalise, join_lieux
from observatoire.domain.phrases.phrase import Phrase
from observatoire.domain.verdict import Jugement

_SENS = ("défavorable", "favorable")


@dataclass(frozen=True, slots=True)
class Bilan:
    """Nombre d'écarts établis d'un territoire, sur `compares` comparaisons qui concluent ou non.

    `neutres` sont ceux des indicateurs sans jugement : ni favorables, ni défavorables.
    """

    lieu: Lieu
    defavorables: int
    favorables: int
    compares: int
    neutres: int = 0


def write_comparaison(*, bilans: Sequence[Bilan], comparateur: Lieu, hasard_attendu: float) -> Phrase:
    """Qui s'écarte le plus, dans chaque sens, et combien d'écarts le hasard ferait seul."""
    total = sum(b.compares for b in bilans)
    if total == 0:
        a_quoi = "à la cible" if comparateur.genre is GenreLieu.CIBLE else f"à ceux {comparateur.de}"
        return Phrase(f"Aucun de ces chiffres ne peut être comparé {a_quoi}.", "", Jugement.NON_COMPARABLE)
    is_periode = comparateur.genre is GenreLieu.PERIODE
    certitude = tell_comparaisons(total, hasard_attendu)
    if not any(b.defavorables + b.favorables for b in bilans):
        aucun = f"Aucun écart défavorable ou favorable avec {comparateur.nom} n’est établi."
        if is_periode:
            aucun = f"Aucun changement défavorable ou favorable n’est établi depuis {comparateur.nom}."
        return Phrase(f"{aucun}{_tell_neutres(bilans)}", certitude, Jugement.SANS_ECART)
    if max(b.compares for b in bilans) == 1:
        texte = _tell_un_indicateur(bilans, comparateur)
    else:
        texte = _tell_extremes(bilans, comparateur)
    jugement = Jugement.DEFAVORABLE if any(b.defavorables for b in bilans) else Jugement.FAVORABLE
    return Phrase(texte, f"{'changements' if is_periode else 'écarts'} établis · {certitude}", jugement)


def _tell_neutres(bilans: Sequence[Bilan]) -> str:
    """Les écarts établis qui ne se jugent pas : sans eux, « aucun écart favorable » passerait pour « aucun écart »."""
    neutres = sum(b.neutres for b in bilans)
    if not neutres:
        return ""
    un, plusieurs = "écart est établi sans pouvoir être jugé", "écarts sont établis sans pouvoir être jugés"
    return f" {format_pluriel(neutres, un, plusieurs)} : plus élevé ou plus bas, sans plus."


def _tell_un_indicateur(bilans: Sequence[Bilan], comparateur: Lieu) -> str:
    """« Les Trois-Lunes s’écartent de la cible dans le sens défavorable ; le Port, dans le sens favorable. »."""
    phrases: list[str] = []
    for sens in _SENS:
        noms = [b.lieu.nom for b in bilans if _count(b, sens)]
        if not noms:
            continue
        liste = join_lieux(noms)
        if comparateur.genre is GenreLieu.PERIODE:
            suite = f"changement {sens} depuis {comparateur.nom}"
            phrases.append(f"{sens} : {liste}" if phrases else f"{capitalise(suite)} : {liste}")
        elif phrases:
            phrases.append(f"{liste}, dans le sens {sens}")
        else:
            phrases.append(f"{capitalise(liste)} {_conjugate(noms, 's’écarte')} {comparateur.de} dans le sens {sens}")
    return " ; ".join(phrases) + "."


def _tell_extremes(bilans: Sequence[Bilan], comparateur: Lieu) -> str:
    """« Les Trois-Lunes s’écartent le plus de la ville dans le sens défavorable (6 indicateurs sur 8) ; … »."""
    phrases: list[str] = []
    for sens in _SENS:
        nombre = max(_count(b, sens) for b in bilans)
        if not nombre:
            continue
        retenus = [b for b in bilans if _count(b, sens) == nombre]
        noms = [b.lieu.nom for b in retenus]
        compares = {b.compares for b in retenus}
        combien = format_pluriel(nombre, "indicateur") + (f" sur {compares.pop()}" if len(compares) == 1 else "")
        phrases.append(f"{_open(noms, sens, comparateur, is_premier=not phrases)} ({combien})")
    return " ; ".join(phrases) + "."


def _open(noms: Sequence[str], sens: str, comparateur: Lieu, *, is_premier: bool) -> str:
    liste = join_lieux(noms)
    if comparateur.genre is GenreLieu.PERIODE:
        fin = f"le plus de changements {sens}s"
        debut = f"Depuis {comparateur.nom}, {liste} {_conjugate(noms, 'compte')}"
        return f"{debut} {fin}" if is_premier else f"{liste}, {fin}"
    if is_premier:
        return f"{capitalise(liste)} {_conjugate(noms, 's’écarte')} le plus {comparateur.de} dans le sens {sens}"
    return f"{liste}, dans le sens {sens}"


def _conjugate(noms: Sequence[str], verbe: str) -> str:
    return f"{verbe}nt" if len(noms) > 1 or noms[0].startswith("les ") else verbe


def tell_comparaisons(nombre: int, hasard_attendu: float) -> str:
    """« 61 comparaisons affichées : à 95 %, environ 3 écarts peuvent être dus au seul hasard »."""
    affichees = f"{format_pluriel(nombre, 'comparaison')} affichées" if nombre > 1 else "1 comparaison affichée"
    return affichees + tell_hasard(hasard_attendu)


def tell_hasard(attendu: float) -> str:
    """« : à 95 %, deux à trois écarts peuvent être dus au seul hasard »."""
    nombre = round(attendu)
    if not nombre:
        return ""
    mot = "environ 1 écart peut être dû" if nombre == 1 else f"environ {format_nombre(nombre)} écarts peuvent être dus"
    return f" : à 95 %, {mot} au seul hasard"


def _count(bilan: Bilan, sens: str) -> int:
    return bilan.defavorables if sens == "défavorable" else bilan.favorables
