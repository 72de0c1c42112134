-- Chaque point des lots et sa meilleure position : donnée à la main (pour lui, sinon pour son adresse), celle de son
-- fichier, celle de son adresse géocodée. Une adresse introuvable, trouvée dans une autre commune, à la commune
-- seulement ou de score trop bas ne place rien : mieux vaut un point absent de la carte qu'un point faux.
CREATE OR REPLACE TEMP TABLE point_situe AS
WITH corrigee AS (
    SELECT adresse, commune, arg_max(lon, corrigee_le) AS lon, arg_max(lat, corrigee_le) AS lat
    FROM position_corrigee WHERE adresse <> '' GROUP BY adresse, commune
),
geocodee AS (
    SELECT
        * EXCLUDE (commune_trouvee),
        CASE
            WHEN commune_trouvee BETWEEN '75101' AND '75120' AND '75056' IN (SELECT code FROM commune) THEN '75056'
            WHEN commune_trouvee BETWEEN '69381' AND '69389' AND '69123' IN (SELECT code FROM commune) THEN '69123'
            WHEN commune_trouvee BETWEEN '13201' AND '13216' AND '13055' IN (SELECT code FROM commune) THEN '13055'
            ELSE commune_trouvee
        END AS commune_trouvee
    FROM adresse_geocodee
),
jointe AS (
    SELECT
        p.*, l.rang, l.format, l.source, l.fichier,
        coalesce(m.lon, c.lon) AS lon_main, coalesce(m.lat, c.lat) AS lat_main,
        p.lon IS NOT NULL AND p.lat IS NOT NULL AS is_place_par_le_fichier,
        g.genre, g.score AS score_trouve, g.lon AS lon_geocode, g.lat AS lat_geocode, g.libelle,
        coalesce(g.commune_trouvee, '') AS commune_trouvee
    FROM lot_point AS p
    INNER JOIN lot AS l ON l.id = p.lot
    LEFT JOIN position_corrigee AS m ON m.id = p.id
    LEFT JOIN corrigee AS c ON c.adresse = p.adresse AND c.commune = p.commune
    LEFT JOIN geocodee AS g ON g.adresse = p.adresse AND g.commune = p.commune
),
jugee AS (
    SELECT
        *,
        CASE
            WHEN lon_main IS NOT NULL THEN 'manuelle'
            WHEN is_place_par_le_fichier THEN 'fichier'
            ELSE coalesce(genre, '')
        END AS genre_position,
        CASE
            WHEN lon_main IS NOT NULL THEN ''
            WHEN is_place_par_le_fichier OR genre IS NULL THEN doute_fichier
            WHEN genre = '' THEN 'adresse introuvable'
            WHEN genre = 'commune' THEN 'commune seule'
            WHEN commune <> '' AND commune_trouvee <> commune THEN 'trouvée dans une autre commune'
            WHEN coalesce(score_trouve, 0) < $score_min::DOUBLE THEN 'ressemblance trop faible'
            WHEN genre = 'rue' THEN 'rue sans numéro'
            WHEN genre = 'lieu-dit' THEN 'lieu-dit'
            ELSE ''
        END AS doute
    FROM jointe
),
placee AS (
    SELECT
        *,
        genre_position IN ('manuelle', 'fichier')
            OR (genre_position <> '' AND doute IN ('', 'rue sans numéro', 'lieu-dit')) AS is_place,
        genre_position NOT IN ('', 'manuelle', 'fichier') AS is_geocode
    FROM jugee
)
SELECT
    * EXCLUDE (
        lon_main, lat_main, is_place_par_le_fichier, genre, score_trouve, lon_geocode, lat_geocode, libelle,
        commune_trouvee, is_geocode
    ) REPLACE (
        CASE WHEN is_place THEN coalesce(lon_main, lon, lon_geocode) END AS lon,
        CASE WHEN is_place THEN coalesce(lat_main, lat, lat_geocode) END AS lat,
        CASE WHEN commune = '' AND is_place THEN commune_trouvee ELSE commune END AS commune
    ),
    CASE WHEN is_geocode THEN score_trouve END AS score,
    CASE WHEN is_geocode THEN libelle ELSE '' END AS adresse_trouvee,
    CASE WHEN is_geocode THEN lon_geocode END AS lon_trouvee,
    CASE WHEN is_geocode THEN lat_geocode END AS lat_trouvee
FROM placee;
