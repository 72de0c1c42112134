-- Points retenus. Pour une même famille (généralistes, autres médecins, infirmiers, pharmacies…), un seul annuaire
-- national compte, sinon un médecin compterait une fois par annuaire : RPPS, à défaut annuaire santé, FINESS, BPE, comptes
-- par IRIS, quel que soit l'ordre d'import. Une commune n'y garde que sa livraison la plus récente. Les listes locales
-- s'ajoutent, la plus récente par identifiant. Une livraison remplacée par une plus récente du même annuaire
-- (`lot_remplace`) ne compte plus.
CREATE OR REPLACE TEMP TABLE point_candidat AS
WITH tous AS (
    SELECT
        p.*,
        p.profession || CASE WHEN p.specialite = 'Médecine générale' THEN '|mg' ELSE '' END AS famille,
        list_position(['rpps', 'ameli', 'finess', 'bpe', 'generalistes'], p.format) AS priorite
    FROM point_situe AS p
    ANTI JOIN lot_remplace AS r ON r.lot = p.lot
)
SELECT
    *,
    priorite IS NULL OR priorite = min(priorite) OVER (PARTITION BY famille) AS est_choisi,
    arg_min(format, priorite) OVER (PARTITION BY famille) AS format_choisi
FROM tous;

CREATE OR REPLACE TEMP TABLE point_retenu AS
WITH livraison AS (
    SELECT * FROM point_candidat
    WHERE est_choisi
    QUALIFY priorite IS NULL OR rang = max(rang) OVER (PARTITION BY famille, commune, priorite IS NULL)
)
SELECT * EXCLUDE (priorite, est_choisi, format_choisi) FROM livraison
QUALIFY row_number() OVER (PARTITION BY id ORDER BY rang DESC) = 1
ORDER BY id;
