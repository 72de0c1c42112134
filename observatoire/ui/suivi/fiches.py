"""Ce que la page des fiches pose autour de la liste et de la fiche : en-têtes, création, retour aux chiffres."""

from collections import Counter
from collections.abc import Mapping

import streamlit as st

from observatoire.domain.cls.objets import Action
from observatoire.domain.cls.plan import Plan
from observatoire.domain.francais import format_date
from observatoire.domain.indicateur import LIBELLES_THEME
from observatoire.domain.territoire import LIBELLES_MAILLE, Maille, Territoire
from observatoire.services.catalogue import Catalogue
from observatoire.services.suivi.recueil import ActionRecueil, build_fiche_depuis, load_recueil
from observatoire.ui import etat_url
from observatoire.ui.cadre import show_avis
from observatoire.ui.composants import show_entete, show_titre
from observatoire.ui.composants.html import show_html
from observatoire.ui.composants.impression import show_imprimer
from observatoire.ui.echappement import escape
from observatoire.ui.navigation import link_page
from observatoire.ui.suivi.contexte import Contexte, read_aujourd_hui, show_choix_contrat, show_fictif
from observatoire.ui.suivi.creation import show_creation
from observatoire.ui.suivi.ouverture import find_saisie
from observatoire.ui.suivi.signes import typo


def list_noms(catalogue: Catalogue) -> dict[str, str]:
    """Code → nom des quartiers, des QPV et de la ville ; un nom porté deux fois dit ce qu'il désigne.

    Un champ à choix multiples rend le nom choisi : deux territoires du même nom s'y confondraient.
    """
    mailles = (Maille.QUARTIER, Maille.QPV, Maille.COMMUNE)
    territoires = [t for g in catalogue.groupes if g.maille in mailles for t in g.territoires]
    portes = Counter(t.nom for t in territoires)
    return {t.code: t.nom if portes[t.nom] == 1 else f"{t.nom} ({_describe_maille(t)})" for t in territoires}


def _describe_maille(territoire: Territoire) -> str:
    if territoire.maille is Maille.QPV:
        return f"QPV {territoire.millesime}"
    return LIBELLES_MAILLE[territoire.maille][0]


def find_action(plan: Plan) -> Action | None:
    """La fiche que demande l'adresse."""
    demandee = st.query_params.get("action")
    if not demandee:
        return None
    saisie = find_saisie(f"action:{demandee}") if st.query_params.get("mode") == "modifier" else None
    if saisie is not None and isinstance(saisie.base, Action):
        # Supprimée par un autre, la fiche qu'on modifie reste à l'écran jusqu'à l'envoi.
        return plan.get(Action, saisie.base.id) or saisie.base
    codes = {str(a.id): a for a in plan.actions}
    return codes.get(etat_url.read_code("action", codes, "", "la fiche"))


def show_entete_fiche(contexte: Contexte, action: Action, mode: str) -> None:
    """Titre de la fiche et actions : revenir, modifier, imprimer."""
    k = str(contexte.contrat.id)
    sous_titre = typo(action.structure_pilote) or "Pilote non précisé"
    actions = show_entete(
        ["Contrat local de santé", "Fiches actions"],
        f"{action.numero} {typo(action.titre)}",
        sous_titre,
        etat_url.build_requete({"contrat": k, "action": str(action.id)}),
    )
    imprimee = f"{typo(contexte.contrat.titre)} · fiche imprimée le {format_date(read_aujourd_hui())}"
    show_html(f'<p class="obs-papier-seul">{escape(imprimee)}</p>')
    with actions:
        if mode == "lire":
            if st.button("Modifier", type="primary", icon=":material/edit:"):
                etat_url.set_codes({"mode": "modifier"})
                st.rerun()
            show_imprimer()
        link_page("fiches", "Toutes les fiches", {"contrat": k})


def show_entete_liste(contexte: Contexte) -> None:
    """Titre de la liste et actions."""
    requete = {c: v for c, v in st.query_params.to_dict().items() if c != "action"}
    actions = show_entete(
        ["Contrat local de santé", "Fiches actions"],
        "Fiches actions",
        contexte.contrat.titre,
        etat_url.build_requete({"contrat": str(contexte.contrat.id), **requete}),
    )
    with actions:
        link_page("plan", "Importer, exporter", {"contrat": str(contexte.contrat.id)})


def find_exemple() -> ActionRecueil | None:
    """L'exemple du recueil dont l'adresse veut partir."""
    exemples = {a.code: a for a in load_recueil()}
    return exemples.get(etat_url.read_code("modele", exemples, "", "l’exemple"))


def show_fiche_depuis(contexte: Contexte, exemple: ActionRecueil, noms: Mapping[str, str]) -> None:
    """Une fiche nouvelle qui part d'un exemple : ce qu'elle reprend, ce qui reste à dire."""
    k = str(contexte.contrat.id)
    actions = show_entete(
        ["Contrat local de santé", "Recueil d’actions", "Nouvelle fiche"],
        "Nouvelle fiche",
        f"d’après {exemple.ville}, {typo(exemple.titre).lower()}",
        etat_url.build_requete({"contrat": k, "modele": exemple.code}),
    )
    with actions:
        link_page("recueil", "Revenir au recueil", {"action": exemple.code})
    show_fictif(contexte)
    vise = etat_url.read_code("vise", noms, "", "le territoire")
    modele = build_fiche_depuis(exemple, contexte.contrat.id, "", territoires=(vise,) if vise else ())
    show_avis()
    faits = [
        ("Territoires visés", noms.get(vise, "")),
        ("Description", modele.description),
        ("Publics", ", ".join(modele.publics)),
        ("Thématiques", ", ".join(modele.thematiques)),
        ("Documents et liens", modele.documents),
    ]
    dits = "".join(f"<dt>{n}</dt><dd>{escape(typo(v))}</dd>" for n, v in faits if v)
    show_titre("Ce que la fiche reprend")
    show_html(f'<dl class="obs-fiche-action">{dits}</dl>')
    show_html(
        '<p class="obs-note">Pilote, partenaires, budget et dates sont ceux de votre ville : ils restent à dire, sur '
        "la page suivante.</p>"
    )
    show_titre("Son titre et sa place")
    show_choix_contrat(contexte)
    show_creation(contexte, modele)


def show_besoins_vises(contexte: Contexte, action: Action) -> None:
    """D'une action aux chiffres de ses quartiers, et à ce que d'autres villes ont fait."""
    libelles = {libelle: theme for theme, libelle in LIBELLES_THEME.items()}
    theme = next((libelles[mot].value for mot in action.thematiques if mot in libelles), "")
    with st.container(key="voir-aussi"):
        show_titre("Voir aussi")
    with st.container(horizontal=True):
        link_page("besoins", "Besoins × actions", {"contrat": str(contexte.contrat.id)})
        for territoire in action.territoires[:4]:
            nom = contexte.source.get_nom(territoire)
            if nom:
                codes = {"territoire": territoire} | ({"theme": theme} if theme else {})
                link_page("portrait", f"Portrait : {nom}", codes)
        for mot in action.thematiques[:2]:
            if mot in libelles:
                link_page("recueil", f"Ailleurs : {mot.lower()}", {"theme": libelles[mot].value})
    if not action.territoires:
        show_html(
            f'<p class="obs-note">{escape("Aucun territoire nommé : l’action vise tout le périmètre du contrat.")}</p>'
        )
