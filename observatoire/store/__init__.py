"""Le seul endroit qui ouvre les bases : `entrepot` (DuckDB, lecture) et `suivi` (ce que les gens écrivent)."""
