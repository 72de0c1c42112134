"""RPPS en libre accès (`PS_LibreAcces_Personne_activite_*.txt`) : une ligne par personne, lieu et savoir-faire."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from observatoire.domain.francais import format_nombre
from observatoire.domain.territoire import get_departement
from observatoire.ingest.formats.commun import find_commune, list_departements_perimetre
from observatoire.ingest.formats.demande import Demande
from observatoire.ingest.formats.offre import professions
from observatoire.ingest.formats.offre.commun import (
    Communes,
    build_lot_points,
    check_entete,
    find_date,
    get_departement_postal,
    hash_id,
    repair_mojibake,
    split_postal,
)
from observatoire.ingest.formats.offre.flux import iter_lignes
from observatoire.ingest.lot import LotLu
from observatoire.ingest.rejets import Rejet

_IDENTIFIANT, _CODE, _LIBELLE = "Identification nationale PP", "Code profession", "Libellé profession"
_NOM, _PRENOM = "Nom d'exercice", "Prénom d'exercice"
_OBLIGATOIRES = (_IDENTIFIANT, _CODE, "Code savoir-faire", "Code mode exercice", "Code postal (coord. structure)")
_MODES = {"L": "libéral", "S": "salarié", "B": "bénévole"}
_ETUDIANT, _SPECIALITE = "E", "S"
_REJETS_MAX = 1000
_VOIE = ("Numéro Voie", "Indice répétition voie", "Libellé type de voie", "Libellé Voie")

_Lit = Callable[[str], str]


@dataclass(slots=True)
class _Lecture:
    """Ce que la lecture accumule. `sites` : lieux d'exercice de chacun dans toute la France, qui se partagent
    son activité.
    """

    sites: dict[str, set[str]] = field(default_factory=lambda: {})
    lignes: dict[tuple[str, str], dict[str, str]] = field(default_factory=lambda: {})
    numeros: dict[tuple[str, str], int] = field(default_factory=lambda: {})
    rejets: list[Rejet] = field(default_factory=lambda: [])
    lues: int = 0
    sans_lieu: int = 0
    etudiants: int = 0


def is_rpps(premiere_ligne: str) -> bool:
    """Reconnaît l'en-tête séparé par des barres."""
    noms = premiere_ligne.split("|")
    return _IDENTIFIANT in noms and _CODE in noms


def read_rpps(chemin: Path, demande: Demande) -> LotLu:
    """Professionnels des départements suivis : une personne par lieu d'exercice, son activité partagée entre eux.

    Raises:
        FichierRefuse: une colonne nécessaire manque.
    """
    lecture = _read(chemin, demande)
    communes = Communes(demande.contexte)
    jour = find_date(demande.fichier)
    lignes = [
        _build_point(
            ligne,
            personne,
            site,
            lieux=len(lecture.sites[personne]),
            communes=communes,
            demande=demande,
            jour=jour,
        )
        | {"ligne": lecture.numeros[personne, site]}
        for (personne, site), ligne in lecture.lignes.items()
    ]
    messages = [f"Annuaire au {jour}."]
    if lecture.sans_lieu:
        messages.append(f"{format_nombre(lecture.sans_lieu)} ligne(s) sans lieu d'exercice, laissées de côté.")
    if lecture.etudiants:
        messages.append(f"{format_nombre(lecture.etudiants)} ligne(s) d'étudiants, laissées de côté.")
    return build_lot_points(
        pd.DataFrame(lignes),
        demande,
        format_="rpps",
        libelle=f"Professionnels de santé (RPPS) au {jour}",
        source="annuaire_sante",
        lignes_lues=lecture.lues,
        rejets=tuple(lecture.rejets),
        messages=messages,
    )


def _read(chemin: Path, demande: Demande) -> _Lecture:
    suite = iter_lignes(chemin, "|", guillemets=False)
    _, entete = next(suite)
    check_entete(
        entete,
        _OBLIGATOIRES,
        demande,
        conseil="Prenez le fichier PS_LibreAcces_Personne_activite de l'annuaire santé, entier.",
    )
    rangs = {nom: rang for rang, nom in enumerate(entete) if nom}
    # La barre finale donne une case vide de plus : avec ou sans elle, la ligne est bonne.
    largeur = max(rangs.values()) + 1
    departements = list_departements_perimetre(demande.contexte)
    lecture = _Lecture()
    for numero, cases in suite:
        if len(cases) < largeur or len(cases) > largeur + 1:
            if len(cases) > 1 or cases[0].strip():
                lecture.lues += 1
                _reject(lecture, demande, numero, len(cases), largeur)
            continue
        lecture.lues += 1
        _sort_ligne(lecture, numero, cases, rangs, departements)
    return lecture


def _sort_ligne(
    lecture: _Lecture, numero: int, cases: list[str], rangs: dict[str, int], departements: set[str]
) -> None:
    def get(nom: str) -> str:
        rang = rangs.get(nom)
        return "" if rang is None else cases[rang].strip()

    if get("Code catégorie professionnelle") == _ETUDIANT:
        lecture.etudiants += 1
        return
    site = _find_site(get)
    if not site:
        lecture.sans_lieu += 1
        return
    personne = f"{get(_IDENTIFIANT)}|{get(_CODE)}"
    lecture.sites.setdefault(personne, set()).add(site)
    if _find_departement(get("Code commune (coord. structure)"), _find_postal(get)[0]) not in departements:
        return
    deja = lecture.lignes.get((personne, site))
    # Plusieurs savoir-faire au même lieu : la spécialité l'emporte, et parmi elles la médecine générale.
    if deja is None or _rank(get("Code type savoir-faire"), get("Code savoir-faire")) > _rank(
        deja.get("Code type savoir-faire", ""), deja.get("Code savoir-faire", "")
    ):
        lecture.lignes[personne, site] = {nom: cases[rang].strip() for nom, rang in rangs.items()}
        lecture.numeros[personne, site] = numero


def _find_site(get: _Lit) -> str:
    """Ce qui distingue un lieu d'un autre : son identifiant, sinon son adresse."""
    for nom in ("Identifiant technique de la structure", "Numéro SIRET site", "Numéro FINESS site"):
        if valeur := get(nom):
            return valeur
    postal, ville = _find_postal(get)
    adresse = [get(f"{n} (coord. structure)") for n in ("Numéro Voie", "Libellé Voie", "Code commune")]
    return " ".join([*adresse, postal, ville]).strip()


def _find_postal(get: _Lit) -> tuple[str, str]:
    """Code postal et ville ; quand ils manquent, « Bureau cedex » les porte souvent (« 25300 DOUBS »)."""
    postal, ville = get("Code postal (coord. structure)"), get("Libellé commune (coord. structure)")
    bureau_postal, bureau_ville = split_postal(get("Bureau cedex (coord. structure)"))
    return postal or bureau_postal, ville or bureau_ville or get("Bureau cedex (coord. structure)")


def _find_departement(commune: str, postal: str) -> str:
    return get_departement(commune) if commune else get_departement_postal(postal)


def _rank(type_: str, code: str) -> tuple[bool, bool]:
    return type_ == _SPECIALITE, code in professions.RPPS_GENERALISTES


def _build_point(
    ligne: dict[str, str],
    personne: str,
    site: str,
    *,
    lieux: int,
    communes: Communes,
    demande: Demande,
    jour: str,
) -> dict[str, object]:
    def get(nom: str) -> str:
        return ligne.get(nom, "")

    profession = professions.RPPS.get(get(_CODE), repair_mojibake(get(_LIBELLE)))
    specialite = repair_mojibake(get("Libellé savoir-faire"))
    if get(_CODE) == "10" and get("Code savoir-faire") in professions.RPPS_GENERALISTES:
        specialite = professions.GENERALISTE
    postal, ville = _find_postal(get)
    commune = get("Code commune (coord. structure)")
    voie = (get(f"{n} (coord. structure)") for n in _VOIE)
    return {
        "id": hash_id("rpps", personne, site),
        "categorie": professions.get_categorie(profession, specialite),
        "profession": profession,
        "specialite": specialite,
        "nom": repair_mojibake(f"{get(_NOM)} {get(_PRENOM)}".strip()),
        "secteur_conventionnel": "",
        "date": jour,
        # Sans la profession : qui en change reste la même personne.
        "personne": hash_id("rpps", get(_IDENTIFIANT)),
        "activite": 1.0 / lieux,
        "commune": find_commune(commune, demande.contexte) if commune else communes.find(postal, ville),
        "adresse": repair_mojibake(" ".join([*filter(None, voie), postal, ville]).strip()),
        "mode_exercice": _MODES.get(get("Code mode exercice"), get("Libellé mode exercice").lower()),
        "secteur_activite": professions.find_secteur_rpps(get("Code secteur d'activité")),
    }


def _reject(lecture: _Lecture, demande: Demande, numero: int, cases: int, attendues: int) -> None:
    if len(lecture.rejets) < _REJETS_MAX:
        lecture.rejets.append(
            Rejet(
                demande.fichier,
                numero,
                "",
                f"{cases} case(s)",
                f"{attendues} cases",
                "Une barre « | » manque ou est en trop ; téléchargez le fichier de nouveau.",
            )
        )
