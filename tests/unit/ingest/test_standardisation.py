"""Taux standardisés et ICM : valeurs refaites à la main, secret de leurs comptes."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2

from observatoire.domain.indicateur import TypeIndicateur
from observatoire.errors import ErreurObservatoire
from observatoire.ingest.comptes_par_age import list_comptes, load_poids_standard
from observatoire.ingest.secret import apply_plan, protect
from observatoire.ingest.standardisation import build_standardises
from tests.unit.ingest.secret.fabrique import make_indicateur

AGES = ["0-44", "45-74", "75+"]
POPULATION_VIDE = pd.DataFrame(columns=["territoire", "maille", "periode", "sexe", "classe_age", "effectif"])
DIRECT = {
    "type": TypeIndicateur.TAUX_STANDARDISE, "multiplicateur": 1000.0, "base": "cas",
    "methode_standardisation": "directe", "population_standard": "esp2013",
}  # fmt: skip
INDIRECT = {
    "type": TypeIndicateur.ICM, "multiplicateur": 100.0, "base": "cas",
    "methode_standardisation": "indirecte", "population_standard": "reference",
}  # fmt: skip


def _make(territoire, maille, comptes, personnes, *, sexe="ensemble", periode="2023"):
    cas = [*comptes, sum(comptes)]
    population = [*personnes, sum(personnes)]
    return pd.DataFrame(
        {
            "indicateur": "cas", "territoire": territoire, "maille": maille, "periode": periode, "sexe": sexe,
            "age": [*AGES, "tous"], "numerateur": np.array(cas, dtype=float), "lot": "l1",
            "denominateur": np.array(population, dtype=float), "valeur": np.nan, "statut": "disponible",
        }
    )  # fmt: skip


def _build(cellules, population=POPULATION_VIDE, **champs):
    indicateurs = {"cas": make_indicateur("cas", type=TypeIndicateur.TAUX), "std": make_indicateur("std", **champs)}
    return build_standardises(cellules, population, indicateurs, reference="99001"), indicateurs


def test_le_taux_direct_est_la_moyenne_des_taux_ponderee_par_la_population_standard():
    """ESP 2013 : 54 000 personnes avant 45 ans, 37 000 de 45 à 74, 9 000 ensuite."""
    cellules = _make("99001", "commune", [20, 60, 90], [10_000, 6_000, 1_500])
    ligne = _build(cellules, **DIRECT)[0].cellules.iloc[0]
    attendu = 1000 * (54_000 * 20 / 10_000 + 37_000 * 60 / 6_000 + 9_000 * 90 / 1_500) / 100_000
    assert ligne["valeur"] == pytest.approx(attendu, rel=1e-12)
    assert (ligne["numerateur"], ligne["denominateur"]) == (170, 17_500)
    assert ligne["ic_bas"] < ligne["valeur"] < ligne["ic_haut"]
    assert (ligne["age"], ligne["maille"], ligne["lot"], ligne["statut"]) == ("tous", "commune", "l1", "disponible")


def test_la_population_standard_est_celle_d_eurostat(donnees_reelles):
    valeurs = json.loads((donnees_reelles.parent / "reference_values.json").read_text(encoding="utf-8"))["esp2013"]
    fichier = pd.read_csv(Path(__file__).parents[3] / "data" / "reference" / "population_standard_esp2013.csv", sep=";")
    assert fichier["effectif"].tolist() == valeurs
    assert fichier["classe_age"].iloc[[0, 1, 18]].tolist() == ["0-4", "5-9", "90+"]


def test_l_icm_rapporte_les_cas_observes_aux_attendus_de_la_ville():
    ville = _make("99001", "commune", [20, 60, 90], [10_000, 6_000, 1_500])
    quartier = _make("Q1", "quartier", [4, 20, 40], [2_000, 1_500, 500])
    standardises, _ = _build(pd.concat([ville, quartier], ignore_index=True), **INDIRECT)
    lignes = standardises.cellules.set_index("territoire")
    attendus = 2_000 * 20 / 10_000 + 1_500 * 60 / 6_000 + 500 * 90 / 1_500
    assert lignes.loc["Q1", "denominateur"] == pytest.approx(attendus, rel=1e-12)
    assert lignes.loc["Q1", "valeur"] == pytest.approx(100 * 64 / attendus, rel=1e-12)
    assert lignes.loc["99001", "valeur"] == pytest.approx(100, rel=1e-12)


def test_l_intervalle_d_un_petit_icm_est_exact():
    ville = _make("99001", "commune", [20, 60, 90], [10_000, 6_000, 1_500])
    quartier = _make("Q1", "quartier", [0, 2, 4], [2_000, 1_500, 500])
    standardises, _ = _build(pd.concat([ville, quartier], ignore_index=True), **INDIRECT, seuil_secret=0)
    ligne = standardises.cellules.set_index("territoire").loc["Q1"]
    attendus = ligne["denominateur"]
    assert ligne["ic_bas"] == pytest.approx(100 * chi2.ppf(0.025, 12) / 2 / attendus, rel=1e-9)
    assert ligne["ic_haut"] == pytest.approx(100 * chi2.ppf(0.975, 14) / 2 / attendus, rel=1e-9)


def test_la_reference_reunit_les_tranches_trop_petites():
    """Trois décès avant 45 ans dans la ville : ils se fondent avec les 45-74 ans, jamais livrés seuls."""
    ville = _make("99001", "commune", [3, 60, 90], [10_000, 6_000, 1_500])
    quartier = _make("Q1", "quartier", [1, 20, 40], [2_000, 1_500, 500])
    standardises, _ = _build(pd.concat([ville, quartier], ignore_index=True), **INDIRECT)
    ligne = standardises.cellules.set_index("territoire").loc["Q1"]
    assert ligne["denominateur"] == pytest.approx(3_500 * 63 / 16_000 + 500 * 90 / 1_500, rel=1e-12)


def test_l_ensemble_attend_a_chaque_age_et_pour_chaque_sexe():
    ville = [
        _make("99001", "commune", [20, 40, 60], [5_000, 3_000, 900], sexe="femmes"),
        _make("99001", "commune", [30, 80, 50], [5_000, 3_000, 600], sexe="hommes"),
        _make("99001", "commune", [50, 120, 110], [10_000, 6_000, 1_500]),
    ]
    quartier = [
        _make("Q1", "quartier", [2, 20, 40], [1_500, 1_000, 400], sexe="femmes"),
        _make("Q1", "quartier", [3, 20, 30], [500, 500, 100], sexe="hommes"),
        _make("Q1", "quartier", [5, 40, 70], [2_000, 1_500, 500]),
    ]
    standardises, _ = _build(pd.concat([*ville, *quartier], ignore_index=True), **INDIRECT)
    lignes = standardises.cellules.set_index(["territoire", "sexe"])
    femmes = 1_500 * 20 / 5_000 + 1_000 * 40 / 3_000 + 400 * 60 / 900
    hommes = 500 * 30 / 5_000 + 500 * 80 / 3_000 + 100 * 50 / 600
    assert lignes.loc[("Q1", "ensemble"), "denominateur"] == pytest.approx(femmes + hommes, rel=1e-12)


def test_la_population_remplace_le_denominateur_absent():
    """Un IRIS ne livre que son total ; ses attendus viennent de la population, regroupée dans les mêmes tranches."""
    ville = _make("99001", "commune", [20, 60, 90], [10_000, 6_000, 1_500])
    iris = _make("990010101", "iris", [0, 0, 25], [0, 0, 0]).iloc[[3]].assign(denominateur=1_600.0)
    classes = {"0-19": 400, "20-44": 500, "45-64": 300, "65-74": 250, "75+": 150}
    population = pd.DataFrame(
        [("990010101", "iris", "2023", "ensemble", c, e) for c, e in classes.items()],
        columns=POPULATION_VIDE.columns,
    )
    standardises, _ = _build(pd.concat([ville, iris], ignore_index=True), population, **INDIRECT)
    ligne = standardises.cellules.set_index("territoire").loc["990010101"]
    attendus = 900 * 20 / 10_000 + 550 * 60 / 6_000 + 150 * 90 / 1_500
    assert ligne["valeur"] == pytest.approx(100 * 25 / attendus, rel=1e-12)


def test_la_population_est_ramenee_au_champ_de_la_base():
    """La base ne suit que 80 % des habitants de l'IRIS : ses attendus aussi."""
    ville = _make("99001", "commune", [20, 60, 90], [10_000, 6_000, 1_500])
    iris = _make("990010101", "iris", [0, 0, 25], [0, 0, 0]).iloc[[3]].assign(denominateur=1_280.0)
    population = pd.DataFrame(
        [("990010101", "iris", "2023", "ensemble", c, e) for c, e in zip(AGES, (900, 550, 150), strict=True)],
        columns=POPULATION_VIDE.columns,
    )
    standardises, _ = _build(pd.concat([ville, iris], ignore_index=True), population, **INDIRECT)
    ligne = standardises.cellules.set_index("territoire").loc["990010101"]
    assert ligne["denominateur"] == pytest.approx(0.8 * (900 * 0.002 + 550 * 0.01 + 150 * 0.06), rel=1e-12)


def test_le_departement_n_a_pas_d_icm_ville():
    lignes = [
        _make("99001", "commune", [20, 60, 90], [10_000, 6_000, 1_500]),
        _make("99", "departement", [200, 600, 900], [90_000, 60_000, 15_000]),
    ]
    standardises, _ = _build(pd.concat(lignes, ignore_index=True), **INDIRECT)
    assert standardises.cellules["territoire"].tolist() == ["99001"]


def test_sous_dix_cas_le_taux_direct_n_est_pas_mesurable():
    cellules = _make("Q1", "quartier", [0, 2, 4], [2_000, 1_500, 500])
    ligne = _build(cellules, **DIRECT, seuil_secret=0)[0].cellules.iloc[0]
    assert ligne["statut"] == "non_mesurable"
    assert ligne[["valeur", "ic_bas", "ic_haut", "numerateur", "denominateur"]].isna().all()


def test_un_petit_total_est_secret_plutot_que_non_mesurable():
    """« Non mesurable » dirait qu'il y a moins de dix cas : le secret parle le premier."""
    cellules = _make("Q1", "quartier", [0, 2, 4], [2_000, 1_500, 500])
    standardises, indicateurs = _build(cellules, **DIRECT)
    tout = pd.concat([cellules, standardises.cellules], ignore_index=True)
    vide = pd.DataFrame(columns=["enfant", "parent", "part_population", "part_surface"])
    publiees = apply_plan(tout, protect(tout, appartenances=vide, indicateurs=indicateurs, liens=standardises.liens))
    assert publiees.loc[publiees["indicateur"] == "std", "statut"].tolist() == ["secret"]


def test_deux_tranches_masquees_ne_se_retrouvent_pas_par_le_taux_standardise():
    """Total et taux publiés feraient deux équations pour deux inconnues : le taux, ou une tranche, se tait."""
    cellules = _make("99001", "commune", [5, 30, 90], [10_000, 6_000, 1_500])
    standardises, indicateurs = _build(cellules, **DIRECT)
    tout = pd.concat([cellules, standardises.cellules], ignore_index=True)
    vide = pd.DataFrame(columns=["enfant", "parent", "part_population", "part_surface"])
    plan = protect(tout, appartenances=vide, indicateurs=indicateurs, liens=standardises.liens)
    masquees = (plan.statuts == "secret").to_numpy()
    visibles = {cle: not m for cle, m in zip(zip(tout["indicateur"], tout["age"], strict=True), masquees, strict=True)}
    poids = {"0-44": 54_000 / 10_000, "45-74": 37_000 / 6_000, "75+": 9_000 / 1_500}
    equations = []
    if visibles["std", "tous"]:
        equations += [[poids[a] for a in AGES], [poids[a] ** 2 for a in AGES]]
    if visibles["cas", "tous"]:
        equations.append([1.0, 1.0, 1.0])
    caches = [i for i, a in enumerate(AGES) if not visibles["cas", a]]
    assert 0 in caches
    rang = np.linalg.matrix_rank(np.array(equations)[:, caches]) if equations else 0
    assert rang < len(caches)


def test_une_tranche_qui_coupe_la_population_standard_est_refusee():
    with pytest.raises(ErreurObservatoire, match="« 0-17 » ne se compose pas"):
        load_poids_standard("esp2013", ["0-17"])


def test_une_population_standard_inconnue_est_refusee():
    with pytest.raises(ErreurObservatoire, match=r"population_standard_lune\.csv manque"):
        load_poids_standard("lune", ["0-14"])


def test_une_tranche_sans_suite_ne_fait_pas_perdre_le_decoupage_complet():
    """« 0-2 » commence plus finement que « 0-14 », mais rien ne commence à 3 ans : il reste 0-14, 15-29, 30+."""
    ages = {"tous": (30, 1000), "0-2": (1, 50), "0-14": (4, 200), "15-29": (6, 300), "30+": (20, 500)}
    base = pd.DataFrame(
        [("Q1", "quartier", "2024", "ensemble", age, float(n), float(d)) for age, (n, d) in ages.items()],
        columns=["territoire", "maille", "periode", "sexe", "age", "numerateur", "denominateur"],
    )
    population = pd.DataFrame(columns=["territoire", "maille", "periode", "sexe", "classe_age", "effectif"])
    comptes = list_comptes(base, population).set_index("age")
    assert comptes["numerateur"].to_dict() == {"0-14": 4, "15-29": 6, "30+": 20}
    assert set(comptes["decoupage"]) == {"0-14|15-29|30+"}


def test_la_population_se_regroupe_malgre_une_classe_de_trop():
    """La population donne 0-4 seul à côté de 0-9 et 10-19 : 0-19 se compose des deux dernières."""
    base = pd.DataFrame(
        [("Q1", "quartier", "2024", "ensemble", age, n, d) for age, n, d in
         [("tous", 30.0, 1000.0), ("0-19", 5.0, None), ("20+", 25.0, None)]],
        columns=["territoire", "maille", "periode", "sexe", "age", "numerateur", "denominateur"],
    )  # fmt: skip
    population = pd.DataFrame(
        [("Q1", "quartier", "2024", "ensemble", c, e) for c, e in
         [("0-4", 90.0), ("0-9", 150.0), ("10-19", 250.0), ("20+", 600.0)]],
        columns=["territoire", "maille", "periode", "sexe", "classe_age", "effectif"],
    )  # fmt: skip
    comptes = list_comptes(base, population)
    assert dict(zip(comptes["age"], comptes["denominateur"], strict=True)) == {"0-19": 400, "20+": 600}
