"""Ma zone, sans navigateur : le lien porte tout, le nom reste du texte, le secret se dit."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import read_texte

PAGE = "territoires/zone.py"
# Le douzième IRIS de Villetest n'a que 320 habitants : ses petits nombres sont secrets. Le onzième est l'autre
# IRIS du même quartier, « Beauval ».
PETIT, VOISIN = "991230111", "991230110"


def test_sans_iris_la_page_apprend_quoi_faire(lance: Callable[..., AppTest]) -> None:
    essai = lance(PAGE)
    assert not essai.exception
    assert "Aucun IRIS choisi" in read_texte(essai)


def test_un_lien_restaure_la_zone(lance: Callable[..., AppTest]) -> None:
    essai = lance(PAGE, iris="991230100,991230101", nom="Le <b>port</b>")
    assert not essai.exception
    texte = read_texte(essai)
    assert "Le &lt;b&gt;port&lt;/b&gt;" in texte
    assert "<b>port</b>" not in texte
    assert essai.multiselect[0].value == ["991230100", "991230101"]


def test_la_valeur_est_celle_des_comptes(lance: Callable[..., AppTest], donnees_essai) -> None:
    import duckdb

    (chemin,) = (donnees_essai / "publie").glob("obs_*.duckdb")
    copie = donnees_essai / "copie.duckdb"
    copie.write_bytes(chemin.read_bytes())
    with duckdb.connect(str(copie), read_only=True) as base:
        cas, population = base.execute(
            "SELECT sum(numerateur), sum(denominateur) FROM valeur WHERE indicateur = 'part_sans_medecin_traitant' "
            "AND periode = '2024' AND territoire IN ('991230100', '991230101')"
        ).fetchone()
    texte = read_texte(lance(PAGE, iris="991230100,991230101"))
    attendu = f"{100 * cas / population:.1f}".replace(".", ",")
    rangee = texte[texte.index("Habitants de 17 ans ou plus sans médecin traitant") :][:600]
    assert f"{attendu} %" in rangee


def test_un_secret_propose_le_quartier_et_l_ajoute(lance: Callable[..., AppTest]) -> None:
    essai = lance(PAGE, iris=PETIT)
    texte = read_texte(essai)
    assert "Votre zone contient" in texte
    assert "En ajoutant IRIS 11" in texte
    bouton = next(b for b in essai.button if b.label == "Ajouter 1\u00a0IRIS : compléter Beauval")
    bouton.click().run()
    assert not essai.exception
    assert set(essai.query_params["iris"].split(",")) == {PETIT, VOISIN}


def test_ajouter_un_quartier_ajoute_ses_iris(lance: Callable[..., AppTest]) -> None:
    essai = lance(PAGE, iris="991230100")
    next(s for s in essai.selectbox if s.label == "Ajouter un quartier").select("Q03").run()
    assert essai.query_params["iris"] == "991230100,991230104,991230105"


def test_au_dela_du_maximum_rien_n_est_ajoute_et_la_page_le_dit(
    lance: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("observatoire.ui.zone.choix.MAX_IRIS", 2)
    essai = lance(PAGE, iris="991230100")
    next(s for s in essai.selectbox if s.label == "Ajouter un quartier").select("Q03").run()
    assert not essai.exception
    assert essai.query_params["iris"] == "991230100"
    texte = read_texte(essai)
    assert "La zone compte 1 IRIS : en ajouter 2 dépasserait les 2 possibles. Rien n’a été ajouté" in texte
    # L'avis ne reste pas à l'action suivante.
    next(s for s in essai.selectbox if s.label == "Comparée à").select("FRANCE").run()
    assert "dépasserait" not in read_texte(essai)


def test_un_code_invente_est_dit_et_ignore(lance: Callable[..., AppTest]) -> None:
    essai = lance(PAGE, iris="991230100,INVENTE", comparateur="nulle-part")
    assert not essai.exception
    assert essai.multiselect[0].value == ["991230100"]
    texte = read_texte(essai)
    assert "INVENTE" in texte
    assert "nulle-part" in texte


def test_un_nom_trop_long_est_coupe(lance: Callable[..., AppTest]) -> None:
    essai = lance(PAGE, iris="991230100", nom="x" * 5000)
    assert not essai.exception
    assert essai.text_input[0].value == "x" * 60


def test_une_zone_gardee_se_rouvre_par_son_nom(lance: Callable[..., AppTest]) -> None:
    essai = lance(PAGE, iris="991230100,991230101", nom="Le <b>port</b>")

    def press(libelle: str) -> None:
        next(b for b in essai.button if b.label == libelle).click().run()
        assert not essai.exception

    press("Garder cette zone")
    assert "Écrivez d’abord votre nom" in read_texte(essai)
    next(t for t in essai.text_input if t.label == "Votre nom").input("Claire").run()
    press("Garder cette zone")
    assert "« Le &lt;b&gt;port&lt;/b&gt; » est gardée" in read_texte(essai)
    press("Garder cette zone")
    assert "déjà pris (par Claire)" in read_texte(essai)
    press("Supprimer")
    assert "est supprimée" in read_texte(essai)
    assert "Aucune zone gardée" in read_texte(essai)
