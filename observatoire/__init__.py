"""Observatoire local de santé : indicateurs infra-communaux et suivi du contrat local de santé."""

__version__ = "0.3.0"
