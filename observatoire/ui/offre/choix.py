"""Ce que montre « Densités et accès » : métier, indicateur, maille, secteur."""

from dataclasses import dataclass, replace

import streamlit as st

from observatoire.domain.territoire import Maille
from observatoire.services.catalogue import Catalogue, FicheCatalogue
from observatoire.services.classes import METHODES
from observatoire.services.comparateurs import name_territoire
from observatoire.services.offre.points import Metier, Offre
from observatoire.ui import cache, etat_url
from observatoire.ui.carte.choix import (
    CLASSES,
    COLORATIONS,
    LIBELLES_COURTS,
    MAILLES,
    SIGNIFICATIVITE,
    Choix,
    cut_periodes,
    list_mailles,
)
from observatoire.ui.comparateur import build_offre, read_comparateur, show_comparateur

TOUS = "tous"
_COLORATIONS = {code: COLORATIONS[code] for code in (CLASSES, SIGNIFICATIVITE)}


@dataclass(frozen=True, slots=True)
class ChoixOffre:
    """La vue demandée. `carte` est absente quand aucun indicateur ne compte ce métier : reste le dénombrement."""

    version: str
    metier: Metier
    maille: Maille
    territoire: str
    secteur: str
    carte: Choix | None

    def build_codes(self) -> dict[str, str]:
        """Codes du lien qui restaure la vue."""
        codes = {
            "metier": self.metier.code,
            "maille": self.maille.value,
            "territoire": self.territoire,
            "secteur": self.secteur if self.secteur != TOUS else "",
        }
        if self.carte is None:
            return codes
        vue = self.carte.build_codes()
        return codes | {c: vue[c] for c in ("indicateur", "periode", "coloration", "decoupe", "comparateur")}


def read_choix(catalogue: Catalogue, version: str, offre: Offre) -> ChoixOffre:
    """Lit la vue dans l'adresse ; ce qui manque ou n'existe pas prend une valeur par défaut."""
    metiers = {m.code: m for m in offre.metiers}
    metier = metiers[etat_url.read_code("metier", metiers, offre.metiers[0].code, "le métier")]
    fiches = list_fiches(catalogue, metier)
    fiche = None
    if fiches:
        fiche = fiches[etat_url.read_code("indicateur", fiches, next(iter(fiches)), "l’indicateur")]
    mailles = list_mailles(fiche) if fiche else [m for m in MAILLES if cache.get_contours(version, m.value)]
    defaut = mailles[0] if mailles else Maille.IRIS
    maille = Maille(etat_url.read_code("maille", [m.value for m in mailles], defaut.value, "la maille"))
    secteurs = list_secteurs(offre, metier)
    territoires = [t.code for t in catalogue.get_groupe(maille)]
    choix = ChoixOffre(
        version=version,
        metier=metier,
        maille=maille,
        territoire=etat_url.read_code("territoire", territoires, "", "le territoire"),
        secteur=etat_url.read_code("secteur", [TOUS, *secteurs], TOUS, "le secteur"),
        carte=None,
    )
    return replace(choix, carte=_read_carte(catalogue, choix, fiche)) if fiche else choix


def list_fiches(catalogue: Catalogue, metier: Metier) -> dict[str, FicheCatalogue]:
    """Indicateurs du métier qui se dessinent, dans l'ordre du métier."""
    fiches = {f.indicateur.code: f for t in catalogue.themes for f in t.fiches}
    return {c: fiches[c] for c in metier.indicateurs if c in fiches and list_mailles(fiches[c])}


def list_secteurs(offre: Offre, metier: Metier) -> list[str]:
    """Secteurs conventionnels présents chez les points du métier."""
    return sorted({p.secteur_conventionnel for p in offre.points if p.metier == metier.code} - {""})


def _read_carte(catalogue: Catalogue, choix: ChoixOffre, fiche: FicheCatalogue) -> Choix:
    periodes = [p.code for p in fiche.periodes[choix.maille]]
    periode = etat_url.read_code("periode", periodes, periodes[-1], "la période")
    comparateurs = build_offre(
        comparateurs=cache.get_comparateurs(choix.version, choix.maille.value),
        autres={t.code: name_territoire(t) for t in catalogue.get_groupe(choix.maille)},
        fiches=[cut_periodes(fiche, choix.maille, periode)],
        maille=choix.maille,
        fiche=fiche.indicateur,
    )
    return Choix(
        version=choix.version,
        fiche=fiche,
        periode=periode,
        maille=choix.maille,
        sexe=fiche.sexes[0],
        age=fiche.ages[0],
        coloration=etat_url.read_code("coloration", _COLORATIONS, CLASSES, "la coloration"),
        decoupe=etat_url.read_code("decoupe", METHODES, "quantiles", "le découpage"),
        comparateur=read_comparateur(comparateurs),
        territoire=choix.territoire,
        vue="une",
        autre=fiche,
        autre_periode=periodes[-1],
        offre=comparateurs,
    )


def show_choix(catalogue: Catalogue, offre: Offre, choix: ChoixOffre, telephone: bool) -> None:
    """Pose les champs ; sur un téléphone, la profession reste seule visible."""
    if telephone:
        _show_metier(offre, choix)
        with st.expander("Indicateur, maille, secteur, comparateur"):
            _show_indicateur(catalogue, choix)
            _show_maille(choix)
            _show_reglages(offre, choix)
        return
    un, deux, trois = st.columns([4, 5, 3], vertical_alignment="bottom")
    with un:
        _show_metier(offre, choix)
    with deux:
        _show_indicateur(catalogue, choix)
    with trois:
        _show_maille(choix)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _show_reglages(offre, choix)


def _show_metier(offre: Offre, choix: ChoixOffre) -> None:
    noms = {m.code: m.libelle for m in offre.metiers}
    efface = ("indicateur", "periode", "secteur", "maille")
    st.selectbox(
        "Profession ou lieu de soins",
        list(noms),
        format_func=noms.__getitem__,
        **etat_url.bind("metier", choix.metier.code, efface=efface),
    )


def _show_indicateur(catalogue: Catalogue, choix: ChoixOffre) -> None:
    fiches = list_fiches(catalogue, choix.metier)
    if choix.carte is None:
        return
    st.selectbox(
        "Indicateur",
        list(fiches),
        format_func=lambda code: fiches[code].indicateur.libelle,
        **etat_url.bind("indicateur", choix.carte.fiche.indicateur.code, efface=("periode",)),
    )


def _show_maille(choix: ChoixOffre) -> None:
    mailles = (
        list_mailles(choix.carte.fiche)
        if choix.carte
        else [m for m in MAILLES if cache.get_contours(choix.version, m.value)]
    )
    st.segmented_control(
        "Maille",
        [m.value for m in mailles],
        format_func=lambda code: LIBELLES_COURTS[Maille(code)],
        required=True,
        **etat_url.bind("maille", choix.maille.value, efface=("territoire", "periode")),
    )


def _show_reglages(offre: Offre, choix: ChoixOffre) -> None:
    if choix.carte is not None:
        periodes = {p.code: p.libelle for p in reversed(choix.carte.fiche.periodes[choix.maille])}
        st.selectbox(
            "Période",
            list(periodes),
            format_func=periodes.__getitem__,
            width=120,
            **etat_url.bind("periode", choix.carte.periode),
        )
        st.segmented_control(
            "Coloration",
            list(_COLORATIONS),
            format_func=_COLORATIONS.__getitem__,
            required=True,
            **etat_url.bind("coloration", choix.carte.coloration),
        )
        show_comparateur(choix.carte.offre, choix.carte.comparateur, largeur=200)
    if secteurs := list_secteurs(offre, choix.metier):
        st.segmented_control(
            "Points montrés",
            [TOUS, *secteurs],
            format_func=lambda code: "Tous" if code == TOUS else code[:1].upper() + code[1:],
            required=True,
            **etat_url.bind("secteur", choix.secteur),
        )
