"""Carte lissée à côté de la brute, et regroupements de valeurs voisines."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from observatoire.domain.francais import format_nombre, format_valeur
from observatoire.domain.indicateur import Indicateur, Sens
from observatoire.domain.verdict import Jugement
from observatoire.services.carte import Carte, Contour
from observatoire.services.classes import find_classe
from observatoire.services.voisinage import NON_TESTE, CarteLissee, Lissage, Regroupement
from observatoire.ui import cache, etat_url
from observatoire.ui.carte.affichage import describe, draw, show_carte
from observatoire.ui.carte.choix import LISSAGE, REGROUPEMENTS, Choix
from observatoire.ui.carte.surfaces import build_legende_classes, build_surfaces, format_ic, format_ligne
from observatoire.ui.composants import show_message, show_phrase
from observatoire.ui.composants.html import show_html
from observatoire.ui.graphiques.deck import Surface
from observatoire.ui.graphiques.legende import Entree, build_legende, build_pastille, build_pastille_secret
from observatoire.ui.palette import (
    DEFAVORABLE,
    DEFAVORABLE_NET,
    FAVORABLE,
    FAVORABLE_NET,
    NEUTRE,
    NEUTRE_NET,
    SANS_ECART,
    SANS_VERDICT,
    SEQUENCE,
    TONS,
)
from observatoire.ui.plan import Plan, show_plan
from observatoire.ui.tableaux import SECRET, Colonne, Ligne, show_tableau

LETTRES = {0: "", 1: "HH", 2: "BH", 3: "BB", 4: "HB", NON_TESTE: "–"}
"""Sur la carte : la valeur du territoire, puis celle de ses voisins ; H haut, B bas ; un tiret s'il n'est pas testé."""
_CONSEIL = (
    "Le lissage rapproche chaque valeur de celle de l’ensemble, d’autant plus que le territoire est peu peuplé. À "
    "prendre pour lire la carte, quand les extrêmes sont surtout de petits territoires ; à ne pas citer : le chiffre "
    "et son verdict restent les bruts."
)


def show_lissage(carte: Carte, choix: Choix, telephone: bool) -> None:
    """Les deux cartes, aux mêmes classes, puis le tableau brut et lissé."""
    lissee = cache.get_lissage(
        version=choix.version, indicateur=carte.indicateur.code, periode=carte.periode.code,
        maille=choix.maille.value, sexe=choix.sexe, age=choix.age,
    )  # fmt: skip
    if lissee.motif:
        show_message(f"Cette carte ne se lisse pas : {lissee.motif}.")
        show_carte(carte, choix, telephone)
        return
    show_phrase(write_lissage(lissee), _CONSEIL)
    contours = cache.get_contours(choix.version, choix.maille.value, carte.millesime)
    brutes = build_surfaces(carte, contours, significativite=False)
    lisses = build_surfaces_lissees(carte, lissee, contours)
    colonnes = st.columns(2)
    for colonne, titre, surfaces in zip(colonnes, ("Taux bruts", "Taux lissés"), (brutes, lisses), strict=True):
        with colonne, st.container(key=f"carte-{titre.split()[1]}"):
            show_html(f'<p class="obs-h3">{titre}</p>')
            alt = f"{titre}. {describe(carte)}"
            draw(surfaces, choix, telephone, f"dessin-{titre.split()[1]}", alt=alt, fixe=True)
            qpv = len(cache.get_habillage_qpv(choix.version))
            show_html(build_legende(build_legende_classes(carte, surfaces, qpv, carte.classes), une_colonne=True))
    with st.expander("Brut et lissé, en tableau"):
        _show_tableau_lissage(lissee, choix.territoire)


def build_surfaces_lissees(carte: Carte, lissee: CarteLissee, contours: Sequence[Contour]) -> list[Surface]:
    """Les surfaces colorées par la valeur lissée, dans les classes de la carte brute."""
    lissages = {x.ligne.territoire.code: x for x in lissee.lissages if x.lissee is not None}
    rangs = {code: rang for code, x in lissages.items() if (rang := find_classe(carte.classes, x.lissee)) is not None}
    fiche = carte.indicateur
    return [
        replace(s, valeur=f"lissé : {_format(x, fiche)}", detail=f"brut : {s.valeur}")
        if (x := lissages.get(s.code))
        else s
        for s in build_surfaces(carte, contours, significativite=False, rangs=rangs, classes=carte.classes)
    ]


def write_lissage(lissee: CarteLissee) -> str:
    """Le territoire que le lissage déplace le plus : « Lissé, La Corne passe de 16,6 % à 14,2 % : … »."""
    fiche = lissee.carte.indicateur
    deplaces = [x for x in lissee.lissages if x.lissee is not None and x.ligne.estimation.valeur is not None]
    pire = max(deplaces, key=measure_deplacement, default=None)
    if pire is None or _format(pire, fiche) == format_ligne(pire.ligne):
        return "Ici le lissage ne change presque rien : les territoires sont assez peuplés pour lire la carte brute."
    return (
        f"Le territoire le plus rapproché de l’ensemble est {pire.ligne.territoire.nom} : "
        f"{format_ligne(pire.ligne)} brut, {_format(pire, fiche)} lissé."
    )


def measure_deplacement(lissage: Lissage) -> float:
    """De combien le lissage déplace une valeur."""
    return abs((lissage.ligne.estimation.valeur or 0.0) - (lissage.lissee or 0.0))


def _format(lissage: Lissage, fiche: Indicateur) -> str:
    return format_valeur(lissage.lissee, fiche.decimales, fiche.unite)


def _show_tableau_lissage(lissee: CarteLissee, choisi: str) -> None:
    fiche = lissee.carte.indicateur
    show_tableau(
        f"{fiche.libelle}, valeurs brutes et lissées",
        [
            Colonne("Territoire"),
            Colonne("Brut", nombre=True, fort=True),
            Colonne("Intervalle à 95 %", nombre=True),
            Colonne("Lissé", nombre=True),
            Colonne("Part propre", nombre=True),
        ],
        [
            Ligne(
                (
                    x.ligne.territoire.nom,
                    SECRET if x.ligne.chiffre.is_secret else format_ligne(x.ligne),
                    format_ic(x.ligne),
                    _format(x, fiche) if x.lissee is not None else "",
                    f"{format_nombre(x.poids_propre * 100)} %" if x.poids_propre is not None else "",
                ),
                choisie=x.ligne.territoire.code == choisi,
            )
            for x in lissee.lissages
        ],
        defilant=len(lissee.lissages) > 20,
    )
    show_html('<p class="obs-note">Part propre : ce qui vient du territoire ; le reste vient de l’ensemble.</p>')


def show_regroupements(carte: Carte, choix: Choix, telephone: bool) -> None:
    """Phrase, carte des regroupements et leur liste."""
    with st.spinner("Recherche des regroupements…"):
        resultat = cache.get_regroupements(
            version=choix.version, indicateur=carte.indicateur.code, periode=carte.periode.code,
            maille=choix.maille.value, sexe=choix.sexe, age=choix.age,
        )  # fmt: skip
    show_phrase(resultat.phrase.texte, resultat.phrase.certitude)
    par_code = {r.ligne.territoire.code: r for r in resultat.regroupements}
    contours = cache.get_contours(choix.version, choix.maille.value, carte.millesime)
    surfaces = [
        _color(s, par_code.get(s.code), carte.indicateur.sens)
        for s in build_surfaces(carte, contours, significativite=False)
    ]
    gauche, droite = st.columns([58, 42])
    with gauche, st.container(key="carte-regroupements"):
        plan = Plan(choix.version, choix.maille, choisi=choix.territoire, noms=True, telephone=telephone)

        def select(code: str) -> None:
            etat_url.set_codes({"territoire": code if code != choix.territoire else None})

        alt = f"Carte des regroupements. {resultat.phrase.texte} La liste donne chaque territoire."
        show_plan(surfaces, plan, "dessin-regroupements", alt=alt, on_select=select)
        show_html(build_legende(_build_legende(resultat.regroupements, carte), une_colonne=True))
    with droite, st.container(key="carte-liste-regroupements"):
        _show_liste(resultat.regroupements, choix.territoire)


def _color(surface: Surface, regroupement: Regroupement | None, sens: Sens) -> Surface:
    if regroupement is None or surface.jugement is Jugement.SECRET:
        return replace(surface, etiquette="")
    doute = "?" if regroupement.is_a_confirmer else ""
    return replace(
        surface,
        etiquette=LETTRES[regroupement.genre] + doute,
        couleur=get_couleur(regroupement.genre, regroupement.is_etabli, sens),
        jugement=Jugement.NON_COMPARABLE,
        detail=regroupement.libelle,
    )


def get_couleur(genre: int, is_etabli: bool, sens: Sens) -> str:
    """Couleur d'un regroupement, foncée s'il est établi : orange du côté défavorable, bleue de l'autre.

    Blanc, un territoire non testé.
    """
    if genre == NON_TESTE:
        return TONS["fond"].clair
    if genre in (0, 2, 4):
        return SANS_ECART if genre else SANS_VERDICT
    if sens is Sens.SANS_JUGEMENT:
        foncee, claire = (NEUTRE_NET, NEUTRE) if genre == 1 else (SEQUENCE[4], SEQUENCE[2])
    elif (genre == 1) == (sens is Sens.BAS_FAVORABLE):
        foncee, claire = DEFAVORABLE_NET, DEFAVORABLE
    else:
        foncee, claire = FAVORABLE_NET, FAVORABLE
    return foncee if is_etabli else claire


def _build_legende(regroupements: Sequence[Regroupement], carte: Carte) -> list[Entree]:
    # Un secret a sa propre entrée, qui dit aussi pourquoi il n'est pas testé.
    montres = [r for r in regroupements if not r.ligne.chiffre.is_secret]
    comptes = Counter((r.genre, r.is_etabli) for r in montres)
    modeles = {(r.genre, r.is_etabli): r for r in montres}
    entrees: list[Entree] = []
    for cle, nombre in sorted(comptes.items(), key=lambda x: (x[0][0] == 0, x[0][0], not x[0][1])):
        modele = modeles[cle]
        lettres = f"{LETTRES[modele.genre]}{'?' if modele.is_a_confirmer else ''} : " if modele.genre else ""
        pastille = build_pastille(get_couleur(modele.genre, modele.is_etabli, carte.indicateur.sens))
        entrees.append(Entree(pastille, f"{lettres}{modele.libelle}", str(nombre)))
    secrets = sum(r.ligne.chiffre.is_secret for r in regroupements)
    return [*entrees, Entree(build_pastille_secret(), "secret", str(secrets))] if secrets else entrees


def _show_liste(regroupements: Sequence[Regroupement], choisi: str) -> None:
    trouves = [r for r in regroupements if r.is_trouve]
    show_html('<p class="obs-h3">Territoires d’un regroupement</p>')
    if trouves:
        show_tableau(
            "Territoires d’un regroupement",
            [Colonne("Territoire"), Colonne("Valeur", nombre=True), Colonne("Regroupement")],
            [
                Ligne(
                    (r.ligne.territoire.nom, format_ligne(r.ligne), r.libelle),
                    choisie=r.ligne.territoire.code == choisi,
                )
                for r in sorted(trouves, key=lambda r: (not r.is_etabli, r.genre))
            ],
            defilant=len(trouves) > 14,
        )
    show_html(
        '<p class="obs-note">« À confirmer » : le test du territoire passe 95 %, mais pas celui qui tient compte du '
        "nombre de territoires testés. Sur soixante territoires sans regroupement, trois seraient « à confirmer » par "
        "hasard.</p>"
    )


VOISINAGES = {LISSAGE: show_lissage, REGROUPEMENTS: show_regroupements}
"""Colorations qui ont leur propre dessin ; l'image PNG, elle, montre toujours les valeurs brutes."""
