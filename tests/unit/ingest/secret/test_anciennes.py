"""Deux versions réunies ne rendent pas une cellule secrète : ce qui a paru est connu, ce qui était masqué le reste."""

import numpy as np
import pandas as pd
import pytest

from observatoire.ingest.secret import PlanSecret, apply_plan, attack_cellules, protect
from observatoire.ingest.secret.anciennes import Anciennes
from observatoire.ingest.secret.plan import CLES_CELLULE, Cause
from tests.unit.ingest.secret.fabrique import Ville, make_indicateur, make_ville
from tests.unit.ingest.secret.juge import list_mal_protegees

COLONNES = [*CLES_CELLULE, "maille", "valeur", "numerateur", "denominateur", "statut"]


def make_anciennes(publiees: pd.DataFrame, appartenances: pd.DataFrame, *, seuil: float = 11) -> Anciennes:
    """Ce qu'une version publiée laisse lire."""
    cellules = publiees[COLONNES].assign(seuil_ancien=float(seuil), zero_ancien=True).reset_index(drop=True)
    return Anciennes(cellules, appartenances)


def make_comptes(comptes: dict[str, float], **champs) -> pd.DataFrame:
    """Des effectifs par territoire : « QN… » est un QPV, « 99001 » la commune, le reste des IRIS."""
    mailles = {"QN": "qpv", "99001": "commune"}
    lignes = [
        ("ame", code, mailles.get(code[:2] if code.startswith("QN") else code, "iris"), n)
        for code, n in comptes.items()
    ]
    cellules = pd.DataFrame(lignes, columns=["indicateur", "territoire", "maille", "numerateur"])
    communs = {"periode": "2023", "sexe": "ensemble", "age": "tous", "denominateur": np.nan, "statut": "disponible"}
    return cellules.assign(**communs | champs, valeur=cellules["numerateur"])


IRIS = {"99001A": 4.0, "99001B": 60.0, "99001C": 40.0, "99001D": 50.0}
LIENS = pd.DataFrame(
    [(i, "99001", 1.0, 1.0) for i in IRIS], columns=["enfant", "parent", "part_population", "part_surface"]
)
FICHE = {"ame": make_indicateur("ame")}


def list_masquees(cellules: pd.DataFrame, plan: PlanSecret) -> set[str]:
    return set(cellules.loc[plan.causes != Cause.AUCUNE, "territoire"])


def publish_deux(seconde: pd.DataFrame, liens: pd.DataFrame, *, memoire: bool = True, fiches=FICHE):
    """La ville publiée seule, puis avec ce que `seconde` y ajoute : masquées de chaque version, second plan."""
    premiere = make_comptes(IRIS | {"99001": 154.0})
    plan = protect(premiere, appartenances=LIENS, indicateurs=FICHE)
    anciennes = make_anciennes(apply_plan(premiere, plan), LIENS) if memoire else None
    suite = protect(seconde, appartenances=liens, indicateurs=fiches, anciennes=anciennes)
    return list_masquees(premiere, plan), list_masquees(seconde, suite), suite


AVEC_QPV = make_comptes(IRIS | {"99001": 154.0, "QN99001M": 40.0})
LIENS_QPV = pd.concat(
    [LIENS, pd.DataFrame([("99001C", "QN99001M", 1.0, 1.0)], columns=LIENS.columns)], ignore_index=True
)  # fmt: skip


def test_un_qpv_importe_ensuite_ne_change_pas_de_couverture():
    """Sans mémoire, la seconde version masque A et D : A se lit alors par 154 − 60 − 40 − 50."""
    avant, sans, _ = publish_deux(AVEC_QPV, LIENS_QPV, memoire=False)
    assert avant == {"99001A", "99001C"}
    assert avant & sans == {"99001A"}
    avant, apres, plan = publish_deux(AVEC_QPV, LIENS_QPV)
    assert avant <= apres
    assert "QN99001M" in apres  # publié, il livrerait C, donc A
    assert not attack_cellules(plan.reunion, appartenances=LIENS_QPV, indicateurs=FICHE).failles


def test_l_attaque_de_la_reunion_voit_la_faille():
    """Le second plan d'avant le remède, réuni au premier : A vaut 4 exactement."""
    reunie = AVEC_QPV.assign(statut=["secret", *["disponible"] * 5])
    reunie.loc[0, ["valeur", "numerateur"]] = np.nan
    (faille,) = attack_cellules(reunie, appartenances=LIENS_QPV, indicateurs=FICHE).failles
    assert (faille.territoire, faille.minimum, faille.maximum) == ("99001A", 4.0, 4.0)


def test_republier_la_meme_chose_ne_change_rien():
    avant, apres, _ = publish_deux(make_comptes(IRIS | {"99001": 154.0}), LIENS)
    assert avant == apres


def test_un_seuil_abaisse_rend_ce_qu_il_cachait():
    """Une règle changée remet tout en jeu : sous un seuil de 3, ni A ni sa couverture n'ont plus rien à cacher."""
    fiches = {"ame": make_indicateur("ame", seuil_secret=3)}
    _, apres, _ = publish_deux(make_comptes(IRIS | {"99001": 154.0}), LIENS, fiches=fiches)
    assert apres == set()


def test_un_seuil_releve_masque_ce_qui_a_paru_et_le_dit():
    fiches = {"ame": make_indicateur("ame", seuil_secret=55)}
    _, apres, plan = publish_deux(make_comptes(IRIS | {"99001": 154.0}), LIENS, fiches=fiches)
    assert {"99001A", "99001C", "99001D"} <= apres
    assert "lisible dans une version antérieure : 1\N{NO-BREAK SPACE}chiffre" in plan.alertes[0]


def test_un_compte_revise_est_une_autre_inconnue():
    """D passe de 50 à 70 : l'ancien 50 n'apprend rien du nouveau, D peut couvrir s'il le faut."""
    revisee = make_comptes(IRIS | {"99001D": 70.0, "99001": 174.0})
    avant, apres, plan = publish_deux(revisee, LIENS)
    assert avant <= apres
    nouvelle = plan.reunion.set_index("territoire")
    assert nouvelle.loc["99001D", "passe"] == ""
    assert nouvelle.loc["99001B", "passe"] == "publiee"


def test_un_total_que_seule_l_ancienne_version_porte_reste_connu():
    """La première version donne la commune, la seconde ne la donne plus : 154 reste dans la tête du lecteur."""
    _, apres, plan = publish_deux(make_comptes(IRIS), LIENS)
    assert {"99001A", "99001C"} <= apres
    assert plan.reunion.set_index("territoire").loc["99001", "passe"] == "seule"


def unite(ville: Ville, premiere: pd.Series, masquees: tuple[pd.Series, pd.Series]) -> pd.Series:
    """Cellules que ni l'une ni l'autre version ne laisse lire."""
    avant, apres = masquees
    return apres & (~premiere | avant)


def publish_de_suite(ville: Ville, dans_la_premiere: pd.Series, *, memoire: bool) -> int:
    """Publie une partie de la ville, puis toute ; compte ce que l'autre attaquant retrouve des deux réunies."""
    partie = ville.cellules[dans_la_premiere]
    contexte = {"appartenances": ville.appartenances, "indicateurs": ville.indicateurs}
    plan = protect(partie, **contexte)
    anciennes = make_anciennes(apply_plan(partie, plan), ville.appartenances) if memoire else None
    suite = protect(ville.cellules, **contexte, anciennes=anciennes)
    avant = (plan.causes != Cause.AUCUNE).reindex(ville.cellules.index, fill_value=False)
    reunie = unite(ville, dans_la_premiere, (avant, suite.causes != Cause.AUCUNE))
    if memoire:
        assert not attack_cellules(suite.reunion, **contexte).failles
    primaires = (suite.causes == Cause.PRIMAIRE) & reunie
    perdues = (suite.causes == Cause.PRIMAIRE) & ~reunie
    assert not perdues.any() or not memoire
    return len(list_mal_protegees(ville, reunie, primaires)) + int(perdues.sum())


@pytest.mark.parametrize("absente", ["quartier", "qpv", "commune"])
def test_des_villes_au_hasard_publiees_deux_fois(absente: str):
    """Une maille de plus à la seconde publication : l'autre attaquant ne trouve rien, et trouve sans mémoire."""
    sans = 0
    for graine in range(4):
        ville = make_ville(
            quartiers=2, iris_par_quartier=3, qpv=1, sexes=False, indicateurs={"a": 0.03, "b": 0.05}, graine=graine
        )  # fmt: skip
        premiere = ville.cellules["maille"] != absente
        assert publish_de_suite(ville, premiere, memoire=True) == 0
        sans += publish_de_suite(ville, premiere, memoire=False)
    assert sans > 0
