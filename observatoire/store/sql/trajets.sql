SELECT origine, destination, cout, unite FROM trajet ORDER BY origine, destination;
