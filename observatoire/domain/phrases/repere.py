"""Dire un écart avec autre chose qu'un territoire : une cible fixée, ou le même territoire à une autre période.

Une cible est atteinte ou non ; une période antérieure donne un changement, pas un écart.
"""

from observatoire.domain.evolution import Evolution
from observatoire.domain.indicateur import Indicateur, Sens
from observatoire.domain.phrases.evolution import tell_mouvement, tell_sans_tendance, tell_situation
from observatoire.domain.phrases.lieux import capitalise
from observatoire.domain.verdict import Verdict


def tell_cible(indicateur: Indicateur, verdict: Verdict, evolution: Evolution) -> str:
    """« La cible n’est pas atteinte : l’écart est net, mais la situation s’améliore depuis 2020. »."""
    force = "net" if verdict.is_net else "établi, sans être net"
    if indicateur.sens is Sens.SANS_JUGEMENT:
        mouvement = tell_mouvement(indicateur, evolution)
        return f"L’écart avec la cible est {force}.{f' {capitalise(mouvement)}.' if mouvement else ''}"
    debut = "La cible n’est pas atteinte" if verdict.is_defavorable else "La cible est atteinte"
    return f"{debut} : l’écart est {force}{_tell_suite(indicateur, verdict, evolution)}."


def _tell_suite(indicateur: Indicateur, verdict: Verdict, evolution: Evolution) -> str:
    situation, plat = tell_situation(indicateur, evolution), tell_sans_tendance(evolution)
    if not situation:
        return f" ; {plat}" if plat else ""
    lien = "et" if verdict.is_defavorable == evolution.is_aggravation(indicateur.sens) else "mais"
    return f"{' ' if verdict.is_net and lien == 'et' else ', '}{lien} {situation}"


def tell_changement(verdict: Verdict) -> str:
    """« La hausse est nette et défavorable. », « La baisse, favorable, est établie, sans être nette. »."""
    sujet = "La hausse" if verdict.direction > 0 else "La baisse"
    lecture = "défavorable" if verdict.is_defavorable else "favorable" if verdict.is_favorable else ""
    if verdict.is_net:
        return f"{sujet} est nette{f' et {lecture}' if lecture else ''}."
    return f"{sujet}{f', {lecture},' if lecture else ''} est établie, sans être nette."


def certify_changement(verdict: Verdict) -> str:
    """La petite ligne sous la phrase : « changement net, favorable »."""
    if not verdict.is_etabli:
        return "pas de changement établi"
    force = "changement net" if verdict.is_net else "changement établi"
    return f"{force}, favorable" if verdict.is_favorable else force
