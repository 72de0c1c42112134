"""L'extrait de la Base adresse nationale : bonne voie, bon numéro, score qui dit ce qui a été deviné."""

from pathlib import Path

import pytest

from observatoire.errors import FichierRefuse
from observatoire.ingest.geocodage.ban import ExtraitBan
from observatoire.ingest.geocodage.position import RIEN, Demande, Genre, Position
from tests.outils.ban import COLONNES, write_ban, write_ligne

NICE, CANNES = ("06000", "06088", "Nice"), ("06400", "06029", "Cannes")


@pytest.fixture(scope="module", params=["adresses-06.csv", "adresses-06.csv.gz"])
def extrait(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> ExtraitBan:
    lignes = [
        *(write_ligne(str(n), "Avenue Jean Médecin", NICE, 7.26 + n / 10_000, 43.70) for n in (2, 4, 12, 14, 20)),
        write_ligne("12", "Avenue Jean Médecin", NICE, 7.3, 43.7, rep="bis"),
        write_ligne("13", "Avenue Jean Médecin", NICE, 7.4, 43.7),
        write_ligne("1", "Rue Verdi", NICE, 7.255, 43.699),
        write_ligne("1", "Rue du Général de Gaulle", NICE, 7.1, 43.6),
        write_ligne("1", "Place du Général de Gaulle", NICE, 7.2, 43.6),
        write_ligne("3", "Rue Pasteur", NICE, 7.21, 43.71),
        write_ligne("3", "Rue Pasteur", ("06300", "06088", "Nice"), 7.29, 43.72),
        write_ligne("8", "Route de Turin", NICE, 7.28, 43.72, ld="Le Clos Fleuri"),
        write_ligne("3", "Rue d'Antibes", CANNES, 7.02, 43.55),
        write_ligne("5", "Rue Sans Position", NICE, 0, 0).replace(";0;0;entrée", ";;;entrée"),
        write_ligne("1", "Rue de Paris", ("75001", "75101", "Paris 1er Arrondissement"), 2.33, 48.86),
    ]
    return ExtraitBan(write_ban(tmp_path_factory.mktemp("ban") / request.param, *lignes))


def find(extrait: ExtraitBan, adresse: str, commune: str = "06088") -> Position:
    ((_, position),) = [couple for paquet in extrait.iter_positions([Demande(adresse, commune)]) for couple in paquet]
    return position


@pytest.mark.parametrize(
    ("adresse", "lon", "libelle", "score"),
    [
        ("12 AV JEAN MEDECIN 06000 NICE", 7.2612, "12 Avenue Jean Médecin 06000 Nice", 1.0),
        ("12 B AVENUE JEAN MEDECIN 06000 NICE", 7.3, "12 bis Avenue Jean Médecin 06000 Nice", 1.0),
        ("12 TER AV JEAN MEDECIN 06000 NICE", 7.2612, "12 Avenue Jean Médecin 06000 Nice", 0.97),
        ("6 AV JEAN MEDECIN 06000 NICE", 7.2604, "4 Avenue Jean Médecin 06000 Nice", 0.9),
        ("11 AV JEAN MEDECIN 06000 NICE", 7.4, "13 Avenue Jean Médecin 06000 Nice", 0.9),
        ("CAB MEDICAL 12 AVENUE JEAN MEDECIN BAT B 06000 NICE", 7.2612, "12 Avenue Jean Médecin 06000 Nice", 1.0),
        ("12 AV JEAN MEDECIN NICE ETOILE 06000 NICE", 7.2612, "12 Avenue Jean Médecin 06000 Nice", 0.85),
        ("12 JEAN MEDECIN 06000 NICE", 7.2612, "12 Avenue Jean Médecin 06000 Nice", 0.9),
        ("12 BD JEAN MEDECIN 06000 NICE", 7.2612, "12 Avenue Jean Médecin 06000 Nice", 0.75),
    ],
)
def test_un_numero_se_retrouve(extrait: ExtraitBan, adresse: str, lon: float, libelle: str, score: float) -> None:
    position = find(extrait, adresse)
    assert position.genre is Genre.NUMERO
    assert (position.lon, position.libelle) == (pytest.approx(lon), libelle)
    assert position.score == pytest.approx(score)


def test_une_faute_de_frappe_coute_et_un_autre_nom_devient_douteux(extrait: ExtraitBan) -> None:
    faute = find(extrait, "12 AV JEAN MEDECN 06000 NICE")
    assert (faute.genre, faute.libelle) == (Genre.NUMERO, "12 Avenue Jean Médecin 06000 Nice")
    assert 0.6 < faute.score < 0.95
    for adresse in ("1 RUE VERDIER 06000 NICE", "12 AV. J. MEDECIN 06000 NICE"):
        assert find(extrait, adresse).score < 0.6


def test_deux_voies_qui_repondent_aussi_bien_se_disent_ambigues(extrait: ExtraitBan) -> None:
    assert find(extrait, "1 AVENUE DU GENERAL DE GAULLE 06000 NICE").score == pytest.approx(0.75 * 0.7)
    assert find(extrait, "1 PLACE DU GAL DE GAULLE 06000 NICE").score == 1.0


def test_le_code_postal_departage_deux_rues_du_meme_nom(extrait: ExtraitBan) -> None:
    assert find(extrait, "3 RUE PASTEUR 06300 NICE").lon == pytest.approx(7.29)
    assert find(extrait, "3 RUE PASTEUR 06000 NICE").lon == pytest.approx(7.21)


def test_sans_numero_proche_la_position_est_un_point_de_la_rue(extrait: ExtraitBan) -> None:
    loin, sans = find(extrait, "112 AV JEAN MEDECIN 06000 NICE"), find(extrait, "AV JEAN MEDECIN 06000 NICE")
    assert (loin.genre, loin.score) == (Genre.RUE, pytest.approx(0.8))
    assert (sans.genre, sans.score) == (Genre.RUE, 1.0)
    # Milieu des sept adresses : (1,3052 + 0,3 + 0,4) / 7 = 0,2865 au-delà de 7 ; la plus proche est à 7,3.
    assert sans.lon == pytest.approx(7.3)


def test_un_lieu_dit(extrait: ExtraitBan) -> None:
    position = find(extrait, "LE CLOS FLEURI 06000 NICE")
    assert (position.genre, position.lon) == (Genre.LIEU_DIT, pytest.approx(7.28))


def test_sans_voie_connue_seule_la_commune_est_dite_sans_position(extrait: ExtraitBan) -> None:
    for adresse in ("9 IMPASSE DES KOALAS 06000 NICE", "06000 NICE", "5 RUE SANS POSITION 06000 NICE"):
        assert find(extrait, adresse) == Position(Genre.COMMUNE, 0.0, None, None, "Nice", "06088")


def test_sans_code_de_commune_le_code_postal_et_la_ville_la_donnent(extrait: ExtraitBan) -> None:
    position = find(extrait, "3 R D ANTIBES 06400 CANNES", commune="")
    assert (position.commune, position.genre) == ("06029", Genre.NUMERO)
    assert find(extrait, "3 RUE D'ANTIBES 06400 VALLAURIS", commune="") == RIEN


def test_paris_se_cherche_dans_ses_arrondissements(extrait: ExtraitBan) -> None:
    position = find(extrait, "1 RUE DE PARIS 75001 PARIS", commune="75056")
    assert (position.commune, position.genre) == ("75101", Genre.NUMERO)


@pytest.mark.parametrize(
    ("lignes", "entete", "attendu"),
    [
        ([], COLONNES.replace("nom_voie", "voie"), "attendu la colonne « nom_voie »"),
        (
            [write_ligne("1", "Rue X", ("75001", "75101", "Paris"), 2.3, 48.8)],
            COLONNES,
            "le fichier du bon département",
        ),
    ],
)
def test_un_mauvais_fichier_s_explique(tmp_path: Path, lignes: list[str], entete: str, attendu: str) -> None:
    chemin = write_ban(tmp_path / "adresses.csv", *lignes, entete=entete)
    with pytest.raises(FichierRefuse, match=attendu):
        list(ExtraitBan(chemin).iter_positions([Demande("1 RUE X 06000 NICE", "06088")]))


def test_un_fichier_absent_ou_d_une_autre_sorte(tmp_path: Path) -> None:
    with pytest.raises(FichierRefuse, match="n'existe pas"):
        ExtraitBan(tmp_path / "rien.csv")
    (tmp_path / "adresses.csv.gz").write_bytes(b"pas une archive")
    with pytest.raises(FichierRefuse, match="un fichier illisible"):
        ExtraitBan(tmp_path / "adresses.csv.gz")
