-- Cellules par indicateur et maille, toutes périodes, sexes et âges réunis.
SELECT
    v.indicateur, t.maille, count(*) AS cellules,
    count(*) FILTER (WHERE v.statut = 'disponible') AS publiees,
    count(*) FILTER (WHERE v.statut = 'secret') AS secretes
FROM valeur AS v
INNER JOIN territoire AS t ON t.code = v.territoire
GROUP BY v.indicateur, t.maille
ORDER BY v.indicateur, t.maille;
