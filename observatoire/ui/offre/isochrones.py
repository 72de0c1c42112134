"""Vue « Isochrones » : où l'on est à 5, 10 ou 15 minutes d'un lieu de soins, et quelle part des habitants y vit."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import pydeck as pdk
import streamlit as st
from shapely.geometry import mapping

from observatoire.domain.francais import format_nombre, format_pluriel
from observatoire.domain.territoire import LIBELLES_MAILLE, Maille
from observatoire.domain.verdict import Jugement
from observatoire.errors import SelectionInvalide
from observatoire.services.offre.aires import LIBELLES_MODE, MINUTES, Aires, Methode, Mode
from observatoire.services.offre.isochrones import Couverture, Isochrones, export_couvertures_csv, list_lieux
from observatoire.services.offre.points import SANS_NOM, Offre, Point
from observatoire.ui import cache, etat_url
from observatoire.ui.carte.choix import LIBELLES_COURTS
from observatoire.ui.composants import show_message, show_phrase, show_source, show_titre, show_vide
from observatoire.ui.composants.html import show_html
from observatoire.ui.ecran import is_telephone
from observatoire.ui.graphiques.deck import NOMS_MAX, Surface
from observatoire.ui.graphiques.geometrie import compute_cadre, list_polygones
from observatoire.ui.graphiques.legende import Entree, build_legende, build_pastille
from observatoire.ui.offre.affichage import PASTILLE, map_iris
from observatoire.ui.offre.couches import build_couches
from observatoire.ui.offre.tete import Contexte, show_tete
from observatoire.ui.palette import SEQUENCE, convert_rvb
from observatoire.ui.plan import Plan, show_plan
from observatoire.ui.tableaux import Colonne, Ligne, show_tableau

TOUS = "tous"
_METHODE = (
    '<p class="obs-note"><a href="catalogue?onglet=methodes&amp;methode=isochrones" target="_self">'
    "Comment ces aires sont calculées</a></p>"
)
_COULEURS = dict(zip(MINUTES, (SEQUENCE[4], SEQUENCE[3], SEQUENCE[1]), strict=True))
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


def show_isochrones(contexte: Contexte) -> None:
    """Dessine la vue."""
    telephone = is_telephone()
    choix = _read_choix(contexte)
    noms = {m.code: m.libelle for m in contexte.offre.metiers}
    titre = f"{noms[choix.metier]} : à 5, 10 et 15 minutes"
    sous_titre = f"Temps de trajet {LIBELLES_MODE[Mode(choix.mode)]}, pour s’y rendre"
    show_tete(contexte, titre, sous_titre, choix.build_codes())
    _show_choix(contexte, choix, telephone)
    try:
        isochrones = cache.get_isochrones(contexte.version, choix.metier, choix.point, choix.mode)
    except SelectionInvalide:
        show_vide(
            "Aucun lieu placé sur la carte",
            "Les points de cette profession n’ont pas de coordonnées : géocodez leurs adresses, puis publiez.",
            ("python -m observatoire geocoder",),
        )
        return
    _show_resultat(contexte, choix, isochrones, telephone)


def _read_choix(contexte: Contexte) -> ChoixIsochrones:
    metiers = [m.code for m in contexte.offre.metiers]
    metier = etat_url.read_code("metier", metiers, metiers[0], "le métier")
    points = [TOUS, *(p.id for p in list_lieux(contexte.offre, metier))]
    point = etat_url.read_code("point", points, TOUS, "le lieu")
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


def _list_mailles(version: str) -> list[str]:
    presentes = [m.value for m in (Maille.QUARTIER, Maille.IRIS) if cache.get_contours(version, m.value)]
    return presentes or [Maille.IRIS.value]


def _show_choix(contexte: Contexte, choix: ChoixIsochrones, telephone: bool) -> None:
    """Sur un téléphone, la profession reste seule visible."""
    if telephone:
        _show_metier(contexte.offre, choix)
        with st.expander(f"Lieu, trajet ({LIBELLES_MODE[Mode(choix.mode)]}), maille"):
            _show_lieu(contexte.offre, choix)
            _show_trajet(choix)
            _show_maille(contexte.version, choix)
        return
    un, deux, trois, quatre = st.columns([3, 4, 3, 2], vertical_alignment="bottom")
    with un:
        _show_metier(contexte.offre, choix)
    with deux:
        _show_lieu(contexte.offre, choix)
    with trois:
        _show_trajet(choix)
    with quatre:
        _show_maille(contexte.version, choix)


def _show_metier(offre: Offre, choix: ChoixIsochrones) -> None:
    noms = {m.code: m.libelle for m in offre.metiers}
    st.selectbox(
        "Profession ou lieu de soins",
        list(noms),
        format_func=noms.__getitem__,
        **etat_url.bind("metier", choix.metier, efface=("point",)),
    )


def _show_lieu(offre: Offre, choix: ChoixIsochrones) -> None:
    lieux = sorted(list_lieux(offre, choix.metier), key=_name_point)
    noms = {TOUS: f"Tous les lieux ({format_nombre(len(lieux))})"} | {p.id: _name_point(p) for p in lieux}
    st.selectbox("Autour de", list(noms), format_func=noms.__getitem__, **etat_url.bind("point", choix.point or TOUS))


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


def _show_resultat(contexte: Contexte, choix: ChoixIsochrones, isochrones: Isochrones, telephone: bool) -> None:
    if isochrones.aires.avis:
        show_message(isochrones.aires.avis, alerte=True)
    show_phrase(isochrones.phrase, isochrones.certitude)
    couvertures = isochrones.quartiers if choix.maille is Maille.QUARTIER else isochrones.iris
    gauche, droite = st.columns([58, 42])
    with gauche, st.container(key="carte-dessin"):
        _show_carte(contexte.version, choix, isochrones, couvertures, telephone)
    with droite, st.container(key="carte-points"):
        _show_parts(choix, couvertures, isochrones)
    _show_telechargements(contexte, isochrones)
    show_source(_describe_source(isochrones))
    show_html(_METHODE)


def _show_carte(
    version: str, choix: ChoixIsochrones, isochrones: Isochrones, couvertures: Sequence[Couverture], telephone: bool
) -> None:
    parts = {c.code: c for c in couvertures}
    surfaces = [
        Surface(
            code=c.code,
            nom=c.nom,
            contour=c.geometrie,
            couleur=None,
            jugement=Jugement.NON_COMPARABLE,
            valeur=_format_part(parts.get(c.code), 1) + " à moins de 10 minutes",
            detail="",
            lon=c.lon,
            lat=c.lat,
        )
        for c in cache.get_contours(version, choix.maille.value)
    ]

    def select(code: str) -> None:
        etat_url.set_codes({"territoire": code if code != choix.territoire else None})

    plan = Plan(
        version=version,
        maille=choix.maille,
        choisi=choix.territoire,
        noms=not telephone and len(surfaces) <= NOMS_MAX,
        telephone=telephone,
    )
    cadre = compute_cadre([s.contour for s in surfaces])
    show_plan(
        surfaces,
        plan,
        "dessin-isochrones",
        alt=f"Carte : {isochrones.phrase} Le tableau donne la part de chaque territoire.",
        on_select=select,
        couches=build_couches(isochrones.lieux, cadre, map_iris(version, choix.maille), choix.territoire),
        aires=build_aires_couches(isochrones.aires),
    )
    vol = " (cercle)" if isochrones.aires.methode is Methode.CERCLES else ""
    entrees = [
        Entree(build_pastille(_COULEURS[m]), f"{'moins de ' if m == MINUTES[0] else f'{m - 5} à '}{m} minutes{vol}", "")
        for m in MINUTES
    ]
    entrees.append(Entree(PASTILLE, isochrones.metier.libelle, format_nombre(len(isochrones.lieux))))
    show_html(build_legende(entrees))


def build_aires_couches(aires: Aires) -> list[pdk.Layer]:
    """Les aires, la plus large dessous. On ne les touche pas : le doigt choisit le territoire."""
    donnees = [
        {"polygone": polygone, "couleur": convert_rvb(_COULEURS[minutes], 215)}
        for minutes, surface in reversed(list(zip(MINUTES, aires.surfaces, strict=True)))
        for polygone in list_polygones(mapping(surface))
    ]
    return [
        pdk.Layer(
            "PolygonLayer",
            data=donnees,
            id="aires",
            get_polygon="polygone",
            get_fill_color="couleur",
            stroked=False,
            pickable=False,
        )
    ]


def _format_part(couverture: Couverture | None, rang: int) -> str:
    if couverture is None or not couverture.parts:
        return "–"
    return f"{format_nombre(100 * couverture.parts[rang])} %"


def _show_parts(choix: ChoixIsochrones, couvertures: Sequence[Couverture], isochrones: Isochrones) -> None:
    singulier = LIBELLES_MAILLE[choix.maille][0]
    show_titre(f"Part des habitants, par {singulier}", "du moins au plus desservi à 10 minutes", niveau=3)
    colonnes = [
        Colonne(singulier[:1].upper() + singulier[1:]),
        *(Colonne(f"{m} min", nombre=True, fort=m == MINUTES[1]) for m in MINUTES),
    ]
    lignes = [
        Ligne((c.nom, *(_format_part(c, rang) for rang in range(len(MINUTES)))), choisie=c.code == choix.territoire)
        for c in (*couvertures, isochrones.ville)
    ]
    show_tableau(
        f"Part des habitants à 5, 10 et 15 minutes, par {singulier}", colonnes, lignes, defilant=len(lignes) > 17
    )


def _show_telechargements(contexte: Contexte, isochrones: Isochrones) -> None:
    nom = f"isochrones_{isochrones.metier.code}_{isochrones.mode.value}"
    with st.container(horizontal=True):
        st.download_button(
            "Parts (CSV)",
            lambda: export_couvertures_csv(isochrones, contexte.version),
            f"{nom}.csv",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
        st.download_button(
            "Aires (GeoJSON)",
            lambda: json.dumps(isochrones.build_geojson(), ensure_ascii=False),
            f"{nom}.geojson",
            "application/geo+json",
            icon=":material/download:",
            on_click="ignore",
        )


def _describe_source(isochrones: Isochrones) -> str:
    textes: list[str] = []
    if isochrones.source_rues:
        textes.append(f"Rues : {isochrones.source_rues}.")
    if isochrones.aires.methode is Methode.CERCLES:
        textes.append(
            "Pour suivre les rues, importez un réseau (OpenStreetMap en GraphML ou GeoPackage, BD TOPO), puis publiez."
        )
    if isochrones.aires.ecartes:
        textes.append(
            f"{format_pluriel(isochrones.aires.ecartes, 'lieu', 'lieux')} à plus de 300 m de toute rue, sans aire."
        )
    textes.append("Population du dernier recensement publié, lieux des communes voisines compris.")
    return " ".join(textes)
