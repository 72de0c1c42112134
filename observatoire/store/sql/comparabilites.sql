SELECT indicateur, maille FROM comparabilite ORDER BY ALL;
