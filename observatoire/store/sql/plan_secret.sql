SELECT indicateur, maille, periode, cellules, primaires, complementaires, marquees_par_le_producteur
FROM plan_secret
ORDER BY indicateur, maille, periode;
