"""Catalogue des indicateurs, méthodes et glossaire."""
