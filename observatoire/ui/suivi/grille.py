"""Des lignes à modifier comme dans un tableur : étapes, notes, moyens, mesures, cibles."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Any, Generic, TypeVar, cast

import pandas as pd
import streamlit as st

from observatoire.domain.cls.codage import champs_types
from observatoire.domain.cls.objets import Objet, genre_of
from observatoire.domain.cls.saisie import get_nom_champ
from observatoire.domain.cls.vocabulaire import get_libelle
from observatoire.errors import ErreurObservatoire
from observatoire.services.suivi.edition import Conflit, Enregistre, create_objet, delete_objet, save_objet
from observatoire.ui.composants import show_message
from observatoire.ui.suivi.contexte import Contexte, show_nom
from observatoire.ui.suivi.formulaire import announce

T = TypeVar("T", bound=Objet)


class Grille(Generic[T]):
    """Une grille d'objets d'un même parent.

    Args:
        contexte: le contrat ouvert.
        cle: nom unique de la grille dans la page.
        modele: un objet vide, avec son parent : la base des lignes ajoutées.
        champs: les champs montrés, dans l'ordre.
        choix: pour un champ qui vise un autre objet, les objets proposés : identifiant → nom.
    """

    def __init__(
        self,
        contexte: Contexte,
        cle: str,
        modele: T,
        champs: Sequence[str],
        choix: Mapping[str, Mapping[int, str]] | None = None,
    ) -> None:
        self.contexte = contexte
        self.cle = f"grille:{cle}"
        self.modele = modele
        self.champs = champs
        self.choix = choix or {}
        self.types = champs_types(type(modele))

    def show(self, objets: Sequence[T]) -> None:
        """Pose la grille. Les lignes de l'ouverture sont gardées : elles servent de verrou jusqu'à l'envoi."""
        base = cast("tuple[T, ...]", st.session_state.setdefault(f"{self.cle}:base", tuple(objets)))
        tirage = int(st.session_state.setdefault(f"{self.cle}:tirage", 0))
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
        show_nom(self.cle)
        with st.container(horizontal=True):
            if st.button("Enregistrer ces lignes", key=f"{cle}:ok", type="primary"):
                self._save(base, st.session_state[cle])
            if st.button("Annuler les changements", key=f"{cle}:non"):
                self.reset()
                st.rerun()

    def reset(self) -> None:
        """Repart de ce qui est enregistré."""
        st.session_state.pop(f"{self.cle}:base", None)
        st.session_state[f"{self.cle}:tirage"] = int(st.session_state.get(f"{self.cle}:tirage", 0)) + 1

    def _show_valeur(self, champ: str, objet: T) -> Any:
        valeur = getattr(objet, champ)
        if champ in self.choix:
            return self.choix[champ].get(valeur)
        return get_libelle(valeur) if isinstance(valeur, StrEnum) else valeur

    def _build_colonne(self, champ: str) -> Any:
        type_, optionnel = self.types[champ]
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
        """Enregistre ligne à ligne ; ce qui entre en conflit est dit et reste dans la grille."""
        suivi, auteur = self.contexte.suivi, self.contexte.auteur
        try:
            if not self._save_modifiees(base, etat["edited_rows"]):
                return
            for rang in etat["deleted_rows"]:
                for alerte in _describe_conflit(delete_objet(suivi, auteur, base[int(rang)])):
                    show_message(alerte, alerte=True)
            for brutes in etat["added_rows"]:
                valeurs = {c: v for c, v in self._read_valeurs(brutes).items() if v not in (None, "")}
                if valeurs:
                    create_objet(suivi, auteur, replace(self.modele, **valeurs))
        except ErreurObservatoire as refus:
            show_message(f"{refus} Les lignes précédentes sont enregistrées.", alerte=True)
            return
        announce("Lignes enregistrées.")
        self.reset()
        st.rerun()

    def _save_modifiees(self, base: tuple[T, ...], modifiees: Mapping[Any, Mapping[str, Any]]) -> bool:
        """Enregistre les lignes modifiées ; rend faux s'il y a conflit : rien d'autre n'est alors fait.

        Une ligne enregistrée devient la nouvelle base : renvoyer la grille ne l'écrit pas deux fois.
        """
        lignes = list(base)
        sans_conflit = True
        for rang, brutes in modifiees.items():
            ancien = lignes[int(rang)]
            voulu = replace(ancien, **self._read_valeurs(brutes))
            resultat = save_objet(self.contexte.suivi, self.contexte.auteur, voulu, ancien)
            if isinstance(resultat, Enregistre):
                lignes[int(rang)] = resultat.objet
            for alerte in _describe_conflit(resultat):
                show_message(alerte, alerte=True)
                sans_conflit = False
        st.session_state[f"{self.cle}:base"] = tuple(lignes)
        return sans_conflit


def _describe_conflit(resultat: object) -> list[str]:
    if not isinstance(resultat, Conflit):
        return []
    conflit = cast("Conflit[Objet]", resultat)
    genre = genre_of(conflit.mine).replace("_", " ")
    if conflit.theirs is None:
        return [
            f"{conflit.par or 'Quelqu’un'} a supprimé cette ligne ({genre}) entre-temps. Votre saisie reste affichée."
        ]
    dits = " ; ".join(f"{c.nom} : « {c.theirs} »" for c in conflit.champs if c.theirs != c.base)
    return [
        f"{conflit.par or 'Quelqu’un'} a modifié cette ligne ({genre}) entre-temps ({dits}). Votre saisie reste "
        "affichée : notez-la, annulez les changements pour voir la sienne, puis reprenez."
    ]
