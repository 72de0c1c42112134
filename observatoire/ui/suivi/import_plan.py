"""L'import d'un plan à l'écran : fichier, questions, aperçu, confirmation."""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from observatoire.domain.cls.droits import Auteur
from observatoire.domain.cls.objets import Contrat
from observatoire.domain.cls.saisie import get_nom_champ
from observatoire.domain.francais import format_pluriel
from observatoire.errors import ErreurObservatoire
from observatoire.services.suivi.acces import Suivi, build_auteur, list_contrats, read_plan
from observatoire.services.suivi.classeur.contenu import Message, Question
from observatoire.services.suivi.classeur.export import export_plan
from observatoire.services.suivi.classeur.feuilles_detail import TITRES
from observatoire.services.suivi.classeur.import_plan import ApercuImport, confirm_import, preview_import
from observatoire.services.suivi.classeur.modele import build_modele
from observatoire.settings import read_reglages
from observatoire.ui import cache, etat_url
from observatoire.ui.composants import show_message, show_titre
from observatoire.ui.composants.html import show_html
from observatoire.ui.suivi.contexte import read_nom, show_nom
from observatoire.ui.suivi.formulaire import announce
from observatoire.ui.suivi.signes import typo
from observatoire.ui.tableaux import Colonne, Html, Ligne, build_tableau

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOUVEAU = "nouveau"


@dataclass(frozen=True)
class ContexteImport:
    """La base, et les contrats qu'elle a déjà."""

    suivi: Suivi
    contrats: tuple[Contrat, ...]
    auteur: Auteur


def open_contexte_import() -> ContexteImport:
    """Ouvre la base, même sans contrat."""
    reglages = read_reglages()
    suivi = cache.get_suivi(reglages.suivi_url)
    return ContexteImport(suivi, list_contrats(suivi), build_auteur(read_nom(), reglages.acces))


def show_export(contexte: ContexteImport) -> None:
    """Le modèle vierge et l'export de chaque contrat."""
    show_titre("Télécharger")
    with st.container(horizontal=True):
        st.download_button("Modèle vierge", build_modele, "modele-plan-cls.xlsx", XLSX)
        for contrat in contexte.contrats:
            st.download_button(
                f"Exporter : {typo(contrat.titre)}",
                lambda k=contrat.id: export_plan(read_plan(contexte.suivi, k, contexte.auteur), contexte.auteur),
                f"plan-cls-{contrat.id}.xlsx",
                XLSX,
                key=f"export:{contrat.id}",
            )


def show_import(contexte: ContexteImport) -> None:
    """Le dépôt du fichier, puis l'aperçu."""
    show_titre("Importer")
    titres = {NOUVEAU: "Un nouveau contrat"} | {str(c.id): typo(c.titre) for c in contexte.contrats}
    defaut = str(contexte.contrats[0].id) if contexte.contrats else NOUVEAU
    vise = etat_url.read_code("contrat", titres, defaut, "le contrat")
    st.selectbox("Vers", list(titres), format_func=lambda c: titres[c], **etat_url.bind("contrat", vise))
    fichier = st.file_uploader("Classeur .xlsx (20 Mo au plus)", type=["xlsx"], max_upload_size=20)
    if fichier is None:
        show_html(
            '<p class="obs-note">Les colonnes se reconnaissent à leur nom, dans tout ordre ; les dates, montants et '
            "listes de toutes formes sont lus. Rien n’est écrit avant votre confirmation.</p>"
        )
        return
    contenu, contrat_id = fichier.getvalue(), None if vise == NOUVEAU else int(vise)
    effacer = st.checkbox("Une cellule vide efface ce qui était enregistré", key="plan:effacer")
    reponses = {
        cle.removeprefix("reponse:"): str(valeur)
        for cle, valeur in st.session_state.items()
        if isinstance(cle, str) and cle.startswith("reponse:") and valeur
    }
    try:
        # D'abord sans les réponses, pour garder les questions à l'écran ; puis avec, pour l'aperçu.
        args: dict[str, Any] = {"fichier": fichier.name, "contrat_id": contrat_id, "effacer_vides": effacer}
        questions = preview_import(contexte.suivi, contexte.auteur, contenu, **args).questions
        apercu = preview_import(contexte.suivi, contexte.auteur, contenu, reponses=reponses, **args)
    except ErreurObservatoire as refus:
        show_message(str(refus), alerte=True)
        return
    _show_questions(questions)
    _show_apercu(apercu)
    _show_messages(apercu.messages)
    accepter = bool(apercu.erreurs) and st.checkbox(
        "Importer les bonnes lignes et laisser les autres", key="plan:rejets"
    )
    show_nom("import")
    pret = not apercu.en_attente and (accepter or not apercu.erreurs)
    if st.button("Confirmer l’import", type="primary", disabled=not pret):
        try:
            bilan = confirm_import(
                contexte.suivi, contexte.auteur, contenu, reponses=reponses, accepter_rejets=accepter, **args
            )
        except ErreurObservatoire as refus:
            show_message(str(refus), alerte=True)
            return
        crees = format_pluriel(bilan.crees, "objet créé", "objets créés")
        announce(f"Import écrit : {crees}, {format_pluriel(bilan.modifies, 'modifié', 'modifiés')}.")
        etat_url.set_codes({"contrat": str(bilan.contrat_id)})
        st.rerun()
    if apercu.en_attente:
        show_html('<p class="obs-note">Répondez aux questions pour pouvoir confirmer.</p>')


def _show_questions(questions: tuple[Question, ...]) -> None:
    if not questions:
        return
    show_titre("Questions", "un mot inconnu se demande, il ne se devine pas")
    for question in questions:
        choix = {"": "À choisir" if question.obligatoire else "Ne pas reprendre"} | dict(question.choix)
        lignes = format_pluriel(question.occurrences, "fois")
        st.selectbox(
            f"{question.texte} ({lignes.replace('foiss', 'fois')})",
            list(choix),
            format_func=lambda c, choix=choix: choix[c],
            key=f"reponse:{question.cle}",
        )


def _show_apercu(apercu: ApercuImport) -> None:
    show_titre("Aperçu", "rien n’est encore écrit")
    noms = TITRES | {"action": "Actions"}
    lignes = [Ligne([noms[g], str(crees), str(modifies)]) for g, (crees, modifies) in apercu.count().items()]
    if not lignes:
        show_html(
            '<p class="obs-note">Le classeur dit la même chose que ce qui est enregistré : rien ne changerait.</p>'
        )
        return
    colonnes = [Colonne("Quoi"), Colonne("Nouveaux", nombre=True), Colonne("Modifiés", nombre=True)]
    show_html(
        f'<div class="obs-defile obs-large">{build_tableau("Ce que l’import changerait", colonnes, lignes)}</div>'
    )
    actions = [Ligne([a.numero, typo(a.titre), Html("<strong>nouvelle</strong>")]) for a in apercu.actions_nouvelles]
    actions += [
        Ligne([a.numero, typo(a.titre), "modifie : " + ", ".join(get_nom_champ(c) for c in champs)])
        for a, champs in apercu.actions_modifiees
    ]
    if actions:
        entetes = [Colonne("N°"), Colonne("Action"), Colonne("Changement")]
        with st.expander(f"Les {len(actions)} actions touchées"):
            show_html(f'<div class="obs-defile haut">{build_tableau("Actions touchées", entetes, actions)}</div>')


def _show_messages(messages: tuple[Message, ...]) -> None:
    if not messages:
        return
    show_titre("Ligne par ligne", format_pluriel(len(messages), "message"))
    lignes = [
        Ligne([m.niveau.value, m.feuille, str(m.ligne), m.colonne or "–", m.trouve or "–", typo(m.texte)])
        for m in sorted(messages, key=lambda m: (m.niveau.value != "erreur", m.feuille, m.ligne))
    ]
    colonnes = [Colonne(t) for t in ("Gravité", "Feuille", "Ligne", "Colonne", "Trouvé", "Ce qu’il en est")]
    show_html(f'<div class="obs-defile haut">{build_tableau("Messages de lecture", colonnes, lignes)}</div>')
