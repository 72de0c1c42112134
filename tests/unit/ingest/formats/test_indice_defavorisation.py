"""L'indice de défavorisation, positif ou négatif, entre par le modèle de valeurs comme par un tableau large."""

from dataclasses import replace
from pathlib import Path

import pytest

from observatoire.ingest.formats import read_fichier
from observatoire.store.catalogue import load_catalogue
from tests.outils.chantier import code_iris
from tests.unit.ingest.formats.outils import build_contexte, get_valeur, write

TEXTES = {
    "modèle de valeurs": (
        "indicateur;territoire;periode;valeur\n"
        f"indice_defavorisation;{code_iris(1)};2020;-1,25\nindice_defavorisation;{code_iris(2)};2020;0,8\n"
    ),
    "tableau large": (
        "IRIS;Indice de défavorisation (2020);Revenu médian (2020)\n"
        f"{code_iris(1)};-1,25;31000\n{code_iris(2)};0,8;17000\n"
    ),
}


@pytest.mark.parametrize("genre", TEXTES)
def test_l_indice_s_importe_avec_son_signe(tmp_path: Path, genre: str) -> None:
    contexte = replace(build_contexte(), indicateurs=load_catalogue().indicateurs)
    lot = read_fichier(write(tmp_path, TEXTES[genre]), contexte=contexte)
    assert lot.rejets == ()
    lus = [get_valeur(lot, "indice_defavorisation", code_iris(n))["valeur"] for n in (1, 2)]
    assert lus == [-1.25, 0.8]


def test_une_part_reste_positive(tmp_path: Path) -> None:
    contexte = replace(build_contexte(), indicateurs=load_catalogue().indicateurs)
    texte = f"indicateur;territoire;periode;valeur\npart_ouvriers;{code_iris(1)};2020;-1,25\n"
    (rejet,) = read_fichier(write(tmp_path, texte), contexte=contexte).rejets
    assert (rejet.ligne, rejet.trouve, rejet.attendu) == (2, "-1,25", "un nombre positif ou nul")
