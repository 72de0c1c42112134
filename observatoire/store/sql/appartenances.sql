SELECT enfant, parent, part_population, part_surface FROM appartenance ORDER BY enfant, parent;
