"""Le service d'adresses : ce qu'on lui envoie, ce qu'on garde de sa réponse, ce qu'on dit quand il faillit."""

import re

import pytest

from observatoire.errors import ErreurObservatoire
from observatoire.ingest.geocodage import service as module
from observatoire.ingest.geocodage.position import RIEN, Demande, Genre, Position
from observatoire.ingest.geocodage.service import ESSAIS_MAX, ServiceGeocodage
from tests.outils.service_adresse import Envoi, Reponse, found, run_service

MEDECIN = Demande("12 BIS AVENUE JEAN MEDECIN 06000 NICE", "06088")
CANNES = Demande("3 rue d'Antibes 06400 Cannes", "")


def search(url: str, *demandes: Demande, pauses: list[float] | None = None) -> dict[Demande, Position]:
    attend = (lambda _: None) if pauses is None else pauses.append
    return {d: p for paquet in ServiceGeocodage(url, pause=attend).iter_positions(demandes) for d, p in paquet}


def fail(url: str, *demandes: Demande) -> str:
    with pytest.raises(ErreurObservatoire) as refus:
        search(url, *(demandes or (MEDECIN,)))
    return str(refus.value)


def html(_rang: int, _envoi: Envoi) -> Reponse:
    return 200, {"Content-Type": "text/html"}, b"<!DOCTYPE html><html>Portail captif</html>"


@pytest.mark.parametrize("avec_statut", [True, False], ids=["Géoplateforme", "API Adresse historique"])
def test_une_reponse_devient_une_position(avec_statut: bool) -> None:
    adresses = {
        "12 BIS AVENUE JEAN MEDECIN NICE": found("12b Avenue Jean Médecin 06000 Nice", 7.268, 43.701, "06088"),
        "3 rue d'Antibes Cannes": found("Rue d'Antibes 06400 Cannes", 7.02, 43.55, "06029", score=0.7, type_="street"),
    }
    with run_service(adresses=adresses, avec_statut=avec_statut) as service:
        trouvees = search(service.url, MEDECIN, CANNES, Demande("7 rue Inconnue 06000 Nice", "06088"))
    assert list(trouvees.values()) == [
        Position(Genre.NUMERO, 0.95, 7.268, 43.701, "12b Avenue Jean Médecin 06000 Nice", "06088"),
        Position(Genre.RUE, 0.7, 7.02, 43.55, "Rue d'Antibes 06400 Cannes", "06029"),
        RIEN,
    ]


@pytest.mark.parametrize(
    ("type_", "genre"),
    [("housenumber", "numéro"), ("street", "rue"), ("locality", "lieu-dit"), ("municipality", "commune")],
)
def test_la_finesse_suit_le_type_du_service(type_: str, genre: str) -> None:
    adresses = {"12 BIS AVENUE JEAN MEDECIN NICE": found("x", 7.2, 43.7, "06088", type_=type_)}
    with run_service(adresses=adresses) as service:
        assert search(service.url, MEDECIN)[MEDECIN].genre == genre


def test_la_commune_connue_filtre_et_le_code_postal_la_remplace() -> None:
    with run_service() as service:
        search(
            service.url,
            MEDECIN,
            CANNES,
            Demande("1 rue X 06002 NICE CEDEX 1", ""),
            Demande("2 rue Y 75011 PARIS", "75056"),
        )
    (envoi,) = service.envois
    assert envoi.champs == [
        ("columns", "voie"), ("columns", "ville"), ("postcode", "code_postal"), ("citycode", "code_insee"),
    ]  # fmt: skip
    assert [(ligne["code_postal"], ligne["code_insee"]) for ligne in envoi.lignes] == [
        ("", "06088"),
        ("06400", ""),
        ("", ""),  # un code de CEDEX n'est celui d'aucune rue
        ("75011", ""),  # Paris n'a d'adresses qu'à ses arrondissements
    ]


def test_seules_les_adresses_sortent_de_la_machine() -> None:
    with run_service() as service:
        search(service.url, MEDECIN)
    assert list(service.envois[0].lignes[0]) == ["cle", "voie", "code_postal", "ville", "code_insee"]


def test_les_adresses_partent_par_paquets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LIGNES_PAR_ENVOI", 2)
    demandes = [Demande(f"{n} rue X 06000 Nice", "06088") for n in range(1, 6)]
    with run_service() as service:
        assert list(search(service.url, *demandes)) == demandes
    assert [len(e.lignes) for e in service.envois] == [2, 2, 1]


def test_une_panne_passagere_se_reessaie() -> None:
    adresses = {"12 BIS AVENUE JEAN MEDECIN NICE": found("x", 7.2, 43.7, "06088")}
    pannes = {1: (503, {}, b""), 2: (429, {"Retry-After": "7"}, b"")}
    pauses: list[float] = []
    with run_service(adresses=adresses, panne=lambda rang, _: pannes.get(rang)) as service:
        assert search(service.url, MEDECIN, pauses=pauses)[MEDECIN].genre is Genre.NUMERO
    assert pauses == [1.0, 7.0]


def test_une_attente_demandee_est_bornee() -> None:
    pauses: list[float] = []
    with (
        run_service(panne=lambda *_: (429, {"Retry-After": "86400"}, b"")) as service,
        pytest.raises(ErreurObservatoire),
    ):
        search(service.url, MEDECIN, pauses=pauses)
    assert len(service.envois) == ESSAIS_MAX
    assert max(pauses) <= 30


def test_un_service_eteint_dit_quoi_faire() -> None:
    with run_service() as service:
        url = service.url
    message = fail(url)
    assert "ne répond pas après 4 essais" in message
    assert "--ban" in message


@pytest.mark.parametrize(
    ("panne", "attendu"),
    [
        (html, "une page web"),
        (lambda *_: (200, {}, b'{"features": []}'), "une page web ou un autre format"),
        (lambda *_: (404, {}, b""), "l'erreur 404. Vérifiez l'adresse du service"),
        (lambda *_: (413, {}, b""), "l'erreur 413"),
        (lambda *_: (200, {}, b"cle,latitude\n0,43\n"), "sans la colonne longitude, result_score"),
        (lambda *_: (200, {}, "é".encode("latin-1")), "n'est pas de l'UTF-8"),
        (lambda *_: (200, {}, b""), "sans la colonne cle"),
    ],
)
def test_une_reponse_inutilisable_s_explique(panne: object, attendu: str) -> None:
    with run_service(panne=panne) as service:
        assert attendu in fail(service.url)


def lose_ligne(rang: int, envoi: Envoi) -> Reponse:
    entete = "cle,latitude,longitude,result_score,result_type,result_label,result_citycode\n"
    return 200, {}, (entete + "0,,,,,,\n").encode()


def test_des_lignes_perdues_se_disent() -> None:
    with run_service(panne=lose_ligne) as service:
        message = fail(service.url, MEDECIN, CANNES)
    assert "1\u00a0ligne pour 2 envoyées" in message


@pytest.mark.parametrize("champ", ["latitude", "longitude", "result_score"])
@pytest.mark.parametrize("valeur", ["abc", "nan", "1e9"])
def test_un_nombre_insense_refuse_l_envoi(champ: str, valeur: str) -> None:
    adresses = {"12 BIS AVENUE JEAN MEDECIN NICE": {**found("x", 7.2, 43.7, "06088"), champ: valeur}}
    with run_service(adresses=adresses) as service:
        assert re.search(f"{valeur} » dans la colonne {champ}", fail(service.url))


def test_une_ligne_en_erreur_n_est_pas_une_adresse_introuvable() -> None:
    adresses = {"12 BIS AVENUE JEAN MEDECIN NICE": {**found("x", 7.2, 43.7, "06088"), "result_status": "error"}}
    with run_service(adresses=adresses) as service:
        assert "lignes en erreur" in fail(service.url)


@pytest.mark.parametrize("url", ["adresses.csv", "file:///etc/passwd", "ftp://exemple.fr/csv", "http://"])
def test_une_adresse_de_service_impossible_est_refusee(url: str) -> None:
    with pytest.raises(ErreurObservatoire, match="n'est pas l'adresse d'un service"):
        ServiceGeocodage(url)


def test_un_texte_piege_reste_un_texte() -> None:
    piege = Demande('12 rue "A; B, C"\n=1+1 06000 Nice', "06088")
    with run_service() as service:
        assert search(service.url, piege) == {piege: RIEN}
    assert service.envois[0].lignes[0]["voie"] == '12 rue "A; B, C" =1+1'
