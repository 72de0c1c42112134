"""Formats de l'accès aux soins : carreaux de population, trajets, APL de la DREES."""
