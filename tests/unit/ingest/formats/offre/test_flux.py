"""Lire au fil de l'eau : une ligne que rien ne découpe est refusée avec son numéro, jamais une panne."""

from pathlib import Path

import pytest

from observatoire.errors import FichierRefuse
from observatoire.ingest.formats import read_fichier
from observatoire.ingest.formats.acces.carreaux import is_carreaux
from observatoire.ingest.formats.offre.bpe import is_bpe
from observatoire.ingest.formats.offre.flux import split_entete
from tests.unit.ingest.formats.offre.test_listes import NEUVE, NICE


@pytest.mark.parametrize("ligne", ["a\rb;c", '"a;b', ""])
def test_une_premiere_ligne_abimee_n_est_aucun_format(ligne: str) -> None:
    assert "TYPEQU" not in split_entete(ligne, ";")
    assert not is_bpe(ligne)
    assert not is_carreaux(ligne)


def test_un_guillemet_reste_ouvert_est_refuse(tmp_path: Path) -> None:
    suite = "\n".join("2024;X;06088;06;D265;7.27;43.69;;11;060880101;;;;" for _ in range(8000))
    chemin = tmp_path / "BPE24.csv"
    chemin.write_text(f'{NEUVE}\n2024;"X;06088;06;D265;7.27;43.69;;11;;;;;\n{suite}\n', encoding="utf-8")
    with pytest.raises(FichierRefuse, match="guillemet"):
        read_fichier(chemin, contexte=NICE)
