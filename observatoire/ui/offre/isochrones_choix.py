"""Choix de la vue « Isochrones » : métier, lieu, moyen de transport, maille, lus dans l'adresse."""

from dataclasses import dataclass

import streamlit as st

from observatoire.domain.francais import format_nombre
from observatoire.domain.scenario import parse_coordonnees, parse_point, write_point
from observatoire.domain.territoire import Maille
from observatoire.services.offre.abords import MARGE_M
from observatoire.services.offre.aires import LIBELLES_MODE, Mode
from observatoire.services.offre.points import SANS_NOM, Offre, Point
from observatoire.ui import cache, etat_url
from observatoire.ui.carte.choix import LIBELLES_COURTS
from observatoire.ui.offre.tete import Contexte

TOUS = "tous"
_MODES = {mode.value: texte[:1].upper() + texte[1:] for mode, texte in LIBELLES_MODE.items()}


@dataclass(frozen=True, slots=True)
class ChoixIsochrones:
    """La vue demandée, en codes d'adresse. `point` vide : tous les lieux du métier."""

    metier: str
    point: str
    mode: str
    maille: Maille
    territoire: str

    def build_codes(self) -> dict[str, str]:
        """Codes du lien qui restaure la vue."""
        return {
            "metier": self.metier,
            "point": self.point,
            "mode": self.mode,
            "maille": self.maille.value,
            "territoire": self.territoire,
        }


def read_choix(contexte: Contexte) -> ChoixIsochrones:
    """Lit la vue dans l'adresse ; un code inconnu est signalé."""
    metiers = [m.code for m in contexte.offre.metiers]
    metier = etat_url.read_code("metier", metiers, metiers[0], "le métier")
    point = _read_point(contexte.version, metier)
    mailles = _list_mailles(contexte.version)
    maille = Maille(etat_url.read_code("maille", mailles, mailles[0], "la maille"))
    territoires = [t.code for t in contexte.catalogue.get_groupe(maille)]
    return ChoixIsochrones(
        metier=metier,
        point="" if point == TOUS else point,
        mode=etat_url.read_code("mode", _MODES, Mode.PIED.value, "le moyen de transport"),
        maille=maille,
        territoire=etat_url.read_code("territoire", territoires, "", "le territoire"),
    )


def _read_point(version: str, metier: str) -> str:
    """Identifiant d'un lieu du métier, ou coordonnées d'un point de la ville ou de ses abords."""
    position = parse_coordonnees(st.query_params.get("point", ""))
    if position is None:
        points = [TOUS, *(p.id for p in cache.get_lieux(version, metier))]
        return etat_url.read_code("point", points, TOUS, "le lieu")
    code = write_point(*position)
    if cache.is_pres_de_la_ville(version, code):
        return code
    etat_url.add_avis(
        f"Le point demandé (latitude {format_nombre(position[1], 5)}, longitude {format_nombre(position[0], 5)}) est à "
        f"plus de {format_nombre(MARGE_M / 1000)} km de la ville. Tous les lieux sont montrés à la place."
    )
    return TOUS


def _list_mailles(version: str) -> list[str]:
    presentes = [m.value for m in (Maille.QUARTIER, Maille.IRIS) if cache.get_contours(version, m.value)]
    return presentes or [Maille.IRIS.value]


def show_choix(contexte: Contexte, choix: ChoixIsochrones, telephone: bool) -> None:
    """Pose les champs ; sur un téléphone, la profession reste seule visible."""
    if telephone:
        _show_metier(contexte.offre, choix)
        with st.expander(f"Lieu, trajet ({LIBELLES_MODE[Mode(choix.mode)]}), maille"):
            _show_lieu(contexte.version, choix)
            _show_coordonnees(choix)
            _show_trajet(choix)
            _show_maille(contexte.version, choix)
        return
    un, deux, trois = st.columns([4, 4, 4], vertical_alignment="bottom")
    with un:
        _show_metier(contexte.offre, choix)
    with deux:
        _show_lieu(contexte.version, choix)
    with trois:
        _show_coordonnees(choix)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _show_trajet(choix)
        _show_maille(contexte.version, choix)


def _show_metier(offre: Offre, choix: ChoixIsochrones) -> None:
    noms = {m.code: m.libelle for m in offre.metiers}
    st.selectbox(
        "Profession ou lieu de soins",
        list(noms),
        format_func=noms.__getitem__,
        **etat_url.bind("metier", choix.metier, efface=("point",)),
    )


def _show_lieu(version: str, choix: ChoixIsochrones) -> None:
    lieux = sorted(cache.get_lieux(version, choix.metier), key=_name_point)
    noms = {TOUS: f"Tous les lieux ({format_nombre(len(lieux))})"} | {p.id: _name_point(p) for p in lieux}
    if position := parse_point(choix.point):
        lon, lat = (format_nombre(degres, 5) for degres in position)
        noms = {choix.point: f"Point choisi ({lat} ; {lon})"} | noms
    st.selectbox("Autour de", list(noms), format_func=noms.__getitem__, **etat_url.bind("point", choix.point or TOUS))


def _show_coordonnees(choix: ChoixIsochrones) -> None:
    """Un point quelconque, tapé ou collé d'une carte."""
    position = parse_point(choix.point)
    st.text_input(
        "Ou un point (latitude, longitude)",
        placeholder="46.60123, -4.00123",
        help="Pour essayer un lieu qui n’existe pas encore. « Et si ? » y mène aussi, depuis chaque changement.",
        **etat_url.bind("point", f"{position[1]}, {position[0]}" if position else "", champ="coordonnees"),
    )


def _show_trajet(choix: ChoixIsochrones) -> None:
    st.segmented_control(
        "Trajet", list(_MODES), format_func=_MODES.__getitem__, required=True, **etat_url.bind("mode", choix.mode)
    )


def _show_maille(version: str, choix: ChoixIsochrones) -> None:
    st.segmented_control(
        "Maille",
        _list_mailles(version),
        format_func=lambda code: LIBELLES_COURTS[Maille(code)],
        required=True,
        **etat_url.bind("maille", choix.maille.value, efface=("territoire",)),
    )


def _name_point(point: Point) -> str:
    return " · ".join(filter(None, [point.nom or SANS_NOM, point.adresse]))
