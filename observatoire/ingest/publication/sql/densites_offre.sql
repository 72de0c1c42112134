-- Densités comptées sur les points, pour les territoires où aucun fichier ne donne déjà le chiffre.
-- Une personne de plusieurs lieux compte une fois en têtes dans chaque territoire ; son activité se partage.
-- Une maille plus fine que la commune n'est calculée que si presque tous les points de la famille sont placés.
INSERT INTO chiffre
WITH choisi AS (
    SELECT
        r.indicateur, r.mesure, p.id, p.personne, p.activite, p.iris, p.commune, p.lot, p.rang, p.format,
        left(p.date, 4) AS annee,
        -- Une classe à cheval sur la limite ne dit pas de quel côté est la personne.
        CASE
            WHEN r.mesure = 'secteur_1' AND p.secteur_conventionnel <> '' THEN p.secteur_conventionnel = 'secteur 1'
            WHEN r.mesure = 'age_55' AND a.bas >= 55 THEN true
            WHEN r.mesure = 'age_55' AND a.haut <= 55 THEN false
            WHEN r.mesure = 'age_60' AND a.bas >= 60 THEN true
            WHEN r.mesure = 'age_60' AND a.haut <= 60 THEN false
        END AS trait
    FROM regle_offre AS r
    INNER JOIN point_place AS p ON p.profession = r.profession
        AND (r.specialite = '' OR p.specialite = r.specialite)
        AND (NOT r.is_personne::BOOLEAN OR p.en_ville::BOOLEAN)
    LEFT JOIN age_personne AS a ON a.personne = p.personne
),
ville AS (
    SELECT * FROM choisi WHERE commune IN (SELECT code FROM territoire_publie WHERE maille = 'commune')
),
-- Une part se calcule sur ceux dont le trait est connu, s'ils sont presque tous.
connu AS (
    SELECT indicateur, count(trait) / count(*) AS part
    FROM (SELECT indicateur, personne, bool_or(trait) AS trait FROM ville GROUP BY indicateur, personne)
    GROUP BY indicateur
),
-- Un compte sans personnes distinctes ne donne pas de têtes.
famille AS (
    SELECT
        v.indicateur, max(v.annee) AS periode, arg_max(v.lot, v.rang) AS lot, max(v.rang) AS rang,
        any_value(v.mesure) AS mesure, any_value(v.mesure) IN ('age_55', 'age_60', 'secteur_1') AS est_part,
        bool_or(v.format IN ('rpps', 'ameli', 'finess', 'bpe', 'generalistes')) AS nationale,
        count(*) FILTER (WHERE v.iris = '') / count(*) AS part_non_placee
    FROM ville AS v
    GROUP BY v.indicateur
    HAVING any_value(v.mesure) = 'activite' OR bool_and(v.personne <> '')
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
    SELECT indicateur, territoire, personne, sum(activite) AS activite, bool_or(trait) AS trait
    FROM presence
    GROUP BY indicateur, territoire, personne
),
compte AS (
    SELECT
        indicateur, territoire, count(*) AS tetes, sum(activite::DECIMAL(28, 9))::DOUBLE AS activite,
        count(*) FILTER (WHERE trait) AS avec, count(trait) AS connus
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
        CASE
            WHEN f.est_part THEN coalesce(c.avec, 0)
            WHEN f.mesure = 'habitants' THEN h.habitants
            WHEN f.mesure = 'activite' THEN coalesce(c.activite, 0)
            ELSE coalesce(c.tetes, 0)
        END AS numerateur,
        CASE
            WHEN f.est_part THEN coalesce(c.connus, 0)
            WHEN f.mesure = 'habitants' THEN coalesce(c.tetes, 0)
            ELSE h.habitants
        END AS denominateur,
        f.est_part AND c.connus < $part_connue_min::DOUBLE * c.tetes AS est_mal_connu
    FROM famille AS f
    CROSS JOIN territoire_offre AS t
    INNER JOIN habitant AS h ON h.indicateur = f.indicateur AND h.territoire = t.code
    LEFT JOIN compte AS c ON c.indicateur = f.indicateur AND c.territoire = t.code
    LEFT JOIN connu AS p ON p.indicateur = f.indicateur
    WHERE (NOT f.est_part OR p.part >= $part_connue_min::DOUBLE)
        AND (t.maille IN ('commune', 'zone', 'departement') OR f.part_non_placee <= $part_non_placee_max::DOUBLE)
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
    CASE WHEN k.est_dit THEN k.numerateur / k.denominateur * f.multiplicateur END,
    CASE WHEN k.est_dit THEN k.numerateur END,
    CASE WHEN k.est_dit THEN k.denominateur END,
    CASE WHEN k.est_mal_connu THEN 'non_disponible' WHEN k.est_dit THEN 'disponible' ELSE 'non_applicable' END,
    k.lot, k.rang
FROM (SELECT *, denominateur > 0 AND NOT coalesce(est_mal_connu, false) AS est_dit FROM calcul) AS k
INNER JOIN fiche_calcul AS f ON f.code = k.indicateur
WHERE NOT EXISTS (
    SELECT 1 FROM chiffre AS e
    WHERE e.indicateur = k.indicateur AND e.territoire = k.territoire AND e.periode = k.periode
        AND e.sexe = 'ensemble' AND e.age = 'tous'
);
