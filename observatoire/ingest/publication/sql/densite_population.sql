-- Habitants au kilomètre carré, partout où la population et la superficie sont connues.
INSERT INTO chiffre
SELECT
    'densite_population', c.territoire, c.periode, c.sexe, c.age,
    c.numerateur / t.superficie_km2 * f.multiplicateur, c.numerateur,
    CASE WHEN c.statut = 'disponible' THEN t.superficie_km2 END, c.statut, c.lot, c.rang
FROM chiffre AS c
INNER JOIN territoire_publie AS t ON t.code = c.territoire AND t.superficie_km2 > 0
INNER JOIN fiche_calcul AS f ON f.code = 'densite_population'
WHERE c.indicateur = 'population' AND c.sexe = 'ensemble' AND c.age = 'tous'
    AND NOT EXISTS (
        SELECT 1 FROM chiffre AS d
        WHERE d.indicateur = 'densite_population' AND d.territoire = c.territoire AND d.periode = c.periode
            AND d.sexe = c.sexe AND d.age = c.age
    );
