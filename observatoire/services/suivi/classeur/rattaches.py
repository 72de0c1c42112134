"""Ce qu'une cellule d'une ligne de plan dit d'étapes, de notes, de moyens, d'indicateurs, d'actions liées."""

import re
from collections.abc import Collection
from datetime import date
from typing import Any

from observatoire.domain.cls.vocabulaire import TypeIndicateurCls
from observatoire.services.suivi.classeur.cles import Numeroteur, cle_action
from observatoire.services.suivi.classeur.contenu import Cle, Contenu, Niveau, Rangee
from observatoire.services.suivi.classeur.moyens import read_moyens
from observatoire.services.suivi.classeur.valeurs import (
    Brut,
    Illisible,
    find_terme,
    parse_date,
    parse_nombre,
    split_lignes,
    to_texte,
)

_FAITE = re.compile(r"^(?:[✓✔☑]|\[x\]|\(x\))\s*|\s*\((?:faite?|réalisée?)\)$", re.IGNORECASE)
_DATE_FINALE = re.compile(r"^(?P<libelle>.+?)\s*(?:\((?P<entre>[^()]+)\)|[:–—]\s*(?P<apres>[^:–—]+))$")
_DATE_INITIALE = re.compile(r"^(?P<date>[^:–—]{4,20}?)\s*[:–—]\s*(?P<texte>.+)$")
_NUMERO = re.compile(r"\d+(?:[.\-]\d+)*")


class Rattaches:
    """Ajoute au contenu ce qui se rattache à une action ; `exclus` sont les genres lus dans leur propre feuille."""

    def __init__(self, contenu: Contenu, exclus: frozenset[str], annonces: Collection[str]) -> None:
        self.contenu = contenu
        self.exclus = exclus
        self._annonces = annonces
        self._numeroteur = Numeroteur()
        self._liens: set[tuple[str, str]] = set()

    def add(
        self, genre: str, numero: str, champs: dict[str, Any], lieu: tuple[str, int], *, faite: bool = False
    ) -> Rangee | None:
        """Ajoute un objet rattaché à une action."""
        if genre in self.exclus:
            return None
        refs: dict[str, Cle | None] = {"action_id": cle_action(numero)}
        cle = self._numeroteur.build_cle(genre, refs, champs)
        rangee = Rangee(genre, cle, champs, refs, partielle=True, lieu=lieu, faite=faite)
        self.contenu.rangees.append(rangee)
        return rangee

    def read(self, numero: str, cellules: dict[str, Brut], lieu: tuple[str, int]) -> None:
        """Lit toutes les cellules rattachées d'une ligne."""
        for rang, ligne in enumerate(split_lignes(cellules.get("etapes")), start=1):
            champs, faite = read_etape(ligne)
            self.add("etape", numero, champs | {"ordre": rang}, lieu, faite=faite)
        if "note" not in self.exclus:
            self._read_notes(numero, cellules.get("notes"), lieu)
        if "indicateur_cls" not in self.exclus:
            self._read_indicateurs(numero, cellules, lieu)
        if "financement" not in self.exclus:
            read_moyens(cellules, self.contenu, lieu, lambda champs: self.add("financement", numero, champs, lieu))
        if "lien_actions" not in self.exclus:
            self._read_liens(numero, to_texte(cellules.get("liees")), lieu)

    def _read_liens(self, numero: str, texte: str, lieu: tuple[str, int]) -> None:
        for morceau in re.split(r"[;,\n]", texte):
            if not morceau.strip():
                continue
            cibles = find_numeros(morceau.strip(), self._annonces)
            if not cibles:
                avis = "attendu : le numéro d'une action, comme « 2.1 ». Le lien n'est pas repris."
                self.contenu.report(Niveau.AVIS, lieu, "Actions liées", morceau.strip(), avis)
            for cible in cibles:
                if cible != numero and (numero, cible) not in self._liens:
                    self._liens.add((numero, cible))
                    refs: dict[str, Cle | None] = {"action_id": cle_action(numero), "cible_id": cle_action(cible)}
                    cle = self._numeroteur.build_cle("lien_actions", refs, {})
                    self.contenu.rangees.append(Rangee("lien_actions", cle, {}, refs, partielle=True, lieu=lieu))

    def _read_notes(self, numero: str, brut: Brut, lieu: tuple[str, int]) -> None:
        for jour, texte in read_notes(brut):
            champs: dict[str, Any] = {"texte": texte} if jour is None else {"texte": texte, "date": jour}
            if not texte:
                avis = "date sans texte : la note n'est pas reprise."
                self.contenu.report(Niveau.AVIS, lieu, "Notes de suivi", f"{jour:%d/%m/%Y}", avis)
            elif self.add("note", numero, champs, lieu) and jour is None:
                avis = "note sans date : datée du jour de l'import."
                self.contenu.report(Niveau.AVIS, lieu, "Notes de suivi", texte, avis)

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
                champs |= self._read_depart(depart, cellules.get("debut"), lieu)
            indicateur = self.add("indicateur_cls", numero, champs, lieu)
            cible = self._read_nombre(details.get("cible"), "Cible", lieu)
            if indicateur and cible is not None:
                self._add_cible(indicateur, cible, cellules.get("fin"), lieu)

    def _read_depart(self, depart: float, debut: Brut, lieu: tuple[str, int]) -> dict[str, Any]:
        """Une valeur de départ ne se compare qu'avec sa date : celle du début de l'action, à défaut d'une autre."""
        try:
            jour = parse_date(debut)
        except Illisible:
            jour = None
        if jour is None:
            avis = "valeur de départ sans date : il faut la date de début de l'action. Elle n'est pas reprise."
            self.contenu.report(Niveau.AVIS, lieu, "Valeur de départ", f"{depart:g}", avis)
            return {}
        return {"depart_valeur": depart, "depart_date": jour}

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
        self.contenu.rangees.append(Rangee("cible", cle, champs, refs, partielle=True, lieu=lieu))

    def _read_nombre(self, brut: Brut, colonne: str, lieu: tuple[str, int]) -> float | None:
        try:
            return parse_nombre(brut)
        except Illisible as erreur:
            texte = f"attendu : {erreur}. La valeur n'est pas reprise."
            self.contenu.report(Niveau.AVIS, lieu, colonne, to_texte(brut), texte)
            return None


def find_numeros(texte: str, connus: Collection[str]) -> list[str]:
    """Rend les numéros d'actions d'un texte comme « cf fiche 2 » ; un numéro connu se lit tel quel (« A-2 »)."""
    if texte in connus:
        return [texte]
    mots = [mot.strip(".:()«»") for mot in texte.split()]
    trouves = [mot if mot in connus else chiffres[0] for mot in mots if (chiffres := _NUMERO.search(mot))]
    reconnus = [numero for numero in trouves if numero in connus]
    # Une année à côté d'un numéro connu (« fiche 2, 2024 ») n'est pas une action.
    return list(
        dict.fromkeys(n for n in trouves if n in connus or not (reconnus and re.fullmatch(r"(?:19|20)\d\d", n)))
    )


def read_etape(ligne: str) -> tuple[dict[str, Any], bool]:
    """Lit « ✔ Recruter (mars 2023) » : libellé, échéance, ou date de réalisation si elle est faite.

    Returns:
        Les champs, et vrai si l'étape est faite sans qu'on sache quand.
    """
    faite = bool(_FAITE.search(ligne))
    texte = _FAITE.sub("", ligne).strip()
    jour: date | None = None
    if trouve := _DATE_FINALE.match(texte):
        jour = _try_date(trouve["entre"] or trouve["apres"])
        texte = trouve["libelle"] if jour else texte
    champs: dict[str, Any] = {"libelle": texte or ligne}
    if jour is not None:
        champs["realisee_le" if faite else "echeance"] = jour
    return champs, faite and jour is None


def read_notes(brut: Brut) -> list[tuple[date | None, str]]:
    """Lit une cellule de notes : une ligne sans date prolonge la note datée du dessus."""
    notes: list[tuple[date | None, str]] = []
    for ligne in split_lignes(brut):
        jour, texte = read_note(ligne)
        if jour is None and notes and notes[-1][0] is not None:
            date_dessus, dessus = notes[-1]
            notes[-1] = (date_dessus, f"{dessus}\n{texte}".strip())
        else:
            notes.append((jour, texte))
    return notes


def read_note(ligne: str) -> tuple[date | None, str]:
    """Lit « 12/03/2024 : première réunion », ou une date seule, dont le texte est en dessous."""
    seule = _try_date(ligne.rstrip(" :")) if not ligne.isdigit() else None
    if seule:
        return seule, ""
    trouve = _DATE_INITIALE.match(ligne)
    jour = _try_date(trouve["date"]) if trouve else None
    return (jour, trouve["texte"]) if trouve and jour else (None, ligne)


def _try_date(texte: str) -> date | None:
    """Rend une date, ou `None` ; un nombre qui n'est pas une année (« 35000 : budget ») n'en est pas une ici."""
    if re.fullmatch(r"[\d\s.,]+", texte) and not re.fullmatch(r"\s*(?:\d{4}|\d\d?\.\d\d?\.\d{2,4})\s*", texte):
        return None
    try:
        return parse_date(texte, fin=True)
    except Illisible:
        return None
