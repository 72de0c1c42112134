INSERT INTO habitants
WITH attendu AS (
    SELECT parent, count(*) AS enfants FROM lien_calcul WHERE etage = $etage GROUP BY parent
)
SELECT l.parent, h.periode, h.sexe, h.classe_age, sum(h.effectif::DECIMAL(28, 9))::DOUBLE
FROM habitants AS h
INNER JOIN lien_calcul AS l ON l.enfant = h.territoire AND l.etage = $etage
INNER JOIN attendu AS a ON a.parent = l.parent
WHERE NOT EXISTS (
    SELECT 1 FROM habitants AS e
    WHERE e.territoire = l.parent AND e.periode = h.periode AND e.sexe = h.sexe AND e.classe_age = h.classe_age
)
GROUP BY l.parent, h.periode, h.sexe, h.classe_age, a.enfants
HAVING count(h.effectif) = a.enfants;
