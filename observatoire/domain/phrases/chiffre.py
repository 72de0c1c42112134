"""Dire un chiffre et son écart au comparateur : le nombre d'abord, le comparateur nommé, jamais de cause.

« Net » veut dire établi à 99,8 %, « établi » à 95 %. L'absence de preuve se dit « la différence n'est pas
établie », jamais « égal » ni « stable ».
"""

from dataclasses import dataclass

from observatoire.domain.estimation import Estimation, Statut
from observatoire.domain.evolution import Evolution, MotifEvolution
from observatoire.domain.francais import count_decimales, format_nombre, format_valeur
from observatoire.domain.indicateur import Indicateur, Sens, TypeIndicateur
from observatoire.domain.phrases.evolution import tell_mouvement, tell_sans_tendance, tell_situation
from observatoire.domain.phrases.lieux import GenreLieu, Lieu, append_raison, capitalise, lower_initiale
from observatoire.domain.phrases.phrase import Phrase
from observatoire.domain.phrases.repere import certify_changement, tell_changement, tell_cible
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

    @property
    def is_rouge_rouge(self) -> bool:
        """Vrai si l'écart est défavorable et que la situation s'aggrave, l'un et l'autre établis.

        Face à une période antérieure, l'écart est déjà l'évolution : il n'y a pas deux constats.
        """
        if self.comparateur.genre is GenreLieu.PERIODE:
            return False
        return self.verdict.is_defavorable and self.evolution.is_aggravation(self.indicateur.sens)


def write_phrase(dit: ChiffreDit, *, is_situee: bool = False) -> Phrase:
    """Écrit la phrase d'un chiffre, sa ligne de certitude et son alerte.

    Args:
        dit: le chiffre et ce qui l'entoure.
        is_situee: commence par nommer le lieu (une page qui parle de plusieurs territoires).

    Returns:
        La phrase ; un chiffre absent dit pourquoi il l'est.
    """
    texte = _tell_absence(dit) if not dit.estimation.is_disponible else _tell_present(dit, is_situee=is_situee)
    etiquette = "défavorable et s’aggrave" if dit.is_rouge_rouge else ""
    return Phrase(texte, write_certitude(dit), dit.verdict.jugement, etiquette)


def write_certitude(dit: ChiffreDit) -> str:
    """La petite ligne sous la phrase : « écart net · hausse nette »."""
    ecart = _certify_ecart(dit.verdict, is_periode=_is_periode(dit))
    # Face à une période, l'écart est déjà une évolution : la redire serait dire deux fois la même chose.
    parties = (ecart,) if _is_periode(dit) else (ecart, _certify_evolution(dit))
    return " · ".join(partie for partie in parties if partie)


def _certify_ecart(verdict: Verdict, *, is_periode: bool) -> str:
    if is_periode and (verdict.is_etabli or verdict.ecart is Ecart.NON_ETABLI):
        return certify_changement(verdict)
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
    return f"évolution non mesurable : {lower_initiale(raison)}"


def _tell_absence(dit: ChiffreDit) -> str:
    statut = dit.estimation.statut
    if statut is Statut.SECRET:
        return "Ce chiffre n’est pas diffusable : il pourrait faire reconnaître des personnes."
    if statut is Statut.NON_APPLICABLE:
        return f"Cet indicateur ne s’applique pas {dit.lieu.dans}."
    if statut is Statut.NON_MESURABLE:
        return f"Ce chiffre ne peut pas être mesuré {dit.lieu.dans}."
    texte = f"La source ne donne pas ce chiffre {dit.lieu.dans}."
    if dit.reference is not None and dit.reference.is_disponible and dit.comparateur.genre is not GenreLieu.CIBLE:
        valeur = _format(dit.indicateur, dit.reference.valeur)
        texte += f" Il existe pour {dit.comparateur.nom} : {valeur}."
    return texte


def _tell_present(dit: ChiffreDit, *, is_situee: bool) -> str:
    ouverture = _open(dit, is_situee=is_situee)
    ecart = dit.verdict.ecart
    if ecart is Ecart.NON_COMPARABLE:
        return _tell_non_compare(dit, ouverture)
    if ecart is Ecart.TROP_PETIT:
        quoi = "à un changement depuis" if _is_periode(dit) else "à un écart avec"
        return (
            f"{ouverture}{_tell_comptes(dit)}. C’est trop peu pour conclure {quoi} "
            f"{dit.comparateur.nom} ({_format_reference(dit)})."
        )
    if ecart is Ecart.NON_ETABLI:
        return f"{ouverture}, {_tell_contre(dit)}{_tell_non_etabli(dit)}."
    return f"{ouverture}, {_tell_etabli(dit)}"


def _is_periode(dit: ChiffreDit) -> bool:
    return dit.comparateur.genre is GenreLieu.PERIODE


def _tell_etabli(dit: ChiffreDit) -> str:
    """Un écart établi : sa référence, puis sa force, selon ce à quoi on compare."""
    if _is_periode(dit):
        return f"{_tell_contre(dit)}. {tell_changement(dit.verdict)}"
    if dit.comparateur.genre is GenreLieu.CIBLE:
        return f"{_tell_contre(dit)}. {tell_cible(dit.indicateur, dit.verdict, dit.evolution)}"
    if dit.indicateur.sens is Sens.SANS_JUGEMENT:
        return _tell_neutre(dit)
    return f"{_tell_ecart(dit)} {_tell_jugement(dit)}"


def _tell_contre(dit: ChiffreDit) -> str:
    """« contre 12,4 % dans la ville », « contre 11,8 % en 2019 », « contre une cible de 10 % »."""
    reference = _format_reference(dit)
    if dit.comparateur.genre is GenreLieu.CIBLE:
        return f"contre une cible de {reference}"
    return f"contre {reference} {dit.comparateur.dans}"


def _tell_non_etabli(dit: ChiffreDit) -> str:
    # Sans locution, la phrase a déjà un deux-points.
    debut = " : l" if dit.indicateur.locution else ". L"
    if _is_periode(dit):
        return f"{debut}e changement n’est pas établi"
    mouvement = tell_mouvement(dit.indicateur, dit.evolution)
    return f"{debut}a différence n’est pas établie{f', mais {mouvement}' if mouvement else ''}"


def _tell_ecart(dit: ChiffreDit) -> str:
    if dit.indicateur.sens is Sens.BAS_FAVORABLE:
        return f"{_tell_contre(dit)}."
    return f"{'plus' if dit.verdict.direction > 0 else 'moins'} {dit.comparateur.que} ({_format_reference(dit)})."


def _tell_neutre(dit: ChiffreDit) -> str:
    force = "nettement " if dit.verdict.is_net else ""
    sens = "plus" if dit.verdict.direction > 0 else "moins"
    mouvement = tell_mouvement(dit.indicateur, dit.evolution)
    suite = f" {capitalise(mouvement)}." if mouvement else ""
    return f"{force}{sens} {dit.comparateur.que} ({_format_reference(dit)}).{suite}"


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


_MUETS = (
    MotifComparaison.EFFECTIF,
    MotifComparaison.EFFECTIF_PERIODE,
    MotifComparaison.MEME_TERRITOIRE,
    MotifComparaison.MEME_PERIODE,
)
"""Le chiffre se suffit : dire pourquoi il n'est pas comparé n'apprendrait rien."""


def _tell_non_compare(dit: ChiffreDit, ouverture: str) -> str:
    motif = dit.verdict.motif
    mouvement = "" if _is_periode(dit) else tell_mouvement(dit.indicateur, dit.evolution)
    suite = f" {capitalise(mouvement)}." if mouvement else ""
    if motif in _MUETS:
        return f"{ouverture}.{suite}"
    if motif in (MotifComparaison.SANS_REFERENCE, MotifComparaison.SANS_PERIODE):
        return f"{ouverture}. Aucun chiffre n’est publié {dit.comparateur.dans} pour comparer.{suite}"
    if motif == MotifComparaison.REFERENCE_SECRETE:
        return f"{ouverture}. Le chiffre {dit.comparateur.de} n’est pas diffusable.{suite}"
    if motif in (MotifComparaison.SANS_INTERVALLE, MotifComparaison.SANS_COMPTE):
        manque = "la précision" if motif == MotifComparaison.SANS_INTERVALLE else "les effectifs"
        quoi = "le changement" if _is_periode(dit) else "l’écart"
        return (
            f"{ouverture}, {_tell_contre(dit)}. La source ne donne pas "
            f"{manque} de ce chiffre : on ne peut pas dire si {quoi} est établi.{suite}"
        )
    return append_raison(f"{ouverture}. La comparaison avec {dit.comparateur.nom} n’est pas possible", motif) + suite


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
    cas = format_nombre(effectif) if dit.indicateur.type is TypeIndicateur.PART else _format_compte(effectif)
    return f" ({cas} {entre} {format_nombre(population)})"


def _format_compte(compte: float) -> str:
    """Une part d'activité a une décimale ; une population n'en a jamais, même estimée par des fractions."""
    return format_nombre(compte, 0 if abs(compte - round(compte)) < 0.05 else 1)


def _format(indicateur: Indicateur, valeur: float | None) -> str:
    return format_valeur(valeur, indicateur.decimales, indicateur.unite)


def _format_reference(dit: ChiffreDit) -> str:
    """Valeur du comparateur ; une unité longue, déjà dite, n'est pas répétée, une cible n'est pas arrondie."""
    valeur = dit.reference.valeur if dit.reference else None
    courte = len(dit.indicateur.unite) <= 2
    decimales = dit.indicateur.decimales
    if dit.comparateur.genre is GenreLieu.CIBLE and valeur is not None:
        decimales = count_decimales(valeur)
    return format_valeur(valeur, decimales, dit.indicateur.unite if courte else "")


def name_public(sexe: str, age: str) -> str:
    """« chez les femmes de 75 ans ou plus » ; vide pour l'ensemble de la population."""
    tranche = f"{age.removesuffix('+')} ans ou plus" if age.endswith("+") else f"{age} ans"
    if sexe == "ensemble":
        return "" if age == "tous" else f"chez les {tranche}"
    return f"chez les {sexe}" if age == "tous" else f"chez les {sexe} de {tranche}"
