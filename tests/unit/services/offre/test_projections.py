"""Projections : départs à la main, phrase, âges qui manquent, export."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

import pytest

from observatoire.domain.territoire import Maille, Territoire
from observatoire.services.offre.cadre import CadreOffre, name_pluriel, read_annee
from observatoire.services.offre.points import Metier, Point, select_en_ville
from observatoire.services.offre.projections import (
    Hypotheses,
    Projection,
    ProjectionImpossible,
    build_projection,
    export_projection_csv,
)

GENERALISTE = Metier("medecin-medecine-generale", "Médecin, médecine générale", 0, ())
VILLE = Territoire("99001", Maille.COMMUNE, "Damier", "99001", "2024", None, None, None)
SUD, NORD = (Territoire(c, Maille.QUARTIER, n, "99001", "", None, None, None) for c, n in (("S", "Sud"), ("N", "Nord")))


def build_point(personne: str, iris: str) -> Point:
    return Point(
        personne + iris, "premier recours", "Médecin", "Médecine générale", "", None, None, iris, "99001", "",
        "libéral", "", "2024-12-31", personne, 1.0,
    )  # fmt: skip


Personne = tuple[str, str, tuple[int, int] | None]
"""Qui, dans quel IRIS, et de quel âge, comme la version le compte."""


def build_cadre(personnes: Sequence[Personne], *, tus: Collection[str] = (), seuil: int = 0) -> CadreOffre:
    """Le cadre que la publication donnerait : les âges comptés une fois par personne et par territoire."""
    connus = {nom: age for nom, _, age in personnes if age}
    iris = {"I1": "S", "I2": "N"}
    presents = {(code, nom) for nom, ou, _ in personnes for code in ("99001", iris.get(ou, "")) if code and nom}
    ages: dict[str, Counter[tuple[int, int]]] = {}
    for code, nom in presents:
        if nom in connus and code not in tus:
            ages.setdefault(code, Counter())[connus[nom]] += 1
    points = [build_point(nom, ou) for nom, ou, _ in personnes]
    return CadreOffre(
        version="v", metier=GENERALISTE, nom="médecins généralistes", maille=Maille.QUARTIER, ville=VILLE,
        territoires=(NORD, SUD), iris=iris, points=tuple(points), ages=ages, seuil_ages=seuil,
        habitants={"99001": 10_000.0, "S": 4_000.0, "N": 6_000.0}, annee=2024,
        non_places=sum(1 for p in points if not p.iris),
    )  # fmt: skip


# Sud : deux de 60-64 ans (partis en 2029 au plus tard) et deux jeunes. Nord : un de 50-59 ans, un jeune.
SOIXANTE, JEUNE = (60, 65), (25, 40)
PERSONNES: tuple[Personne, ...] = (
    ("a", "I1", SOIXANTE), ("b", "I1", SOIXANTE), ("c", "I1", JEUNE), ("d", "I1", (40, 50)),
    ("e", "I2", (50, 60)), ("f", "I2", JEUNE),
)  # fmt: skip


POINTS = tuple(build_point(nom, iris) for nom, iris, _ in PERSONNES)


def project(**hypotheses: float) -> Projection:
    return build_projection(build_cadre(PERSONNES), Hypotheses(**hypotheses))  # type: ignore[arg-type]


def test_a_la_main_sans_remplacement() -> None:
    projection = project(remplacement=0)
    sud, nord = projection.lignes
    assert (sud.territoire.code, nord.territoire.code) == ("S", "N")
    # Au bout de deux ans, 2 × 2/5 départs ; au bout de cinq, deux.
    assert [sud.serie[t].effectif for t in (0, 2, 5, 10)] == pytest.approx([4, 3.2, 2, 2])
    # 50-59 ans : à dix ans, une chance sur deux d'avoir passé 65 ans.
    assert [nord.serie[t].effectif for t in (0, 5, 10)] == pytest.approx([2, 2, 1.5])
    assert projection.ville.arrivee.effectif == pytest.approx(3.5)
    assert (projection.ville.arrivee.bas, projection.ville.arrivee.haut) == (3, 4)
    assert projection.ville.departs == pytest.approx(2.5)
    assert sud.depart.densite == pytest.approx(10)
    assert sud.arrivee.densite == pytest.approx(5)


def test_les_annees_partent_de_celle_des_points() -> None:
    assert [a.annee for a in project().ville.serie] == list(range(2024, 2035))


def test_une_population_qui_croit_baisse_la_densite_pas_l_effectif() -> None:
    sans, avec = project(remplacement=100), project(remplacement=100, croissance=1.0)
    assert avec.ville.arrivee.effectif == sans.ville.arrivee.effectif == 6
    assert avec.ville.arrivee.densite == pytest.approx(6 / 1.01**10)


def test_les_arrivees_se_repartissent_comme_les_presents() -> None:
    projection = project(remplacement=100, arrivees=1.5)
    assert {ligne.territoire.code: ligne.arrivee.effectif for ligne in projection.lignes} == pytest.approx(
        {"S": 4 + 10, "N": 2 + 5}
    )
    assert projection.ville.arrivee.effectif == pytest.approx(6 + 15)


def test_partir_plus_tard_garde_plus_de_monde() -> None:
    assert project(age_depart=70).ville.serie[4].effectif > project(age_depart=65).ville.serie[4].effectif


def test_une_personne_de_deux_quartiers_compte_une_fois_dans_la_ville() -> None:
    projection = build_projection(build_cadre([*PERSONNES, ("a", "I2", None)]), Hypotheses(remplacement=0))
    assert projection.ville.depart.effectif == 6
    assert {ligne.territoire.code: ligne.depart.effectif for ligne in projection.lignes} == {"S": 4, "N": 3}
    assert projection.inconnus == 0  # son autre lieu dit son âge


def test_un_age_inconnu_prend_la_repartition_des_autres() -> None:
    personnes = [*PERSONNES[:2], ("u", "I1", (30, 31)), ("v", "I1", (30, 31)), ("x", "I2", None)]
    projection = build_projection(build_cadre(personnes), Hypotheses(remplacement=0))
    nord = next(ligne for ligne in projection.lignes if ligne.territoire.code == "N")
    assert projection.inconnus == 1
    assert nord.arrivee.effectif == pytest.approx(0.5)  # la moitié des âges connus partent


def test_un_quartier_dont_les_ages_sont_tus_prend_ceux_de_la_ville_et_on_le_dit() -> None:
    projection = build_projection(build_cadre(PERSONNES, tus={"N"}), Hypotheses(remplacement=0))
    nord = next(ligne for ligne in projection.lignes if ligne.territoire.code == "N")
    # Dans la ville, sur six : deux partis à coup sûr, un une fois sur deux. Il reste 3,5 sur 6, soit 7/6 sur 2.
    assert nord.arrivee.effectif == pytest.approx(7 / 6)
    assert (projection.inconnus, projection.tus) == (0, 1)
    assert "Dans 1\xa0quartier, trop peu de professionnels pour dire leurs âges" in projection.certitude
    assert build_projection(build_cadre(PERSONNES), Hypotheses()).tus == 0


def test_une_ville_sous_le_seuil_ne_dit_aucun_age() -> None:
    with pytest.raises(ProjectionImpossible, match="6 médecins généralistes dans la ville : sous 11, les âges"):
        build_projection(build_cadre(PERSONNES, tus={"N", "S", "99001"}, seuil=11), Hypotheses())


def test_trop_d_ages_inconnus_la_page_dit_quoi_importer() -> None:
    personnes = [(nom, iris, None if rang < 3 else age) for rang, (nom, iris, age) in enumerate(PERSONNES)]
    with pytest.raises(ProjectionImpossible, match=r"3 des 6 médecins généralistes.*age_classe"):
        build_projection(build_cadre(personnes), Hypotheses())


def test_des_comptes_sans_personne_ne_se_projettent_pas() -> None:
    with pytest.raises(ProjectionImpossible, match="Aucune personne"):
        build_projection(build_cadre([("", iris, None) for _, iris, _ in PERSONNES]), Hypotheses())
    cadre = build_cadre([(nom, iris, None) for nom, iris, _ in PERSONNES])
    officines = replace(cadre, points=tuple(replace(p, categorie="officine") for p in cadre.points))
    with pytest.raises(ProjectionImpossible, match="sont des lieux"):
        build_projection(officines, Hypotheses())


def test_points_mal_places_pas_de_detail_par_quartier() -> None:
    projection = build_projection(build_cadre([*PERSONNES, ("z", "", (40, 50))]), Hypotheses())
    assert projection.lignes == ()
    assert projection.ville.depart.effectif == 7


@pytest.mark.parametrize(
    ("hypotheses", "debut"),
    [
        ({"remplacement": 0}, "Si aucun départ n’est remplacé, la ville compterait entre 3 et 4 médecins"),
        ({"remplacement": 10}, "Si un départ sur dix est remplacé, "),
        ({"remplacement": 60}, "Si 6 départs sur dix sont remplacés, "),
        ({"remplacement": 100}, "Si tous les départs sont remplacés, la ville compterait 6 médecins"),
        ({"arrivees": 0.5}, "Si 5 départs sur dix sont remplacés et que 0,5 de plus s’installe chaque année, "),
        ({"arrivees": 3.0}, "Si 5 départs sur dix sont remplacés et que 3 de plus s’installent chaque année, "),
    ],
)
def test_la_phrase_dit_l_hypothese(hypotheses: dict[str, float], debut: str) -> None:
    phrase = project(**hypotheses).phrase
    assert phrase.startswith(debut)
    assert phrase.endswith("contre 6 en 2024 : c’est une hypothèse, pas une prévision.")


def test_le_plus_expose_ne_se_nomme_pas_sous_cinq_personnes() -> None:
    assert "La baisse attendue" not in project().certitude
    plus = [*PERSONNES, *((n, "I1", (55, 60)) for n in "uvw")]
    certitude = build_projection(build_cadre(plus), Hypotheses(remplacement=0)).certitude
    assert "La baisse attendue est la plus forte dans le quartier Sud : de 7 à 2,0." in certitude
    # Des âges supposés ne désignent aucun quartier.
    supposes = build_projection(build_cadre(plus, tus={"S"}), Hypotheses(remplacement=0)).certitude
    assert "La baisse attendue" not in supposes


def test_l_export_porte_les_hypotheses() -> None:
    lignes = export_projection_csv(project(remplacement=0), "2026-11-22").decode("utf-8-sig").split("\r\n")
    assert len(lignes) == 1 + 3 * 11 + 1
    assert lignes[1].startswith("99001;Damier;2024;6;6;6;6;6;6;")
    assert lignes[1].endswith(";65;0;0;0;2026-11-22;hypothèse, pas une prévision")


def test_les_salaries_et_les_autres_communes_ne_comptent_pas() -> None:
    salarie = replace(POINTS[0], mode_exercice="salarié")
    ailleurs = replace(POINTS[1], iris="", commune="99002")
    sans_iris = replace(POINTS[2], iris="")
    assert select_en_ville([salarie, ailleurs, sans_iris], GENERALISTE.code, {"99001"}) == (sans_iris,)


def test_annee_des_points() -> None:
    assert read_annee([replace(POINTS[0], date="2023-12"), replace(POINTS[0], date="")], "2026-11-22") == 2023
    assert read_annee([replace(POINTS[0], date="")], "2026-11-22") == 2026


@pytest.mark.parametrize(
    ("libelle", "attendu"),
    [
        ("Masseur-kinésithérapeute", "masseurs-kinésithérapeutes"),
        ("Infirmier", "infirmiers"),
        ("Médecin, psychiatrie", "psychiatres"),
        ("Médecin, ophtalmologie", "ophtalmologues"),
        ("Médecin, radiodiagnostic", "médecins (radiodiagnostic)"),
        ("Médecin, gynécologie médicale", "médecins (gynécologie médicale)"),
        ("Technicien de laboratoire", "professionnels (Technicien de laboratoire)"),
    ],
)
def test_le_pluriel_des_metiers(libelle: str, attendu: str) -> None:
    assert name_pluriel(Metier("x", libelle, 1, ())) == attendu
