"""Du chantier à une version publiée : territoires, chiffres recomposés, secret, intervalles, écriture."""
