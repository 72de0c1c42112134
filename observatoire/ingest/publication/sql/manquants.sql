-- Les cases vides des fichiers que rien n'a pu remplacer.
INSERT INTO chiffre
SELECT v.* FROM chiffre_lu AS v
ANTI JOIN chiffre AS c USING (indicateur, territoire, periode, sexe, age)
WHERE v.statut = 'non_disponible';

-- Un parent qu'on ne peut pas recomposer le dit, au lieu de disparaître.
INSERT INTO chiffre
SELECT DISTINCT ON (c.indicateur, a.parent, c.periode, c.sexe, c.age)
    c.indicateur, a.parent AS territoire, c.periode, c.sexe, c.age,
    NULL, NULL, NULL, 'non_disponible', c.lot, c.rang
FROM chiffre AS c
INNER JOIN fiche_calcul AS f ON f.code = c.indicateur AND f.sommable
INNER JOIN lien_calcul AS a ON a.enfant = c.territoire
ANTI JOIN chiffre AS e
    ON e.indicateur = c.indicateur AND e.territoire = a.parent AND e.periode = c.periode
    AND e.sexe = c.sexe AND e.age = c.age
ORDER BY c.indicateur, a.parent, c.periode, c.sexe, c.age, c.rang DESC;
