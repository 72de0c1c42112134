"""Le secret, jugé par un attaquant écrit autrement (`oracle`)."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from observatoire.domain.indicateur import TypeIndicateur
from observatoire.ingest.secret import apply_plan, attack_cellules, protect
from observatoire.ingest.secret.plan import Cause
from tests.unit.ingest.secret.fabrique import COMMUNE, Ville, make_indicateur, make_ville
from tests.unit.ingest.secret.juge import SEUIL, list_mal_protegees


def _protect(ville: Ville):
    return protect(ville.cellules, appartenances=ville.appartenances, indicateurs=ville.indicateurs)


villes = st.builds(
    make_ville,
    zero_diffusable=st.sampled_from([True, True, False]),
    quartiers=st.integers(1, 4),
    iris_par_quartier=st.integers(1, 4),
    qpv=st.integers(0, 2),
    sexes=st.booleans(),
    ages=st.sampled_from([(), ("0-29", "30-59", "60+")]),
    indicateurs=st.sampled_from([{"cas": 0.03}, {"cas": 0.08}, {"cas": 0.93}]),
    population=st.sampled_from([6, 30, 120, 400]),
    graine=st.integers(0, 10_000),
)
villes_au_prorata = st.builds(
    make_ville,
    quartiers=st.integers(1, 3),
    iris_par_quartier=st.integers(1, 4),
    qpv=st.integers(1, 3),
    sexes=st.booleans(),
    qpv_prorata=st.just(value=True),
    indicateurs=st.sampled_from([{"cas": 0.03}, {"cas": 0.3}]),
    population=st.sampled_from([12, 60, 400]),
    graine=st.integers(0, 10_000),
)
villes_a_sommes = st.builds(
    make_ville,
    quartiers=st.integers(1, 2),
    iris_par_quartier=st.integers(1, 3),
    qpv=st.integers(0, 2),
    sexes=st.booleans(),
    indicateurs=st.sampled_from([{"a": 0.02, "b": 0.06}, {"a": 0.01, "b": 0.03, "c": 0.1}]),
    famille=st.booleans(),
    periodes=st.sampled_from([("2021", "2022")]),
    cumul=st.sampled_from(["", "2021-2022"]),
    population=st.sampled_from([6, 30, 400]),
    graine=st.integers(0, 10_000),
)
ZERO_NE_PROUVE_RIEN = {
    "quartiers": 1, "iris_par_quartier": 2, "qpv": 2, "population": 30, "graine": 63, "indicateurs": {"cas": 0.03},
}  # fmt: skip
"""Aucun cas chez les hommes : 0 = 0,4 × 0 n'apprend pas qu'un QPV se recompose au prorata."""
UNE_SEULE_REGLE = {
    "quartiers": 2, "iris_par_quartier": 1, "qpv": 2, "population": 12, "graine": 948124061, "qpv_prorata": True,
    "indicateurs": {"i0": 0.98, "i1": 0.03, "i2": 0.02, "i3": 0.03, "i4": 0.01, "i5": 0.98, "i6": 0.02, "i7": 0.05},
}  # fmt: skip
"""Aucun cas dans l'IRIS partagé : les comptes vont aux deux règles, et les tenir ensemble le figerait à zéro."""


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(villes, villes_au_prorata, villes_a_sommes))
@example(make_ville(**ZERO_NE_PROUVE_RIEN))
@example(make_ville(**UNE_SEULE_REGLE))
def test_aucune_cellule_secrete_ne_se_retrouve(ville):
    plan = _protect(ville)
    primaires = plan.causes == Cause.PRIMAIRE
    assert not list_mal_protegees(ville, plan.causes != Cause.AUCUNE, primaires)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(villes, villes_a_sommes))
@example(make_ville(**ZERO_NE_PROUVE_RIEN))
def test_l_attaque_de_la_version_ne_trouve_rien(ville):
    publiees = apply_plan(ville.cellules, _protect(ville))
    rapport = attack_cellules(publiees, appartenances=ville.appartenances, indicateurs=ville.indicateurs)
    assert rapport.failles == ()


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(villes)
def test_les_primaires_sont_exactement_les_petits_comptes(ville):
    plan = _protect(ville)
    n, d = ville.cellules["numerateur"], ville.cellules["denominateur"]
    petits = (n > 1e-6) & (n < SEUIL) | (d - n > 1e-6) & (d - n < SEUIL) | (d > 0) & (d < SEUIL)
    if not ville.indicateurs["cas"].zero_diffusable:
        petits |= (n < 1e-6) | (d - n < 1e-6)
    assert ((plan.causes == Cause.PRIMAIRE) == petits).all()


@pytest.mark.parametrize("taux", [0.03, 0.93])
def test_sans_secret_complementaire_l_attaque_trouve(taux):
    ville = make_ville(graine=3, population=120 if taux > 0.5 else 400, indicateurs={"cas": taux})
    plan = _protect(ville)
    primaires = plan.causes == Cause.PRIMAIRE
    assert list_mal_protegees(ville, primaires, primaires)
    publiees = ville.cellules.assign(statut=ville.cellules["statut"].mask(primaires, "secret"))
    publiees[["valeur", "numerateur", "denominateur"]] = publiees[["valeur", "numerateur", "denominateur"]].mask(
        primaires
    )
    rapport = attack_cellules(publiees, appartenances=ville.appartenances, indicateurs=ville.indicateurs)
    assert len(rapport.failles) > 0
    vrais = ville.cellules.set_index(["territoire", "sexe"])["numerateur"]
    determinees = [f for f in rapport.failles if f.maximum - f.minimum < 1e-6]
    effectifs = ville.cellules.set_index(["territoire", "sexe"])["denominateur"]
    for faille in determinees:
        cle = (faille.territoire, faille.sexe)
        trouve = faille.minimum
        assert trouve == pytest.approx(vrais[cle]) or trouve == pytest.approx(effectifs[cle] - vrais[cle])


def test_un_zero_sur_base_etroite_ne_fait_pas_taire_un_zero_de_la_commune():
    """Trois IRIS sans aucun cas, dont un de huit habitants : il se tait, mais « 0 sur 228 » n'a rien à cacher."""
    cellules = _make_simple({"99001A": 0, "99001B": 0, "99001C": 0}, {COMMUNE: 0}).assign(
        denominateur=[8.0, 100.0, 120.0, 228.0]
    )
    appartenances = _make_appartenances({COMMUNE: ["99001A", "99001B", "99001C"]})
    indicateurs = {"cas": make_indicateur("cas", type=TypeIndicateur.PART)}
    plan = protect(cellules, appartenances=appartenances, indicateurs=indicateurs)
    assert plan.causes.tolist() == ["primaire", "", "", ""]
    publiees = apply_plan(cellules, plan)
    assert attack_cellules(publiees, appartenances=appartenances, indicateurs=indicateurs).failles == ()
    muets = {"cas": make_indicateur("cas", type=TypeIndicateur.PART, zero_diffusable=False)}
    assert attack_cellules(publiees, appartenances=appartenances, indicateurs=muets).failles[0].maximum == 0


def test_un_iris_secret_masque_un_seul_voisin_et_jamais_la_commune():
    """Trois IRIS de 5, 40 et 60 cas dans un quartier de 105 : masquer le 5 et le 40 suffit."""
    cellules = _make_simple({"99001A": 5, "99001B": 40, "99001C": 60}, {"Q1": 105, COMMUNE: 105})
    appartenances = _make_appartenances({"Q1": ["99001A", "99001B", "99001C"], COMMUNE: ["Q1"]})
    plan = protect(cellules, appartenances=appartenances, indicateurs={"cas": make_indicateur("cas")})
    masquees = cellules.loc[plan.causes != Cause.AUCUNE, "territoire"].tolist()
    assert masquees == ["99001A", "99001B"]


def test_deux_iris_secrets_dont_la_somme_est_petite_en_masquent_un_troisieme():
    """3 + 4 = 7 : l'un et l'autre masqués, leur somme resterait un compte secret."""
    cellules = _make_simple({"99001A": 3, "99001B": 4, "99001C": 50, "99001D": 60}, {"Q1": 117})
    appartenances = _make_appartenances({"Q1": ["99001A", "99001B", "99001C", "99001D"]})
    plan = protect(cellules, appartenances=appartenances, indicateurs={"cas": make_indicateur("cas")})
    masquees = set(cellules.loc[plan.causes != Cause.AUCUNE, "territoire"])
    assert masquees == {"99001A", "99001B", "99001C"}


def test_deux_iris_secrets_qui_se_couvrent_n_ont_besoin_de_personne():
    cellules = _make_simple({"99001A": 6, "99001B": 7, "99001C": 50}, {"Q1": 63})
    appartenances = _make_appartenances({"Q1": ["99001A", "99001B", "99001C"]})
    plan = protect(cellules, appartenances=appartenances, indicateurs={"cas": make_indicateur("cas")})
    assert set(cellules.loc[plan.causes != Cause.AUCUNE, "territoire"]) == {"99001A", "99001B"}


def test_un_qpv_au_prorata_ne_livre_pas_et_n_est_pas_livre():
    """Le QPV vaut 40 % de l'IRIS : 8 cas sur 20. Publier 20 publierait 8."""
    cellules = _make_simple({"99001A": 20}, {"QN99001M": 8}).assign(maille=["iris", "qpv"])
    appartenances = pd.DataFrame(
        [("99001A", "QN99001M", 0.4, 0.4)], columns=["enfant", "parent", "part_population", "part_surface"]
    )
    plan = protect(cellules, appartenances=appartenances, indicateurs={"cas": make_indicateur("cas")})
    assert plan.causes.tolist() == ["complementaire", "primaire"]


def test_un_qpv_donne_par_un_fichier_borne_ses_iris():
    """QPV de 30 cas, deux IRIS entiers de 5 et 24, un troisième touché : 24 publié laisserait au plus 6 à l'autre."""
    cellules = _make_simple({"99001A": 5, "99001B": 24, "99001C": 40}, {"QN99001M": 30})
    cellules = cellules.assign(maille=["iris", "iris", "iris", "qpv"])
    appartenances = pd.DataFrame(
        [("99001A", "QN99001M", 1.0, 1.0), ("99001B", "QN99001M", 1.0, 1.0), ("99001C", "QN99001M", 0.3, 0.3)],
        columns=["enfant", "parent", "part_population", "part_surface"],
    )
    plan = protect(cellules, appartenances=appartenances, indicateurs={"cas": make_indicateur("cas")})
    assert plan.causes.tolist() == ["primaire", "complementaire", "", ""]


def test_une_famille_additive_ne_livre_pas_sa_composante():
    """Total 100 = 4 + 96 : masquer la petite composante oblige à masquer l'autre, pas le total."""
    lignes = [("total", 100), ("petite", 4), ("grande", 96)]
    cellules = _make_cellules([(i, "99001A", "2023", "ensemble", "tous", n) for i, n in lignes])
    indicateurs = {
        "total": make_indicateur("total"),
        "petite": make_indicateur("petite", famille="total"),
        "grande": make_indicateur("grande", famille="total"),
    }
    plan = protect(cellules, appartenances=_make_appartenances({}), indicateurs=indicateurs)
    assert plan.causes.tolist() == ["", "primaire", "complementaire"]


def test_les_trimestres_ne_livrent_pas_l_annee():
    comptes = {"2023-T1": 30, "2023-T2": 5, "2023-T3": 40, "2023-T4": 50, "2023": 125}
    cellules = _make_cellules([("cas", "99001A", p, "ensemble", "tous", n) for p, n in comptes.items()])
    plan = protect(cellules, appartenances=_make_appartenances({}), indicateurs={"cas": make_indicateur("cas")})
    assert plan.causes.tolist() == ["complementaire", "primaire", "", "", ""]


def test_un_stock_lu_chaque_trimestre_ne_s_additionne_pas():
    """Les bénéficiaires à une date ne font pas, sommés, ceux de l'année : rien de plus à masquer."""
    comptes = {"2023-T1": 30, "2023-T2": 5, "2023-T3": 40, "2023-T4": 50, "2023": 50}
    cellules = _make_cellules([("cas", "99001A", p, "ensemble", "tous", n) for p, n in comptes.items()])
    plan = protect(cellules, appartenances=_make_appartenances({}), indicateurs={"cas": make_indicateur("cas")})
    assert plan.causes.tolist() == ["", "primaire", "", "", ""]


def test_une_marque_du_producteur_reste_et_se_protege():
    """INSEE a masqué B ; le total du quartier, recomposé ailleurs, le livrerait : un voisin se tait aussi."""
    cellules = _make_simple({"99001A": 40, "99001B": np.nan, "99001C": 60}, {"Q1": 106})
    cellules.loc[cellules["territoire"] == "99001B", "statut"] = "secret"
    appartenances = _make_appartenances({"Q1": ["99001A", "99001B", "99001C"]})
    plan = protect(cellules, appartenances=appartenances, indicateurs={"cas": make_indicateur("cas")})
    assert plan.causes.tolist() == ["complementaire", "producteur", "", ""]
    assert plan.resume["marquees_par_le_producteur"].sum() == 1


def test_un_indicateur_public_n_est_jamais_masque():
    cellules = _make_simple({"99001A": 1, "99001B": 2}, {"Q1": 3})
    appartenances = _make_appartenances({"Q1": ["99001A", "99001B"]})
    plan = protect(cellules, appartenances=appartenances, indicateurs={"cas": make_indicateur("cas", seuil_secret=0)})
    assert (plan.statuts == "disponible").all()


def test_zero_se_montre_ou_non_selon_la_source():
    cellules = _make_cellules([("cas", "99001A", "2023", "ensemble", "tous", 0)])
    for diffusable, attendu in ((True, "disponible"), (False, "secret")):
        fiche = make_indicateur("cas", zero_diffusable=diffusable)
        plan = protect(cellules, appartenances=_make_appartenances({}), indicateurs={"cas": fiche})
        assert plan.statuts.tolist() == [attendu]


def test_une_valeur_sans_compte_est_recalculee_depuis_sa_population():
    """4 % de 100 personnes font quatre cas, même si le fichier ne le dit pas."""
    cellules = _make_cellules([("part", "99001A", "2023", "ensemble", "tous", np.nan)])
    cellules = cellules.assign(valeur=4.0, denominateur=100.0)
    fiche = make_indicateur("part", type=TypeIndicateur.PART, multiplicateur=100.0)
    plan = protect(cellules, appartenances=_make_appartenances({}), indicateurs={"part": fiche})
    assert plan.causes.tolist() == ["primaire"]


def test_un_chiffre_sans_effectif_ni_population_ne_parait_pas():
    cellules = _make_cellules([("part", "99001A", "2023", "ensemble", "tous", np.nan)]).assign(valeur=4.0)
    fiche = make_indicateur("part", type=TypeIndicateur.PART, multiplicateur=100.0)
    plan = protect(cellules, appartenances=_make_appartenances({}), indicateurs={"part": fiche})
    assert plan.causes.tolist() == ["primaire"]
    assert "1\N{NO-BREAK SPACE}chiffre reçu sans effectif ni population (part)" in plan.alertes[0]
    public = {"part": make_indicateur("part", type=TypeIndicateur.PART, multiplicateur=100.0, seuil_secret=0)}
    libre = protect(cellules, appartenances=_make_appartenances({}), indicateurs=public)
    assert (libre.statuts.tolist(), libre.alertes) == (["disponible"], ())


def _make_population(effectifs: dict[str, float], periode: str = "2021") -> pd.DataFrame:
    lignes = [(code, periode, "ensemble", "tous", n) for code, n in effectifs.items()]
    return pd.DataFrame(lignes, columns=["territoire", "periode", "sexe", "classe_age", "effectif"])


@pytest.mark.parametrize(
    ("genre", "valeur", "habitants", "cause"),
    [
        (TypeIndicateur.PART, 4.0, 100, "primaire"),  # 4 personnes
        (TypeIndicateur.PART, 4.0, 5_000, ""),  # 200 personnes
        (TypeIndicateur.PART, 99.0, 500, "primaire"),  # les 5 autres
        (TypeIndicateur.TAUX_STANDARDISE, 0.1, 5_000, "primaire"),
        (TypeIndicateur.MEDIANE, 21_000.0, 400, ""),
        (TypeIndicateur.MEDIANE, 21_000.0, 8, "primaire"),  # le revenu de huit personnes
        (TypeIndicateur.ICM, 120.0, 5_000, "primaire"),  # un indice ne dit rien du nombre de cas
    ],
)
def test_un_chiffre_recu_seul_se_juge_par_la_population(genre, valeur, habitants, cause):
    """La période la plus proche sert quand la sienne n'a pas de population."""
    cellules = _make_cellules([("x", "99001A", "2023", "ensemble", "tous", np.nan)]).assign(valeur=valeur)
    fiche = make_indicateur("x", type=genre, multiplicateur=100.0)
    population = pd.concat([_make_population({"99001A": 1.0}, "2006"), _make_population({"99001A": habitants})])
    plan = protect(
        cellules, appartenances=_make_appartenances({}), indicateurs={"x": fiche}, population=population
    )  # fmt: skip
    assert plan.causes.tolist() == [cause]


def test_un_indicateur_hors_catalogue_est_refuse():
    cellules = _make_cellules([("inconnu", "99001A", "2023", "ensemble", "tous", 5)])
    with pytest.raises(ValueError, match="« inconnu » n'est pas au catalogue"):
        protect(cellules, appartenances=_make_appartenances({}), indicateurs={"cas": make_indicateur("cas")})


def test_une_cellule_masquee_perd_tous_ses_nombres():
    cellules = _make_cellules([("cas", "99001A", "2023", "ensemble", "tous", 5)]).assign(
        valeur=5.0, ic_bas=1.0, ic_haut=9.0
    )
    plan = protect(cellules, appartenances=_make_appartenances({}), indicateurs={"cas": make_indicateur("cas")})
    publiee = apply_plan(cellules, plan).iloc[0]
    assert publiee["statut"] == "secret"
    assert publiee[["valeur", "ic_bas", "ic_haut", "numerateur", "denominateur"]].isna().all()


def _make_cellules(lignes: list[tuple]) -> pd.DataFrame:
    cles = ["indicateur", "territoire", "periode", "sexe", "age", "numerateur"]
    cellules = pd.DataFrame(lignes, columns=cles).assign(
        maille="iris", valeur=np.nan, denominateur=np.nan, statut="disponible"
    )
    return cellules.astype({"numerateur": float})


def _make_simple(iris: dict[str, float], totaux: dict[str, float]) -> pd.DataFrame:
    lignes = [("cas", t, "2023", "ensemble", "tous", n) for t, n in (iris | totaux).items()]
    cellules = _make_cellules(lignes)
    mailles = dict.fromkeys(iris, "iris") | dict.fromkeys(totaux, "quartier") | {COMMUNE: "commune"}
    return cellules.assign(maille=cellules["territoire"].map(mailles))


def _make_appartenances(enfants: dict[str, list[str]]) -> pd.DataFrame:
    lignes = [(e, p, 1.0, 1.0) for p, liste in enfants.items() for e in liste]
    return pd.DataFrame(lignes, columns=["enfant", "parent", "part_population", "part_surface"])
