"""Le vocabulaire du métier. Bibliothèque standard seulement."""
