"""Statistiques de l'observatoire : des tableaux en entrée, des tableaux en sortie.

Règles communes à toutes les fonctions : une valeur manquante (NaN) en entrée donne NaN en
sortie ; une grandeur non définie (population nulle) donne NaN, jamais 0 ni l'infini ; une
entrée impossible lève `ValueError` en nommant l'argument.
"""
