"""Importer des fichiers : chacun dans sa transaction, les contours d'abord."""

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from observatoire.domain.territoire import Maille
from observatoire.errors import FichierRefuse
from observatoire.ingest.chantier.base import open_chantier
from observatoire.ingest.chantier.contexte import build_contexte
from observatoire.ingest.chantier.lots import Lot, add_lot, compute_sha256, find_lot_by_sha256
from observatoire.ingest.formats import read_fichier
from observatoire.ingest.lecture.detection import Sorte, detect_sorte
from observatoire.ingest.lot import LotLu
from observatoire.ingest.rapport import write_rapport
from observatoire.ingest.rejets import Rejet
from observatoire.settings import Reglages
from observatoire.store.catalogue import Catalogue

_EXTENSIONS_CONTOUR = frozenset({".geojson", ".gpkg", ".json", ".shp"})


class RejetsPresents(FichierRefuse):
    """Des lignes du fichier sont refusées, et l'utilisateur n'a pas dit de s'en passer."""

    def __init__(self, message: str, *, rejets: tuple[Rejet, ...], rapport: Path) -> None:
        super().__init__(message)
        self.rejets = rejets
        self.rapport = rapport


@dataclass(frozen=True, slots=True)
class Demande:
    """Un fichier à importer et ce que l'utilisateur en dit. `date` ne sert qu'à l'offre de soins."""

    chemin: Path
    maille: Maille | None = None
    correspondance: Path | None = None
    date: str = ""


@dataclass(frozen=True, slots=True)
class Importation:
    """Ce que l'import d'un fichier a donné. `deja` : le fichier avait déjà été importé, rien n'a changé."""

    lot: Lot
    deja: bool
    messages: tuple[str, ...] = ()
    rejets: tuple[Rejet, ...] = ()
    rapport: Path | None = None


def sort_demandes(demandes: Sequence[Demande]) -> list[Demande]:
    """Les contours avant les chiffres, pour que les codes soient connus ; sinon l'ordre donné."""
    return sorted(demandes, key=lambda d: not _is_contour(d.chemin))


def _is_contour(chemin: Path) -> bool:
    """Se fie au contenu, comme la lecture ; un fichier que rien ne reconnaît sera refusé à son tour, plus tard."""
    try:
        sorte = detect_sorte(chemin)
    except (FichierRefuse, OSError):
        return False
    if sorte is Sorte.ARCHIVE:
        with zipfile.ZipFile(chemin) as archive:
            return any(Path(n).suffix.lower() in _EXTENSIONS_CONTOUR for n in archive.namelist())
    return sorte in (Sorte.GEOPACKAGE, Sorte.JSON)


def import_fichier(
    reglages: Reglages, demande: Demande, *, catalogue: Catalogue, accepter_rejets: bool = False
) -> Importation:
    """Lit un fichier et l'ajoute au chantier, en entier ou pas du tout.

    Raises:
        RejetsPresents: des lignes sont refusées, sans `accepter_rejets`.
        FichierRefuse: fichier absent, illisible, de format inconnu ou vide de tout chiffre utile.
        ErreurObservatoire: pas d'observatoire, ou chantier occupé.
    """
    chemin = demande.chemin
    if not chemin.is_file():
        raise FichierRefuse(f"Le fichier {chemin} n'existe pas (ou c'est un dossier).")
    with open_chantier(reglages) as connexion:
        try:
            sha256 = compute_sha256(chemin)
        except OSError as erreur:
            raise FichierRefuse(f"Le fichier {chemin} ne peut pas être lu : {erreur.strerror}.") from erreur
        connu = find_lot_by_sha256(connexion, sha256)
        if connu is not None:
            return Importation(connu, deja=True)
        lu = read_fichier(
            chemin,
            contexte=build_contexte(connexion, catalogue.indicateurs, reglages.departements_voisins),
            maille=demande.maille,
            correspondance=demande.correspondance,
            date=demande.date,
        )
        rapport = _report(lu, reglages, chemin.name)
        if rapport is not None and not accepter_rejets:
            raise RejetsPresents(_explain(lu, chemin.name, rapport), rejets=lu.rejets, rapport=rapport)
        if lu.lignes_retenues == 0:
            raise FichierRefuse(
                f"{chemin.name} : aucune ligne ne concerne cet observatoire. "
                "Vérifiez les communes du périmètre et les codes du fichier."
            )
        lot = add_lot(connexion, lu, fichier=chemin.name, sha256=sha256)
    return Importation(lot, deja=False, messages=lu.messages, rejets=lu.rejets, rapport=rapport)


def _report(lu: LotLu, reglages: Reglages, fichier: str) -> Path | None:
    if not lu.rejets:
        return None
    return write_rapport(lu.rejets, reglages.donnees / "rapports", fichier=fichier)


def _explain(lu: LotLu, fichier: str, rapport: Path) -> str:
    nombre = len(lu.rejets)
    lignes = "1 ligne est refusée" if nombre == 1 else f"{nombre} lignes sont refusées"
    return (
        f"{fichier} : {lignes} sur {lu.lignes_lues}, rien n'a été importé. Corrigez le fichier (liste complète : "
        f"{rapport}), ou importez sans elles avec --accepter-rejets."
    )


def import_fichiers(
    reglages: Reglages, demandes: Sequence[Demande], *, catalogue: Catalogue, accepter_rejets: bool = False
) -> Iterator[Importation]:
    """Importe plusieurs fichiers, les contours d'abord. Le premier refus arrête ; ce qui précède est gardé."""
    for demande in sort_demandes(demandes):
        yield import_fichier(reglages, demande, catalogue=catalogue, accepter_rejets=accepter_rejets)
