"""L'ordre et les numéros d'un plan importé : les parents d'abord, aucune boucle, aucun numéro porté deux fois."""

from collections import Counter
from collections.abc import Mapping

from observatoire.domain.cls.objets import GENRES, Action, Axe, Objet
from observatoire.domain.cls.plan import Plan
from observatoire.services.suivi.classeur.cles import IndexPlan, find_cle
from observatoire.services.suivi.classeur.contenu import Cle, Contenu, Niveau, Rangee
from observatoire.services.suivi.classeur.feuilles_detail import get_colonne

Noeud = tuple[str, Cle]


def sort_rangees(contenu: Contenu, index: IndexPlan) -> list[Rangee]:
    """Rend les rangées dans l'ordre des écritures ; celles rangées en boucle sont écartées."""
    rangees = contenu.rangees
    parents = _list_parents(rangees, index)
    while boucles := _find_boucles(parents):
        for rangee in rangees:
            if (rangee.genre, rangee.cle) in boucles:
                _report_boucle(contenu, rangee)
        rangees = [r for r in rangees if (r.genre, r.cle) not in boucles]
        parents = _list_parents(rangees, index)
    ordre = list(GENRES)
    return sorted(rangees, key=lambda r: (ordre.index(r.genre), _measure(parents, (r.genre, r.cle))))


def _list_parents(rangees: list[Rangee], index: IndexPlan) -> dict[Noeud, Noeud | None]:
    """Rend le parent de chaque axe et action : celui du classeur, à défaut celui de la base."""
    parents: dict[Noeud, Noeud | None] = {}
    for (genre, cle), objet in index.par_cle.items():
        if isinstance(objet, Axe | Action):
            parent = find_cle(index.cle_de, genre, "parent_id", objet.parent_id)
            parents[genre, cle] = (genre, parent) if parent else None
    for rangee in rangees:
        if "parent_id" in rangee.refs:
            parent = rangee.refs["parent_id"]
            parents[rangee.genre, rangee.cle] = (rangee.genre, parent) if parent else None
    return parents


def _find_boucles(parents: Mapping[Noeud, Noeud | None]) -> set[Noeud]:
    """Rend les nœuds qui sont leur propre ancêtre."""
    sains: set[Noeud] = set()
    boucles: set[Noeud] = set()
    for depart in parents:
        chemin: dict[Noeud, None] = {}
        noeud: Noeud | None = depart
        while noeud is not None and noeud not in sains and noeud not in chemin:
            chemin[noeud] = None
            noeud = parents.get(noeud)
        if noeud in chemin:
            suite = list(chemin)
            boucles.update(suite[suite.index(noeud) :])
        sains.update(chemin)
    return boucles


def _measure(parents: Mapping[Noeud, Noeud | None], noeud: Noeud) -> int:
    profondeur = 0
    suivant = parents.get(noeud)
    while suivant is not None:
        profondeur, suivant = profondeur + 1, parents.get(suivant)
    return profondeur


def _report_boucle(contenu: Contenu, rangee: Rangee) -> None:
    colonne = get_colonne(rangee.genre, "parent_id", partielle=rangee.partielle)
    parent = rangee.refs.get("parent_id")
    texte = (
        f"« {rangee.champs.get('titre', '')} » se retrouve rangée sous elle-même. La ligne n'est pas reprise : "
        "corrigez ou videz cette cellule."
    )
    contenu.report(Niveau.ERREUR, rangee.lieu, colonne, str(parent[1][0]) if parent else "", texte)


class Numerotation:
    """Les numéros tels qu'ils seront : deux axes frères, ou deux actions, n'en partagent jamais un."""

    def __init__(self, plan: Plan, renumerotees: Mapping[int, str]) -> None:
        self._axes: dict[tuple[int | None, str], Objet] = {(a.parent_id, a.numero): a for a in plan.axes}
        # Une action renumérotée passe devant celle qui garde ce numéro sans être dans le classeur.
        restes = [a for a in plan.actions if a.id not in renumerotees]
        self._actions: dict[str, Objet] = {a.numero: a for a in restes}

    def place(self, voulu: Objet) -> None:
        """Prend le numéro d'un objet accepté."""
        if isinstance(voulu, Axe):
            self._axes[voulu.parent_id, voulu.numero] = voulu
        elif isinstance(voulu, Action):
            self._actions[voulu.numero] = voulu

    def check(self, voulu: Objet) -> dict[str, str]:
        """Rend la faute d'un numéro déjà porté par un autre ; vide si tout va."""
        if isinstance(voulu, Axe):
            autre, quoi = self._axes.get((voulu.parent_id, voulu.numero)), "axe du même rang"
        elif isinstance(voulu, Action):
            autre, quoi = self._actions.get(voulu.numero), "action"
        else:
            return {}
        if autre is None or autre.id == voulu.id:
            return {}
        titre = autre.titre if isinstance(autre, Axe | Action) else ""
        article = "un autre" if isinstance(voulu, Axe) else "une autre"
        return {
            "numero": f"Le numéro {voulu.numero} est déjà celui d'{article} {quoi}, « {titre} » : "
            "donnez-en un autre à l'un des deux."
        }


def find_doublons(plan: Plan, voulus: list[Objet]) -> list[str]:
    """Rend les numéros que deux actions porteraient une fois tout écrit."""
    finals = {a.id: a.numero for a in plan.actions} | {v.id: v.numero for v in voulus if isinstance(v, Action)}
    return sorted(numero for numero, fois in Counter(finals.values()).items() if fois > 1)
