"""Tableaux larges : territoires en lignes, indicateurs en colonnes, comme un ORS ou une CPAM les envoie."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd

from observatoire.domain.estimation import Statut
from observatoire.domain.francais import format_nombre, join_mots, sort_key
from observatoire.ingest.formats.cles import ResolveurTerritoires
from observatoire.ingest.formats.controle import check_valeurs
from observatoire.ingest.formats.demande import Demande
from observatoire.ingest.formats.entetes import Plan, find_plan, list_inconnues
from observatoire.ingest.formats.intitules import ColonneLue, LecteurIntitules, find_periodes
from observatoire.ingest.lecture.refus import build_refus
from observatoire.ingest.lecture.tableau import Feuille, Tableau
from observatoire.ingest.lot import LotLu

_PIED = re.compile(r"^(total|ensemble|source|sources|note|notes|champ|lecture|legende|avertissement|\*|\(\d\))\b|^\*")


def read_tableaux_larges(feuilles: list[Feuille], demande: Demande) -> LotLu | None:
    """Lit toutes les feuilles qui sont des tableaux larges, ou rien s'il n'y en a aucune.

    Raises:
        FichierRefuse: aucune période, deux colonnes pour un même chiffre, feuilles qui se contredisent.
    """
    lecteur = LecteurIntitules(demande.contexte.indicateurs, demande.correspondance)
    plans = [plan for f in feuilles if (plan := find_plan(f, demande, lecteur)) is not None]
    if not plans:
        return None
    lots = [_read_plan(plan, demande) for plan in plans]
    return lots[0] if len(lots) == 1 else _merge(lots, plans, demande)


def _read_plan(plan: Plan, demande: Demande) -> LotLu:
    colonnes, messages = _complete_periodes(plan, demande)
    _check_colonnes(plan, colonnes)
    tableau, pied = _build_tableau(plan, colonnes)
    if pied:
        messages.append(f"{pied} ligne(s) de total, de note ou de source laissée(s) de côté.")
    _check_territoires(tableau, plan, demande)
    inconnues = list_inconnues(plan)
    if inconnues:
        messages.append(f"Colonnes ignorées, inconnues du catalogue : {join_mots(inconnues)}.")
    long = _melt(tableau, plan, colonnes, messages)
    lot = check_valeurs(long, demande, format_="tableau_large", messages=messages)
    refusees = {r.ligne for r in (*tableau.list_rejets(), *lot.rejets)}
    rejets = tuple(sorted({*tableau.list_rejets(), *lot.rejets}, key=lambda r: (r.ligne, r.colonne)))
    return replace(
        lot,
        lignes_lues=tableau.lignes_lues,
        lignes_retenues=len(tableau.donnees) - len(refusees & set(tableau.lignes.tolist())),
        rejets=rejets,
    )


def _complete_periodes(plan: Plan, demande: Demande) -> tuple[list[ColonneLue], list[str]]:
    """Période de chaque colonne : la sienne, sinon celle des lignes, du titre ou du nom de la feuille."""
    sans = [c for c in plan.colonnes if not c.periode]
    if not sans or "periode" in plan.cles:
        return plan.colonnes, []
    titres = [t for i in range(plan.entete) for t in plan.feuille.get_ligne(i) if t]
    periodes = find_periodes(" ; ".join([*dict.fromkeys(titres), plan.feuille.nom]))
    if len(periodes) != 1:
        raise build_refus(
            demande.fichier,
            feuille=plan.feuille.nom,
            ligne=int(plan.feuille.lignes[plan.entete]),
            colonne=sans[0].intitule,
            trouve="un intitulé sans période",
            attendu="la période dans l'intitulé de la colonne",
            conseil=f"Écrivez par exemple « {sans[0].intitule} (2023) » ou « {sans[0].intitule} (2018-2022) ».",
        )
    complete = [c if c.periode else replace(c, periode=periodes[0]) for c in plan.colonnes]
    return complete, [f"Période {periodes[0]} lue dans le titre."]


def _check_colonnes(plan: Plan, colonnes: list[ColonneLue]) -> None:
    vues: dict[tuple[str, str, str], ColonneLue] = {}
    for colonne in colonnes:
        cle = (colonne.indicateur, colonne.periode, colonne.role)
        if autre := vues.get(cle):
            raise build_refus(
                plan.feuille.fichier,
                feuille=plan.feuille.nom,
                ligne=int(plan.feuille.lignes[plan.entete]),
                colonne=colonne.intitule,
                trouve=f"deux colonnes pour le même chiffre ({autre.intitule} et {colonne.intitule})",
                attendu="une colonne par indicateur et par période",
                conseil="Supprimez l'une des deux, ou précisez leurs périodes.",
            )
        vues[cle] = colonne


def _build_tableau(plan: Plan, colonnes: list[ColonneLue]) -> tuple[Tableau, int]:
    """Lignes de données, sans les unités sous l'en-tête ni les totaux et notes du bas ; et combien on en a ôté."""
    donnees = plan.feuille.cellules.iloc[plan.entete + 1 :].reset_index(drop=True)
    lignes = plan.feuille.lignes[plan.entete + 1 :]
    lieux = donnees[plan.territoire]
    remplies = (donnees[[c.position for c in colonnes]] != "").any(axis=1).to_numpy(dtype=bool)
    pied = lieux.map(lambda t: _PIED.match(sort_key(str(t))) is not None).to_numpy(dtype=bool)
    chiffres = donnees[[c.position for c in colonnes]].apply(lambda c: c.str.contains(r"\d")).any(axis=1)
    unites = (lieux == "").to_numpy() & remplies & ~chiffres.to_numpy(dtype=bool)
    gardees = remplies & ~pied & ~unites
    premiere = int(plan.feuille.lignes[plan.entete])
    tableau = Tableau(
        plan.feuille.fichier,
        plan.feuille.nom,
        donnees[gardees].reset_index(drop=True),
        lignes[gardees],
        tuple(r for r in plan.feuille.rejets if r.ligne > premiere),
    )
    if tableau.donnees.empty and not tableau.rejets:
        raise build_refus(
            plan.feuille.fichier,
            feuille=plan.feuille.nom,
            trouve="un en-tête sans aucune ligne de données",
            attendu="au moins un territoire avec un chiffre",
            conseil="Vérifiez que l'export n'a pas été interrompu.",
        )
    return tableau, int((pied & (donnees != "").any(axis=1).to_numpy()).sum())


def _check_territoires(tableau: Tableau, plan: Plan, demande: Demande) -> None:
    """Un territoire inconnu ou répété est refusé une fois par ligne, non une fois par colonne."""
    resolveur = ResolveurTerritoires(demande.contexte, demande.maille)
    colonne = plan.intitules[plan.territoire]
    lieux = tableau.donnees[plan.territoire]
    reponses = {t: resolveur.resolve(t) for t in lieux.unique()}
    codes = lieux.map({t: r.code for t, r in reponses.items()})
    tableau.reject(
        (codes == "").to_numpy(),
        colonne,
        attendu="un territoire connu (code, ou nom exact d'un quartier)",
        conseil=lieux.map({t: r.conseil for t, r in reponses.items()}),
        trouve=lieux,
    )
    cles = pd.DataFrame({"code": codes} | {c: tableau.donnees[p] for c, p in plan.cles.items()})
    tableau.reject(
        cles.duplicated().to_numpy(),
        colonne,
        attendu="une seule ligne par territoire",
        conseil="Ce territoire est déjà plus haut dans le tableau : supprimez l'une des deux lignes.",
        trouve=lieux,
    )


def _melt(tableau: Tableau, plan: Plan, colonnes: list[ColonneLue], messages: list[str]) -> Tableau:
    """Une ligne par chiffre, aux colonnes du schéma `valeurs` ; chaque case garde l'intitulé d'où elle vient."""
    saines = ~tableau.mauvaises
    donnees, lignes = tableau.donnees[saines], tableau.lignes[saines]
    chiffres: dict[tuple[str, str], dict[str, ColonneLue]] = {}
    for colonne in colonnes:
        chiffres.setdefault((colonne.indicateur, colonne.periode), {})[colonne.role] = colonne
    parts: list[pd.DataFrame] = []
    origines: list[dict[str, str]] = []
    for (indicateur, periode), roles in chiffres.items():
        part = pd.DataFrame(
            {"indicateur": indicateur, "territoire": donnees[plan.territoire], "periode": periode, "statut": ""}
        )
        for cle in ("periode", "sexe", "age"):
            if cle in plan.cles and not (cle == "periode" and periode):
                part[cle] = donnees[plan.cles[cle]]
            elif cle != "periode":
                part[cle] = ""
        for role in ("numerateur", "denominateur", "valeur"):
            part[role] = donnees[roles[role].position] if role in roles else ""
        parts.append(part)
        defaut = next(iter(roles.values())).intitule
        origines.append(
            {
                role: roles[role].intitule if role in roles else defaut
                for role in ("numerateur", "denominateur", "valeur")
            }
        )
    long = pd.concat(parts, ignore_index=True)
    vides = ((long["numerateur"] == "") & (long["valeur"] == "")).to_numpy()
    long.loc[vides, "statut"] = Statut.NON_DISPONIBLE.value
    if vides.any():
        messages.append(f"{format_nombre(int(vides.sum()))} case(s) vide(s) : chiffres non disponibles.")
    taille = len(donnees)
    provenance = {
        role: np.repeat([o[role] for o in origines], taille) for role in ("numerateur", "denominateur", "valeur")
    }
    provenance["territoire"] = np.repeat(plan.intitules[plan.territoire], len(long))
    return Tableau(tableau.fichier, tableau.feuille, long, np.tile(lignes, len(parts)), origines=provenance)


def _merge(lots: list[LotLu], plans: list[Plan], demande: Demande) -> LotLu:
    valeurs = pd.concat([lot.valeurs for lot in lots], ignore_index=True)
    cle = ["indicateur", "territoire", "periode", "sexe", "age"]
    valeurs = valeurs.drop_duplicates().reset_index(drop=True)
    double = valeurs[valeurs.duplicated(cle)]
    if len(double):
        premier = double.iloc[0]
        raise build_refus(
            demande.fichier,
            colonne=str(premier["indicateur"]),
            trouve=f"deux valeurs pour {premier['territoire']} en {premier['periode']}, sur deux feuilles",
            attendu="un seul chiffre par indicateur, territoire et période",
            conseil=f"Gardez une seule des feuilles {join_mots(p.feuille.nom for p in plans)}.",
        )
    territoires = pd.concat([lot.territoires for lot in lots]).drop_duplicates("code").reset_index(drop=True)
    codes = valeurs["indicateur"].nunique()
    return replace(
        lots[0],
        libelle=f"{codes} indicateur(s) sur {len(lots)} feuilles",
        lignes_lues=sum(lot.lignes_lues for lot in lots),
        lignes_retenues=sum(lot.lignes_retenues for lot in lots),
        territoires=territoires,
        valeurs=valeurs,
        rejets=tuple(r for lot in lots for r in lot.rejets),
        messages=tuple(dict.fromkeys(m for lot in lots for m in lot.messages)),
    )
