"""Points d'offre : recherche sans accent, têtes, export sans formule."""

from dataclasses import replace

from observatoire.services.offre.points import ENTETES, Point, count_tetes, export_points_csv, filter_points

DOCTEUR = Point(
    "1", "premier recours", "Médecin", "Médecine générale", "LÉVÊQUE Anne", 7.2, 43.7, "060880101", "06088",
    "1 RUE HÉROLD", "libéral", "secteur 1", "", "2024", "a", 0.5,
)  # fmt: skip
AILLEURS = replace(DOCTEUR, id="2", iris="", commune="06004", lon=None, lat=None)
PHARMACIE = replace(
    DOCTEUR, id="3", profession="Pharmacie", specialite="", nom="=1+1", personne="p", secteur_conventionnel=""
)
TOUS = (DOCTEUR, AILLEURS, PHARMACIE)


def test_la_recherche_ignore_accents_casse_et_ordre() -> None:
    assert filter_points(TOUS, texte="herold leveque") == (DOCTEUR, AILLEURS)
    assert filter_points(TOUS, texte="generale LÉV") == (DOCTEUR, AILLEURS)
    assert filter_points(TOUS, texte="dupont") == ()


def test_les_filtres_se_cumulent() -> None:
    assert filter_points(TOUS, metier="medecin-medecine-generale", communes=frozenset({"06088"})) == (DOCTEUR,)
    assert filter_points(TOUS, secteur="secteur 1", iris=frozenset({"060880101"})) == (DOCTEUR,)
    assert filter_points(TOUS, metier="pharmacie") == (PHARMACIE,)


def test_une_personne_de_deux_lieux_compte_une_fois() -> None:
    assert count_tetes(TOUS) == 2
    assert count_tetes([replace(DOCTEUR, personne="")]) == 0


def test_l_export_ne_porte_aucune_formule() -> None:
    lignes = export_points_csv(TOUS).decode("utf-8-sig").split("\r\n")
    assert lignes[0] == ";".join(ENTETES)
    assert "'=1+1" in lignes[3].split(";")
    assert lignes[1].split(";")[6:8] == ["7,2", "43,7"]


def test_un_nom_tu_se_dit() -> None:
    assert "nom non publié" in export_points_csv([replace(DOCTEUR, nom="")]).decode("utf-8-sig")
