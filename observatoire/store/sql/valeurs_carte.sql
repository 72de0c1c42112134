-- Un indicateur, une période : tous les territoires d'une maille, et ceux nommés en plus (comparateurs).
SELECT
    v.indicateur, v.territoire, v.periode, v.sexe, v.age,
    v.valeur, v.ic_bas, v.ic_haut, v.numerateur, v.denominateur, v.statut
FROM valeur AS v
INNER JOIN territoire AS t ON t.code = v.territoire
WHERE
    v.indicateur = $indicateur
    AND list_contains($periodes, v.periode)
    AND v.sexe = $sexe
    AND v.age = $age
    AND (t.maille = $maille OR list_contains($autres, v.territoire))
ORDER BY v.periode, v.territoire;
