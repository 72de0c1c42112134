"""La page Carte : ses choix, ses surfaces colorées, sa fiche, son tableau, ses téléchargements."""
