"""Complétude : un indicateur par ligne, une maille par colonne, à la dernière période."""

from collections.abc import Sequence

import streamlit as st

from observatoire.domain.francais import format_nombre, format_pluriel, sort_key
from observatoire.domain.indicateur import LIBELLES_THEME, Theme
from observatoire.domain.territoire import LIBELLES_COURTS_MAILLE, Maille
from observatoire.services.catalogue import Catalogue
from observatoire.services.completude import CompletudePeriode
from observatoire.ui import etat_url
from observatoire.ui.composants import show_phrase
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape
from observatoire.ui.tableaux import Colonne, Html, Ligne, show_tableau

_MAILLES = (Maille.IRIS, Maille.QUARTIER, Maille.QPV, Maille.COMMUNE, Maille.DEPARTEMENT)


def show_completude(catalogue: Catalogue, completudes: Sequence[CompletudePeriode], theme: str) -> None:
    """Phrase, choix du thème, tableau à barres."""
    fines = [c for c in completudes if c.maille in (Maille.IRIS, Maille.QUARTIER, Maille.QPV)]
    complets = sum(c.publiees + c.sans_objet == c.cellules for c in fines)
    show_phrase(
        f"Sur {format_pluriel(len(fines), 'série')}, {format_nombre(complets)} sont complètes : chaque territoire y a "
        "son chiffre à la dernière période.",
        "une série est un indicateur à une maille (IRIS, quartier ou QPV), tous âges et les deux sexes ensemble",
    )
    themes = ["", *(t.theme.value for t in catalogue.themes)]
    st.selectbox(
        "Thème",
        themes,
        format_func=lambda code: LIBELLES_THEME[Theme(code)] if code else "Tous les thèmes",
        width=320,
        **etat_url.bind("theme", theme),
    )
    mailles = [m for m in _MAILLES if any(c.maille is m for c in completudes)]
    par_cle = {(c.indicateur.code, c.maille): c for c in completudes}
    fiches = {c.indicateur.code: c.indicateur for c in completudes if theme in ("", c.indicateur.theme.value)}
    ordre = sorted(fiches.values(), key=lambda f: (list(Theme).index(f.theme), sort_key(f.libelle_court)))
    show_tableau(
        "Complétude par indicateur et maille, à la dernière période",
        [Colonne("Indicateur"), *(Colonne(_name(m)) for m in mailles)],
        [
            Ligne([Html(escape(f.libelle_court)), *(Html(_build_cellule(par_cle.get((f.code, m)))) for m in mailles)])
            for f in ordre
        ],
        defilant=len(ordre) > 14,
    )
    show_html(
        '<p class="obs-note obs-cles"><span class="obs-cle-part publie"></span>publié'
        '<span class="obs-cle-part secret"></span>secret'
        '<span class="obs-cle-part absent"></span>absent de la source ou sans objet</p>'
    )


def _name(maille: Maille) -> str:
    nom = LIBELLES_COURTS_MAILLE[maille][0]
    return nom[:1].upper() + nom[1:]


def _build_cellule(ligne: CompletudePeriode | None) -> str:
    """Barre et comptes ; une maille que la source n'a pas est un tiret."""
    if ligne is None:
        return '<span class="obs-note">–</span>'
    publie, secret = (100 * part / ligne.cellules for part in (ligne.publiees, ligne.secretes))
    mots = [f"{format_nombre(ligne.publiees)} sur {format_nombre(ligne.cellules)}"]
    mots += [format_pluriel(ligne.secretes, "secret")] * bool(ligne.secretes)
    mots += [f"{format_nombre(ligne.sans_objet)} sans objet"] * bool(ligne.sans_objet)
    mots += [format_pluriel(ligne.manquantes, "absent")] * bool(ligne.manquantes)
    return (
        f'<span class="obs-part" aria-hidden="true"><i class="publie" style="width:{publie:.1f}%"></i>'
        f'<i class="secret" style="width:{secret:.1f}%"></i></span>'
        f'<span class="obs-note">{escape(", ".join(mots))} · {escape(ligne.periode.libelle)}</span>'
    )
