"""Lire les cellules d'une ligne de plan : chacune selon la forme de sa colonne, avec ce qu'il faut en dire."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from observatoire.domain.cls.vocabulaire import STATUTS_A_MOTIVER, Priorite, StatutAction, Terme
from observatoire.services.suivi.classeur.colonnes import CHAMPS_ACTION, PAR_CHAMP, Forme, fold_nom
from observatoire.services.suivi.classeur.contenu import Contenu, Niveau
from observatoire.services.suivi.classeur.valeurs import (
    Brut,
    Illisible,
    find_terme,
    parse_date,
    parse_oui_non,
    split_mots,
    to_texte,
)

_IDENTITE = frozenset({"numero", "titre", "sous_action", "parent", "autres_axes"})
CHAMPS_LUS = tuple(c.champ for c in CHAMPS_ACTION if c.champ not in _IDENTITE)
_DATES = frozenset({Forme.DATE_DEBUT, Forme.DATE_FIN})


@dataclass
class LigneLue:
    """Une ligne du tableau : ses cellules par champ, et celles fusionnées avec la ligne du dessus."""

    lieu: tuple[str, int]
    cellules: dict[str, Brut]
    prolongees: frozenset[str]

    def text(self, champ: str) -> str:
        """Rend le texte d'une cellule."""
        return to_texte(self.cellules.get(champ))


def read_champs(ligne: LigneLue, champs_lus: frozenset[str], contenu: Contenu) -> dict[str, Any] | None:
    """Rend les champs lus, ou `None` si une cellule qu'on ne peut laisser de côté est illisible.

    Une date qui ne se lit pas est laissée : la fiche ne se perd pas pour elle. Un « confidentiel » illisible, si :
    on ne montre pas à tous ce qui ne devait peut-être pas l'être.
    """
    champs: dict[str, Any] = {}
    lisible = True
    for champ in CHAMPS_LUS:
        if champ not in champs_lus or champ not in ligne.cellules:
            continue
        try:
            champs[champ] = _read_cellule(champ, ligne.cellules[champ], contenu)
        except Illisible as erreur:
            est_date = PAR_CHAMP[champ].forme in _DATES
            suite = (
                "La date n'est pas reprise : complétez-la dans la fiche"
                if est_date
                else "La ligne n'est pas reprise : corrigez-la"
            )
            niveau = Niveau.AVIS if est_date else Niveau.ERREUR
            texte = f"attendu : {erreur}. {suite}."
            contenu.report(niveau, ligne.lieu, PAR_CHAMP[champ].titre, ligne.text(champ), texte)
            lisible = lisible and est_date
    if champs.get("statut", "") is None:
        del champs["statut"]  # une case vide ne dit rien du statut
    if champs.get("statut") in STATUTS_A_MOTIVER and not champs.get("motif"):
        texte = "ce statut demande un motif : complétez-le dans la fiche."
        contenu.report(Niveau.AVIS, ligne.lieu, "Statut", ligne.text("statut"), texte)
    return champs if lisible else None


def _read_cellule(champ: str, brut: Brut, contenu: Contenu) -> Any:
    match PAR_CHAMP[champ].forme:
        case Forme.DATE_DEBUT | Forme.DATE_FIN as forme:
            return parse_date(brut, fin=forme is Forme.DATE_FIN)
        case Forme.LISTE:
            return contenu.lexique.translate(champ, split_mots(brut), contenu)
        case Forme.OUI_NON:
            return parse_oui_non(brut)
        case Forme.STATUT:
            return _ask_terme("statut", StatutAction, to_texte(brut), contenu)
        case Forme.PRIORITE:
            return _ask_terme("priorite", Priorite, to_texte(brut), contenu)
        case _:
            return to_texte(brut)


def _ask_terme(champ: str, liste: type[Terme], texte: str, contenu: Contenu) -> Terme | None:
    """Rend le mot de la liste, ou demande ce qu'un mot inconnu veut dire."""
    if not texte:
        return None
    connu = find_terme(liste, texte)
    if connu is not None:
        return connu
    nom = PAR_CHAMP[champ].titre
    reponse = contenu.ask(
        f"{champ}:{fold_nom(texte)}",
        f"{nom} « {texte} » : à quoi correspond-il ?",
        tuple((mot.value, mot.libelle) for mot in liste),
        obligatoire=True,
    )
    return liste(reponse) if reponse else None


def check_numero(ligne: LigneLue, contenu: Contenu) -> bool:
    """Refuse un numéro qu'un tableur a changé en date ; signale ceux qu'il a pu raccourcir."""
    brut = ligne.cellules.get("numero")
    if isinstance(brut, date):
        texte = (
            "attendu : un numéro comme « 1.10 » ; le tableur l'a changé en date. La ligne n'est pas reprise : mettez "
            "la colonne au format Texte, puis tapez de nouveau le numéro."
        )
        contenu.report(Niveau.ERREUR, ligne.lieu, "Numéro", ligne.text("numero"), texte)
        return False
    return True


def report_decimaux(feuille: str, numeros: Mapping[int, Brut], contenu: Contenu) -> None:
    """Prévient une fois par feuille que des numéros sont des nombres : « 1.10 » y est devenu « 1.1 »."""
    decimaux = [(rang, n) for rang, n in numeros.items() if isinstance(n, float) and not n.is_integer()]
    if decimaux:
        rang, numero = decimaux[0]
        texte = (
            "numéros tapés comme des nombres : un « 1.10 » y devient « 1.1 ». Vérifiez-les, ou mettez la colonne au "
            "format Texte et tapez-les de nouveau."
        )
        contenu.report(Niveau.AVIS, (feuille, rang), "Numéro", to_texte(numero), texte)
