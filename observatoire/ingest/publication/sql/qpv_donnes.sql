-- Avant de recomposer les QPV de leurs IRIS : ce que les fichiers donnent pour eux.
CREATE OR REPLACE TEMP TABLE qpv_donne AS
SELECT c.indicateur, c.territoire, c.periode, c.sexe, c.age
FROM chiffre AS c INNER JOIN territoire_publie AS t ON t.code = c.territoire AND t.maille = 'qpv';

CREATE OR REPLACE TEMP TABLE qpv_habitants_donnes AS
SELECT DISTINCT h.territoire
FROM habitants AS h INNER JOIN territoire_publie AS t ON t.code = h.territoire AND t.maille = 'qpv';
