-- Sources des fichiers dont vient vraiment un indicateur à une période.
SELECT DISTINCT l.source
FROM valeur AS v
INNER JOIN lot AS l ON l.id = v.lot
WHERE v.indicateur = $indicateur AND v.periode = $periode AND v.statut = 'disponible'
ORDER BY 1;
