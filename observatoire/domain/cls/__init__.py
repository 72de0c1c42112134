"""Le Contrat Local de Santé : ses objets, ses règles, ses mots."""
