-- Professionnels qui soignent en ville, par classe d'âge, dans la ville et dans chaque quartier (ou IRIS, sans quartier).
-- Une personne de plusieurs lieux compte une fois par territoire.
WITH present AS (
    SELECT
        p.profession, CASE WHEN p.profession = 'Médecin' THEN p.specialite ELSE '' END AS specialite,
        p.personne, p.iris, a.bas, a.haut
    FROM point_place AS p
    INNER JOIN age_personne AS a ON a.personne = p.personne
    WHERE p.en_ville AND (p.iris <> '' OR p.commune IN (SELECT code FROM commune))
),
maille_fine AS (
    SELECT code AS iris, code AS territoire FROM territoire_publie
    WHERE maille = 'iris' AND 'quartier' NOT IN (SELECT maille FROM territoire_publie)
    UNION ALL
    SELECT enfant, parent FROM lien_calcul WHERE etage = 'iris_quartier'
),
lieu AS (
    SELECT DISTINCT f.territoire, p.profession, p.specialite, p.personne, p.bas, p.haut
    FROM present AS p INNER JOIN maille_fine AS f ON f.iris = p.iris
    UNION ALL
    SELECT DISTINCT $ville::VARCHAR, p.profession, p.specialite, p.personne, p.bas, p.haut FROM present AS p
)
SELECT territoire, profession, specialite, bas AS age_bas, haut AS age_haut, count(*)::INTEGER AS effectif
FROM lieu
GROUP BY ALL
ORDER BY ALL;
