"""L'import d'un plan à l'écran : fichier, questions, aperçu, confirmation."""

import hashlib
from dataclasses import dataclass
from typing import Any, cast

import streamlit as st

from observatoire.domain.cls.droits import Auteur
from observatoire.domain.cls.objets import Action, Contrat
from observatoire.domain.cls.saisie import get_nom_champ
from observatoire.domain.francais import format_pluriel
from observatoire.errors import ErreurObservatoire
from observatoire.services.suivi.acces import Suivi, build_auteur, list_contrats, read_marque, read_plan
from observatoire.services.suivi.classeur.contenu import Message, Question
from observatoire.services.suivi.classeur.export import export_plan
from observatoire.services.suivi.classeur.feuilles_detail import TITRES
from observatoire.services.suivi.classeur.import_plan import ApercuImport, confirm_import, preview_import
from observatoire.services.suivi.classeur.modele import build_modele
from observatoire.settings import read_reglages
from observatoire.ui import cache, etat_url
from observatoire.ui.composants import show_message, show_titre
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape, shorten
from observatoire.ui.suivi.champs import format_champ
from observatoire.ui.suivi.contexte import read_nom, show_nom
from observatoire.ui.suivi.formulaire import announce
from observatoire.ui.suivi.signes import typo
from observatoire.ui.tableaux import Colonne, Html, Ligne, build_tableau

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOUVEAU = "nouveau"
ACTIONS_MONTREES = 300


@dataclass(frozen=True)
class ContexteImport:
    """La base, et les contrats qu'elle a déjà."""

    suivi: Suivi
    contrats: tuple[Contrat, ...]
    auteur: Auteur


@dataclass(frozen=True)
class FichierDepose:
    """Le fichier déposé, le contrat visé, et ce que vaut une cellule vide."""

    contenu: bytes
    nom: str
    contrat_id: int | None
    effacer: bool

    @property
    def empreinte(self) -> str:
        """Ce qui distingue deux fichiers."""
        return f"{self.nom} {hashlib.sha256(self.contenu).hexdigest()}"

    @property
    def args(self) -> dict[str, Any]:
        """Les arguments communs de l'aperçu et de la confirmation."""
        return {"fichier": self.nom, "contrat_id": self.contrat_id, "effacer_vides": self.effacer}


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
    # Tout fichier est accepté ici : c'est la lecture qui refuse, en français et en disant quoi faire.
    fichier = st.file_uploader("Classeur .xlsx, ou texte .csv (20 Mo au plus)")
    if fichier is None:
        show_html(
            '<p class="obs-note">Les colonnes se reconnaissent à leur nom, dans tout ordre ; les dates, montants et '
            "listes de toutes formes sont lus. Rien n’est écrit avant votre confirmation.</p>"
        )
        return
    effacer = st.checkbox("Une cellule vide efface ce qui était enregistré", key="plan:effacer")
    contrat_id = None if vise == NOUVEAU else int(vise)
    depot = FichierDepose(fichier.getvalue(), fichier.name, contrat_id, effacer)
    try:
        with st.spinner("Lecture du classeur…"):
            # D'abord sans les réponses, pour garder les questions à l'écran ; puis avec, pour l'aperçu.
            questions = _preview(contexte, depot, {}).questions
            reponses = _read_reponses(questions)
            apercu = _preview(contexte, depot, reponses)
    except ErreurObservatoire as refus:
        show_message(str(refus), alerte=True)
        return
    _show_questions(questions)
    _show_apercu(contexte, depot, apercu)
    _show_messages(apercu.messages)
    _show_confirmation(contexte, depot, reponses, apercu)


def _read_reponses(questions: tuple[Question, ...]) -> dict[str, str]:
    dites = {q.cle: str(st.session_state.get(f"reponse:{q.cle}") or "") for q in questions}
    return {cle: reponse for cle, reponse in dites.items() if reponse}


def _preview(contexte: ContexteImport, depot: FichierDepose, reponses: dict[str, str]) -> ApercuImport:
    """L'aperçu, gardé tant que ni le fichier, ni les réponses, ni le plan ne changent."""
    marque = read_marque(contexte.suivi, depot.contrat_id) if depot.contrat_id else ""
    cle = (depot.empreinte, depot.contrat_id, depot.effacer, marque, tuple(sorted(reponses.items())))
    gardes = cast("dict[object, ApercuImport]", st.session_state.setdefault("plan:apercus", {}))
    if cle not in gardes:
        for vieille in list(gardes)[:-1]:
            del gardes[vieille]
        gardes[cle] = preview_import(contexte.suivi, contexte.auteur, depot.contenu, reponses=reponses, **depot.args)
    return gardes[cle]


def _show_confirmation(
    contexte: ContexteImport, depot: FichierDepose, reponses: dict[str, str], apercu: ApercuImport
) -> None:
    accepter = bool(apercu.erreurs) and st.checkbox(
        "Importer les bonnes lignes et laisser les autres", key="plan:rejets"
    )
    show_nom("import")
    pret = not apercu.en_attente and (accepter or not apercu.erreurs)
    # L'aperçu que la personne a sous les yeux en cliquant est celui de l'exécution d'avant.
    vu = str(st.session_state.get("plan:vu", apercu.marque))
    st.session_state["plan:vu"] = apercu.marque
    if apercu.en_attente:
        show_html('<p class="obs-note">Répondez aux questions pour pouvoir confirmer.</p>')
    if not st.button("Confirmer l’import", type="primary", disabled=not pret):
        return
    try:
        with st.spinner("Écriture du plan…"):
            bilan = confirm_import(
                contexte.suivi, contexte.auteur, depot.contenu, reponses=reponses, accepter_rejets=accepter, marque=vu,
                **depot.args,
            )  # fmt: skip
    except ErreurObservatoire as refus:
        show_message(str(refus), alerte=True)
        return
    del st.session_state["plan:vu"]
    crees = format_pluriel(bilan.crees, "objet créé", "objets créés")
    ecartees = (
        f" {format_pluriel(bilan.ecartees, 'ligne laissée', 'lignes laissées')} de côté." if bilan.ecartees else ""
    )
    announce(f"Import écrit : {crees}, {format_pluriel(bilan.modifies, 'modifié', 'modifiés')}.{ecartees}")
    etat_url.set_codes({"contrat": str(bilan.contrat_id)})
    st.rerun()


def _show_questions(questions: tuple[Question, ...]) -> None:
    if not questions:
        return
    show_titre("Questions", "un mot inconnu se demande, il ne se devine pas")
    for question in questions:
        choix = {"": "À choisir" if question.obligatoire else "Ne pas reprendre"} | dict(question.choix)
        st.selectbox(
            f"{question.texte} ({format_pluriel(question.occurrences, 'fois', 'fois')})",
            list(choix),
            format_func=lambda c, choix=choix: choix[c],
            key=f"reponse:{question.cle}",
        )


def _show_apercu(contexte: ContexteImport, depot: FichierDepose, apercu: ApercuImport) -> None:
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
    actions = _list_actions(contexte, depot, apercu)
    if actions:
        entetes = [Colonne("N°"), Colonne("Action"), Colonne("Changement")]
        with st.expander(f"Les {len(actions)} actions touchées"):
            tableau = build_tableau("Actions touchées", entetes, actions[:ACTIONS_MONTREES])
            show_html(
                f'<div class="obs-defile haut" tabindex="0" role="region" aria-label="Actions touchées">{tableau}</div>'
            )
            if len(actions) > ACTIONS_MONTREES:
                show_html(f'<p class="obs-note">Les {ACTIONS_MONTREES} premières sont montrées.</p>')


def _list_actions(contexte: ContexteImport, depot: FichierDepose, apercu: ApercuImport) -> list[Ligne]:
    """Les actions nouvelles, et celles qui changent, avec l'avant et l'après de chaque champ."""
    lignes = [Ligne([a.numero, typo(a.titre), Html("<strong>nouvelle</strong>")]) for a in apercu.actions_nouvelles]
    if depot.contrat_id is None:
        return lignes
    plan = read_plan(contexte.suivi, depot.contrat_id, contexte.auteur)

    def write(champ: str, valeur: Any) -> str:
        return escape(shorten(format_champ(plan, champ, valeur).replace("\n", ", ") or "(vide)", 160))

    for operation in apercu.operations:
        ancien, voulu = operation.ancien, operation.voulu
        if not isinstance(ancien, Action) or not isinstance(voulu, Action):
            continue
        # Un axe que l'import crée n'a pas encore de nom dans le plan : le champ est dit, sans l'après.
        dits = [
            f"{get_nom_champ(c)} : {write(c, getattr(ancien, c))} → <strong>{write(c, getattr(voulu, c))}</strong>"
            if c not in {"axes", "parent_id"}
            else f"{get_nom_champ(c)} : change"
            for c in operation.champs_changes
        ]
        lignes.append(Ligne([voulu.numero, typo(voulu.titre), Html("<br>".join(dits))]))
    return lignes


def _show_messages(messages: tuple[Message, ...]) -> None:
    """Chaque message dit sa feuille, sa ligne, sa colonne ; les erreurs d'abord."""
    if not messages:
        return
    show_titre("Ligne par ligne", format_pluriel(len(messages), "message"))
    lignes = [
        Ligne([m.niveau.value, m.feuille, str(m.ligne), m.colonne or "–", m.trouve or "–", typo(m.texte)])
        for m in sorted(messages, key=lambda m: (m.niveau.value != "erreur", m.feuille, m.ligne))
    ]
    colonnes = [Colonne(t) for t in ("Gravité", "Feuille", "Ligne", "Colonne", "Trouvé", "Ce qu’il en est")]
    tableau = build_tableau("Messages de lecture", colonnes, lignes)
    show_html(
        f'<div class="obs-defile haut" tabindex="0" role="region" aria-label="Messages de lecture">{tableau}</div>'
    )
