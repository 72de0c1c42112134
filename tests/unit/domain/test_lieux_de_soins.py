"""Un lieu garde son nom publié, une personne non : dans le doute, c'est une personne."""

import pytest

from observatoire.domain.lieux_de_soins import is_lieu
from observatoire.ingest.formats.offre import nomenclature_bpe, professions


@pytest.mark.parametrize(
    "intitule",
    ["Pharmacie", "PHARMACIE", "Centre de santé", "Centres municipaux de santé", "Service d’urgences", "Ehpad",
     "Hôpital", "École sanitaire", "Maison de santé pluriprofessionnelle", "Résidence autonomie", "PMI",
     "Laboratoire d'analyses médicales", "Unité de dialyse"],
)  # fmt: skip
def test_un_lieu(intitule: str) -> None:
    assert is_lieu(intitule)


@pytest.mark.parametrize(
    "intitule",
    ["", "Infirmière", "Pharmacien", "Pharmacienne", "Kiné", "Psy", "Docteure", "Toubib", "Sage-femme", "Dentiste",
     "Médecin", "Podologue", "Cabinet Dupont", "établi", "Poleiste"],
)  # fmt: skip
def test_une_personne_ou_un_doute(intitule: str) -> None:
    assert not is_lieu(intitule)


def test_tous_les_lieux_des_annuaires_et_aucun_metier() -> None:
    assert all(is_lieu(intitule) for intitule in professions.FINESS.values())
    types = nomenclature_bpe.TYPES
    personnes = [p for code, (p, _) in types.items() if code.startswith(nomenclature_bpe.PERSONNES)]
    assert len(personnes) > 20
    assert not any(is_lieu(m) for m in [*professions.RPPS.values(), *professions.AMELI.values(), *personnes])
