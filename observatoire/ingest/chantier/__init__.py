"""Le chantier : base privée où les fichiers importés s'accumulent en lots, avant toute publication."""
