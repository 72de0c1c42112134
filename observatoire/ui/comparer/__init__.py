"""Morceaux de la page « Comparer »."""
