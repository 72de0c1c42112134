"""Lecture prudente des fichiers reçus : nature d'après le contenu, limites, texte, classeurs, contours."""
