"""Un même changement sur plusieurs fiches : d'abord l'aperçu, fiche par fiche, puis l'écriture."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from observatoire.domain.cls.objets import Action
from observatoire.domain.cls.saisie import check_objet, clean_objet, split_liste
from observatoire.domain.cls.vocabulaire import STATUTS_A_MOTIVER, Terme

LISTES = frozenset({"axes", "territoires", "thematiques", "publics", "determinants", "partenaires"})


class Geste(Terme):
    """Ce qu'on fait d'une valeur."""

    REMPLACER = "remplacer", "Remplacer"
    AJOUTER = "ajouter", "Ajouter"
    RETIRER = "retirer", "Retirer"


@dataclass(frozen=True)
class ChangementLot:
    """Le changement voulu. `motif` et `deblocage` accompagnent un statut."""

    champ: str
    valeur: Any
    geste: Geste = Geste.REMPLACER
    motif: str = ""
    deblocage: str = ""


@dataclass(frozen=True)
class LigneLot:
    """Une fiche : telle qu'elle est, telle qu'elle deviendrait, et ce qui l'empêche."""

    base: Action
    voulu: Action
    fautes: Mapping[str, str]

    @property
    def is_changee(self) -> bool:
        """Vrai si la fiche changerait."""
        return self.voulu != self.base

    @property
    def is_prete(self) -> bool:
        """Vrai si la fiche changerait et que rien ne l'empêche."""
        return self.is_changee and not self.fautes


def preview_lot(actions: Iterable[Action], changement: ChangementLot) -> tuple[LigneLot, ...]:
    """Rend, fiche par fiche, ce que le changement ferait. Rien n'est écrit."""
    lignes: list[LigneLot] = []
    for base in actions:
        voulu = clean_objet(replace(base, **_build_champs(base, changement)))
        lignes.append(LigneLot(base, voulu, check_objet(voulu)))
    return tuple(lignes)


def _build_champs(base: Action, changement: ChangementLot) -> dict[str, Any]:
    champ, valeur = changement.champ, changement.valeur
    if champ in LISTES:
        deja: tuple[Any, ...] = getattr(base, champ)
        mots = tuple(valeur) if champ == "axes" else tuple(m for saisi in valeur for m in split_liste(str(saisi)))
        if changement.geste is Geste.RETIRER:
            return {champ: tuple(m for m in deja if m not in mots)}
        garde = deja if changement.geste is Geste.AJOUTER else ()
        return {champ: tuple(dict.fromkeys((*garde, *mots)))}
    if champ == "statut":
        # Un motif de blocage ne survit pas au déblocage.
        motive = valeur in STATUTS_A_MOTIVER
        motif = changement.motif or (base.motif if motive and valeur is base.statut else "")
        deblocage = changement.deblocage or (base.deblocage if motive and valeur is base.statut else "")
        return {"statut": valeur, "motif": motif, "deblocage": deblocage}
    return {champ: valeur}
