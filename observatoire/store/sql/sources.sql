SELECT code, producteur, libelle, url, licence, frequence, prochaine_maj FROM source ORDER BY code;
