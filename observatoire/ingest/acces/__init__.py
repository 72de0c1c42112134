"""Accès aux soins, calculé à la publication : lieux habités, besoins, distances, accessibilité locale."""
