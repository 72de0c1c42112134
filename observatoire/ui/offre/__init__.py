"""Pages de l'offre de soins."""
