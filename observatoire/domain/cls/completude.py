"""Ce qu'une fiche action dit, et ce qui lui manque."""

from dataclasses import dataclass
from datetime import date

from observatoire.domain.cls.avancement import MOIS_DE_SILENCE, find_derniere_nouvelle, shift_mois
from observatoire.domain.cls.objets import Action
from observatoire.domain.cls.plan import Plan


@dataclass(frozen=True)
class Completude:
    """Les neuf rubriques attendues d'une fiche, remplies ou non, dans l'ordre de lecture."""

    rubriques: tuple[tuple[str, bool], ...]

    @property
    def manques(self) -> tuple[str, ...]:
        """Les rubriques vides."""
        return tuple(nom for nom, rempli in self.rubriques if not rempli)

    @property
    def remplies(self) -> int:
        """Nombre de rubriques remplies."""
        return sum(rempli for _, rempli in self.rubriques)

    @property
    def total(self) -> int:
        """Nombre de rubriques attendues."""
        return len(self.rubriques)


def measure_completude(plan: Plan, action: Action, au: date) -> Completude:
    """Dit quelles rubriques de la fiche sont remplies à une date."""
    nouvelle = find_derniere_nouvelle(plan, action, au)
    axes = [plan.list_objectifs(axe) for axe in action.axes]
    constats = [o.constat for objectifs in axes for o in objectifs]
    return Completude(
        (
            ("description", bool(action.description)),
            ("pilote", bool(action.structure_pilote or action.personne_pilote)),
            ("objectifs", bool(action.objectifs)),
            ("indicateur", bool(plan.list_indicateurs(action_id=action.id))),
            ("budget", any(f.prevu is not None for f in plan.list_financements(action.id))),
            ("territoire", bool(action.territoires)),
            ("public", bool(action.publics)),
            ("constat du diagnostic", bool(action.constat or any(constats))),
            (
                "suivi de moins de 12 mois",
                nouvelle is not None and nouvelle > shift_mois(au, -MOIS_DE_SILENCE),
            ),
        )
    )
