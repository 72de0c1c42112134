"""Rapport des extrêmes d'une densité : sur ceux qui ont quelqu'un, et en disant combien n'ont personne."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from observatoire.domain.indicateur import TypeIndicateur
from observatoire.domain.territoire import Maille, Territoire
from observatoire.services.carte import Carte
from observatoire.services.offre.rapport import write_rapport


def build_carte(*valeurs: float | None, type_: TypeIndicateur = TypeIndicateur.DENSITE) -> Carte:
    lignes: list[Any] = []
    for rang, valeur in enumerate(valeurs):
        territoire = Territoire(f"Q{rang}", Maille.QUARTIER, f"Quartier{rang}", "99001", "", None, None, None)
        estimation = SimpleNamespace(valeur=valeur, is_disponible=valeur is not None)
        lignes.append(SimpleNamespace(estimation=estimation, chiffre=SimpleNamespace(territoire=territoire)))
    indicateur = SimpleNamespace(type=type_, decimales=1)
    return cast(Carte, SimpleNamespace(indicateur=indicateur, maille=Maille.QUARTIER, lignes=lignes))


def write(*valeurs: float | None, type_: TypeIndicateur = TypeIndicateur.DENSITE) -> str:
    return write_rapport(build_carte(*valeurs, type_=type_), "99001").replace("\xa0", " ")


def test_le_rapport_se_dit_meme_avec_un_zero() -> None:
    texte = write(24.3, 15.1, 8.0, 2.5, 0.0)
    assert "le rapport est de 1 à 9,7 (2,5 dans le quartier Quartier3, 24,3 dans le quartier Quartier0)" in texte
    assert "; 1 quartier n’en a aucun." in texte
    assert "Ce rapport décrit, il n’est pas testé" in texte


def test_plusieurs_sans_personne_et_aucun_sans() -> None:
    assert "; 2 quartiers n’en ont aucun." in write(6.0, 3.0, 2.0, 0.0, 0.0)
    assert "aucun" not in write(6.0, 5.0, 4.0, 3.0, 2.0)


def test_un_secret_ne_compte_pas() -> None:
    assert "de 1 à 3,0" in write(6.0, 5.0, 4.0, 3.0, 2.0, None)


@pytest.mark.parametrize(
    ("valeurs", "type_", "attendu"),
    [
        ((6.0, 5.0, 4.0, 1.0), TypeIndicateur.DENSITE, ""),
        ((6.0, 5.0, 4.0, 3.0, 1.0), TypeIndicateur.PART, ""),
        ((5.0, 5.0, 5.0, 5.0, 5.1), TypeIndicateur.DENSITE, ""),
        ((0.0, 0.0, 0.0, 0.0, 0.0), TypeIndicateur.DENSITE, "Aucun des 5 quartiers n’en a."),
    ],
)
def test_quand_il_ne_se_dit_pas(valeurs: tuple[float, ...], type_: TypeIndicateur, attendu: str) -> None:
    assert write(*valeurs, type_=type_) == attendu
