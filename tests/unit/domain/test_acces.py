"""Réglages de l'accès : le détour, et les métiers tels que le catalogue les connaît."""

import dataclasses

import pytest

from observatoire.domain.acces import DETOUR_DEFAUT, METIERS_ACCES, find_metier, is_liberal
from observatoire.errors import ReglageInvalide
from observatoire.settings import read_reglages
from observatoire.store.catalogue import load_catalogue


def test_le_detour_par_defaut_est_le_meme_partout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OBSERVATOIRE_DETOUR", raising=False)
    assert read_reglages().detour == DETOUR_DEFAUT == 1.3


def test_le_detour_se_regle_a_la_virgule_aussi(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBSERVATOIRE_DETOUR", "1,45")
    assert read_reglages().detour == 1.45


@pytest.mark.parametrize("recu", ["0.8", "-1", "beaucoup", "nan"])
def test_un_detour_impossible_est_refuse_en_francais(monkeypatch: pytest.MonkeyPatch, recu: str) -> None:
    monkeypatch.setenv("OBSERVATOIRE_DETOUR", recu)
    with pytest.raises(ReglageInvalide, match="OBSERVATOIRE_DETOUR"):
        read_reglages()


def test_chaque_indicateur_d_un_metier_a_sa_fiche() -> None:
    connus = set(load_catalogue().indicateurs)
    champs = ("accessibilite", "distance", "temps", "loin", "apl")
    cites = {getattr(m, c) for m in METIERS_ACCES for c in champs} - {""}
    assert cites <= connus
    assert {i for i in connus if i.startswith(("accessibilite_", "distance_", "temps_", "part_loin_"))} <= cites


def test_un_metier_se_dit_de_toutes_les_facons_utiles() -> None:
    for metier in METIERS_ACCES:
        textes = dataclasses.asdict(metier)
        assert all(textes[c] for c in ("nom", "pluriel", "article")), metier.code
        assert bool(metier.distance) == bool(metier.de_un), metier.code
    assert find_metier("pharmacie") is not None
    assert find_metier("inconnu") is None


def test_un_mode_inconnu_compte_comme_liberal() -> None:
    assert [is_liberal(m) for m in ("", "libéral", "mixte", "salarié", "bénévole")] == [True, True, True, False, False]
