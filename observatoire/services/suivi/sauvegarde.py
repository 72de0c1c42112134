"""Sauvegarder et restaurer l'observatoire entier : versions publiées, suivi, et le chantier si on le demande."""

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

from observatoire.domain.cls.droits import Auteur, Geste
from observatoire.errors import ChantierOccupe, ErreurObservatoire, FichierRefuse
from observatoire.services.suivi.acces import require
from observatoire.settings import Reglages
from observatoire.store.chantier import hold_chantier
from observatoire.store.disque import make_dossier_prive, open_prive, sync_disque
from observatoire.store.entrepot.versions import POINTEUR, write_pointeur
from observatoire.store.suivi.base import open_base
from observatoire.store.suivi.transfert import Lignes, dump_tables, is_ouverte_ailleurs, is_vide, replace_tables

FORMAT = 1
MANIFESTE = "manifeste.json"
_BLOC = 1 << 20
_POINTEUR = f"publie/{POINTEUR}"
_CHANTIER = "chantier/chantier.duckdb"


@dataclass(frozen=True)
class BilanSauvegarde:
    """Ce qu'une sauvegarde contient."""

    fichier: Path
    cree_le: str
    versions: tuple[str, ...]
    lignes_suivi: int
    chantier: bool


def save_observatoire(
    reglages: Reglages, auteur: Auteur, fichier: Path, *, avec_chantier: bool = False
) -> BilanSauvegarde:
    """Écrit la sauvegarde, serveur en marche ou non. Le fichier n'apparaît que complet.

    Args:
        reglages: où sont les données.
        auteur: qui le demande ; seule l'administration le peut.
        fichier: l'archive .zip à écrire ; elle ne doit pas exister.
        avec_chantier: ajoute le chantier, qui contient des données confidentielles.

    Raises:
        DroitRefuse: le rôle ne le permet pas.
        FichierRefuse: l'archive existe déjà.
        ChantierOccupe: le chantier est demandé, et une autre commande l'utilise.
    """
    require(auteur, Geste.SAUVEGARDER)
    if fichier.exists():
        raise FichierRefuse(f"« {fichier} » existe déjà : choisissez un autre nom, une sauvegarde ne s'écrase pas.")
    base = open_base(reglages.suivi_url)
    try:
        with base.read() as connexion:
            revision, tables = dump_tables(connexion)
    finally:
        base.close()
    textes = {f"suivi/{table}.jsonl": _write_lignes(lignes) for table, lignes in tables.items()}
    # Le pointeur d'abord : la version qu'il nomme est alors parmi celles qu'on liste ensuite.
    pointeur = reglages.publie / POINTEUR
    if pointeur.is_file():
        textes[_POINTEUR] = pointeur.read_bytes()
    sources = {f"publie/{p.name}": p for p in sorted(reglages.publie.glob("*.duckdb"))}
    fichier.parent.mkdir(parents=True, exist_ok=True)
    manifeste: dict[str, Any] = {
        "format": FORMAT,
        "cree_le": datetime.now(UTC).isoformat(timespec="seconds"),
        "revision_suivi": revision,
        "empreintes": {},
    }
    with tempfile.NamedTemporaryFile(dir=fichier.parent, prefix=".sauvegarde-", delete=False) as brouillon:
        provisoire = Path(brouillon.name)
        try:
            with ExitStack() as pile:
                if avec_chantier and reglages.chantier.is_file():
                    pile.enter_context(hold_chantier(reglages.chantier))
                    sources[_CHANTIER] = reglages.chantier
                _write_archive(brouillon, manifeste, sources, textes)
            brouillon.flush()
            os.fsync(brouillon.fileno())
            provisoire.replace(fichier)
        finally:
            provisoire.unlink(missing_ok=True)
    return _describe(fichier, manifeste, tables)


def _write_archive(
    sortie: IO[bytes], manifeste: dict[str, Any], sources: Mapping[str, Path], textes: Mapping[str, bytes]
) -> None:
    empreintes = manifeste["empreintes"]
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, source in sources.items():
            empreintes[nom] = _add_fichier(archive, nom, source)
        for nom, texte in textes.items():
            archive.writestr(nom, texte)
            empreintes[nom] = hashlib.sha256(texte).hexdigest()
        archive.writestr(MANIFESTE, json.dumps(manifeste, ensure_ascii=False, indent=1))


def _add_fichier(archive: zipfile.ZipFile, nom: str, source: Path) -> str:
    """Ajoute un fichier et rend son empreinte, celle des octets écrits : il n'est lu qu'une fois."""
    entree = zipfile.ZipInfo.from_file(source, nom)
    entree.compress_type = zipfile.ZIP_DEFLATED
    empreinte = hashlib.sha256()
    with source.open("rb") as contenu, archive.open(entree, "w", force_zip64=True) as copie:
        while bloc := contenu.read(_BLOC):
            empreinte.update(bloc)
            copie.write(bloc)
    return empreinte.hexdigest()


def _write_lignes(lignes: Lignes) -> bytes:
    return "".join(json.dumps(ligne, ensure_ascii=False) + "\n" for ligne in lignes).encode()


def restore_observatoire(
    reglages: Reglages, auteur: Auteur, fichier: Path, *, remplacer: bool = False
) -> BilanSauvegarde:
    """Rétablit une sauvegarde, serveur arrêté. Tout est vérifié avant la première écriture.

    Args:
        reglages: où restaurer.
        auteur: qui le demande ; seule l'administration le peut.
        fichier: l'archive.
        remplacer: vrai pour remplacer un suivi et une version en cours qui existent déjà.

    Raises:
        DroitRefuse: le rôle ne le permet pas.
        FichierRefuse: archive abîmée ou incomplète, données déjà présentes sans `remplacer`, ou base du suivi
            ouverte par un autre programme (le tableau de bord).
        ChantierOccupe: l'archive a un chantier, et une autre commande utilise celui qu'il remplacerait.
    """
    require(auteur, Geste.SAUVEGARDER)
    manifeste, tables = check_sauvegarde(fichier)
    base = open_base(reglages.suivi_url)
    try:
        # Une personne qui saisit pendant qu'on remplace la base enregistrerait sur une fiche qui n'est plus la sienne.
        if is_ouverte_ailleurs(base):
            raise FichierRefuse(
                "La base du suivi est ouverte par un autre programme, sans doute le tableau de bord. Rien n'est "
                "remplacé. Arrêtez-le, puis recommencez."
            )
        with base.read() as connexion:
            vierge = is_vide(connexion)
        pointeur = reglages.publie / POINTEUR
        if not remplacer and (not vierge or pointeur.exists()):
            raise FichierRefuse(
                f"{reglages.donnees} contient déjà un observatoire. Rien n'est remplacé. "
                "Sauvegardez-le d'abord, puis recommencez avec --remplacer."
            )
        if _CHANTIER in manifeste["empreintes"]:
            _check_chantier_libre(reglages.chantier)
        _extract(fichier, manifeste, reglages)
        with base.write() as connexion:
            replace_tables(connexion, manifeste["revision_suivi"], tables)
    finally:
        base.close()
    _move_pointeur(fichier, reglages)
    return _describe(fichier, manifeste, tables)


def _check_chantier_libre(chantier: Path) -> None:
    if not chantier.is_file():
        return
    try:
        with hold_chantier(chantier):
            return
    except ChantierOccupe:
        raise
    except ErreurObservatoire:
        # Un chantier abîmé n'empêche rien : c'est lui qu'on vient remplacer.
        return


def check_sauvegarde(fichier: Path) -> tuple[dict[str, Any], dict[str, Lignes]]:
    """Vérifie toutes les empreintes d'une archive ; rend son manifeste et les lignes du suivi.

    Raises:
        FichierRefuse: ce n'est pas une sauvegarde, ou un octet a changé.
    """
    if not fichier.is_file():
        raise FichierRefuse(f"« {fichier} » n'existe pas.")
    try:
        with zipfile.ZipFile(fichier) as archive:
            manifeste = json.loads(archive.read(MANIFESTE))
            _check_manifeste(archive, manifeste, fichier)
            tables = {
                PurePosixPath(nom).stem: [json.loads(x) for x in archive.read(nom).splitlines()]
                for nom in manifeste["empreintes"]
                if nom.startswith("suivi/")
            }
    # Une archive abîmée se signale de bien des façons : structure, somme de contrôle, compression, JSON.
    except (
        zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, KeyError, TypeError, NotImplementedError,
    ) as erreur:  # fmt: skip
        raise _refuse(fichier, "l'archive est abîmée ou n'est pas une sauvegarde") from erreur
    return manifeste, tables


def _check_manifeste(archive: zipfile.ZipFile, manifeste: dict[str, Any], fichier: Path) -> None:
    if manifeste["format"] != FORMAT:
        raise _refuse(fichier, f"son format {manifeste['format']} est inconnu de cette version")
    noms = set(archive.namelist()) - {MANIFESTE}
    if noms != set(manifeste["empreintes"]):
        raise _refuse(fichier, "il y manque des fichiers, ou il y en a en trop")
    for nom, attendue in manifeste["empreintes"].items():
        chemin = PurePosixPath(nom)
        if len(chemin.parts) != 2 or chemin.parts[0] not in {"publie", "suivi", "chantier"}:
            raise _refuse(fichier, f"« {nom} » n'a rien à y faire")
        with archive.open(nom) as contenu:
            if _hash(contenu) != attendue:
                raise _refuse(fichier, f"« {nom} » a changé depuis la sauvegarde")


def _refuse(fichier: Path, raison: str) -> FichierRefuse:
    return FichierRefuse(f"« {fichier} » n'est pas restauré : {raison}. Rien n'a été écrit.")


def _extract(fichier: Path, manifeste: dict[str, Any], reglages: Reglages) -> None:
    """Dépose les versions publiées et le chantier ; le pointeur, lui, ne bouge qu'à la fin."""
    with zipfile.ZipFile(fichier) as archive:
        for nom in manifeste["empreintes"]:
            if nom.startswith("suivi/") or nom == _POINTEUR:
                continue
            cible = reglages.donnees / nom
            prive = nom.startswith("chantier/")
            if prive:
                make_dossier_prive(cible.parent)
                # Le journal du chantier remplacé ne doit pas se rejouer dans celui qu'on restaure.
                cible.with_name(f"{cible.name}.wal").unlink(missing_ok=True)
            else:
                cible.parent.mkdir(parents=True, exist_ok=True)
            provisoire = cible.with_name(f".{cible.name}.restauration")
            with archive.open(nom) as source, open(provisoire, "wb", opener=open_prive if prive else None) as sortie:
                shutil.copyfileobj(source, sortie, _BLOC)
            sync_disque(provisoire)
            provisoire.replace(cible)


def _move_pointeur(fichier: Path, reglages: Reglages) -> None:
    with zipfile.ZipFile(fichier) as archive:
        if _POINTEUR in archive.namelist():
            write_pointeur(reglages.publie, archive.read(_POINTEUR).decode(errors="replace").strip())


def _describe(fichier: Path, manifeste: dict[str, Any], tables: Mapping[str, Lignes]) -> BilanSauvegarde:
    noms = [PurePosixPath(n) for n in manifeste["empreintes"]]
    return BilanSauvegarde(
        fichier=fichier,
        cree_le=manifeste["cree_le"],
        versions=tuple(n.stem for n in noms if n.suffix == ".duckdb" and n.parts[0] == "publie"),
        lignes_suivi=sum(len(x) for x in tables.values()),
        chantier=any(n.parts[0] == "chantier" for n in noms),
    )


def _hash(contenu: IO[bytes]) -> str:
    empreinte = hashlib.sha256()
    while bloc := contenu.read(_BLOC):
        empreinte.update(bloc)
    return empreinte.hexdigest()
