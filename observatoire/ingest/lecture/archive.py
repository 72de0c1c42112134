"""Archives .zip (et classeurs, qui en sont) : ouvertes sous contrôle de taille, jamais crues sur parole."""

import zipfile
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from observatoire.ingest.lecture import limites
from observatoire.ingest.lecture.refus import build_refus, shorten

_CHIFFRE = 0x1
_IGNORES = ("meta_", "._", ".ds_store")


@contextmanager
def open_archive(chemin: Path) -> Generator[zipfile.ZipFile]:
    """Ouvre l'archive après avoir vérifié ses tailles annoncées.

    Raises:
        FichierRefuse: archive tronquée, protégée, trop grosse une fois décompressée, ou suspecte.
    """
    try:
        with zipfile.ZipFile(chemin) as archive:
            _check_tailles(archive, chemin.name)
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as erreur:
        raise build_refus(
            chemin.name,
            trouve="une archive ou un classeur abîmé (fichier tronqué ?)",
            attendu="un fichier complet",
            conseil="Téléchargez-le de nouveau, ou ouvrez-le puis enregistrez-le dans un tableur.",
        ) from erreur


def _check_tailles(archive: zipfile.ZipFile, nom: str) -> None:
    membres = archive.infolist()
    if any(m.flag_bits & _CHIFFRE for m in membres):
        raise build_refus(
            nom,
            trouve="une archive protégée par un mot de passe",
            attendu="une archive sans mot de passe",
            conseil="Décompressez-la avec son mot de passe, puis importez le fichier obtenu.",
        )
    taille = sum(m.file_size for m in membres) / limites.OCTETS_PAR_MO
    compressee = sum(m.compress_size for m in membres) / limites.OCTETS_PAR_MO
    suspecte = (
        taille > limites.TAILLE_SANS_CONTROLE_DU_RAPPORT_MO and taille > compressee * limites.RAPPORT_COMPRESSION_MAX
    )
    if suspecte or taille > limites.TAILLE_DECOMPRESSEE_MAX_MO or len(membres) > limites.MEMBRES_ARCHIVE_MAX:
        raise build_refus(
            nom,
            trouve=f"{len(membres)} fichier(s) et {taille:.0f} Mo une fois décompressé",
            attendu=f"au plus {limites.MEMBRES_ARCHIVE_MAX} fichiers, {limites.TAILLE_DECOMPRESSEE_MAX_MO} Mo "
            f"et {limites.RAPPORT_COMPRESSION_MAX} fois la taille compressée",
            conseil="Ce fichier est anormal : demandez-en un autre à son producteur.",
        )


def extract_utile(chemin: Path, dossier: Path) -> Path:
    """Extrait l'archive et rend le seul fichier à lire (.shp, .gpkg, .geojson, .json, .csv, .txt, .xlsx).

    Les documentations de l'INSEE (`meta_*.csv`) et les fichiers cachés sont ignorés.

    Raises:
        FichierRefuse: rien à lire, ou plusieurs fichiers possibles.
    """
    with open_archive(chemin) as archive:
        noms = [m.filename for m in archive.infolist() if not m.is_dir() and not _is_ignore(m.filename)]
        candidats = [n for n in noms if n.lower().endswith(".shp")] or [
            n for n in noms if n.lower().endswith((".gpkg", ".geojson", ".json", ".csv", ".txt", ".xlsx"))
        ]
        if len(candidats) != 1:
            trouve = (
                f"{len(candidats)} fichiers ({shorten(', '.join(sorted(candidats)))})"
                if candidats
                else "aucun fichier utile"
            )
            raise build_refus(
                chemin.name,
                trouve=trouve,
                attendu="une archive d'un seul jeu de données (shapefile, GeoPackage, GeoJSON, CSV ou .xlsx)",
                conseil="Décompressez-la et importez un fichier à la fois.",
            )
        racine = candidats[0].rsplit(".", 1)[0].lower() + "."
        # `extract` rend le chemin réel : il a ôté les « ../ » d'un nom malveillant.
        extraits = {
            nom: Path(archive.extract(nom, dossier))
            for nom in noms
            if nom == candidats[0] or nom.lower().startswith(racine)
        }
    return extraits[candidats[0]]


def _is_ignore(nom: str) -> bool:
    return nom.lower().startswith("__macosx/") or nom.rsplit("/", 1)[-1].lower().startswith(_IGNORES)
