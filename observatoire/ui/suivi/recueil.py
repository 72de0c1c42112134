"""Le recueil à l'écran : filtres, cartes par pages, et une action de près, à prendre pour modèle."""

import math
from collections.abc import Sequence

import streamlit as st

from observatoire.domain.indicateur import LIBELLES_THEME
from observatoire.services.suivi.recherche_recueil import FACETTES, search_recueil
from observatoire.services.suivi.recueil import ActionRecueil, find_proches, load_recueil
from observatoire.ui import etat_url
from observatoire.ui.composants import build_etiquette, show_entete, show_source, show_titre
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape
from observatoire.ui.navigation import link_page
from observatoire.ui.suivi.signes import typo

PAR_PAGE = 12
VISIBLES = ("theme", "ville", "qpv")
CHOIX_MAX = 20
_FAITS = ("Période", "Pilote", "Budget", "Résultats")


def read_recherche() -> tuple[str, dict[str, list[str]]]:
    """Lit dans l'adresse les mots cherchés et les facettes choisies."""
    choix = {
        code: codes
        for code, facette in FACETTES.items()
        if (codes := etat_url.read_codes(code, facette.collect(load_recueil()), [], CHOIX_MAX, facette.nom))
    }
    return str(st.query_params.get("q", ""))[:80], choix


def show_recherche(mots: str, choix: dict[str, list[str]]) -> tuple[ActionRecueil, ...]:
    """Pose les filtres et rend les actions qui y répondent."""
    st.text_input(
        "Chercher un mot",
        max_chars=80,
        placeholder="médiateur, dentaire, maison de santé…",
        **etat_url.bind("q", mots, efface=("page",)),
    )
    for colonne, code in zip(st.columns(len(VISIBLES)), VISIBLES, strict=True):
        with colonne:
            _show_facette(code, choix)
    autres = [c for c in FACETTES if c not in VISIBLES]
    actifs = sum(c in choix for c in autres)
    with st.expander(f"Autres filtres ({actifs} en place)" if actifs else "Autres filtres"):
        colonnes = st.columns(3)
        for rang, code in enumerate(autres):
            with colonnes[rang % 3]:
                _show_facette(code, choix)
    return search_recueil(mots, choix)


def _show_facette(code: str, choix: dict[str, list[str]]) -> None:
    valeurs = FACETTES[code].collect(load_recueil())
    st.multiselect(
        FACETTES[code].nom,
        list(valeurs),
        format_func=lambda v: typo(valeurs[v].libelle),
        placeholder="Tous",
        **etat_url.bind(code, choix.get(code, []), efface=("page",)),
    )


def show_page(actions: Sequence[ActionRecueil]) -> None:
    """Douze actions à la fois, et de quoi passer aux suivantes."""
    if not actions:
        show_html('<p class="obs-note">Aucune action ne répond à ces critères : retirez-en un.</p>')
        return
    dernieres = math.ceil(len(actions) / PAR_PAGE)
    page = int(etat_url.read_code("page", [str(p) for p in range(1, dernieres + 1)], "1", "la page"))
    montrees = actions[PAR_PAGE * (page - 1) : PAR_PAGE * page]
    show_html(f'<div class="obs-exemples">{"".join(_build_carte(a) for a in montrees)}</div>')
    if dernieres == 1:
        return
    liens = "".join(_link_numero(p, p == page) for p in range(1, dernieres + 1))
    show_html(f'<nav class="obs-pages" aria-label="Pages du recueil"><span>Page</span>{liens}</nav>')


def _link_numero(numero: int, ici: bool) -> str:
    codes = {**st.query_params.to_dict(), "page": str(numero)}
    courante = ' aria-current="page"' if ici else ""
    return f'<a href="recueil?{escape(etat_url.build_requete(codes))}" target="_self"{courante}>{numero}</a>'


def _list_faits(action: ActionRecueil) -> list[tuple[str, str]]:
    faits = [
        ("Ville", action.ville),
        ("Période", action.periode),
        ("Échelle", action.echelle),
        ("Pilote", action.pilote),
        ("Partenaires", ", ".join(action.partenaires)),
        ("Budget", action.budget),
        ("Publics", ", ".join(action.publics)),
        ("Quartiers prioritaires", action.qpv),
        ("Famille", action.famille),
        ("Résultats", action.resultats),
    ]
    return [(nom, typo(dit)) for nom, dit in faits if dit]


def _build_etiquettes(action: ActionRecueil) -> str:
    etiquettes = "".join(build_etiquette(LIBELLES_THEME[t]) + " " for t in action.themes)
    return etiquettes + (build_etiquette("QPV", "bon") if action.qpv == "oui" else "")


def _describe_source(action: ActionRecueil) -> str:
    mise_a_jour = f", mise à jour en {action.mise_a_jour}" if action.mise_a_jour else ""
    return f"fiche de {action.fiche}{mise_a_jour} · page {action.page}"


def _build_carte(action: ActionRecueil) -> str:
    lignes = "".join(f"<strong>{n}</strong> : {escape(v)}<br>" for n, v in _list_faits(action) if n in _FAITS)
    lien = f'<a href="recueil?action={action.code}" target="_self">{escape(typo(action.titre))}</a>'
    return (
        f'<section class="obs-carte"><p class="obs-note">{escape(action.ville)} · {_describe_source(action)}</p>'
        f'<h3 class="obs-h3">{lien}</h3>'
        f"<p>{escape(typo(action.resume))}</p>"
        f'<p class="obs-faits">{lignes}</p><p>{_build_etiquettes(action)}</p></section>'
    )


def show_detail(action: ActionRecueil) -> None:
    """Une action de près : tous ses faits, sa source, et la fiche qu'on peut en faire."""
    actions = show_entete(
        ["Contrat local de santé", "Recueil d’actions", action.ville],
        typo(action.titre),
        f"{action.ville}, {_describe_source(action)}",
        etat_url.build_requete({"action": action.code}),
    )
    with actions:
        link_page("fiches", "Utiliser comme modèle", {"modele": action.code})
        link_page("recueil", "Tout le recueil")
    lignes = "".join(f"<dt>{n}</dt><dd>{escape(v)}</dd>" for n, v in _list_faits(action))
    show_html(
        f'<p class="obs-resume-recueil">{escape(typo(action.resume))}</p><p>{_build_etiquettes(action)}</p>'
        f'<dl class="obs-fiche-action">{lignes}</dl>'
    )
    show_source_recueil(action)
    if proches := find_proches(action):
        show_titre("D’autres villes, sur le même sujet")
        show_html(f'<div class="obs-exemples">{"".join(_build_carte(a) for a in proches)}</div>')


def show_source_recueil(action: ActionRecueil | None = None) -> None:
    """D'où viennent les faits, et ce qu'ils valent."""
    source = load_recueil()[0].source
    page = f", page {action.page}" if action else ""
    show_source(
        f"Faits tirés de : {source}{page}. Résumés rédigés pour l’observatoire. Les chiffres sont ceux de l’année de "
        "la fiche et n’ont pas été vérifiés ailleurs."
    )
