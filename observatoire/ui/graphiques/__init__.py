"""Graphiques : cartes, points classés, courbes. Chacun a son texte de remplacement et son tableau à côté."""
