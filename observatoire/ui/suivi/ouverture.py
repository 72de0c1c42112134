"""Les formulaires ouverts : ce qu'on lisait en les ouvrant est gardé tant qu'ils restent à l'écran, pas au-delà."""

from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from observatoire.domain.cls.objets import Objet
from observatoire.domain.cls.plan import Plan
from observatoire.services.suivi.edition import Conflit
from observatoire.ui import etat_url

_OUVERTURE, _TIRAGE = "ouverture:", "obs_tirage"


@dataclass(frozen=True)
class Ouverture:
    """Un formulaire ouvert. Même supprimé ou changé par un autre, l'objet s'y modifie jusqu'à l'envoi.

    `base` est l'objet lu, qui sert de verrou ; `brouillon`, ce que les champs montrent ; `plan`, celui où se
    prennent leurs choix : un axe supprimé pendant la saisie ne change pas la liste sous les doigts.
    """

    base: Any
    brouillon: Any
    plan: Plan
    tirage: int
    conflit: Conflit[Any] | None = None
    refus: str = ""
    retrait: bool = False


def open_saisie(cle: str, objet: Objet, plan: Plan) -> Ouverture:
    """Rend le formulaire ouvert sous ce nom ; l'ouvre s'il ne l'est pas."""
    ouverture = find_saisie(cle) or Ouverture(objet, objet, plan, draw_tirage())
    _keep(cle, ouverture)
    return ouverture


def find_saisie(cle: str) -> Ouverture | None:
    """Rend le formulaire s'il était à l'écran à l'exécution d'avant.

    Streamlit oublie les champs d'une page quittée : ce qu'on lisait alors s'oublie avec eux.
    """
    ouverture, tour = st.session_state.get(_OUVERTURE + cle, (None, 0))
    return ouverture if is_en_place(tour) else None


def change_saisie(cle: str, **changements: Any) -> None:
    """Change l'état d'un formulaire ouvert."""
    if (ouverture := find_saisie(cle)) is not None:
        _keep(cle, replace(ouverture, **changements))


def restart_saisie(cle: str, base: Objet, brouillon: Objet, plan: Plan, *, refus: str = "") -> None:
    """Redessine le formulaire avec d'autres valeurs ; `base` devient le verrou, `refus` se montre en tête."""
    _keep(cle, Ouverture(base, brouillon, plan, draw_tirage(), refus=refus))


def close_saisie(cle: str) -> None:
    """Ferme le formulaire : le rouvrir repart de ce qui est enregistré."""
    st.session_state.pop(_OUVERTURE + cle, None)


def is_en_place(tour: int) -> bool:
    """Vrai si ce qui fut dessiné à ce tour l'était encore à l'exécution d'avant."""
    return etat_url.read_tour() - tour <= 1


def draw_tirage() -> int:
    """Un numéro neuf : des champs qui le portent ne reprennent rien d'une saisie passée."""
    st.session_state[_TIRAGE] = int(st.session_state.get(_TIRAGE, 0)) + 1
    return int(st.session_state[_TIRAGE])


def _keep(cle: str, ouverture: Ouverture) -> None:
    st.session_state[_OUVERTURE + cle] = (ouverture, etat_url.read_tour())
