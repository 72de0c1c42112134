"""Annuaire santé de l'Assurance maladie (`liste-ps-*.csv`) : une ligne par professionnel, lieu et tarif."""

import re
from pathlib import Path

import pandas as pd

from observatoire.ingest.formats.demande import Demande
from observatoire.ingest.formats.offre import professions
from observatoire.ingest.formats.offre.commun import (
    Communes,
    build_lot_points,
    check_entete,
    get_departement_postal,
    hash_id,
    repair_mojibake,
)
from observatoire.ingest.formats.offre.dates import date_livraison
from observatoire.ingest.formats.offre.flux import build_rejet_cases, iter_lignes
from observatoire.ingest.formats.offre.partage import LieuxParPersonne
from observatoire.ingest.formats.offre.voisinage import Voisinage
from observatoire.ingest.lot import LotLu
from observatoire.ingest.rejets import Rejet

_NOM, _CODE, _POSTAL = "ps_activite_nom", "specialite_code", "coordonnees_code_postal"
_OBLIGATOIRES = (_NOM, "ps_activite_prenom", _CODE, "specialite_libelle", _POSTAL, "coordonnees_ville")
_SECTEUR = re.compile(r"\bsecteur\s*([123])\b", re.IGNORECASE)


def is_ameli(premiere_ligne: str) -> bool:
    """Reconnaît l'en-tête."""
    return {_NOM, _CODE} <= {c.strip().strip('"').lower() for c in premiere_ligne.split(";")}


def read_ameli(chemin: Path, demande: Demande) -> LotLu:
    """Professionnels des départements suivis. Sans numéro de personne, nom, prénom et spécialité en tiennent lieu.

    Raises:
        FichierRefuse: une colonne nécessaire manque.
    """
    suite = iter_lignes(chemin, ";", guillemets=True)
    _, entete = next(suite)
    noms = [c.strip().lower() for c in entete]
    check_entete(noms, _OBLIGATOIRES, demande, conseil="Prenez le fichier liste-ps de l'annuaire santé, entier.")
    departements = Voisinage(demande.contexte).suivis
    lieux = LieuxParPersonne()
    gardees: dict[tuple[str, str], tuple[int, dict[str, str]]] = {}
    rejets: list[Rejet] = []
    lues = 0
    for numero, cases in suite:
        if not any(cases):
            continue
        lues += 1
        if len(cases) != len(noms):
            rejets.append(build_rejet_cases(demande.fichier, numero, len(cases), len(noms), ";"))
            continue
        ligne = {nom: case.strip() for nom, case in zip(noms, cases, strict=True)}
        personne = "|".join(ligne[c].upper() for c in (_NOM, "ps_activite_prenom")) + f"|{ligne[_CODE].zfill(2)}"
        site = f"{ligne.get('coordonnees_voie', '')}|{ligne[_POSTAL]}".upper()
        lieux.add(personne, site)
        if get_departement_postal(ligne[_POSTAL].zfill(5)) in departements:
            gardees.setdefault((personne, site), (numero, ligne))
    communes = Communes(demande.contexte)
    jour, messages = date_livraison(demande)
    combien = lieux.count(personne for personne, _ in gardees)
    points = [
        _build_point(ligne, personne, site, lieux=n, communes=communes, jour=jour) | {"ligne": numero}
        for n, ((personne, site), (numero, ligne)) in zip(combien, gardees.items(), strict=True)
    ]
    return build_lot_points(
        pd.DataFrame(points),
        demande,
        format_="ameli",
        libelle=f"Annuaire santé de l’Assurance maladie au {jour}",
        source="cnam_annuaire",
        lignes_lues=lues,
        rejets=tuple(rejets),
        messages=[f"Annuaire au {jour}.", *messages, *Voisinage(demande.contexte).describe_sans_position()],
    )


def _build_point(
    ligne: dict[str, str], personne: str, site: str, *, lieux: int, communes: Communes, jour: str
) -> dict[str, object]:
    nomme = _name(ligne)
    postal = ligne[_POSTAL].zfill(5)
    nature = ligne.get("nature_exercice_libelle", "").lower()
    voie = ligne.get("coordonnees_voie", "") or ligne.get("coordonnees_lieu_dit", "")
    adresse = (voie, postal, ligne["coordonnees_ville"])
    return {
        "id": hash_id("ameli", personne, site),
        "categorie": nomme.categorie,
        "profession": nomme.profession,
        "specialite": nomme.specialite,
        "nom": repair_mojibake(f"{ligne[_NOM]} {ligne['ps_activite_prenom']}".strip()),
        "secteur_conventionnel": _name_secteur(ligne),
        "date": jour,
        "personne": hash_id("ameli", personne),
        "activite": 1.0 / lieux,
        "commune": communes.find(postal, ligne["coordonnees_ville"]),
        "adresse": repair_mojibake(" ".join(filter(None, adresse))),
        "mode_exercice": "salarié" if "salari" in nature else "libéral",
    }


def _name(ligne: dict[str, str]) -> professions.Nomme:
    """Le code fait foi ; les autres sont des médecins, si le type le dit, ou ce que nomme le libellé."""
    code = ligne[_CODE].zfill(2)
    if code in professions.AMELI_GENERALISTES:
        return professions.name_metier("Médecin", professions.GENERALISTE)
    if code in professions.AMELI:
        return professions.name_metier(professions.AMELI[code])
    libelle = repair_mojibake(ligne["specialite_libelle"])
    medecin = "médecin" in repair_mojibake(ligne.get("type_ps_libelle", "")).lower()
    return professions.name_metier("Médecin", libelle) if medecin else professions.name_metier(libelle)


def _name_secteur(ligne: dict[str, str]) -> str:
    """« secteur 1 », « secteur 2 » ; le libellé fait foi, le code sert à défaut."""
    libelle = repair_mojibake(ligne.get("secteur_conventionnel_libelle", ""))
    code = ligne.get("secteur_conventionnel_code", "")
    if "non conventionn" in libelle.lower() or (not libelle and code == "0"):
        return "non conventionné"
    trouve = _SECTEUR.search(libelle)
    chiffre = trouve[1] if trouve else code if not libelle else ""
    return f"secteur {chiffre}" if chiffre else libelle.lower()
