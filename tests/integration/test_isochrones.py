"""Isochrones sur une ville en damier : parts calculées à la main, par les rues, par un service, en cercles."""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from observatoire.errors import SelectionInvalide
from observatoire.ingest.chantier.base import create_chantier
from observatoire.ingest.chantier.importation import Demande, import_fichier
from observatoire.ingest.lot import LotLu
from observatoire.ingest.publication.versions import publish
from observatoire.services.offre import service_isochrones
from observatoire.services.offre.aires import MINUTES, Aires, Methode, Mode, Service
from observatoire.services.offre.isochrones import Isochrones, build_isochrones, export_couvertures_csv
from observatoire.services.offre.points import build_offre
from observatoire.services.offre.voirie import load_voirie
from observatoire.stats.proximity import METRES_PER_DEGREE
from observatoire.store.catalogue import load_catalogue
from tests.integration.test_acces import build_carreaux
from tests.integration.test_densites_offre import I1, I2, I3, I4, build_medecin, build_points
from tests.outils.chantier import (
    COMMUNE,
    COTE,
    OUEST,
    SUD,
    add_lots,
    build_damier,
    build_population,
    build_quartiers,
    build_reglages,
    build_valeurs,
)
from tests.outils.service_isochrones import serve_isochrones

LAT = SUD + COTE / 2
HAUTEUR_M = COTE * METRES_PER_DEGREE
LARGEUR_M = HAUTEUR_M * math.cos(math.radians(LAT))
SANS_SERVICE = Service()


def place(identifiant: str, lon: float, lat: float) -> dict[str, object]:
    pharmacie = {
        "categorie": "officine",
        "profession": "Pharmacie",
        "specialite": "",
        "nom": f"Pharmacie {identifiant}",
    }
    return build_medecin(identifiant, I1, **(pharmacie | {"lon": lon, "lat": lat}))


def build_ville(dossier: Path, rues: list[tuple[list[list[float]], dict[str, str]]], *autres: LotLu) -> Path:
    """Quatre IRIS de 1 000 habitants ; trois pharmacies : au milieu de l'IRIS 1, aux bouts de la rue du sud."""
    reglages = build_reglages(dossier)
    create_chantier(reglages, nom="Damier", communes=[COMMUNE])
    habitants = [(i, "ensemble", "tous", 1000.0) for i in (I1, I2, I3, I4)]
    points = build_points(
        place("milieu", OUEST + COTE / 2, LAT), place("ouest", OUEST, LAT), place("est", OUEST + 2 * COTE, LAT)
    )
    add_lots(reglages, build_damier(), build_quartiers(), build_population(habitants), points, *autres)
    if rues:
        entites = [
            {"type": "Feature", "properties": a, "geometry": {"type": "LineString", "coordinates": trace}}
            for trace, a in rues
        ]
        chemin = dossier / "rues.geojson"
        chemin.write_text(json.dumps({"type": "FeatureCollection", "features": entites}), encoding="utf-8")
        import_fichier(reglages, Demande(chemin), catalogue=load_catalogue())
    publish(reglages, load_catalogue())
    return dossier


@pytest.fixture(scope="module")
def sans_rues(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_ville(tmp_path_factory.mktemp("nue"), [])


@pytest.fixture(scope="module")
def une_rue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Une seule rue d'ouest en est, à sens unique vers l'est pour les voitures."""
    trace = [[OUEST + k * COTE / 4, LAT] for k in range(9)]
    return build_ville(tmp_path_factory.mktemp("rue"), [(trace, {"highway": "residential", "oneway": "yes"})])


@pytest.fixture
def compute(monkeypatch: pytest.MonkeyPatch) -> Any:
    def compute_ville(
        dossier: Path, point: str = "", mode: Mode = Mode.PIED, service: Service = SANS_SERVICE
    ) -> Isochrones:
        monkeypatch.setenv("OBSERVATOIRE_DONNEES", str(dossier))
        version = (dossier / "publie" / "COURANT").read_text(encoding="utf-8").strip()
        return build_isochrones(
            version=version,
            offre=build_offre(version=version),
            metier="pharmacie",
            point=point,
            mode=mode,
            voirie=load_voirie(version=version, marche_kmh=4.5),
            service=service,
            marche_kmh=4.5,
        )

    return compute_ville


def list_parts(isochrones: Isochrones, code: str) -> tuple[float, ...]:
    return next(c.parts for c in (*isochrones.iris, *isochrones.quartiers) if c.code == code)


def is_emboite(aires: Aires) -> bool:
    return all(
        grande.buffer(2e-6).contains(petite) for petite, grande in zip(aires.surfaces, aires.surfaces[1:], strict=False)
    )


def test_sans_reseau_ni_service_des_cercles_qui_le_disent(compute: Any, sans_rues: Path) -> None:
    isochrones = compute(sans_rues, "milieu")
    assert isochrones.aires.methode is Methode.CERCLES
    # 5 minutes à 4,5 km/h : un cercle de 375 m, tout entier dans l'IRIS (386 m du centre au bord).
    part = math.pi * 375**2 / (HAUTEUR_M * LARGEUR_M)
    assert list_parts(isochrones, I1)[0] == pytest.approx(part, rel=0.005)
    assert list_parts(isochrones, "SUD")[0] == pytest.approx(part / 2, rel=0.005)
    assert isochrones.ville.parts[0] == pytest.approx(part / 4, rel=0.005)
    assert list_parts(isochrones, I4)[0] == 0
    assert "375 m, 750 m, 1\u202f125 m" in isochrones.certitude
    assert "pas des itinéraires" in isochrones.certitude
    assert is_emboite(isochrones.aires)


def test_la_phrase_compte_les_habitants(compute: Any, sans_rues: Path) -> None:
    isochrones = compute(sans_rues)
    part = 100 * isochrones.ville.parts[1]
    assert f"{part:.0f} % des habitants" in isochrones.phrase.replace("\u202f", " ").replace("\xa0", " ")
    assert "à moins de 10 minutes à pied d’une pharmacie" in isochrones.phrase


def test_a_pied_par_la_rue_une_bande_le_long_de_la_rue(compute: Any, une_rue: Path) -> None:
    isochrones = compute(une_rue, "ouest")
    assert isochrones.aires.methode is Methode.RESEAU
    # 5 minutes : 375 m de rue et 40 m de chaque côté, arrondis au bout.
    bande = 375 * 80 + math.pi * 40**2 / 2
    assert list_parts(isochrones, I1)[0] == pytest.approx(bande / (HAUTEUR_M * LARGEUR_M), rel=0.03)
    assert list_parts(isochrones, I2)[0] == 0
    assert list_parts(isochrones, "NORD") == (0, 0, 0)
    assert is_emboite(isochrones.aires)
    assert isochrones.source_rues.startswith("Rues d’OpenStreetMap")


def test_en_voiture_on_rejoint_le_bout_d_un_sens_unique_mais_pas_son_debut(compute: Any, une_rue: Path) -> None:
    """25 km/h pendant 5 minutes : 2 083 m, plus que toute la rue (1 545 m)."""
    vers_l_est = compute(une_rue, "est", Mode.VOITURE)
    toute_la_rue = LARGEUR_M * 120 / (HAUTEUR_M * LARGEUR_M)
    assert list_parts(vers_l_est, I1)[0] == pytest.approx(toute_la_rue, rel=0.02)
    vers_l_ouest = compute(une_rue, "ouest", Mode.VOITURE)
    # Personne ne la remonte : restent les abords immédiats du lieu, un demi-disque de 60 m.
    abords = math.pi * 60**2 / 2 / (HAUTEUR_M * LARGEUR_M)
    assert list_parts(vers_l_ouest, I1) == pytest.approx((abords,) * 3, rel=0.06)


def test_a_pied_un_sens_unique_se_remonte(compute: Any, une_rue: Path) -> None:
    assert list_parts(compute(une_rue, "est"), I2)[0] == pytest.approx(
        list_parts(compute(une_rue, "ouest"), I1)[0], rel=0.03
    )


def test_tous_les_lieux_couvrent_au_moins_autant_que_chacun(compute: Any, une_rue: Path) -> None:
    ensemble = compute(une_rue)
    seuls = [compute(une_rue, point) for point in ("ouest", "milieu", "est")]
    for rang in range(len(MINUTES)):
        assert ensemble.ville.parts[rang] >= max(s.ville.parts[rang] for s in seuls) - 1e-6
        assert ensemble.ville.parts[rang] <= sum(s.ville.parts[rang] for s in seuls) + 1e-6


def test_le_service_est_interroge_quand_il_est_regle_et_sans_reseau(compute: Any, sans_rues: Path) -> None:
    with serve_isochrones() as service:
        isochrones = compute(sans_rues, "milieu", Mode.VOITURE, Service(service.url, "bdtopo-valhalla"))
    assert isochrones.aires.methode is Methode.SERVICE
    # Dix minutes : un carré de 0,01 degré de côté, l'IRIS exactement.
    assert list_parts(isochrones, I1) == (pytest.approx(0.25), pytest.approx(1.0), pytest.approx(1.0))
    assert [d["costValue"] for d in service.recues] == ["5", "10", "15"]
    assert {(d["resource"], d["profile"], d["direction"], d["costType"]) for d in service.recues} == {
        ("bdtopo-valhalla", "car", "arrival", "time")
    }
    assert service.recues[0]["point"] == f"{OUEST + COTE / 2:.6f},{LAT:.6f}"


def test_un_reseau_importe_l_emporte_sur_le_service(compute: Any, une_rue: Path) -> None:
    with serve_isochrones() as service:
        assert compute(une_rue, service=Service(service.url, "r")).aires.methode is Methode.RESEAU
    assert service.recues == []


@pytest.fixture
def presse(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(service_isochrones, "DELAIS_S", (1.0, 0.5))
    return


@pytest.mark.parametrize(
    ("panne", "raison"),
    [
        ("erreur", "répond l'erreur 503"),
        ("texte", "ne répond pas en JSON"),
        ("point", "ne rend pas de surface"),
        ("enorme", "plus de 5 Mo"),
        ("lent", "dans le temps permis"),
    ],
)
def test_un_service_en_panne_laisse_des_cercles_et_dit_pourquoi(
    compute: Any, sans_rues: Path, presse: None, panne: str, raison: str
) -> None:
    with serve_isochrones() as service:
        service.panne = panne
        isochrones = compute(sans_rues, "milieu", service=Service(service.url, "r"))
    assert isochrones.aires.methode is Methode.CERCLES
    assert raison in isochrones.aires.avis
    assert "Des cercles sont montrés" in isochrones.aires.avis


@pytest.mark.parametrize(
    ("url", "raison"), [("http://127.0.0.1:9/x", "refusée"), ("file:///etc/passwd", "n'est pas une")]
)
def test_un_service_absent_ou_une_adresse_fausse_se_disent(
    compute: Any, sans_rues: Path, url: str, raison: str
) -> None:
    assert raison in compute(sans_rues, "milieu", service=Service(url, "r")).aires.avis


def test_des_coordonnees_valent_un_lieu(compute: Any, sans_rues: Path) -> None:
    """Le milieu de l'IRIS 1, par ses coordonnées ou par la pharmacie qui s'y trouve : les mêmes parts."""
    lieu, point = compute(sans_rues, "milieu"), compute(sans_rues, f"{OUEST + COTE / 2:.5f}_{LAT:.5f}")
    assert list_parts(point, I1) == pytest.approx(list_parts(lieu, I1), rel=1e-3)
    assert "de ce lieu (point choisi)" in point.phrase


@pytest.mark.parametrize("point", ["2.50000_46.00000", "0.0_0.0"])
def test_un_point_loin_de_la_ville_est_refuse(compute: Any, sans_rues: Path, point: str) -> None:
    with pytest.raises(SelectionInvalide):
        compute(sans_rues, point)


def test_les_carreaux_placent_les_habitants_a_l_abri_du_cercle(compute: Any, tmp_path: Path) -> None:
    """Dans l'IRIS 1, trois habitants sur quatre vivent au milieu, un au coin, à 544 m ; l'IRIS 2 n'a pas de carreau."""
    carreaux = build_carreaux(
        ("milieu", COMMUNE, OUEST + COTE / 2, LAT, 30.0), ("coin", COMMUNE, OUEST + 0.0005, SUD + 0.0005, 10.0)
    )
    assert math.hypot(0.45 * LARGEUR_M, 0.45 * HAUTEUR_M) == pytest.approx(609, abs=1)
    habitants = build_valeurs("population", [(i, "disponible", 1000.0, None) for i in (I1, I2, I3, I4)], periode="2022")
    isochrones = compute(build_ville(tmp_path, [], carreaux, habitants), "milieu")
    # 375 m, puis 750 m : le coin n'est qu'à dix minutes.
    assert list_parts(isochrones, I1) == (0.75, 1.0, 1.0)
    surface = math.pi * 1125**2 / (HAUTEUR_M * LARGEUR_M)
    assert 0 < list_parts(isochrones, I2)[2] < surface
    assert "placés par les carreaux de population, supposés répartis également dans 3\xa0IRIS" in isochrones.certitude
    sans = compute(build_ville(tmp_path / "sans", []), "milieu")
    assert "faute de carreaux" in sans.certitude
    assert list_parts(isochrones, I2) == pytest.approx(list_parts(sans, I2))


def test_les_lieux_sont_ceux_de_la_ville_et_de_ses_abords_sans_les_salaries(compute: Any, tmp_path: Path) -> None:
    """Le damier s'arrête à 2,02° : 0,06° plus à l'est (4,6 km) compte, 0,07° (5,4 km) non."""
    pres, loin = place("pres", 2.08, LAT), place("loin", 2.09, LAT)
    salarie = place("salarie", 2.011, LAT) | {"mode_exercice": "salarié"}
    milieu = place("milieu", OUEST + COTE / 2, LAT)
    isochrones = compute(build_ville(tmp_path, [], build_points(milieu, pres, loin, salarie)))
    assert {p.id for p in isochrones.lieux} == {"milieu", "pres"}


def test_un_lieu_inconnu_est_refuse(compute: Any, sans_rues: Path) -> None:
    with pytest.raises(SelectionInvalide):
        compute(sans_rues, "absente")


def test_les_exports_disent_la_methode(compute: Any, sans_rues: Path) -> None:
    isochrones = compute(sans_rues, "milieu")
    lignes = export_couvertures_csv(isochrones, "v1").decode("utf-8-sig").splitlines()
    assert lignes[0].startswith("maille;code;nom;habitants;part_5_min")
    assert len(lignes) == 1 + 2 + 4
    assert all("cercles" in ligne for ligne in lignes[1:])
    aires = isochrones.build_geojson()["features"]
    assert [a["properties"]["minutes"] for a in aires] == [15, 10, 5]
