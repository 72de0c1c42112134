"""Besoins × actions : la grille quartiers × thèmes, une case de près, la liste des besoins sans réponse."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from observatoire.domain.cls.avancement import is_en_retard
from observatoire.domain.cls.plan import Plan
from observatoire.domain.francais import format_pluriel, join_mots
from observatoire.domain.indicateur import LIBELLES_THEME, Theme
from observatoire.domain.territoire import LIBELLES_MAILLE, Maille
from observatoire.services.catalogue import Catalogue
from observatoire.services.suivi.besoins import CaseBesoin, NiveauBesoin, cross_besoins
from observatoire.services.suivi.liaison import list_contenants
from observatoire.services.suivi.recueil import ActionRecueil, suggest_actions
from observatoire.ui import cache_suivi, etat_url
from observatoire.ui.composants import show_titre
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape
from observatoire.ui.navigation import link_page
from observatoire.ui.suivi.calendrier import build_lien
from observatoire.ui.suivi.signes import build_statut_html, typo
from observatoire.ui.tableaux import Colonne, Html, Ligne, build_tableau

MAILLES = (Maille.QUARTIER, Maille.QPV)
SANS_BESOIN = frozenset({Theme.POPULATION})
_COURTS: dict[Theme, str] = {
    Theme.CONDITIONS_DE_VIE: "Conditions de vie",
    Theme.ETAT_DE_SANTE: "État de santé",
    Theme.MORTALITE: "Mortalité",
    Theme.SANTE_MENTALE: "Santé mentale",
    Theme.ACCES_AUX_DROITS: "Droits",
    Theme.RECOURS_ET_OFFRE: "Recours, offre",
    Theme.PREVENTION: "Prévention",
    Theme.PERINATALITE_ENFANCE: "Enfance",
    Theme.ENVIRONNEMENT: "Environnement",
}


@dataclass(frozen=True)
class ChoixBesoins:
    """La maille, et la case regardée de près."""

    maille: Maille
    noms: dict[str, str]
    territoire: str
    theme: Theme | None


def read_choix(catalogue: Catalogue) -> ChoixBesoins:
    """Lit la maille et la case dans l'adresse."""
    presentes = [m for m in MAILLES if catalogue.get_groupe(m)]
    codes = [m.value for m in presentes] or [Maille.QUARTIER.value]
    maille = Maille(etat_url.read_code("maille", codes, codes[0], "la maille"))
    # Un QPV a pu changer de contour : seul le millésime le plus récent se compare aux actions d'aujourd'hui.
    recent = catalogue.millesimes_qpv[:1]
    noms = {t.code: t.nom for t in catalogue.get_groupe(maille) if maille is not Maille.QPV or t.millesime in recent}
    territoire = etat_url.read_code("territoire", noms, "", "le territoire")
    themes = [t.value for t in Theme if t not in SANS_BESOIN]
    theme = etat_url.read_code("theme", themes, "", "le thème")
    return ChoixBesoins(maille, noms, territoire, Theme(theme) if theme else None)


def show_choix(choix: ChoixBesoins) -> None:
    """Le choix de la maille."""
    st.segmented_control(
        "Maille",
        [m.value for m in MAILLES],
        format_func=lambda m: LIBELLES_MAILLE[Maille(m)][1].capitalize() if m != "qpv" else "QPV",
        **etat_url.bind("maille", choix.maille.value, efface=("territoire",)),
    )


def cross_maille(plan: Plan, version: str, choix: ChoixBesoins) -> tuple[CaseBesoin, ...]:
    """Croise besoins et actions pour la maille choisie."""
    return cross_besoins(
        plan,
        cache_suivi.get_verdicts_besoins(version, choix.maille.value),
        territoires=sorted(choix.noms, key=lambda c: choix.noms[c]),
        themes={t.value: libelle for t, libelle in LIBELLES_THEME.items() if t not in SANS_BESOIN},
        contenants=list_contenants(version, tuple(choix.noms)),
    )


def describe_besoins(cases: Sequence[CaseBesoin], noms: dict[str, str]) -> str:
    """La phrase de la page."""
    forts = [c for c in cases if c.niveau is NiveauBesoin.FORT]
    seuls = [c for c in forts if c.is_sans_reponse]
    if not forts:
        return "Aucun besoin fort : aucun indicateur n’est nettement défavorable."
    lieux_forts = format_pluriel(len({c.territoire for c in forts}), "territoire")
    debut = f"{format_pluriel(len(forts), 'besoin fort', 'besoins forts')} dans {lieux_forts}"
    if not seuls:
        return f"{debut} ; chacun est visé par une action au moins."
    lieux = join_mots(sorted({noms[c.territoire] for c in seuls})[:4])
    return f"{debut}, dont {len(seuls)} sans aucune action, notamment : {lieux}."


def show_grille(cases: Sequence[CaseBesoin], choix: ChoixBesoins, contrat: int) -> None:
    """Un territoire par ligne, un thème par colonne : le besoin en mots, le nombre d'actions."""
    themes = [t for t in Theme if t not in SANS_BESOIN]
    par_case = {(c.territoire, c.theme): c for c in cases}
    lignes = [
        Ligne(
            [
                choix.noms[t],
                *(Html(_build_case(par_case[t, theme.value], choix, contrat)) for theme in themes),
            ],
            choisie=t == choix.territoire,
        )
        for t in dict.fromkeys(c.territoire for c in cases)
    ]
    colonnes = [Colonne("Territoire"), *(Colonne(_COURTS[t]) for t in themes)]
    tableau = build_tableau("Besoins et actions par territoire et par thème", colonnes, lignes)
    show_html(
        f'<div class="obs-defile obs-cases" tabindex="0" role="region" aria-label="Besoins × actions">{tableau}</div>'
    )
    show_html(
        '<p class="obs-source">Besoin fort : au moins un indicateur nettement défavorable face à la ville (99,8 %). '
        "Besoin établi : défavorable (95 %). Cerné d’un trait épais : besoin fort, aucune action. « Achevées » : "
        "toutes les actions qui le visaient sont réalisées. Sur autant de comparaisons, quelques écarts à 95 % "
        "viennent du hasard : environ un sur vingt.</p>"
    )


_MOTS = {
    NiveauBesoin.FORT: "fort",
    NiveauBesoin.ETABLI: "établi",
    NiveauBesoin.NON_ETABLI: "–",
    NiveauBesoin.INCONNU: "non mesuré",
}


def describe_actions(case: CaseBesoin) -> str:
    """Le nombre d'actions qui visent une case ; « achevées » quand plus aucune n'est en cours."""
    if case.actions and not case.en_cours:
        return format_pluriel(len(case.actions), "achevée")
    return format_pluriel(len(case.actions), "action")


def build_adresse(case: CaseBesoin, maille: Maille, contrat: int) -> str:
    """Le lien qui ouvre une case."""
    codes = {"contrat": str(contrat), "maille": maille.value, "territoire": case.territoire, "theme": case.theme}
    return f"besoins?{etat_url.build_requete(codes)}"


def _build_case(case: CaseBesoin, choix: ChoixBesoins, contrat: int) -> str:
    classe = case.niveau.value + (" sans-reponse" if case.is_sans_reponse else "")
    actions = describe_actions(case)
    adresse = escape(build_adresse(case, choix.maille, contrat))
    titre = f"{choix.noms[case.territoire]}, {LIBELLES_THEME[Theme(case.theme)]} : {case.niveau.libelle}, {actions}"
    return (
        f'<a class="case {classe}" href="{adresse}" target="_self" aria-label="{escape(titre)}">'
        f"{_MOTS[case.niveau]}<br>{escape(actions)}</a>"
    )


def show_sans_reponse(cases: Sequence[CaseBesoin], choix: ChoixBesoins, contrat: int) -> None:
    """Les listes « besoin fort, aucune action » et « besoin fort, plus rien en cours »."""
    seuls = [c for c in cases if c.is_sans_reponse]
    achevees = [c for c in cases if c.niveau is NiveauBesoin.FORT and c.actions and not c.en_cours]
    show_titre("Besoin fort, aucune action")
    if seuls:
        _show_liste("Besoin fort, aucune action", seuls, choix, contrat)
    else:
        show_html('<p class="obs-note">Chaque besoin fort est visé par une action au moins.</p>')
    if achevees:
        show_titre("Besoin fort, plus aucune action en cours")
        _show_liste("Besoin fort, plus aucune action en cours", achevees, choix, contrat)


def _show_liste(titre: str, cases: Sequence[CaseBesoin], choix: ChoixBesoins, contrat: int) -> None:
    lignes = [
        Ligne(
            [
                Html(
                    f'<a href="{escape(build_adresse(c, choix.maille, contrat))}" target="_self">'
                    f"{escape(choix.noms[c.territoire])}</a>"
                ),
                LIBELLES_THEME[Theme(c.theme)],
                typo(", ".join(c.nets)),
            ]
        )
        for c in cases
    ]
    colonnes = [Colonne("Territoire"), Colonne("Thème"), Colonne("Indicateurs nettement défavorables")]
    show_html(f'<div class="obs-defile obs-large">{build_tableau(titre, colonnes, lignes)}</div>')


def show_case(cases: Sequence[CaseBesoin], choix: ChoixBesoins, contrat: int, au: date) -> None:
    """Une case de près : ce qui fonde le besoin, les actions, ce que d'autres villes ont fait."""
    if choix.theme is None:
        return
    case = next((c for c in cases if c.territoire == choix.territoire and c.theme == choix.theme.value), None)
    if case is None:
        return
    show_titre(f"{choix.noms[case.territoire]} : {LIBELLES_THEME[choix.theme].lower()}", case.niveau.libelle)
    gauche, droite = st.columns(2)
    with gauche, st.container(key="carte-besoin"):
        fonde = [(f"{n} (nettement défavorable)") for n in case.nets] + [f"{n} (défavorable)" for n in case.etablis]
        puces = "".join(f"<li>{escape(typo(f))}</li>" for f in fonde) or "<li>Aucun indicateur défavorable.</li>"
        show_html(f'<h3 class="obs-h3">Ce que disent les chiffres</h3><ul>{puces}</ul>')
        actions = "".join(
            f"<li>{build_lien(a)} {build_statut_html(a.statut, is_en_retard(a, au))}</li>" for a in case.actions
        )
        titre = '<h3 class="obs-h3">Les actions qui visent ce besoin</h3>'
        show_html(f'{titre}<ul class="obs-actions-visant">{actions or "<li>Aucune.</li>"}</ul>')
        link_page("portrait", "Ouvrir le portrait", {"territoire": case.territoire, "theme": choix.theme.value})
    with droite, st.container(key="carte-ailleurs"):
        exemples = suggest_actions(choix.theme, " ".join((*case.nets, *case.etablis)))
        puces = "".join(_build_exemple(e, case, contrat) for e in exemples) or "<li>Rien dans le recueil.</li>"
        show_html(f'<h3 class="obs-h3">Ce que d’autres villes ont fait</h3><ul>{puces}</ul>')
        link_page("recueil", "Voir le recueil", {"theme": choix.theme.value})


def _build_exemple(exemple: ActionRecueil, case: CaseBesoin, contrat: int) -> str:
    """Un exemple à lire, et à prendre pour modèle d'une fiche qui vise ce territoire."""
    codes = {"contrat": str(contrat), "modele": exemple.code, "vise": case.territoire}
    modele = escape(f"fiches?{etat_url.build_requete(codes)}")
    return (
        f"<li><strong>{escape(exemple.ville)}</strong> : "
        f'<a href="recueil?action={exemple.code}" target="_self">{escape(typo(exemple.titre))}</a>'
        f'<br><span class="obs-note">{escape(typo(exemple.resume))}</span>'
        f'<br><a href="{modele}" target="_self">Utiliser comme modèle</a></li>'
    )
