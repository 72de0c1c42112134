SELECT qpv, nb_iris, part_couverte, mesuree_sur, population_approchee FROM approche_qpv ORDER BY qpv;
