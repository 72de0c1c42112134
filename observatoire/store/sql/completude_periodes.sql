-- Un QPV qui a changé de contour ne manque pas : seuls comptent ceux du contour le plus récent.
-- Cellules par indicateur, maille et période, tous âges et les deux sexes ensemble : ce que les pages montrent.
SELECT
    v.indicateur, t.maille, v.periode,
    count(*) AS cellules,
    count(*) FILTER (WHERE v.statut = 'disponible') AS publiees,
    count(*) FILTER (WHERE v.statut = 'secret') AS secretes,
    count(*) FILTER (WHERE v.statut = 'non_applicable') AS sans_objet
FROM valeur AS v
INNER JOIN territoire AS t ON t.code = v.territoire
WHERE
    v.sexe = 'ensemble' AND v.age = 'tous'
    AND (t.maille <> 'qpv' OR t.millesime = (SELECT max(q.millesime) FROM territoire AS q WHERE q.maille = 'qpv'))
GROUP BY v.indicateur, t.maille, v.periode
ORDER BY v.indicateur, t.maille, v.periode;
