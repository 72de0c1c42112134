"""Ce que la comparaison montre, lu dans l'adresse, proposé par des champs."""

from dataclasses import dataclass

import streamlit as st

from observatoire.domain.indicateur import Indicateur, Sens, TypeIndicateur
from observatoire.domain.selection import CIBLE
from observatoire.domain.territoire import Maille, Territoire
from observatoire.errors import ErreurObservatoire
from observatoire.services.catalogue import Catalogue, FicheCatalogue
from observatoire.services.comparaison import MAX_TERRITOIRES, MIN_TERRITOIRES
from observatoire.ui import cache, etat_url
from observatoire.ui.comparateur import Offre, build_offre, read_comparateur, show_comparateur
from observatoire.ui.composants import show_message
from observatoire.ui.portrait.choix import list_choisissables, name_territoire

MAX_INDICATEURS = 12
_NB_TERRITOIRES, _NB_INDICATEURS = 5, 9
VUES = {
    "classement": "Classement",
    "entonnoir": "Entonnoir",
    "nuage": "Deux indicateurs",
    "periodes": "Deux périodes",
    "qpv": "QPV et reste de la ville",
    "pente": "Pente sociale",
}
_COMPARABLES = (
    TypeIndicateur.PART,
    TypeIndicateur.TAUX,
    TypeIndicateur.TAUX_STANDARDISE,
    TypeIndicateur.ICM,
    TypeIndicateur.DENSITE,
)


@dataclass(frozen=True, slots=True)
class Choix:
    """La vue demandée, en codes. `indicateur` est celui du graphique, `indicateurs` ceux de la matrice."""

    version: str
    territoires: tuple[str, ...]
    maille: Maille
    indicateurs: tuple[str, ...]
    comparateur: str
    indicateur: str
    autre: str
    vue: str
    offre: Offre

    @property
    def is_cible(self) -> bool:
        """Vrai si une valeur à atteindre sert de comparateur : elle ne vaut que pour un indicateur."""
        return self.comparateur.startswith(CIBLE)

    @property
    def colonnes(self) -> tuple[str, ...]:
        """Indicateurs de la matrice : ceux choisis, ou le seul qu'une cible concerne."""
        return (self.indicateur,) if self.is_cible else self.indicateurs

    def build_codes(self) -> dict[str, str | list[str]]:
        """Codes du lien qui restaure la vue."""
        return {
            "territoires": list(self.territoires),
            "indicateurs": list(self.indicateurs),
            "comparateur": self.comparateur if self.comparateur != "ville" else "",
            "indicateur": self.indicateur,
            "indicateur2": self.autre if self.vue == "nuage" else "",
            "vue": self.vue if self.vue != "classement" else "",
        }


def read_choix(catalogue: Catalogue, version: str) -> Choix:
    """Lit la vue dans l'adresse ; ce qui manque ou n'existe pas prend une valeur par défaut."""
    choisissables = list_comparables(catalogue)
    if not choisissables:
        raise ErreurObservatoire("Cette version ne publie aucun chiffre : importez des données, puis publiez-les.")
    defauts = list(choisissables)[:_NB_TERRITOIRES]
    territoires = etat_url.read_codes("territoires", choisissables, defauts, MAX_TERRITOIRES, "le territoire")
    if len(territoires) < MIN_TERRITOIRES:
        etat_url.add_avis("Une comparaison demande au moins deux territoires : un autre est ajouté.")
        territoires += [code for code in choisissables if code not in territoires][:1]
    maille = choisissables[territoires[0]].maille
    fiches = {f.indicateur.code: f for f in list_fiches(catalogue, maille)}
    indicateurs = etat_url.read_codes(
        "indicateurs", fiches, choose_indicateurs(catalogue, maille), MAX_INDICATEURS, "l’indicateur"
    )
    indicateur = etat_url.read_code("indicateur", fiches, indicateurs[0], "l’indicateur")
    autres = [code for code in fiches if code != indicateur]
    offre = build_offre(
        comparateurs=cache.get_comparateurs(version, maille.value),
        autres={code: name_territoire(t) for code, t in choisissables.items()},
        fiches=[fiches[code] for code in dict.fromkeys([*indicateurs, indicateur])],
        maille=maille,
        fiche=fiches[indicateur].indicateur,
    )
    return Choix(
        version=version,
        territoires=tuple(territoires),
        maille=maille,
        indicateurs=tuple(indicateurs),
        comparateur=read_comparateur(offre),
        indicateur=indicateur,
        autre=etat_url.read_code("indicateur2", fiches, autres[0] if autres else indicateur, "l’indicateur"),
        vue=etat_url.read_code("vue", VUES, "classement", "la vue"),
        offre=offre,
    )


def list_comparables(catalogue: Catalogue) -> dict[str, Territoire]:
    """Territoires d'une maille qui a des chiffres : les QPV peuvent n'avoir que leur contour."""
    mailles = {maille for theme in catalogue.themes for f in theme.fiches for maille in f.periodes}
    return {code: t for code, t in list_choisissables(catalogue).items() if t.maille in mailles}


def list_fiches(catalogue: Catalogue, maille: Maille) -> list[FicheCatalogue]:
    """Indicateurs publiés à cette maille, dans l'ordre des thèmes."""
    return [f for theme in catalogue.themes for f in theme.fiches if maille in f.periodes]


def choose_indicateurs(catalogue: Catalogue, maille: Maille) -> list[str]:
    """Neuf indicateurs pour commencer : un par thème, puis un deuxième, parmi ceux qu'un verdict peut juger."""
    par_theme = [
        [f.indicateur.code for f in t.fiches if maille in f.periodes and _is_jugeable(f.indicateur)]
        for t in catalogue.themes
    ]
    tours = max((len(codes) for codes in par_theme), default=0)
    alternes = [codes[tour] for tour in range(tours) for codes in par_theme if tour < len(codes)]
    retenus = set(alternes[:_NB_INDICATEURS])
    ordonnes = [code for codes in par_theme for code in codes if code in retenus]
    autres = [f.indicateur.code for f in list_fiches(catalogue, maille) if f.indicateur.code not in retenus]
    return [*ordonnes, *autres][:_NB_INDICATEURS]


def _is_jugeable(fiche: Indicateur) -> bool:
    return fiche.type in _COMPARABLES and fiche.sens is not Sens.SANS_JUGEMENT


def show_choix(catalogue: Catalogue, choix: Choix) -> None:
    """Pose les champs de la matrice."""
    noms = {code: name_territoire(t) for code, t in list_comparables(catalogue).items()}
    st.multiselect(
        f"Territoires ({len(choix.territoires)} sur {MAX_TERRITOIRES} possibles)",
        list(noms),
        format_func=noms.__getitem__,
        max_selections=MAX_TERRITOIRES,
        select_all=False,
        placeholder="Choisir de 2 à 8 territoires",
        **etat_url.bind("territoires", list(choix.territoires)),
    )
    gauche, droite = st.columns([4, 6], vertical_alignment="top")
    with gauche:
        show_comparateur(choix.offre, choix.comparateur, "Comparés à")
    if choix.is_cible:
        with droite:
            fiche = choix.offre.fiche
            nom = fiche.libelle_court if fiche else ""
            show_message(
                f"Une cible vaut pour un seul indicateur : la matrice ne montre que « {nom} », celui qui est choisi "
                "plus bas."
            )
        return
    libelles = {f.indicateur.code: f.indicateur.libelle_court for f in list_fiches(catalogue, choix.maille)}
    with droite, st.expander(f"Indicateurs de la matrice ({len(choix.indicateurs)})"):
        st.multiselect(
            f"Indicateurs ({MAX_INDICATEURS} au plus)",
            list(libelles),
            format_func=libelles.__getitem__,
            max_selections=MAX_INDICATEURS,
            select_all=False,
            **etat_url.bind("indicateurs", list(choix.indicateurs)),
        )


def show_choix_graphique(catalogue: Catalogue, choix: Choix) -> None:
    """Pose le choix de l'indicateur du graphique et de la vue."""
    libelles = {f.indicateur.code: f.indicateur.libelle for f in list_fiches(catalogue, choix.maille)}
    st.selectbox(
        "Indicateur",
        list(libelles),
        format_func=libelles.__getitem__,
        # Une cible fixée pour un indicateur ne veut rien dire pour un autre.
        **etat_url.bind(
            "indicateur",
            choix.indicateur,
            efface=("debut", "fin", *(["comparateur"] if choix.is_cible else [])),
        ),
    )
    st.segmented_control(
        "Vue", list(VUES), format_func=VUES.__getitem__, required=True, **etat_url.bind("vue", choix.vue)
    )
