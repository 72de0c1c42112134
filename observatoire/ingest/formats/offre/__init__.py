"""Offre de soins : annuaires de personnes, répertoires d'établissements, listes de points."""
