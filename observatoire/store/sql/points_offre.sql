-- Une version d'avant le géocodage n'a pas toutes les colonnes : l'union par nom les rend vides.
WITH complet AS (
    SELECT * FROM point_offre
    UNION ALL BY NAME
    SELECT
        '' AS source, '' AS genre_position, NULL::DOUBLE AS score, '' AS adresse_trouvee, '' AS doute,
        '' AS secteur_activite
    WHERE false
)
SELECT
    id, categorie, profession, specialite, nom, lon, lat, iris, commune, adresse, mode_exercice,
    secteur_conventionnel, date, personne, activite,
    coalesce(source, ''), coalesce(genre_position, ''), score, coalesce(adresse_trouvee, ''), coalesce(doute, ''),
    coalesce(secteur_activite, '')
FROM complet
ORDER BY profession, specialite, nom, id;
