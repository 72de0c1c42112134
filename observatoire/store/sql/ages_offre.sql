SELECT territoire, profession, specialite, age_bas, age_haut, effectif
FROM age_offre
ORDER BY ALL;
