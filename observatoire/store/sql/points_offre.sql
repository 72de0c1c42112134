SELECT
    id, categorie, profession, specialite, nom, lon, lat, iris, commune, adresse, mode_exercice,
    secteur_conventionnel, age_classe, date, personne, activite
FROM point_offre
ORDER BY profession, specialite, nom, id;
