"""Les méthodes telles que l'observatoire les montre : chaque lien y mène quelque part."""

import re

import pytest

from observatoire.ui.catalogue.textes import list_methodes, read_methode

LIEN = re.compile(r"\]\(([^)]*)\)")


@pytest.mark.parametrize("methode", list_methodes())
def test_aucun_lien_ne_sort_de_l_observatoire_vers_un_dossier_qu_il_n_a_pas(methode: str) -> None:
    texte = read_methode(methode)
    assert "](../" not in texte
    for cible in LIEN.findall(texte):
        interne = re.fullmatch(r"catalogue\?onglet=methodes&methode=(\w+)", cible)
        assert cible.startswith(("http", "#")) or (interne and interne[1] in list_methodes()), cible


def test_un_lien_vers_le_guide_ne_laisse_que_son_texte() -> None:
    """La page des densités renvoie au guide de l'offre : la phrase reste entière."""
    assert "sert à comparer." in read_methode("densites")
