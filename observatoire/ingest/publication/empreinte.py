"""Empreinte du contenu d'une version : les mêmes données donnent la même empreinte, dans n'importe quel ordre."""

import hashlib

import duckdb

_IGNORES = {"lot": ["importe_le"]}
_TABLES = (
    "source", "indicateur", "fiche", "comparabilite", "territoire", "habillage", "appartenance", "approche_qpv",
    "chiffre_approche", "periode", "lot", "valeur",
    "population", "point_offre", "age_offre", "placement_offre", "mouvement_offre", "plan_secret", "lieu_habite",
    "lieu_qpv", "besoin", "trajet", "reseau_noeud", "reseau_troncon", "alerte",
)  # fmt: skip
_CLES_DATEES = ("version", "publie_le")
LONGUEUR = 12


def compute_empreinte(connexion: duckdb.DuckDBPyConnection, base: str) -> str:
    """Empreinte hexadécimale des tables d'une version attachée sous le nom `base`.

    Les condensats des lignes sont réunis par un OU exclusif et par une somme, insensibles à l'ordre : aucune table
    n'a besoin d'être triée. La date d'import et celle de publication n'y entrent pas.
    """
    lignes: list[str] = []
    for table in _TABLES:
        colonnes = f"* EXCLUDE ({', '.join(_IGNORES[table])})" if table in _IGNORES else "*"
        lignes.append(_condense(connexion, f"(SELECT {colonnes} FROM {base}.{table})", table))
    cles = ", ".join(f"'{c}'" for c in _CLES_DATEES)
    lignes.append(
        _condense(connexion, f"(SELECT * FROM {base}.observatoire WHERE cle NOT IN ({cles}))", "observatoire")
    )
    return hashlib.sha256("\n".join(lignes).encode()).hexdigest()[:LONGUEUR]


def _condense(connexion: duckdb.DuckDBPyConnection, lignes: str, table: str) -> str:
    resultat = connexion.execute(
        f"SELECT count(*), coalesce(bit_xor(hash(contenu)), 0), coalesce(sum(hash(contenu)::HUGEINT), 0)::VARCHAR "
        f"FROM {lignes} AS contenu"
    ).fetchone()
    return f"{table}:{resultat}"
