"""Phrases françaises écrites par règles, à partir des mêmes objets que les graphiques."""
