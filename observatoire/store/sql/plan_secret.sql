-- Une version plus ancienne a une ligne par maille et par période.
SELECT
    indicateur,
    sum(primaires)::INTEGER AS primaires,
    sum(complementaires)::INTEGER AS complementaires,
    sum(marquees_par_le_producteur)::INTEGER AS marquees
FROM plan_secret
GROUP BY indicateur
ORDER BY indicateur;
