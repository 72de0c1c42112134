-- Les deux sexes réunis, quand le fichier ne donne que femmes et hommes.
-- Les sommes passent par des décimaux : le résultat ne dépend pas de l'ordre des additions.
INSERT INTO chiffre
WITH reuni AS (
    SELECT
        c.indicateur, c.territoire, c.periode, 'ensemble' AS sexe, c.age,
        sum(c.numerateur::DECIMAL(28, 9))::DOUBLE AS numerateur,
        sum(c.denominateur::DECIMAL(28, 9))::DOUBLE AS denominateur,
        arg_max(c.lot, c.rang) AS lot, max(c.rang) AS rang,
        any_value(f.effectif) AS effectif, any_value(f.multiplicateur) AS multiplicateur
    FROM chiffre AS c
    INNER JOIN fiche_calcul AS f ON f.code = c.indicateur AND f.sommable
    WHERE c.sexe IN ('femmes', 'hommes') AND c.statut = 'disponible' AND c.numerateur IS NOT NULL
        AND (f.effectif OR c.denominateur IS NOT NULL)
    GROUP BY c.indicateur, c.territoire, c.periode, c.age
    HAVING count(*) = 2
)
SELECT
    r.indicateur, r.territoire, r.periode, r.sexe, r.age,
    CASE WHEN r.effectif THEN r.numerateur ELSE r.numerateur / r.denominateur * r.multiplicateur END,
    r.numerateur, r.denominateur, 'disponible', r.lot, r.rang
FROM reuni AS r
ANTI JOIN chiffre AS c USING (indicateur, territoire, periode, sexe, age);
