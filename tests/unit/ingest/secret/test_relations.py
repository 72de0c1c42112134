"""Chaque relation compte : le secret l'ignorerait-il, l'attaquant d'`oracle`, qui la connaît, trouverait."""

from dataclasses import replace

import pandas as pd
import pytest

from observatoire.ingest.secret import partitions, protect
from observatoire.ingest.secret.plan import Cause
from observatoire.ingest.secret.termes import COLONNES_TERMES, Termes
from tests.unit.ingest.secret.fabrique import Ville, make_ville
from tests.unit.ingest.secret.juge import list_mal_protegees

PETITE = {
    "quartiers": 2, "iris_par_quartier": 3, "qpv": 0, "sexes": False, "population": 300, "indicateurs": {"cas": 0.06},
    "graine": 6,
}  # fmt: skip
TROIS_AGES = ("0-29", "30-59", "60+")


def _count_failles(ville: Ville, **connu) -> int:
    """Cellules mal protégées quand le secret ne sait que ce que dit `connu`."""
    su = {"appartenances": ville.appartenances, "indicateurs": ville.indicateurs} | connu
    causes = protect(ville.cellules, **su).causes
    secretes = (ville.cellules["numerateur"] > 0) & (ville.cellules["numerateur"] < 11)
    assert (causes[secretes] == Cause.PRIMAIRE).all()
    return len(list_mal_protegees(ville, causes != Cause.AUCUNE, secretes))


def _forget_liens(ville: Ville, enfants: str, parents: str) -> pd.DataFrame:
    """La hiérarchie sans les liens entre deux mailles."""
    mailles = ville.cellules.drop_duplicates("territoire").set_index("territoire")["maille"]
    liens = ville.appartenances
    oublies = (liens["enfant"].map(mailles) == enfants) & (liens["parent"].map(mailles) == parents)
    assert oublies.any()
    return liens[~oublies]


def _drop_maille(ville: Ville, maille: str) -> Ville:
    """La même ville, dont une maille n'est pas publiée : aucune autre relation ne supplée alors celle qu'on éprouve."""
    absents = set(ville.cellules.loc[ville.cellules["maille"] == maille, "territoire"])
    liens = ville.appartenances
    gardes = liens[~liens["enfant"].isin(absents) & ~liens["parent"].isin(absents)]
    cellules = ville.cellules[~ville.cellules["territoire"].isin(absents)].reset_index(drop=True)
    return replace(ville, cellules=cellules, appartenances=gardes)


@pytest.mark.parametrize(
    ("champs", "enfants", "parents", "absente"),
    [
        ({}, "iris", "quartier", "commune"),
        ({"iris_par_quartier": 1, "quartiers": 5, "graine": 4}, "quartier", "commune", "iris"),
        ({}, "iris", "commune", "quartier"),
        ({"qpv": 3}, "iris", "qpv", "commune"),
        ({"qpv": 3, "qpv_prorata": True}, "iris", "qpv", "commune"),
    ],
    ids=["IRIS d'un quartier", "quartiers de la commune", "IRIS de la commune", "IRIS d'un QPV", "QPV au prorata"],
)
def test_entre_mailles(champs, enfants, parents, absente):
    ville = _drop_maille(make_ville(**PETITE | champs), absente)
    assert _count_failles(ville) == 0
    assert _count_failles(ville, appartenances=_forget_liens(ville, enfants, parents)) > 0


def test_entre_indicateurs_d_une_famille():
    ville = make_ville(**PETITE | {"iris_par_quartier": 1, "indicateurs": {"a": 0.02, "b": 0.3}, "famille": True})
    assert _count_failles(ville) == 0
    orphelins = {code: replace(fiche, famille="") for code, fiche in ville.indicateurs.items()}
    assert _count_failles(ville, indicateurs=orphelins) > 0


@pytest.mark.parametrize(
    ("champs", "relation"),
    [
        ({"sexes": True}, "build_sexes"),
        ({"ages": TROIS_AGES}, "build_ages"),
        ({"periodes": ("2021", "2022", "2023"), "cumul": "2021-2023"}, "build_periodes"),
        ({"periodes": ("2023-T1", "2023-T2", "2023-T3", "2023-T4"), "cumul": "2023"}, "build_periodes"),
    ],
    ids=["sexes", "tranches d'âge", "années d'une période", "trimestres d'une année"],
)
def test_dans_un_territoire(champs, relation, monkeypatch: pytest.MonkeyPatch):
    ville = make_ville(**PETITE | champs)
    assert _count_failles(ville) == 0
    monkeypatch.setattr(partitions, relation, lambda _: Termes(relation, pd.DataFrame(columns=COLONNES_TERMES)))
    assert _count_failles(ville) > 0
