"""Morceaux de la page « Qualité et secret »."""
