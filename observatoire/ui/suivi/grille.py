"""Des lignes à modifier comme dans un tableur : étapes, notes, moyens, mesures, cibles."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Any, Generic, TypeVar, cast

import pandas as pd
import streamlit as st

from observatoire.domain.cls.codage import champs_types
from observatoire.domain.cls.objets import Objet
from observatoire.domain.cls.saisie import get_nom_champ
from observatoire.domain.cls.vocabulaire import get_libelle
from observatoire.domain.francais import format_nombre, format_pluriel
from observatoire.errors import ErreurObservatoire
from observatoire.services.suivi.edition import Conflit, resolve_conflit
from observatoire.services.suivi.emporte import find_emportes
from observatoire.services.suivi.lignes import BilanLignes, Lignes, save_lignes
from observatoire.ui import etat_url
from observatoire.ui.composants import show_message
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape, shorten
from observatoire.ui.suivi.champs import distinguish, format_champ
from observatoire.ui.suivi.conflit import choose_champs
from observatoire.ui.suivi.contexte import Contexte, show_nom
from observatoire.ui.suivi.formulaire import announce
from observatoire.ui.suivi.ouverture import draw_tirage, is_en_place

T = TypeVar("T", bound=Objet)


class Grille(Generic[T]):
    """Une grille d'objets d'un même parent.

    Args:
        contexte: le contrat ouvert.
        cle: nom unique de la grille dans la page.
        modele: un objet vide, avec son parent : la base des lignes ajoutées.
        champs: les champs montrés, dans l'ordre.
        choix: pour un champ qui vise un autre objet, les objets proposés : identifiant → nom, sans doublon.
        facultatifs: les champs qu'une ligne peut laisser vides, parce qu'ils se déduisent des autres.
    """

    def __init__(
        self,
        contexte: Contexte,
        cle: str,
        modele: T,
        champs: Sequence[str],
        choix: Mapping[str, Mapping[int, str]] | None = None,
        *,
        facultatifs: frozenset[str] = frozenset(),
    ) -> None:
        self.contexte = contexte
        self.cle = f"grille:{cle}"
        self.modele = modele
        self.champs = champs
        self.choix = {champ: distinguish(noms) for champ, noms in (choix or {}).items()}
        self.facultatifs = facultatifs
        self.types = champs_types(type(modele))

    def show(self, objets: Sequence[T]) -> None:
        """Pose la grille. Les lignes de l'ouverture sont gardées : elles servent de verrou jusqu'à l'envoi."""
        if (bilan := st.session_state.get(f"{self.cle}:conflits")) is not None:
            self._show_conflits(cast("BilanLignes[T]", bilan))
            return
        base, tirage = self._open(tuple(objets))
        cle = f"{self.cle}:{tirage}"
        table = pd.DataFrame([[self._show_valeur(c, o) for c in self.champs] for o in base], columns=list(self.champs))
        for champ in self.champs:
            if self.types[champ][0] is date:
                table[champ] = pd.to_datetime(table[champ])
        st.data_editor(
            table,
            key=cle,
            num_rows="dynamic",
            placeholder="–",
            hide_index=True,
            column_config={c: self._build_colonne(c) for c in self.champs},
        )
        retirees = [base[int(rang)] for rang in st.session_state[cle]["deleted_rows"]]
        sure = self._confirm(retirees, f"{cle}:sure")
        show_nom(self.cle)
        with st.container(horizontal=True):
            if st.button("Enregistrer ces lignes", key=f"{cle}:ok", type="primary", disabled=not sure):
                self._save(base, st.session_state[cle])
            if st.button("Annuler les changements", key=f"{cle}:non"):
                self.reset()
                st.rerun()

    def _open(self, objets: tuple[T, ...]) -> tuple[tuple[T, ...], int]:
        """Les lignes de l'ouverture et le numéro de la grille ; quittée puis rouverte, elle repart de zéro.

        Les noms proposés sont ceux de l'ouverture : un axe renommé par un autre se retrouve encore à son nom d'avant.
        """
        (base, choix, tirage), tour = st.session_state.get(f"{self.cle}:ouverte", ((objets, self.choix, 0), -1))
        if tirage == 0 or not is_en_place(tour):
            base, choix, tirage = objets, self.choix, draw_tirage()
        self.choix = choix
        st.session_state[f"{self.cle}:ouverte"] = ((base, choix, tirage), etat_url.read_tour())
        return base, tirage

    def _confirm(self, retirees: Sequence[T], cle: str) -> bool:
        """Dit ce qui partirait avec les lignes retirées et demande confirmation ; vrai si rien d'autre ne part."""
        phrase = find_emportes(self.contexte.plan, retirees).phrase
        if not phrase:
            return True
        nombre = format_pluriel(len(retirees), "ligne retirée", "lignes retirées")
        show_message(f"{nombre}. {phrase} Le journal garde tout.", alerte=True)
        return st.checkbox("Oui, supprimer aussi tout cela", key=cle)

    def reset(self) -> None:
        """Repart de ce qui est enregistré."""
        st.session_state.pop(f"{self.cle}:ouverte", None)

    def _show_valeur(self, champ: str, objet: T) -> Any:
        valeur = getattr(objet, champ)
        if champ in self.choix:
            return self.choix[champ].get(valeur)
        return get_libelle(valeur) if isinstance(valeur, StrEnum) else valeur

    def _build_colonne(self, champ: str) -> Any:
        type_, optionnel = self.types[champ]
        optionnel = optionnel or champ in self.facultatifs
        nom = get_nom_champ(champ)
        titre = nom[:1].upper() + nom[1:]
        if champ in self.choix:
            return st.column_config.SelectboxColumn(titre, options=list(self.choix[champ].values()))
        if type_ is date:
            return st.column_config.DateColumn(titre, format="DD/MM/YYYY", required=not optionnel)
        if type_ in {int, float}:
            entier = type_ is int
            return st.column_config.NumberColumn(
                titre, step=1 if entier else None, format="%d" if entier else None, required=not optionnel
            )
        if issubclass(type_, StrEnum):
            return st.column_config.SelectboxColumn(
                titre, options=[get_libelle(t) for t in type_], required=not optionnel
            )
        return st.column_config.TextColumn(
            titre, max_chars=5000, width="large" if champ in {"texte", "libelle"} else None
        )

    def _read_valeurs(self, brutes: Mapping[str, Any]) -> dict[str, Any]:
        """Traduit ce que le navigateur a rendu en valeurs du domaine."""
        valeurs: dict[str, Any] = {}
        for champ, brute in brutes.items():
            if champ not in self.types:
                continue
            type_, _ = self.types[champ]
            if champ in self.choix:
                valeurs[champ] = next((i for i, nom in self.choix[champ].items() if nom == brute), None)
            elif brute is None or brute == "":
                valeurs[champ] = "" if type_ is str else None
            elif type_ is date:
                valeurs[champ] = date.fromisoformat(str(brute)[:10])
            elif issubclass(type_, StrEnum):
                valeurs[champ] = next(t for t in type_ if get_libelle(t) == brute)
            else:
                valeurs[champ] = type_(brute)
        return valeurs

    def _save(self, base: tuple[T, ...], etat: Mapping[str, Any]) -> None:
        """Enregistre toute la grille d'un coup ; une faute, et rien n'est écrit : la saisie reste affichée."""
        try:
            self._write(self._read_lignes(base, etat))
        except ErreurObservatoire as refus:
            show_message(f"{refus} Rien n’est enregistré : votre saisie reste dans la grille.", alerte=True)

    def _read_lignes(self, base: tuple[T, ...], etat: Mapping[str, Any]) -> Lignes[T]:
        modifiees = [
            (replace(base[int(r)], **self._read_valeurs(b)), base[int(r)]) for r, b in etat["edited_rows"].items()
        ]
        ajouts = ({c: v for c, v in self._read_valeurs(b).items() if v not in (None, "")} for b in etat["added_rows"])
        return Lignes(
            modifiees=tuple(modifiees),
            supprimees=tuple(base[int(rang)] for rang in etat["deleted_rows"]),
            creees=tuple(replace(self.modele, **valeurs) for valeurs in ajouts if valeurs),
        )

    def _write(self, lignes: Lignes[T]) -> None:
        """Écrit ; ce qui entre en conflit est gardé pour être montré champ par champ."""
        bilan = save_lignes(self.contexte.suivi, self.contexte.auteur, lignes)
        self.reset()
        if bilan.conflits or bilan.suppressions:
            st.session_state[f"{self.cle}:conflits"] = bilan
        else:
            announce("Lignes enregistrées.")
        st.rerun()

    # --- conflits ---

    def _show_conflits(self, bilan: BilanLignes[T]) -> None:
        """Chaque ligne en conflit, champ par champ ; rien de ce qui a été saisi n'est perdu."""
        nombre = len(bilan.conflits) + len(bilan.suppressions)
        suite = " Vos autres lignes sont enregistrées." if bilan.ecrites else ""
        show_message(
            f"{format_pluriel(nombre, 'ligne')} : quelqu’un d’autre a enregistré pendant votre saisie. Rien n’est "
            f"perdu : choisissez ce qui doit rester.{suite}",
            alerte=True,
        )
        modifiees: list[tuple[T, T]] = []
        supprimees: list[T] = []
        creees: list[T] = []
        for conflit in bilan.conflits:
            self._show_ligne(conflit)
            cle = f"{self.cle}:{conflit.mine.id}"
            if conflit.theirs is not None:
                modifiees.append(
                    (resolve_conflit(conflit, choose_champs(conflit, self.write_valeur, cle)), conflit.theirs)
                )
            elif self._ask_recreer(conflit, cle):
                creees.append(replace(conflit.mine, id=0, version=0))
        for conflit in bilan.suppressions:
            self._show_ligne(conflit)
            if conflit.theirs is not None and self._ask_supprimer(conflit):
                supprimees.append(conflit.theirs)
        with st.container(horizontal=True):
            if st.button("Enregistrer ces choix", key=f"{self.cle}:choix", type="primary"):
                self._resolve(Lignes(tuple(modifiees), tuple(supprimees), tuple(creees)))
            if st.button("Abandonner ma saisie", key=f"{self.cle}:abandon"):
                del st.session_state[f"{self.cle}:conflits"]
                st.rerun()

    def _resolve(self, lignes: Lignes[T]) -> None:
        conflits = st.session_state.pop(f"{self.cle}:conflits")
        try:
            self._write(lignes)
        except ErreurObservatoire as refus:
            st.session_state[f"{self.cle}:conflits"] = conflits
            show_message(f"{refus} Rien n’est enregistré.", alerte=True)

    def _show_ligne(self, conflit: Conflit[T]) -> None:
        """Ce que la ligne disait avant vos deux saisies : de quoi la reconnaître."""
        avant = {c.champ: c.base for c in conflit.champs}
        dits = (self.write_valeur(c, avant.get(c, getattr(conflit.mine, c))) for c in self.champs)
        show_html(f'<h3 class="obs-h3">{escape(shorten(" · ".join(d for d in dits if d), 120))}</h3>')

    def _ask_recreer(self, conflit: Conflit[T], cle: str) -> bool:
        choix = {"oui": "La remettre, avec ma saisie", "non": "La laisser supprimée"}
        show_html(f'<p class="obs-note">{escape(conflit.par or "Quelqu’un")} a supprimé cette ligne.</p>')
        return st.radio("Que faire ?", list(choix), format_func=lambda c: choix[c], key=f"recreer:{cle}") == "oui"

    def _ask_supprimer(self, conflit: Conflit[T]) -> bool:
        par = conflit.par or "Quelqu’un"
        dits = " ; ".join(
            f"{c.nom} : « {self.write_valeur(c.champ, c.base)} » devient « {self.write_valeur(c.champ, c.theirs)} »"
            for c in conflit.champs
        )
        suite = find_emportes(self.contexte.plan, [conflit.mine]).phrase
        show_html(f'<p class="obs-note">Vous l’aviez retirée ; {escape(f"{par} l’a modifiée. {dits}. {suite}")}</p>')
        choix = {"non": f"La garder, telle que {par} l’a mise", "oui": "La supprimer quand même"}
        cle = f"supprimer:{self.cle}:{conflit.mine.id}"
        return st.radio("Que faire ?", list(choix), format_func=lambda c: choix[c], key=cle) == "oui"

    def write_valeur(self, champ: str, valeur: Any) -> str:
        """Écrit la valeur d'un champ pour la lire."""
        if champ in self.choix:
            return self.choix[champ].get(valeur, "")
        if isinstance(valeur, float):
            return format_nombre(valeur, 0 if valeur.is_integer() else 2)
        return format_champ(self.contexte.plan, champ, valeur)
