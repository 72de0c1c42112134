"""Ce qui part avec un objet qu'on supprime : à dire avant, pour qu'une branche entière ne tombe pas sans un mot."""

from collections.abc import Iterable
from dataclasses import dataclass

from observatoire.domain.cls.codage import champs_types
from observatoire.domain.cls.objets import GENRES, Action, Contrat, Decision, Objet, genre_of, reference_of
from observatoire.domain.cls.plan import Plan
from observatoire.domain.francais import format_pluriel, join_mots

_NOMS = {
    "signataire": ("signataire", "signataires"),
    "axe": ("sous-axe", "sous-axes"),
    "reference_axes": ("renvoi entre axes", "renvois entre axes"),
    "objectif": ("objectif", "objectifs"),
    "action": ("sous-action", "sous-actions"),
    "etape": ("étape", "étapes"),
    "note": ("note", "notes"),
    "financement": ("moyen", "moyens"),
    "lien_actions": ("lien entre actions", "liens entre actions"),
    "indicateur_cls": ("indicateur", "indicateurs"),
    "cible": ("cible", "cibles"),
    "mesure": ("mesure", "mesures"),
    "seance": ("séance", "séances"),
    "decision": ("décision", "décisions"),
}
_DU_CONTRAT = {"axe": ("axe", "axes"), "action": ("action", "actions")}


@dataclass(frozen=True)
class Emporte:
    """Le nombre d'objets qui partent, par genre, et le nombre d'actions qui restent en perdant un axe."""

    nombres: dict[str, int]
    detachees: int
    contrat: bool

    @property
    def phrase(self) -> str:
        """Écrit « Partiront avec : 2 sous-axes et 3 objectifs. » ; vide si rien d'autre ne part."""
        noms = _NOMS | (_DU_CONTRAT if self.contrat else {})
        dits = join_mots([format_pluriel(self.nombres[g], *noms[g]) for g in noms if self.nombres.get(g)])
        phrases = [f"Partiront avec : {dits}."] if dits else []
        if self.detachees:
            verbe = "restera au plan, sans cet axe" if self.detachees == 1 else "resteront au plan, sans cet axe"
            phrases.append(f"{format_pluriel(self.detachees, 'action')} {verbe}.")
        return " ".join(phrases)


def find_emportes(plan: Plan, objets: Iterable[Objet]) -> Emporte:
    """Compte ce que la suppression d'objets emporterait, sans eux-mêmes. Une décision survit à ce qu'elle citait."""
    supprimes = list(objets)
    partis = {(genre_of(o), o.id) for o in supprimes}
    contrat = any(isinstance(o, Contrat) for o in supprimes)
    nombres: dict[str, int] = {}
    vises = _index_vises(plan)
    while supprimes:
        parti = supprimes.pop()
        for enfant in vises.get((genre_of(parti), parti.id), ()):
            genre = genre_of(enfant)
            if (genre, enfant.id) in partis or (isinstance(enfant, Decision) and not contrat):
                continue
            partis.add((genre, enfant.id))
            nombres[genre] = nombres.get(genre, 0) + 1
            supprimes.append(enfant)
    axes = {i for genre, i in partis if genre == "axe"}
    detachees = [a for a in plan.list_objets(Action) if axes.intersection(a.axes) and ("action", a.id) not in partis]
    return Emporte(nombres, len(detachees), contrat)


def _index_vises(plan: Plan) -> dict[tuple[str, int], list[Objet]]:
    """Chaque objet visé, et ceux qui le visent."""
    index: dict[tuple[str, int], list[Objet]] = {}
    for genre, classe in GENRES.items():
        champs = {c: vise for c in champs_types(classe) if (vise := reference_of(genre, c))}
        for objet in plan.tables.get(genre, {}).values():
            for champ, vise in champs.items():
                if (identifiant := getattr(objet, champ)) and (genre, objet.id) != (vise, identifiant):
                    index.setdefault((vise, identifiant), []).append(objet)
    return index
