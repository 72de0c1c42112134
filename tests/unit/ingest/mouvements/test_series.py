"""Quels fichiers sont deux livraisons d'un même annuaire."""

from observatoire.ingest.mouvements.series import Livraison, group_livraisons, list_incomparables


def build(lot: str, date: str, personnes: int = 100, *, format_: str = "rpps", rang: int = 1) -> Livraison:
    return Livraison(lot, format_, date, rang, personnes)


def group(*livraisons: Livraison, **communes: int) -> list[list[str]]:
    partagees = {frozenset(cle.split("_")): nombre for cle, nombre in communes.items()}
    return [[v.lot for v in serie] for serie in group_livraisons(livraisons, partagees)]


def test_la_date_decide_et_non_l_ordre_d_import() -> None:
    ancienne, recente = build("a", "2023-06", rang=2), build("b", "2024-06", rang=1)
    assert group(ancienne, recente, a_b=90) == [["b", "a"]]


def test_trois_livraisons_font_une_chaine() -> None:
    assert group(build("a", "2022"), build("b", "2023"), build("c", "2024"), a_b=80, b_c=80, a_c=40) == [
        ["c", "b", "a"]
    ]


def test_moins_de_la_moitie_en_commun_n_est_pas_le_meme_annuaire() -> None:
    assert group(build("a", "2023"), build("b", "2024"), a_b=49) == [["b"], ["a"]]
    assert group(build("a", "2023"), build("b", "2024"), a_b=50) == [["b", "a"]]


def test_une_petite_liste_de_complements_ne_remplace_pas_la_grande() -> None:
    """Ses trois personnes sont toutes dans la grande : elle la complète, elle n'en est pas la suite."""
    assert group(build("grande", "2023"), build("petite", "2024", 3), grande_petite=3) == [["petite"], ["grande"]]


def test_deux_fichiers_de_meme_date_ne_se_suivent_pas() -> None:
    assert group(build("a", "2024", rang=1), build("b", "2024", rang=2), a_b=100) == [["b"], ["a"]]


def test_deux_formats_ne_se_suivent_pas() -> None:
    assert group(build("a", "2023", format_="ameli"), build("b", "2024"), a_b=100) == [["b"], ["a"]]


def test_deux_listes_ont_chacune_leur_suite() -> None:
    lots = [build("pharma1", "2023"), build("ehpad1", "2023"), build("pharma2", "2024"), build("ehpad2", "2024")]
    assert sorted(group(*lots, pharma1_pharma2=95, ehpad1_ehpad2=95)) == [["ehpad2", "ehpad1"], ["pharma2", "pharma1"]]


def test_deux_livraisons_officielles_incomparables_se_disent() -> None:
    series = group_livraisons([build("a", "2023"), build("b", "2024")], {})
    (alerte,) = list_incomparables(series)
    assert "RPPS : les fichiers datés 2023 et 2024" in alerte
    assert list_incomparables(group_livraisons([build("a", "2023"), build("b", "2024")], {frozenset("ab"): 60})) == ()
