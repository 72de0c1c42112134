-- Chantier : les lots tels qu'ils ont été lus, comptes confidentiels compris. Ne quitte jamais cette machine.

CREATE TABLE reglage (cle VARCHAR PRIMARY KEY, valeur VARCHAR NOT NULL);

CREATE TABLE commune (code VARCHAR PRIMARY KEY);

CREATE SEQUENCE rang_lot;

-- L'identifiant vient du contenu du fichier : refaire le même observatoire redonne les mêmes identifiants.
CREATE TABLE lot (
    id VARCHAR PRIMARY KEY,
    rang INTEGER NOT NULL DEFAULT nextval('rang_lot'), -- ordre d'arrivée : le plus grand l'emporte
    fichier VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL UNIQUE,
    format VARCHAR NOT NULL,
    libelle VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    importe_le TIMESTAMP NOT NULL,
    lignes_lues INTEGER NOT NULL,
    lignes_retenues INTEGER NOT NULL,
    rejets INTEGER NOT NULL
);

CREATE TABLE lot_territoire (
    lot VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    maille VARCHAR NOT NULL,
    nom VARCHAR NOT NULL,
    commune VARCHAR NOT NULL,
    millesime VARCHAR NOT NULL,
    geometrie BLOB -- WKB, EPSG:4326
);

CREATE TABLE lot_appartenance (lot VARCHAR NOT NULL, enfant VARCHAR NOT NULL, parent VARCHAR NOT NULL);

CREATE TABLE lot_valeur (
    lot VARCHAR NOT NULL,
    indicateur VARCHAR NOT NULL,
    territoire VARCHAR NOT NULL,
    maille VARCHAR NOT NULL,
    periode VARCHAR NOT NULL,
    sexe VARCHAR NOT NULL,
    age VARCHAR NOT NULL,
    valeur DOUBLE,
    numerateur DOUBLE,
    denominateur DOUBLE,
    statut VARCHAR NOT NULL
);

CREATE TABLE lot_population (
    lot VARCHAR NOT NULL,
    territoire VARCHAR NOT NULL,
    maille VARCHAR NOT NULL,
    periode VARCHAR NOT NULL,
    sexe VARCHAR NOT NULL,
    classe_age VARCHAR NOT NULL,
    effectif DOUBLE
);

CREATE TABLE lot_point (
    lot VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    categorie VARCHAR NOT NULL,
    profession VARCHAR NOT NULL,
    specialite VARCHAR NOT NULL,
    nom VARCHAR NOT NULL,
    lon DOUBLE,
    lat DOUBLE,
    iris VARCHAR NOT NULL,
    secteur_conventionnel VARCHAR NOT NULL,
    age_classe VARCHAR NOT NULL,
    date VARCHAR NOT NULL,
    personne VARCHAR NOT NULL,
    activite DOUBLE,
    commune VARCHAR NOT NULL,
    adresse VARCHAR NOT NULL,
    mode_exercice VARCHAR NOT NULL,
    ligne INTEGER, -- ligne du fichier importé, pour qui doit la retrouver
    secteur_activite VARCHAR NOT NULL, -- cabinet, centre de santé ou autre ; vide si le fichier ne le dit pas
    doute_fichier VARCHAR NOT NULL -- pourquoi le fichier lui-même doute de la position ; vide : rien à signaler
);

-- Adresses déjà cherchées, trouvées ou non : une seconde demande ne sort plus de cette machine. Aucun nom.
CREATE TABLE adresse_geocodee (
    adresse VARCHAR NOT NULL, -- telle que l'écrit lot_point
    commune VARCHAR NOT NULL, -- telle que l'écrit lot_point, vide si inconnue
    genre VARCHAR NOT NULL, -- numéro, rue, lieu-dit, commune ; vide : rien trouvé
    score DOUBLE,
    lon DOUBLE,
    lat DOUBLE,
    libelle VARCHAR NOT NULL, -- adresse trouvée
    commune_trouvee VARCHAR NOT NULL,
    origine VARCHAR NOT NULL, -- service interrogé ou fichier lu
    PRIMARY KEY (adresse, commune)
);

-- Positions données à la main. Elles l'emportent, et valent pour les autres points de la même adresse.
CREATE TABLE position_corrigee (
    id VARCHAR PRIMARY KEY, -- identifiant du point
    adresse VARCHAR NOT NULL,
    commune VARCHAR NOT NULL,
    lon DOUBLE NOT NULL,
    lat DOUBLE NOT NULL,
    corrigee_le TIMESTAMP NOT NULL
);

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

-- Réseau de rues : un segment droit par ligne.
CREATE TABLE lot_troncon (
    lot VARCHAR NOT NULL,
    lon1 DOUBLE NOT NULL,
    lat1 DOUBLE NOT NULL,
    lon2 DOUBLE NOT NULL,
    lat2 DOUBLE NOT NULL,
    vitesse_kmh DOUBLE NOT NULL, -- 0 : les voitures n'y passent pas
    pieton VARCHAR NOT NULL, -- oui ou non
    sens VARCHAR NOT NULL -- double, ou direct : du premier bout au second, pour les voitures
);
