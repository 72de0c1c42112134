"""Morceaux de la page « Ma zone »."""
