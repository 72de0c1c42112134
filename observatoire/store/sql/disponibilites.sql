SELECT
    v.indicateur, t.maille, v.periode, v.sexe, v.age,
    count(*) FILTER (WHERE v.statut = 'disponible') AS publies
FROM valeur AS v
INNER JOIN territoire AS t ON t.code = v.territoire
GROUP BY ALL
ORDER BY ALL;
