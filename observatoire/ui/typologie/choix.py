"""Ce que la page montre : maille, indicateurs, nombre de groupes, territoire choisi, lus dans l'adresse."""

from dataclasses import dataclass

import streamlit as st

from observatoire.domain.indicateur import TypeIndicateur
from observatoire.domain.territoire import LIBELLES_COURTS_MAILLE, Maille
from observatoire.services.catalogue import Catalogue
from observatoire.services.typologie import MIN_TERRITOIRES
from observatoire.ui import etat_url
from observatoire.ui.portrait.choix import list_choisissables
from observatoire.ui.typologie.couleurs import MAX_GROUPES

MAILLES = (Maille.QUARTIER, Maille.IRIS, Maille.QPV)
NOMBRES = [str(n) for n in range(2, MAX_GROUPES + 1)]
MAX_INDICATEURS = 200


@dataclass(frozen=True, slots=True)
class Choix:
    """La vue demandée, en codes. Sans indicateur : tous ceux que presque tous les territoires publient."""

    version: str
    maille: Maille
    indicateurs: tuple[str, ...]
    nb_groupes: int
    territoire: str

    def build_codes(self) -> dict[str, str | list[str]]:
        """Codes du lien qui restaure la vue."""
        return {
            "maille": self.maille.value,
            "indicateurs": list(self.indicateurs),
            "groupes": str(self.nb_groupes),
            "territoire": self.territoire,
        }


def read_choix(catalogue: Catalogue, version: str) -> Choix:
    """Lit la vue dans l'adresse ; un territoire donné seul apporte sa maille."""
    territoires = {c: t for c, t in list_choisissables(catalogue).items() if t.maille in MAILLES}
    mailles = [m for m in MAILLES if catalogue.get_groupe(m)]
    defaut = next((m for m in mailles if len(catalogue.get_groupe(m)) >= MIN_TERRITOIRES), mailles[0])
    territoire = etat_url.read_code("territoire", territoires, "", "le territoire")
    if territoire and "maille" not in st.query_params:
        defaut = territoires[territoire].maille
    maille = Maille(etat_url.read_code("maille", [m.value for m in mailles], defaut.value, "la maille"))
    connus = list_indicateurs(catalogue, maille)
    return Choix(
        version=version,
        maille=maille,
        indicateurs=tuple(etat_url.read_codes("indicateurs", connus, [], MAX_INDICATEURS, "l’indicateur")),
        nb_groupes=int(etat_url.read_code("groupes", NOMBRES, "4", "le nombre de groupes")),
        territoire=territoire if territoire and territoires[territoire].maille is maille else "",
    )


def list_indicateurs(catalogue: Catalogue, maille: Maille) -> dict[str, str]:
    """Indicateurs qui peuvent rapprocher des territoires, avec leur libellé court : tous sauf les nombres bruts."""
    return {
        f.indicateur.code: f.indicateur.libelle_court
        for theme in catalogue.themes
        for f in theme.fiches
        if maille in f.periodes and f.indicateur.type is not TypeIndicateur.EFFECTIF
    }


def show_choix(catalogue: Catalogue, choix: Choix) -> None:
    """Pose les champs : territoire, maille et nombre de groupes."""
    noms = {t.code: t.nom for t in catalogue.get_groupe(choix.maille)}
    gauche, milieu, droite = st.columns([4, 3, 3], vertical_alignment="bottom")
    singulier = LIBELLES_COURTS_MAILLE[choix.maille][0]
    with gauche:
        st.selectbox(
            f"{singulier[:1].upper()}{singulier[1:]} choisi",
            ["", *noms],
            format_func=lambda code: noms.get(code, "Aucun : touchez la carte ou choisissez ici"),
            **etat_url.bind("territoire", choix.territoire),
        )
    with milieu:
        mailles = [m.value for m in MAILLES if catalogue.get_groupe(m)]
        st.segmented_control(
            "Maille",
            mailles,
            format_func=lambda code: _capitalise(LIBELLES_COURTS_MAILLE[Maille(code)][0]),
            required=True,
            **etat_url.bind("maille", choix.maille.value, efface=("territoire", "indicateurs")),
        )
    with droite:
        st.segmented_control(
            "Nombre de groupes", NOMBRES, required=True, **etat_url.bind("groupes", str(choix.nb_groupes))
        )


def show_indicateurs(catalogue: Catalogue, choix: Choix, utilises: list[str]) -> None:
    """Pose la liste des indicateurs utilisés, repliée ; la modifier l'écrit dans l'adresse."""
    libelles = list_indicateurs(catalogue, choix.maille)
    montres = [code for code in libelles if code in utilises]
    with st.expander(f"Indicateurs utilisés ({len(montres)})"):
        st.multiselect(
            "Deux territoires se ressemblent quand ces indicateurs y sont proches",
            list(libelles),
            format_func=libelles.__getitem__,
            select_all=False,
            placeholder="Choisir au moins deux indicateurs",
            **etat_url.bind("indicateurs", montres),
        )
        if choix.indicateurs:
            st.button("Revenir aux indicateurs de départ", on_click=_reset)


def _reset() -> None:
    etat_url.set_codes({"indicateurs": None})


def _capitalise(texte: str) -> str:
    return texte[:1].upper() + texte[1:]
