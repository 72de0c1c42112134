"""Ce que la page montre : les IRIS de la zone, son nom, son comparateur, lus dans l'adresse."""

import unicodedata
from dataclasses import dataclass

import streamlit as st

from observatoire.domain.francais import format_pluriel, sort_key
from observatoire.domain.phrases.lieux import NOM_ZONE
from observatoire.domain.territoire import Maille
from observatoire.services.catalogue import Catalogue
from observatoire.services.zone import MAX_IRIS
from observatoire.ui import cache, etat_url
from observatoire.ui.composants import show_message

MAX_NOM = 60
_DEPART = "zone:depart"
_REFUS = "zone:refus"


@dataclass(frozen=True, slots=True)
class Choix:
    """La zone demandée, en codes. `nom` est du texte tapé : il reste du texte partout."""

    version: str
    iris: tuple[str, ...]
    nom: str
    comparateur: str

    def build_codes(self) -> dict[str, str | list[str]]:
        """Codes du lien qui restaure la zone."""
        return {
            "iris": list(self.iris),
            "nom": self.nom if self.nom != NOM_ZONE else "",
            "comparateur": self.comparateur if self.comparateur != "ville" else "",
        }


def clean_nom(texte: str) -> str:
    """Nom d'une zone : sans caractère de commande, espaces réduites, 60 signes au plus ; vide, « Ma zone »."""
    visibles = "".join(" " if unicodedata.category(c).startswith("C") else c for c in texte[: 4 * MAX_NOM])
    return " ".join(visibles.split())[:MAX_NOM].strip() or NOM_ZONE


def read_choix(catalogue: Catalogue, version: str) -> Choix:
    """Lit la zone dans l'adresse ; un IRIS inconnu est signalé et ignoré."""
    codes = {t.code for t in catalogue.get_groupe(Maille.IRIS)}
    comparateurs = {c.code for c in cache.get_comparateurs(version, Maille.IRIS.value)}
    iris = etat_url.read_codes("iris", codes, [], MAX_IRIS, "l’IRIS")
    return Choix(
        version=version,
        iris=tuple(sorted(iris)),
        nom=clean_nom(st.query_params.get("nom", "")),
        comparateur=etat_url.read_code("comparateur", comparateurs, "ville", "le comparateur"),
    )


def show_choix(catalogue: Catalogue, choix: Choix) -> None:
    """Pose les champs : nom, comparateur, liste des IRIS, quartier de départ."""
    if refus := st.session_state.pop(_REFUS, ""):
        show_message(refus, alerte=True)
    un, deux, trois = st.columns([4, 3, 3], vertical_alignment="bottom")
    with un:
        st.text_input(
            "Nom de la zone",
            max_chars=MAX_NOM,
            placeholder=NOM_ZONE,
            **etat_url.bind("nom", choix.nom if choix.nom != NOM_ZONE else ""),
        )
    with deux:
        comparateurs = {c.code: c.libelle for c in cache.get_comparateurs(choix.version, Maille.IRIS.value)}
        st.selectbox(
            "Comparée à",
            list(comparateurs),
            format_func=comparateurs.__getitem__,
            **etat_url.bind("comparateur", choix.comparateur),
        )
    with trois:
        _show_depart(catalogue, choix)
    noms = _name_iris(catalogue)
    st.multiselect(
        f"IRIS de la zone ({len(choix.iris)} sur {MAX_IRIS} possibles)",
        list(noms),
        format_func=noms.__getitem__,
        max_selections=MAX_IRIS,
        select_all=False,
        placeholder="Touchez la carte, ou choisissez ici",
        **etat_url.bind("iris", list(choix.iris)),
    )


def _show_depart(catalogue: Catalogue, choix: Choix) -> None:
    """Ajouter d'un coup les IRIS d'un quartier ; le champ revient ensuite à vide."""
    quartiers = {t.code: t.nom for t in catalogue.get_groupe(Maille.QUARTIER)}
    if not quartiers:
        return
    st.session_state[_DEPART] = ""
    iris = cache.get_iris_par_quartier(choix.version)

    def add() -> None:
        quartier = st.session_state[_DEPART]
        add_iris(choix, iris.get(quartier, frozenset()))

    st.selectbox(
        "Ajouter un quartier",
        ["", *quartiers],
        format_func=lambda code: quartiers.get(code, "Choisir un quartier"),
        key=_DEPART,
        on_change=add,
    )


def _name_iris(catalogue: Catalogue) -> dict[str, str]:
    """Nom de chaque IRIS ; le code lève le doute quand deux IRIS portent le même nom."""
    iris = sorted(catalogue.get_groupe(Maille.IRIS), key=lambda t: (sort_key(t.nom), t.code))
    noms = [t.nom for t in iris]
    return {t.code: t.nom if noms.count(t.nom) == 1 else f"{t.nom} ({t.code})" for t in iris}


def toggle_iris(choix: Choix, code: str) -> None:
    """Ajoute ou retire un IRIS de la zone, dans l'adresse."""
    if code in choix.iris:
        remove_iris(choix, frozenset((code,)))
    else:
        add_iris(choix, frozenset((code,)))


def add_iris(choix: Choix, codes: frozenset[str]) -> None:
    """Ajoute des IRIS à la zone, dans l'adresse ; au-delà du maximum, aucun n'est ajouté et la page le dit."""
    suivants = [*choix.iris, *sorted(codes - set(choix.iris))]
    if len(suivants) > MAX_IRIS:
        st.session_state[_REFUS] = write_refus(len(choix.iris), len(suivants) - len(choix.iris))
        return
    etat_url.set_codes({"iris": ",".join(suivants)})


def remove_iris(choix: Choix, codes: frozenset[str]) -> None:
    """Retire des IRIS de la zone, dans l'adresse."""
    etat_url.set_codes({"iris": ",".join(code for code in choix.iris if code not in codes)})


def write_refus(presents: int, demandes: int) -> str:
    """« La zone compte 58 IRIS : en ajouter 5 dépasserait les 60 possibles. Rien n’a été ajouté. »."""
    combien = format_pluriel(presents, "IRIS", "IRIS")
    return (
        f"La zone compte {combien} : en ajouter {demandes} dépasserait les {MAX_IRIS} possibles. Rien n’a été ajouté : "
        "retirez d’abord des IRIS, ou partez d’un quartier plus petit."
    )
