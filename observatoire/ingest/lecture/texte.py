"""Fichiers texte : encodage et séparateur devinés sur le contenu, lecture sans interpréter les cases."""

import codecs
import csv
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, cast

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pacsv

from observatoire.ingest.lecture import limites
from observatoire.ingest.lecture.refus import build_refus, quote, shorten
from observatoire.ingest.lecture.tableau import Feuille
from observatoire.ingest.rejets import Rejet

_SEPARATEURS = ";\t|,"
_ECHANTILLON_OCTETS = 262_144
_ECHANTILLON_LIGNES = 50
_BLOC_OCTETS = 16 * 1024 * 1024
TETE_OCTETS = 65_536
"""De quoi lire la première ligne d'un fichier sans le parcourir."""


@dataclass(frozen=True)
class _Forme:
    """Ce qu'il faut savoir du texte pour le lire : où le tableau commence et comment il se découpe."""

    encodage: str
    separateur: str
    titres: list[list[str]]
    entete: list[str]
    lignes_physiques: int
    colonnes: int


def read_texte(chemin: Path) -> Feuille:
    """Lit un CSV (`;` `,` tabulation ou `|` ; UTF-8, UTF-16 ou Windows-1252), toutes cases en texte.

    Raises:
        FichierRefuse: aucun séparateur, trop de colonnes, case démesurée, guillemet resté ouvert.
    """
    forme = _detect_forme(chemin)
    premiere = len(forme.titres) + 2
    table, sautees, rejets = _read_corps(chemin, forme, premiere)
    cellules = cast(pd.DataFrame, table.to_pandas(types_mapper=lambda _: pd.StringDtype(na_value=np.nan)))
    cellules.columns = pd.RangeIndex(forme.colonnes)
    _check_cellules(cellules, chemin.name, forme)
    _check_guillemets(chemin, cellules)
    cellules = cellules.apply(lambda colonne: colonne.str.strip())
    numeros = np.arange(premiere, premiere + len(cellules) + len(sautees))
    numeros = numeros[~np.isin(numeros, sautees)][: len(cellules)]
    haut = pd.DataFrame([_pad(r, forme.colonnes) for r in [*forme.titres, forme.entete]], dtype="str")
    return Feuille(
        chemin.name,
        "",
        pd.concat([haut, cellules], ignore_index=True),
        np.concatenate([np.arange(1, premiere), numeros]),
        tuple(rejets),
    )


def _pad(cases: list[str], largeur: int) -> list[str]:
    nettes = [c.strip() for c in cases[:largeur]]
    return nettes + [""] * (largeur - len(nettes))


def detect_encodage(chemin: Path) -> str:
    """UTF-16, UTF-8 avec ou sans marque, sinon Windows-1252."""
    with chemin.open("rb") as flux:
        debut = flux.read(4)
        if debut.startswith((b"\xff\xfe", b"\xfe\xff")):
            return "utf-16"
        encodage = "utf-8-sig" if debut.startswith(b"\xef\xbb\xbf") else "utf-8"
        flux.seek(0)
        decodeur = codecs.getincrementaldecoder("utf-8")()
        try:
            while bloc := flux.read(_BLOC_OCTETS):
                decodeur.decode(bloc)
            decodeur.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return encodage


def decode_premiere_ligne(tete: bytes) -> str:
    """Première ligne des premiers octets d'un texte, sans sa fin."""
    if tete.startswith((b"\xff\xfe", b"\xfe\xff")):
        texte = tete[: len(tete) // 2 * 2].decode("utf-16", errors="replace")
    else:
        ligne = tete.split(b"\n", 1)[0]
        try:
            texte = ligne.decode("utf-8-sig")
        except UnicodeDecodeError:
            texte = ligne.decode("cp1252", errors="replace")
    return texte.split("\n", 1)[0].rstrip("\r")


def _detect_forme(chemin: Path) -> _Forme:
    encodage = detect_encodage(chemin)
    with chemin.open(encoding=encodage, errors="replace", newline="") as flux:
        texte = flux.read(_ECHANTILLON_OCTETS)
    essais = [(sep, _split(texte, sep)) for sep in _SEPARATEURS]
    separateur, enregistrements = max(essais, key=lambda e: _score([r for r, _ in e[1]]))
    comptes = Counter(len(r) for r, _ in enregistrements if any(r))
    colonnes = comptes.most_common(1)[0][0] if comptes else 0
    if colonnes < 2:
        premiere = enregistrements[0][0][0] if enregistrements and enregistrements[0][0] else ""
        raise build_refus(
            chemin.name,
            ligne=1,
            trouve=quote(premiere),
            attendu="plusieurs colonnes séparées par « ; », « , », une tabulation ou « | »",
            conseil="Enregistrez le tableau au format « CSV (séparateur : point-virgule) ».",
        )
    if colonnes > limites.COLONNES_MAX:
        raise build_refus(
            chemin.name,
            trouve=f"{colonnes} colonnes",
            attendu=f"au plus {limites.COLONNES_MAX} colonnes",
            conseil="Ne gardez que les colonnes utiles.",
        )
    debut = next(i for i, (r, _) in enumerate(enregistrements) if len(r) >= max(2, colonnes - 1))
    entete, lignes = enregistrements[debut]
    largeur = max(colonnes, len(entete))
    return _Forme(encodage, separateur, [r for r, _ in enregistrements[:debut]], entete, lignes, largeur)


def _split(texte: str, separateur: str) -> list[tuple[list[str], int]]:
    csv.field_size_limit(_ECHANTILLON_OCTETS + 1)
    lecteur = csv.reader(StringIO(texte, newline=""), delimiter=separateur)
    sortie: list[tuple[list[str], int]] = []
    for cases in lecteur:
        sortie.append((cases, lecteur.line_num))
        if len(sortie) >= _ECHANTILLON_LIGNES:
            break
    # La dernière ligne de l'échantillon peut être coupée : elle ne compte pas.
    return sortie[:-1] if len(texte) == _ECHANTILLON_OCTETS and len(sortie) > 1 else sortie


def _score(enregistrements: list[list[str]]) -> float:
    pleins = [len(r) for r in enregistrements if any(r)]
    if not pleins:
        return 0.0
    colonnes, combien = Counter(pleins).most_common(1)[0]
    return 0.0 if colonnes < 2 else colonnes * combien / len(pleins)


def _read_corps(chemin: Path, forme: _Forme, premiere: int) -> tuple[Any, list[int], list[Rejet]]:
    sautees: list[int] = []
    rejets: list[Rejet] = []
    noms = [str(i) for i in range(forme.colonnes)]
    try:
        table = pacsv.read_csv(
            chemin,
            read_options=pacsv.ReadOptions(
                use_threads=False,
                block_size=_BLOC_OCTETS,
                column_names=noms,
                skip_rows=forme.lignes_physiques,
                encoding="utf-8" if forme.encodage == "utf-8-sig" else forme.encodage,
            ),
            parse_options=pacsv.ParseOptions(
                delimiter=forme.separateur,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=_build_tri(chemin.name, forme, premiere, sautees, rejets),
            ),
            convert_options=pacsv.ConvertOptions(
                column_types={n: pa.string() for n in noms}, strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as erreur:
        if "Empty CSV" in str(erreur):
            return pa.table({n: pa.array([], pa.string()) for n in noms}), sautees, rejets
        raise build_refus(
            chemin.name,
            trouve="un texte qui ne se découpe pas en lignes",
            attendu="un guillemet fermant pour chaque guillemet ouvrant",
            conseil="Cherchez une case qui commence par un guillemet sans finir par un guillemet.",
        ) from erreur
    except UnicodeDecodeError as erreur:
        raise build_refus(
            chemin.name,
            trouve="des caractères illisibles",
            attendu="un texte en UTF-8 ou Windows-1252",
            conseil="Enregistrez le fichier en UTF-8.",
        ) from erreur
    return table, sautees, rejets


def _build_tri(
    fichier: str, forme: _Forme, premiere: int, sautees: list[int], rejets: list[Rejet]
) -> Callable[[Any], str]:
    """Fonction que pyarrow appelle pour chaque ligne au mauvais nombre de cases."""

    def sort_ligne(ligne: Any) -> str:
        numero = premiere + len(sautees)
        if ligne.number is not None:
            numero = int(ligne.number) - forme.lignes_physiques + premiere - 1
        sautees.append(numero)
        texte = str(ligne.text)
        if texte.strip(f" {forme.separateur}\r\n"):
            ouvert = texte.count('"') % 2 == 1
            rejets.append(
                Rejet(
                    fichier,
                    numero,
                    "",
                    f"{ligne.actual_columns} case(s) : {shorten(texte)}",
                    f"{forme.colonnes} cases",
                    "Un guillemet ouvert n'est pas refermé : il avale les lignes qui suivent."
                    if ouvert
                    else "Un séparateur manque, est en trop, ou se trouve dans un texte sans guillemets.",
                )
            )
        return "skip"

    return sort_ligne


def _check_cellules(cellules: pd.DataFrame, fichier: str, forme: _Forme) -> None:
    for position in cellules.columns:
        longueurs = cellules[position].str.len()
        longue = int(longueurs.max()) if len(longueurs) else 0
        if longue > limites.TAILLE_CELLULE_MAX_CARACTERES:
            raise build_refus(
                fichier,
                ligne=int(longueurs.argmax()) + len(forme.titres) + 2,
                colonne=_pad(forme.entete, forme.colonnes)[int(position)],
                trouve=f"une case de {longue} caractères",
                attendu=f"au plus {limites.TAILLE_CELLULE_MAX_CARACTERES} caractères",
                conseil="Un guillemet est sans doute resté ouvert un peu plus haut dans le fichier.",
            )


def _check_guillemets(chemin: Path, cellules: pd.DataFrame) -> None:
    """Un guillemet jamais refermé avale toute la fin du fichier dans une seule case."""
    if cellules.empty or not any("\n" in str(c) for c in cellules.iloc[-1]):
        return
    with chemin.open("rb") as flux:
        guillemets = sum(bloc.count(b'"') for bloc in iter(lambda: flux.read(_BLOC_OCTETS), b""))
    if guillemets % 2:
        raise build_refus(
            chemin.name,
            trouve="un guillemet ouvert et jamais refermé",
            attendu="un guillemet fermant pour chaque guillemet ouvrant",
            conseil=f"Il est dans la ligne lue en dernier, vers la ligne {len(cellules) + 1} : fermez-le.",
        )
