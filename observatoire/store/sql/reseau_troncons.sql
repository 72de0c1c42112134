SELECT depart, arrivee, longueur_m, vitesse_kmh, pieton, sens FROM reseau_troncon;
