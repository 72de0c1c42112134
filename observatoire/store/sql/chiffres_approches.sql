SELECT indicateur, territoire, periode FROM chiffre_approche ORDER BY ALL;
