"""Des fichiers officiels à une version publiée. Ne sert que la ligne de commande, jamais les écrans."""
