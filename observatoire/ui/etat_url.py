"""L'adresse est l'état de la vue : des codes, jamais des libellés.

À chaque exécution, l'adresse l'emporte sur les champs ; quand une personne change un champ, son code est écrit
dans l'adresse avant que la page ne se redessine. Un lien ouvert à froid, le bouton « précédent » et un changement
de page passent donc par le même chemin. Un code inconnu donne un message clair et la valeur par défaut.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypedDict
from urllib.parse import urlencode

import streamlit as st

from observatoire.ui.echappement import shorten

_PAGE = "obs_page"
_AVIS = "obs_avis"
_TOUR = "obs_tour"


class Liaison(TypedDict):
    """Arguments d'un champ Streamlit relié à l'adresse."""

    key: str
    on_change: Callable[..., None]
    args: tuple[Any, ...]


def start_page(url_path: str) -> None:
    """Ouvre une page : ses champs ont leurs propres clés, ses avis repartent de zéro."""
    st.session_state[_PAGE] = url_path
    st.session_state[_AVIS] = []


def end_page() -> None:
    """Compte les exécutions menées à leur fin : une page interrompue garde ses champs, une page quittée les perd."""
    st.session_state[_TOUR] = read_tour() + 1


def read_tour() -> int:
    """Nombre d'exécutions menées à leur fin dans cette session."""
    return int(st.session_state.get(_TOUR, 0))


def read_code(nom: str, options: Collection[str], defaut: str, objet: str = "") -> str:
    """Lit un code dans l'adresse ; inconnu, il est signalé et remplacé par `defaut`.

    Args:
        nom: nom du paramètre (`indicateur`).
        options: codes acceptés.
        defaut: code montré sans paramètre, ou quand le code reçu n'existe pas.
        objet: ce que désigne le code, pour l'avis (« l'indicateur »).
    """
    recu = st.query_params.get(nom)
    if not recu:
        return defaut
    if recu in options:
        return recu
    add_avis(f"Le lien demande {objet or nom} « {shorten(recu)} », absent de cette version ou de cette vue. "
             "La valeur par défaut est montrée à la place.")  # fmt: skip
    return defaut


def read_codes(nom: str, options: Collection[str], defaut: Sequence[str], maximum: int, objet: str = "") -> list[str]:
    """Lit une liste de codes séparés par des virgules, sans doublon, dans l'ordre donné."""
    brut = st.query_params.get(nom)
    if not brut:
        return list(defaut)
    recus = list(dict.fromkeys(code for code in brut.split(",") if code))
    connus = [code for code in recus if code in options]
    if inconnus := [shorten(code, 30) for code in recus if code not in options][:5]:
        add_avis(f"Le lien demande {objet or nom} « {' », « '.join(inconnus)} », absent de cette version : ignoré.")
    if len(connus) > maximum:
        add_avis(f"Le lien demande plus de {maximum} choix : les {maximum} premiers sont montrés.")
    return connus[:maximum] or list(defaut)


def bind(
    nom: str, valeur: str | list[str], efface: Sequence[str] = (), *, champ: str = "", prefixe: str = ""
) -> Liaison:
    """Relie un champ à l'adresse : `st.selectbox("Période", codes, **bind("periode", periode))`.

    Args:
        nom: paramètre de l'adresse.
        valeur: code (ou codes) à montrer, lu par `read_code`.
        efface: paramètres qui n'ont plus de sens quand celui-ci change (la période, quand l'indicateur change).
        champ: nom du champ, quand plusieurs champs écrivent le même paramètre.
        prefixe: ce que le paramètre porte devant la valeur du champ (`cible:` devant « 12,5 »).
    """
    cle = f"{st.session_state.get(_PAGE, '')}:{champ or nom}"
    # À chaque exécution, même sans changement : un champ qui change de place dans la page reprendrait son défaut.
    st.session_state[cle] = valeur
    return Liaison(key=cle, on_change=_write_champ, args=(nom, cle, tuple(efface), prefixe))


def _write_champ(nom: str, cle: str, efface: tuple[str, ...], prefixe: str) -> None:
    valeur = st.session_state.get(cle)
    texte = ",".join(valeur) if isinstance(valeur, list) else str(valeur) if valeur else ""
    set_codes({**dict.fromkeys(efface), nom: f"{prefixe}{texte}" or None})


def set_codes(codes: Mapping[str, str | None]) -> None:
    """Écrit des codes dans l'adresse en une fois (une seule étape de l'historique) ; None retire le paramètre."""
    suivants = {**st.query_params.to_dict(), **codes}
    st.query_params.from_dict({nom: valeur for nom, valeur in suivants.items() if valeur})


def build_requete(codes: Mapping[str, str | Sequence[str] | None]) -> str:
    """Écrit la suite `indicateur=…&periode=…` d'un lien qui restaure la vue ; les codes vides sont omis."""
    plats = {nom: valeur if isinstance(valeur, str) else ",".join(valeur) for nom, valeur in codes.items() if valeur}
    return urlencode(plats, safe=",")


def add_avis(texte: str) -> None:
    """Ajoute un avis à montrer en tête de page."""
    st.session_state.setdefault(_AVIS, []).append(texte)


def read_avis() -> list[str]:
    """Avis de la page en cours."""
    return list(st.session_state.get(_AVIS, []))
