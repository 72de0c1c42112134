SELECT texte
FROM alerte
ORDER BY rang;
