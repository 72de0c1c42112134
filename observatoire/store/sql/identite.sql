SELECT cle, valeur FROM observatoire;
