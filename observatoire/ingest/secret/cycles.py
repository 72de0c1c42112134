"""Les égalités qu'impliquent des intervalles qui se recouvrent : tranches d'âge, trimestres et années.

Une tranche `[a, b[` vaut la différence de deux cumuls, C(b) − C(a). Les tranches sont donc les arêtes d'un graphe
dont les nœuds sont les bornes, et chaque cycle donne une égalité entre tranches. Une base de cycles les donne
toutes, que les découpages soient emboîtés (65 ans et plus, dont 75 et plus) ou croisés (18-24 et 15-19).
"""

from collections.abc import Hashable

from observatoire.domain.classe_age import Intervalle, parse_tranche


def place_ages(ages: frozenset[str]) -> dict[Hashable, Intervalle]:
    """Place les tranches sur l'axe des âges ; « tous » couvre de la plus basse borne à la plus haute."""
    places: dict[Hashable, Intervalle] = {a: p for a in sorted(ages) if (p := parse_tranche(a))}
    if "tous" in ages and places:
        places["tous"] = (min(a for a, _ in places.values()), max(b for _, b in places.values()))
    return places


def find_cycles(intervalles: dict[Hashable, Intervalle]) -> list[dict[Hashable, int]]:
    """Base des égalités Σ coefficient × tranche = 0 entre les intervalles.

    Les intervalles longs sont posés en dernier : chacun est alors dit par les plus courts qui le composent.
    """
    chemin: dict[int, dict[int, Hashable]] = {}
    cycles: list[dict[Hashable, int]] = []
    for nom, (debut, fin) in sorted(intervalles.items(), key=lambda e: (e[1][1] - e[1][0], str(e[0]))):
        trajet = _find_trajet(chemin, intervalles, debut, fin)
        if trajet is None:
            chemin.setdefault(debut, {})[fin] = nom
            chemin.setdefault(fin, {})[debut] = nom
        else:
            cycles.append({nom: 1} | {etape: -signe for etape, signe in trajet})
    return cycles


def _find_trajet(
    foret: dict[int, dict[int, Hashable]], intervalles: dict[Hashable, Intervalle], debut: int, fin: int
) -> list[tuple[Hashable, int]] | None:
    """Chemin de `debut` à `fin` dans la forêt : (tranche, +1 si parcourue vers le haut, −1 sinon)."""
    pile: list[tuple[int, int, list[tuple[Hashable, int]]]] = [(debut, debut, [])]
    while pile:
        ici, avant, trajet = pile.pop()
        if ici == fin:
            return trajet
        for ailleurs, nom in foret.get(ici, {}).items():
            if ailleurs != avant:
                signe = 1 if intervalles[nom][0] == ici else -1
                pile.append((ailleurs, ici, [*trajet, (nom, signe)]))
    return None
