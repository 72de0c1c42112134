"""INSEE, données carroyées à 200 m (Filosofi) : où vivent les habitants, dans la ville et autour."""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from observatoire.domain.francais import format_nombre
from observatoire.domain.territoire import get_departement
from observatoire.ingest.formats.commun import find_commune, find_millesime
from observatoire.ingest.formats.demande import Demande
from observatoire.ingest.formats.offre.commun import convert_degres
from observatoire.ingest.formats.offre.flux import iter_lignes, split_entete
from observatoire.ingest.formats.offre.voisinage import Voisinage
from observatoire.ingest.lecture.refus import build_refus
from observatoire.ingest.lot import COLONNES_CARREAU, LotLu
from observatoire.ingest.rejets import Rejet

_IDENTIFIANTS = ("idcar_200m", "idinspire", "id_inspire", "idcar", "id_carr_200m", "id")
_COMMUNES = ("lcog_geo", "depcom", "codgeo")
_CARREAU = re.compile(r"(?:CRS(\d+))?RES(\d+)mN(-?\d+)E(-?\d+)", re.IGNORECASE)
_LAEA = 3035
_COMMUNE = 5
_REJETS_MAX = 1000


def is_carreaux(premiere_ligne: str) -> bool:
    """Reconnaît l'en-tête : l'identifiant d'un carreau et son nombre d'individus."""
    noms = _read_noms(premiere_ligne)
    return "ind" in noms and bool(noms & set(_IDENTIFIANTS[:-1]))


def _read_noms(premiere_ligne: str) -> set[str]:
    return {c.lower() for c in split_entete(premiere_ligne, _find_separateur(premiere_ligne))}


def _find_separateur(premiere_ligne: str) -> str:
    return ";" if premiere_ligne.count(";") > premiere_ligne.count(",") else ","


def read_carreaux(chemin: Path, demande: Demande) -> LotLu:
    """Carreaux des départements suivis ; un carreau de plusieurs communes va à la première qu'on suit.

    Raises:
        FichierRefuse: pas de commune par carreau, ou aucun carreau de la ville.
    """
    suite = iter_lignes(chemin, ",", guillemets=True)
    _, entete = next(suite)
    separateur = _find_separateur(",".join(entete)) if len(entete) == 1 else ","
    if separateur != ",":
        suite = iter_lignes(chemin, separateur, guillemets=True)
        _, entete = next(suite)
    noms = [c.strip().lower() for c in entete]
    identifiant = next(noms.index(n) for n in _IDENTIFIANTS if n in noms)
    rang_commune = next((noms.index(n) for n in _COMMUNES if n in noms), None)
    if rang_commune is None:
        raise build_refus(
            demande.fichier,
            trouve="des carreaux sans commune",
            attendu=f"une colonne {' ou '.join(_COMMUNES[:2])}",
            conseil="Prenez le fichier complet de l'INSEE (carreaux_200m_met.csv).",
        )
    colonnes = (identifiant, rang_commune, noms.index("ind"))
    lignes, rejets, lues = _read_lignes(suite, demande, colonnes, len(noms))
    table = _build_table(lignes)
    departements = pd.Series([get_departement(c) for c in table["commune"]], index=table.index, dtype="object")
    voisinage = Voisinage(demande.contexte)
    proches = voisinage.mark(departements, table["lon"].to_numpy("float64"), table["lat"].to_numpy("float64"))
    table = table[proches].reset_index(drop=True)
    messages = voisinage.describe(departements[proches])
    if not table["commune"].isin(demande.contexte.communes).any() and not rejets:
        raise build_refus(
            demande.fichier,
            trouve="aucun carreau du périmètre",
            attendu=f"des carreaux de {', '.join(sorted(demande.contexte.communes))}",
            conseil="Vérifiez que c'est le fichier de votre région (métropole, Martinique, La Réunion).",
        )
    return _build_lot(table, demande, lues, rejets, messages)


def _read_lignes(
    suite: Iterator[tuple[int, list[str]]], demande: Demande, colonnes: tuple[int, int, int], largeur: int
) -> tuple[list[tuple[str, str, float, re.Match[str]]], list[Rejet], int]:
    voisinage = Voisinage(demande.contexte)
    gardees: list[tuple[str, str, float, re.Match[str]]] = []
    rejets: list[Rejet] = []
    vus: set[str] = set()
    lues = 0
    for numero, cases in suite:
        if not any(cases):
            continue
        lues += 1
        if len(cases) != largeur:
            _reject(rejets, demande, numero, f"{len(cases)} cases", f"{largeur} cases")
            continue
        identifiant, communes, individus = (cases[c].strip() for c in colonnes)
        carreau = _CARREAU.fullmatch(identifiant)
        if not voisinage.suivis & _list_departements(communes) and not _is_proche(carreau, voisinage):
            continue
        nombre = _parse(individus)
        if carreau is None or nombre is None or identifiant in vus:
            attendu = "un identifiant CRS3035RES200mN…E…, une seule fois, et un nombre d'individus"
            _reject(rejets, demande, numero, f"{identifiant} ; {individus}", attendu)
            continue
        vus.add(identifiant)
        gardees.append((identifiant, _choose_commune(communes, demande), nombre, carreau))
    return gardees, rejets, lues


def _list_departements(communes: str) -> set[str]:
    return {get_departement(communes[i : i + _COMMUNE]) for i in range(0, len(communes), _COMMUNE)}


def _is_proche(carreau: re.Match[str] | None, voisinage: Voisinage) -> bool:
    return carreau is not None and voisinage.is_dans_bornes(carreau[4], carreau[3], int(carreau[1] or _LAEA))


def _reject(rejets: list[Rejet], demande: Demande, ligne: int, trouve: str, attendu: str) -> None:
    if len(rejets) < _REJETS_MAX:
        rejets.append(
            Rejet(demande.fichier, ligne, "", trouve[:200], attendu, "Reprenez la ligne du fichier de l'INSEE.")
        )


def _parse(texte: str) -> float | None:
    try:
        nombre = float(texte.replace(",", "."))
    except ValueError:
        return None
    return nombre if np.isfinite(nombre) and nombre >= 0 else None


def _choose_commune(communes: str, demande: Demande) -> str:
    """« 0608806123 » cite deux communes : celle qu'on suit, sinon la première."""
    citees = [find_commune(communes[i : i + _COMMUNE], demande.contexte) for i in range(0, len(communes), _COMMUNE)]
    return next((c for c in citees if c in demande.contexte.communes), citees[0])


def _build_table(lignes: list[tuple[str, str, float, re.Match[str]]]) -> pd.DataFrame:
    demis = np.array([int(m[2]) / 2 for *_, m in lignes])
    # L'identifiant nomme le coin sud-ouest : le centre est à un demi-côté.
    x = np.array([float(m[4]) for *_, m in lignes]) + demis
    y = np.array([float(m[3]) for *_, m in lignes]) + demis
    crs = np.array([int(m[1] or _LAEA) for *_, m in lignes], dtype="int64")
    lon, lat = convert_degres(x, y, crs) if lignes else (x, y)
    return pd.DataFrame(
        {
            "carreau": [ligne[0] for ligne in lignes],
            "commune": [ligne[1] for ligne in lignes],
            "lon": lon,
            "lat": lat,
            "individus": [ligne[2] for ligne in lignes],
        },
        columns=COLONNES_CARREAU,
    )


def _build_lot(table: pd.DataFrame, demande: Demande, lues: int, rejets: list[Rejet], messages: list[str]) -> LotLu:
    ici = table["commune"].isin(demande.contexte.communes)
    habitants, ailleurs = float(table["individus"][ici].sum()), int((~ici).sum())
    annee = find_millesime(demande.fichier)
    return LotLu(
        format="carreaux",
        libelle=f"Carreaux de population de 200 m {annee}".strip(),
        source=demande.correspondance.source or "insee_carreaux",
        lignes_lues=lues,
        lignes_retenues=len(table),
        carreaux=table,
        rejets=tuple(rejets),
        messages=(
            f"{format_nombre(int(ici.sum()))} carreaux de la ville, {format_nombre(habitants)} habitants ; "
            f"{format_nombre(ailleurs)} carreaux autour, pour les communes voisines.",
            *messages,
        ),
    )
