"""Ce que les lecteurs d'offre partagent : texte réparé, commune d'une adresse, lot rendu."""

import hashlib
import re
from collections.abc import Sequence

import numpy as np
import pandas as pd
from pyproj import Transformer

from observatoire.domain.francais import format_nombre, format_pluriel, join_mots
from observatoire.domain.territoire import Maille, get_departement
from observatoire.ingest.formats.commun import find_commune, slugify
from observatoire.ingest.formats.demande import Demande
from observatoire.ingest.formats.offre.professions import NON_RECONNUE
from observatoire.ingest.lecture.refus import build_refus, shorten
from observatoire.ingest.lot import COLONNES_POINT, ContexteImport, LotLu
from observatoire.ingest.rejets import Rejet

_MOJIBAKE = re.compile(r"[ÃÂ][\u0080-\u00ff\u0152-\u2122]")
_CEDEX = re.compile(r"\s+CEDEX(\s+\d+)?$|\s+\d{1,2}(ER|E|EME)?(\s+ARRONDISSEMENT)?$", re.IGNORECASE)
_INTITULES_MAX = 10
A_GEOCODER = (
    "Comptés dans leur commune seulement, absents de la carte, tant que leur adresse n'est pas géocodée "
    "(python -m observatoire geocoder)."
)


def repair_mojibake(texte: str) -> str:
    """« SantÃ© » redevient « Santé » : de l'UTF-8 lu comme du Windows-1252. Un autre texte ne change pas."""
    if not _MOJIBAKE.search(texte):
        return texte
    for encodage in ("cp1252", "latin-1"):
        try:
            return texte.encode(encodage).decode("utf-8")
        except UnicodeError:
            continue
    return texte


def check_entete(entete: Sequence[str], obligatoires: Sequence[str], demande: Demande, *, conseil: str) -> None:
    """Refuse un fichier à qui manque une colonne obligatoire.

    Raises:
        FichierRefuse: avec la première colonne manquante et le conseil.
    """
    manquante = next((nom for nom in obligatoires if nom not in entete), None)
    if manquante is not None:
        raise build_refus(
            demande.fichier,
            ligne=1,
            trouve=f"un en-tête de {len(entete)} colonnes",
            attendu=f"la colonne « {manquante} »",
            conseil=conseil,
        )


def hash_id(*parties: str) -> str:
    """Identifiant opaque et stable : il ne redit ni le nom ni le numéro de la personne."""
    return hashlib.sha256("|".join(parties).encode()).hexdigest()[:16]


def get_departement_postal(code_postal: str) -> str:
    """Département d'un code postal. La Corse se partage à 20200."""
    if code_postal.startswith("20") and len(code_postal) == 5:
        return "2A" if code_postal < "20200" else "2B"
    return get_departement(code_postal)


class Communes:
    """Retrouve la commune d'une adresse qui n'a pas de code INSEE, parmi celles qu'on suit."""

    def __init__(self, contexte: ContexteImport) -> None:
        """Indexe les communes suivies par leur nom."""
        self._noms = {
            (get_departement(code), slugify(contexte.noms.get(code, code))): code for code in contexte.communes
        }
        self._contexte = contexte

    def find_code(self, code: str) -> str:
        """Commune d'un code INSEE, arrondissement d'une ville suivie ramené à elle ; rien pour un code vide."""
        return find_commune(code, self._contexte) if code else ""

    def find(self, code_postal: str, ville: str) -> str:
        """Code INSEE, ou rien si l'adresse est ailleurs. « NICE CEDEX 3 » est à Nice."""
        if arrondissement := _find_arrondissement(code_postal):
            return find_commune(arrondissement, self._contexte)
        departement = get_departement_postal(code_postal)
        nom = re.sub(r"^ST(E?)(?=[\s-])", r"SAINT\1", _CEDEX.sub("", ville.strip().upper()))
        return self._noms.get((departement, slugify(nom)), "")


def _find_arrondissement(code_postal: str) -> str:
    if not code_postal.isdigit() or len(code_postal) != 5:
        return ""
    rang = int(code_postal[3:])
    for debut, insee, combien in (("750", 75100, 20), ("690", 69380, 9), ("130", 13200, 16)):
        if code_postal.startswith(debut) and 1 <= rang <= combien:
            return str(insee + rang)
    return ""


def split_postal(texte: str) -> tuple[str, str]:
    """« 25300 DOUBS » donne le code postal et la ville ; sans code postal, deux textes vides."""
    trouve = re.match(r"^\s*(\d{5}|2[AB]\d{3})\s+(.+)$", texte)
    return (trouve[1], trouve[2].strip()) if trouve else ("", "")


def convert_degres(x: np.ndarray, y: np.ndarray, crs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Longitudes et latitudes de coordonnées projetées ; `crs` donne le code EPSG de chaque point (0 : inconnu)."""
    lon, lat = np.full(len(x), np.nan), np.full(len(x), np.nan)
    connues = np.isfinite(x) & np.isfinite(y)
    for code in np.unique(crs[connues & (crs > 0)]):
        choisis = connues & (crs == code)
        passage = Transformer.from_crs(int(code), 4326, always_xy=True)
        lon[choisis], lat[choisis] = passage.transform(x[choisis], y[choisis])
    rond_lon, rond_lat = np.round(lon, 7), np.round(lat, 7)
    hors = ~(np.isfinite(rond_lon) & np.isfinite(rond_lat))
    return np.where(hors, np.nan, rond_lon), np.where(hors, np.nan, rond_lat)


def list_non_reconnues(professions: pd.Series) -> list[str]:
    """Ce qu'il faut dire des intitulés que l'observatoire ne connaît pas, du plus fréquent au plus rare."""
    if professions.empty:
        return []
    comptes = professions.value_counts()
    cites = [
        f"« {shorten(str(nom)) or 'vide'} » ({format_nombre(n)})" for nom, n in comptes.head(_INTITULES_MAX).items()
    ]
    reste = len(comptes) - _INTITULES_MAX
    suite = f" et {format_pluriel(reste, 'autre intitulé', 'autres intitulés')}" if reste > 0 else ""
    return [
        f"{format_nombre(len(professions))} point(s) de profession non reconnue, sans densité, et sans nom publié si "
        f"les noms sont tus : {join_mots(cites)}{suite}. Corrigez l'intitulé s'il désigne un métier connu."
    ]


def build_lot_points(
    points: pd.DataFrame,
    demande: Demande,
    *,
    format_: str,
    libelle: str,
    source: str,
    lignes_lues: int,
    rejets: tuple[Rejet, ...] = (),
    messages: list[str],
) -> LotLu:
    """Lot de points ; dit combien n'ont ni coordonnées ni IRIS, et combien sont hors de la ville."""
    complets = points.reindex(columns=COLONNES_POINT)
    for colonne in COLONNES_POINT:
        if colonne not in ("lon", "lat", "activite", "ligne"):
            complets[colonne] = complets[colonne].fillna("")
    connus = {c for c, m in demande.contexte.territoires_connus.items() if m == Maille.IRIS}
    if connus:
        complets["iris"] = complets["iris"].where(complets["iris"].isin(connus), "")
    dits = list(messages)
    dits += list_non_reconnues(complets.loc[complets["categorie"] == NON_RECONNUE, "profession"])
    perdus = int((complets["lon"].isna() & (complets["iris"] == "")).sum())
    if perdus:
        dits.append(f"{format_nombre(perdus)} point(s) sans coordonnées ni IRIS. {A_GEOCODER}")
    ailleurs = int((~complets["commune"].isin(demande.contexte.communes)).sum())
    if ailleurs:
        dits.append(f"{format_nombre(ailleurs)} point(s) hors des communes suivies, gardés.")
    return LotLu(
        format=format_,
        libelle=libelle,
        source=demande.correspondance.source or source,
        lignes_lues=lignes_lues,
        lignes_retenues=len(complets),
        points=complets.reset_index(drop=True),
        rejets=rejets,
        messages=tuple(dits),
    )
