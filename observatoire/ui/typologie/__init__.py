"""Morceaux de la page « Quartiers qui se ressemblent »."""
