"""Morceaux de la page « Portrait »."""
