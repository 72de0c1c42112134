-- Chiffres d'un étage (par exemple quartier ← IRIS) recomposés de leurs comptes.
-- Il faut tous les enfants ; un enfant secret ou manquant empêche le calcul, un enfant sans objet compte pour zéro.
-- Un chiffre donné par un fichier l'emporte sur le chiffre recomposé.
INSERT INTO chiffre
WITH attendu AS (
    SELECT parent, count(*) AS enfants FROM lien_calcul WHERE etage = $etage GROUP BY parent
),
somme AS (
    SELECT
        c.indicateur, a.parent AS territoire, c.periode, c.sexe, c.age,
        sum(c.numerateur::DECIMAL(28, 9))::DOUBLE AS numerateur,
        sum(c.denominateur::DECIMAL(28, 9))::DOUBLE AS denominateur,
        count(*) AS trouves,
        bool_and(c.statut = 'non_applicable') AS sans_objet,
        arg_max(c.lot, c.rang) AS lot, max(c.rang) AS rang,
        any_value(f.effectif) AS effectif, any_value(f.multiplicateur) AS multiplicateur
    FROM chiffre AS c
    INNER JOIN fiche_calcul AS f ON f.code = c.indicateur AND f.sommable
    INNER JOIN lien_calcul AS a ON a.enfant = c.territoire AND a.etage = $etage
    WHERE c.statut = 'non_applicable'
        OR (c.statut = 'disponible' AND c.numerateur IS NOT NULL AND (f.effectif OR c.denominateur IS NOT NULL))
    GROUP BY c.indicateur, a.parent, c.periode, c.sexe, c.age
)
SELECT
    s.indicateur, s.territoire, s.periode, s.sexe, s.age,
    CASE
        WHEN s.sans_objet THEN NULL
        WHEN s.effectif THEN s.numerateur
        ELSE s.numerateur / s.denominateur * s.multiplicateur
    END,
    s.numerateur, s.denominateur,
    CASE WHEN s.sans_objet THEN 'non_applicable' ELSE 'disponible' END,
    s.lot, s.rang
FROM somme AS s
INNER JOIN attendu AS a ON a.parent = s.territoire AND a.enfants = s.trouves
ANTI JOIN chiffre AS c USING (indicateur, territoire, periode, sexe, age);
