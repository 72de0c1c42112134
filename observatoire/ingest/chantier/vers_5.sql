-- D'un chantier de schéma 4 au schéma 5 : réseau de rues.
CREATE TABLE lot_troncon (
    lot VARCHAR NOT NULL,
    lon1 DOUBLE NOT NULL,
    lat1 DOUBLE NOT NULL,
    lon2 DOUBLE NOT NULL,
    lat2 DOUBLE NOT NULL,
    vitesse_kmh DOUBLE NOT NULL,
    pieton VARCHAR NOT NULL,
    sens VARCHAR NOT NULL
);

UPDATE reglage SET valeur = '5' WHERE cle = 'schema';
