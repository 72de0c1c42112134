"""Deux livraisons d'un même annuaire comparées : qui arrive, qui part, qui déménage, qui change de métier."""
