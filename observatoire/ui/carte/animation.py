"""Carte animée : une période après l'autre, aux mêmes classes."""

import streamlit as st

from observatoire.services.carte import Animation, Carte
from observatoire.ui import cache
from observatoire.ui.carte.affichage import draw, list_qpv
from observatoire.ui.carte.choix import Choix
from observatoire.ui.carte.lecture import read_carte
from observatoire.ui.carte.surfaces import build_legende_classes, build_surfaces
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape
from observatoire.ui.graphiques.legende import build_legende

_RANG, _JOUE, _DEPART = "carte:image", "carte:joue", "carte:depart"
PAS_S = 1.5


def show_animation(carte: Carte, animation: Animation, choix: Choix, telephone: bool) -> None:
    """Pose la carte et ses commandes ; en lecture, elle avance seule et s'arrête à la dernière période."""
    joue = bool(st.session_state.get(_JOUE))

    @st.fragment(run_every=PAS_S if joue else None)
    def play() -> None:
        codes = [p.code for p in animation.periodes]
        if st.session_state.get(_RANG) not in codes:
            st.session_state[_RANG] = codes[-1]
        if st.session_state.get(_JOUE):
            _advance(codes)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            libelle = "Pause" if st.session_state.get(_JOUE) else "Lire"
            if st.button(libelle, key="carte:bouton"):
                _toggle(codes)
                st.rerun()  # page entière : la minuterie du fragment se règle à sa déclaration
            if len(codes) > 1:
                noms = {p.code: p.libelle for p in animation.periodes}
                st.select_slider("Période montrée", codes, format_func=noms.__getitem__, key=_RANG)
        code = st.session_state[_RANG]
        periode = next(p for p in animation.periodes if p.code == code)
        image = read_carte(choix, carte.indicateur.code, code)  # fmt: skip
        surfaces = build_surfaces(
            image,
            cache.get_contours(choix.version, choix.maille.value, image.millesime),
            significativite=False,
            rangs=animation.rangs[code],
            classes=animation.classes,
        )
        show_html(f'<p class="obs-h3" aria-live="polite">{escape(periode.libelle)}</p>')
        alt = f"Carte animée : {carte.indicateur.libelle}, {periode.libelle}. Mêmes classes pour toutes les périodes."
        draw(surfaces, choix, telephone, "carte-animee", alt=alt)
        qpv = len(list_qpv(choix.version))
        show_html(build_legende(build_legende_classes(image, surfaces, qpv, animation.classes)))

    play()


def _toggle(codes: list[str]) -> None:
    """Lance ou arrête la lecture ; lancée sur la dernière image, elle repart de la première."""
    st.session_state[_JOUE] = not st.session_state.get(_JOUE)
    st.session_state[_DEPART] = True
    if st.session_state[_JOUE] and st.session_state[_RANG] == codes[-1]:
        st.session_state[_RANG] = codes[0]


def _advance(codes: list[str]) -> None:
    """Passe à l'image suivante ; au bout, une exécution complète arrête la minuterie."""
    if st.session_state.pop(_DEPART, False):
        return
    rang = codes.index(st.session_state[_RANG])
    if rang + 1 < len(codes):
        st.session_state[_RANG] = codes[rang + 1]
        return
    st.session_state[_JOUE] = False
    st.rerun()
