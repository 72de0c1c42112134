SELECT profession, specialite, adresses, placees, situees
FROM placement_offre
ORDER BY ALL;
