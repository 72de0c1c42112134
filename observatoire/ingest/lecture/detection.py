"""Nature d'un fichier d'après ses premiers octets : son extension ne compte pas."""

import zipfile
from enum import StrEnum
from pathlib import Path

from observatoire.ingest.lecture import limites
from observatoire.ingest.lecture.archive import open_archive
from observatoire.ingest.lecture.refus import build_refus


class Sorte(StrEnum):
    """Ce qu'un fichier contient, au sens du lecteur à appeler."""

    TEXTE = "texte"
    CLASSEUR = "classeur"
    JSON = "json"
    GEOPACKAGE = "geopackage"
    GRAPHML = "graphml"
    ARCHIVE = "archive"


ATTENDU = (
    "un fichier CSV, un classeur .xlsx, un GeoJSON, un GeoPackage, un GraphML ou une archive .zip (shapefile ou CSV)"
)
_OCTETS_LUS = 65_536
_CLASSEUR_XLSX = "ouvrez-le dans un tableur et enregistrez-le au format « Classeur Excel (.xlsx) »."

# (premiers octets, ce que c'est, conseil)
_ETRANGERS: tuple[tuple[bytes, str, str], ...] = (
    (b"7z\xbc\xaf\x27\x1c", "une archive 7z", "Décompressez-la et importez le GeoPackage ou le shapefile zippé."),
    (b"Rar!", "une archive RAR", "Décompressez-la et importez le fichier qu'elle contient."),
    (b"\x1f\x8b", "un fichier compressé gzip", "Décompressez-le et importez le fichier obtenu."),
    (b"%PDF", "un document PDF", "Demandez les données au producteur en CSV ou en classeur .xlsx."),
    (b"PAR1", "un fichier Parquet", "Exportez-le en CSV."),
    (b"\x00\x00\x27\x0a", "un shapefile sans ses fichiers associés",
     "Réunissez .shp, .shx, .dbf et .prj dans une archive .zip et importez l'archive."),
)  # fmt: skip
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def detect_sorte(chemin: Path) -> Sorte:
    """Reconnaît la nature du fichier.

    Un texte peut être un annuaire national, lu ligne à ligne : il a droit à plus que les autres.

    Raises:
        FichierRefuse: fichier absent, vide, trop gros, ou d'une nature que l'import ne lit pas.
    """
    tete = _read_tete(chemin)
    sorte = _detect(chemin, tete)
    if sorte is not Sorte.TEXTE:
        check_taille(chemin, limites.TAILLE_FICHIER_MAX_MO)
    return sorte


def _detect(chemin: Path, tete: bytes) -> Sorte:
    nom = chemin.name
    for signature, nature, conseil in _ETRANGERS:
        if tete.startswith(signature):
            raise build_refus(nom, trouve=nature, attendu=ATTENDU, conseil=conseil)
    if tete.startswith(_OLE):
        raise _refuse_ole(chemin)
    if tete.startswith(b"SQLite format 3\x00"):
        return Sorte.GEOPACKAGE
    if tete.startswith(b"PK"):
        return _detect_zip(chemin)
    return _detect_texte(nom, tete)


def check_taille(chemin: Path, max_mo: int) -> None:
    """Refuse un fichier trop gros pour la façon dont il sera lu.

    Raises:
        FichierRefuse: plus de `max_mo` mégaoctets.
    """
    taille = chemin.stat().st_size // limites.OCTETS_PAR_MO
    if taille > max_mo:
        raise build_refus(
            chemin.name,
            trouve=f"un fichier de {taille} Mo",
            attendu=f"au plus {max_mo} Mo",
            conseil="Ne gardez que les lignes de votre département, puis recommencez.",
        )


def _read_tete(chemin: Path) -> bytes:
    nom = chemin.name
    if not chemin.is_file():
        raise build_refus(
            nom, trouve="aucun fichier à cet endroit", attendu=ATTENDU, conseil="Vérifiez le chemin donné."
        )
    check_taille(chemin, limites.TAILLE_FLUX_MAX_MO)
    try:
        with chemin.open("rb") as flux:
            tete = flux.read(_OCTETS_LUS)
    except OSError as erreur:
        raise build_refus(
            nom,
            trouve="un fichier qui ne s'ouvre pas",
            attendu=ATTENDU,
            conseil="Vérifiez vos droits de lecture sur ce fichier.",
        ) from erreur
    if not tete.strip(b"\xef\xbb\xbf \t\r\n"):
        raise build_refus(nom, trouve="un fichier vide", attendu=ATTENDU, conseil="Téléchargez-le de nouveau.")
    return tete


def _refuse_ole(chemin: Path) -> Exception:
    contenu = chemin.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in contenu:
        return build_refus(
            chemin.name,
            trouve="un classeur protégé par un mot de passe",
            attendu="un classeur .xlsx sans mot de passe",
            conseil="Ouvrez-le dans un tableur, retirez le mot de passe, enregistrez et recommencez.",
        )
    return build_refus(
        chemin.name,
        trouve="un fichier Office ancien (.xls ou .doc)",
        attendu=ATTENDU,
        conseil="Si c'est un classeur, " + _CLASSEUR_XLSX,
    )


def _detect_zip(chemin: Path) -> Sorte:
    with open_archive(chemin, taille_max_mo=limites.TAILLE_ARCHIVE_MAX_MO) as archive:
        noms = set(archive.namelist())
        if "xl/workbook.xml" in noms:
            return Sorte.CLASSEUR
        autre = _name_office(archive, noms)
    if autre:
        raise build_refus(chemin.name, trouve=autre, attendu=ATTENDU, conseil="Si c'est un tableau, " + _CLASSEUR_XLSX)
    return Sorte.ARCHIVE


def _name_office(archive: zipfile.ZipFile, noms: set[str]) -> str:
    if "xl/workbook.bin" in noms:
        return "un classeur Excel binaire (.xlsb)"
    if "mimetype" in noms and b"opendocument" in archive.read("mimetype")[:200]:
        return "un document LibreOffice (.ods ou .odt)"
    return "un document Office qui n'est pas un classeur" if "[Content_Types].xml" in noms else ""


def _detect_texte(nom: str, tete: bytes) -> Sorte:
    if tete.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Sorte.TEXTE
    if _is_binaire(tete):
        raise build_refus(
            nom,
            trouve="un fichier binaire inconnu",
            attendu=ATTENDU,
            conseil="Vérifiez que le téléchargement est complet et que c'est le bon fichier.",
        )
    debut = tete.removeprefix(b"\xef\xbb\xbf").lstrip()
    if b"<graphml" in tete:
        return Sorte.GRAPHML
    if debut[:1] == b"<":
        raise build_refus(
            nom,
            trouve="une page web ou un fichier XML",
            attendu=ATTENDU,
            conseil="Le lien a sans doute renvoyé une page d'erreur : téléchargez le fichier de nouveau.",
        )
    return Sorte.JSON if debut[:1] in (b"{", b"[") else Sorte.TEXTE


def _is_binaire(tete: bytes) -> bool:
    controle = sum(tete.count(bytes([c])) for c in range(32) if c not in (9, 10, 12, 13))
    return b"\x00" in tete or controle > len(tete) // 100
