"""Le plan d'actions en classeur : modèle vierge, import avec aperçu, export sans perte."""
