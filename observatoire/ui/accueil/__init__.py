"""La page d'accueil : à retenir, six chiffres, petite carte, portes, fraîcheur."""
