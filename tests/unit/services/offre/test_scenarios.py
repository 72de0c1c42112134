"""« Et si ? » : avant et après calculés à la main, avis sur ce qui ne va pas, phrases, exports."""

import json
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
import shapely

from observatoire.domain.acces import Decroissance, ParametresAcces
from observatoire.domain.placement import Placement
from observatoire.domain.scenario import Changement, Genre, write_changements
from observatoire.domain.territoire import Maille, Territoire
from observatoire.services.carte import Contour
from observatoire.services.offre.cadre import CadreOffre
from observatoire.services.offre.points import Metier, Offre, Point
from observatoire.services.offre.reperes import CASES_MAX, Reperes, build_reperes
from observatoire.services.offre.scenarios import (
    EtSi,
    build_et_si,
    check_retraits,
    find_place,
    read_changements,
)
from observatoire.services.offre.scenarios_dits import (
    describe_changement,
    export_csv,
    export_json,
    write_certitude,
    write_limites,
    write_phrase,
)
from observatoire.services.offre.situation import Habitats, Situation, Soins
from observatoire.services.offre.zonage import Zonage
from observatoire.stats.proximity import build_points

GENERALISTE = Metier("medecin-medecine-generale", "Médecin, médecine générale", 3, ())
INFIRMIER = Metier("infirmier", "Infirmier", 1, ())
VILLE = Territoire("99001", Maille.COMMUNE, "Damier", "99001", "2024", None, None, None)
OUEST = Territoire("O", Maille.QUARTIER, "Les Ormes", "99001", "", 2.005, 46.005, None)
EST = Territoire("E", Maille.QUARTIER, "L’Est", "99001", "", 2.505, 46.005, None)
# Deux quartiers d'un IRIS, à 38 km l'un de l'autre : ce qui change ici ne se voit pas là-bas.
CENTRES = {"990010101": (2.005, 46.005), "990010102": (2.505, 46.005)}


def build_carre(code: str, lon: float) -> Contour:
    coins = [[lon, 46.0], [lon + 0.01, 46.0], [lon + 0.01, 46.01], [lon, 46.01], [lon, 46.0]]
    return Contour(code, code, "2024", *CENTRES[code], {"type": "Polygon", "coordinates": [coins]})


REPERES: Reperes = build_reperes([build_carre("990010101", 2.0), build_carre("990010102", 2.5)])


def build_point(personne: str, iris: str) -> Point:
    lon, lat = CENTRES[iris]
    return Point(
        id=personne, categorie="premier recours", profession="Médecin", specialite="Médecine générale", nom="",
        lon=lon, lat=lat, iris=iris, commune="99001", adresse="", mode_exercice="libéral", secteur_conventionnel="",
        date="2024-12-31", personne=personne, activite=1.0,
    )  # fmt: skip


POINTS = (build_point("a", "990010101"), build_point("b", "990010101"), build_point("c", "990010102"))
CADRE = CadreOffre(
    version="v", metier=GENERALISTE, nom="médecins généralistes", maille=Maille.QUARTIER, ville=VILLE,
    territoires=(EST, OUEST), iris={"990010101": "O", "990010102": "E"}, points=POINTS,
    habitants={"99001": 5000.0, "O": 1000.0, "E": 4000.0}, annee=2024, non_places=0,
)  # fmt: skip
SITUATION = Situation(
    metier=GENERALISTE.code,
    ville="99001",
    habitats=Habitats(
        build_points([2.005, 2.505], [46.005, 46.005]), ("990010101", "990010102"), np.array([1000.0, 4000.0]),
        np.ones(2),
    ),
    soins=Soins(
        points=build_points([p.lon or 0 for p in POINTS], [p.lat or 0 for p in POINTS]), ids=("a", "b", "c"),
        etp=np.ones(3), zone=tuple(p.iris for p in POINTS), dehors=np.zeros(3, dtype=np.bool_),
    ),
    trajets=None,
    territoires={"O": np.array([0]), "E": np.array([1]), "99001": np.array([0, 1])},
    non_places=0,
    detour=1.3,
    is_carroyee=False,
)  # fmt: skip
PARAMETRES = ParametresAcces(portee=3, decroissance=Decroissance.AUCUNE, besoins=False)
OFFRE = Offre(POINTS, (GENERALISTE, INFIRMIER))
TERRITOIRES = {"O": OUEST, "E": EST}


def play(*changements: Changement) -> EtSi:
    return build_et_si(CADRE, SITUATION, PARAMETRES, changements, REPERES)


def add(nombre: float, lieu: str, genre: Genre = Genre.AJOUT) -> Changement:
    return Changement(genre, ((GENERALISTE.code, nombre),), lieu)


def get_etats(et_si: EtSi) -> dict[str, tuple[float | None, ...]]:
    return {li.territoire.code: (li.avant.tetes, li.apres.tetes, li.avant.acces, li.apres.acces) for li in et_si.lignes}


def test_deux_de_plus_a_l_est_a_la_main() -> None:
    # À l'est : 1 pour 4 000, puis 3 ; soit 2,5 puis 7,5 pour 10 000. À l'ouest rien ne bouge : 2 pour 1 000.
    et_si = play(add(2, "990010102"))
    assert get_etats(et_si) == {"E": (1, 3, pytest.approx(2.5), pytest.approx(7.5)), "O": (2, 2, 20, 20)}
    assert [li.territoire.code for li in et_si.lignes] == ["E", "O"]
    assert [li.sens for li in et_si.lignes] == [1, 0]
    assert (et_si.ville.avant.densite, et_si.ville.apres.densite) == pytest.approx((6, 10))
    assert et_si.ville.apres.acces == pytest.approx(10)  # 5 pour 5 000, tout le monde atteint sa part


@pytest.mark.parametrize("lieu", ["990010102", "E", "2.50310_46.00410"])
def test_un_lieu_se_dit_par_iris_quartier_ou_point(lieu: str) -> None:
    assert get_etats(play(add(2, lieu)))["E"][:2] == (1, 3)


def test_retirer_allege_chacun_a_parts_egales() -> None:
    et_si = play(add(1, "O", Genre.RETRAIT))
    assert get_etats(et_si)["O"] == (2, 1, pytest.approx(20), pytest.approx(10))
    assert et_si.lignes[0].sens == -1


def test_retirer_tout_le_monde_et_plus_encore() -> None:
    changements = (add(2, "O", Genre.RETRAIT), add(3, "O", Genre.RETRAIT))
    assert get_etats(play(*changements))["O"] == (2, 0, 20, 0)
    assert check_retraits(CADRE, changements) == (
        "Les Ormes : 5 médecins généralistes à retirer pour 2 présents. Le calcul les retire tous.",
    )
    assert check_retraits(CADRE, (add(2, "O", Genre.RETRAIT),)) == ()


def test_un_mi_temps_compte_une_demie() -> None:
    # À l'est : 1 pour 4 000, puis 1,5 : 3,75 pour 10 000.
    et_si = play(add(0.5, "E"))
    assert get_etats(et_si)["E"] == (1, 1.5, pytest.approx(2.5), pytest.approx(3.75))
    assert "La ville compterait 3,5 médecins généralistes au lieu de 3" in write_certitude(et_si).replace("\xa0", " ")


def test_fermer_un_lieu_d_exercice() -> None:
    """A part de l'ouest : reste B, un pour 1 000. Fermer le seul de l'est n'y laisse personne."""
    et_si = play(add(1, "a", Genre.RETRAIT))
    assert get_etats(et_si)["O"] == (2, 1, pytest.approx(20), pytest.approx(10))
    assert get_etats(play(add(1, "c", Genre.RETRAIT)))["E"] == (1, 0, pytest.approx(2.5), 0)
    # Fermer A puis retirer un des restants vide le quartier, sans compter A deux fois.
    assert get_etats(play(add(1, "a", Genre.RETRAIT), add(1, "O", Genre.RETRAIT)))["O"] == (2, 0, 20, 0)


def test_fermer_un_lieu_d_une_personne_qui_en_a_deux() -> None:
    points = (*POINTS[:2], replace(POINTS[2], personne="a"))
    cadre = replace(CADRE, points=points)
    et_si = build_et_si(cadre, SITUATION, PARAMETRES, (add(1, "a", Genre.RETRAIT),), REPERES)
    etats = get_etats(et_si)
    assert (etats["O"][:2], etats["E"][:2]) == ((2, 1), (1, 1))
    assert (et_si.ville.avant.tetes, et_si.ville.apres.tetes) == (2, 2)  # A exerce encore à l'est


def test_un_lieu_d_exercice_se_lit_dans_l_adresse_et_se_dit() -> None:
    fermeture, *autres = ("r:medecin-medecine-generale*1@a", "r:infirmier*1@a", "a:medecin-medecine-generale*1@a")
    lus, avis = read_changements("~".join([fermeture, *autres]), offre=OFFRE, territoires=TERRITOIRES, reperes=REPERES)
    assert lus == (add(1, "a", Genre.RETRAIT),)
    assert len(avis) == 2  # un infirmier n'exerce pas là ; on n'ajoute pas « dans » un cabinet
    texte = describe_changement(lus[0], OFFRE, CADRE, REPERES)
    assert texte == "Fermer le lieu d’exercice (nom non publié) (médecin généraliste), aux Ormes"


def test_un_qpv_gagne_ce_qui_s_y_pose_et_perd_sa_part() -> None:
    """Le QPV tient la moitié ouest de l'IRIS des Ormes : il contient A, non B."""
    qpv = Territoire("QN1", Maille.QPV, "Les Chênes", "99001", "2024", None, None, None)
    zonage = Zonage(
        iris={}, dans_qpv={"QN1": frozenset({"a"})}, qpv={"QN1": qpv}, quartiers={},
        formes_qpv={"QN1": shapely.box(2.0, 46.0, 2.005, 46.01)},
    )  # fmt: skip
    cadre = replace(CADRE, zonage=zonage)
    situation = replace(SITUATION, territoires={**SITUATION.territoires, "QN1": np.array([0])})
    changements = (add(2, "2.00200_46.00200"), add(1, "2.00800_46.00200"), add(1, "O", Genre.RETRAIT))
    (ligne,) = build_et_si(cadre, situation, PARAMETRES, changements, REPERES).qpv
    # Deux arrivées sur trois y tombent ; un départ sur les deux des Ormes lui coûte une demie.
    assert (ligne.avant.tetes, ligne.apres.tetes, ligne.avant.densite) == (1, 2.5, None)
    assert (ligne.avant.acces, ligne.apres.acces) == pytest.approx((20, 40))


def test_ajouter_et_retirer_autant_au_meme_endroit_ne_change_rien() -> None:
    et_si = play(add(1, "O", Genre.RETRAIT), add(1, "O"))
    assert all(li.sens == 0 for li in et_si.lignes)
    assert write_phrase(et_si).startswith("Ce scénario ne change presque rien à l’accessibilité")


def test_une_maison_de_sante_ne_compte_que_le_metier_regarde() -> None:
    maison = Changement(Genre.MAISON, ((GENERALISTE.code, 1), ("infirmier", 9)), "990010101")
    assert get_etats(play(maison))["O"][:2] == (2, 3)


def test_un_fichier_de_comptes_vaut_par_son_activite() -> None:
    """Les généralistes par IRIS de l'assurance maladie : 2,4 en un point, sans personne."""
    compte = replace(POINTS[0], personne="", activite=2.4)
    cadre = replace(CADRE, points=(compte,))
    et_si = build_et_si(cadre, SITUATION, PARAMETRES, (add(1, "O"),), REPERES)
    assert (et_si.ville.avant.tetes, et_si.ville.apres.tetes) == pytest.approx((2.4, 3.4))
    assert check_retraits(cadre, (add(3, "O", Genre.RETRAIT),)) != ()


def test_plus_d_offre_n_enleve_rien_a_personne() -> None:
    parametres = ParametresAcces(portee=60, besoins=False)
    for lieu in CENTRES:
        et_si = build_et_si(CADRE, SITUATION, parametres, (add(3, lieu),), REPERES)
        assert all(li.ecart > 0 for li in et_si.lignes)


def test_sans_lieux_habites_seules_les_densites_se_comparent() -> None:
    vide = Situation(
        metier=GENERALISTE.code, ville="99001", trajets=None, territoires={}, non_places=3,
        soins=SITUATION.soins, detour=1.3, is_carroyee=False,
        habitats=Habitats(build_points([], []), (), np.array([]), np.array([])),
    )  # fmt: skip
    et_si = build_et_si(CADRE, vide, PARAMETRES, (add(2, "E"),), REPERES)
    assert et_si.avant is None
    assert write_phrase(et_si).startswith("La densité des médecins généralistes augmenterait à l’Est (de 2,5 à 7,5")
    assert "n’a pas de lieux habités" in write_limites(None, CADRE, Placement(3, 3, 3))


def test_ce_qui_ne_se_lit_pas_est_dit_et_laisse() -> None:
    bons = write_changements([add(2, "E"), add(1, "O", Genre.RETRAIT)])
    mauvais = [
        "n’importe quoi", "a:plombier*1@E", "a:infirmier*1@AILLEURS", "a:infirmier*99@E",
        "a:infirmier*1@5.00000_50.00000", "r:infirmier*1@990010101", "r:infirmier*1@2.50310_46.00410",
    ]  # fmt: skip
    lus, avis = read_changements("~".join([bons, *mauvais]), offre=OFFRE, territoires=TERRITOIRES, reperes=REPERES)
    assert lus == (add(2, "E"), add(1, "O", Genre.RETRAIT))
    assert len(avis) == len(mauvais)
    assert avis[0].startswith("Le changement n° 3 du lien n’est pas repris : forme inconnue")
    assert "hors de la ville" in avis[4]


def test_trop_de_changements_sont_coupes() -> None:
    lus, avis = read_changements(
        "~".join(["a:infirmier*1@E"] * 15), offre=OFFRE, territoires=TERRITOIRES, reperes=REPERES
    )
    assert len(lus) == 12
    assert avis == ("Le lien porte 15 changements : les 12 premiers sont repris.",)


@pytest.mark.parametrize(
    ("changement", "attendu"),
    [
        (add(1, "O"), "Ajouter 1 médecin généraliste aux Ormes"),
        (add(2, "990010102", Genre.RETRAIT), "Retirer 2 médecins généralistes à l’Est"),
        (
            Changement(Genre.MAISON, ((GENERALISTE.code, 4), ("infirmier", 1)), "2.00500_46.00500"),
            "Ouvrir une maison de santé aux Ormes : 4 médecins généralistes et 1 infirmier",
        ),
    ],
)
def test_un_changement_se_dit(changement: Changement, attendu: str) -> None:
    assert describe_changement(changement, OFFRE, CADRE, REPERES).replace("\xa0", " ") == attendu


def test_la_phrase_nomme_ou_et_combien() -> None:
    phrase = write_phrase(play(add(2, "E"), add(1, "O", Genre.RETRAIT))).replace("\xa0", " ")
    assert phrase == (
        "L’accessibilité aux médecins généralistes augmenterait à l’Est (de 2,5 à 7,5 pour 10 000 habitants) et "
        "baisserait aux Ormes (de 20,0 à 10,0 pour 10 000 habitants)."
    )
    assert "ne changerait presque pas dans l’autre." in write_phrase(play(add(2, "E")))


def test_la_certitude_donne_la_ville_et_le_rapport() -> None:
    texte = write_certitude(play(add(2, "E"))).replace("\xa0", " ")
    assert "La ville compterait 5 médecins généralistes au lieu de 3, soit 10,0 pour 10 000" in texte
    assert "le rapport passerait de 1 à 8,0 à 1 à 2,7." in texte  # 20 / 2,5 puis 20 / 7,5
    assert "C’est une hypothèse" in texte


def test_l_effet_de_bord_est_dit() -> None:
    assert "l’offre des communes voisines n’est pas connue" in write_limites(
        play(add(1, "E")).avant, CADRE, Placement(3, 3, 3)
    )


def test_trop_d_adresses_sans_position_taisent_le_detail_et_disent_pourquoi() -> None:
    """Un lieu de soins sur quatre n'a pas de coordonnées : rien ne se compare par quartier."""
    situation = replace(SITUATION, non_places=1)
    cadre = replace(CADRE, points=(*POINTS, replace(POINTS[0], id="n", personne="n", iris="", lon=None)), non_places=1)
    et_si = build_et_si(cadre, situation, PARAMETRES, (add(1, "E"),), REPERES)
    assert et_si.avant is None
    assert all(li.avant.tetes is None and li.avant.acces is None for li in et_si.lignes)
    assert et_si.ville.apres.tetes == 5
    texte = write_limites(None, cadre, situation.placement).replace("\xa0", " ")
    assert texte.count("1 adresse sur 4 reste à géocoder") == 2
    assert "Nombre et densité par quartier tus" in texte
    assert "n’a pas de lieux habités" not in texte


def test_les_exports() -> None:
    et_si = play(add(2, "E"))
    lignes = export_csv(et_si, "v1").decode("utf-8-sig").split("\r\n")
    assert lignes[2] == "medecin-medecine-generale;E;L’Est;1;3;2,5;7,5;2,5;7,5;5;v1;hypothèse"
    contenu = json.loads(export_json(et_si, "v1", "changements=x"))
    assert contenu["changements"] == [{"genre": "ajout", "equipe": {GENERALISTE.code: 2}, "lieu": "E"}]
    assert contenu["resultats"][1]["accessibilite_apres"] == 7.5
    assert contenu["requete"] == "changements=x"


def test_les_reperes_couvrent_la_ville_et_elle_seule() -> None:
    assert REPERES.find_iris(2.5001, 46.0001) == "990010102"
    assert REPERES.find_iris(2.25, 46.005) == ""
    assert {c.iris for c in REPERES.cases} == set(CENTRES)
    assert all(REPERES.find_iris(c.lon, c.lat) == c.iris for c in REPERES.cases)
    assert 0.5 * CASES_MAX < len(build_grande().cases) < 1.2 * CASES_MAX


def build_grande() -> Reperes:
    coins = [[2, 46], [2.2, 46], [2.2, 46.2], [2, 46.2], [2, 46]]
    return build_reperes([Contour("X", "X", "", None, None, {"type": "Polygon", "coordinates": [coins]})])


def test_place_d_un_changement_hors_des_quartiers() -> None:
    seul: Sequence[Territoire] = (OUEST,)
    cadre = CadreOffre(
        version="v", metier=GENERALISTE, nom="x", maille=Maille.QUARTIER, ville=VILLE, territoires=tuple(seul),
        iris={"990010101": "O"}, points=POINTS, habitants={}, annee=2024, non_places=0,
    )  # fmt: skip
    assert find_place(add(1, "990010102"), cadre, REPERES).territoire == ""
