-- Un territoire par code : pour chaque information, le lot le plus récent qui la donne l'emporte.
SELECT
    t.code,
    arg_max(t.maille, l.rang) AS maille,
    coalesce(arg_max(t.nom, l.rang) FILTER (WHERE t.nom <> ''), t.code) AS nom,
    coalesce(arg_max(t.commune, l.rang) FILTER (WHERE t.commune <> ''), '') AS commune,
    coalesce(arg_max(t.millesime, l.rang) FILTER (WHERE t.millesime <> ''), '') AS millesime,
    arg_max(t.geometrie, l.rang) FILTER (WHERE t.geometrie IS NOT NULL) AS geometrie
FROM lot_territoire AS t
INNER JOIN lot AS l ON l.id = t.lot
GROUP BY t.code
ORDER BY t.code;
