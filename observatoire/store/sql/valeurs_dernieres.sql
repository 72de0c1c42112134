-- Tous les indicateurs, chacun à la dernière période où la maille a un chiffre (ou son secret) :
-- tous les territoires de la maille, et ceux nommés en plus (comparateurs). Un indicateur que la maille
-- n'a pas est lu à la dernière période des territoires nommés.
WITH lues AS MATERIALIZED ( -- une seule lecture de la grande table
    SELECT
        v.indicateur, v.territoire, v.periode, v.sexe, v.age,
        v.valeur, v.ic_bas, v.ic_haut, v.numerateur, v.denominateur, v.statut,
        t.maille = $maille AND t.millesime = coalesce($millesime, t.millesime) AS de_la_maille,
        p.fin, p.debut
    FROM valeur AS v
    INNER JOIN territoire AS t ON t.code = v.territoire
    INNER JOIN periode AS p ON p.code = v.periode
    WHERE v.sexe = $sexe AND v.age = 'tous' AND (t.maille = $maille OR list_contains($autres, v.territoire))
),
retenue AS (
    SELECT
        indicateur,
        coalesce(
            max_by(periode, (fin, debut)) FILTER (WHERE de_la_maille),
            max_by(periode, (fin, debut)) FILTER (WHERE list_contains($autres, territoire))
        ) AS periode
    FROM lues
    WHERE statut IN ('disponible', 'secret')
    GROUP BY indicateur
)
SELECT
    l.indicateur, l.territoire, l.periode, l.sexe, l.age,
    l.valeur, l.ic_bas, l.ic_haut, l.numerateur, l.denominateur, l.statut
FROM lues AS l
INNER JOIN retenue AS r ON r.indicateur = l.indicateur AND r.periode = l.periode
ORDER BY l.indicateur, l.territoire;
