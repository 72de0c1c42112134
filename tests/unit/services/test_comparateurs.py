"""À quoi comparer : cible, période antérieure, et ce qui l'empêche."""

from dataclasses import replace

import pytest
from scipy import stats

from observatoire.domain.indicateur import TypeIndicateur
from observatoire.domain.territoire import Maille
from observatoire.domain.verdict import MotifComparaison
from observatoire.errors import SelectionInvalide
from observatoire.services.carte import build_carte
from observatoire.services.catalogue import FicheCatalogue, build_catalogue
from observatoire.services.comparaison import build_comparaison, build_deux_periodes, write_deux_periodes
from observatoire.services.comparateurs import check_cible
from observatoire.services.ecarts import list_separes
from observatoire.services.periodes_anterieures import explain_sans_periode, list_anterieures
from observatoire.services.portrait import build_portrait
from observatoire.services.resultats import Ligne
from observatoire.services.version import open_version
from tests.outils.chiffres import MEDIANE, PART, TAUX


def get_fiche(version: str, code: str) -> FicheCatalogue:
    fiche = build_catalogue(version=version).get_fiche(code)
    assert fiche is not None
    return fiche


def get_ligne(version: str, territoire: str, comparateur: str, indicateur: str) -> Ligne:
    portrait = build_portrait(version=version, territoire=territoire, comparateur=comparateur)
    return next(x for x in portrait.lignes if x.indicateur.code == indicateur)


@pytest.mark.parametrize(
    ("fiche", "cible", "message"),
    [
        (PART, 120, r"La cible 120\xa0% est impossible : « Sans médecin traitant » va de 0 à 100\xa0%\."),
        (PART, -0.5, r"La cible −0,5\xa0% est impossible"),
        (TAUX, -1, r"ne descend pas sous 0\."),
    ],
)
def test_une_cible_hors_de_l_indicateur_est_refusee(fiche, cible: float, message: str) -> None:
    with pytest.raises(SelectionInvalide, match=message):
        check_cible(fiche, cible)


def test_une_cible_possible_est_acceptee() -> None:
    for fiche, cible in ((PART, 0), (PART, 100), (TAUX, 5000), (MEDIANE, 25_000)):
        check_cible(fiche, cible)
    check_cible(replace(PART, type=TypeIndicateur.INDICE), -3)


def test_une_cible_garde_ses_decimales_et_se_trace_sur_toute_la_serie(version: str) -> None:
    carte = build_carte(
        version=version, indicateur="part_sans_medecin_traitant", periode=None, maille="quartier",
        comparateur="cible:12,25",
    )  # fmt: skip
    assert carte.comparateur.libelle == "Cible de 12,25"
    for ligne in carte.lignes:
        assert [p.estimation.valeur for p in ligne.serie_reference] == [12.25] * len(ligne.serie)
        x, n = ligne.estimation.effectif, ligne.estimation.population
        # Effectifs de plusieurs centaines : le test du score, refait par sa définition.
        z = (x / n - 0.1225) / (0.1225 * 0.8775 / n) ** 0.5
        assert ligne.verdict.is_etabli == (abs(z) > stats.norm.ppf(0.975))
        assert ligne.verdict.is_net == (abs(z) > stats.norm.ppf(0.999))


def test_les_periodes_proposees_sont_celles_d_ou_un_changement_se_mesure(version: str) -> None:
    # Recensement : le millésime 2024 réunit 2022 à 2026, celui de 2019 réunit 2017 à 2021 ; 2020 va jusqu'à 2022.
    recensement = list_anterieures([get_fiche(version, "part_75_ans_et_plus")], Maille.QUARTIER)
    assert [(a.periode.code, a.mesurables) for a in recensement] == [
        ("2023", 0), ("2022", 0), ("2021", 0), ("2020", 0), ("2019", 1),
    ]  # fmt: skip
    # Un trimestre ne se compare qu'au même trimestre.
    urgences = list_anterieures([get_fiche(version, "passages_urgences")], Maille.QUARTIER)
    assert [a.periode.code for a in urgences if a.mesurables] == ["2023-T4"]
    deux = [get_fiche(version, c) for c in ("part_75_ans_et_plus", "part_mt_dents")]
    assert list_anterieures(deux, Maille.QUARTIER)[-1].mesurables == 2


@pytest.mark.parametrize(
    ("indicateur", "raison"),
    [
        ("part_c2s", "Le producteur déconseille de comparer deux millésimes à cette échelle."),
        ("population", "un nombre se lit, il ne se teste pas."),
        ("mortalite_prematuree_icm", "périodes qui se chevauchent."),
        ("part_vaccination_hpv", "Une seule période est publiée"),
    ],
)
def test_sans_periode_comparable_la_raison_est_dite(version: str, indicateur: str, raison: str) -> None:
    fiches = [get_fiche(version, indicateur)]
    assert not any(a.mesurables for a in list_anterieures(fiches, Maille.QUARTIER))
    assert raison in explain_sans_periode(fiches, Maille.QUARTIER)


@pytest.mark.parametrize(
    ("comparateur", "indicateur", "motif"),
    [
        ("periode:2022", "part_75_ans_et_plus", MotifComparaison.CHEVAUCHEMENT),
        ("periode:2022", "part_c2s", "le producteur déconseille de comparer deux millésimes à cette échelle"),
        ("periode:2024-T3", "passages_urgences", MotifComparaison.SAISON),
        ("periode:2022", "part_vaccination_hpv", MotifComparaison.SANS_PERIODE),
        ("periode:2024", "part_mt_dents", MotifComparaison.MEME_PERIODE),
        ("periode:2022", "revenu_median", MotifComparaison.SANS_INTERVALLE),
    ],
)
def test_un_changement_qui_ne_se_mesure_pas_dit_pourquoi(
    version: str, comparateur: str, indicateur: str, motif: str
) -> None:
    ligne = get_ligne(version, "Q02", comparateur, indicateur)
    assert ligne.verdict.motif == motif


def test_un_taux_standardise_se_compare_a_lui_meme_par_ses_intervalles(version: str, base) -> None:
    """Sans compte par âge, comme dans l'évolution : l'écart sur la racine de la somme des carrés des erreurs types."""
    for territoire in ("Q01", "Q02", "Q03", "Q04", "Q05", "Q06"):
        ligne = get_ligne(version, territoire, "periode:2019", "ald_taux_standardise")
        (v1, b1, h1), (v0, b0, h0) = base.execute(
            "SELECT valeur, ic_bas, ic_haut FROM valeur WHERE indicateur = 'ald_taux_standardise' AND territoire = ? "
            "AND sexe = 'ensemble' AND periode IN ('2019', '2024') ORDER BY periode DESC",
            [territoire],
        ).fetchall()
        z = (v1 - v0) / (((h1 - b1) / 3.92) ** 2 + ((h0 - b0) / 3.92) ** 2) ** 0.5
        assert ligne.verdict.is_etabli == (abs(z) > 1.959964)
        assert not ligne.verdict.motif


def test_un_qpv_redessine_ne_se_compare_pas_a_une_periode_qu_il_n_a_pas(version: str) -> None:
    """Un contour de 2024 n'a pas de chiffre en 2018 : c'est que le contour a changé, et c'est ce qui est dit."""
    ligne = get_ligne(version, "QN09901N", "periode:2018-2022", "part_mt_dents")
    assert ligne.verdict.motif == MotifComparaison.MILLESIME
    assert "contours de deux millésimes différents" in ligne.phrase.texte
    quartier = get_ligne(version, "Q01", "periode:2018-2022", "part_mt_dents")
    assert quartier.verdict.motif == MotifComparaison.SANS_PERIODE


def test_face_a_une_periode_aucune_liste_rouge(version: str) -> None:
    portrait = build_portrait(version=version, territoire="Q01", comparateur="periode:2019")
    assert portrait.rouge_rouge == ()
    assert {x.libelle_verdict for x in portrait.lignes} >= {"pas de changement établi"}


def test_les_territoires_proposes_n_ont_rien_en_commun(version: str) -> None:
    separes = list_separes(open_version(version).metadonnees, "Q01")
    assert "Q02" in separes
    assert "Q01" not in separes
    assert "991230100" not in separes  # un de ses IRIS
    assert "QN09901N" not in separes  # le QPV qu'il touche


def test_deux_periodes_se_disent_en_une_phrase(version: str) -> None:
    territoires = tuple(f"Q0{k}" for k in range(1, 7))
    lignes = build_deux_periodes(
        version=version, indicateur="part_sans_medecin_traitant", territoires=territoires,
        ancienne="2019", recente="2024",
    )  # fmt: skip
    phrase = write_deux_periodes(lignes, debut="2019", fin="2024")
    assert phrase.texte.startswith("De 2019 à 2024, hausse établie, défavorable, pour ")
    hausses = [x for x in lignes if x.verdict.direction > 0]
    assert all(x.lieu.nom.removeprefix("le quartier ") in phrase.texte for x in hausses)
    bloquees = build_deux_periodes(
        version=version, indicateur="part_75_ans_et_plus", territoires=territoires, ancienne="2022", recente="2024"
    )
    refus = write_deux_periodes(bloquees, debut="2022", fin="2024")
    assert refus.texte == "Aucun changement ne se mesure de 2022 à 2024 : périodes qui se chevauchent."


def test_deux_trimestres_se_disent_avec_leur_article(version: str) -> None:
    lignes = build_deux_periodes(
        version=version, indicateur="passages_urgences", territoires=("Q01", "Q02"),
        ancienne="2023-T1", recente="2024-T3",
    )  # fmt: skip
    phrase = write_deux_periodes(lignes, debut="1er trimestre 2023", fin="3e trimestre 2024")
    assert phrase.texte == (
        "Aucun changement ne se mesure du 1er trimestre 2023 au 3e trimestre 2024 : périodes de durées ou de saisons "
        "différentes."
    )


def test_une_matrice_face_a_une_cible_n_a_qu_un_indicateur_a_juger(version: str) -> None:
    comparaison = build_comparaison(
        version=version, territoires=("Q01", "Q06"), indicateurs=("part_sans_medecin_traitant",),
        comparateur="cible:11",
    )  # fmt: skip
    assert comparaison.colonnes[0].reference == 11
    assert "de la cible" in comparaison.phrase.texte
