"""Revérifier ce qu'une version promet : clés, listes fermées, références, comptes, secret, géométries."""

from dataclasses import dataclass

import duckdb
import shapely

from observatoire.domain.francais import format_nombre
from observatoire.domain.indicateur import TYPES_RAPPORT
from observatoire.ingest.secret.anciennes import Anciennes
from observatoire.ingest.secret.version import attack

_RAPPORTS = ", ".join(f"'{t.value}'" for t in sorted(TYPES_RAPPORT))
_ECART_ADMIS = 1e-9

_REGLES: dict[str, str] = {
    "valeur : clé en double": """
        SELECT indicateur || ' ' || territoire || ' ' || periode || ' ' || sexe || ' ' || age
        FROM {base}.valeur GROUP BY indicateur, territoire, periode, sexe, age HAVING count(*) > 1""",
    "population : clé en double": """
        SELECT territoire || ' ' || periode || ' ' || sexe || ' ' || classe_age
        FROM {base}.population GROUP BY territoire, periode, sexe, classe_age HAVING count(*) > 1""",
    "valeur : indicateur sans fiche": """
        SELECT DISTINCT indicateur FROM {base}.valeur ANTI JOIN {base}.indicateur AS i ON i.code = indicateur""",
    "valeur : territoire inconnu": """
        SELECT DISTINCT territoire FROM {base}.valeur ANTI JOIN {base}.territoire AS t ON t.code = territoire""",
    "valeur : période inconnue": """
        SELECT DISTINCT periode FROM {base}.valeur ANTI JOIN {base}.periode AS p ON p.code = periode""",
    "valeur : lot inconnu": """
        SELECT DISTINCT lot FROM {base}.valeur ANTI JOIN {base}.lot AS l ON l.id = lot""",
    "population : territoire inconnu": """
        SELECT DISTINCT territoire FROM {base}.population
        ANTI JOIN {base}.territoire AS t ON t.code = territoire""",
    "population : période inconnue": """
        SELECT DISTINCT periode FROM {base}.population ANTI JOIN {base}.periode AS p ON p.code = periode""",
    "population : effectif négatif": """
        SELECT territoire || ' ' || periode FROM {base}.population WHERE effectif < 0""",
    "indicateur : fiche incomplète": """
        SELECT code FROM {base}.indicateur ANTI JOIN {base}.fiche AS f ON f.indicateur = code""",
    "valeur : chiffre disponible sans valeur": """
        SELECT indicateur || ' ' || territoire FROM {base}.valeur
        WHERE statut = 'disponible' AND (valeur IS NULL OR NOT isfinite(valeur))""",
    "valeur : chiffre masqué ou manquant qui garde un nombre": """
        SELECT indicateur || ' ' || territoire FROM {base}.valeur
        WHERE statut <> 'disponible'
            AND coalesce(valeur, ic_bas, ic_haut, numerateur, denominateur) IS NOT NULL""",
    "valeur : intervalle qui ne contient pas la valeur": """
        SELECT indicateur || ' ' || territoire || ' ' || periode FROM {base}.valeur
        WHERE ic_bas > valeur + {ecart} * abs(valeur) OR ic_haut < valeur - {ecart} * abs(valeur)
            OR (ic_bas IS NULL) <> (ic_haut IS NULL)""",
    "valeur : différente de numérateur / dénominateur × multiplicateur": """
        SELECT v.indicateur || ' ' || v.territoire || ' ' || v.periode
        FROM {base}.valeur AS v INNER JOIN {base}.indicateur AS i ON i.code = v.indicateur
        WHERE i.type IN ({rapports}) AND v.numerateur IS NOT NULL AND v.denominateur IS NOT NULL
            AND abs(v.valeur - v.numerateur / nullif(v.denominateur, 0) * i.multiplicateur)
                > {ecart} * greatest(abs(v.valeur), 1)""",
    "valeur : part au-dessus du tout": """
        SELECT v.indicateur || ' ' || v.territoire || ' ' || v.periode
        FROM {base}.valeur AS v INNER JOIN {base}.indicateur AS i ON i.code = v.indicateur
        WHERE i.type = 'part' AND v.numerateur > v.denominateur * (1 + {ecart})""",
    "valeur : compte négatif": """
        SELECT indicateur || ' ' || territoire FROM {base}.valeur WHERE numerateur < 0 OR denominateur < 0""",
    "appartenance : part hors de 0 à 1": """
        SELECT enfant || ' ' || parent FROM {base}.appartenance
        WHERE part_surface NOT BETWEEN 0 AND 1 OR part_population NOT BETWEEN 0 AND 1 OR enfant = parent""",
    "appartenance : IRIS dans deux quartiers": """
        SELECT a.enfant FROM {base}.appartenance AS a
        INNER JOIN {base}.territoire AS e ON e.code = a.enfant AND e.maille = 'iris'
        INNER JOIN {base}.territoire AS p ON p.code = a.parent AND p.maille = 'quartier'
        GROUP BY a.enfant HAVING count(*) > 1""",
    "plan_secret : ne compte pas les cellules masquées": """
        SELECT p.indicateur
        FROM (
            SELECT indicateur, sum(cellules) AS cellules,
                sum(primaires + complementaires + marquees_par_le_producteur) AS masquees
            FROM {base}.plan_secret GROUP BY indicateur
        ) AS p
        LEFT JOIN (
            SELECT indicateur, count(*) AS cellules, count(*) FILTER (WHERE statut = 'secret') AS masquees
            FROM {base}.valeur GROUP BY indicateur
        ) AS c ON c.indicateur = p.indicateur
        WHERE p.cellules IS DISTINCT FROM c.cellules OR p.masquees <> c.masquees""",
    "observatoire : carte d'identité incomplète": """
        SELECT c FROM (VALUES ('nom'), ('fictif'), ('communes'), ('territoire_reference')) AS attendues (c)
        ANTI JOIN {base}.observatoire AS o ON o.cle = c""",
    "observatoire : territoire de référence absent": """
        SELECT valeur FROM {base}.observatoire AS o ANTI JOIN {base}.territoire AS t ON t.code = o.valeur
        WHERE o.cle = 'territoire_reference'""",
}


@dataclass(frozen=True, slots=True)
class Anomalie:
    """Une règle contredite, combien de fois, et le premier exemple."""

    regle: str
    nombre: int
    exemple: str

    def __str__(self) -> str:
        """L'anomalie en une phrase."""
        return f"{self.regle} ({self.nombre} fois, par exemple {self.exemple})."


def verify_base(connexion: duckdb.DuckDBPyConnection, base: str) -> list[Anomalie]:
    """Contrôle toutes les règles d'une version, ouverte ou attachée sous le nom `base`.

    Les listes fermées (statuts, sexes, mailles, types) sont déjà des contraintes du schéma.
    """
    anomalies: list[Anomalie] = []
    for regle, requete in _REGLES.items():
        texte = requete.format(base=base, ecart=_ECART_ADMIS, rapports=_RAPPORTS)
        lignes = connexion.execute(f"SELECT count(*), min(exemple) FROM ({texte}) AS anomalie (exemple)").fetchone()
        if lignes and lignes[0]:
            anomalies.append(Anomalie(regle, int(lignes[0]), str(lignes[1])))
    return anomalies + _verify_ages(connexion, base) + _verify_geometries(connexion, base)


def _verify_ages(connexion: duckdb.DuckDBPyConnection, base: str) -> list[Anomalie]:
    """Aucun groupe sous le seuil ne dit ses âges ; une version plus ancienne n'a pas la table."""
    try:
        connexion.execute(f"SELECT 1 FROM {base}.age_offre LIMIT 0")
    except duckdb.CatalogException:
        return []
    lignes = connexion.execute(f"""
        SELECT count(*), min(groupe) FROM (
            SELECT territoire || ' ' || profession AS groupe FROM {base}.age_offre
            GROUP BY territoire, profession, specialite
            HAVING sum(effectif) < (SELECT max(valeur::INTEGER) FROM {base}.observatoire WHERE cle = 'seuil_ages')
        )""").fetchone()
    return [Anomalie("age_offre : groupe sous le seuil", lignes[0], lignes[1])] if lignes and lignes[0] else []


def _verify_geometries(connexion: duckdb.DuckDBPyConnection, base: str) -> list[Anomalie]:
    textes = connexion.execute(
        f"SELECT code, contour FROM {base}.territoire WHERE contour IS NOT NULL "
        f"UNION ALL SELECT territoire, hachures FROM {base}.habillage"
    ).fetchall()
    mauvais: list[str] = []
    for code, texte in textes:
        forme = shapely.from_geojson(texte, on_invalid="ignore")
        ouest, sud, est, nord = (-181.0,) * 4 if forme is None or forme.is_empty else forme.bounds
        if forme is None or not forme.is_valid or ouest < -180 or est > 180 or sud < -90 or nord > 90:
            mauvais.append(code)
    return [Anomalie("territoire : contour invalide", len(mauvais), mauvais[0])] if mauvais else []


def verify_version(connexion: duckdb.DuckDBPyConnection, *, autres: Anciennes | None = None) -> list[Anomalie]:
    """Contrôle une version ouverte, puis, si elle est saine, tente d'y retrouver ce que le secret masque.

    Avec `autres`, ce que disent les autres versions consultables, l'attaque porte aussi sur leur réunion.
    """
    nom = connexion.execute("SELECT current_database()").fetchone()
    base = f'"{nom[0]}"' if nom else "main"
    return verify_base(connexion, base) or _verify_secret(connexion, base, autres)


def describe_secret(connexion: duckdb.DuckDBPyConnection) -> str:
    """Ce que le secret cache dans la version ouverte, et ce qu'il épargne à côté de la règle du groupe entier."""
    comptes = connexion.execute("SELECT count(*), count(*) FILTER (statut = 'secret') FROM valeur").fetchone()
    groupe = connexion.execute("SELECT valeur FROM observatoire WHERE cle = 'secret_groupe_entier'").fetchone()
    cellules, masquees = comptes or (0, 0)
    if not masquees:
        return "Secret : aucune cellule masquée."
    phrase = (
        f"Secret : cellules masquées, {format_nombre(masquees)} sur {format_nombre(cellules)} "
        f"({format_nombre(masquees / cellules * 100, 1)} %) ; l'attaque n'en retrouve aucune."
    )
    if groupe is None:
        return phrase
    tues = int(groupe[0])
    part = format_nombre(tues / cellules * 100, 1)
    return f"{phrase} Masquer le groupe entier de chaque chiffre secret en tairait {format_nombre(tues)} ({part} %)."


def _verify_secret(connexion: duckdb.DuckDBPyConnection, base: str, autres: Anciennes | None) -> list[Anomalie]:
    failles = attack(connexion, base).failles
    regle = "secret : cellule masquée qu'on peut retrouver"
    if not failles and autres is not None:
        failles = attack(connexion, base, autres=autres).failles
        regle = (
            "secret : cellule masquée qu'on peut retrouver avec une autre version (supprimez du dossier des versions "
            "publiées celles qui ne servent plus)"
        )
    return [Anomalie(regle, len(failles), str(failles[0]).rstrip("."))] if failles else []
