"""Les nombres simulés : populations tenues, sous-ensembles exacts, niveaux calés, gradients dans le bon sens."""

import numpy as np
import pytest

from observatoire.ingest.demo.comptes import Comptes, Tirage
from observatoire.ingest.demo.habitants import AGES, ANNEES, Habitants, national_ages, simulate_habitants
from observatoire.ingest.demo.profils import Profil, list_annees, list_periodes, read_profils
from observatoire.ingest.demo.traits import Traits, draw_traits
from observatoire.ingest.demo.ville import IRIS_PEU_HABITES, QUARTIERS, list_iris

IRIS = list_iris()
PROFILS = {p.code: p for p in read_profils()}


@pytest.fixture(scope="module")
def traits() -> Traits:
    centres = np.array([(i.quartier.x, i.quartier.y) for i in IRIS], dtype=float)
    rng = np.random.default_rng(1)
    return draw_traits(IRIS, centres + rng.normal(0, 0.4, centres.shape), rng)


@pytest.fixture(scope="module")
def habitants(traits: Traits) -> Habitants:
    return simulate_habitants(IRIS, traits.precarite, np.random.default_rng(2))


@pytest.fixture(scope="module")
def tirages(traits: Traits, habitants: Habitants) -> dict[str, Comptes]:
    tirage = Tirage(IRIS, habitants, traits, 3)
    return {p.code: tirage.draw(p) for p in PROFILS.values()}


def test_chaque_quartier_a_sa_population_de_2022(habitants: Habitants):
    par_iris = habitants.count(2022, slice(None))
    for quartier in QUARTIERS:
        rangs = [i.rang for i in IRIS if i.quartier is quartier]
        assert par_iris[rangs].sum() == pytest.approx(quartier.population, abs=1e-6)
    assert 115_000 < par_iris.sum() < 125_000


def test_deux_iris_sont_presque_vides_et_les_autres_de_taille_ordinaire(habitants: Habitants):
    par_nom = {i.nom: n for i, n in zip(IRIS, habitants.count(2022, slice(None)), strict=True)}
    for nom, (_, taille) in IRIS_PEU_HABITES.items():
        assert par_nom.pop(nom) == pytest.approx(taille)
    assert 1_300 < min(par_nom.values()) < max(par_nom.values()) < 3_500


def test_la_pyramide_a_les_proportions_francaises(habitants: Habitants):
    pyramide = national_ages()
    assert pyramide.sum() == pytest.approx(1)
    femmes, hommes = pyramide
    assert 0.51 < femmes.sum() < 0.53
    assert hommes[:10].sum() > femmes[:10].sum()
    assert femmes[85:].sum() > 1.7 * hommes[85:].sum()
    ville = habitants.effectifs[..., ANNEES.index(2022)].sum(axis=0)
    assert 0.15 < ville[:, :15].sum() / ville.sum() < 0.20
    assert 0.08 < ville[:, 75:].sum() / ville.sum() < 0.12


def test_les_sexes_et_les_ages_s_additionnent(habitants: Habitants):
    total = habitants.count(2020, slice(None))
    assert habitants.count(2020, slice(None), 0) + habitants.count(2020, slice(None), 1) == pytest.approx(total)
    assert habitants.count(2020, slice(0, 40)) + habitants.count(2020, slice(40, None)) == pytest.approx(total)


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("2016..2018", ["2016", "2017", "2018"]),
        ("2023-T1..2023-T4", ["2023-T1", "2023-T2", "2023-T3", "2023-T4"]),
        ("2014-2018,2019-2023", ["2014-2018", "2019-2023"]),
        ("2022", ["2022"]),
    ],
)
def test_les_periodes_se_deplient(texte: str, attendu: list[str]):
    assert list_periodes(texte) == attendu


def test_une_periode_dit_ses_annees():
    assert list_annees("2019-2023") == [2019, 2020, 2021, 2022, 2023]
    assert list_annees("2024-T3") == [2024]
    assert list_annees("2022") == [2022]


def test_les_cas_ne_depassent_jamais_les_personnes(tirages: dict[str, Comptes]):
    for code, comptes in tirages.items():
        assert (comptes.cas >= 0).all(), code
        assert (comptes.cas <= comptes.personnes).all(), code


def test_hors_de_la_population_visee_il_n_y_a_personne(tirages: dict[str, Comptes]):
    for code, profil in PROFILS.items():
        personnes = tirages[code].personnes
        dehors = (profil.age_min > AGES) | (profil.age_max < AGES)
        assert personnes[:, :, dehors].sum() == 0, code
        if profil.sexe != "ensemble":
            autre = 1 if profil.sexe == "femmes" else 0
            assert personnes[:, autre].sum() == 0, code


def test_un_sous_ensemble_reste_dans_son_tout(tirages: dict[str, Comptes]):
    for profil in (p for p in PROFILS.values() if p.parmi):
        tout, partie = tirages[profil.parmi], tirages[profil.code]
        rangs = [tout.periodes.index(p) for p in partie.periodes]
        assert (partie.cas <= tout.cas[..., rangs]).all(), profil.code


def test_la_c2s_gratuite_et_la_payante_font_la_c2s(tirages: dict[str, Comptes]):
    somme = tirages["c2s_sans_participation"].cas + tirages["c2s_avec_participation"].cas
    assert (somme == tirages["beneficiaires_c2s"].cas).all()


def test_un_deces_n_a_qu_une_cause(tirages: dict[str, Comptes]):
    causes = [p.code for p in PROFILS.values() if p.parmi == "mortalite_generale" and p.lien == "exclusif"]
    assert len(causes) == 4
    assert (sum(tirages[c].cas for c in causes) <= tirages["mortalite_generale"].cas).all()


def test_la_mortalite_prematuree_est_la_generale_avant_65_ans(tirages: dict[str, Comptes]):
    generale, prematuree = tirages["mortalite_generale"], tirages["mortalite_prematuree"]
    assert (prematuree.cas[:, :, :65] == generale.cas[:, :, :65]).all()
    assert prematuree.cas[:, :, 65:].sum() == 0


def _proportion(comptes: Comptes, rangs: slice, periode: int) -> float:
    return comptes.cas[rangs, ..., periode].sum() / comptes.personnes[rangs, ..., periode].sum()


@pytest.mark.parametrize(
    "profil", [p for p in PROFILS.values() if "2022" in list_periodes(p.periodes)], ids=lambda p: p.code
)
def test_la_ville_le_departement_et_la_france_ont_leur_niveau_en_2022(profil: Profil, tirages: dict[str, Comptes]):
    comptes = tirages[profil.code]
    periode = comptes.periodes.index("2022")
    n = comptes.personnes[:-2, ..., periode].sum()
    # Un sous-ensemble est plafonné par son tout : la marge est un peu plus large que le seul hasard.
    marge = 5 * np.sqrt(profil.taux * (1 - profil.taux) / n) + 0.03 * profil.taux
    assert _proportion(comptes, slice(0, -2), periode) == pytest.approx(profil.taux, abs=marge)
    if not profil.parmi:
        assert _proportion(comptes, slice(-2, -1), periode) == pytest.approx(profil.taux * profil.departement, rel=0.05)
        assert _proportion(comptes, slice(-1, None), periode) == pytest.approx(profil.taux * profil.france, rel=0.02)


def test_ajouter_un_indicateur_ne_change_pas_les_autres(
    traits: Traits, habitants: Habitants, tirages: dict[str, Comptes]
):
    seul = Tirage(IRIS, habitants, traits, 3).draw(PROFILS["passages_urgences"])
    assert (seul.cas == tirages["passages_urgences"].cas).all()
    autre = Tirage(IRIS, habitants, traits, 4).draw(PROFILS["passages_urgences"])
    assert (autre.cas != tirages["passages_urgences"].cas).any()


def test_la_precarite_suit_les_quartiers_et_ses_voisins(traits: Traits):
    par_quartier = {q.nom: traits.precarite[[i.rang for i in IRIS if i.quartier is q]].mean() for q in QUARTIERS}
    assert max(par_quartier, key=par_quartier.__getitem__) == "Les Trois-Lunes"
    assert min(par_quartier, key=par_quartier.__getitem__) == "Plaine-aux-Fées"


def test_un_effet_local_a_l_ecart_type_demande_et_ressemble_a_son_voisinage(traits: Traits):
    rng = np.random.default_rng(5)
    effets = np.array([traits.draw_local(0.2, rng) for _ in range(400)])
    assert effets.std() == pytest.approx(0.2, rel=0.05)
    centre = [i.rang for i in IRIS if i.quartier.numero == 1][:2]
    bouts = [next(i.rang for i in IRIS if i.quartier.numero == q) for q in (11, 15)]
    proches = np.corrcoef(effets[:, centre].T)[0, 1]
    lointains = np.corrcoef(effets[:, bouts].T)[0, 1]
    assert proches > 0.3 > lointains


def test_les_profils_vont_des_touts_aux_parties():
    vus: set[str] = set()
    for profil in read_profils():
        assert not profil.parmi or profil.parmi in vus, profil.code
        assert bool(profil.parmi) == bool(profil.lien), profil.code
        assert bool(profil.tranches) == profil.ventilation.endswith("age"), profil.code
        vus.add(profil.code)
