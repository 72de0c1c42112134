"""Les couleurs des groupes se distinguent, quelle que soit la vision, et ne sont pas celles d'un verdict."""

import itertools

import numpy as np
import pytest

from observatoire.ui.palette import REMPLISSAGES, TONS
from observatoire.ui.typologie.couleurs import COULEURS, MAX_GROUPES, name_groupe

# Machado, Oliveira et Fernandes 2009, sévérité 1.
VISIONS = {
    "normale": np.eye(3),
    "protane": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutane": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritane": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
ECART_MIN = 12.0


def to_lab(hexa: str, vision: str) -> np.ndarray:
    canaux = np.array([int(hexa[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    lineaire = np.where(canaux <= 0.04045, canaux / 12.92, ((canaux + 0.055) / 1.055) ** 2.4)
    vu = np.clip(np.array(VISIONS[vision]) @ lineaire, 0, 1)
    xyz = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
                    [0.0193339, 0.1191920, 0.9503041]]) @ vu / np.array([0.95047, 1, 1.08883])  # fmt: skip
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("vision", list(VISIONS))
def test_deux_groupes_se_distinguent(vision: str) -> None:
    fond = TONS["fond2"].clair
    for une, autre in itertools.combinations((*COULEURS, fond), 2):
        assert np.linalg.norm(to_lab(une, vision) - to_lab(autre, vision)) >= ECART_MIN, (une, autre)


def test_aucune_couleur_n_est_celle_d_un_verdict() -> None:
    assert not set(COULEURS) & set(REMPLISSAGES.values())


def test_les_lettres_suivent_l_alphabet() -> None:
    assert [name_groupe(n) for n in range(1, MAX_GROUPES + 1)] == ["A", "B", "C", "D", "E", "F"]
