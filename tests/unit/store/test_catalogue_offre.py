"""Le catalogue décrit toutes les professions comptées, et ne promet pas ce que la source ne dit pas."""

import pytest

from observatoire.domain.densites import METIERS_COMPTES, PART_55_ANS, PART_60_ANS, MetierCompte
from observatoire.store.catalogue import load_catalogue


@pytest.mark.parametrize("metier", METIERS_COMPTES, ids=lambda m: m.nom)
def test_chaque_metier_compte_a_ses_fiches(metier: MetierCompte) -> None:
    fiches = load_catalogue().indicateurs
    tetes = fiches[metier.densite]
    assert (tetes.unite, tetes.multiplicateur) == ("pour 10 000 habitants", 10_000)
    assert not [promesse for promesse in ("remplaçants exclus", "31 décembre") if promesse in tetes.definition]
    if metier.is_personne:
        activite = fiches[metier.activite]
        assert "à parts égales entre ses lieux d’exercice" in activite.definition
        assert (activite.multiplicateur, activite.theme) == (10_000, tetes.theme)


def test_aucune_densite_de_profession_hors_de_la_liste() -> None:
    connues = {code for m in METIERS_COMPTES for code in (m.densite, m.activite)}
    assert {c for c in load_catalogue().indicateurs if c.startswith("densite_")} - connues == {"densite_population"}


@pytest.mark.parametrize("code", [PART_55_ANS, PART_60_ANS])
def test_une_part_d_age_a_un_seuil(code: str) -> None:
    assert load_catalogue().indicateurs[code].seuil_secret >= 5
