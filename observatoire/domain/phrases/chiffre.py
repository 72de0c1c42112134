"""Dire un chiffre et son écart au comparateur."""

from observatoire.domain.estimation import Estimation
from observatoire.domain.evolution import Evolution
from observatoire.domain.francais import format_valeur
from observatoire.domain.indicateur import Indicateur
from observatoire.domain.phrases.lieux import Lieu
from observatoire.domain.phrases.phrase import Phrase
from observatoire.domain.verdict import Verdict


def write_phrase(
    *,
    indicateur: Indicateur,
    estimation: Estimation,
    reference: Estimation | None,
    verdict: Verdict,
    evolution: Evolution,
    lieu: Lieu,
    comparateur: Lieu,
) -> Phrase:
    """Écrit la phrase d'un chiffre."""
    valeur = format_valeur(estimation.valeur, indicateur.decimales, indicateur.unite)
    ref = format_valeur(reference.valeur if reference else None, indicateur.decimales, indicateur.unite)
    texte = f"{indicateur.libelle} : {valeur}, contre {ref} {comparateur.dans}."
    return Phrase(texte, f"{verdict.libelle} · {evolution.libelle}", verdict.jugement)
