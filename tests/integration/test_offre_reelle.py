"""L'offre de soins de Nice sur ses vrais fichiers : chaque point dans son IRIS, densités refaites à la main."""

import csv
from pathlib import Path

import duckdb
import pytest
from scipy import stats

from tests.integration.test_publication_reelle import build_observatoire, read, scalar

pytestmark = pytest.mark.lent


@pytest.fixture(scope="module")
def nice(donnees_reelles: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    dossier = donnees_reelles / "nice"
    return build_observatoire(
        tmp_path_factory.mktemp("offre"), "06088", "Nice",
        dossier / "iris_nice.geojson",
        dossier / "base-ic-evol-struct-pop-2019_dep06.CSV",
        dossier / "finess_pharmacies_nice_2023.csv",
        dossier / "finess_ehpad_nice_2023.csv",
        dossier / "medecins_generalistes_par_iris_06_2022.csv",
    )  # fmt: skip


def read_csv(chemin: Path, separateur: str = ",") -> list[dict[str, str]]:
    with chemin.open(encoding="utf-8-sig", newline="") as flux:
        return list(csv.DictReader(flux, delimiter=separateur))


def test_chaque_pharmacie_est_dans_l_iris_que_nomme_son_fichier(nice: Path, donnees_reelles: Path) -> None:
    lues = read_csv(donnees_reelles / "nice" / "finess_pharmacies_nice_2023.csv")
    attendues = sorted((p["nom"], p["code_iris"]) for p in lues)
    publiees = read(nice, "SELECT nom, iris FROM point_offre WHERE profession = 'Pharmacie'")
    assert len(publiees) == 152
    assert sorted(zip(publiees["nom"], publiees["iris"], strict=True)) == attendues


def test_les_coordonnees_seules_donnent_les_memes_iris(donnees_reelles: Path, tmp_path: Path) -> None:
    """Le fichier privé de ses codes IRIS : il ne reste que la géométrie."""
    dossier = donnees_reelles / "nice"
    lignes = read_csv(dossier / "finess_pharmacies_nice_2023.csv")
    prive = tmp_path / "pharmacies.csv"
    with prive.open("w", encoding="utf-8", newline="") as flux:
        ecrivain = csv.DictWriter(flux, [c for c in lignes[0] if c != "code_iris"], extrasaction="ignore")
        ecrivain.writeheader()
        ecrivain.writerows(lignes)
    version = build_observatoire(tmp_path / "o", "06088", "Nice", dossier / "iris_nice.geojson", prive)
    publiees = read(version, "SELECT nom, iris FROM point_offre")
    assert sorted(zip(publiees["nom"], publiees["iris"], strict=True)) == sorted(
        (p["nom"], p["code_iris"]) for p in lignes
    )


def test_quarante_deux_residences_placees_et_la_derniere_gardee(nice: Path) -> None:
    points = read(
        nice, "SELECT nom, iris, commune FROM point_offre WHERE date = '2023-12' AND profession <> 'Pharmacie'"
    )
    assert len(points) == 43
    assert points[points["iris"] == ""]["nom"].tolist() == ["EHPAD VILLA DE RIMIEZ"]
    assert set(points["commune"]) == {"06088"}


def test_la_residence_hors_de_tout_iris_est_annoncee_a_la_publication(
    donnees_reelles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dossier = donnees_reelles / "nice"
    build_observatoire(tmp_path, "06088", "Nice", dossier / "iris_nice.geojson", dossier / "finess_ehpad_nice_2023.csv")
    assert "hors de tout IRIS, gardé(s) : EHPAD VILLA DE RIMIEZ" in " ".join(capsys.readouterr().out.split())


def test_les_generalistes_ponderes_s_additionnent(nice: Path) -> None:
    assert scalar(nice, "SELECT sum(activite) FROM point_offre WHERE profession = 'Médecin'") == pytest.approx(1188.93)
    dans_un_iris = "FROM point_offre WHERE profession = 'Médecin' AND iris <> ''"
    assert scalar(nice, f"SELECT count(DISTINCT iris) {dans_un_iris}") == 103
    assert scalar(nice, f"SELECT sum(activite) {dans_un_iris}") == pytest.approx(405.56)


def test_un_compte_pondere_ne_donne_pas_de_tetes(nice: Path) -> None:
    assert scalar(nice, "SELECT count(*) FROM valeur WHERE indicateur = 'densite_generalistes'") == 0


@pytest.mark.parametrize(
    ("iris", "pharmacies", "generalistes", "habitants"),
    # Lus à l'œil dans les trois fichiers.
    [
        ("060880101", 2, 2.0, 1318.10375393485),
        ("060880205", 1, 1.0, 2061.49652623884),
        ("060880304", 3, 10.0, 3180.95675468275),
        ("060881001", 1, 0.0, 2247.13482472126),
        ("060882103", 1, 1.0, 2273.76455594961),
    ],
)
def test_densites_de_cinq_iris(nice: Path, iris: str, pharmacies: int, generalistes: float, habitants: float) -> None:
    for code, nombre in (("densite_pharmacies", pharmacies), ("densite_generalistes_activite", generalistes)):
        ligne = read(nice, f"SELECT * FROM valeur WHERE indicateur = '{code}' AND territoire = '{iris}'").iloc[0]
        assert (ligne["numerateur"], ligne["statut"]) == (nombre, "disponible")
        assert ligne["valeur"] == pytest.approx(nombre / habitants * 10_000)
        # Intervalle de Poisson par la loi gamma ; à partir de 10 cas, Byar s'en écarte de moins de 0,5 %.
        haut = stats.gamma.ppf(0.975, nombre + 1) / habitants * 10_000
        bas = stats.gamma.ppf(0.025, nombre) / habitants * 10_000 if nombre else 0.0
        precision = 1e-9 if nombre < 10 else 5e-3
        assert (ligne["ic_bas"], ligne["ic_haut"]) == pytest.approx((bas, haut), rel=precision)


def test_la_commune_reunit_ses_iris(nice: Path) -> None:
    with duckdb.connect(str(nice), read_only=True) as connexion:
        lignes = connexion.execute(
            "SELECT indicateur, numerateur, valeur FROM valeur WHERE territoire = '06088' "
            "AND indicateur LIKE 'densite_%' AND indicateur <> 'densite_population' ORDER BY 1"
        ).fetchall()
    assert [c for c, _, _ in lignes] == ["densite_generalistes_activite", "densite_pharmacies"]
    assert lignes[0][1:] == pytest.approx((405.56, 405.56 / 342_669 * 10_000))
    assert lignes[1][1:] == pytest.approx((152, 152 / 342_669 * 10_000))
