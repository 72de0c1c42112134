"""Carte de « Et si ? » : ce qui change par quartier, et des cases invisibles où poser un lieu d'un toucher."""

from collections.abc import Sequence
from typing import Any

import pydeck as pdk
from pydeck.types import String

from observatoire.domain.francais import format_nombre
from observatoire.domain.scenario import Genre, parse_point, write_point
from observatoire.domain.verdict import Jugement
from observatoire.services.offre.scenarios import EtSi, LigneEtSi, find_place, format_demis
from observatoire.ui import cache, etat_url
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape
from observatoire.ui.graphiques.deck import Surface
from observatoire.ui.graphiques.legende import Entree, build_legende, build_pastille
from observatoire.ui.offre.etsi_choix import ChoixEtSi
from observatoire.ui.palette import NEUTRE, NEUTRE_NET, SANS_ECART, SEQUENCE, convert_rvb
from observatoire.ui.plan import Plan, show_plan

FORT = 0.1
"""À partir d'un dixième, le changement est dit fort."""
_CLASSES = {
    (1, True): (SEQUENCE[4], "gagne 10 % ou plus"),
    (1, False): (SEQUENCE[2], "gagne de 1 à 10 %"),
    (0, False): (SANS_ECART, "presque inchangé"),
    (-1, False): (NEUTRE, "perd de 1 à 10 %"),
    (-1, True): (NEUTRE_NET, "perd 10 % ou plus"),
}
_PRESENT, _CHOISI = "#7A2E0E", "#1A2233"


def show_carte(et_si: EtSi, choix: ChoixEtSi, telephone: bool) -> None:
    """Dessine la carte ; la toucher choisit le lieu du prochain changement."""
    contours = {c.code: c for c in cache.get_contours(choix.version, choix.cadre.maille.value)}
    surfaces = [_build_surface(ligne, contours[ligne.territoire.code]) for ligne in et_si.lignes
                if ligne.territoire.code in contours]  # fmt: skip
    plan = Plan(version=choix.version, maille=choix.cadre.maille, noms=not telephone, telephone=telephone)
    show_plan(
        surfaces,
        plan,
        "dessin-etsi",
        alt=f"Carte : ce que le scénario change aux {choix.cadre.nom}. Le tableau et la liste « Lieu » donnent le "
        "même contenu.",
        on_select=lambda code: etat_url.set_codes({"lieu": code}),
        couches=[_build_presents(choix), _build_cases(et_si, choix), *_build_marques(choix)],
    )
    nombres = dict.fromkeys(_CLASSES, 0)
    for ligne in et_si.lignes:
        nombres[_classify(ligne)] += 1
    entrees = [
        Entree(build_pastille(c), mots, str(nombres[cle])) for cle, (c, mots) in _CLASSES.items() if nombres[cle]
    ]
    show_html(build_legende(entrees))
    show_html(
        '<p class="obs-note">Touchez la carte pour choisir un lieu. Points bruns : professionnels d’aujourd’hui ; '
        "ronds chiffrés : changements du scénario.</p>"
    )


def _classify(ligne: LigneEtSi) -> tuple[int, bool]:
    base = ligne.avant.acces if ligne.avant.acces is not None else ligne.avant.densite
    return ligne.sens, ligne.sens != 0 and abs(ligne.ecart) >= FORT * (base or 0.0)


def _build_surface(ligne: LigneEtSi, contour: Any) -> Surface:
    return Surface(
        code=contour.code, nom=contour.nom, contour=contour.geometrie, couleur=_CLASSES[_classify(ligne)][0],
        jugement=Jugement.NON_COMPARABLE, valeur=describe_ecart(ligne), detail="", lon=contour.lon, lat=contour.lat,
    )  # fmt: skip


def describe_ecart(ligne: LigneEtSi) -> str:
    """« 3,2 → 4,1 pour 10 000 habitants »."""
    paires = ((ligne.avant.acces, ligne.apres.acces), (ligne.avant.densite, ligne.apres.densite))
    avant, apres = next((p for p in paires if None not in p), (None, None))
    if avant is None:
        return "pas de chiffre"
    return f"{format_nombre(avant, 1)} → {format_nombre(apres, 1)} pour 10 000 habitants"


def _build_presents(choix: ChoixEtSi) -> pdk.Layer:
    places = [{"place": [p.lon, p.lat]} for p in choix.cadre.points if p.is_place]
    return pdk.Layer(
        "ScatterplotLayer", data=places, id="presents", get_position="place", get_radius=2.6,
        radius_units=String("pixels"), get_fill_color=convert_rvb(_PRESENT, 200), pickable=False,
    )  # fmt: skip


def _build_cases(et_si: EtSi, choix: ChoixEtSi) -> pdk.Layer:
    bulles = {li.territoire.code: (escape(li.territoire.nom), escape(describe_ecart(li))) for li in et_si.lignes}
    inconnue = ("Hors des quartiers", "")
    donnees: list[dict[str, Any]] = []
    for case in choix.reperes.cases:
        nom, valeur = bulles.get(choix.cadre.iris.get(case.iris, ""), inconnue)
        donnees.append(
            {
                "code": write_point(case.lon, case.lat), "place": [case.lon, case.lat], "nom": nom, "valeur": valeur,
                "detail": "Toucher pour choisir ce lieu",
            }
        )  # fmt: skip
    return pdk.Layer(
        "ScatterplotLayer",
        data=donnees,
        # Le nom change avec le lieu : la sélection précédente est oubliée, rien n'est pâli.
        id=f"cases-{choix.lieu or 'aucun'}-{len(choix.changements)}",
        get_position="place",
        get_radius=choix.reperes.pas_m * 0.72,
        get_fill_color=[255, 255, 255, 1],
        pickable=True,
        auto_highlight=True,
        highlight_color=[26, 34, 51, 90],
    )


def _build_marques(choix: ChoixEtSi) -> list[pdk.Layer]:
    """Un rond par changement qui touche le métier, avec son compte ; un anneau au lieu en cours."""
    ronds: list[dict[str, Any]] = []
    for changement in choix.changements:
        nombre = changement.count(choix.cadre.metier.code)
        if nombre:
            place = find_place(changement, choix.cadre, choix.reperes)
            couleur = NEUTRE_NET if changement.genre is Genre.RETRAIT else SEQUENCE[4]
            signe = f"+{format_demis(nombre)}" if nombre > 0 else f"−{format_demis(-nombre)}"
            ronds.append({"place": [place.lon, place.lat], "compte": signe, "couleur": convert_rvb(couleur)})
    return [
        _build_ronds("changements", ronds, 13, plein=True),
        pdk.Layer(
            "TextLayer", data=ronds, id="changements-comptes", get_position="place", get_text="compte", get_size=13,
            get_color=convert_rvb("#FFFFFF"), font_weight=700, get_text_anchor=String("middle"),
            get_alignment_baseline=String("center"), character_set=String("auto"), pickable=False,
        ),
        _build_ronds("lieu", _list_choisi(choix), 11, plein=False),
    ]  # fmt: skip


def _list_choisi(choix: ChoixEtSi) -> Sequence[dict[str, Any]]:
    position = parse_point(choix.lieu) or choix.reperes.centres.get(choix.lieu)
    if (cabinet := choix.cabinet) is not None and cabinet.lon is not None and cabinet.lat is not None:
        position = (cabinet.lon, cabinet.lat)
    if position is None:
        territoire = next((t for t in choix.cadre.territoires if t.code == choix.lieu), None)
        position = (territoire.lon, territoire.lat) if territoire else None
    return [{"place": list(position), "couleur": convert_rvb(_CHOISI)}] if position else []


def _build_ronds(identifiant: str, donnees: Sequence[dict[str, Any]], rayon: int, *, plein: bool) -> pdk.Layer:
    return pdk.Layer(
        "ScatterplotLayer",
        data=list(donnees),
        id=identifiant,
        get_position="place",
        get_radius=rayon,
        radius_units=String("pixels"),
        filled=plein,
        stroked=True,
        get_fill_color="couleur",
        get_line_color=convert_rvb("#FFFFFF") if plein else "couleur",
        line_width_units=String("pixels"),
        get_line_width=2 if plein else 4,
        pickable=False,
    )
