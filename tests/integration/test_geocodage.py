"""D'un annuaire sans coordonnées à des points dans leurs IRIS : géocoder, vérifier, corriger, réimporter."""

import csv
import re
from pathlib import Path

import duckdb
import pytest

from observatoire.cli import run
from observatoire.ingest.chantier.base import SCHEMA, VERSION_SCHEMA, create_chantier, open_chantier
from observatoire.ingest.geocodage import service as module_service
from observatoire.ingest.publication.versions import publish
from observatoire.settings import Reglages, read_reglages
from observatoire.store.catalogue import load_catalogue
from tests.integration.test_densites_offre import CENTRES, I1, I2, I3, build_medecin, build_points
from tests.integration.test_publication import Ville
from tests.outils.ban import write_ban, write_ligne
from tests.outils.chantier import COMMUNE, add_lots, build_damier, build_quartiers
from tests.outils.service_adresse import Service, found, run_service

LIEU = ("99000", COMMUNE, "Damier")
ADRESSES = {
    "sur": "1 rue du Port 99000 DAMIER",
    "rue": "rue Haute 99000 DAMIER",
    "faible": "3 rue Bass 99000 DAMIER",
    "ailleurs": "4 rue du Lac 99000 DAMIER",
    "mairie": "Centre bourg 99000 DAMIER",
    "rien": "zzz 99000 DAMIER",
}


@pytest.fixture
def reglages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reglages:
    monkeypatch.setenv("OBSERVATOIRE_DONNEES", str(tmp_path))
    monkeypatch.setattr(module_service, "ATTENTE_MAX_S", 0.0)
    reglages = read_reglages()
    create_chantier(reglages, nom="Damier", communes=[COMMUNE])
    medecins = [
        build_medecin(nom, "", adresse=adresse, ligne=rang, nom=f"DOCTEUR {nom}")
        for rang, (nom, adresse) in enumerate(ADRESSES.items(), start=2)
    ]
    add_lots(
        reglages,
        build_damier(),
        build_quartiers(),
        build_points(*medecins, build_medecin("voisin", "", adresse=ADRESSES["rien"], ligne=9)),
    )
    return reglages


def build_adresses() -> dict[str, dict[str, str]]:
    def place(texte: str, iris: str, commune: str = COMMUNE, **champs: object) -> tuple[str, dict[str, str]]:
        return texte.removesuffix(" 99000 DAMIER") + " DAMIER", found(
            f"vu : {texte}", *CENTRES[iris], commune, **champs
        )

    return dict(
        [
            place(ADRESSES["sur"], I1),
            place(ADRESSES["rue"], I2, type_="street", score=0.8),
            place(ADRESSES["faible"], I3, score=0.4),
            place(ADRESSES["ailleurs"], I3, "99002"),
            place(ADRESSES["mairie"], I3, type_="municipality", score=0.9),
        ]
    )


def run_sans_filtre() -> Service:
    adresses = {texte: {**resultat, "sans_filtre": "oui"} for texte, resultat in build_adresses().items()}
    return run_service(adresses=adresses)  # type: ignore[return-value]


def read_points(reglages: Reglages) -> dict[str, tuple[str, bool, str, str]]:
    publish(reglages, load_catalogue())
    lignes = Ville(reglages).read("SELECT id, iris, lon IS NOT NULL, genre_position, doute FROM point_offre")
    return {ligne[0]: ligne[1:] for ligne in lignes}


def test_une_position_sure_ou_a_la_rue_place_les_autres_se_verifient(reglages: Reglages) -> None:
    with run_sans_filtre() as service:
        assert run(["geocoder", "--service", service.url]) == 0
    assert read_points(reglages) == {
        "sur": (I1, True, "numéro", ""),
        "rue": (I2, True, "rue", "rue sans numéro"),
        "faible": ("", False, "numéro", "ressemblance trop faible"),
        "ailleurs": ("", False, "numéro", "trouvée dans une autre commune"),
        "mairie": ("", False, "commune", "commune seule"),
        "rien": ("", False, "", "adresse introuvable"),
        "voisin": ("", False, "", "adresse introuvable"),
    }


def test_le_score_exige_est_un_reglage(reglages: Reglages, monkeypatch: pytest.MonkeyPatch) -> None:
    with run_sans_filtre() as service:
        run(["geocoder", "--service", service.url])
    monkeypatch.setenv("OBSERVATOIRE_GEOCODAGE_SCORE_MIN", "0.3")
    assert read_points(read_reglages())["faible"] == (I3, True, "numéro", "")


def test_une_seconde_demande_n_interroge_plus_le_service(
    reglages: Reglages, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with run_sans_filtre() as service:
        monkeypatch.setenv("OBSERVATOIRE_GEOCODAGE_URL", service.url)
        assert run(["geocoder"]) == 0
        assert len(service.envois) == 1
        assert run(["geocoder"]) == 0
        assert len(service.envois) == 1
        sortie = " ".join(capsys.readouterr().out.split())
        assert "6 adresses cherchées" in sortie  # sept points, dont deux à la même adresse
        assert "3 au numéro, 1 à la rue, 1 à la commune seulement, 1 sans résultat" in sortie
        assert "Aucune adresse nouvelle à géocoder. 6 adresses étaient déjà connues." in sortie
        assert run(["geocoder", "--refaire"]) == 0
        assert len(service.envois) == 2


def test_une_panne_garde_les_paquets_deja_recus(reglages: Reglages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module_service, "LIGNES_PAR_ENVOI", 4)
    with run_sans_filtre() as service:
        service.panne = lambda rang, _: (500, {}, b"") if rang > 1 else None
        assert run(["geocoder", "--service", service.url]) == 1
        assert count(reglages, "adresse_geocodee") == 4
        service.panne = lambda *_: None
        assert run(["geocoder", "--service", service.url]) == 0
        assert [len(e.lignes) for e in service.envois][-1] == 2
    assert count(reglages, "adresse_geocodee") == 6


def count(reglages: Reglages, table: str) -> int:
    with open_chantier(reglages) as connexion:
        ligne = connexion.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(ligne[0]) if ligne else -1


def test_la_liste_a_verifier_rend_les_lignes_du_fichier(reglages: Reglages, tmp_path: Path) -> None:
    with run_sans_filtre() as service:
        run(["geocoder", "--service", service.url])
    liste = tmp_path / "liste.csv"
    assert run(["positions", "--csv", str(liste)]) == 0
    with liste.open(encoding="utf-8-sig", newline="") as flux:
        lignes = {ligne["id"]: ligne for ligne in csv.DictReader(flux, delimiter=";")}
    assert {i: (ligne["ligne"], ligne["sur_la_carte"]) for i, ligne in lignes.items()} == {
        "rue": ("3", "oui"), "faible": ("4", "non"), "ailleurs": ("5", "non"), "mairie": ("6", "non"),
        "rien": ("7", "non"), "voisin": ("9", "non"),
    }  # fmt: skip
    assert lignes["faible"]["adresse_trouvee"] == "vu : 3 rue Bass 99000 DAMIER"
    assert (lignes["faible"]["score"], lignes["faible"]["lon"]) == ("0,4", "")
    assert liste.stat().st_mode & 0o077 == 0
    # Le fichier existe : il n'est pas écrasé.
    assert run(["positions", "--csv", str(liste)]) == 1


def write_corrections(chemin: Path, *lignes: str) -> Path:
    chemin.write_text("\n".join(["id;lon;lat;doute", *lignes, ""]), encoding="utf-8")
    return chemin


def test_une_correction_vaut_pour_l_adresse_et_survit_a_la_livraison_suivante(
    reglages: Reglages, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lon, lat = (str(x).replace(".", ",") for x in CENTRES[I2])
    corrections = write_corrections(tmp_path / "c.csv", f"rien;{lon};{lat};", "faible;;;")
    assert run(["corriger-positions", str(corrections)]) == 0
    assert "1 position enregistrée, qui place 2 points" in " ".join(capsys.readouterr().out.split())
    points = read_points(reglages)
    assert points["rien"] == points["voisin"] == (I2, True, "manuelle", "")
    suivante = build_medecin("rien", "", adresse=ADRESSES["rien"], date="2025-12-31")
    add_lots(reglages, build_points(suivante, build_medecin("neuf", "", adresse=ADRESSES["rien"], date="2025-12-31")))
    assert read_points(reglages)["neuf"] == (I2, True, "manuelle", "")


@pytest.mark.parametrize(
    ("ligne", "attendu"),
    [
        ("inconnu;2,005;46,005;", "l'identifiant d'un point importé"),
        ("rien;46,005;2,005;", "peut-être inversées"),
        ("rien;;46,005;", "attendu des degrés"),
        ("rien;abc;46,005;", "« abc »"),
    ],
)
def test_une_correction_irrecevable_refuse_tout(
    reglages: Reglages, tmp_path: Path, ligne: str, attendu: str, capsys: pytest.CaptureFixture[str]
) -> None:
    fichier = write_corrections(tmp_path / "c.csv", "faible;2,005;46,005;", ligne)
    assert run(["corriger-positions", str(fichier)]) == 1
    erreur = " ".join(capsys.readouterr().err.split())
    assert attendu in erreur
    assert "c.csv, ligne 3" in erreur
    assert count(reglages, "position_corrigee") == 0


@pytest.mark.parametrize(
    ("contenu", "attendu"), [("id;nom\n1;x\n", "colonnes id, lon et lat"), ("id;lon;lat\nrien;;\n", "aucune position")]
)
def test_un_fichier_de_corrections_inutile_s_explique(
    reglages: Reglages, tmp_path: Path, contenu: str, attendu: str, capsys: pytest.CaptureFixture[str]
) -> None:
    fichier = tmp_path / "c.csv"
    fichier.write_text(contenu, encoding="utf-8")
    assert run(["corriger-positions", str(fichier)]) == 1
    assert attendu in " ".join(capsys.readouterr().err.split())


def test_un_extrait_sur_disque_place_aussi(reglages: Reglages, tmp_path: Path) -> None:
    ban = write_ban(
        tmp_path / "adresses-99.csv.gz",
        write_ligne("1", "Rue du Port", LIEU, *CENTRES[I1]),
        write_ligne("3", "Rue Basse", LIEU, *CENTRES[I3]),
    )
    assert run(["geocoder", "--ban", str(ban)]) == 0
    points = read_points(reglages)
    assert points["sur"] == (I1, True, "numéro", "")
    # « Bass » pour « Basse » : une lettre sur neuf, environ deux tiers de ressemblance gardés.
    assert points["faible"][:3] == (I3, True, "numéro")
    assert points["mairie"] == ("", False, "commune", "commune seule")


@pytest.mark.parametrize(
    "arguments", [["geocoder"], ["geocoder", "--service", "http://127.0.0.1:9/", "--ban", "x.csv"]]
)
def test_sans_moyen_ou_avec_deux_la_commande_refuse(
    reglages: Reglages, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 1
    assert "--ban" in capsys.readouterr().err


def test_un_point_sans_commune_la_recoit_de_son_adresse(reglages: Reglages) -> None:
    add_lots(
        reglages,
        build_points(build_medecin("errant", "", commune="", adresse="9 quai Nord 99000 DAMIER", specialite="X")),
    )
    adresses = {"9 quai Nord DAMIER": found("9 Quai Nord", *CENTRES[I2], COMMUNE)}
    with run_service(adresses=adresses) as service:
        run(["geocoder", "--service", service.url])
    publish(reglages, load_catalogue())
    assert Ville(reglages).read("SELECT iris, commune FROM point_offre WHERE id = 'errant'") == [(I2, COMMUNE)]


def test_un_chantier_du_schema_precedent_est_mis_a_niveau(reglages: Reglages) -> None:
    def read_colonnes(connexion: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
        return connexion.execute(
            "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns ORDER BY ALL"
        ).fetchall()

    with open_chantier(reglages) as connexion:
        attendues = read_colonnes(connexion)
        avant = connexion.execute("SELECT id FROM lot ORDER BY id").fetchall()
        # Retour au schéma 2 : ce que les mises à niveau ajoutent est ôté.
        for script in SCHEMA.parent.glob("vers_*.sql"):
            texte = script.read_text(encoding="utf-8")
            for table in re.findall(r"CREATE TABLE (\w+)", texte):
                connexion.execute(f"DROP TABLE {table}")
            for table, colonne in re.findall(r"ALTER TABLE (\w+) ADD COLUMN (\w+)", texte):
                connexion.execute(f"ALTER TABLE {table} DROP COLUMN {colonne}")
        connexion.execute("UPDATE reglage SET valeur = '2' WHERE cle = 'schema'")
        assert read_colonnes(connexion) != attendues
    with open_chantier(reglages) as connexion:
        assert read_colonnes(connexion) == attendues
        assert connexion.execute("SELECT valeur FROM reglage WHERE cle = 'schema'").fetchone() == (VERSION_SCHEMA,)
        assert connexion.execute("SELECT id FROM lot ORDER BY id").fetchall() == avant
    assert len(avant) == 3
