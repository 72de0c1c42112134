"""Tableaux HTML : légende, portées, échappement, nombre de cellules."""

import pytest

from observatoire.ui.tableaux import SECRET, Colonne, Html, Ligne, build_tableau

COLONNES = (Colonne("Quartier"), Colonne("Valeur", nombre=True, fort=True))


def test_le_tableau_a_une_legende_et_des_portees() -> None:
    html = build_tableau("Taux", COLONNES, [Ligne(("Le Port", "12,4 %"))])
    assert html == (
        '<table class="obs-table"><caption class="cache">Taux</caption><thead><tr><th scope="col">Quartier</th>'
        '<th scope="col" class="nombre">Valeur</th></tr></thead><tbody><tr><th scope="row">Le Port</th>'
        '<td class="nombre fort">12,4 %</td></tr></tbody></table>'
    )


def test_une_valeur_n_est_jamais_du_html() -> None:
    html = build_tableau("<b>", COLONNES, [Ligne(("<script>x</script>", "<i>"))])
    assert "<script>" not in html
    assert "<i>" not in html
    assert "&lt;script&gt;" in html


def test_un_morceau_deja_echappe_passe_tel_quel() -> None:
    assert "<em>x</em>" in build_tableau("t", COLONNES, [Ligne(("a", Html("<em>x</em>")))])


def test_une_ligne_trop_courte_est_refusee() -> None:
    with pytest.raises(ValueError, match="1 cellules pour 2 colonnes"):
        build_tableau("t", COLONNES, [Ligne(("a",))])


def test_la_ligne_choisie_est_marquee() -> None:
    assert '<tr class="choisi">' in build_tableau("t", COLONNES, [Ligne(("a", "b"), choisie=True)])


def test_une_cellule_secrete_ne_dit_que_secret() -> None:
    assert SECRET.morceau.count("secret</span>") == 1
    assert not any(chiffre in SECRET.morceau for chiffre in "0123456789")
