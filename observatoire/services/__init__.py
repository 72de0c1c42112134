"""Cas d'usage : ce que les écrans, les documents et les exports demandent, en objets figés."""
