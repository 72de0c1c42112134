"""Distances et accessibilité sur le damier : refaites à la main, service et publication d'accord, effets de sens."""

import dataclasses
from pathlib import Path

import numpy as np
import pandas as pd
import pyproj
import pytest

from observatoire.domain.acces import Decroissance, ParametresAcces, UniteTrajet
from observatoire.ingest.chantier.base import create_chantier
from observatoire.ingest.lot import COLONNES_CARREAU, COLONNES_TRAJET, LotLu
from observatoire.ingest.publication.versions import publish
from observatoire.services.offre.accessibilite import Accessibilite, compute_accessibilite, compute_sensibilite
from observatoire.services.offre.distances import compute_distances
from observatoire.services.offre.points import build_offre
from observatoire.services.offre.situation import Ajout, Situation, load_situation
from observatoire.services.version import get_version_courante, open_version
from observatoire.stats.accessibility import gaussian_decay, two_step_floating_catchment
from observatoire.store.catalogue import load_catalogue
from tests.integration.test_densites_offre import CENTRES, I1, I2, I3, I4, build_medecin, build_points
from tests.integration.test_publication import Ville
from tests.outils.chantier import (
    COMMUNE,
    add_lots,
    build_contours,
    build_damier,
    build_lot,
    build_population,
    build_quartiers,
    build_reglages,
    build_valeurs,
    carre,
)

GENERALISTE = "medecin-medecine-generale"
POPULATION = {I1: 1000.0, I2: 2000.0, I3: 3000.0, I4: 4000.0}
AGES = {"0-14": 0.2, "15-29": 0.2, "30-44": 0.2, "45-59": 0.2, "60-74": 0.1, "75+": 0.1}
QPV = "QN09901N"
GEOD = pyproj.Geod(ellps="WGS84")
VOISIN = {"lon": 2.025, "lat": 46.005, "commune": "99002"}


@pytest.fixture
def ville(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ville:
    monkeypatch.setenv("OBSERVATOIRE_DONNEES", str(tmp_path))
    reglages = build_reglages(tmp_path)
    create_chantier(reglages, nom="Damier", communes=[COMMUNE])
    habitants = [(i, "disponible", n, None) for i, n in POPULATION.items()]
    # I4 est plus âgé que les autres : ses 75 ans ou plus y sont trois fois plus nombreux.
    ages = [
        (i, "ensemble", classe, POPULATION[i] * (part + (0.2 if classe == "75+" else -0.2 if classe == "0-14" else 0)))
        if i == I4
        else (i, "ensemble", classe, POPULATION[i] * part)
        for i in POPULATION
        for classe, part in AGES.items()
    ]
    qpv = build_contours([(QPV, "qpv", COMMUNE, carre(0, 0, 0.5, 1))])
    add_lots(
        reglages, build_damier(), build_quartiers(), qpv, build_valeurs("population", habitants, periode="2022"),
        build_population(ages),
    )  # fmt: skip
    return Ville(reglages)


def lire(requete: str) -> list[tuple]:
    """Par la connexion qu'ouvre déjà le service : DuckDB n'en admet pas une seconde d'une autre configuration."""
    return open_version(get_version_courante()).cursor().execute(requete).fetchall()


def publier(ville: Ville, *lots: LotLu) -> tuple[Situation, dict[str, dict[str, float]]]:
    """Situation relue, et valeurs publiées par indicateur et territoire."""
    add_lots(ville.reglages, *lots)
    fichier = publish(ville.reglages, load_catalogue()).fichier
    offre = build_offre(version=fichier)
    lignes = lire("SELECT indicateur, territoire, valeur FROM valeur WHERE statut = 'disponible'")
    valeurs: dict[str, dict[str, float]] = {}
    for indicateur, territoire, valeur in lignes:
        valeurs.setdefault(indicateur, {})[territoire] = valeur
    return load_situation(version=fichier, metier=GENERALISTE, points=offre.points), valeurs


def measure(lieux: list[tuple], places: list[tuple[float, float]]) -> np.ndarray:
    """Distances géodésiques, de chaque lieu habité à chaque point."""
    return np.array([[GEOD.inv(li[2], li[3], lon, lat)[2] for lon, lat in places] for li in lieux])


def read_lieux() -> list[tuple]:
    return lire("SELECT id, iris, lon, lat, habitants FROM lieu_habite WHERE iris <> '' ORDER BY id")


def average(lieux: list[tuple], valeurs: np.ndarray, poids: np.ndarray, iris: set[str]) -> float:
    choisis = np.array([li[1] in iris for li in lieux])
    return float((valeurs[choisis] * poids[choisis]).sum() / poids[choisis].sum())


def test_les_habitants_d_un_iris_se_partagent_sa_grille(ville: Ville) -> None:
    publier(ville, build_points(build_medecin("a", I1)))
    sommes = dict(lire("SELECT iris, sum(habitants) FROM lieu_habite GROUP BY iris"))
    assert sommes == pytest.approx(POPULATION)


def test_la_distance_est_celle_de_la_geodesique_fois_le_detour(ville: Ville) -> None:
    _, valeurs = publier(ville, build_points(build_medecin("a", I1), build_medecin("b", I4)))
    lieux = read_lieux()
    habitants = np.array([li[4] for li in lieux])
    metres = measure(lieux, [CENTRES[I1], CENTRES[I4]]).min(axis=1) * 1.3
    for code, iris in ((I1, {I1}), (I2, {I2}), ("SUD", {I1, I2}), (COMMUNE, set(POPULATION))):
        assert valeurs["distance_generaliste"][code] == pytest.approx(average(lieux, metres, habitants, iris), rel=5e-3)
        loin = average(lieux, 100.0 * (metres > 1000), habitants, iris)
        assert valeurs["part_loin_generaliste"][code] == pytest.approx(loin, abs=0.5)


def test_un_qpv_se_mesure_sur_les_lieux_habites_qu_il_contient(ville: Ville) -> None:
    _, valeurs = publier(ville, build_points(build_medecin("a", I4)))
    lieux = [li for li in read_lieux() if li[2] <= 2.005]
    dedans = [li for li in lieux if li[3] <= 46.01]
    metres = measure(dedans, [CENTRES[I4]])[:, 0] * 1.3
    assert valeurs["distance_generaliste"][QPV] == pytest.approx(metres.mean(), rel=5e-3)


def test_l_accessibilite_refaite_sans_le_service(ville: Ville) -> None:
    """Formule dense, distances géodésiques, poids d'âge écrits ici : la valeur publiée, à la projection près."""
    _, valeurs = publier(ville, build_points(build_medecin("a", I1, activite=0.5), build_medecin("b", I4)))
    lieux = read_lieux()
    # Poids de référence du généraliste, moyennés à la main sur chaque classe d'âge.
    poids = {
        "0-14": (5 * 1.0 + 10 * 0.65) / 15, "15-29": 0.75, "30-44": 0.85, "45-59": 1.0, "60-74": 1.3,
        "75+": (10 * 1.8 + 10 * 2.1) / 20,
    }  # fmt: skip
    jeune = sum(AGES[c] * poids[c] for c in AGES)
    age = jeune + 0.2 * poids["75+"] - 0.2 * poids["0-14"]
    moyenne = (6000 * jeune + 4000 * age) / 10_000
    besoins = np.array([li[4] * (age if li[1] == I4 else jeune) / moyenne for li in lieux])
    km = measure(lieux, [CENTRES[I1], CENTRES[I4]]) * 1.3 / 1000
    attendu = two_step_floating_catchment(
        besoins, [0.5, 1.0], km, catchment=3.0, decay=gaussian_decay(3 / np.sqrt(2 * np.log(10)))
    )
    for code, iris in ((I1, {I1}), (I4, {I4}), ("NORD", {I3, I4}), (COMMUNE, set(POPULATION))):
        reference = average(lieux, attendu * 10_000, besoins, iris)
        assert valeurs["accessibilite_generalistes"][code] == pytest.approx(reference, rel=5e-3)
    # Toute l'offre de la ville est distribuée une fois : 1,5 pour 10 000 besoins.
    assert valeurs["accessibilite_generalistes"][COMMUNE] == pytest.approx(1.5, rel=1e-9)


def test_le_service_redonne_l_indicateur_publie(ville: Ville) -> None:
    points = (build_medecin("a", I1), build_medecin("b", I4), build_medecin("v", "", **VOISIN))
    situation, valeurs = publier(ville, build_points(*points))
    acces = compute_accessibilite(situation, ParametresAcces())
    assert dict(acces.valeurs) == pytest.approx(valeurs["accessibilite_generalistes"], rel=1e-12)
    trajets = compute_distances(situation, detour=1.3)
    assert dict(trajets.moyennes) == pytest.approx(valeurs["distance_generaliste"], rel=1e-12)
    parts = {c: 100 * p for c, p in trajets.parts_loin.items()}
    assert parts == pytest.approx(valeurs["part_loin_generaliste"], rel=1e-12)
    assert (acces.communes_voisines, acces.offre_voisine, acces.voisins_mesures) == (1, 1.0, False)


@pytest.fixture
def situation(ville: Ville) -> Situation:
    return publier(ville, build_points(build_medecin("a", I1), build_medecin("b", I4, activite=0.5)))[0]


def compute(situation: Situation, **options: object) -> Accessibilite:
    reglages = {c.name for c in dataclasses.fields(ParametresAcces)}
    parametres = ParametresAcces(**{n: v for n, v in options.items() if n in reglages})  # type: ignore[arg-type]
    return compute_accessibilite(situation, parametres, **{n: v for n, v in options.items() if n not in reglages})  # type: ignore[arg-type]


def test_ouvrir_un_cabinet_n_ote_rien_a_personne_et_sert_d_abord_ses_voisins(situation: Situation) -> None:
    avant = compute(situation).valeurs
    apres = compute(situation, ajouts=(Ajout(*CENTRES[I2], 2.0),)).valeurs
    gains = {code: apres[code] - avant[code] for code in avant}
    assert min(gains.values()) > 0
    assert gains[I2] == max(gains[i] for i in POPULATION)
    assert gains[COMMUNE] == pytest.approx(2.0)


def test_fermer_un_cabinet_puis_le_rouvrir_au_meme_endroit_ne_change_rien(situation: Situation) -> None:
    avant = compute(situation).valeurs
    ferme = compute(situation, retraits=frozenset({"a"})).valeurs
    assert all(ferme[code] < avant[code] for code in avant)
    rouvert = compute(situation, retraits=frozenset({"a"}), ajouts=(Ajout(*CENTRES[I1], 1.0),)).valeurs
    assert dict(rouvert) == pytest.approx(dict(avant), rel=1e-12)


def test_un_cabinet_loin_de_tous_ne_change_rien(situation: Situation) -> None:
    loin = compute(situation, ajouts=(Ajout(3.0, 47.0, 9.0),)).valeurs
    assert dict(loin) == pytest.approx(dict(compute(situation).valeurs))


def test_un_quartier_age_prend_une_plus_grande_part_de_l_offre(situation: Situation) -> None:
    """Compter les besoins donne aux plus âgés une part de l'offre qui croît, prise aux autres."""
    avec, sans = compute(situation).valeurs, compute(situation, besoins=False).valeurs
    poids = dict(zip(situation.habitats.iris, situation.habitats.poids, strict=True))
    assert poids[I4] > 1 > poids[I1]
    for iris in POPULATION:
        part_avec, part_sans = avec[iris] * poids[iris], sans[iris]
        assert (part_avec > part_sans) == (iris == I4)
    assert avec[COMMUNE] == pytest.approx(sans[COMMUNE])


def test_la_portee_change_le_resultat_et_la_moyenne_de_la_ville_reste(situation: Situation) -> None:
    calculs = compute_sensibilite(situation, ParametresAcces())
    assert [c.parametres.portee for c in calculs] == [1.0, 2.0, 3.0, 5.0]
    ecarts = [max(c.valeurs[i] for i in POPULATION) - min(c.valeurs[i] for i in POPULATION) for c in calculs]
    # Plus on va loin, moins les territoires se distinguent.
    assert ecarts == sorted(ecarts, reverse=True)
    assert [c.valeurs[COMMUNE] for c in calculs] == pytest.approx([1.5] * 4)


@pytest.mark.parametrize("decroissance", list(Decroissance))
def test_chaque_decroissance_distribue_toute_l_offre(situation: Situation, decroissance: Decroissance) -> None:
    assert compute(situation, decroissance=decroissance).valeurs[COMMUNE] == pytest.approx(1.5)


def test_un_medecin_voisin_aide_la_lisiere_plus_que_l_autre_bord(ville: Ville) -> None:
    seuls, _ = publier(ville, build_points(build_medecin("a", I1), build_medecin("b", I4)))
    avant = compute(seuls, portee=2.0)
    voisins, _ = publier(
        ville, build_points(build_medecin("a", I1), build_medecin("b", I4), build_medecin("v", "", **VOISIN))
    )
    apres = compute(voisins, portee=2.0)
    assert (avant.communes_voisines, apres.communes_voisines) == (0, 1)
    assert apres.valeurs[I2] - avant.valeurs[I2] > apres.valeurs[I1] - avant.valeurs[I1]


def build_carreaux(*lignes: tuple[str, str, float, float, float]) -> LotLu:
    return dataclasses.replace(build_lot(carreaux=pd.DataFrame(lignes, columns=COLONNES_CARREAU)), format="carreaux")


def test_les_carreaux_remplacent_la_grille_et_font_connaitre_les_voisins(ville: Ville) -> None:
    carreaux = build_carreaux(
        ("c1", COMMUNE, 2.002, 46.002, 30.0),
        ("c2", COMMUNE, 2.008, 46.008, 10.0),
        ("c3", COMMUNE, 1.9995, 46.015, 5.0),  # centre hors de la ville : à l'IRIS le plus proche de sa commune
        ("c4", "99002", 2.025, 46.005, 700.0),
        ("c5", "99003", 4.0, 46.0, 700.0),  # bien trop loin
        ("c6", COMMUNE, 2.002, 46.003, 0.0),
    )
    situation, _ = publier(ville, build_points(build_medecin("a", I1)), carreaux)
    lieux = {li: (iris, n) for li, iris, n in lire("SELECT id, iris, habitants FROM lieu_habite")}
    assert {li: v for li, v in lieux.items() if li.startswith("c-")} == {
        # Les 1 000 habitants que compte le recensement, répartis comme les carreaux : trois quarts, un quart.
        "c-c1": (I1, 750.0), "c-c2": (I1, 250.0), "c-c3": (I3, 3000.0), "c-c4": ("", 700.0),
    }  # fmt: skip
    assert {iris for iris, _ in lieux.values()} == {I1, I2, I3, I4, ""}
    acces = compute_accessibilite(situation, ParametresAcces())
    assert acces.voisins_mesures
    assert situation.is_carroyee
    # 700 voisins prennent leur part du médecin : la ville en garde moins d'un pour 10 000.
    assert acces.valeurs[COMMUNE] < 1.0


def build_trajets(unite: str, couts: dict[tuple[str, str], float]) -> LotLu:
    lignes = [(o, d, c, unite, "à pied") for (o, d), c in couts.items()]
    return dataclasses.replace(build_lot(trajets=pd.DataFrame(lignes, columns=COLONNES_TRAJET)), format="trajets")


def test_des_minutes_importees_donnent_un_temps_et_une_accessibilite_en_temps(ville: Ville) -> None:
    minutes = build_trajets("min", {(I1, I1): 4, (I2, I1): 12, (I3, I1): 9, (I4, I1): 40, (I2, "99002"): 6})
    situation, valeurs = publier(ville, build_points(build_medecin("a", I1), build_medecin("v", "", **VOISIN)), minutes)
    assert {i: valeurs["temps_generaliste"][i] for i in POPULATION} == {I1: 4, I2: 6, I3: 9, I4: 40}
    assert valeurs["temps_generaliste"][COMMUNE] == pytest.approx((1000 * 4 + 2000 * 6 + 3000 * 9 + 4000 * 40) / 10_000)
    assert dict(compute_distances(situation, detour=1.3, minutes=True).moyennes) == pytest.approx(
        valeurs["temps_generaliste"]
    )
    acces = compute(situation, unite=UniteTrajet.MINUTES, portee=15.0, decroissance=Decroissance.AUCUNE, besoins=False)
    # Un médecin pour I1, I2, I3 (6 000 habitants), le voisin pour I2 et les siens, supposés 10 000 pour un médecin.
    # Sa commune n'a pas de trajet vers lui : seuls ceux de I2 le partagent.
    assert acces.valeurs[I1] == pytest.approx(10_000 / 6000)
    assert acces.valeurs[I2] == pytest.approx(10_000 / 6000 + 10_000 / 2000)
    assert acces.valeurs[I4] == 0
    assert acces.communes_voisines == 1


def test_des_metres_importes_remplacent_le_vol_d_oiseau(ville: Ville) -> None:
    metres = build_trajets("m", {(i, I1): d for i, d in zip(POPULATION, (100.0, 900.0, 1500.0, 3000.0), strict=True)})
    situation, valeurs = publier(ville, build_points(build_medecin("a", I1)), metres)
    assert {i: valeurs["distance_generaliste"][i] for i in POPULATION} == {I1: 100, I2: 900, I3: 1500, I4: 3000}
    assert valeurs["part_loin_generaliste"][COMMUNE] == pytest.approx(70.0)
    assert "temps_generaliste" not in valeurs
    assert situation.unites == (UniteTrajet.KM,)
    with pytest.raises(ValueError, match="minutes"):
        compute_distances(situation, detour=1.3, minutes=True)
    with pytest.raises(ValueError, match="unite"):
        compute(situation, unite=UniteTrajet.MINUTES, portee=15.0)


def test_trop_de_points_sans_coordonnees_et_rien_n_est_calcule(ville: Ville) -> None:
    sans = build_medecin("b", "", lon=None, lat=None)
    situation, valeurs = publier(ville, build_points(build_medecin("a", I1), sans))
    assert not {"distance_generaliste", "accessibilite_generalistes", "part_loin_generaliste"} & set(valeurs)
    assert situation.non_places == 1


def test_un_fichier_qui_donne_deja_l_indicateur_l_emporte(ville: Ville) -> None:
    donne = build_valeurs("distance_generaliste", [(I1, "disponible", None, None)], periode="2024", valeurs=[777.0])
    _, valeurs = publier(ville, build_points(build_medecin("a", I1)), donne)
    assert valeurs["distance_generaliste"][I1] == 777.0
    assert valeurs["distance_generaliste"][I2] != 777.0


def test_un_salarie_ne_compte_pas_comme_dans_les_densites(ville: Ville) -> None:
    situation, _ = publier(ville, build_points(build_medecin("a", I1), build_medecin("s", I4, mode_exercice="salarié")))
    assert situation.soins.ids == ("a",)


def test_le_detour_regle_se_publie_et_se_relit(ville: Ville) -> None:
    _, a_1_3 = publier(ville, build_points(build_medecin("a", I1)))
    doubles = dataclasses.replace(ville.reglages, detour=2.6)
    fichier = publish(doubles, load_catalogue()).fichier
    situation = load_situation(version=fichier, metier=GENERALISTE, points=build_offre(version=fichier).points)
    assert situation.detour == 2.6
    distances = dict(lire("SELECT territoire, valeur FROM valeur WHERE indicateur = 'distance_generaliste'"))
    assert distances[I2] == pytest.approx(2 * a_1_3["distance_generaliste"][I2])
