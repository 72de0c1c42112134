-- Un chiffre par clé (le lot le plus récent l'emporte), limité aux territoires publiés.
-- Les comptes font foi : la valeur d'un rapport est recalculée dès qu'ils existent.
CREATE OR REPLACE TEMP TABLE chiffre_lu AS
WITH dernier AS (
    SELECT v.*, l.rang, t.superficie_km2
    FROM lot_valeur AS v
    INNER JOIN lot AS l ON l.id = v.lot
    INNER JOIN territoire_publie AS t ON t.code = v.territoire
    QUALIFY row_number() OVER (
        PARTITION BY v.indicateur, v.territoire, v.periode, v.sexe, v.age ORDER BY l.rang DESC
    ) = 1
),
compte AS (
    SELECT
        d.indicateur, d.territoire, d.periode, d.sexe, d.age, d.lot, d.rang, d.valeur, d.statut,
        f.rapport, f.effectif, f.multiplicateur,
        CASE WHEN f.effectif THEN coalesce(d.numerateur, d.valeur) ELSE d.numerateur END AS numerateur,
        CASE
            WHEN d.indicateur = 'densite_population' THEN coalesce(d.denominateur, d.superficie_km2)
            ELSE d.denominateur
        END AS denominateur
    FROM dernier AS d
    INNER JOIN fiche_calcul AS f ON f.code = d.indicateur
),
calcule AS (
    SELECT
        * EXCLUDE (valeur, statut),
        CASE
            WHEN effectif THEN numerateur
            WHEN rapport AND numerateur IS NOT NULL AND denominateur IS NOT NULL
                THEN numerateur / nullif(denominateur, 0) * multiplicateur
            ELSE valeur
        END AS valeur,
        CASE
            WHEN statut <> 'disponible' THEN statut
            WHEN rapport AND numerateur IS NOT NULL AND denominateur = 0 THEN 'non_applicable'
            ELSE 'disponible'
        END AS statut
    FROM compte
)
SELECT
    indicateur, territoire, periode, sexe, age,
    CASE WHEN statut = 'disponible' THEN valeur END AS valeur,
    CASE WHEN statut = 'disponible' THEN numerateur END AS numerateur,
    CASE WHEN statut = 'disponible' THEN denominateur END AS denominateur,
    CASE WHEN statut = 'disponible' AND valeur IS NULL THEN 'non_disponible' ELSE statut END AS statut,
    lot, rang
FROM calcule;

-- Une case vide n'empêche pas de recomposer le chiffre : elle attend à part.
CREATE OR REPLACE TEMP TABLE chiffre AS SELECT * FROM chiffre_lu WHERE statut <> 'non_disponible';
