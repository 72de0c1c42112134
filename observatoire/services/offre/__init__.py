"""Offre de soins : points publiés, métiers, recherche."""
