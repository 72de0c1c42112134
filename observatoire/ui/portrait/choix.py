"""Ce que le portrait montre : territoire, comparateur, thème, sexe, lus dans l'adresse."""

from dataclasses import dataclass

import streamlit as st

from observatoire.domain.francais import sort_key
from observatoire.domain.territoire import LIBELLES_MAILLE, Maille, Territoire
from observatoire.services.catalogue import Catalogue
from observatoire.ui import cache, etat_url
from observatoire.ui.comparateur import Offre, build_offre, name_comparateur, read_comparateur, show_comparateur
from observatoire.ui.echappement import escape_markdown

TOUS = "tous"
SEXES = {"ensemble": "Ensemble", "femmes": "Femmes", "hommes": "Hommes"}
MAILLES = (Maille.QUARTIER, Maille.QPV, Maille.IRIS, Maille.ZONE, Maille.COMMUNE)


@dataclass(frozen=True, slots=True)
class Choix:
    """La vue demandée, en codes. `theme` vaut « tous » ou le code d'un thème."""

    version: str
    territoire: Territoire
    comparateur: str
    theme: str
    sexe: str
    offre: Offre

    def build_codes(self) -> dict[str, str]:
        """Codes du lien qui restaure la vue."""
        return {
            "territoire": self.territoire.code,
            "comparateur": self.comparateur if self.comparateur != "ville" else "",
            "theme": self.theme if self.theme != TOUS else "",
            "sexe": self.sexe if self.sexe != "ensemble" else "",
        }


def list_choisissables(catalogue: Catalogue) -> dict[str, Territoire]:
    """Territoires qui ont un portrait : d'abord les mailles qui ont des chiffres, les quartiers en tête.

    Des QPV peuvent n'avoir que leur contour : ouvrir le portrait sur l'un d'eux montrerait une page vide.
    """
    chiffrees = {maille for theme in catalogue.themes for f in theme.fiches for maille in f.periodes}
    return {
        territoire.code: territoire
        for maille in sorted(MAILLES, key=lambda m: m not in chiffrees)
        for territoire in sorted(catalogue.get_groupe(maille), key=lambda t: (t.millesime, sort_key(t.nom)))
    }


def name_territoire(territoire: Territoire) -> str:
    """Nom dans le menu ; la maille est dite hors des quartiers, le contour pour un QPV."""
    if territoire.maille is Maille.QUARTIER:
        return territoire.nom
    sorte = {Maille.QPV: f"QPV {territoire.millesime}", Maille.IRIS: "IRIS"}.get(
        territoire.maille, LIBELLES_MAILLE[territoire.maille][0]
    )
    return f"{territoire.nom} ({sorte})"


def read_choix(catalogue: Catalogue, version: str) -> Choix:
    """Lit la vue dans l'adresse ; ce qui manque ou n'existe pas prend une valeur par défaut."""
    choisissables = list_choisissables(catalogue)
    territoire = choisissables[
        etat_url.read_code("territoire", choisissables, next(iter(choisissables)), "le territoire")
    ]
    offre = build_offre(
        comparateurs=cache.get_comparateurs(version, territoire.maille.value),
        autres=_list_autres(version, territoire, choisissables),
        fiches=[f for t in catalogue.themes for f in t.fiches],
        maille=territoire.maille,
        sans=territoire.code,
        refuses={code: name_territoire(t) for code, t in choisissables.items() if code != territoire.code},
    )
    themes = [TOUS, *(t.theme.value for t in catalogue.themes)]
    return Choix(
        version=version,
        territoire=territoire,
        comparateur=read_comparateur(offre),
        theme=etat_url.read_code("theme", themes, TOUS, "le thème"),
        sexe=etat_url.read_code("sexe", SEXES, "ensemble", "le sexe"),
        offre=offre,
    )


def _list_autres(version: str, territoire: Territoire, choisissables: dict[str, Territoire]) -> dict[str, str]:
    """Territoires à qui celui-ci se compare, d'abord ceux de sa maille."""
    separes = cache.get_separes(version, territoire.code)
    autres = [t for code, t in choisissables.items() if code in separes]
    autres.sort(key=lambda t: t.maille is not territoire.maille)
    return {t.code: name_territoire(t) for t in autres}


def show_choix(catalogue: Catalogue, choix: Choix, telephone: bool) -> None:
    """Pose les champs ; sur un téléphone, seul le territoire reste déplié."""
    if telephone:
        _show_territoire(catalogue, choix)
        libelle = name_comparateur(choix.offre, choix.comparateur)
        with st.expander(f"Comparateur, sexe : {escape_markdown(libelle)} · {SEXES[choix.sexe].lower()}"):
            show_comparateur(choix.offre, choix.comparateur)
            _show_sexe(choix)
        return
    un, deux, trois, quatre = st.columns([4, 3, 3, 4], vertical_alignment="top")
    with un:
        _show_territoire(catalogue, choix)
    with deux:
        show_comparateur(choix.offre, choix.comparateur)
    with trois:
        _show_theme(catalogue, choix)
    with quatre:
        _show_sexe(choix)


def _show_territoire(catalogue: Catalogue, choix: Choix) -> None:
    noms = {code: name_territoire(t) for code, t in list_choisissables(catalogue).items()}
    st.selectbox(
        "Territoire", list(noms), format_func=noms.__getitem__, **etat_url.bind("territoire", choix.territoire.code)
    )


def _show_theme(catalogue: Catalogue, choix: Choix) -> None:
    libelles = {TOUS: "Tous les thèmes"} | {t.theme.value: t.libelle for t in catalogue.themes}
    st.selectbox("Thème", list(libelles), format_func=libelles.__getitem__, **etat_url.bind("theme", choix.theme))


def _show_sexe(choix: Choix) -> None:
    st.segmented_control(
        "Sexe", list(SEXES), format_func=SEXES.__getitem__, required=True, **etat_url.bind("sexe", choix.sexe)
    )
