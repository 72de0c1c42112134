SELECT lieu, qpv FROM lieu_qpv ORDER BY lieu, qpv;
