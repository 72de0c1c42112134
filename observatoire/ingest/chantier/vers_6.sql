-- D'un chantier de schéma 5 au schéma 6 : secteur d'activité de chaque lieu d'exercice, doute du fichier sur sa position.
ALTER TABLE lot_point ADD COLUMN secteur_activite VARCHAR DEFAULT '';
ALTER TABLE lot_point ALTER COLUMN secteur_activite SET NOT NULL;
ALTER TABLE lot_point ALTER COLUMN secteur_activite DROP DEFAULT;
ALTER TABLE lot_point ADD COLUMN doute_fichier VARCHAR DEFAULT '';
ALTER TABLE lot_point ALTER COLUMN doute_fichier SET NOT NULL;
ALTER TABLE lot_point ALTER COLUMN doute_fichier DROP DEFAULT;

UPDATE reglage SET valeur = '6' WHERE cle = 'schema';
