"""Points d'offre : recherche sans accent, têtes, qui soigne en ville, export sans formule."""

from dataclasses import replace

import pytest

from observatoire.domain.indicateur import Source
from observatoire.domain.territoire import Maille, Territoire
from observatoire.services.offre.annuaire import ENTETES, describe_position, export_points_csv
from observatoire.services.offre.points import Point, count_tetes, filter_points, select_en_ville
from observatoire.services.offre.zonage import Zonage

DOCTEUR = Point(
    "1", "premier recours", "Médecin", "Médecine générale", "LÉVÊQUE Anne", 7.2, 43.7, "060880101", "06088",
    "1 RUE HÉROLD", "libéral", "secteur 1", "2024", "a", 0.5,
)  # fmt: skip
AILLEURS = replace(DOCTEUR, id="2", iris="", commune="06004", lon=None, lat=None)
PHARMACIE = replace(
    DOCTEUR, id="3", profession="Pharmacie", specialite="", nom="=1+1", personne="p", secteur_conventionnel=""
)
TOUS = (DOCTEUR, AILLEURS, PHARMACIE)
PORT = Territoire("PORT", Maille.QUARTIER, "Le Port", "06088", "", None, None, None)
MOULINS = Territoire("QN1", Maille.QPV, "Les Moulins", "06088", "2024", None, None, None)
ZONAGE = Zonage(
    iris={"PORT": frozenset({"060880101"})}, dans_qpv={"QN1": frozenset({"1"})}, qpv={"QN1": MOULINS},
    quartiers={"060880101": PORT},
)  # fmt: skip
SOURCES = {"rpps": Source("rpps", "ANS", "RPPS", "https://exemple.fr", "Licence", "mensuelle", "2027")}


def test_la_recherche_ignore_accents_casse_et_ordre() -> None:
    assert filter_points(TOUS, texte="herold leveque") == (DOCTEUR, AILLEURS)
    assert filter_points(TOUS, texte="generale LÉV") == (DOCTEUR, AILLEURS)
    assert filter_points(TOUS, texte="dupont") == ()


def test_les_filtres_se_cumulent() -> None:
    assert filter_points(TOUS, metier="medecin-medecine-generale", communes=frozenset({"06088"})) == (DOCTEUR,)
    assert filter_points(TOUS, secteur="secteur 1", metier="medecin-medecine-generale") == (DOCTEUR, AILLEURS)
    assert filter_points(TOUS, metier="pharmacie") == (PHARMACIE,)


def test_une_personne_de_deux_lieux_compte_une_fois() -> None:
    assert count_tetes(TOUS) == 2
    assert count_tetes([replace(DOCTEUR, personne="")]) == 0


def test_en_ville_tous_sauf_les_salaries_de_l_hopital() -> None:
    hopital = replace(DOCTEUR, id="h", mode_exercice="salarié", secteur_activite="autre")
    centre = replace(DOCTEUR, id="c", mode_exercice="salarié", secteur_activite="centre de santé")
    inconnu = replace(DOCTEUR, id="i", mode_exercice="")
    loin = replace(AILLEURS, id="l")
    points = (DOCTEUR, hopital, centre, inconnu, loin, PHARMACIE)
    metier = "medecin-medecine-generale"
    assert select_en_ville(points, metier, {"06088"}) == (DOCTEUR, centre, inconnu)
    assert select_en_ville(points, metier) == (DOCTEUR, centre, inconnu, loin)


def read_lignes(*points: Point) -> list[dict[str, str]]:
    lignes = export_points_csv(points, ZONAGE, SOURCES).decode("utf-8-sig").split("\r\n")
    assert lignes[0] == ";".join(ENTETES)
    return [dict(zip(ENTETES, ligne.split(";"), strict=True)) for ligne in lignes[1:] if ligne]


def test_l_export_ne_porte_aucune_formule() -> None:
    lignes = read_lignes(*TOUS)
    assert lignes[2]["nom"] == "'=1+1"
    assert (lignes[0]["longitude"], lignes[0]["latitude"]) == ("7,2", "43,7")


def test_l_export_dit_le_quartier_la_source_et_la_qualite_de_la_position() -> None:
    geocode = replace(DOCTEUR, source="rpps", genre_position="rue", score=0.75, doute="rue sans numéro")
    (ligne,) = read_lignes(geocode)
    assert (ligne["quartier"], ligne["qpv"], ligne["source"]) == ("Le Port", "Les Moulins", "ANS, RPPS")
    assert (ligne["position"], ligne["ressemblance_adresse"]) == ("géocodage : rue", "0,75")
    assert ligne["position_a_verifier"] == "rue sans numéro"
    assert read_lignes(AILLEURS)[0]["quartier"] == ""


@pytest.mark.parametrize(
    ("point", "attendu"),
    [
        (DOCTEUR, "coordonnées du fichier"),
        (AILLEURS, "inconnue"),
        (replace(DOCTEUR, genre_position="manuelle"), "corrigée à la main"),
        (replace(DOCTEUR, genre_position="numéro"), "géocodage : numéro"),
    ],
)
def test_une_position_dit_d_ou_elle_vient(point: Point, attendu: str) -> None:
    assert describe_position(point) == attendu


def test_un_nom_tu_se_dit() -> None:
    assert read_lignes(replace(DOCTEUR, nom=""))[0]["nom"] == "nom non publié"
