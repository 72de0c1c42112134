"""L'import d'un plan à l'écran : fichier, questions, aperçu, confirmation."""

import hashlib
from dataclasses import dataclass
from typing import Any, cast

import streamlit as st

from observatoire.domain.cls.droits import Auteur
from observatoire.domain.cls.objets import Contrat
from observatoire.domain.francais import format_pluriel
from observatoire.domain.territoire import Territoire
from observatoire.errors import ErreurObservatoire
from observatoire.services.suivi.acces import Suivi, build_auteur, list_contrats, read_marque, read_plan
from observatoire.services.suivi.classeur.contenu import Question
from observatoire.services.suivi.classeur.export import export_plan
from observatoire.services.suivi.classeur.import_plan import (
    ApercuImport,
    BilanImport,
    build_vide,
    confirm_import,
    preview_import,
)
from observatoire.services.suivi.classeur.lexique import list_territoires_publies
from observatoire.services.suivi.classeur.modele import build_modele
from observatoire.settings import read_reglages
from observatoire.ui import cache_suivi, etat_url
from observatoire.ui.composants import show_message, show_titre
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape_markdown
from observatoire.ui.suivi.contexte import read_nom, show_nom
from observatoire.ui.suivi.formulaire import announce
from observatoire.ui.suivi.import_apercu import show_apercu, show_messages, show_questions
from observatoire.ui.suivi.signes import typo

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOUVEAU = "nouveau"
A_CHOISIR = "À choisir : un nouveau contrat, ou celui à mettre à jour"


@dataclass(frozen=True)
class ContexteImport:
    """La base, les contrats qu'elle a déjà, et les territoires publiés que leurs actions visent."""

    suivi: Suivi
    contrats: tuple[Contrat, ...]
    auteur: Auteur
    territoires: tuple[Territoire, ...]


@dataclass(frozen=True)
class FichierDepose:
    """Le fichier déposé, le contrat visé, et ce que vaut une cellule vide. `depose` distingue deux dépôts."""

    contenu: bytes
    nom: str
    depose: str
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
    suivi = cache_suivi.get_suivi(reglages.suivi_url)
    auteur = build_auteur(read_nom(), reglages.acces)
    return ContexteImport(suivi, list_contrats(suivi), auteur, list_territoires_publies(reglages))


def show_export(contexte: ContexteImport) -> None:
    """Le modèle vierge et l'export de chaque contrat."""
    show_titre("Télécharger")
    with st.container(horizontal=True):
        st.download_button("Modèle vierge", build_modele, "modele-plan-cls.xlsx", XLSX)
        for contrat in contexte.contrats:
            st.download_button(
                f"Exporter : {escape_markdown(typo(contrat.titre))}",
                lambda k=contrat.id: export_plan(
                    read_plan(contexte.suivi, k, contexte.auteur), contexte.auteur, contexte.territoires
                ),
                f"plan-cls-{contrat.id}.xlsx",
                XLSX,
                key=f"export:{contrat.id}",
            )


def show_import(contexte: ContexteImport) -> None:
    """Le dépôt du fichier, puis l'aperçu."""
    show_titre("Importer")
    vise = _choose_contrat(contexte)
    # Tout fichier est accepté ici : c'est la lecture qui refuse, en français et en disant quoi faire.
    fichier = st.file_uploader("Classeur .xlsx, ou texte .csv (20 Mo au plus)")
    if fichier is None:
        show_html(
            '<p class="obs-note">Les colonnes se reconnaissent à leur nom, dans tout ordre ; les dates, montants et '
            "listes de toutes formes sont lus. Rien n’est écrit avant votre confirmation.</p>"
        )
        return
    if not vise:
        show_message("Choisissez d’abord où va ce plan : un nouveau contrat, ou l’un de ceux qui existent.")
        return
    effacer = st.checkbox("Une cellule vide efface ce qui était enregistré", key="plan:effacer")
    contrat_id = None if vise == NOUVEAU else int(vise)
    depot = FichierDepose(fichier.getvalue(), fichier.name, fichier.file_id, contrat_id, effacer)
    try:
        with st.spinner("Lecture du classeur…"):
            questions, reponses, apercu = _collect_reponses(contexte, depot)
    except ErreurObservatoire as refus:
        show_message(str(refus), alerte=True)
        return
    show_questions(questions)
    plan = read_plan(contexte.suivi, contrat_id, contexte.auteur) if contrat_id else build_vide(depot.nom)
    show_apercu(apercu, plan, {t.code: t.nom for t in contexte.territoires})
    show_messages(apercu.messages)
    _show_confirmation(contexte, depot, reponses, apercu)


def _choose_contrat(contexte: ContexteImport) -> str:
    """Le contrat visé. D'office, le seul qui existe s'il est réel : un vrai plan ne va pas dans un contrat fictif."""
    titres = {str(c.id): typo(c.titre) + (" (contrat fictif)" if c.demonstration else "") for c in contexte.contrats}
    defaut = NOUVEAU if not titres else ""
    if len(titres) == 1 and not contexte.contrats[0].demonstration:
        defaut = next(iter(titres))
    choix = ({"": A_CHOISIR} if not defaut else {}) | {NOUVEAU: "Un nouveau contrat"} | titres
    vise = etat_url.read_code("contrat", choix, defaut, "le contrat")
    st.selectbox("Vers", list(choix), format_func=lambda c: choix[c], **etat_url.bind("contrat", vise))
    return vise


def _collect_reponses(
    contexte: ContexteImport, depot: FichierDepose
) -> tuple[tuple[Question, ...], dict[str, str], ApercuImport]:
    """Les questions à garder à l'écran, leurs réponses, et l'aperçu qui en tient compte.

    Une réponse peut en amener d'autres : une colonne rangée dans « Statut » a peut-être des statuts inconnus.
    """
    questions: dict[str, Question] = {}
    while True:
        dites = {cle: str(st.session_state.get(f"reponse:{cle}") or "") for cle in questions}
        reponses = {cle: reponse for cle, reponse in dites.items() if reponse}
        apercu = _preview(contexte, depot, reponses)
        neuves = {q.cle: q for q in apercu.questions if q.cle not in questions}
        if not neuves:
            return tuple(questions.values()), reponses, apercu
        questions |= neuves


def _preview(contexte: ContexteImport, depot: FichierDepose, reponses: dict[str, str]) -> ApercuImport:
    """L'aperçu, gardé tant que ni le fichier, ni les réponses, ni le plan ne changent."""
    marque = read_marque(contexte.suivi, depot.contrat_id) if depot.contrat_id else ""
    cle = (depot.empreinte, depot.contrat_id, depot.effacer, marque, tuple(sorted(reponses.items())))
    gardes = cast("dict[object, ApercuImport]", st.session_state.setdefault("plan:apercus", {}))
    if cle not in gardes:
        for vieille in list(gardes)[:-1]:
            del gardes[vieille]
        gardes[cle] = preview_import(
            contexte.suivi,
            contexte.auteur,
            depot.contenu,
            reponses=reponses,
            territoires=contexte.territoires,
            **depot.args,
        )
    return gardes[cle]


def _show_confirmation(
    contexte: ContexteImport, depot: FichierDepose, reponses: dict[str, str], apercu: ApercuImport
) -> None:
    accepter = bool(apercu.erreurs) and st.checkbox(
        "Importer les bonnes lignes et laisser les autres", key="plan:rejets"
    )
    show_nom("import")
    pret = bool(apercu.operations) and not apercu.en_attente and (accepter or not apercu.erreurs)
    # L'aperçu que la personne a sous les yeux en cliquant est celui de l'exécution d'avant.
    vu = str(st.session_state.get("plan:vu", apercu.marque))
    st.session_state["plan:vu"] = apercu.marque
    if apercu.en_attente:
        show_html('<p class="obs-note">Répondez aux questions pour pouvoir confirmer.</p>')
    if not st.button("Confirmer l’import", type="primary", disabled=not pret):
        return
    try:
        deja, bilan = _write_une_fois(contexte, depot, reponses, accepter, vu)
    except ErreurObservatoire as refus:
        show_message(str(refus), alerte=True)
        return
    st.session_state.pop("plan:vu", None)
    announce(_describe_bilan(bilan, deja))
    etat_url.set_codes({"contrat": str(bilan.contrat_id)})
    st.rerun()


def _describe_bilan(bilan: BilanImport, deja: bool) -> str:
    crees = format_pluriel(bilan.crees, "objet créé", "objets créés")
    ecartees = format_pluriel(bilan.ecartees, "ligne laissée", "lignes laissées")
    suite = f" {ecartees} de côté." if bilan.ecartees else ""
    # Un second clic ne récrit rien : il redit ce que le premier a écrit.
    fois = " une seule fois" if deja else ""
    return f"Import écrit{fois} : {crees}, {format_pluriel(bilan.modifies, 'modifié', 'modifiés')}.{suite}"


def _write_une_fois(
    contexte: ContexteImport, depot: FichierDepose, reponses: dict[str, str], accepter: bool, vu: str
) -> tuple[bool, BilanImport]:
    """Écrit l'import ; un second clic sur le même dépôt rend le bilan du premier au lieu d'écrire deux fois."""
    jeton = (depot.depose, depot.empreinte, depot.contrat_id, vu)
    ecrits = cast("dict[object, BilanImport]", st.session_state.setdefault("plan:ecrits", {}))
    deja = jeton in ecrits
    if not deja:
        with st.spinner("Écriture du plan…"):
            ecrits[jeton] = confirm_import(
                contexte.suivi, contexte.auteur, depot.contenu, reponses=reponses, accepter_rejets=accepter, marque=vu,
                territoires=contexte.territoires, **depot.args,
            )  # fmt: skip
    return deja, ecrits[jeton]
