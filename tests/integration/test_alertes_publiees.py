"""Ce que la publication signale reste lisible dans la version, sans nommer personne."""

from datetime import date
from pathlib import Path

import pytest

from observatoire.ingest.chantier.base import create_chantier
from observatoire.ingest.publication.versions import publish
from observatoire.services.offre.placement import find_placement
from observatoire.services.qualite import build_qualite
from observatoire.store.catalogue import load_catalogue
from tests.integration.test_densites_offre import I1, I2, build_medecin, build_points
from tests.outils.chantier import COMMUNE, add_lots, build_damier, build_reglages, build_valeurs

LOIN = {"lon": 2.5, "lat": 46.5}


def test_les_alertes_et_le_placement_se_lisent_dans_la_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Quatre généralistes : un sans adresse connue, un hors de tout IRIS, deux placés ; un EHPAD hors de tout IRIS."""
    reglages = build_reglages(tmp_path)
    create_chantier(reglages, nom="Damier", communes=[COMMUNE])
    ehpad = {"profession": "EHPAD", "specialite": "", "categorie": "établissement", "nom": "Les Tilleuls"}
    add_lots(
        reglages,
        build_damier(),
        build_valeurs("population", [(i, "disponible", 1000.0, None) for i in (I1, I2)], periode="2022"),
        build_points(
            build_medecin("a", I1), build_medecin("b", I2), build_medecin("c", ""),
            build_medecin("d", I1, nom="DUPONT Jean") | LOIN, build_medecin("e", I1, **ehpad) | LOIN,
        ),
    )  # fmt: skip
    publication = publish(reglages, load_catalogue())
    monkeypatch.setenv("OBSERVATOIRE_DONNEES", str(tmp_path))
    alertes = build_qualite(version=publication.fichier, aujourd_hui=date(2026, 11, 23)).alertes
    assert alertes == publication.bilan.alertes
    (dehors,) = [a for a in alertes if "hors de tout IRIS" in a]
    assert "Les Tilleuls (EHPAD)" in dehors
    assert not any("DUPONT" in a for a in alertes)

    placement = find_placement(version=publication.fichier, metier="medecin-medecine-generale")
    assert placement is not None
    assert (placement.adresses, placement.placees, placement.situees) == (4, 2, 3)
    assert not placement.is_suffisant
    assert placement.phrase.startswith("2 adresses sur 4 restent à géocoder")
    assert find_placement(version=publication.fichier, metier="infirmier") is None
