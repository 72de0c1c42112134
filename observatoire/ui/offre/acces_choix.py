"""Ce que montre la vue « Accès » : métier, mesure, maille, portée, réglages du calcul."""

from dataclasses import dataclass

import streamlit as st

from observatoire.domain.acces import MetierAcces, ParametresAcces
from observatoire.domain.francais import format_nombre
from observatoire.domain.territoire import Maille
from observatoire.services.catalogue import Catalogue
from observatoire.services.offre.points import Offre
from observatoire.services.offre.situation import Situation
from observatoire.services.offre.vue_acces import list_metiers
from observatoire.ui import cache, etat_url
from observatoire.ui.carte.choix import LIBELLES_COURTS, MAILLES
from observatoire.ui.offre.reglages import (
    build_codes,
    read_parametres,
    show_besoins_et_distance,
    show_portee,
    show_unite,
)

ACCESSIBILITE, TRAJET = "accessibilite", "trajet"
_MESURES = {ACCESSIBILITE: "Accessibilité locale", TRAJET: "Trajet au plus proche"}


@dataclass(frozen=True, slots=True)
class ChoixAcces:
    """La vue demandée."""

    version: str
    metier: MetierAcces
    mesure: str
    maille: Maille
    territoire: str
    parametres: ParametresAcces

    def build_codes(self) -> dict[str, str]:
        """Codes du lien qui restaure la vue."""
        codes = {
            "metier": self.metier.code,
            "mesure": self.mesure,
            "maille": self.maille.value,
            "territoire": self.territoire,
        }
        if self.mesure == TRAJET:
            return codes | {"unite": self.parametres.unite.value}
        return codes | build_codes(self.parametres)


def read_metier(offre: Offre) -> MetierAcces | None:
    """Lit le métier ; rien si la version n'a aucun lieu de soins dont l'accès se calcule."""
    metiers = {m.code: m for m in list_metiers({m.code: m.nombre for m in offre.metiers})}
    if not metiers:
        return None
    return metiers[etat_url.read_code("metier", metiers, next(iter(metiers)), "le métier")]


def read_choix(catalogue: Catalogue, situation: Situation, metier: MetierAcces, version: str) -> ChoixAcces:
    """Lit le reste de la vue ; ce qui manque prend une valeur par défaut."""
    mesures = list_mesures(metier)
    mailles = list_mailles(version)
    maille = Maille(etat_url.read_code("maille", mailles, mailles[0], "la maille"))
    territoires = [t.code for t in catalogue.get_groupe(maille)]
    return ChoixAcces(
        version=version,
        metier=metier,
        mesure=etat_url.read_code("mesure", mesures, mesures[0], "la mesure"),
        maille=maille,
        territoire=etat_url.read_code("territoire", territoires, "", "le territoire"),
        parametres=read_parametres(situation),
    )


def list_mesures(metier: MetierAcces) -> list[str]:
    """Une officine ou un service d'urgences n'a pas d'accessibilité : on y va, on ne se le partage pas."""
    return [m for m, code in ((ACCESSIBILITE, metier.accessibilite), (TRAJET, metier.distance)) if code]


def list_mailles(version: str) -> list[str]:
    """Mailles qui se dessinent, quartier d'abord."""
    return [m.value for m in MAILLES if cache.get_contours(version, m.value)]


def show_choix(offre: Offre, situation: Situation, choix: ChoixAcces) -> None:
    """Pose les champs ; les réglages du calcul restent repliés."""
    metiers = {m.code: m for m in list_metiers({m.code: m.nombre for m in offre.metiers})}
    libelles = {m.code: m.libelle for m in offre.metiers}
    un, deux, trois = st.columns([4, 5, 3], vertical_alignment="bottom")
    with un:
        st.selectbox(
            "Profession ou lieu de soins",
            list(metiers),
            format_func=libelles.__getitem__,
            **etat_url.bind("metier", choix.metier.code, efface=("mesure",)),
        )
    with deux:
        mesures = list_mesures(choix.metier)
        if len(mesures) > 1:
            st.segmented_control(
                "Mesure",
                mesures,
                format_func=_MESURES.__getitem__,
                required=True,
                **etat_url.bind("mesure", choix.mesure),
            )
    with trois:
        st.segmented_control(
            "Maille",
            list_mailles(choix.version),
            format_func=lambda code: LIBELLES_COURTS[Maille(code)],
            required=True,
            **etat_url.bind("maille", choix.maille.value, efface=("territoire",)),
        )
    if choix.mesure == ACCESSIBILITE:
        show_portee(choix.parametres)
    if choix.mesure == ACCESSIBILITE or len(situation.unites) > 1:
        _show_reglages(situation, choix)


def _show_reglages(situation: Situation, choix: ChoixAcces) -> None:
    with st.expander("Réglages du calcul"):
        show_unite(situation, choix.parametres)
        if choix.mesure == ACCESSIBILITE:
            show_besoins_et_distance(choix.parametres)


def format_portee(parametres: ParametresAcces) -> str:
    """« 3 km », « 15 min »."""
    return f"{format_nombre(parametres.portee)} {parametres.unite.value}"
