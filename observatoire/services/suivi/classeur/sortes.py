"""Reconnaître un fichier à ses premiers octets, et dire quoi faire de ceux qui ne sont pas des classeurs .xlsx."""

import io
import zipfile

from observatoire.errors import FichierRefuse

TAILLE_MAX_MO = 20
TAILLE_DEPLIEE_MAX_MO = 200
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_ENREGISTRER = "Ouvrez-le dans votre tableur, puis Enregistrer sous, type « Classeur Excel (.xlsx) »."


def check_classeur(contenu: bytes, nom: str) -> None:
    """Refuse ce qui n'est pas un classeur .xlsx lisible, en disant quoi faire.

    Raises:
        FichierRefuse: fichier vide, trop gros, d'un autre format, protégé ou abîmé.
    """
    if not contenu:
        raise FichierRefuse(f"« {nom} » n'est pas un classeur : le fichier est vide. Enregistrez-le de nouveau.")
    if len(contenu) > TAILLE_MAX_MO * 1_000_000:
        raise FichierRefuse(f"« {nom} » dépasse {TAILLE_MAX_MO} Mo : un plan d'actions en fait moins d'un.")
    if contenu.startswith(_OLE):
        raise FichierRefuse(_describe_ole(contenu, nom))
    if contenu.startswith(b"%PDF"):
        raise FichierRefuse(
            f"« {nom} » est un PDF, pas un classeur. Demandez le fichier d'origine (.xlsx), ou recopiez le plan dans "
            "le modèle vierge."
        )
    _check_archive(contenu, nom)


def _describe_ole(contenu: bytes, nom: str) -> str:
    """L'ancien format d'Excel et un classeur chiffré commencent pareil ; le second nomme son paquet chiffré."""
    if "EncryptedPackage".encode("utf-16-le") in contenu:
        return (
            f"« {nom} » est protégé par un mot de passe. Ouvrez-le, retirez le mot de passe (Fichier, Informations, "
            "Protéger le classeur), enregistrez-le, puis réessayez."
        )
    return f"« {nom} » est d'un ancien format (.xls ou .doc), pas un classeur .xlsx. {_ENREGISTRER}"


def _check_archive(contenu: bytes, nom: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
            deplie = sum(f.file_size for f in archive.infolist())
            noms = set(archive.namelist())
            genre = archive.read("mimetype")[:80] if "mimetype" in noms else b""
    except zipfile.BadZipFile as erreur:
        if contenu.startswith(b"PK"):
            raise FichierRefuse(
                f"« {nom} » est abîmé : il n'est pas entier. Téléchargez-le ou copiez-le de nouveau, puis réessayez."
            ) from erreur
        raise FichierRefuse(f"« {nom} » n'est pas un classeur .xlsx. {_ENREGISTRER}") from erreur
    if deplie > TAILLE_DEPLIEE_MAX_MO * 1_000_000:
        raise FichierRefuse(f"« {nom} » se déplie en plus de {TAILLE_DEPLIEE_MAX_MO} Mo : il n'est pas ouvert.")
    if b"opendocument.spreadsheet" in genre:
        raise FichierRefuse(
            f"« {nom} » est un classeur LibreOffice (.ods), pas un classeur .xlsx. Ouvrez-le dans LibreOffice, puis "
            "Fichier, Enregistrer sous, type « Excel 2007-365 (.xlsx) »."
        )
    if "xl/workbook.bin" in noms:
        raise FichierRefuse(f"« {nom} » est un classeur binaire (.xlsb), pas un classeur .xlsx. {_ENREGISTRER}")
    if "xl/workbook.xml" not in noms:
        quoi = "un document de texte" if "word/document.xml" in noms or b"opendocument.text" in genre else "une archive"
        raise FichierRefuse(
            f"« {nom} » est {quoi}, pas un classeur .xlsx. Le plan se met dans un tableau : partez du modèle vierge."
        )
