-- Population par sexe et âge : le lot le plus récent l'emporte.
CREATE OR REPLACE TEMP TABLE habitants AS
SELECT p.territoire, p.periode, p.sexe, p.classe_age, p.effectif
FROM lot_population AS p
INNER JOIN lot AS l ON l.id = p.lot
SEMI JOIN territoire_publie AS t ON t.code = p.territoire
QUALIFY row_number() OVER (
    PARTITION BY p.territoire, p.periode, p.sexe, p.classe_age ORDER BY l.rang DESC
) = 1;

INSERT INTO habitants
SELECT h.territoire, h.periode, 'ensemble', h.classe_age, sum(h.effectif::DECIMAL(28, 9))::DOUBLE
FROM habitants AS h
WHERE h.sexe IN ('femmes', 'hommes')
    AND NOT EXISTS (
        SELECT 1 FROM habitants AS e
        WHERE e.territoire = h.territoire AND e.periode = h.periode AND e.classe_age = h.classe_age
            AND e.sexe = 'ensemble'
    )
GROUP BY h.territoire, h.periode, h.classe_age
HAVING count(h.effectif) = 2;
