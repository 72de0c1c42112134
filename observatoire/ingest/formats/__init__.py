"""Formats reconnus à l'import : un module par format, un seul point d'entrée."""

from observatoire.ingest.formats.aiguillage import read_fichier

__all__ = ["read_fichier"]
