"""Une petite ville avec son offre de soins, importée et publiée comme un utilisateur le ferait."""

from pathlib import Path

from observatoire.ingest.chantier.base import create_chantier
from observatoire.ingest.publication.versions import publish
from observatoire.store.catalogue import load_catalogue
from tests.integration.test_densites_offre import I1, I2, I3, I4, build_medecin, build_points
from tests.outils.chantier import COMMUNE, add_lots, build_damier, build_quartiers, build_reglages, build_valeurs


def build_ville_offre(dossier: Path, *autres: dict[str, object]) -> None:
    """Publie le damier : trois généralistes au SUD (deux de 60-64 ans), un au NORD ; un infirmier, un EHPAD.

    Chaque IRIS a 2 000 habitants. `autres` : points de plus.
    """
    reglages = build_reglages(dossier)
    create_chantier(reglages, nom="Damier", communes=[COMMUNE])
    habitants = [(i, "disponible", 2000.0, None) for i in (I1, I2, I3, I4)]
    ehpad = {"categorie": "établissement", "profession": "EHPAD", "specialite": "", "age_classe": ""}
    infirmier = {"profession": "Infirmier", "specialite": "", "secteur_conventionnel": ""}
    points = build_points(
        build_medecin("a", I1, age_classe="60-64 ans", adresse="1 RUE DU <PORT>"),
        build_medecin("b", I2, age_classe="60-64 ans"),
        build_medecin("c", I2, age_classe="40-49 ans"),
        build_medecin("d", I3, age_classe="moins de 40 ans"),
        build_medecin("i", I1, adresse="1 RUE DU <PORT>", **infirmier),
        build_medecin("e", I2, **ehpad),
        *autres,
    )
    add_lots(
        reglages, build_damier(), build_quartiers(), build_valeurs("population", habitants, periode="2022"), points
    )
    publish(reglages, load_catalogue())
