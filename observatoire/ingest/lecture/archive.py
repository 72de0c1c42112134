"""Archives .zip (et classeurs, qui en sont) : ouvertes sous contrôle de taille, jamais crues sur parole."""

import shutil
import zipfile
import zlib
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from observatoire.ingest.lecture import limites
from observatoire.ingest.lecture.refus import build_refus, shorten
from observatoire.ingest.lecture.texte import TETE_OCTETS, decode_premiere_ligne

_CHIFFRE = 0x1
_IGNORES = ("meta_", "._", ".ds_store")
_ANNEE_MIN = 2000
"""Un outil qui ne date pas ce qu'il compresse écrit 1980."""


@dataclass(frozen=True, slots=True)
class Extrait:
    """Le fichier sorti d'une archive, et le jour que l'archive lui donne (vide si elle ne le dit pas)."""

    chemin: Path
    date: str


@contextmanager
def open_archive(
    chemin: Path, *, taille_max_mo: int = limites.TAILLE_DECOMPRESSEE_MAX_MO
) -> Generator[zipfile.ZipFile]:
    """Ouvre l'archive après avoir vérifié ses tailles annoncées.

    Raises:
        FichierRefuse: archive tronquée, protégée, trop grosse une fois décompressée, ou suspecte.
    """
    try:
        with zipfile.ZipFile(chemin) as archive:
            _check_tailles(archive, chemin.name, taille_max_mo)
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as erreur:
        raise build_refus(
            chemin.name,
            trouve="une archive ou un classeur abîmé (fichier tronqué ?)",
            attendu="un fichier complet",
            conseil="Téléchargez-le de nouveau, ou ouvrez-le puis enregistrez-le dans un tableur.",
        ) from erreur


def _check_tailles(archive: zipfile.ZipFile, nom: str, taille_max_mo: int) -> None:
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
    if suspecte or taille > taille_max_mo or len(membres) > limites.MEMBRES_ARCHIVE_MAX:
        raise build_refus(
            nom,
            trouve=f"{len(membres)} fichier(s) et {taille:.0f} Mo une fois décompressé",
            attendu=f"au plus {limites.MEMBRES_ARCHIVE_MAX} fichiers, {taille_max_mo} Mo "
            f"et {limites.RAPPORT_COMPRESSION_MAX} fois la taille compressée",
            conseil="Ce fichier est anormal : demandez-en un autre à son producteur.",
        )


def extract_utile(chemin: Path, dossier: Path, *, reconnait: Callable[[str], bool]) -> Extrait:
    """Extrait de l'archive le seul fichier à lire (.shp, .gpkg, .geojson, .json, .csv, .txt, .xlsx).

    Les documentations de l'INSEE (`meta_*.csv`) et les fichiers cachés sont ignorés. Parmi plusieurs tableaux, celui
    dont `reconnait` accepte la première ligne est choisi : l'archive du RPPS en porte trois.

    Raises:
        FichierRefuse: rien à lire, plusieurs fichiers possibles, ou pas assez de place pour l'extraire.
    """
    with open_archive(chemin, taille_max_mo=limites.TAILLE_ARCHIVE_MAX_MO) as archive:
        noms = [m.filename for m in archive.infolist() if not m.is_dir() and not _is_ignore(m.filename)]
        choisi = _choose(archive, noms, chemin.name, reconnait)
        racine = choisi.rsplit(".", 1)[0].lower() + "."
        groupe = [nom for nom in noms if nom == choisi or nom.lower().startswith(racine)]
        _check_place(sum(archive.getinfo(n).file_size for n in groupe), dossier, chemin.name)
        # `extract` rend le chemin réel : il a ôté les « ../ » d'un nom malveillant.
        extraits = {nom: Path(archive.extract(nom, dossier)) for nom in groupe}
        return Extrait(extraits[choisi], _read_date(archive.getinfo(choisi)))


def _choose(archive: zipfile.ZipFile, noms: list[str], fichier: str, reconnait: Callable[[str], bool]) -> str:
    candidats = [n for n in noms if n.lower().endswith(".shp")] or [
        n for n in noms if n.lower().endswith((".gpkg", ".geojson", ".json", ".csv", ".txt", ".xlsx"))
    ]
    if len(candidats) > 1:
        textes = [n for n in candidats if n.lower().endswith((".csv", ".txt"))]
        candidats = [n for n in textes if reconnait(_read_premiere_ligne(archive, n))] or candidats
    if len(candidats) == 1:
        return candidats[0]
    trouve = "aucun fichier utile"
    if candidats:
        trouve = f"{len(candidats)} fichiers ({shorten(', '.join(sorted(candidats)))})"
    raise build_refus(
        fichier,
        trouve=trouve,
        attendu="une archive d'un seul jeu de données (shapefile, GeoPackage, GeoJSON, CSV ou .xlsx)",
        conseil="Décompressez-la et importez un fichier à la fois.",
    )


def _read_premiere_ligne(archive: zipfile.ZipFile, nom: str) -> str:
    with archive.open(nom) as flux:
        return decode_premiere_ligne(flux.read(TETE_OCTETS))


def _check_place(octets: int, dossier: Path, fichier: str) -> None:
    libre = shutil.disk_usage(dossier).free
    if octets > libre:
        raise build_refus(
            fichier,
            trouve=f"{libre // limites.OCTETS_PAR_MO} Mo libres dans {dossier.parent}",
            attendu=f"{octets // limites.OCTETS_PAR_MO} Mo pour décompresser l'archive",
            conseil="Faites de la place, ou donnez un autre dossier temporaire par la variable TMPDIR.",
        )


def _read_date(membre: zipfile.ZipInfo) -> str:
    annee, mois, jour = membre.date_time[:3]
    try:
        lue = date(annee, mois, jour)
    except ValueError:
        return ""
    return lue.isoformat() if lue.year >= _ANNEE_MIN and lue <= date.today() else ""


def _is_ignore(nom: str) -> bool:
    return nom.lower().startswith("__macosx/") or nom.rsplit("/", 1)[-1].lower().startswith(_IGNORES)
