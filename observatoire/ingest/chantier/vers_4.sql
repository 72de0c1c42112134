-- D'un chantier de schéma 3 au schéma 4 : carreaux de population et trajets.
-- Carreaux de population : centre et habitants, dans la ville et autour.
CREATE TABLE lot_carreau (
    lot VARCHAR NOT NULL,
    carreau VARCHAR NOT NULL,
    commune VARCHAR NOT NULL,
    lon DOUBLE NOT NULL,
    lat DOUBLE NOT NULL,
    individus DOUBLE NOT NULL
);

-- Trajets d'un IRIS à un IRIS ou à une commune.
CREATE TABLE lot_trajet (
    lot VARCHAR NOT NULL,
    origine VARCHAR NOT NULL,
    destination VARCHAR NOT NULL,
    cout DOUBLE NOT NULL,
    unite VARCHAR NOT NULL, -- min ou m
    mode VARCHAR NOT NULL -- à pied, en voiture… ; vide si le fichier ne le dit pas
);

UPDATE reglage SET valeur = '4' WHERE cle = 'schema';
