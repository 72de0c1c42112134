"""Les versions successives du schéma du suivi."""
