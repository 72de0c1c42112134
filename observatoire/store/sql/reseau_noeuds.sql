SELECT noeud, lon, lat FROM reseau_noeud ORDER BY noeud;
