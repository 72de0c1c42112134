"""Reconnaître ce qui a un peu changé d'un classeur à l'autre : étape cochée, note allongée, budget réparti."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from observatoire.domain.cls.objets import Action, Etape, Financement, Note, Objet
from observatoire.domain.cls.plan import Plan
from observatoire.domain.francais import format_nombre
from observatoire.services.suivi.classeur.colonnes import fold_nom
from observatoire.services.suivi.classeur.contenu import Cle, Contenu, Niveau, Rangee

NATURE_TOTAL = "Budget prévisionnel"
Anciens = Mapping[tuple[str, Cle], Objet]
_COCHE = re.compile(r"^(?:[✓✔☑]|\[x\]|\(x\))\s*|\s*\((?:faite?|réalisée?)\)$", re.IGNORECASE)


def fold_etape(libelle: str) -> str:
    """Rend un libellé d'étape comparable, sans sa coche."""
    return fold_nom(_COCHE.sub("", libelle))


def reunite(plan: Plan, contenu: Contenu, rangees: list[Rangee], anciens: Anciens) -> dict[tuple[str, Cle], Objet]:
    """Rend, pour les rangées d'une feuille de plan qu'aucune clé ne reconnaît, l'objet qu'elles prolongent."""
    pris = {(r.genre, ancien.id) for r in rangees if (ancien := anciens.get((r.genre, r.cle)))}
    trouves: dict[tuple[str, Cle], Objet] = {}
    for rangee in rangees:
        if not rangee.partielle or (rangee.genre, rangee.cle) in anciens:
            continue
        libres = [o for o in _list_freres(plan, rangee, anciens) if (rangee.genre, o.id) not in pris]
        proches = [o for o in libres if _is_proche(rangee, o)]
        # Un financeur présent plusieurs années : la cellule ne dit pas laquelle.
        ambigu = rangee.genre == "financement" and len(proches) > 1
        proche = None if ambigu else next(iter(proches), None) or _replace_total(contenu, rangee, libres)
        if proche is not None:
            trouves[rangee.genre, rangee.cle] = proche
            pris.add((rangee.genre, proche.id))
            _keep_details(rangee)
    return trouves


def _list_freres(plan: Plan, rangee: Rangee, anciens: Anciens) -> list[Objet]:
    """Ce que l'action de cette rangée a déjà, du même genre."""
    cle = rangee.refs.get("action_id")
    action = anciens.get(("action", cle)) if cle else None
    if action is None:
        return []
    listes: dict[str, Any] = {"etape": plan.list_etapes, "note": plan.list_notes, "financement": plan.list_financements}
    return list(listes[rangee.genre](action.id)) if rangee.genre in listes else []


def _is_proche(rangee: Rangee, objet: Objet) -> bool:
    champs = rangee.champs
    if isinstance(objet, Etape):
        return fold_etape(champs["libelle"]) == fold_etape(objet.libelle)
    if isinstance(objet, Note):
        return champs.get("date") == objet.date and champs["texte"].startswith(f"{objet.texte}\n")
    if isinstance(objet, Financement):
        nom = fold_nom(champs["financeur"])
        return bool(nom) and nom == fold_nom(objet.financeur) and champs["unite"] is objet.unite
    return False


def _replace_total(contenu: Contenu, rangee: Rangee, libres: list[Objet]) -> Objet | None:
    """Le budget sans financeur d'un import précédent laisse sa place au premier financeur chiffré."""
    champs = rangee.champs
    if rangee.genre != "financement" or not champs["financeur"] or "prevu" not in champs:
        return None
    for objet in libres:
        if isinstance(objet, Financement) and _is_total(objet) and objet.unite is champs["unite"]:
            texte = (
                f"le budget sans financeur de {format_nombre(objet.prevu)} {objet.unite.libelle} est remplacé par ses "
                "financeurs : il ne s'y ajoute pas."
            )
            contenu.report(Niveau.AVIS, rangee.lieu, "Financements", champs["financeur"], texte)
            rangee.partielle = False
            return objet
    return None


def _is_total(objet: Financement) -> bool:
    """Vrai pour une ligne qu'un import a tirée d'un budget seul, et que personne n'a complétée."""
    complete = objet.annee or objet.dispositif or objet.demande or objet.realise is not None
    return objet.nature == NATURE_TOTAL and not objet.financeur and not complete


def _keep_details(rangee: Rangee) -> None:
    """Ce qu'une cellule ne sait pas dire (année, nature, dispositif) ne change pas dans l'objet reconnu."""
    if rangee.partielle:
        for champ in ("annee", "nature", "dispositif"):
            rangee.champs.pop(champ, None)


def drop_totaux(plan: Plan, contenu: Contenu, rangees: list[Rangee], anciens: Anciens) -> list[Rangee]:
    """Retire les montants qui compteraient deux fois : le total d'une action qui a ses financeurs, ou le total d'un
    financeur dont le plan a le détail par année."""
    gardees: list[Rangee] = []
    for rangee in rangees:
        neuf = rangee.genre == "financement" and rangee.partielle and (rangee.genre, rangee.cle) not in anciens
        if not (neuf and _is_compte(contenu, rangee, _list_freres(plan, rangee, anciens))):
            gardees.append(rangee)
    return gardees


def _is_compte(contenu: Contenu, rangee: Rangee, freres: list[Objet]) -> bool:
    """Vrai si le plan a déjà le détail de ce montant ; dit ce qui n'est pas repris."""
    champs = rangee.champs
    chiffres = [o for o in freres if isinstance(o, Financement) and o.unite is champs["unite"] and o.prevu]
    if champs["nature"] == NATURE_TOTAL:
        detail, texte = chiffres, "l'action a déjà des financeurs chiffrés : ce total"
    else:
        detail = [o for o in chiffres if _is_proche(rangee, o)]
        texte = f"le plan a déjà {len(detail)} lignes de ce financeur : ce montant"
    if not detail or (champs["nature"] != NATURE_TOTAL and len(detail) < 2):
        return False
    if round(sum(o.prevu or 0 for o in detail), 2) != champs.get("prevu"):
        trouve = f"{champs['financeur']} {format_nombre(champs.get('prevu'))}".strip()
        contenu.report(
            Niveau.AVIS, rangee.lieu, "Financements", trouve, f"{texte} n'est pas repris, il compterait deux fois."
        )
    return True


def report_absents(
    plan: Plan, contenu: Contenu, anciens: Anciens, repris: Collection[tuple[str, int]], rangees: list[Rangee]
) -> None:
    """Dit les étapes et financeurs du plan que le classeur, qui en donne d'autres pour la même action, n'a plus."""
    lues: dict[tuple[str, int], list[Rangee]] = {}
    for rangee in rangees:
        cle = rangee.refs.get("action_id")
        action = anciens.get(("action", cle)) if cle else None
        # Un total seul ne dit rien de ses financeurs.
        total = rangee.partielle and rangee.champs.get("nature") == NATURE_TOTAL
        if action is not None and rangee.genre in {"etape", "financement"} and not total:
            lues.setdefault((rangee.genre, action.id), []).append(rangee)
    for classe, genre in ((Etape, "etape"), (Financement, "financement")):
        for objet in plan.list_objets(classe):
            voisines = lues.get((genre, objet.action_id), [])
            nommee = any(r.partielle and _is_proche(r, objet) for r in voisines)
            if voisines and not nommee and (genre, objet.id) not in repris:
                contenu.report(Niveau.AVIS, voisines[0].lieu, *_describe_absent(plan, objet))


def _describe_absent(plan: Plan, objet: Etape | Financement) -> tuple[str, str, str]:
    action = plan.get(Action, objet.action_id)
    de = f"de l'action {action.numero}" if action else ""
    suite = "n'est plus dans le classeur : rien n'est supprimé. Retirez-la de la fiche si elle n'a plus lieu d'être."
    if isinstance(objet, Etape):
        return "Étapes", objet.libelle, f"cette étape {de} {suite}"
    montant = f"{format_nombre(objet.prevu)} {objet.unite.libelle}" if objet.prevu is not None else "sans montant"
    nom = objet.financeur or objet.nature or "sans nom"
    return "Financements", f"{nom} ({montant})", f"cette ligne {de} {suite}"
