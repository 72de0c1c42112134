"""Lecture des versions publiées : fichiers DuckDB immuables, ouverts en lecture seule."""
