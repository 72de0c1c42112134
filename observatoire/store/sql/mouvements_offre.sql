SELECT
    annuaire, date_avant, date, genre, personne, nom, profession_avant, specialite_avant, profession, specialite,
    iris_avant, iris, commune_avant, commune, adresse_avant, adresse
FROM mouvement_offre
ORDER BY annuaire, date DESC, genre, nom, personne, profession, profession_avant;
