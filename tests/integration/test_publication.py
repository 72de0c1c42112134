"""Du chantier à la version publiée, sur une ville en damier dont chaque chiffre se vérifie à la main."""

import json
import math
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
import shapely
from statsmodels.stats.proportion import proportion_confint

from observatoire.domain.indicateur import TypeIndicateur
from observatoire.errors import ErreurObservatoire
from observatoire.ingest.chantier.base import create_chantier, open_chantier
from observatoire.ingest.chantier.lots import remove_lot
from observatoire.ingest.lot import LotLu
from observatoire.ingest.publication.versions import publish
from observatoire.settings import Reglages
from tests.outils.chantier import (
    COMMUNE,
    COTE,
    SUD,
    add_lots,
    build_catalogue,
    build_contours,
    build_damier,
    build_fiche,
    build_population,
    build_quartiers,
    build_reglages,
    build_valeurs,
    carre,
    code_iris,
)

I1, I2, I3, I4 = (code_iris(n) for n in range(1, 5))


@dataclass
class Ville:
    reglages: Reglages

    def publish(self, *lots: LotLu) -> str:
        add_lots(self.reglages, *lots)
        return publish(self.reglages, build_catalogue()).fichier

    def read(self, requete: str, *parametres: object) -> list[tuple]:
        publie = self.reglages.publie
        courante = (publie / "COURANT").read_text(encoding="utf-8").strip()
        with duckdb.connect(str(publie / courante), read_only=True) as connexion:
            return connexion.execute(requete, list(parametres)).fetchall()

    def cellule(self, indicateur: str, territoire: str, sexe: str = "ensemble", periode: str = "2022") -> tuple:
        lignes = self.read(
            "SELECT statut, valeur, numerateur, denominateur FROM valeur "
            "WHERE indicateur = ? AND territoire = ? AND sexe = ? AND periode = ?",
            indicateur, territoire, sexe, periode,
        )  # fmt: skip
        assert len(lignes) == 1, lignes
        return lignes[0]


@pytest.fixture
def ville(tmp_path: Path) -> Ville:
    reglages = build_reglages(tmp_path)
    create_chantier(reglages, nom="Damier", communes=[COMMUNE])
    add_lots(reglages, build_damier(), build_quartiers())
    return Ville(reglages)


def quatre(indicateur: str, *comptes: tuple[float | None, float | None] | str) -> LotLu:
    """Un chiffre par IRIS du damier ; un mot seul est un statut."""
    cellules = [
        (code_iris(n), c, None, None) if isinstance(c, str) else (code_iris(n), "disponible", *c)
        for n, c in enumerate(comptes, 1)
    ]
    return build_valeurs(indicateur, cellules)


def test_un_quartier_se_recompose_des_comptes_et_non_des_pourcentages(ville: Ville) -> None:
    ville.publish(quatre("part_essai", (10, 100), (90, 300), (1, 50), (4, 50)))
    # 10 % et 30 % : la moyenne des parts serait 20 %, la vraie part est 100 sur 400.
    assert ville.cellule("part_essai", "SUD") == ("disponible", 25.0, 100.0, 400.0)
    assert ville.cellule("part_essai", "NORD") == ("disponible", 5.0, 5.0, 100.0)
    assert ville.cellule("part_essai", COMMUNE) == ("disponible", 21.0, 105.0, 500.0)


def test_un_effectif_s_additionne(ville: Ville) -> None:
    ville.publish(quatre("population", (10.25, None), (20.5, None), (30, None), (40, None)))
    assert ville.cellule("population", "SUD") == ("disponible", 30.75, 30.75, None)
    assert ville.cellule("population", COMMUNE)[1] == 100.75


def test_un_icm_rapporte_les_sommes_observe_sur_attendu(ville: Ville) -> None:
    ville.publish(quatre("icm_essai", (30, 20), (10, 20), (5, 10), (5, 10)))
    assert ville.cellule("icm_essai", "SUD") == ("disponible", 100.0, 40.0, 40.0)


@pytest.mark.parametrize("troisieme", ["secret", "non_disponible"])
def test_un_enfant_secret_ou_absent_empeche_de_recomposer(ville: Ville, troisieme: str) -> None:
    ville.publish(quatre("part_essai", (10, 100), (90, 300), troisieme, (4, 50)))
    assert ville.cellule("part_essai", "SUD")[0] == "disponible"
    assert ville.cellule("part_essai", "NORD") == ("non_disponible", None, None, None)
    assert ville.cellule("part_essai", COMMUNE) == ("non_disponible", None, None, None)
    assert ville.cellule("part_essai", I3)[0] == troisieme


def test_un_enfant_sans_ligne_empeche_de_recomposer(ville: Ville) -> None:
    ville.publish(build_valeurs("part_essai", [(I1, "disponible", 10, 100), (I3, "disponible", 4, 50)]))
    assert ville.cellule("part_essai", "SUD")[0] == "non_disponible"
    assert ville.cellule("part_essai", COMMUNE)[0] == "non_disponible"


def test_un_iris_sans_habitant_compte_pour_zero(ville: Ville) -> None:
    ville.publish(quatre("part_essai", (10, 100), (0, 0), "non_applicable", "non_applicable"))
    assert ville.cellule("part_essai", I2) == ("non_applicable", None, None, None)
    assert ville.cellule("part_essai", "SUD") == ("disponible", 10.0, 10.0, 100.0)
    assert ville.cellule("part_essai", "NORD") == ("non_applicable", None, None, None)
    assert ville.cellule("part_essai", COMMUNE) == ("disponible", 10.0, 10.0, 100.0)


def test_une_mediane_ne_s_agrege_pas(ville: Ville) -> None:
    iris = [(code_iris(n), "disponible", None, None) for n in range(1, 5)]
    ville.publish(build_valeurs("revenu_essai", iris, valeurs=[1.0, 2.0, 3.0, 4.0]))
    assert ville.read("SELECT territoire FROM valeur ORDER BY 1") == [(I1,), (I2,), (I3,), (I4,)]


def test_un_chiffre_donne_pour_la_ville_l_emporte(ville: Ville) -> None:
    donne = build_valeurs("part_essai", [(COMMUNE, "disponible", 200, 1000)], maille="commune")
    ville.publish(donne, quatre("part_essai", (10, 100), (90, 300), (1, 50), (4, 50)))
    assert ville.cellule("part_essai", COMMUNE) == ("disponible", 20.0, 200.0, 1000.0)
    assert ville.cellule("part_essai", "SUD")[1] == 25.0


def test_une_case_vide_donnee_pour_la_ville_n_empeche_pas_de_recomposer(ville: Ville) -> None:
    vide = build_valeurs("part_essai", [(COMMUNE, "non_disponible", None, None)], maille="commune")
    ville.publish(quatre("part_essai", (10, 100), (90, 300), (1, 50), (4, 50)), vide)
    assert ville.cellule("part_essai", COMMUNE)[1] == 21.0


def test_la_commune_se_recompose_de_ses_quartiers_faute_d_iris(ville: Ville) -> None:
    quartiers = [("SUD", "disponible", 30, 100), ("NORD", "disponible", 10, 100)]
    ville.publish(build_valeurs("part_essai", quartiers, maille="quartier"))
    assert ville.cellule("part_essai", COMMUNE) == ("disponible", 20.0, 40.0, 200.0)


def test_le_lot_le_plus_recent_l_emporte_et_le_retirer_rend_l_ancien(ville: Ville) -> None:
    ancien = quatre("part_essai", (10, 100), (90, 300), (1, 50), (4, 50))
    ville.publish(ancien, build_valeurs("part_essai", [(I1, "disponible", 50, 100)]))
    assert ville.cellule("part_essai", I1)[1] == 50.0
    assert ville.cellule("part_essai", "SUD")[1] == 35.0
    with open_chantier(ville.reglages) as connexion:
        recent = connexion.execute("SELECT id FROM lot ORDER BY rang DESC LIMIT 1").fetchone()
        assert recent is not None
        remove_lot(connexion, recent[0])
    ville.publish()
    assert ville.cellule("part_essai", I1)[1] == 10.0
    assert ville.cellule("part_essai", "SUD")[1] == 25.0


def test_les_comptes_font_foi_sur_la_valeur_donnee(ville: Ville) -> None:
    cellules = [(I1, "disponible", 1, 8), (I2, "disponible", None, None)]
    ville.publish(build_valeurs("part_essai", cellules, valeurs=[12.0, 40.0]))
    assert ville.cellule("part_essai", I1) == ("disponible", 12.5, 1.0, 8.0)
    assert ville.cellule("part_essai", I2) == ("disponible", 40.0, None, None)


def test_l_ensemble_se_fait_des_deux_sexes(ville: Ville) -> None:
    femmes = build_valeurs("taux_essai", [(I1, "disponible", 3, 100), (I2, "disponible", 1, 10)], sexe="femmes")
    hommes = build_valeurs("taux_essai", [(I1, "disponible", 5, 60), (I2, "secret", None, None)], sexe="hommes")
    ville.publish(femmes, hommes)
    assert ville.cellule("taux_essai", I1) == ("disponible", 50.0, 8.0, 160.0)
    assert ville.read("SELECT sexe FROM valeur WHERE territoire = ? ORDER BY 1", I2) == [("femmes",), ("hommes",)]


def test_l_ensemble_donne_l_emporte_sur_la_somme_des_sexes(ville: Ville) -> None:
    lots = [
        build_valeurs("taux_essai", [(I1, "disponible", n, 100)], sexe=s) for s, n in (("femmes", 3), ("hommes", 4))
    ]
    ville.publish(*lots, build_valeurs("taux_essai", [(I1, "disponible", 9, 200)]))
    assert ville.cellule("taux_essai", I1)[2:] == (9.0, 200.0)


def test_les_sexes_s_agregent_chacun_de_leur_cote(ville: Ville) -> None:
    for sexe, n in (("femmes", 1), ("hommes", 2)):
        add_lots(
            ville.reglages,
            build_valeurs("taux_essai", [(code_iris(i), "disponible", n, 10) for i in range(1, 5)], sexe=sexe),
        )
    ville.publish()
    assert ville.cellule("taux_essai", COMMUNE, "femmes") == ("disponible", 100.0, 4.0, 40.0)
    assert ville.cellule("taux_essai", COMMUNE, "hommes") == ("disponible", 200.0, 8.0, 40.0)
    assert ville.cellule("taux_essai", COMMUNE) == ("disponible", 150.0, 12.0, 80.0)


def area_on_ellipsoid(south: float, north: float, width_degrees: float) -> float:
    """Aire (km²) d'un rectangle de longitudes et latitudes sur GRS80, par la formule fermée."""
    a, inverse_flattening = 6378.137, 298.257222101
    b = a * (1 - 1 / inverse_flattening)
    e = math.sqrt(1 - (b / a) ** 2)

    def half(latitude: float) -> float:
        s = math.sin(math.radians(latitude))
        return s / (1 - (e * s) ** 2) + math.log((1 + e * s) / (1 - e * s)) / (2 * e)

    return b**2 / 2 * math.radians(width_degrees) * (half(north) - half(south))


def test_la_densite_rapporte_la_population_a_la_superficie(ville: Ville) -> None:
    ville.publish(quatre("population", (1000, None), (2000, None), (0, None), (500, None)))
    bas = area_on_ellipsoid(SUD, SUD + COTE, COTE)
    statut, valeur, numerateur, superficie = ville.cellule("densite_population", I1)
    assert (statut, numerateur) == ("disponible", 1000.0)
    assert superficie == pytest.approx(bas, rel=1e-5)
    assert valeur == pytest.approx(1000 / bas, rel=1e-5)
    assert ville.cellule("densite_population", "SUD")[1] == pytest.approx(3000 / (2 * bas), rel=1e-5)
    assert ville.read("SELECT count(*) FROM valeur WHERE indicateur = 'densite_population' AND ic_bas IS NOT NULL") == [
        (0,)
    ]


def test_l_intervalle_d_une_part_est_celui_de_wilson(ville: Ville) -> None:
    ville.publish(quatre("part_essai", (10, 100), (90, 300), (1, 50), (4, 50)))
    attendu = proportion_confint(10, 100, method="wilson")
    [trouve] = ville.read("SELECT ic_bas, ic_haut FROM valeur WHERE territoire = ?", I1)
    assert trouve == pytest.approx([100 * b for b in attendu], rel=1e-9)


def test_l_intervalle_d_un_icm_est_celui_de_byar(ville: Ville) -> None:
    ville.publish(quatre("icm_essai", (30, 20), (10, 20), (5, 10), (5, 10)))
    z, o, e = 1.959963984540054, 30, 20
    bas = o * (1 - 1 / (9 * o) - z / (3 * math.sqrt(o))) ** 3 / e * 100
    haut = (o + 1) * (1 - 1 / (9 * (o + 1)) + z / (3 * math.sqrt(o + 1))) ** 3 / e * 100
    [trouve] = ville.read("SELECT ic_bas, ic_haut FROM valeur WHERE territoire = ?", I1)
    assert trouve == pytest.approx((bas, haut), rel=1e-9)


def test_sans_comptes_il_n_y_a_pas_d_intervalle(ville: Ville) -> None:
    ville.publish(build_valeurs("part_essai", [(I1, "disponible", None, None)], valeurs=[12.0]))
    assert ville.read("SELECT valeur, ic_bas, ic_haut FROM valeur WHERE territoire = ?", I1) == [(12.0, None, None)]


def test_un_petit_effectif_est_masque_mais_compte_dans_son_quartier(ville: Ville) -> None:
    ville.publish(quatre("part_secrete", (10, 100), (40, 100), (9, 100), (8, 100)))
    assert ville.cellule("part_secrete", I1) == ("secret", None, None, None)
    assert ville.read("SELECT count(*) FROM valeur WHERE statut = 'secret' AND (ic_bas IS NOT NULL)") == [(0,)]
    # 9 + 8 : le quartier nord est au-dessus du seuil, et les deux IRIS qui le font sont secrets.
    assert ville.cellule("part_secrete", "NORD") == ("disponible", 8.5, 17.0, 200.0)


def test_le_plan_de_secret_compte_les_cellules_masquees(ville: Ville) -> None:
    ville.publish(quatre("part_secrete", (50, 100), (40, 100), (9, 100), "secret"))
    plan = ville.read("SELECT cellules, primaires, complementaires, marquees_par_le_producteur FROM plan_secret")
    secrets = ville.read("SELECT count(*), count(*) FILTER (statut = 'secret') FROM valeur")
    # Une poignée de cellules : dire combien sont sous le seuil dirait lesquelles.
    assert [(total, marques) for total, _, _, marques in plan] == [(secrets[0][0], 1)]
    assert [(primaires, autres) for _, primaires, autres, _ in plan] == [(None, None)]
    assert secrets[0][1] >= 2


def test_la_population_par_age_s_additionne_et_reunit_les_sexes(ville: Ville) -> None:
    lignes = [(code_iris(n), s, "0-14", 10.0 * n) for n in range(1, 5) for s in ("femmes", "hommes")]
    ville.publish(build_population(lignes))
    requete = "SELECT effectif FROM population WHERE territoire = ? AND sexe = ? AND classe_age = '0-14'"
    assert ville.read(requete, "SUD", "femmes") == [(30.0,)]
    assert ville.read(requete, COMMUNE, "ensemble") == [(200.0,)]
    assert ville.read("SELECT code, debut::VARCHAR, fin::VARCHAR FROM periode") == [
        ("2022", "2022-01-01", "2022-12-31")
    ]


def test_une_population_incomplete_ne_donne_pas_de_total(ville: Ville) -> None:
    ville.publish(build_population([(I1, "ensemble", "tous", 5.0), (I3, "ensemble", "tous", None)]))
    assert ville.read("SELECT territoire, effectif FROM population ORDER BY 1") == [(I1, 5.0), (I3, None)]


QPV = "QN99301I"


def build_qpv(largeur_dans_i2: float) -> LotLu:
    """Un QPV fait de tout l'IRIS 1 et d'une bande de l'IRIS 2."""
    return build_contours([(QPV, "qpv", COMMUNE, carre(0, 0, 1 + largeur_dans_i2, 1))])


def test_un_qpv_bien_couvert_s_approche_par_les_iris_majoritairement_dedans(ville: Ville) -> None:
    comptes = quatre("part_essai", (10, 100), (90, 300), (1, 50), (4, 50))
    ville.publish(build_qpv(0.2), comptes)
    # L'IRIS 1 couvre 1 / 1,2 = 83 % du QPV : assez. L'IRIS 2 n'y est qu'à 20 % : il ne compte pas.
    assert ville.cellule("part_essai", QPV) == ("disponible", 10.0, 10.0, 100.0)
    parts = ville.read("SELECT enfant, round(part_surface, 3), part_population FROM appartenance WHERE parent = ?", QPV)
    assert sorted(parts) == [(I1, 1.0, 1.0), (I2, 0.2, None)]


def test_un_qpv_mal_couvert_n_est_pas_montre(ville: Ville) -> None:
    comptes = quatre("part_essai", (10, 100), (90, 300), (1, 50), (4, 50))
    ville.publish(build_qpv(0.4), comptes)  # 1 / 1,4 = 71 %
    assert ville.cellule("part_essai", QPV) == ("non_disponible", None, None, None)


def test_un_qpv_coupe_en_deux_iris_majoritaires_les_additionne(ville: Ville) -> None:
    ville.publish(build_qpv(0.6), quatre("part_essai", (10, 100), (90, 300), (1, 50), (4, 50)))
    assert ville.cellule("part_essai", QPV) == ("disponible", 25.0, 100.0, 400.0)


def test_un_chiffre_donne_pour_le_qpv_l_emporte(ville: Ville) -> None:
    donne = build_valeurs("part_essai", [(QPV, "disponible", 7, 70)], maille="qpv")
    ville.publish(build_qpv(0.2), quatre("part_essai", (10, 100), (90, 300), (1, 50), (4, 50)), donne)
    assert ville.cellule("part_essai", QPV) == ("disponible", 10.0, 7.0, 70.0)


def test_les_hachures_restent_dans_leur_qpv(ville: Ville) -> None:
    ville.publish(build_qpv(0.2), quatre("population", (1, None), (1, None), (1, None), (1, None)))
    [(texte,)] = ville.read("SELECT hachures FROM habillage WHERE territoire = ?", QPV)
    traits = shapely.from_geojson(texte)
    assert traits.geom_type == "MultiLineString"
    assert len(traits.geoms) > 5
    assert carre(0, 0, 1.2, 1).buffer(1e-5).covers(traits)
    for trait in traits.geoms:
        (x1, y1), (x2, y2) = trait.coords[0], trait.coords[-1]
        # À 46° de latitude, un degré de longitude vaut cos(46°) degré de latitude : 45° sur le terrain.
        assert (y2 - y1) == pytest.approx((x2 - x1) * math.cos(math.radians(46)), rel=0.05)


def test_un_quartier_dessine_prend_les_iris_qu_il_couvre_le_plus(tmp_path: Path) -> None:
    reglages = build_reglages(tmp_path)
    create_chantier(reglages, nom="Damier", communes=[COMMUNE])
    ville = Ville(reglages)
    contours = build_contours(
        [("OUEST", "quartier", COMMUNE, carre(0, 0, 1.3, 2)), ("EST", "quartier", COMMUNE, carre(1.3, 0, 0.7, 1))]
    )
    ville.publish(build_damier(), contours, quatre("population", (1, None), (2, None), (4, None), (8, None)))
    liens = ville.read(
        "SELECT enfant, parent, round(part_surface, 2) FROM appartenance WHERE parent IN ('EST', 'OUEST') "
        "AND enfant <> parent ORDER BY enfant"
    )
    # L'IRIS 4 est à 30 % dans OUEST et à 70 % hors de tout quartier : il n'entre dans aucun.
    assert liens == [(I1, "OUEST", 1.0), (I2, "EST", 0.7), (I3, "OUEST", 1.0)]
    assert ville.cellule("population", "OUEST")[1] == 5.0
    assert ville.cellule("population", "EST")[1] == 2.0


def test_deux_communes_ont_un_perimetre_qui_les_reunit(tmp_path: Path) -> None:
    reglages = build_reglages(tmp_path)
    create_chantier(reglages, nom="Deux rives", communes=["99001", "99002"])
    ville = Ville(reglages)
    iris = [(code_iris(1), "iris", "99001", carre(0, 0)), (code_iris(1, "99002"), "iris", "99002", carre(1, 0))]
    dehors = [(code_iris(1, "99003"), "iris", "99003", carre(2, 0))]
    chiffres = [(code_iris(1), "disponible", 1, 10), (code_iris(1, "99002"), "disponible", 5, 20)]
    hors = [(code_iris(1, "99003"), "disponible", 9, 10)]
    ville.publish(build_contours(iris + dehors), build_valeurs("part_essai", chiffres + hors))
    assert ville.cellule("part_essai", "PERIMETRE") == ("disponible", 20.0, 6.0, 30.0)
    assert ville.read("SELECT code, nom, maille FROM territoire WHERE maille <> 'iris' ORDER BY 1") == [
        ("99001", "99001", "commune"), ("99002", "99002", "commune"), ("PERIMETRE", "Deux rives", "zone"),
    ]  # fmt: skip
    assert ville.read("SELECT valeur FROM observatoire WHERE cle = 'territoire_reference'") == [("PERIMETRE",)]
    assert ville.read("SELECT count(*) FROM territoire WHERE code LIKE '99003%'") == [(0,)]
    [(contour,)] = ville.read("SELECT contour FROM territoire WHERE code = 'PERIMETRE'")
    assert shapely.from_geojson(contour).area == pytest.approx(2 * COTE**2, rel=1e-3)


def test_les_comparateurs_sont_gardes_sans_contour(ville: Ville) -> None:
    departement = build_contours([("99", "departement", "", None), ("FRANCE", "france", "", None)])
    chiffres = [("99", "disponible", 30, 100), ("FRANCE", "disponible", 20, 100)]
    ville.publish(departement, build_valeurs("part_essai", chiffres, maille="departement"))
    assert ville.cellule("part_essai", "99")[1] == 30.0
    liens = ville.read("SELECT enfant, parent FROM appartenance WHERE parent IN ('99', 'FRANCE') ORDER BY ALL")
    assert liens == [("99", "FRANCE"), (COMMUNE, "99"), (COMMUNE, "FRANCE")]
    assert ville.read("SELECT contour, superficie_km2 FROM territoire WHERE code = 'FRANCE'") == [(None, None)]


def test_les_memes_donnees_donnent_la_meme_empreinte_quel_que_soit_l_ordre(tmp_path: Path) -> None:
    chiffres = quatre("part_essai", (10, 100), (90, 300), (1, 50), (4, 50))
    empreintes = []
    for nom, ordre in (("a", (0, 1, 2)), ("b", (2, 0, 1))):
        reglages = build_reglages(tmp_path / nom)
        create_chantier(reglages, nom="Damier", communes=[COMMUNE])
        lots = [build_damier(), build_quartiers(), chiffres]
        with open_chantier(reglages) as connexion:
            from observatoire.ingest.chantier.lots import add_lot

            for rang in ordre:
                add_lot(connexion, lots[rang], fichier=f"f{rang}", sha256=str(rang) * 64)
        empreintes.append(publish(reglages, build_catalogue()).fichier)
    assert empreintes[0] == empreintes[1]


def test_publier_deux_fois_les_memes_donnees_ne_cree_qu_une_version(ville: Ville) -> None:
    premiere = ville.publish(quatre("part_essai", (10, 100), (90, 300), (1, 50), (4, 50)))
    seconde = publish(ville.reglages, build_catalogue())
    assert (seconde.fichier, seconde.nouvelle) == (premiere, False)
    assert [p.name for p in ville.reglages.publie.glob("*.duckdb")] == [premiere]


def test_un_chiffre_change_change_l_empreinte(ville: Ville) -> None:
    premiere = ville.publish(quatre("part_essai", (10, 100), (90, 300), (1, 50), (4, 50)))
    seconde = ville.publish(build_valeurs("part_essai", [(I1, "disponible", 11, 100)]))
    assert premiere != seconde


def test_les_valeurs_sont_rangees_par_indicateur_periode_territoire(ville: Ville) -> None:
    ville.publish(
        build_valeurs("taux_essai", [(I4, "disponible", 1, 9), (I2, "disponible", 1, 9)], periode="2021"),
        quatre("part_essai", (10, 100), (90, 300), (1, 50), (4, 50)),
        build_valeurs("taux_essai", [(I3, "disponible", 1, 9)], periode="2019"),
    )
    lignes = ville.read("SELECT indicateur, periode, territoire FROM valeur")
    assert lignes == sorted(lignes)


def test_le_lot_d_un_chiffre_recompose_est_le_plus_recent_des_siens(ville: Ville) -> None:
    lots = add_lots(
        ville.reglages,
        quatre("part_essai", (10, 100), (90, 300), (1, 50), (4, 50)),
        build_valeurs("part_essai", [(I1, "disponible", 11, 100)]),
    )
    ville.publish()
    origine = dict(ville.read("SELECT territoire, lot FROM valeur WHERE indicateur = 'part_essai'"))
    assert origine["SUD"] == lots[1].id
    assert origine["NORD"] == lots[0].id


def test_une_publication_sans_fichier_est_refusee(tmp_path: Path) -> None:
    reglages = build_reglages(tmp_path)
    create_chantier(reglages, nom="Vide", communes=[COMMUNE])
    with pytest.raises(ErreurObservatoire, match="Rien à publier"):
        publish(reglages, build_catalogue())
    assert list(reglages.publie.iterdir()) == []


def test_un_indicateur_sorti_du_catalogue_est_nomme(ville: Ville) -> None:
    add_lots(ville.reglages, build_valeurs("disparu", [(I1, "disponible", 1, 2)]))
    with pytest.raises(ErreurObservatoire, match=r"« disparu » \(fichier\d+\.csv\)"):
        publish(ville.reglages, build_catalogue())


def test_une_valeur_d_un_territoire_inconnu_est_comptee_comme_ignoree(ville: Ville) -> None:
    add_lots(ville.reglages, build_valeurs("part_essai", [(I1, "disponible", 1, 2), ("990010999", "disponible", 1, 2)]))
    assert publish(ville.reglages, build_catalogue()).bilan.ignorees == 1


def test_des_chiffres_sans_contour_se_publient(tmp_path: Path) -> None:
    reglages = build_reglages(tmp_path)
    create_chantier(reglages, nom="Sans carte", communes=[COMMUNE])
    ville = Ville(reglages)
    ville.publish(quatre("part_essai", (10, 100), (90, 300), (1, 50), (4, 50)))
    assert ville.cellule("part_essai", COMMUNE)[1] == 21.0
    assert ville.read("SELECT count(*) FROM territoire WHERE contour IS NOT NULL") == [(0,)]


def test_un_point_sans_iris_est_place_par_ses_coordonnees(ville: Ville) -> None:
    import pandas as pd

    from observatoire.ingest.lot import COLONNES_POINT
    from tests.outils.chantier import build_lot

    lignes = [
        ("p1", "medecin", "", "", "A", 2.005, 46.005, "", "", "", "2024"),
        ("p2", "medecin", "", "", "B", 2.015, 46.015, "", "", "", "2024"),
        ("p3", "medecin", "", "", "C", 9.0, 41.0, "", "", "", "2024"),
        ("p4", "medecin", "", "", "D", 2.005, 46.005, I4, "", "", "2024"),
        ("p5", "medecin", "", "", "E", None, None, "", "", "", "2024"),
    ]
    ville.publish(
        build_lot(points=pd.DataFrame(lignes, columns=COLONNES_POINT[:11]).reindex(columns=COLONNES_POINT), lignes=5)
    )
    assert ville.read("SELECT id, iris FROM point_offre ORDER BY id") == [
        ("p1", I1), ("p2", I4), ("p3", ""), ("p4", I4), ("p5", ""),
    ]  # fmt: skip


def test_les_fiches_ecrites_sont_celles_des_indicateurs_presents(ville: Ville) -> None:
    fiche = build_fiche("jamais_vu", TypeIndicateur.PART)
    add_lots(ville.reglages, build_valeurs("part_essai", [(I1, "disponible", 1, 2)]))
    publish(ville.reglages, build_catalogue(fiche))
    assert ville.read("SELECT code, multiplicateur FROM indicateur") == [("part_essai", 100.0)]
    assert ville.read("SELECT indicateur, pourquoi FROM fiche") == [("part_essai", "p")]


def test_un_contour_publie_est_du_geojson(ville: Ville) -> None:
    ville.publish(quatre("population", (1, None), (1, None), (1, None), (1, None)))
    [(texte,)] = ville.read("SELECT contour FROM territoire WHERE code = ?", I1)
    assert json.loads(texte)["type"] == "Polygon"
    assert shapely.from_geojson(texte).symmetric_difference(carre(0, 0)).area < 1e-9
