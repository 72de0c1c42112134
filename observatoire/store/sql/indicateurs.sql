SELECT
    i.code, i.libelle, i.libelle_court, i.theme, i.definition, i.unite, i.type, i.multiplicateur, i.sens,
    i.source, i.seuil_secret, i.comparable_dans_le_temps, i.motif_non_comparable, i.decimales, i.agregeable,
    coalesce(f.pourquoi, ''), coalesce(f.limites, ''), coalesce(f.auteur, ''), coalesce(f.verifie_le, ''),
    coalesce(f.population_cible, ''), coalesce(f.locution, ''), coalesce(f.famille, ''), coalesce(f.zero_diffusable, TRUE),
    coalesce(f.base, ''), coalesce(f.methode_standardisation, ''), coalesce(f.population_standard, '')
FROM indicateur AS i
LEFT JOIN fiche AS f ON f.indicateur = i.code
ORDER BY i.code;
