"""Ce qu'une cellule d'une ligne de plan dit d'étapes, de notes, de moyens, d'indicateurs, d'actions liées."""

import re
from datetime import date
from typing import Any

from observatoire.domain.cls.vocabulaire import TypeIndicateurCls, UniteFinancement
from observatoire.services.suivi.classeur.cles import Numeroteur, cle_action
from observatoire.services.suivi.classeur.contenu import Cle, Contenu, Niveau, Rangee
from observatoire.services.suivi.classeur.valeurs import (
    Brut,
    Illisible,
    Montant,
    find_terme,
    parse_date,
    parse_montant,
    parse_nombre,
    split_lignes,
    to_texte,
)

_FAITE = re.compile(r"^(?:[✓✔☑]|\[x\]|\(x\))\s*|\s*\((?:faite?|réalisée?)\)$", re.IGNORECASE)
_DATE_FINALE = re.compile(r"^(?P<libelle>.+?)\s*(?:\((?P<entre>[^()]+)\)|[:–—]\s*(?P<apres>[^:–—]+))$")
_DATE_INITIALE = re.compile(r"^(?P<date>[^:–—]{4,20}?)\s*[:–—]\s*(?P<texte>.+)$")
_FINANCEUR = re.compile(r"^(?P<nom>.+?)\s*[:=–—]\s*(?P<montant>.+)$")


class Rattaches:
    """Ajoute au contenu ce qui se rattache à une action ; `exclus` sont les genres lus dans leur propre feuille."""

    def __init__(self, contenu: Contenu, exclus: frozenset[str]) -> None:
        self.contenu = contenu
        self.exclus = exclus
        self._numeroteur = Numeroteur()

    def add(self, genre: str, numero: str, champs: dict[str, Any]) -> Rangee | None:
        """Ajoute un objet rattaché à une action."""
        if genre in self.exclus:
            return None
        refs: dict[str, Cle | None] = {"action_id": cle_action(numero)}
        rangee = Rangee(genre, self._numeroteur.build_cle(genre, refs, champs), champs, refs, partielle=True)
        self.contenu.rangees.append(rangee)
        return rangee

    def read(self, numero: str, cellules: dict[str, Brut], lieu: tuple[str, int]) -> None:
        """Lit toutes les cellules rattachées d'une ligne."""
        for rang, ligne in enumerate(split_lignes(cellules.get("etapes")), start=1):
            self.add("etape", numero, read_etape(ligne) | {"ordre": rang})
        self._read_notes(numero, cellules.get("notes"), lieu)
        self._read_indicateurs(numero, cellules, lieu)
        self._read_moyens(numero, cellules, lieu)
        for cible in re.split(r"[;,\n]", to_texte(cellules.get("liees"))):
            if cible.strip() and "lien_actions" not in self.exclus:
                self._add_lien(numero, cible.strip())

    def _add_lien(self, numero: str, cible: str) -> None:
        refs: dict[str, Cle | None] = {"action_id": cle_action(numero), "cible_id": cle_action(cible)}
        cle = self._numeroteur.build_cle("lien_actions", refs, {})
        self.contenu.rangees.append(Rangee("lien_actions", cle, {}, refs, partielle=True))

    def _read_notes(self, numero: str, brut: Brut, lieu: tuple[str, int]) -> None:
        for ligne in split_lignes(brut):
            jour, texte = read_note(ligne)
            champs: dict[str, Any] = {"texte": texte} if jour is None else {"texte": texte, "date": jour}
            if self.add("note", numero, champs) and jour is None:
                avis = "note sans date : datée du jour de l'import."
                self.contenu.report(Niveau.AVIS, lieu, "Notes de suivi", ligne, avis)

    def _read_indicateurs(self, numero: str, cellules: dict[str, Brut], lieu: tuple[str, int]) -> None:
        libelles = split_lignes(cellules.get("indicateurs"))
        details = {c: cellules.get(f"indicateur_{c}") for c in ("type", "depart", "cible", "source")}
        if len(libelles) != 1 and any(to_texte(v) for v in details.values()):
            avis = "type, départ, cible et source ne se lisent que si la ligne a un seul indicateur."
            self.contenu.report(Niveau.AVIS, lieu, "Indicateurs liés", f"{len(libelles)} indicateurs", avis)
            details = {}
        for libelle in libelles:
            champs: dict[str, Any] = {"libelle": libelle, "source": to_texte(details.get("source"))}
            type_ = find_terme(TypeIndicateurCls, to_texte(details.get("type")))
            if type_:
                champs["type"] = type_
            depart = self._read_nombre(details.get("depart"), "Valeur de départ", lieu)
            if depart is not None:
                champs["depart_valeur"] = depart
            indicateur = self.add("indicateur_cls", numero, champs)
            cible = self._read_nombre(details.get("cible"), "Cible", lieu)
            if indicateur and cible is not None:
                self._add_cible(indicateur, cible, cellules.get("fin"), lieu)

    def _add_cible(self, indicateur: Rangee, cible: float, fin: Brut, lieu: tuple[str, int]) -> None:
        try:
            jour = parse_date(fin, fin=True)
        except Illisible:
            jour = None
        if jour is None:
            avis = "cible sans date : il faut la date de fin de l'action. La cible n'est pas reprise."
            self.contenu.report(Niveau.AVIS, lieu, "Cible", f"{cible:g}", avis)
            return
        refs: dict[str, Cle | None] = {"indicateur_id": indicateur.cle}
        champs: dict[str, Any] = {"date": jour, "valeur": cible}
        cle = self._numeroteur.build_cle("cible", refs, champs)
        self.contenu.rangees.append(Rangee("cible", cle, champs, refs, partielle=True))

    def _read_nombre(self, brut: Brut, colonne: str, lieu: tuple[str, int]) -> float | None:
        try:
            return parse_nombre(brut)
        except Illisible as erreur:
            texte = f"attendu : {erreur}. La valeur n'est pas reprise."
            self.contenu.report(Niveau.AVIS, lieu, colonne, to_texte(brut), texte)
            return None

    def _read_moyens(self, numero: str, cellules: dict[str, Brut], lieu: tuple[str, int]) -> None:
        montants: list[Montant] = []
        for rang in (1, 2, 3):
            nom = to_texte(cellules.get(f"financeur_{rang}"))
            montant = self._read_montant(cellules.get(f"montant_{rang}"), f"Montant {rang}", lieu)
            if nom or montant:
                self._add_moyen(numero, nom, montant)
                montants += [montant] if montant else []
        for ligne in split_lignes(cellules.get("financements")):
            trouve = _FINANCEUR.match(ligne)
            try:
                montant = parse_montant(trouve["montant"]) if trouve else None
            except Illisible:
                trouve, montant = None, None
            self._add_moyen(numero, trouve["nom"] if trouve else ligne, montant)
            montants += [montant] if montant else []
        budget = self._read_montant(cellules.get("budget"), "Budget prévisionnel", lieu)
        if budget and not montants:
            self._add_moyen(numero, "", budget, nature="Budget prévisionnel")
        elif budget and sum(m.valeur for m in montants if m.unite is budget.unite) != budget.valeur:
            avis = "le budget diffère de la somme des financeurs : les financeurs sont repris, le total non."
            self.contenu.report(Niveau.AVIS, lieu, "Budget prévisionnel", to_texte(cellules.get("budget")), avis)

    def _add_moyen(self, numero: str, nom: str, montant: Montant | None, nature: str = "") -> None:
        champs: dict[str, Any] = {
            "annee": None,
            "nature": nature,
            "unite": montant.unite if montant else UniteFinancement.EURO,
            "financeur": nom,
            "dispositif": "",
        }
        if montant:
            champs["prevu"] = montant.valeur
        self.add("financement", numero, champs)

    def _read_montant(self, brut: Brut, colonne: str, lieu: tuple[str, int]) -> Montant | None:
        try:
            return parse_montant(brut)
        except Illisible as erreur:
            texte = f"attendu : {erreur}. Le montant n'est pas repris."
            self.contenu.report(Niveau.AVIS, lieu, colonne, to_texte(brut), texte)
            return None


def read_etape(ligne: str) -> dict[str, Any]:
    """Lit « ✔ Recruter (mars 2023) » : libellé, échéance, ou date de réalisation si elle est faite."""
    faite = bool(_FAITE.search(ligne))
    texte = _FAITE.sub("", ligne).strip()
    jour: date | None = None
    if trouve := _DATE_FINALE.match(texte):
        jour = _try_date(trouve["entre"] or trouve["apres"])
        texte = trouve["libelle"] if jour else texte
    champs: dict[str, Any] = {"libelle": f"{texte} (faite)" if faite and jour is None else texte}
    if jour is not None:
        champs["realisee_le" if faite else "echeance"] = jour
    return champs


def read_note(ligne: str) -> tuple[date | None, str]:
    """Lit « 12/03/2024 : première réunion »."""
    trouve = _DATE_INITIALE.match(ligne)
    jour = _try_date(trouve["date"]) if trouve else None
    return (jour, trouve["texte"]) if trouve and jour else (None, ligne)


def _try_date(texte: str) -> date | None:
    try:
        return parse_date(texte, fin=True)
    except Illisible:
        return None
