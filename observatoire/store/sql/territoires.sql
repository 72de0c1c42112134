SELECT code, maille, nom, commune, millesime, lon, lat, superficie_km2 FROM territoire ORDER BY code;
