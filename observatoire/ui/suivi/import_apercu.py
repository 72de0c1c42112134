"""L'aperçu d'un import à l'écran : questions, tout ce qui changerait, messages ligne par ligne."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import streamlit as st

from observatoire.domain.cls.objets import Action, Axe, Objet
from observatoire.domain.cls.plan import Plan
from observatoire.domain.cls.saisie import get_nom_champ
from observatoire.domain.francais import count_decimales, format_date, format_nombre, format_pluriel
from observatoire.services.suivi.classeur.contenu import Message, Question
from observatoire.services.suivi.classeur.feuilles_detail import TITRES
from observatoire.services.suivi.classeur.fusion import Operation
from observatoire.services.suivi.classeur.import_plan import ApercuImport
from observatoire.ui.composants import show_titre
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape, escape_markdown, shorten
from observatoire.ui.suivi.champs import distinguish, format_champ
from observatoire.ui.suivi.signes import typo
from observatoire.ui.tableaux import Colonne, Html, Ligne, build_tableau

LIGNES_MONTREES = 300
NOMS = TITRES | {"action": "Actions"}
#: Champs qui nomment un objet, le premier rempli servant de titre.
_TITRES = ("titre", "libelle", "nom", "texte", "financeur", "nature", "date")
#: Champs courts montrés d'un objet nouveau.
_DETAILS = frozenset(
    {"axes", "parent_id", "statut", "territoires", "debut", "fin", "echeance", "realisee_le", "prevu", "date", "valeur"}
)


def show_questions(questions: tuple[Question, ...]) -> None:
    """Un choix par question ; les facultatives disent ce qui se passe sans réponse."""
    if not questions:
        return
    show_titre("Questions", "un mot inconnu se demande, il ne se devine pas")
    for question in sorted(questions, key=lambda q: not q.obligatoire):
        choix = {"": "À choisir" if question.obligatoire else question.sans_reponse} | distinguish(dict(question.choix))
        st.selectbox(
            f"{escape_markdown(question.texte)} ({format_pluriel(question.occurrences, 'fois', 'fois')})",
            list(choix),
            format_func=lambda c, choix=choix: choix[c],
            key=f"reponse:{question.cle}",
        )


def show_apercu(apercu: ApercuImport, plan: Plan, noms: Mapping[str, str]) -> None:
    """Ce que l'import changerait : les nombres, puis chaque écriture, repliée.

    Args:
        apercu: ce que l'import ferait.
        plan: le plan à mettre à jour, vide pour un contrat nouveau.
        noms: code d'un territoire → nom.
    """
    show_titre("Aperçu", "rien n’est encore écrit")
    lignes = [Ligne([NOMS[g], str(crees), str(modifies)]) for g, (crees, modifies) in apercu.count().items()]
    if not lignes:
        show_html(
            '<p class="obs-note">Le classeur dit la même chose que ce qui est enregistré : rien ne changerait.</p>'
        )
        return
    colonnes = [Colonne("Quoi"), Colonne("Nouveaux", nombre=True), Colonne("Modifiés", nombre=True)]
    show_html(f'<div class="obs-defile">{build_tableau("Ce que l’import changerait", colonnes, lignes)}</div>')
    ecrivain = _Ecrivain(apercu, plan, noms)
    for genre in apercu.count():
        operations = [o for o in apercu.operations if o.genre == genre]
        with st.expander(f"{NOMS[genre]} : {format_pluriel(len(operations), 'écriture')}"):
            _show_operations(NOMS[genre], [ecrivain.build_ligne(o) for o in operations[:LIGNES_MONTREES]])
            if len(operations) > LIGNES_MONTREES:
                show_html(f'<p class="obs-note">Les {LIGNES_MONTREES} premières sont montrées.</p>')


def _show_operations(titre: str, lignes: list[Ligne]) -> None:
    entetes = [Colonne("N°"), Colonne("Quoi"), Colonne("Changement")]
    tableau = build_tableau(f"{titre} : ce qui changerait", entetes, lignes)
    show_html(f'<div class="obs-defile haut" tabindex="0" role="region" aria-label="{escape(titre)}">{tableau}</div>')


class _Ecrivain:
    """Écrit une opération pour la lire : l'avant et l'après, les objets visés par leur nom."""

    def __init__(self, apercu: ApercuImport, plan: Plan, noms: Mapping[str, str]) -> None:
        self._plan, self._lieux = plan, noms
        connus: list[Objet] = [*plan.list_objets(Action), *plan.list_objets(Axe)]
        # Ce que l'import crée ou renomme n'a pas encore ce nom dans le plan.
        connus += [o.voulu for o in apercu.operations]
        self._noms = {(type(o), o.id): f"{o.numero} {o.titre}" for o in connus if isinstance(o, Action | Axe)}
        self._numeros = {o.id: o.numero for o in connus if isinstance(o, Action)}

    def build_ligne(self, operation: Operation) -> Ligne:
        """Une opération en trois cases."""
        objet = operation.voulu
        numero = getattr(objet, "numero", "") or self._numeros.get(getattr(objet, "action_id", None) or 0, "")
        if operation.ancien is None:
            nouvelle = "nouvelle" if operation.genre == "action" else "nouveau"
            dits = [f"<strong>{nouvelle}</strong>", *self._list_details(objet)]
        else:
            ancien = operation.ancien
            dits = [
                f"{get_nom_champ(c)} : {self._write(objet, c, getattr(ancien, c))} → "
                f"<strong>{self._write(objet, c, getattr(objet, c))}</strong>"
                for c in operation.champs_changes
            ]
        return Ligne([numero, self._name(objet), Html("<br>".join(dits))])

    def _name(self, objet: Objet) -> str:
        valeurs = [getattr(objet, champ, "") for champ in _TITRES]
        premier = next((v for v in valeurs if v), "")
        if isinstance(premier, str):
            return typo(shorten(premier.replace("\n", " "), 120))
        return format_date(premier)

    def _list_details(self, objet: Objet) -> list[str]:
        """Les champs courts d'un objet nouveau : dates, montants, statut, territoires."""
        vus = [f.name for f in fields(objet) if f.name in _DETAILS and getattr(objet, f.name) not in (None, "", ())]
        return [f"{get_nom_champ(c)} : {self._write(objet, c, getattr(objet, c))}" for c in vus]

    def _write(self, objet: Objet, champ: str, valeur: Any) -> str:
        if champ in {"axes", "parent_id"}:
            classe = Axe if champ == "axes" or isinstance(objet, Axe) else Action
            vises: tuple[int, ...] = (valeur or ()) if champ == "axes" else (valeur,) if valeur else ()
            texte = ", ".join(typo(self._noms.get((classe, v), "")) for v in vises)
        elif champ.endswith("_id"):
            texte = self._numeros.get(valeur or 0, "autre ligne") if valeur else ""
        elif isinstance(valeur, bool):
            texte = "oui" if valeur else "non"
        elif isinstance(valeur, float):
            texte = format_nombre(valeur, count_decimales(valeur))
        else:
            texte = format_champ(self._plan, champ, valeur, self._lieux)
        return escape(shorten(texte.replace("\n", ", ") or "(vide)", 160))


def _describe_lieu(message: Message) -> str:
    return ", ".join([message.feuille, f"ligne {message.ligne}", *([message.colonne] if message.colonne else [])])


def show_messages(messages: tuple[Message, ...]) -> None:
    """Chaque message dit sa feuille, sa ligne, sa colonne ; les erreurs d'abord."""
    if not messages:
        return
    show_titre("Ligne par ligne", format_pluriel(len(messages), "message"))
    lignes = [
        Ligne([m.niveau.value, _describe_lieu(m), shorten(m.trouve) or "–", typo(m.texte)])
        for m in sorted(messages, key=lambda m: (m.niveau.value != "erreur", m.feuille, m.ligne))
    ]
    colonnes = [Colonne(t) for t in ("Gravité", "Où", "Trouvé", "Ce qu’il en est")]
    tableau = build_tableau("Messages de lecture", colonnes, lignes)
    show_html(
        f'<div class="obs-defile haut" tabindex="0" role="region" aria-label="Messages de lecture">{tableau}</div>'
    )
