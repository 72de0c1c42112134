"""Ce que la carte montre : lu dans l'adresse, proposé par des champs."""

from dataclasses import dataclass, replace

import streamlit as st

from observatoire.domain.indicateur import LIBELLES_THEME, Theme
from observatoire.domain.selection import CIBLE
from observatoire.domain.territoire import LIBELLES_MAILLE, Maille
from observatoire.services.catalogue import Catalogue, FicheCatalogue
from observatoire.services.classes import METHODES
from observatoire.services.comparateurs import name_territoire
from observatoire.ui import cache, etat_url
from observatoire.ui.comparateur import Offre, build_offre, read_comparateur, show_comparateur

CLASSES, SIGNIFICATIVITE, LISSAGE, REGROUPEMENTS = "classes", "significativite", "lissage", "regroupements"
COLORATIONS = {
    CLASSES: "Classes",
    SIGNIFICATIVITE: "Significativité",
    LISSAGE: "Taux lissés",
    REGROUPEMENTS: "Regroupements",
}
EN_CLASSES = (CLASSES, LISSAGE)
MAILLES = (Maille.QUARTIER, Maille.IRIS, Maille.QPV)
LIBELLES_COURTS = {Maille.IRIS: "IRIS", Maille.QUARTIER: "Quartier", Maille.QPV: "QPV"}
SEXES = {"ensemble": "Ensemble", "femmes": "Femmes", "hommes": "Hommes"}
PAR_DEFAUT = ("sans_medecin_traitant", "taux_pauvrete_60", "revenu_median")


@dataclass(frozen=True, slots=True)
class Choix:
    """La vue demandée, en codes. `autre_indicateur` et `autre_periode` décrivent la seconde carte."""

    version: str
    fiche: FicheCatalogue
    periode: str
    maille: Maille
    sexe: str
    age: str
    coloration: str
    decoupe: str
    comparateur: str
    territoire: str
    vue: str
    autre: FicheCatalogue
    autre_periode: str
    offre: Offre

    def build_codes(self) -> dict[str, str]:
        """Codes du lien qui restaure la vue."""
        deux = self.vue == "deux"
        return {
            "indicateur": self.fiche.indicateur.code,
            "periode": self.periode,
            "maille": self.maille.value,
            "sexe": self.sexe if self.sexe != "ensemble" else "",
            "coloration": self.coloration,
            "decoupe": self.decoupe if self.coloration in EN_CLASSES else "",
            "comparateur": self.comparateur,
            "territoire": self.territoire,
            "vue": self.vue if self.vue != "une" else "",
            "indicateur2": self.autre.indicateur.code if deux else "",
            "periode2": self.autre_periode if deux else "",
        }


def list_mailles(fiche: FicheCatalogue) -> list[Maille]:
    """Mailles de la fiche qui se dessinent, la plus parlante d'abord."""
    return [m for m in MAILLES if m in fiche.periodes]


def read_choix(catalogue: Catalogue, version: str) -> Choix:
    """Lit la vue dans l'adresse ; ce qui manque ou n'existe pas prend une valeur par défaut."""
    fiches = {f.indicateur.code: f for theme in catalogue.themes for f in theme.fiches if list_mailles(f)}
    defaut = next((c for c in PAR_DEFAUT if c in fiches), next(iter(fiches)))
    fiche = fiches[etat_url.read_code("indicateur", fiches, defaut, "l’indicateur")]
    mailles = list_mailles(fiche)
    maille = Maille(etat_url.read_code("maille", [m.value for m in mailles], mailles[0].value, "la maille"))
    periodes = [p.code for p in fiche.periodes[maille]]
    autres = {c: f for c, f in fiches.items() if maille in f.periodes}
    autre = autres[etat_url.read_code("indicateur2", autres, fiche.indicateur.code, "l’indicateur")]
    autres_periodes = [p.code for p in autre.periodes[maille]]
    periode = etat_url.read_code("periode", periodes, periodes[-1], "la période")
    offre = build_offre(
        comparateurs=cache.get_comparateurs(version, maille.value),
        autres={t.code: name_territoire(t) for t in catalogue.get_groupe(maille)},
        fiches=[cut_periodes(fiche, maille, periode)],
        maille=maille,
        fiche=fiche.indicateur,
    )
    avant = autres_periodes[0] if autre is fiche and len(autres_periodes) > 1 else autres_periodes[-1]
    return Choix(
        version=version,
        fiche=fiche,
        periode=periode,
        maille=maille,
        sexe=etat_url.read_code("sexe", fiche.sexes, fiche.sexes[0], "le sexe"),
        age=fiche.ages[0],
        coloration=etat_url.read_code("coloration", COLORATIONS, CLASSES, "la coloration"),
        decoupe=etat_url.read_code("decoupe", METHODES, "quantiles", "le découpage"),
        comparateur=read_comparateur(offre),
        territoire=etat_url.read_code(
            "territoire", [t.code for t in catalogue.get_groupe(maille)], "", "le territoire"
        ),
        vue=etat_url.read_code("vue", ("une", "deux", "animation"), "une", "la vue"),
        autre=autre,
        autre_periode=etat_url.read_code("periode2", autres_periodes, avant, "la période"),
        offre=offre,
    )


def cut_periodes(fiche: FicheCatalogue, maille: Maille, periode: str) -> FicheCatalogue:
    """La fiche, ses périodes arrêtées à celle que la carte montre : on ne compare qu'à ce qui précède."""
    codes = [p.code for p in fiche.periodes[maille]]
    return replace(fiche, periodes={maille: fiche.periodes[maille][: codes.index(periode) + 1]})


def show_choix(catalogue: Catalogue, choix: Choix, telephone: bool) -> None:
    """Pose les champs ; sur un téléphone, l'indicateur reste seul visible, les autres se replient."""
    if telephone:
        _show_indicateur(catalogue, choix)
        _show_coloration(choix)
        resume = f"{choix.periode} · {LIBELLES_MAILLE[choix.maille][0]}"
        with st.expander(f"Thème, période, maille, comparateur : {resume}"):
            _show_theme(catalogue, choix)
            _show_periode(choix)
            _show_maille(choix)
            _show_reglages(choix)
        return
    un, deux, trois, quatre = st.columns([3, 5, 2, 3], vertical_alignment="bottom")
    with un:
        _show_theme(catalogue, choix)
    with deux:
        _show_indicateur(catalogue, choix)
    with trois:
        _show_periode(choix)
    with quatre:
        _show_maille(choix)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _show_coloration(choix)
        _show_reglages(choix)


def _show_theme(catalogue: Catalogue, choix: Choix) -> None:
    """Changer de thème, c'est prendre son premier indicateur : seul l'indicateur est dans l'adresse."""
    themes = [t.theme for t in catalogue.themes if any(list_mailles(f) for f in t.fiches)]
    cle = "carte:theme"
    st.session_state[cle] = choix.fiche.indicateur.theme

    def change() -> None:
        theme = next(t for t in catalogue.themes if t.theme is st.session_state[cle])
        premier = next(f for f in theme.fiches if list_mailles(f))
        etat_url.set_codes({"indicateur": premier.indicateur.code, "periode": None, "sexe": None})

    st.selectbox("Thème", themes, format_func=_name_theme, key=cle, on_change=change)


def _name_theme(theme: Theme) -> str:
    return LIBELLES_THEME[theme]


def _show_indicateur(catalogue: Catalogue, choix: Choix) -> None:
    fiches = {
        f.indicateur.code: f.indicateur.libelle
        for theme in catalogue.themes
        if theme.theme is choix.fiche.indicateur.theme
        for f in theme.fiches
        if list_mailles(f)
    }
    # Une cible fixée pour un indicateur ne veut rien dire pour un autre.
    efface = ("periode", "sexe", *(("comparateur",) if choix.comparateur.startswith(CIBLE) else ()))
    liaison = etat_url.bind("indicateur", choix.fiche.indicateur.code, efface=efface)
    st.selectbox("Indicateur", list(fiches), format_func=fiches.__getitem__, **liaison)


def _show_periode(choix: Choix) -> None:
    periodes = {p.code: p.libelle for p in reversed(choix.fiche.periodes[choix.maille])}
    st.selectbox("Période", list(periodes), format_func=periodes.__getitem__, **etat_url.bind("periode", choix.periode))


def _show_maille(choix: Choix) -> None:
    mailles = [m.value for m in list_mailles(choix.fiche)]
    st.segmented_control(
        "Maille",
        mailles,
        format_func=lambda code: LIBELLES_COURTS[Maille(code)],
        required=True,
        **etat_url.bind("maille", choix.maille.value, efface=("territoire", "periode")),
    )


def _show_coloration(choix: Choix) -> None:
    st.segmented_control(
        "Coloration",
        list(COLORATIONS),
        format_func=COLORATIONS.__getitem__,
        required=True,
        **etat_url.bind("coloration", choix.coloration),
    )


def _show_reglages(choix: Choix) -> None:
    if choix.coloration in EN_CLASSES:
        st.selectbox(
            "Découpage",
            list(METHODES),
            format_func=METHODES.__getitem__,
            width=200,
            **etat_url.bind("decoupe", choix.decoupe),
        )
    show_comparateur(choix.offre, choix.comparateur, largeur=200)
    if len(choix.fiche.sexes) > 1:
        st.segmented_control(
            "Sexe",
            list(choix.fiche.sexes),
            format_func=SEXES.__getitem__,
            required=True,
            **etat_url.bind("sexe", choix.sexe),
        )
    if choix.coloration in (LISSAGE, REGROUPEMENTS):
        return
    vues = {"une": "Une carte", "deux": "Deux cartes", "animation": "Animation"}
    st.segmented_control(
        "Vue", list(vues), format_func=vues.__getitem__, required=True, **etat_url.bind("vue", choix.vue)
    )


def show_autre(choix: Choix) -> None:
    """Champs de la seconde carte : un autre indicateur, ou une autre période du même."""
    catalogue = cache.get_catalogue(choix.version)
    fiches = {
        f.indicateur.code: f.indicateur.libelle
        for theme in catalogue.themes
        for f in theme.fiches
        if choix.maille in f.periodes
    }
    periodes = {p.code: p.libelle for p in reversed(choix.autre.periodes[choix.maille])}
    gauche, droite = st.columns([3, 1])
    with gauche:
        st.selectbox(
            "Indicateur de la seconde carte",
            list(fiches),
            format_func=fiches.__getitem__,
            **etat_url.bind("indicateur2", choix.autre.indicateur.code, efface=("periode2",)),
        )
    with droite:
        st.selectbox(
            "Période de la seconde carte",
            list(periodes),
            format_func=periodes.__getitem__,
            **etat_url.bind("periode2", choix.autre_periode),
        )
