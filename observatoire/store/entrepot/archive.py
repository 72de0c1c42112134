"""Toute une version en fichiers ouverts : CSV pour les tableurs, Parquet pour les programmes, dictionnaire."""

import io
import zipfile
from typing import Any

import pyarrow.parquet as pq

from observatoire.domain.tableur import write_csv
from observatoire.store.entrepot.base import Entrepot
from observatoire.store.entrepot.colonnes import SENS

DESCRIPTIONS: dict[str, str] = {
    "observatoire": "Carte d'identité de la version",
    "source": "Producteurs et jeux de données",
    "indicateur": "Indicateurs : définition, unité, sens de lecture",
    "fiche": "Indicateurs : intérêt, limites, auteur",
    "comparabilite": "Mailles où un indicateur ne se compare pas dans le temps, s'il se compare aux autres",
    "territoire": "Territoires et leurs contours",
    "appartenance": "Quel territoire est dans quel autre, et pour quelle part",
    "approche_qpv": "QPV approchés par des IRIS entiers, et part qu'ils en couvrent",
    "chiffre_approche": "Chiffres de QPV qui sont ceux de ces IRIS",
    "periode": "Périodes et leurs dates",
    "valeur": "Chiffres : une ligne par indicateur, territoire, période, sexe et âge",
    "population": "Population par sexe et âge",
    "point_offre": "Professionnels et établissements",
    "age_offre": "Professionnels par classe d'âge, dans les territoires où personne ne s'y reconnaît",
    "placement_offre": "Adresses de chaque métier : combien sont placées",
    "mouvement_offre": "Arrivées, départs et déménagements entre deux livraisons d'un annuaire",
    "lieu_habite": "Points où vivent les habitants, pour les distances et l'accessibilité",
    "lieu_qpv": "Lieux habités de chaque quartier prioritaire",
    "besoin": "Besoin moyen d'un habitant selon son âge, par métier",
    "trajet": "Temps ou longueurs de trajet importés",
    "reseau_noeud": "Carrefours du réseau de rues",
    "reseau_troncon": "Tronçons du réseau de rues, pour les temps de trajet",
    "plan_secret": "Nombre de cellules non diffusables, par indicateur",
    "lot": "Fichiers importés",
    "alerte": "Ce que la publication a signalé",
}
"""Tables de l'archive, dans l'ordre de lecture. Les hachures, simple habillage, n'y sont pas."""


def build_archive(entrepot: Entrepot, lisez_moi: str) -> bytes:
    """Écrit l'archive d'une version : `csv/`, `parquet/`, `dictionnaire.csv`, `LISEZMOI.txt`.

    Rien de confidentiel ne peut s'y trouver : la version n'en contient pas.
    """
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", compression=zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        archive.writestr("LISEZMOI.txt", lisez_moi)
        archive.writestr("dictionnaire.csv", write_csv(_DICTIONNAIRE, _list_colonnes(entrepot)))
        # Une version plus ancienne n'a pas toutes les tables.
        for table in (t for t in DESCRIPTIONS if t in entrepot.tables):
            contenu = _read_table(entrepot, table)
            archive.writestr(f"csv/{table}.csv", write_csv(contenu.column_names, _rows(contenu)))
            parquet = io.BytesIO()
            pq.write_table(contenu, parquet, compression="zstd")
            # Déjà compressé : le remettre dans un flux deflate ne ferait que du temps perdu.
            archive.writestr(f"parquet/{table}.parquet", parquet.getvalue(), compress_type=zipfile.ZIP_STORED)
    return tampon.getvalue()


_DICTIONNAIRE = ("table", "description", "colonne", "sens", "type", "peut_manquer")


def _read_table(entrepot: Entrepot, table: str) -> Any:
    curseur = entrepot.cursor()
    try:
        # Le nom vient de la liste fermée ci-dessus.
        return curseur.execute(f'SELECT * FROM "{table}" ORDER BY ALL').to_arrow_table()
    finally:
        curseur.close()


def _rows(table: Any) -> list[tuple[Any, ...]]:
    return list(zip(*(colonne.to_pylist() for colonne in table.columns), strict=True)) if table.num_rows else []


def _list_colonnes(entrepot: Entrepot) -> list[tuple[Any, ...]]:
    rang = {table: i for i, table in enumerate(DESCRIPTIONS)}
    lignes = [ligne for ligne in entrepot.read("dictionnaire") if ligne[0] in rang]
    lignes.sort(key=lambda ligne: (rang[ligne[0]], ligne[4]))
    return [(t, DESCRIPTIONS[t], colonne, SENS[colonne], genre, vide) for t, colonne, genre, vide, _ in lignes]
