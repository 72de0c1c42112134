"""Limites posées à tout fichier reçu. Chaque nom porte son unité."""

TAILLE_FICHIER_MAX_MO = 500
"""Un fichier lu d'un bloc : le plus gros officiel (recensement par IRIS, France entière) en fait moins de 100."""

TAILLE_FLUX_MAX_MO = 4000
"""Un annuaire national lu ligne à ligne : le RPPS en libre accès en fait plus de 800."""

TAILLE_JSON_MAX_MO = 250
"""Un GeoJSON est lu d'un bloc ; au-delà, le GeoPackage du même contour est cinq fois plus petit."""

TAILLE_DECOMPRESSEE_MAX_MO = 1500
"""Taille d'un classeur une fois décompressé."""

TAILLE_ARCHIVE_MAX_MO = 6000
"""Taille d'une archive une fois décompressée : celle du RPPS porte trois annuaires, un seul en est extrait."""

RAPPORT_COMPRESSION_MAX = 200
"""Un tableau se compresse 5 à 60 fois, une bombe plus de 500 fois."""

TAILLE_SANS_CONTROLE_DU_RAPPORT_MO = 20
"""Sous cette taille décompressée, un rapport élevé est sans danger (feuille presque vide)."""

MEMBRES_ARCHIVE_MAX = 2000

TAILLE_CELLULE_MAX_CARACTERES = 32_767
"""Limite d'Excel lui-même : au-delà, c'est presque toujours un guillemet resté ouvert."""

COLONNES_MAX = 2000

LIGNES_ENTETE_MAX = 40
"""L'en-tête est cherché dans ces premières lignes (les classeurs de l'INSEE le mettent en 1, 6 ou 9)."""

OCTETS_PAR_MO = 1_000_000
