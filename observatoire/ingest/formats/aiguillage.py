"""Reconnaît un fichier à son contenu et le confie au bon lecteur."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from observatoire.domain.francais import join_mots
from observatoire.domain.territoire import Maille
from observatoire.ingest.formats.acces.apl import read_apl
from observatoire.ingest.formats.acces.carreaux import is_carreaux, read_carreaux
from observatoire.ingest.formats.acces.trajets import is_trajets, read_trajets
from observatoire.ingest.formats.base_ic import is_base_ic, read_base_ic
from observatoire.ingest.formats.contours import read_contours
from observatoire.ingest.formats.correspondance import is_correspondance, read_correspondance_iris
from observatoire.ingest.formats.demande import Correspondance, Demande, read_correspondance
from observatoire.ingest.formats.filosofi import is_filosofi, read_filosofi
from observatoire.ingest.formats.offre.ameli import is_ameli, read_ameli
from observatoire.ingest.formats.offre.bpe import is_bpe, read_bpe
from observatoire.ingest.formats.offre.dates import check_date
from observatoire.ingest.formats.offre.finess import is_finess, is_finess_stock, read_finess, read_finess_stock
from observatoire.ingest.formats.offre.flux import read_premiere_ligne
from observatoire.ingest.formats.offre.generalistes import is_generalistes, read_generalistes
from observatoire.ingest.formats.offre.listes import is_liste, read_liste
from observatoire.ingest.formats.offre.rpps import is_rpps, is_rpps_complet, read_rpps
from observatoire.ingest.formats.points import is_points, read_points
from observatoire.ingest.formats.tableau_large import read_tableaux_larges
from observatoire.ingest.formats.valeurs import is_valeurs, read_valeurs
from observatoire.ingest.formats.voirie import read_voirie
from observatoire.ingest.lecture import limites
from observatoire.ingest.lecture.archive import extract_utile
from observatoire.ingest.lecture.classeur import read_classeur
from observatoire.ingest.lecture.detection import Sorte, check_taille, detect_sorte
from observatoire.ingest.lecture.geo import (
    is_json_geographique,
    read_contours_fichier,
    read_contours_json,
    read_json,
)
from observatoire.ingest.lecture.lignes import (
    find_couche_de_lignes,
    is_json_de_lignes,
    read_graphml,
    read_lignes_fichier,
    read_lignes_json,
)
from observatoire.ingest.lecture.refus import build_refus, quote
from observatoire.ingest.lecture.tableau import Feuille, Tableau
from observatoire.ingest.lecture.texte import read_texte
from observatoire.ingest.lot import ContexteImport, LotLu

_CONSEIL = (
    "Partez d'un modèle de data/modeles, ou reliez ces colonnes au catalogue avec --correspondance "
    "(guide : docs/guide/formats.md)."
)


@dataclass(frozen=True)
class FormatTableau:
    """Un format tabulaire : comment reconnaître son en-tête, comment le lire."""

    accepte: Callable[[list[str]], bool]
    lit: Callable[[Tableau, Demande], LotLu]


FORMATS: tuple[FormatTableau, ...] = (
    FormatTableau(is_base_ic, read_base_ic),
    FormatTableau(is_filosofi, read_filosofi),
    FormatTableau(is_valeurs, read_valeurs),
    FormatTableau(is_points, read_points),
    FormatTableau(is_trajets, read_trajets),
    FormatTableau(is_finess, read_finess),
    FormatTableau(is_generalistes, read_generalistes),
    FormatTableau(is_liste, read_liste),
    FormatTableau(is_correspondance, read_correspondance_iris),
)


@dataclass(frozen=True)
class FormatFlux:
    """Un annuaire national, trop gros pour entrer entier en mémoire : reconnu à sa première ligne."""

    accepte: Callable[[str], bool]
    lit: Callable[[Path, Demande], LotLu]
    distingue: Callable[[str], bool] | None = None
    """Plus exigeant que `accepte`, pour choisir parmi les fichiers d'une même archive."""


FORMATS_FLUX: tuple[FormatFlux, ...] = (
    FormatFlux(is_rpps, read_rpps, is_rpps_complet),
    FormatFlux(is_ameli, read_ameli),
    FormatFlux(is_finess_stock, read_finess_stock),
    FormatFlux(is_bpe, read_bpe),
    FormatFlux(is_carreaux, read_carreaux),
)


def read_fichier(
    chemin: Path,
    *,
    contexte: ContexteImport,
    maille: Maille | None = None,
    correspondance: Path | None = None,
    date: str = "",
) -> LotLu:
    """Lit un fichier officiel ou local, le vérifie ligne à ligne, et n'écrit rien.

    Args:
        chemin: fichier reçu ; son extension ne compte pas.
        contexte: périmètre, territoires et indicateurs connus.
        maille: lève un doute sur la maille des lignes ou des contours.
        correspondance: fichier TOML disant quelle colonne porte quoi.
        date: jour ou mois d'un fichier d'offre de soins, quand ni lui ni son nom ne le disent.

    Raises:
        FichierRefuse: le fichier entier est inutilisable ; le message dit pourquoi et que faire.
        ErreurObservatoire: `date` illisible ou à venir.
    """
    liens = read_correspondance(correspondance) if correspondance else Correspondance()
    demande = Demande(chemin.name, contexte, maille, liens, date=check_date(date))
    lot = _read(chemin, detect_sorte(chemin), demande)
    inutile = "L'option --date ne vaut que pour l'offre de soins : elle est sans effet sur ce fichier."
    return replace(lot, messages=(*lot.messages, inutile)) if demande.date and lot.points.empty else lot


def _read(chemin: Path, sorte: Sorte, demande: Demande) -> LotLu:
    if sorte in (Sorte.GEOPACKAGE, Sorte.GRAPHML, Sorte.JSON):
        return _read_geographique(chemin, sorte, demande)
    if sorte is Sorte.ARCHIVE:
        with tempfile.TemporaryDirectory() as dossier:
            extrait = extract_utile(chemin, Path(dossier), reconnait=_is_flux)
            return _read_extrait(extrait.chemin, replace(demande, membre=extrait.chemin.name, horodatage=extrait.date))
    if sorte is Sorte.TEXTE:
        premiere = read_premiere_ligne(chemin)
        for flux in FORMATS_FLUX:
            if flux.accepte(premiere):
                return flux.lit(chemin, demande)
        check_taille(chemin, limites.TAILLE_FICHIER_MAX_MO)
    feuilles = read_classeur(chemin) if sorte is Sorte.CLASSEUR else [read_texte(chemin)]
    return _read_feuilles([replace(f, fichier=demande.fichier) for f in feuilles], demande)


def _is_flux(premiere: str) -> bool:
    return any((f.distingue or f.accepte)(premiere) for f in FORMATS_FLUX)


def _read_geographique(chemin: Path, sorte: Sorte, demande: Demande) -> LotLu:
    """Des lignes font un réseau de rues ; le reste, des contours."""
    crs = demande.correspondance.crs
    if sorte is Sorte.GRAPHML:
        return read_voirie(read_graphml(demande.fichier, chemin, crs), demande)
    if sorte is Sorte.JSON:
        return _read_json(chemin, demande)
    if lignes := find_couche_de_lignes(chemin):
        return read_voirie(read_lignes_fichier(demande.fichier, chemin, lignes, crs), demande)
    return read_contours(read_contours_fichier(demande.fichier, chemin, crs), demande)


def _read_json(chemin: Path, demande: Demande) -> LotLu:
    contenu, crs = read_json(chemin), demande.correspondance.crs
    if not is_json_geographique(contenu):
        raise build_refus(
            demande.fichier,
            trouve="un JSON sans contours",
            attendu="un GeoJSON (FeatureCollection) ou des enregistrements Opendatasoft avec geo_shape",
            conseil="Téléchargez le jeu de données au format GeoJSON.",
        )
    if is_json_de_lignes(contenu):
        return read_voirie(read_lignes_json(demande.fichier, cast(dict[str, Any], contenu), crs), demande)
    return read_contours(read_contours_json(demande.fichier, contenu, crs), demande)


def _read_extrait(chemin: Path, demande: Demande) -> LotLu:
    if chemin.suffix.lower() == ".shp":
        return _read_geographique(chemin, Sorte.GEOPACKAGE, demande)
    return _read(chemin, detect_sorte(chemin), demande)


def _read_feuilles(feuilles: list[Feuille], demande: Demande) -> LotLu:
    # L'APL a une feuille par année : les autres formats n'en lisent qu'une.
    if (lot := read_apl(feuilles, demande)) is not None:
        return lot
    for format_ in FORMATS:
        entetes = [(f, e) for f in feuilles if (e := f.find_entete(format_.accepte)) is not None]
        if entetes:
            (feuille, entete), *autres = entetes
            lot = format_.lit(feuille.build_tableau(entete), demande)
            return replace(lot, messages=(*lot.messages, *_warn_feuilles([f.nom for f, _ in autres])))
    if (lot := read_tableaux_larges(feuilles, demande)) is not None:
        return lot
    premiere = feuilles[0]
    vues = [c for c in premiere.get_ligne(0) if c]
    raise build_refus(
        demande.fichier,
        feuille=premiere.nom,
        ligne=int(premiere.lignes[0]),
        trouve=quote(join_mots(vues[:8])),
        attendu="l'en-tête d'un format connu",
        conseil=_CONSEIL,
    )


def _warn_feuilles(autres: list[str]) -> list[str]:
    if not autres:
        return []
    return [f"Seule la première feuille de ce format est lue ; enregistrez à part : {join_mots(autres)}."]
