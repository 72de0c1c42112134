-- Population totale la plus récente de territoires nommés.
SELECT p.territoire, max_by(p.periode, d.fin) AS periode, max_by(p.effectif, d.fin) AS effectif
FROM population AS p
INNER JOIN periode AS d ON d.code = p.periode
WHERE list_contains($territoires, p.territoire) AND p.sexe = 'ensemble' AND p.classe_age = 'tous'
GROUP BY p.territoire
ORDER BY p.territoire;
