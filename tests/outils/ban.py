"""Un petit extrait de la Base adresse nationale, à ses vraies colonnes."""

import gzip
from pathlib import Path

COLONNES = (
    "id;id_fantoir;numero;rep;nom_voie;code_postal;code_insee;nom_commune;code_insee_ancienne_commune;"
    "nom_ancienne_commune;x;y;lon;lat;type_position;alias;nom_ld;libelle_acheminement;nom_afnor;source_position;"
    "source_nom_voie;certification_commune;cad_parcelles"
)


def write_ligne(
    numero: str, voie: str, lieu: tuple[str, str, str], lon: float, lat: float, *, rep: str = "", ld: str = ""
) -> str:
    """Une adresse ; `lieu` : code postal, code INSEE, nom de la commune."""
    postal, insee, commune = lieu
    return (
        f"{insee}_0001_{numero};;{numero};{rep};{voie};{postal};{insee};{commune};;;0;0;{lon};{lat};entrée;;{ld};"
        f"{commune.upper()};{voie.upper()};commune;commune;1;"
    )


def write_ban(chemin: Path, *lignes: str, entete: str = COLONNES) -> Path:
    contenu = "\n".join([entete, *lignes, ""])
    if chemin.suffix == ".gz":
        with gzip.open(chemin, "wt", encoding="utf-8") as flux:
            flux.write(contenu)
    else:
        chemin.write_text(contenu, encoding="utf-8")
    return chemin
