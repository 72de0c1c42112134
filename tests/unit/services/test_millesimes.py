"""Deux contours d'un même QPV ne se comptent, ne se classent et ne se dessinent pas ensemble."""

from dataclasses import replace

from observatoire.domain.estimation import Statut
from observatoire.domain.territoire import Maille, Territoire
from observatoire.services.carte import build_animation, build_carte, load_contours
from observatoire.services.entonnoir import build_entonnoir
from observatoire.services.millesimes import find_contours_anciens, keep_recents
from observatoire.services.nuage import build_nuage
from observatoire.services.typologie import read_table
from observatoire.services.version import open_version
from observatoire.services.voisinage import build_lissage, build_regroupements
from tests.outils.chiffres import PART, make_chiffre

RECENTS, ANCIEN = {"QN09901N", "QN09902N"}, "QP099001"
SANS_MT = "part_sans_medecin_traitant"


def list_codes(lignes) -> set[str]:
    return {ligne.territoire.code for ligne in lignes}


def test_villetest_a_bien_deux_contours_du_meme_lieu(base) -> None:
    """Sans quoi les essais de ce module ne prouveraient rien."""
    lues = base.execute(
        "SELECT t.code FROM valeur v JOIN territoire t ON t.code = v.territoire WHERE v.indicateur = ? "
        "AND v.periode = '2024' AND t.maille = 'qpv' AND v.statut = 'disponible'",
        [SANS_MT],
    ).fetchall()
    assert {code for (code,) in lues} == {*RECENTS, ANCIEN}


def test_la_carte_et_son_compte_ne_gardent_que_le_contour_recent(version: str) -> None:
    carte = build_carte(version=version, indicateur=SANS_MT, periode="2024", maille="qpv")
    assert list_codes(carte.lignes) == RECENTS
    assert sum(j.nombre for j in carte.jugements) == 2
    assert carte.millesime == "2024"
    assert build_carte(version=version, indicateur=SANS_MT, periode="2024", maille="quartier").millesime is None


def test_tout_ce_qui_se_tire_de_la_carte(version: str) -> None:
    choix = {"version": version, "indicateur": SANS_MT, "periode": "2024", "maille": "qpv"}
    assert list_codes(p.ligne for p in build_entonnoir(**choix).points) == RECENTS
    assert list_codes(x.ligne for x in build_lissage(**choix).lissages) == RECENTS
    assert list_codes(x.ligne for x in build_regroupements(**choix).regroupements) == RECENTS
    nuage = build_nuage(version=version, indicateur_x=SANS_MT, indicateur_y="part_depistage_sein", maille="qpv")
    assert list_codes(p.x for p in nuage.points) <= RECENTS
    animation = build_animation(version=version, indicateur=SANS_MT, maille="qpv")
    assert {code for valeurs in animation.valeurs.values() for code in valeurs} == RECENTS


def test_les_traces_suivent_la_carte_et_l_ancien_reste_sur_demande(version: str) -> None:
    assert {c.code for c in load_contours(version=version, maille="qpv")} == RECENTS
    assert {c.code for c in load_contours(version=version, maille="qpv", millesime="2015")} == {ANCIEN}


def test_la_typologie_ne_range_pas_deux_fois_le_meme_lieu(version: str) -> None:
    entrepot = open_version(version)
    lignes = entrepot.read("valeurs_dernieres", maille="qpv", millesime="2024", autres=[], sexe="ensemble")
    territoires, _, _ = read_table(entrepot.metadonnees, lignes, "qpv", [SANS_MT], "2024")
    assert {t.code for t in territoires} == RECENTS


def make_qpv(code: str, millesime: str, periode: str, *, statut: Statut = Statut.DISPONIBLE):
    qpv = Territoire(code, Maille.QPV, "Les Tilleuls", "99123", millesime, None, None, None)
    return make_chiffre(PART, 100, 1000, periode=periode, territoire=qpv, statut=statut)


def test_chaque_periode_garde_le_contour_qui_a_un_chiffre() -> None:
    chiffres = [
        make_qpv("QP1", "2015", "2019"),  # seul l'ancien a cette période
        make_qpv("QP1", "2015", "2024"),
        make_qpv("QN1", "2024", "2024"),
        make_qpv("QP1", "2015", "2022"),
        make_qpv("QN1", "2024", "2022", statut=Statut.NON_DISPONIBLE),  # le récent n'y a rien
        make_qpv("QP1", "2015", "2023"),
        make_qpv("QN1", "2024", "2023", statut=Statut.SECRET),  # un secret est un chiffre
    ]
    retenus = {(c.periode.code, c.territoire.code) for c in keep_recents(chiffres)}
    assert retenus == {("2019", "QP1"), ("2022", "QP1"), ("2023", "QN1"), ("2024", "QN1")}


def rename(version: str, code: str, **champs):
    """Les métadonnées de Villetest, un QPV changé."""
    meta = open_version(version).metadonnees
    return replace(meta, territoires={**meta.territoires, code: replace(meta.territoires[code], **champs)})


def test_un_qpv_renomme_au_meme_endroit_reste_le_meme(version: str) -> None:
    """L'ancien contour touche les deux mêmes IRIS que « Les Tilleuls » : le nom n'y change rien."""
    assert find_contours_anciens(open_version(version).metadonnees) == {"QN09901N", ANCIEN}
    renomme = rename(version, ANCIEN, nom="Mirandelle Sud")
    assert find_contours_anciens(renomme) == {"QN09901N", ANCIEN}


def test_un_qpv_d_un_autre_nom_plus_loin_dans_les_memes_iris_est_un_autre(version: str) -> None:
    loin = rename(version, ANCIEN, nom="Mirandelle Sud", lon=3.05)
    assert find_contours_anciens(loin) == frozenset()
