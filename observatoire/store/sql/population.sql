-- Population par sexe et âge de territoires nommés, à la dernière période de chacun.
SELECT p.territoire, p.periode, p.sexe, p.classe_age, p.effectif
FROM population AS p
INNER JOIN periode AS d ON d.code = p.periode
WHERE list_contains($territoires, p.territoire)
ORDER BY p.territoire, d.fin, p.sexe, p.classe_age;
