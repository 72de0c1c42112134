-- Points retenus : pour une même famille (généralistes, autres médecins, infirmiers, pharmacies…), le format
-- importé en dernier l'emporte, sinon un médecin compterait une fois par annuaire. Une livraison remplacée par une
-- plus récente du même annuaire (`lot_remplace`) ne compte plus. Dans un annuaire officiel, une commune ne garde que
-- sa livraison la plus récente ; des listes locales s'ajoutent, la plus récente par identifiant.
CREATE OR REPLACE TEMP TABLE point_retenu AS
WITH tous AS (
    SELECT
        p.*,
        p.profession || CASE WHEN p.specialite = 'Médecine générale' THEN '|mg' ELSE '' END AS famille
    FROM point_situe AS p
    ANTI JOIN lot_remplace AS r ON r.lot = p.lot
),
format_choisi AS (
    SELECT * FROM tous QUALIFY format = arg_max(format, rang) OVER (PARTITION BY famille)
),
livraison AS (
    SELECT * FROM format_choisi
    QUALIFY format NOT IN ('rpps', 'ameli', 'finess', 'bpe', 'generalistes')
        OR rang = max(rang) OVER (PARTITION BY famille, commune)
)
SELECT * FROM livraison
QUALIFY row_number() OVER (PARTITION BY id ORDER BY rang DESC) = 1
ORDER BY id;
