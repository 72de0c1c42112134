-- Chiffres des QPV recomposés de leurs IRIS entiers, et ceux qui divisent par une population recomposée ainsi.
CREATE OR REPLACE TEMP TABLE qpv_approche AS
SELECT DISTINCT c.indicateur, c.territoire, c.periode
FROM chiffre AS c
INNER JOIN territoire_publie AS t ON t.code = c.territoire AND t.maille = 'qpv'
INNER JOIN fiche_calcul AS f ON f.code = c.indicateur
ANTI JOIN qpv_donne AS d USING (indicateur, territoire, periode, sexe, age)
WHERE c.statut = 'disponible' AND (
    f.sommable OR (f.densite AND NOT EXISTS (
        SELECT 1 FROM qpv_habitants_donnes AS h WHERE h.territoire = c.territoire
    ))
);
