"""D'un portrait, en trois clics au plus : est-ce pire que la ville, à quel point est-ce sûr, depuis quand, et
quels quartiers lui ressemblent.

Le point de départ est le portrait des Tilleuls, le quartier le plus défavorisé de Villetest, où la part d'habitants
sans médecin traitant augmente de 0,6 point par an depuis 2019.
"""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page

from tests.e2e.conftest import Serveur, wait_page, wait_repos

pytestmark = pytest.mark.navigateur
INDICATEUR = "Habitants de 17 ans ou plus sans médecin traitant"
CLICS_MAX = 3


class Parcours:
    """Une page, et le compte des clics qu'une personne y fait."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clics = 0

    def click(self, cible: Locator, adresse: str) -> None:
        """Clique, attend la page demandée, compte un clic."""
        self.clics += 1
        cible.click()
        self.page.wait_for_url(f"**/{adresse}**")
        wait_page(self.page)

    def read(self, selecteur: str) -> str:
        """Texte visible, espaces insécables ramenées à des espaces."""
        return self.page.inner_text(selecteur).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture
def parcours(ouvre: Callable[..., Page], serveur: Serveur) -> Iterator[Parcours]:
    """Le portrait des Tilleuls, aucun clic encore ; à la fin, trois au plus."""
    un = Parcours(ouvre(f"{serveur.url}/portrait?territoire=Q01"))
    yield un
    assert un.clics <= CLICS_MAX


def test_est_ce_pire_que_la_ville_sans_un_clic(parcours: Parcours) -> None:
    rangee = parcours.page.locator("table.obs-portrait tbody tr", has_text=INDICATEUR)
    assert "défavorable" in rangee.inner_text()
    assert "contre" in parcours.read(".obs-retenir")
    assert parcours.clics == 0


def test_a_quel_point_est_ce_sur_en_un_clic(parcours: Parcours) -> None:
    parcours.click(parcours.page.get_by_role("link", name=INDICATEUR), "carte?")
    fiche = parcours.read(".st-key-carte-fiche")
    assert fiche.startswith("Les Tilleuls")
    assert "intervalle" in fiche
    assert "nettement défavorable" in fiche
    assert "(99,8 %)" in parcours.read(".st-key-carte-dessin .obs-legende")
    assert parcours.clics == 1


def test_depuis_quand_en_un_clic(parcours: Parcours) -> None:
    rangee = parcours.page.locator("table.obs-portrait tbody tr", has_text=INDICATEUR)
    assert "hausse" in rangee.inner_text()
    parcours.click(parcours.page.get_by_role("link", name=INDICATEUR), "carte?")
    assert "depuis 20" in parcours.read(".st-key-carte-fiche")
    assert parcours.page.locator(".st-key-carte-fiche svg.obs-courbe").count() == 1
    assert parcours.clics == 1


def test_quels_quartiers_lui_ressemblent_en_un_clic_et_les_comparer_en_deux(parcours: Parcours) -> None:
    parcours.click(parcours.page.get_by_role("link", name="Les quartiers qui lui ressemblent"), "typologie?")
    assert "Les quartiers qui ressemblent le plus au portrait des Tilleuls" in parcours.read(
        ".st-key-carte-semblables .obs-phrase"
    )
    assert parcours.page.locator(".st-key-carte-semblables tbody tr").count() == 5
    parcours.click(parcours.page.get_by_role("link", name="Les comparer indicateur par indicateur"), "comparer?")
    wait_repos(parcours.page)
    assert parcours.page.locator("table.obs-matrice tbody tr").count() == 4
    assert parcours.clics == 2


def test_de_semblable_en_semblable_on_reste_a_un_clic_du_portrait(parcours: Parcours) -> None:
    parcours.click(parcours.page.get_by_role("link", name="Les quartiers qui lui ressemblent"), "typologie?")
    proche = parcours.page.locator(".st-key-carte-semblables tbody th a").first
    nom = proche.inner_text()
    parcours.click(proche, "portrait?")
    assert parcours.page.inner_text("h1") == nom
    assert parcours.clics == 2
