"""Secret statistique d'un territoire composé par l'utilisateur (« ma zone »).

Une zone est calculée des seules cellules diffusables de ses parties. Si l'une est secrète, la zone ne l'est pas moins :
son total moins les autres parties la livrerait. Elle n'a en revanche rien de plus à cacher : une somme de cellules
publiées ne dit rien qu'on ne puisse calculer soi-même, même en la comparant à une autre zone ou au total d'un
quartier ; ce que le complément d'une zone pourrait trahir, le secret complémentaire l'a déjà masqué à la publication.
"""

from collections.abc import Iterable

from observatoire.domain.estimation import Statut

_ORDRE = (Statut.SECRET, Statut.NON_DISPONIBLE, Statut.NON_MESURABLE)


def combine_statuts(statuts: Iterable[Statut]) -> Statut:
    """Statut d'une somme d'après ceux de ses parties.

    Une partie secrète rend la somme secrète ; à défaut, une partie qui manque la rend indisponible. Une partie sans
    objet (IRIS sans habitant) ne compte pas, sauf si toutes le sont.

    Raises:
        ValueError: aucune partie.
    """
    vus = set(statuts)
    if not vus:
        raise ValueError("une zone compte au moins un territoire")
    for statut in _ORDRE:
        if statut in vus:
            return statut
    return Statut.DISPONIBLE if Statut.DISPONIBLE in vus else Statut.NON_APPLICABLE
