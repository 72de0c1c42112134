-- Tous les indicateurs, chacun à la dernière période où la maille a un chiffre (ou son secret) :
-- tous les territoires de la maille, et ceux nommés en plus (comparateurs).
WITH derniere AS (
    SELECT v.indicateur, max_by(v.periode, (p.fin, p.debut)) AS periode
    FROM valeur AS v
    INNER JOIN territoire AS t ON t.code = v.territoire
    INNER JOIN periode AS p ON p.code = v.periode
    WHERE
        t.maille = $maille AND t.millesime = coalesce($millesime, t.millesime)
        AND v.sexe = $sexe AND v.age = 'tous' AND v.statut IN ('disponible', 'secret')
    GROUP BY v.indicateur
),
ailleurs AS (
    -- Indicateurs que la maille n'a pas : la dernière période des territoires nommés.
    SELECT v.indicateur, max_by(v.periode, (p.fin, p.debut)) AS periode
    FROM valeur AS v
    INNER JOIN periode AS p ON p.code = v.periode
    WHERE
        list_contains($autres, v.territoire) AND v.sexe = $sexe AND v.age = 'tous'
        AND v.statut IN ('disponible', 'secret')
        AND v.indicateur NOT IN (SELECT indicateur FROM derniere)
    GROUP BY v.indicateur
),
retenue AS (
    SELECT indicateur, periode FROM derniere
    UNION ALL
    SELECT indicateur, periode FROM ailleurs
)
SELECT
    v.indicateur, v.territoire, v.periode, v.sexe, v.age,
    v.valeur, v.ic_bas, v.ic_haut, v.numerateur, v.denominateur, v.statut
FROM valeur AS v
INNER JOIN retenue AS r ON r.indicateur = v.indicateur AND r.periode = v.periode
INNER JOIN territoire AS t ON t.code = v.territoire
WHERE v.sexe = $sexe AND v.age = 'tous' AND (t.maille = $maille OR list_contains($autres, v.territoire))
ORDER BY v.indicateur, v.territoire;
