"""Les séances de pilotage et leurs décisions : ce qui fut décidé, par qui, pour quand, et où cela en est."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from observatoire.domain.cls.echeances import is_decision_depassee
from observatoire.domain.cls.objets import Decision, Seance
from observatoire.domain.cls.plan import Plan
from observatoire.domain.cls.vocabulaire import EtatDecision, TypeSeance
from observatoire.domain.francais import format_date, format_pluriel


@dataclass(frozen=True)
class LigneSeance:
    """Une séance, ses décisions dans l'ordre où elles furent prises, et combien restent à faire."""

    seance: Seance
    decisions: tuple[Decision, ...]

    @property
    def a_faire(self) -> int:
        """Nombre de décisions encore à faire."""
        return sum(d.etat is EtatDecision.A_FAIRE for d in self.decisions)


def name_seance(seance: Seance) -> str:
    """Rend le titre d'une séance ou, à défaut, « COPIL du 18/06/2026 »."""
    return seance.titre or f"{seance.type.libelle} du {format_date(seance.date)}"


def list_seances(plan: Plan) -> tuple[LigneSeance, ...]:
    """Rend les séances, la plus récente d'abord."""
    return tuple(
        LigneSeance(seance, tuple(d for d in plan.decisions if d.seance_id == seance.id))
        for seance in reversed(plan.seances)
    )


def find_derniere_seance(plan: Plan, avant: date) -> Seance | None:
    """Rend le dernier COPIL avant une date ; à défaut, la dernière séance d'une autre sorte."""
    tenues = [s for s in plan.seances if s.date < avant]
    copils = [s for s in tenues if s.type is TypeSeance.COPIL]
    return (copils or tenues or [None])[-1]


def list_decisions(plan: Plan, etat: EtatDecision | None = None) -> tuple[Decision, ...]:
    """Rend les décisions d'un état, la plus pressée d'abord ; sans échéance, en dernier."""
    retenues = [d for d in plan.decisions if etat is None or d.etat is etat]
    return tuple(sorted(retenues, key=lambda d: (d.echeance or date.max, d.date, d.id)))


def describe_etat(decision: Decision, au: date) -> str:
    """Écrit « à faire », « échéance dépassée », « faite » ou « abandonnée »."""
    return "échéance dépassée" if is_decision_depassee(decision, au) else decision.etat.libelle.lower()


def describe_seances(lignes: Sequence[LigneSeance], decisions: Sequence[Decision], au: date) -> str:
    """La phrase de la page : combien de séances, où en sont les décisions."""
    if not lignes and not decisions:
        return "Aucune séance n'est encore consignée."
    passees = [ligne.seance for ligne in lignes if ligne.seance.date <= au]
    debut = f"{format_pluriel(len(lignes), 'séance consignée', 'séances consignées')}"
    if passees:
        debut += f", la dernière tenue le {format_date(passees[0].date)}"
    a_faire = [d for d in decisions if d.etat is EtatDecision.A_FAIRE]
    if not a_faire:
        return f"{debut}. Aucune décision n'est en attente."
    depassees = sum(is_decision_depassee(d, au) for d in a_faire)
    suite = f", dont {depassees} à l'échéance dépassée" if depassees else ""
    return f"{debut}. {format_pluriel(len(a_faire), 'décision')} à faire{suite}."


def parse_vue(texte: str, adresses: Collection[str]) -> str | None:
    """Rend l'adresse interne d'une vue collée (« carte?indicateur=… ») ; `None` si ce n'est pas une page d'ici.

    Args:
        texte: le lien copié, entier ou sans sa machine.
        adresses: les adresses des pages de l'observatoire.
    """
    try:
        lien = urlsplit(texte.strip())
    except ValueError:
        return None
    page = lien.path.strip("/").rpartition("/")[2]
    if lien.scheme not in ("", "http", "https") or not page or page not in adresses:
        return None
    return f"{page}?{lien.query}" if lien.query else page
