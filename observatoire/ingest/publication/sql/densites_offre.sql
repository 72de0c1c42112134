-- Densités comptées sur les points, pour les territoires où aucun fichier ne donne déjà le chiffre.
-- Une personne de plusieurs lieux compte une fois en têtes dans chaque territoire ; son activité se partage.
-- Une maille plus fine que la commune n'est calculée que si presque tous les points de la famille sont placés.
INSERT INTO chiffre
WITH choisi AS (
    SELECT r.*, p.id, p.personne, p.activite, p.iris, p.commune, p.age_classe, p.secteur_conventionnel, p.lot, p.rang,
        p.format, left(p.date, 4) AS annee
    FROM regle_offre AS r
    INNER JOIN point_place AS p ON p.profession = r.profession
        AND (r.specialite = '' OR p.specialite = r.specialite)
        AND (NOT r.liberal::BOOLEAN OR p.mode_exercice IN ('', 'libéral', 'mixte'))
),
-- Un compte sans personnes distinctes ne donne pas de têtes ; une part demande l'âge ou le secteur de tous.
famille AS (
    SELECT
        indicateur, max(annee) AS periode, arg_max(lot, rang) AS lot, max(rang) AS rang, any_value(mesure) AS mesure,
        bool_or(format IN ('rpps', 'ameli', 'finess', 'bpe', 'generalistes')) AS nationale,
        count(*) FILTER (WHERE iris = '') / count(*) AS part_non_placee
    FROM choisi
    WHERE commune IN (SELECT code FROM territoire_publie WHERE maille = 'commune')
    GROUP BY indicateur
    HAVING (any_value(mesure) = 'activite' OR bool_and(personne <> ''))
        AND (NOT any_value(mesure) IN ('age_55', 'age_60') OR bool_and(age_classe <> ''))
        AND (any_value(mesure) <> 'secteur_1' OR bool_and(secteur_conventionnel <> ''))
),
zonage AS (
    SELECT code AS iris, code AS territoire, 'iris' AS maille FROM territoire_publie WHERE maille = 'iris'
    UNION ALL
    SELECT l.enfant, l.parent, t.maille FROM lien_calcul AS l
    INNER JOIN territoire_publie AS t ON t.code = l.parent
    WHERE l.etage IN ('iris_quartier', 'iris_qpv')
),
-- Un département se compte sur les points de ses communes, si assez d'entre elles en ont : un extrait de la ville
-- seule le sous-estimerait sans le dire.
departement_couvert AS (
    SELECT c.indicateur, d.code AS departement
    FROM choisi AS c INNER JOIN territoire_offre AS d ON d.maille = 'departement' AND starts_with(c.commune, d.code)
    GROUP BY c.indicateur, d.code
    HAVING count(DISTINCT c.commune) >= $communes_min::INTEGER
),
commune_zone AS (
    SELECT code AS commune, code AS territoire FROM territoire_publie WHERE maille = 'commune'
    UNION ALL
    SELECT enfant, parent FROM lien_calcul WHERE etage = 'commune_zone'
    UNION ALL
    SELECT DISTINCT c.commune, d.code
    FROM choisi AS c INNER JOIN territoire_offre AS d ON d.maille = 'departement' AND starts_with(c.commune, d.code)
),
presence AS (
    SELECT c.*, z.territoire FROM choisi AS c INNER JOIN zonage AS z ON z.iris = c.iris
    UNION ALL
    SELECT c.*, z.territoire FROM choisi AS c INNER JOIN commune_zone AS z ON z.commune = c.commune
),
personne AS (
    SELECT
        indicateur, territoire, personne, sum(activite) AS activite,
        bool_or(age_classe SIMILAR TO '(55|60|65|70|75)( |-|\+).*') AS age_55,
        bool_or(age_classe SIMILAR TO '(60|65|70|75)( |-|\+).*') AS age_60,
        bool_or(secteur_conventionnel = 'secteur 1') AS secteur_1
    FROM presence
    GROUP BY indicateur, territoire, personne
),
compte AS (
    SELECT
        indicateur, territoire, count(*) AS tetes, sum(activite::DECIMAL(28, 9))::DOUBLE AS activite,
        count(*) FILTER (WHERE age_55) AS age_55, count(*) FILTER (WHERE age_60) AS age_60,
        count(*) FILTER (WHERE secteur_1) AS secteur_1
    FROM personne
    GROUP BY indicateur, territoire
),
-- Population de l'année des points, sinon la plus récente avant elle, sinon la première connue.
habitant AS (
    SELECT f.indicateur, c.territoire, c.numerateur AS habitants, c.statut
    FROM famille AS f
    INNER JOIN chiffre AS c ON c.indicateur = 'population' AND c.sexe = 'ensemble' AND c.age = 'tous'
        AND c.statut IN ('disponible', 'non_applicable') AND length(c.periode) = 4
    QUALIFY row_number() OVER (
        PARTITION BY f.indicateur, c.territoire
        ORDER BY (c.periode > f.periode), CASE WHEN c.periode > f.periode THEN c.periode END, c.periode DESC
    ) = 1
),
couverte AS (
    SELECT DISTINCT indicateur, commune FROM choisi
),
calcul AS (
    SELECT
        f.indicateur, t.code AS territoire, f.periode, f.lot, f.rang,
        CASE f.mesure
            WHEN 'habitants' THEN h.habitants
            WHEN 'activite' THEN coalesce(c.activite, 0)
            WHEN 'age_55' THEN coalesce(c.age_55, 0)
            WHEN 'age_60' THEN coalesce(c.age_60, 0)
            WHEN 'secteur_1' THEN coalesce(c.secteur_1, 0)
            ELSE coalesce(c.tetes, 0)
        END AS numerateur,
        CASE WHEN f.mesure IN ('tetes', 'activite') THEN h.habitants ELSE coalesce(c.tetes, 0) END AS denominateur
    FROM famille AS f
    CROSS JOIN territoire_offre AS t
    INNER JOIN habitant AS h ON h.indicateur = f.indicateur AND h.territoire = t.code
    LEFT JOIN compte AS c ON c.indicateur = f.indicateur AND c.territoire = t.code
    WHERE (t.maille IN ('commune', 'zone', 'departement') OR f.part_non_placee <= $part_non_placee_max::DOUBLE)
        AND (
            f.nationale
            OR t.maille IN ('zone', 'qpv')
            OR t.commune IN (SELECT v.commune FROM couverte AS v WHERE v.indicateur = f.indicateur)
        )
        AND (
            t.maille <> 'departement'
            OR t.code IN (SELECT k.departement FROM departement_couvert AS k WHERE k.indicateur = f.indicateur)
        )
)
SELECT
    k.indicateur, k.territoire, k.periode, 'ensemble', 'tous',
    CASE WHEN k.denominateur > 0 THEN k.numerateur / k.denominateur * f.multiplicateur END,
    CASE WHEN k.denominateur > 0 THEN k.numerateur END,
    CASE WHEN k.denominateur > 0 THEN k.denominateur END,
    CASE WHEN k.denominateur > 0 THEN 'disponible' ELSE 'non_applicable' END,
    k.lot, k.rang
FROM calcul AS k
INNER JOIN fiche_calcul AS f ON f.code = k.indicateur
WHERE NOT EXISTS (
    SELECT 1 FROM chiffre AS e
    WHERE e.indicateur = k.indicateur AND e.territoire = k.territoire AND e.periode = k.periode
        AND e.sexe = 'ensemble' AND e.age = 'tous'
);
