-- D'un chantier de schéma 2 au schéma 3 : lignes des points, géocodage, positions données à la main.
ALTER TABLE lot_point ADD COLUMN ligne INTEGER;

CREATE TABLE adresse_geocodee (
    adresse VARCHAR NOT NULL,
    commune VARCHAR NOT NULL,
    genre VARCHAR NOT NULL,
    score DOUBLE,
    lon DOUBLE,
    lat DOUBLE,
    libelle VARCHAR NOT NULL,
    commune_trouvee VARCHAR NOT NULL,
    origine VARCHAR NOT NULL,
    PRIMARY KEY (adresse, commune)
);

CREATE TABLE position_corrigee (
    id VARCHAR PRIMARY KEY,
    adresse VARCHAR NOT NULL,
    commune VARCHAR NOT NULL,
    lon DOUBLE NOT NULL,
    lat DOUBLE NOT NULL,
    corrigee_le TIMESTAMP NOT NULL
);

UPDATE reglage SET valeur = '3' WHERE cle = 'schema';
