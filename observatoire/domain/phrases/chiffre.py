"""Dire un chiffre et son écart au comparateur : le nombre d'abord, le comparateur nommé, jamais de cause.

« Net » veut dire établi à 99,8 %, « établi » à 95 %. L'absence de preuve se dit « la différence n'est pas
établie », jamais « égal » ni « stable ».
"""

from dataclasses import dataclass

from observatoire.domain.estimation import Estimation, Statut
from observatoire.domain.evolution import Evolution, MotifEvolution
from observatoire.domain.francais import format_nombre, format_valeur
from observatoire.domain.indicateur import Indicateur, Sens, TypeIndicateur
from observatoire.domain.phrases.evolution import tell_mouvement, tell_sans_tendance, tell_situation
from observatoire.domain.phrases.lieux import LIEU_CIBLE, Lieu, capitalise
from observatoire.domain.phrases.phrase import Phrase
from observatoire.domain.verdict import Ecart, Jugement, MotifComparaison, Verdict


@dataclass(frozen=True, slots=True)
class ChiffreDit:
    """Tout ce qu'il faut savoir d'un chiffre pour en faire une phrase."""

    indicateur: Indicateur
    estimation: Estimation
    reference: Estimation | None
    verdict: Verdict
    evolution: Evolution
    lieu: Lieu
    comparateur: Lieu
    sexe: str = "ensemble"
    age: str = "tous"


def write_phrase(dit: ChiffreDit, *, is_situee: bool = False) -> Phrase:
    """Écrit la phrase d'un chiffre, sa ligne de certitude et son alerte.

    Args:
        dit: le chiffre et ce qui l'entoure.
        is_situee: commence par nommer le lieu (une page qui parle de plusieurs territoires).

    Returns:
        La phrase ; un chiffre absent dit pourquoi il l'est.
    """
    texte = _tell_absence(dit) if not dit.estimation.is_disponible else _tell_present(dit, is_situee=is_situee)
    aggrave = dit.verdict.is_defavorable and dit.evolution.is_aggravation(dit.indicateur.sens)
    return Phrase(texte, write_certitude(dit), dit.verdict.jugement, "défavorable et s’aggrave" if aggrave else "")


def write_certitude(dit: ChiffreDit) -> str:
    """La petite ligne sous la phrase : « écart net · hausse nette »."""
    return " · ".join(partie for partie in (_certify_ecart(dit.verdict), _certify_evolution(dit)) if partie)


def _certify_ecart(verdict: Verdict) -> str:
    if verdict.is_etabli:
        force = "écart net" if verdict.is_net else "écart établi"
        return f"{force}, favorable" if verdict.is_favorable else force
    if verdict.ecart is Ecart.TROP_PETIT:
        return "effectif trop petit pour conclure"
    if verdict.ecart is Ecart.NON_ETABLI:
        return "pas de différence établie"
    if verdict.jugement is Jugement.SECRET or verdict.motif in _SANS_VALEUR:
        return str(verdict.motif)
    return f"non comparé : {verdict.motif}" if verdict.motif else "non comparé"


_SANS_VALEUR = (
    MotifComparaison.NON_DISPONIBLE,
    MotifComparaison.NON_APPLICABLE,
    MotifComparaison.NON_MESURABLE,
)


_MAX_DETAIL = 50


def _certify_evolution(dit: ChiffreDit) -> str:
    if not dit.estimation.is_disponible or dit.evolution.motif is MotifEvolution.AUCUN_POINT:
        return ""
    if dit.evolution.is_mesurable:
        return dit.evolution.libelle
    # Le motif écrit par le producteur est souvent long : la phrase sur l'évolution le donne en entier.
    detail = dit.evolution.detail.rstrip(". ")
    raison = detail if 0 < len(detail) <= _MAX_DETAIL else dit.evolution.libelle_motif
    return f"évolution non mesurable : {raison[:1].lower() + raison[1:]}"


def _tell_absence(dit: ChiffreDit) -> str:
    statut = dit.estimation.statut
    if statut is Statut.SECRET:
        return "Ce chiffre n’est pas diffusable : il pourrait faire reconnaître des personnes."
    if statut is Statut.NON_APPLICABLE:
        return f"Cet indicateur ne s’applique pas {dit.lieu.dans}."
    if statut is Statut.NON_MESURABLE:
        return f"Ce chiffre ne peut pas être mesuré {dit.lieu.dans}."
    texte = f"La source ne donne pas ce chiffre {dit.lieu.dans}."
    if dit.reference is not None and dit.reference.is_disponible and dit.comparateur is not LIEU_CIBLE:
        valeur = _format(dit.indicateur, dit.reference.valeur)
        texte += f" Il existe pour {dit.comparateur.nom} : {valeur}."
    return texte


def _tell_present(dit: ChiffreDit, *, is_situee: bool) -> str:
    ouverture = _open(dit, is_situee=is_situee)
    ecart = dit.verdict.ecart
    if ecart is Ecart.NON_COMPARABLE:
        return _tell_non_compare(dit, ouverture)
    reference = _format_reference(dit)
    if ecart is Ecart.TROP_PETIT:
        return (
            f"{ouverture}{_tell_comptes(dit)}. C’est trop peu pour conclure à un écart avec "
            f"{dit.comparateur.nom} ({reference})."
        )
    if ecart is Ecart.NON_ETABLI:
        mouvement = tell_mouvement(dit.indicateur, dit.evolution)
        suite = f", mais {mouvement}" if mouvement else ""
        # Sans locution, la phrase a déjà un deux-points.
        fin = " : la" if dit.indicateur.locution else ". La"
        return f"{ouverture}, contre {reference} {dit.comparateur.dans}{fin} différence n’est pas établie{suite}."
    if dit.indicateur.sens is Sens.SANS_JUGEMENT:
        return _tell_neutre(dit, ouverture, reference)
    return f"{ouverture}, {_tell_ecart(dit, reference)} {_tell_jugement(dit)}"


def _tell_ecart(dit: ChiffreDit, reference: str) -> str:
    if dit.indicateur.sens is Sens.BAS_FAVORABLE:
        return f"contre {reference} {dit.comparateur.dans}."
    return f"{'plus' if dit.verdict.direction > 0 else 'moins'} {dit.comparateur.que} ({reference})."


def _tell_neutre(dit: ChiffreDit, ouverture: str, reference: str) -> str:
    force = "nettement " if dit.verdict.is_net else ""
    sens = "plus" if dit.verdict.direction > 0 else "moins"
    mouvement = tell_mouvement(dit.indicateur, dit.evolution)
    suite = f" {capitalise(mouvement)}." if mouvement else ""
    return f"{ouverture}, {force}{sens} {dit.comparateur.que} ({reference}).{suite}"


def _tell_jugement(dit: ChiffreDit) -> str:
    """Seconde phrase : la force de l'écart, son sens s'il est favorable, et l'évolution."""
    net = "net" if dit.verdict.is_net else "établi, sans être net"
    mouvement = tell_mouvement(dit.indicateur, dit.evolution)
    situation = tell_situation(dit.indicateur, dit.evolution)
    plat = tell_sans_tendance(dit.evolution)
    aggrave = dit.evolution.is_aggravation(dit.indicateur.sens)
    if dit.verdict.is_favorable:
        if aggrave:
            return f"La situation reste favorable, mais elle {situation.removeprefix('la situation ')}."
        debut = "L’écart est net et favorable" if dit.verdict.is_net else "L’écart, favorable, est établi"
        return f"{debut}, et {situation}." if situation else f"{debut}{f' ; {plat}' if plat else ''}."
    if not situation:
        return f"L’écart est {net}{f' ; {plat}' if plat else ''}."
    if aggrave:
        return f"L’écart est {net}{'' if dit.verdict.is_net else ','} et {mouvement}."
    return f"L’écart avec {dit.comparateur.nom} est {net}, mais {situation}."


def _tell_non_compare(dit: ChiffreDit, ouverture: str) -> str:
    motif = dit.verdict.motif
    mouvement = tell_mouvement(dit.indicateur, dit.evolution)
    suite = f" {capitalise(mouvement)}." if mouvement else ""
    if motif in (MotifComparaison.EFFECTIF, MotifComparaison.MEME_TERRITOIRE, MotifComparaison.MEME_PERIODE):
        return f"{ouverture}.{suite}"
    if motif == MotifComparaison.SANS_REFERENCE:
        return f"{ouverture}. Aucun chiffre n’est publié {dit.comparateur.dans} pour comparer.{suite}"
    if motif == MotifComparaison.REFERENCE_SECRETE:
        return f"{ouverture}. Le chiffre {dit.comparateur.de} n’est pas diffusable.{suite}"
    if motif in (MotifComparaison.SANS_INTERVALLE, MotifComparaison.SANS_COMPTE):
        manque = "la précision" if motif == MotifComparaison.SANS_INTERVALLE else "les effectifs"
        return (
            f"{ouverture}, contre {_format_reference(dit)} {dit.comparateur.dans}. La source ne donne pas "
            f"{manque} de ce chiffre : on ne peut pas dire si l’écart est établi.{suite}"
        )
    return f"{ouverture}. La comparaison avec {dit.comparateur.nom} n’est pas possible : {motif}.{suite}"


def _open(dit: ChiffreDit, *, is_situee: bool) -> str:
    """Début de phrase, sans ponctuation finale : le lieu et le public s'il le faut, puis le nombre."""
    prefixes = [dit.lieu.dans] if is_situee else []
    public = name_public(dit.sexe, dit.age)
    if public:
        prefixes.append(public)
    sujet = _tell_valeur(dit.indicateur, dit.estimation.valeur)
    if not dit.indicateur.locution:
        return " ".join([dit.indicateur.libelle, *prefixes]) + f" : {sujet}"
    return capitalise(", ".join([*prefixes, sujet]))


def _tell_valeur(indicateur: Indicateur, valeur: float | None) -> str:
    """« 16,6 % des habitants n’ont pas… », « le revenu médian est de 21 430 € », ou le nombre seul."""
    locution = indicateur.locution
    nombre = _format(indicateur, valeur)
    if not locution:
        return nombre
    if indicateur.type is TypeIndicateur.PART and locution.startswith(("des ", "de ", "d’", "du ")):
        return f"{nombre} {locution}"
    if locution.startswith("le nombre "):
        nombre = format_nombre(valeur, indicateur.decimales)
    return f"{locution} {'sont' if locution.startswith('les ') else 'est'} de {nombre}"


def _tell_comptes(dit: ChiffreDit) -> str:
    effectif, population = dit.estimation.effectif, dit.estimation.population
    if effectif is None or population is None:
        return ""
    if dit.indicateur.type is TypeIndicateur.ICM:
        return f" ({_format_compte(effectif)} observés, {format_nombre(population, 1)} attendus)"
    entre = "sur" if dit.indicateur.type is TypeIndicateur.PART else "pour"
    return f" ({_format_compte(effectif)} {entre} {_format_compte(population)})"


def _format_compte(compte: float) -> str:
    return format_nombre(compte, 0 if abs(compte - round(compte)) < 0.05 else 1)


def _format(indicateur: Indicateur, valeur: float | None) -> str:
    return format_valeur(valeur, indicateur.decimales, indicateur.unite)


def _format_reference(dit: ChiffreDit) -> str:
    """Valeur du comparateur ; une unité longue, déjà dite, n'est pas répétée."""
    valeur = dit.reference.valeur if dit.reference else None
    courte = len(dit.indicateur.unite) <= 2
    return format_valeur(valeur, dit.indicateur.decimales, dit.indicateur.unite if courte else "")


def name_public(sexe: str, age: str) -> str:
    """« chez les femmes de 75 ans ou plus » ; vide pour l'ensemble de la population."""
    tranche = f"{age.removesuffix('+')} ans ou plus" if age.endswith("+") else f"{age} ans"
    if sexe == "ensemble":
        return "" if age == "tous" else f"chez les {tranche}"
    return f"chez les {sexe}" if age == "tous" else f"chez les {sexe} de {tranche}"
