"""RPPS en libre accès (`PS_LibreAcces_Personne_activite_*.txt`) : une ligne par personne, lieu et savoir-faire."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from sys import intern

import numpy as np
import pandas as pd

from observatoire.domain.francais import format_nombre
from observatoire.domain.territoire import get_departement
from observatoire.ingest.formats.demande import Demande
from observatoire.ingest.formats.offre import professions
from observatoire.ingest.formats.offre.commun import (
    Communes,
    build_lot_points,
    check_entete,
    get_departement_postal,
    hash_id,
    repair_mojibake,
    split_postal,
)
from observatoire.ingest.formats.offre.dates import date_livraison
from observatoire.ingest.formats.offre.flux import build_rejet_cases, iter_lignes
from observatoire.ingest.formats.offre.partage import LieuxParPersonne
from observatoire.ingest.formats.offre.voisinage import Voisinage
from observatoire.ingest.lot import LotLu
from observatoire.ingest.rejets import Rejet

_IDENTIFIANT, _CODE, _LIBELLE = "Identification nationale PP", "Code profession", "Libellé profession"
_COMMUNE = "Code commune (coord. structure)"
_NOM, _PRENOM = "Nom d'exercice", "Prénom d'exercice"
_OBLIGATOIRES = (_IDENTIFIANT, _CODE, "Code savoir-faire", "Code mode exercice", "Code postal (coord. structure)")
_MODES = {"L": "libéral", "S": "salarié", "B": "bénévole"}
_ETUDIANT, _SPECIALITE = "E", "S"
_REJETS_MAX = 1000
_VOIE = ("Numéro Voie", "Indice répétition voie", "Libellé type de voie", "Libellé Voie")

_Lit = Callable[[str], str]
_CHAMPS = (
    "id", "categorie", "profession", "specialite", "nom", "personne", "commune", "adresse", "mode_exercice",
    "secteur_activite", "ligne",
)  # fmt: skip


@dataclass(slots=True)
class _Lecture:
    """Ce que la lecture accumule. Seules les lignes gardées y restent, réduites à ce qui en sera publié.

    `lieux` : lieux d'exercice de chacun dans toute la France, qui se partagent son activité. `rangs` départage
    plusieurs savoir-faire au même lieu.
    """

    lieux: LieuxParPersonne = field(default_factory=LieuxParPersonne)
    points: dict[str, tuple[object, ...]] = field(default_factory=lambda: {})
    personnes: dict[str, str] = field(default_factory=lambda: {})
    rangs: dict[str, tuple[bool, bool]] = field(default_factory=lambda: {})
    rejets: list[Rejet] = field(default_factory=lambda: [])
    lues: int = 0
    sans_lieu: int = 0
    etudiants: int = 0


def is_rpps(premiere_ligne: str) -> bool:
    """Reconnaît l'en-tête séparé par des barres."""
    noms = premiere_ligne.split("|")
    return _IDENTIFIANT in noms and _CODE in noms


def is_rpps_complet(premiere_ligne: str) -> bool:
    """Distingue le fichier des activités de ses voisins d'archive (savoir-faire, diplômes), qui lui ressemblent."""
    return set(_OBLIGATOIRES) <= set(premiere_ligne.split("|"))


def read_rpps(chemin: Path, demande: Demande) -> LotLu:
    """Professionnels des départements suivis : une personne par lieu d'exercice, son activité partagée entre eux.

    Raises:
        FichierRefuse: une colonne nécessaire manque.
    """
    lecture = _read(chemin, demande)
    jour, messages = date_livraison(demande)
    points = pd.DataFrame(list(lecture.points.values()), columns=_CHAMPS)
    points["activite"] = 1.0 / np.array(lecture.lieux.count(lecture.personnes.values()), dtype="float64")
    points["date"] = jour
    messages = [f"Annuaire au {jour}.", *messages, *Voisinage(demande.contexte).describe_sans_position()]
    if lecture.sans_lieu:
        messages.append(f"{format_nombre(lecture.sans_lieu)} ligne(s) sans lieu d'exercice, laissées de côté.")
    if lecture.etudiants:
        messages.append(f"{format_nombre(lecture.etudiants)} ligne(s) d'étudiants, laissées de côté.")
    return build_lot_points(
        points,
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
    departements = Voisinage(demande.contexte).suivis
    communes = Communes(demande.contexte)
    lecture = _Lecture()
    for numero, cases in suite:
        if len(cases) < largeur or len(cases) > largeur + 1:
            if len(cases) > 1 or cases[0].strip():
                lecture.lues += 1
                _reject(lecture, demande, numero, len(cases), largeur)
            continue
        lecture.lues += 1

        def get(nom: str, cases: list[str] = cases) -> str:
            rang = rangs.get(nom)
            return "" if rang is None else cases[rang].strip()

        if (lieu := _note_lieu(lecture, get)) and _find_departement(get) in departements:
            _keep(lecture, get, *lieu, numero=numero, communes=communes)
    return lecture


def _note_lieu(lecture: _Lecture, get: _Lit) -> tuple[str, str] | None:
    """Compte ce lieu parmi ceux de la personne, et rend l'une et l'autre ; rien pour un étudiant ou sans lieu."""
    if get("Code catégorie professionnelle") == _ETUDIANT:
        lecture.etudiants += 1
        return None
    site = _find_site(get)
    if not site:
        lecture.sans_lieu += 1
        return None
    personne = f"{get(_IDENTIFIANT)}|{get(_CODE)}"
    lecture.lieux.add(personne, site)
    return personne, site


def _keep(lecture: _Lecture, get: _Lit, personne: str, site: str, *, numero: int, communes: Communes) -> None:
    """Garde la ligne. Plusieurs savoir-faire au même lieu : la spécialité l'emporte, et d'abord la générale."""
    identifiant = hash_id("rpps", personne, site)
    rang = (get("Code type savoir-faire") == _SPECIALITE, get("Code savoir-faire") in professions.RPPS_GENERALISTES)
    if identifiant in lecture.points and rang <= lecture.rangs[identifiant]:
        return
    lecture.points[identifiant] = _build_point(get, identifiant, numero, communes)
    lecture.personnes[identifiant] = personne
    lecture.rangs[identifiant] = rang


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


def _find_departement(get: _Lit) -> str:
    commune = get(_COMMUNE)
    return get_departement(commune) if commune else get_departement_postal(_find_postal(get)[0])


def _build_point(get: _Lit, identifiant: str, numero: int, communes: Communes) -> tuple[object, ...]:
    """Valeurs de `_CHAMPS`. Celles qui se répètent ne sont gardées qu'une fois en mémoire."""
    nomme = _name(get)
    postal, ville = _find_postal(get)
    voie = (get(f"{n} (coord. structure)") for n in _VOIE)
    return (
        identifiant,
        intern(nomme.categorie),
        intern(nomme.profession),
        intern(nomme.specialite),
        repair_mojibake(f"{get(_NOM)} {get(_PRENOM)}".strip()),
        # Sans la profession : qui en change reste la même personne.
        hash_id("rpps", get(_IDENTIFIANT)),
        intern(communes.find_code(get(_COMMUNE)) or communes.find(postal, ville)),
        repair_mojibake(" ".join([*filter(None, voie), postal, ville]).strip()),
        intern(_MODES.get(get("Code mode exercice"), get("Libellé mode exercice").lower())),
        professions.find_secteur_rpps(get("Code secteur d'activité")),
        numero,
    )


def _name(get: _Lit) -> professions.Nomme:
    """Le code fait foi ; un code inconnu laisse parler le libellé."""
    profession = professions.RPPS.get(get(_CODE), "") or repair_mojibake(get(_LIBELLE))
    generaliste = get(_CODE) == "10" and get("Code savoir-faire") in professions.RPPS_GENERALISTES
    specialite = professions.GENERALISTE if generaliste else repair_mojibake(get("Libellé savoir-faire"))
    return professions.name_metier(profession, specialite)


def _reject(lecture: _Lecture, demande: Demande, numero: int, cases: int, attendues: int) -> None:
    if len(lecture.rejets) < _REJETS_MAX:
        lecture.rejets.append(build_rejet_cases(demande.fichier, numero, cases, attendues, "|"))
