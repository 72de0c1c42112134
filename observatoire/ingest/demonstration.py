"""La ville fictive, chargée par le même import et la même publication que de vraies données."""

from observatoire.domain.territoire import Maille
from observatoire.errors import DonneesAbsentes, ErreurObservatoire
from observatoire.ingest.chantier.base import create_chantier, open_chantier, read_identite
from observatoire.ingest.chantier.importation import Demande, import_fichier
from observatoire.ingest.demo import COMMUNE, NOM_VILLE, write_demo_files
from observatoire.ingest.publication.construction import Etape
from observatoire.ingest.publication.versions import Publication, open_version, publish
from observatoire.settings import Reglages
from observatoire.store.catalogue import Catalogue
from observatoire.store.entrepot.versions import read_version_courante

GRAINE = 2026


def install_demo(
    reglages: Reglages, catalogue: Catalogue, *, graine: int = GRAINE, annonce: Etape = lambda _: None
) -> Publication:
    """Écrit les fichiers fictifs dans `demo/`, les importe dans un chantier neuf et publie.

    Relancer la commande refait tout ; la même graine redonne la même version.

    Raises:
        ErreurObservatoire: le dossier porte déjà un observatoire réel, ou le chantier est occupé.
    """
    _check_fictif(reglages)
    annonce("Écriture des fichiers fictifs")
    fichiers = write_demo_files(reglages.donnees / "demo", graine=graine)
    reglages.chantier.unlink(missing_ok=True)
    create_chantier(reglages, nom=NOM_VILLE, communes=[COMMUNE], fictif=True)
    for fichier in fichiers:
        annonce(fichier.libelle)
        maille = None if fichier.maille is None else Maille(fichier.maille)
        import_fichier(reglages, Demande(fichier.chemin, maille, fichier.correspondance), catalogue=catalogue)
    return publish(reglages, catalogue, annonce=annonce)


def _check_fictif(reglages: Reglages) -> None:
    nom = ""
    if reglages.chantier.exists():
        with open_chantier(reglages) as connexion:
            identite = read_identite(connexion)
        nom = "" if identite.fictif else identite.nom
    nom = nom or _find_version_reelle(reglages)
    if nom:
        raise ErreurObservatoire(
            f"Le dossier {reglages.donnees} porte l'observatoire « {nom} », qui n'est pas fictif : la "
            "démonstration n'y touche pas. Installez-la ailleurs, par exemple --donnees data-demo."
        )


def _find_version_reelle(reglages: Reglages) -> str:
    """Nom de l'observatoire servi, ou une chaîne vide s'il est fictif ou absent."""
    try:
        fichier = read_version_courante(reglages.publie)
    except DonneesAbsentes:
        return ""
    with open_version(reglages.publie, fichier) as connexion:
        cles = dict(connexion.execute("SELECT cle, valeur FROM observatoire").fetchall())
    return "" if cles["fictif"] == "oui" else cles["nom"]
