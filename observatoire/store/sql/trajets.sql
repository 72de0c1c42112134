SELECT origine, destination, cout, unite, mode FROM trajet ORDER BY origine, destination;
