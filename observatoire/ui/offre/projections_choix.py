"""Ce que montre la vue « Projections » : métier, hypothèses, territoire, grandeur."""

from dataclasses import dataclass

import streamlit as st

from observatoire.domain.francais import format_nombre
from observatoire.services.offre.cadre import CadreOffre
from observatoire.services.offre.points import Offre
from observatoire.services.offre.projections import Hypotheses, Projection
from observatoire.ui import etat_url

DENSITE, EFFECTIF = "densite", "effectif"
_GRANDEURS = {EFFECTIF: "Nombre", DENSITE: "Pour 10 000 habitants"}
_AGES = ("62", "65", "67", "70")
_PARTS = tuple(str(p) for p in range(0, 101, 10))
_ARRIVEES = ("0", "0.5", "1", "1.5", "2", "3", "4", "5", "8", "10", "15", "20")
_CROISSANCES = ("-1", "-0.5", "0", "0.5", "1", "1.5", "2")


@dataclass(frozen=True, slots=True)
class ChoixProjection:
    """La vue demandée, en codes d'adresse."""

    metier: str
    territoire: str
    grandeur: str
    age_depart: str
    remplacement: str
    arrivees: str
    croissance: str

    @property
    def hypotheses(self) -> Hypotheses:
        """Les mêmes, en nombres."""
        return Hypotheses(int(self.age_depart), int(self.remplacement), float(self.arrivees), float(self.croissance))

    def build_codes(self) -> dict[str, str]:
        """Codes du lien qui restaure la vue."""
        return {
            "metier": self.metier,
            "territoire": self.territoire,
            "grandeur": self.grandeur,
            "age_depart": self.age_depart,
            "remplacement": self.remplacement,
            "arrivees": self.arrivees,
            "croissance": self.croissance,
        }


def read_metier(offre: Offre) -> str:
    """Lit le métier dans l'adresse."""
    metiers = [m.code for m in offre.metiers]
    return etat_url.read_code("metier", metiers, metiers[0], "le métier")


def read_choix(metier: str, cadre: CadreOffre) -> ChoixProjection:
    """Lit le reste de la vue. Sans autre choix, un départ sur deux est remplacé et rien d'autre ne change."""
    territoires = [t.code for t in cadre.territoires]
    return ChoixProjection(
        metier=metier,
        territoire=etat_url.read_code("territoire", territoires, "", "le territoire"),
        grandeur=etat_url.read_code("grandeur", _GRANDEURS, EFFECTIF, "la grandeur"),
        age_depart=etat_url.read_code("age_depart", _AGES, "65", "l’âge de départ"),
        remplacement=etat_url.read_code("remplacement", _PARTS, "50", "la part des départs remplacés"),
        arrivees=etat_url.read_code("arrivees", _ARRIVEES, "0", "le nombre d’arrivées"),
        croissance=etat_url.read_code("croissance", _CROISSANCES, "0", "la croissance de la population"),
    )


def show_metier(offre: Offre, choix: ChoixProjection) -> None:
    """Choix du métier."""
    noms = {m.code: m.libelle for m in offre.metiers}
    st.selectbox("Profession", list(noms), format_func=noms.__getitem__, **etat_url.bind("metier", choix.metier))


def show_hypotheses(choix: ChoixProjection) -> None:
    """Les curseurs : ce qu'on suppose des dix prochaines années."""
    un, deux = st.columns(2)
    with un:
        st.select_slider(
            "Départs remplacés",
            _PARTS,
            format_func=lambda code: f"{int(code) // 10} sur 10",
            **etat_url.bind("remplacement", choix.remplacement),
        )
        st.segmented_control(
            "Âge de départ",
            _AGES,
            format_func=lambda code: f"{code} ans",
            required=True,
            **etat_url.bind("age_depart", choix.age_depart),
        )
    with deux:
        st.select_slider(
            "Arrivées en plus, par an, dans la ville",
            _ARRIVEES,
            format_func=_format_code,
            help="Des installations qui ne remplacent personne. Elles se répartissent comme les professionnels "
            "d’aujourd’hui.",
            **etat_url.bind("arrivees", choix.arrivees),
        )
        st.select_slider(
            "Croissance de la population",
            _CROISSANCES,
            format_func=lambda code: f"{_format_code(code)} % par an",
            **etat_url.bind("croissance", choix.croissance),
        )


def show_trace(projection: Projection, choix: ChoixProjection) -> None:
    """Choix du territoire et de la grandeur que trace le graphique."""
    noms = {"": projection.cadre.ville.nom} | {t.code: t.nom for t in projection.cadre.territoires}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if projection.lignes:
            st.selectbox(
                "Territoire tracé",
                list(noms),
                format_func=noms.__getitem__,
                width=280,
                **etat_url.bind("territoire", choix.territoire),
            )
        st.segmented_control(
            "Grandeur",
            list(_GRANDEURS),
            format_func=_GRANDEURS.__getitem__,
            required=True,
            **etat_url.bind("grandeur", choix.grandeur),
        )


def _format_code(code: str) -> str:
    return format_nombre(float(code), 0 if "." not in code else 1)
