SELECT id, fichier, sha256, source, importe_le, lignes_lues, lignes_retenues, rejets FROM lot ORDER BY importe_le, id;
