"""Les cas d'usage du suivi du Contrat Local de Santé."""
