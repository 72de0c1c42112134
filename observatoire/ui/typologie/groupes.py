"""La carte des groupes, leur portrait en mots, et le centre de chacun en tableau."""

from collections.abc import Mapping, Sequence

import streamlit as st

from observatoire.domain.francais import format_nombre, format_pluriel, format_valeur, join_mots, sort_key
from observatoire.domain.territoire import LIBELLES_COURTS_MAILLE, Maille
from observatoire.domain.verdict import Jugement
from observatoire.services.carte import Contour
from observatoire.services.typologie import ClasseTypologie, Typologie
from observatoire.ui import cache, etat_url
from observatoire.ui.composants import show_titre
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape
from observatoire.ui.graphiques.deck import Surface
from observatoire.ui.graphiques.legende import Entree, build_legende, build_pastille
from observatoire.ui.palette import SANS_VERDICT
from observatoire.ui.plan import Plan, show_plan
from observatoire.ui.tableaux import Colonne, Html, Ligne, show_tableau
from observatoire.ui.typologie.choix import Choix
from observatoire.ui.typologie.couleurs import get_couleur, name_groupe

_SANS_GROUPE = "sans groupe : un chiffre manque"


def list_groupes(typologie: Typologie) -> dict[str, ClasseTypologie]:
    """Groupe de chaque territoire classé."""
    return {t.code: classe for classe in typologie.classes for t in classe.territoires}


def build_surfaces(typologie: Typologie, contours: Sequence[Contour]) -> list[Surface]:
    """Colore les contours par groupe ; la lettre du groupe tient lieu de nom sur la carte."""
    groupes = list_groupes(typologie)
    connus = {*groupes, *(t.code for t in typologie.non_classes)}
    return [_build_surface(contour, groupes.get(contour.code)) for contour in contours if contour.code in connus]


def _build_surface(contour: Contour, groupe: ClasseTypologie | None) -> Surface:
    return Surface(
        code=contour.code,
        nom=contour.nom,
        contour=contour.geometrie,
        couleur=get_couleur(groupe.numero) if groupe else None,
        jugement=Jugement.NON_COMPARABLE,
        valeur=f"groupe {name_groupe(groupe.numero)}" if groupe else _SANS_GROUPE,
        detail="",
        lon=contour.lon,
        lat=contour.lat,
        etiquette=name_groupe(groupe.numero) if groupe else "–",
    )


def show_groupes(typologie: Typologie, choix: Choix, telephone: bool) -> None:
    """Carte à gauche, groupes en mots à droite."""
    gauche, droite = st.columns([55, 45])
    with gauche, st.container(key="carte-groupes"):
        _show_carte(typologie, choix, telephone)
    with droite, st.container(key="carte-profils"):
        show_titre("Ce qui distingue chaque groupe")
        show_html(_build_profils(typologie, choix.territoire))


def _show_carte(typologie: Typologie, choix: Choix, telephone: bool) -> None:
    surfaces = build_surfaces(typologie, cache.get_contours(choix.version, choix.maille.value))

    def select(code: str) -> None:
        etat_url.set_codes({"territoire": code if code != choix.territoire else None})

    plan = Plan(choix.version, choix.maille, choisi=choix.territoire, noms=True, telephone=telephone)
    alt = f"Carte des groupes. {typologie.phrase} Le tableau donne le groupe de chaque territoire."
    show_plan(surfaces, plan, "groupes", alt=alt, on_select=select)
    entrees = [
        Entree(build_pastille(get_couleur(c.numero)), f"groupe {name_groupe(c.numero)}", _count(c, typologie.maille))
        for c in typologie.classes
    ]
    if typologie.non_classes:
        entrees.append(Entree(build_pastille(SANS_VERDICT), _SANS_GROUPE, str(len(typologie.non_classes))))
    show_html(build_legende(entrees))


def _count(classe: ClasseTypologie, maille: Maille) -> str:
    return format_pluriel(len(classe.territoires), *LIBELLES_COURTS_MAILLE[maille])


def _build_profils(typologie: Typologie, choisi: str) -> str:
    return "".join(_build_profil(classe, choisi) for classe in typologie.classes)


def _build_profil(classe: ClasseTypologie, choisi: str) -> str:
    noms = sorted((t.nom for t in classe.territoires), key=sort_key)
    montres = join_mots(noms) if len(noms) <= 8 else f"{', '.join(noms[:7])} et {len(noms) - 7} autres"
    ici = " ici" if any(t.code == choisi for t in classe.territoires) else ""
    return (
        f'<div class="obs-groupe{ici}">{build_lettre(classe.numero)}<div><p>{escape(classe.phrase)}</p>'
        f'<p class="obs-note">{escape(montres)}</p></div></div>'
    )


def build_lettre(numero: int) -> str:
    """Pastille d'un groupe : sa lettre sur sa couleur."""
    lettre = name_groupe(numero)
    return (
        f'<span class="obs-lettre" style="background:{get_couleur(numero)}">'
        f'<span class="obs-cache">groupe </span><b>{lettre}</b></span>'
    )


def show_centres(typologie: Typologie) -> None:
    """Moyenne de chaque indicateur dans chaque groupe, à côté de l'ensemble et de la ville."""
    pluriel = LIBELLES_COURTS_MAILLE[typologie.maille][1]
    colonnes = [
        Colonne("Indicateur, unité"),
        Colonne("Ville", nombre=True),
        Colonne(f"Moyenne des {pluriel}", nombre=True),
        *(Colonne(f"Groupe {name_groupe(c.numero)}", nombre=True) for c in typologie.classes),
    ]
    ordre = sorted(
        range(len(typologie.indicateurs)),
        key=lambda rang: (
            list(type(typologie.indicateurs[rang].theme)).index(typologie.indicateurs[rang].theme),
            sort_key(typologie.indicateurs[rang].libelle_court),
        ),
    )
    traits = {(c.numero, t.indicateur.code): t.sens for c in typologie.classes for t in c.traits}
    show_tableau(
        "Centre de chaque groupe",
        colonnes,
        [_build_centre(typologie, rang, traits) for rang in ordre],
        defilant=len(ordre) > 12,
    )
    show_html(
        f'<p class="obs-note">Chaque cellule est la moyenne simple des {pluriel} du groupe. « plus haut » et '
        "« plus bas » marquent les indicateurs qui distinguent le mieux le groupe.</p>"
    )


def _build_centre(typologie: Typologie, rang: int, traits: Mapping[tuple[int, str], int]) -> Ligne:
    fiche = typologie.indicateurs[rang]
    symbole = fiche.unite if len(fiche.unite) <= 2 else ""
    unite = f'<br><span class="obs-note">{escape(fiche.unite)}</span>' if fiche.unite and not symbole else ""
    cellules: list[str | Html] = [
        Html(f"{escape(fiche.libelle_court)}{unite}"),
        format_valeur(typologie.ville[rang], fiche.decimales, symbole),
        format_valeur(typologie.moyennes[rang], fiche.decimales, symbole),
    ]
    for classe in typologie.classes:
        valeur = escape(format_nombre(classe.moyennes[rang], fiche.decimales))
        sens = traits.get((classe.numero, fiche.code))
        mots = {1: "plus haut", -1: "plus bas"}.get(sens or 0, "")
        cellules.append(Html(f'<b>{valeur}</b><br><span class="obs-note">{mots}</span>' if mots else valeur))
    return Ligne(cellules)
