"""La base du suivi : ce que les gens écrivent (SQLite par défaut, PostgreSQL par URL)."""
