"""La ville de démonstration, telle qu'elle est publiée, résiste à l'attaque ; sans secret complémentaire, elle cède."""

from pathlib import Path

import duckdb
import pandas as pd
import pytest

from observatoire.ingest.demonstration import install_demo
from observatoire.ingest.publication import masquage
from observatoire.ingest.secret.plan import CLES_CELLULE, Cause, PlanSecret
from observatoire.ingest.secret.version import attack
from observatoire.settings import read_reglages
from observatoire.store.catalogue import load_catalogue

pytestmark = pytest.mark.lent


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, pd.DataFrame]:
    """Le fichier publié, et les cellules d'avant le secret avec la cause de leur masquage."""
    vues: list[pd.DataFrame] = []
    protege = masquage.protect

    def spy(cellules: pd.DataFrame, **contexte) -> PlanSecret:
        plan = protege(cellules, **contexte)
        vues.append(cellules.assign(cause=plan.causes))
        return plan

    with pytest.MonkeyPatch.context() as remplace:
        remplace.setattr(masquage, "protect", spy)
        reglages = read_reglages(tmp_path_factory.mktemp("demo"))
        publication = install_demo(reglages, load_catalogue())
    return reglages.publie / publication.fichier, vues[0]


def test_rien_ne_se_retrouve_dans_la_version_publiee(demo: tuple[Path, pd.DataFrame]) -> None:
    fichier, cellules = demo
    with duckdb.connect() as connexion:
        connexion.execute(f"ATTACH '{fichier}' AS publiee (READ_ONLY)")
        rapport = attack(connexion, "publiee")
    assert rapport.cellules_masquees == (cellules["cause"] != Cause.AUCUNE).sum() > 1_000
    assert rapport.failles == ()


def test_sans_secret_complementaire_les_cellules_se_retrouvent(demo: tuple[Path, pd.DataFrame], tmp_path: Path) -> None:
    fichier, cellules = demo
    copie = tmp_path / "sans_complementaire.duckdb"
    copie.write_bytes(fichier.read_bytes())
    rendues = cellules[cellules["cause"] == Cause.COMPLEMENTAIRE]
    cles = " AND ".join(f"v.{c} = rendues.{c}" for c in CLES_CELLULE)
    with duckdb.connect() as connexion:
        connexion.execute(f"ATTACH '{copie}' AS devoilee")
        connexion.register("rendues", rendues)
        connexion.execute(
            f"""UPDATE devoilee.valeur AS v SET statut = 'disponible', valeur = rendues.valeur,
                numerateur = rendues.numerateur, denominateur = rendues.denominateur FROM rendues WHERE {cles}"""
        )
        failles = attack(connexion, "devoilee").failles
    assert len(failles) > 500
    vrais = cellules.set_index(CLES_CELLULE)
    for faille in failles:
        vrai = vrais.loc[faille.cle]
        autres = vrai["denominateur"] - vrai["numerateur"]
        assert any(faille.minimum - 1e-4 <= n <= faille.maximum + 1e-4 for n in (vrai["numerateur"], autres)), faille
