"""Les écrans du Contrat Local de Santé."""
