-- Toutes les périodes de territoires nommés ; tous les indicateurs si la liste est vide.
SELECT
    v.indicateur, v.territoire, v.periode, v.sexe, v.age,
    v.valeur, v.ic_bas, v.ic_haut, v.numerateur, v.denominateur, v.statut
FROM valeur AS v
INNER JOIN periode AS p ON p.code = v.periode
WHERE
    list_contains($territoires, v.territoire)
    AND (len($indicateurs) = 0 OR list_contains($indicateurs, v.indicateur))
    AND v.sexe = $sexe
    AND v.age = $age
ORDER BY v.indicateur, v.territoire, p.fin, p.debut;
