"""Comparer, et le champ « Comparé à » des trois pages : territoire, période, cible, sans navigateur."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import read_texte

PAGE = "territoires/comparer.py"
PORTRAIT = "territoires/portrait.py"
CARTE = "territoires/carte.py"
Lance = Callable[..., AppTest]


def get_champ(essai: AppTest, libelle: str):
    return next(s for s in essai.selectbox if s.label == libelle)


def test_le_menu_propose_tout_ce_a_quoi_comparer(lance: Lance) -> None:
    options = get_champ(lance(PAGE), "Comparés à").options
    assert options[:2] == ["Ville (Villetest)", "Reste de la ville"]
    assert {"Un autre territoire…", "Une période antérieure…", "Une cible à atteindre…"} <= set(options)
    assert any(o.startswith("Département") for o in options)
    assert "France" in options


def test_une_cible_se_saisit_a_la_francaise_et_reste_dans_l_adresse(lance: Lance) -> None:
    essai = lance(PAGE, indicateur="part_sans_medecin_traitant")
    get_champ(essai, "Comparés à").select("Une cible à atteindre…").run()
    assert essai.query_params["comparateur"] == "cible:"
    assert "le comparateur par défaut est montré" in read_texte(essai)
    (champ,) = essai.text_input
    assert champ.label == "Valeur à atteindre (%)"
    champ.set_value("12,5").run()
    assert not essai.exception
    assert essai.query_params["comparateur"] == "cible:12,5"
    texte = read_texte(essai)
    assert "Cible de 12,5" in texte
    assert "la matrice ne montre que « Sans médecin traitant »" in texte
    assert texte.count('<th scope="col"><span title=') == 1


@pytest.mark.parametrize(
    ("cible", "message"),
    [
        ("douze", "La cible « douze » n&#x27;est pas un nombre (exemple : 12,5)."),
        ("150", "La cible 150 % est impossible : « Sans médecin traitant » va de 0 à 100 %."),
        ("<b>x</b>", "La cible « &lt;b&gt;x&lt;/b&gt; » n&#x27;est pas un nombre"),
    ],
)
def test_une_cible_impossible_dit_pourquoi_et_garde_la_saisie(lance: Lance, cible: str, message: str) -> None:
    essai = lance(PAGE, indicateur="part_sans_medecin_traitant", comparateur=f"cible:{cible}")
    assert not essai.exception
    assert message in read_texte(essai)
    assert "Le comparateur par défaut est montré en attendant." in read_texte(essai)
    assert essai.text_input[0].value == cible


def test_changer_d_indicateur_oublie_la_cible(lance: Lance) -> None:
    essai = lance(PAGE, indicateur="part_sans_medecin_traitant", comparateur="cible:12,5")
    champ = next(s for s in essai.selectbox if s.label == "Indicateur")
    champ.select("part_depistage_sein").run()
    assert "comparateur" not in essai.query_params
    assert essai.query_params["indicateur"] == "part_depistage_sein"


def test_une_periode_se_choisit_parmi_celles_qui_se_comparent(lance: Lance) -> None:
    essai = lance(PAGE, indicateurs="part_75_ans_et_plus,part_c2s,part_mt_dents", indicateur="part_mt_dents")
    get_champ(essai, "Comparés à").select("Une période antérieure…").run()
    champ = get_champ(essai, "Quelle période ?")
    # Le recensement de 2020 chevauche celui de 2024 ; la C2S ne se compare jamais.
    assert champ.options == ["2023 (1\xa0indicateur)", "2022 (1\xa0indicateur)", "2021 (1\xa0indicateur)",
                             "2020 (1\xa0indicateur)", "2019 (2\xa0indicateurs)"]  # fmt: skip
    assert champ.value == "periode:2019"
    texte = read_texte(essai)
    assert "% en 2019</span>" in texte
    assert "C2S : le producteur déconseille" in texte or "C2S. Le producteur déconseille" in texte
    champ.select("periode:2021").run()
    assert essai.query_params["comparateur"] == "periode:2021"
    assert "75 ans ou plus : périodes qui se chevauchent." in read_texte(essai)


def test_sans_periode_comparable_la_raison_remplace_le_champ(lance: Lance) -> None:
    essai = lance(PAGE, indicateurs="part_c2s", indicateur="part_c2s", comparateur="periode:")
    assert not [s for s in essai.selectbox if s.label == "Quelle période ?"]
    assert "Le producteur déconseille de comparer deux millésimes à cette échelle." in read_texte(essai)


def test_un_autre_territoire_se_nomme_dans_son_champ(lance: Lance) -> None:
    essai = lance(PAGE, territoires="Q01,Q02", comparateur="Q06")
    assert not essai.exception
    assert get_champ(essai, "Comparés à").value == "autre"
    assert get_champ(essai, "Quel territoire ?").value == "Q06"
    assert "comparés à : Beauval" in read_texte(essai)
    a_preciser = lance(PAGE, territoires="Q01,Q02", comparateur="autre")
    assert get_champ(a_preciser, "Quel territoire ?").value == "Q06"  # Beauval, premier par ordre alphabétique


@pytest.mark.parametrize("vue", ["classement", "entonnoir", "nuage", "periodes", "qpv", "pente"])
@pytest.mark.parametrize("comparateur", ["cible:12,5", "periode:2019", "reste", "Q06"])
def test_chaque_vue_tient_avec_chaque_comparateur(lance: Lance, vue: str, comparateur: str) -> None:
    essai = lance(PAGE, indicateur="part_sans_medecin_traitant", vue=vue, comparateur=comparateur)
    assert not essai.exception
    texte = read_texte(essai)
    assert "Une erreur imprévue" not in texte
    assert "absent de cette version" not in texte


def test_deux_periodes_ont_leur_phrase(lance: Lance) -> None:
    texte = read_texte(lance(PAGE, indicateur="part_sans_medecin_traitant", vue="periodes"))
    assert "De 2020 à 2024, hausse établie, défavorable, pour" in texte
    bloque = read_texte(lance(PAGE, indicateur="part_75_ans_et_plus", vue="periodes", debut="2022", fin="2024"))
    assert "Aucun changement ne se mesure de 2022 à 2024 : périodes qui se chevauchent." in bloque


def test_la_pente_se_range_selon_le_revenu_ou_la_pauvrete(lance: Lance) -> None:
    essai = lance(PAGE, territoires="991230100,991230101", indicateur="part_c2s", vue="pente")
    champ = get_champ(essai, "Rangés selon")
    assert champ.options == ["Revenu médian", "Taux de pauvreté"]
    champ.select("taux_pauvrete_60").run()
    assert not essai.exception
    assert essai.query_params["gradient"] == "taux_pauvrete_60"
    assert "Territoires rangés selon : Taux de pauvreté (2024)." in read_texte(essai)
    assert "points" in read_texte(essai)


def test_le_portrait_propose_tout_sauf_une_cible(lance: Lance) -> None:
    options = get_champ(lance(PORTRAIT, territoire="Q01"), "Comparé à").options
    assert "Un autre territoire…" in options
    assert "Une période antérieure…" in options
    assert "Une cible à atteindre…" not in options
    autre = lance(PORTRAIT, territoire="Q01", comparateur="cible:12")
    assert not autre.exception
    assert "absent de cette version ou de cette vue" in read_texte(autre)


def test_le_portrait_face_a_une_periode(lance: Lance) -> None:
    essai = lance(PORTRAIT, territoire="Q01", comparateur="periode:2019")
    assert not essai.exception
    texte = read_texte(essai)
    assert "en 2019. La hausse est" in texte
    assert "se lit face à un autre territoire" in texte
    assert "pas de changement établi" in texte


def test_le_portrait_ne_propose_pas_ce_qui_le_recouvre_mais_un_lien_l_explique(lance: Lance) -> None:
    essai = lance(PORTRAIT, territoire="QN09902N", comparateur="autre")
    noms = get_champ(essai, "Quel territoire ?").options
    assert not [n for n in noms if "QPV 2015" in n]
    bloque = lance(PORTRAIT, territoire="QN09902N", comparateur="QP099001")
    assert not bloque.exception
    assert "Aucun de ces chiffres ne se compare : contours de deux millésimes différents." in read_texte(bloque)
    assert "(QPV 2015)" in get_champ(bloque, "Comparé à").options[-1]


def test_la_carte_face_a_une_cible(lance: Lance) -> None:
    essai = lance(CARTE, indicateur="part_sans_medecin_traitant", comparateur="cible:12,25", territoire="Q01")
    assert not essai.exception
    texte = read_texte(essai)
    assert "Tirets : Cible de 12,25." in texte
    assert "contre une cible de 12,25 %. La cible n’est pas atteinte" in texte
    champ = next(s for s in essai.selectbox if s.label == "Indicateur")
    champ.select("densite_generalistes").run()
    assert "comparateur" not in essai.query_params
