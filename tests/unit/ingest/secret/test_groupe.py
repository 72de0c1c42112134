"""La règle du groupe entier, comptée à la main ; ce que le plan publié en dit."""

import pandas as pd
import pytest

from observatoire.ingest.secret.groupe import count_groupe_entier
from observatoire.ingest.secret.plan import Cause, build_resume

LIENS = pd.DataFrame(
    [("A", "Q1"), ("B", "Q1"), ("C", "Q1"), ("D", "Q2"), ("A", "V"), ("B", "V"), ("Q1", "V"), ("Q2", "V"), ("A", "QN")],
    columns=["enfant", "parent"],
)
MAILLES = {"A": "iris", "B": "iris", "C": "iris", "D": "iris", "Q1": "quartier", "Q2": "quartier", "V": "commune"}


def _count(secretes: list[tuple[str, str]], sexes: tuple[str, ...] = ("femmes", "hommes")) -> int:
    lignes = [("cas", t, m, "2023", s, "tous") for t, m in MAILLES.items() for s in sexes]
    cellules = pd.DataFrame(lignes, columns=["indicateur", "territoire", "maille", "periode", "sexe", "age"])
    secrete = pd.Series([(t, s) in secretes for t, s in zip(cellules["territoire"], cellules["sexe"], strict=True)])
    return count_groupe_entier(cellules, secrete.map({True: Cause.PRIMAIRE, False: Cause.AUCUNE}), LIENS)


def test_un_iris_fait_taire_son_quartier_et_l_autre_sexe():
    """A, B et C chez les femmes, puis chez les hommes."""
    assert _count([("A", "femmes")]) == 6


def test_deux_iris_du_meme_quartier_ne_comptent_qu_une_fois():
    assert _count([("A", "femmes"), ("B", "femmes"), ("B", "hommes")]) == 6


def test_un_quartier_fait_taire_les_autres_quartiers():
    assert _count([("Q2", "femmes")]) == 4


def test_une_ville_secrete_est_seule_dans_son_groupe():
    assert _count([("V", "ensemble")], sexes=("ensemble",)) == 1


def test_rien_de_secret_ne_fait_rien_taire():
    assert _count([]) == 0


@pytest.mark.parametrize(
    ("primaires", "complementaires", "dite"),
    [(0, 0, True), (4, 0, False), (0, 9, False), (30, 3, False), (30, 4, True), (3, 3, True), (2, 2, False)],
)
def test_la_repartition_ne_se_dit_que_melee(primaires, complementaires, dite):
    """Presque toutes d'une sorte : le nombre dirait laquelle est chaque cellule."""
    causes = [Cause.PRIMAIRE] * primaires + [Cause.COMPLEMENTAIRE] * complementaires + [Cause.PRODUCTEUR, Cause.AUCUNE]
    cellules = pd.DataFrame({"indicateur": ["cas"] * len(causes)})
    resume = build_resume(cellules, pd.Series(causes)).iloc[0]
    assert (resume["cellules"], resume["marquees_par_le_producteur"]) == (len(causes), 1)
    if dite:
        assert (resume["primaires"], resume["complementaires"]) == (primaires, complementaires)
    else:
        assert pd.isna(resume["primaires"])
        assert pd.isna(resume["complementaires"])
