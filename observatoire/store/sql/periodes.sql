SELECT code, type, debut, fin, libelle FROM periode ORDER BY fin, debut;
