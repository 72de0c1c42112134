-- Schéma d'une version publiée. Long et rangé : une ligne par chiffre.
-- Les clés et les listes fermées sont aussi vérifiées par `python -m observatoire verifier`.

CREATE TABLE source (
    code VARCHAR PRIMARY KEY,
    producteur VARCHAR NOT NULL,
    libelle VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    licence VARCHAR NOT NULL,
    frequence VARCHAR NOT NULL,
    prochaine_maj VARCHAR NOT NULL
);

CREATE TABLE indicateur (
    code VARCHAR PRIMARY KEY,
    libelle VARCHAR NOT NULL,
    libelle_court VARCHAR NOT NULL,
    theme VARCHAR NOT NULL,
    definition VARCHAR NOT NULL,
    unite VARCHAR NOT NULL,
    type VARCHAR NOT NULL CHECK (type IN (
        'effectif', 'part', 'taux', 'taux_standardise', 'icm', 'moyenne', 'mediane', 'densite', 'indice', 'distance'
    )),
    multiplicateur DOUBLE NOT NULL,
    sens VARCHAR NOT NULL CHECK (sens IN ('haut_favorable', 'bas_favorable', 'sans_jugement')),
    source VARCHAR NOT NULL REFERENCES source (code),
    seuil_secret INTEGER NOT NULL,
    comparable_dans_le_temps BOOLEAN NOT NULL,
    motif_non_comparable VARCHAR NOT NULL,
    decimales INTEGER NOT NULL,
    agregeable BOOLEAN NOT NULL
);

-- Ce que le catalogue dit de plus d'un indicateur, pour les écrans.
CREATE TABLE fiche (
    indicateur VARCHAR PRIMARY KEY REFERENCES indicateur (code),
    pourquoi VARCHAR NOT NULL,
    limites VARCHAR NOT NULL,
    auteur VARCHAR NOT NULL,
    verifie_le VARCHAR NOT NULL,
    population_cible VARCHAR NOT NULL,
    locution VARCHAR NOT NULL,
    famille VARCHAR NOT NULL, -- code de l'indicateur total dont celui-ci est une composante
    zero_diffusable BOOLEAN NOT NULL DEFAULT TRUE,
    base VARCHAR NOT NULL DEFAULT '', -- code de l'indicateur dont celui-ci reprend les comptes (ICM, standardisé)
    methode_standardisation VARCHAR NOT NULL DEFAULT '' CHECK (methode_standardisation IN ('', 'directe', 'indirecte')),
    population_standard VARCHAR NOT NULL DEFAULT ''
);

-- Mailles où les périodes d'un indicateur ne se comparent pas, s'il se compare aux autres.
CREATE TABLE comparabilite (
    indicateur VARCHAR NOT NULL REFERENCES indicateur (code),
    maille VARCHAR NOT NULL,
    PRIMARY KEY (indicateur, maille)
);

CREATE TABLE territoire (
    code VARCHAR PRIMARY KEY,
    maille VARCHAR NOT NULL CHECK (maille IN (
        'iris', 'quartier', 'qpv', 'zone', 'commune', 'epci', 'departement', 'region', 'france'
    )),
    nom VARCHAR NOT NULL,
    commune VARCHAR NOT NULL,
    millesime VARCHAR NOT NULL,
    contour VARCHAR, -- GeoJSON simplifié pour l'affichage, EPSG:4326 ; absent pour un comparateur
    lon DOUBLE,
    lat DOUBLE,
    superficie_km2 DOUBLE
);

-- Hachures des QPV (MultiLineString GeoJSON), calculées à la publication : la page n'a plus qu'à les tracer.
CREATE TABLE habillage (
    territoire VARCHAR PRIMARY KEY REFERENCES territoire (code),
    hachures VARCHAR NOT NULL
);

CREATE TABLE appartenance (
    enfant VARCHAR NOT NULL REFERENCES territoire (code),
    parent VARCHAR NOT NULL REFERENCES territoire (code),
    part_population DOUBLE, -- part de la population de l'enfant qui vit dans le parent ; NULL si inconnue
    part_surface DOUBLE NOT NULL, -- part de la surface de l'enfant couverte par le parent
    PRIMARY KEY (enfant, parent)
);

-- Un QPV sans fichier s'approche des IRIS qui y sont en majorité : combien, et la part qu'ils en couvrent.
CREATE TABLE approche_qpv (
    qpv VARCHAR PRIMARY KEY REFERENCES territoire (code),
    nb_iris INTEGER NOT NULL,
    part_couverte DOUBLE NOT NULL, -- de 0 à 1
    mesuree_sur VARCHAR NOT NULL CHECK (mesuree_sur IN ('population', 'surface', 'fichier')),
    population_approchee BOOLEAN NOT NULL -- la population du QPV est celle de ces IRIS entiers
);

-- Chiffres de QPV tirés de ces IRIS entiers ; les autres viennent d'un fichier ou d'un calcul propre au QPV.
CREATE TABLE chiffre_approche (
    indicateur VARCHAR NOT NULL,
    territoire VARCHAR NOT NULL,
    periode VARCHAR NOT NULL,
    PRIMARY KEY (indicateur, territoire, periode)
);

CREATE TABLE periode (
    code VARCHAR PRIMARY KEY,
    type VARCHAR NOT NULL CHECK (type IN ('annee', 'trimestre', 'pluriannuel')),
    debut DATE NOT NULL,
    fin DATE NOT NULL,
    libelle VARCHAR NOT NULL
);

CREATE TABLE lot (
    id VARCHAR PRIMARY KEY,
    fichier VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    importe_le TIMESTAMP NOT NULL,
    lignes_lues INTEGER NOT NULL,
    lignes_retenues INTEGER NOT NULL,
    rejets INTEGER NOT NULL
);

-- `valeur`, `ic_bas`, `ic_haut` sont dans l'unité de l'indicateur (12.4 pour 12,4 %), l'intervalle à 95 %.
-- Un chiffre qui n'est pas « disponible » n'a ni valeur, ni intervalle, ni compte.
CREATE TABLE valeur (
    indicateur VARCHAR NOT NULL,
    territoire VARCHAR NOT NULL,
    periode VARCHAR NOT NULL,
    sexe VARCHAR NOT NULL CHECK (sexe IN ('ensemble', 'femmes', 'hommes')),
    age VARCHAR NOT NULL, -- « tous » ou une tranche « 0-14 », « 75+ »
    valeur DOUBLE,
    ic_bas DOUBLE,
    ic_haut DOUBLE,
    numerateur DOUBLE,
    denominateur DOUBLE,
    statut VARCHAR NOT NULL CHECK (statut IN (
        'disponible', 'secret', 'non_disponible', 'non_applicable', 'non_mesurable'
    )),
    lot VARCHAR NOT NULL
);

CREATE TABLE population (
    territoire VARCHAR NOT NULL,
    periode VARCHAR NOT NULL,
    sexe VARCHAR NOT NULL CHECK (sexe IN ('ensemble', 'femmes', 'hommes')),
    classe_age VARCHAR NOT NULL, -- « tous », « 0-14 », « 80+ »
    effectif DOUBLE -- NULL : secret
);

CREATE TABLE point_offre (
    id VARCHAR PRIMARY KEY,
    categorie VARCHAR NOT NULL,
    profession VARCHAR NOT NULL,
    specialite VARCHAR NOT NULL,
    nom VARCHAR NOT NULL,
    lon DOUBLE,
    lat DOUBLE,
    iris VARCHAR NOT NULL, -- vide : hors de tout IRIS
    secteur_conventionnel VARCHAR NOT NULL,
    date VARCHAR NOT NULL,
    personne VARCHAR NOT NULL DEFAULT '', -- réunit les lieux d'une même personne ; vide : un compte, pas une personne
    activite DOUBLE NOT NULL DEFAULT 1, -- part de l'activité exercée ici
    commune VARCHAR NOT NULL DEFAULT '',
    adresse VARCHAR NOT NULL DEFAULT '',
    mode_exercice VARCHAR NOT NULL DEFAULT '',
    secteur_activite VARCHAR NOT NULL DEFAULT '', -- cabinet, centre de santé, autre ; vide si le fichier ne le dit pas
    source VARCHAR NOT NULL DEFAULT '', -- celle du fichier dont vient ce point
    lot VARCHAR NOT NULL DEFAULT '',
    -- D'où vient la position : fichier, manuelle, ou géocodage au numéro, à la rue, au lieu-dit, à la commune.
    genre_position VARCHAR NOT NULL DEFAULT '',
    score DOUBLE, -- ressemblance de l'adresse trouvée, de 0 à 1
    adresse_trouvee VARCHAR NOT NULL DEFAULT '',
    doute VARCHAR NOT NULL DEFAULT '' -- pourquoi quelqu'un devrait vérifier la position ; vide : rien à signaler
);

-- Âges des professionnels : des comptes par territoire, jamais l'âge d'un point. Un groupe trop petit n'y est pas (clé
-- `seuil_ages` de `observatoire`). Bornes en années, la seconde exclue. Les âges inconnus n'ont pas de ligne.
CREATE TABLE age_offre (
    territoire VARCHAR NOT NULL REFERENCES territoire (code),
    profession VARCHAR NOT NULL,
    specialite VARCHAR NOT NULL, -- d'un médecin ; vide pour les autres
    age_bas INTEGER NOT NULL,
    age_haut INTEGER NOT NULL,
    effectif INTEGER NOT NULL,
    PRIMARY KEY (territoire, profession, specialite, age_bas, age_haut)
);

-- Adresses d'un métier dans la ville : combien ont un IRIS (`placees`), combien une position (`situees`).
CREATE TABLE placement_offre (
    profession VARCHAR NOT NULL,
    specialite VARCHAR NOT NULL,
    adresses INTEGER NOT NULL,
    placees INTEGER NOT NULL,
    situees INTEGER NOT NULL,
    PRIMARY KEY (profession, specialite)
);

-- Deux livraisons d'un même annuaire comparées : une ligne par personne (ou lieu) et par métier. Une liste de codes
-- se sépare par des virgules. Une personne sortie des communes suivies garde sa commune d'arrivée si on la connaît.
CREATE TABLE mouvement_offre (
    annuaire VARCHAR NOT NULL,
    date_avant VARCHAR NOT NULL,
    date VARCHAR NOT NULL,
    genre VARCHAR NOT NULL CHECK (genre IN (
        'arrivee', 'depart', 'demenagement', 'lieux', 'profession', 'stable', 'indetermine'
    )),
    personne VARCHAR NOT NULL,
    nom VARCHAR NOT NULL,
    profession_avant VARCHAR NOT NULL,
    specialite_avant VARCHAR NOT NULL,
    profession VARCHAR NOT NULL,
    specialite VARCHAR NOT NULL,
    iris_avant VARCHAR NOT NULL,
    iris VARCHAR NOT NULL,
    commune_avant VARCHAR NOT NULL,
    commune VARCHAR NOT NULL,
    adresse_avant VARCHAR NOT NULL,
    adresse VARCHAR NOT NULL
);

-- Lieux habités : points d'une grille (ou carreaux de l'INSEE) qui se partagent la population d'un IRIS, et autour de
-- la ville les habitants des communes voisines quand des carreaux les donnent (`iris` vide).
CREATE TABLE lieu_habite (
    id VARCHAR PRIMARY KEY,
    iris VARCHAR NOT NULL,
    commune VARCHAR NOT NULL,
    lon DOUBLE NOT NULL,
    lat DOUBLE NOT NULL,
    habitants DOUBLE NOT NULL
);

-- Quartiers prioritaires où se trouve chaque lieu habité.
CREATE TABLE lieu_qpv (
    lieu VARCHAR NOT NULL,
    qpv VARCHAR NOT NULL,
    PRIMARY KEY (lieu, qpv)
);

-- Besoin moyen d'un habitant de l'IRIS selon son âge, la ville valant 1.
CREATE TABLE besoin (
    territoire VARCHAR NOT NULL,
    metier VARCHAR NOT NULL,
    poids DOUBLE NOT NULL,
    PRIMARY KEY (territoire, metier)
);

-- Trajets importés, d'un IRIS à un IRIS ou à une commune voisine.
CREATE TABLE trajet (
    origine VARCHAR NOT NULL,
    destination VARCHAR NOT NULL,
    cout DOUBLE NOT NULL,
    unite VARCHAR NOT NULL CHECK (unite IN ('min', 'm')),
    mode VARCHAR NOT NULL, -- à pied, en voiture… ; vide si le fichier ne le dit pas
    PRIMARY KEY (origine, destination)
);

-- Réseau de rues de la ville et de ses abords, pour les temps de trajet.
CREATE TABLE reseau_noeud (
    noeud INTEGER PRIMARY KEY,
    lon DOUBLE NOT NULL,
    lat DOUBLE NOT NULL
);

CREATE TABLE reseau_troncon (
    depart INTEGER NOT NULL,
    arrivee INTEGER NOT NULL,
    longueur_m DOUBLE NOT NULL,
    vitesse_kmh DOUBLE NOT NULL, -- 0 : les voitures n'y passent pas
    pieton BOOLEAN NOT NULL,
    sens VARCHAR NOT NULL CHECK (sens IN ('double', 'direct')) -- des voitures ; à pied, tout se parcourt dans les deux sens
);

-- Plan de secret : combien de cellules sont masquées, jamais lesquelles sont primaires. `primaires` et `complementaires`
-- restent vides quand presque toutes sont d'une sorte : les compter dirait de laquelle est chacune.
CREATE TABLE plan_secret (
    indicateur VARCHAR PRIMARY KEY,
    cellules INTEGER NOT NULL,
    primaires INTEGER,
    complementaires INTEGER,
    marquees_par_le_producteur INTEGER NOT NULL
);

-- Ce que la publication a signalé des points et des rues. Aucune personne n'y est nommée.
CREATE TABLE alerte (
    rang INTEGER PRIMARY KEY,
    texte VARCHAR NOT NULL
);

-- Carte d'identité de la version : nom, fictif (oui/non), communes, territoire_reference (code de la ville),
-- version, publie_le, demonstration, secret_groupe_entier (cellules que tairait la règle du groupe entier),
-- seuil_ages (plus petit groupe dont les âges paraissent), detour.
CREATE TABLE observatoire (
    cle VARCHAR PRIMARY KEY,
    valeur VARCHAR NOT NULL
);
