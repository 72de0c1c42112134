-- Où vivent les habitants, et leur besoin d'un métier (1 si rien ne le dit).
SELECT l.id, l.iris, l.commune, l.lon, l.lat, l.habitants, coalesce(b.poids, 1) AS poids
FROM lieu_habite AS l
LEFT JOIN besoin AS b ON b.territoire = l.iris AND b.metier = $metier
ORDER BY l.id;
