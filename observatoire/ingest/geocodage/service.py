"""Le service de géocodage de la Base adresse nationale, en CSV : un envoi par paquet, vérifié avant d'être gardé.

Seules les adresses sortent de la machine : ni nom, ni identifiant de personne.
"""

import csv
import io
import math
import time
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import urlsplit

import requests

from observatoire.domain.francais import format_nombre, format_pluriel, join_mots
from observatoire.errors import ErreurObservatoire
from observatoire.ingest.formats.commun import find_ville
from observatoire.ingest.geocodage.adresses import split_adresse
from observatoire.ingest.geocodage.position import RIEN, Demande, Genre, Position

LIGNES_PAR_ENVOI = 1_000
ESSAIS_MAX = 4
ATTENTE_MAX_S = 30.0
DELAIS_S = (10.0, 120.0)
"""Pour se connecter, puis pour attendre une réponse."""
REPONSE_MAX_OCTETS = 20_000_000
_A_REESSAYER = frozenset({429, 500, 502, 503, 504})
_ENVOYEES = ("cle", "voie", "code_postal", "ville", "code_insee")
_ATTENDUES = ("cle", "latitude", "longitude", "result_score", "result_type", "result_label", "result_citycode")
_GENRES = {
    "housenumber": Genre.NUMERO, "street": Genre.RUE, "locality": Genre.LIEU_DIT, "municipality": Genre.COMMUNE,
}  # fmt: skip
_TROUVE = frozenset({"", "ok"})


class ServiceGeocodage:
    """Client du service : mêmes paramètres pour l'API Adresse historique et pour la Géoplateforme."""

    def __init__(self, url: str, *, pause: Callable[[float], None] = time.sleep) -> None:
        """Retient l'adresse du service.

        Raises:
            ErreurObservatoire: ce n'est pas une adresse http(s).
        """
        decoupe = urlsplit(url)
        if decoupe.scheme not in ("http", "https") or not decoupe.hostname:
            raise ErreurObservatoire(
                f"« {url} » n'est pas l'adresse d'un service de géocodage. Attendu : une adresse http ou https, celle "
                "qui se termine par /search/csv."
            )
        self._url = url
        self._pause = pause
        self.origine = f"service {decoupe.hostname}"

    def iter_positions(self, demandes: Sequence[Demande]) -> Iterator[list[tuple[Demande, Position]]]:
        """Positions, paquet par paquet ; un paquet n'est rendu que complet et vérifié.

        Raises:
            ErreurObservatoire: service injoignable, ou réponse inutilisable.
        """
        for debut in range(0, len(demandes), LIGNES_PAR_ENVOI):
            paquet = demandes[debut : debut + LIGNES_PAR_ENVOI]
            lignes = self._read_reponse(self._post(_write_csv(paquet)), len(paquet))
            yield list(zip(paquet, (self._build_position(ligne) for ligne in lignes), strict=True))

    def _post(self, contenu: bytes) -> requests.Response:
        champs = [("columns", "voie"), ("columns", "ville"), ("postcode", "code_postal"), ("citycode", "code_insee")]
        raison, attente = "", 0.0
        for essai in range(ESSAIS_MAX):
            if essai:
                self._pause(min(attente, ATTENTE_MAX_S))
            attente = 2.0**essai
            try:
                reponse = requests.post(
                    self._url, data=champs, files={"data": ("adresses.csv", contenu, "text/csv")}, timeout=DELAIS_S
                )
            except requests.Timeout:
                raison = "il ne répond pas dans le temps permis"
            except requests.RequestException:
                raison = "la connexion est refusée ou coupée"
            else:
                if reponse.status_code not in _A_REESSAYER:
                    return reponse
                raison = f"il répond l'erreur {reponse.status_code}"
                attente = _read_attente(reponse, attente)
        raise ErreurObservatoire(
            f"Le service de géocodage {self._url} ne répond pas après {ESSAIS_MAX} essais : {raison}. Les adresses "
            "déjà trouvées sont gardées ; relancez plus tard, ou géocodez sans réseau avec un extrait de la Base "
            "adresse nationale (--ban)."
        )

    def _read_reponse(self, reponse: requests.Response, attendues: int) -> list[dict[str, str]]:
        if reponse.status_code != requests.codes.ok:
            conseil = {
                404: "Vérifiez l'adresse du service : elle se termine par /search/csv.",
                413: "Le service refuse un envoi de cette taille : demandez à son gestionnaire de l'accepter.",
            }.get(reponse.status_code, "Vérifiez l'adresse du service et vos droits d'accès.")
            raise self._refuse(f"l'erreur {reponse.status_code}", conseil)
        if len(reponse.content) > REPONSE_MAX_OCTETS:
            raise self._refuse("une réponse démesurée", "Vérifiez l'adresse du service.")
        try:
            texte = reponse.content.decode("utf-8-sig")
        except UnicodeDecodeError as erreur:
            raise self._refuse("un texte qui n'est pas de l'UTF-8", "Vérifiez l'adresse du service.") from erreur
        if texte.lstrip().startswith(("<", "{", "[")):
            raise self._refuse(
                "une page web ou un autre format que du CSV",
                "Vérifiez l'adresse (…/search/csv), ou le portail qui filtre l'accès au réseau.",
            )
        return self._check_lignes(texte, attendues)

    def _check_lignes(self, texte: str, attendues: int) -> list[dict[str, str]]:
        premiere = texte.partition("\n")[0]
        separateur = ";" if premiere.count(";") > premiere.count(",") else ","
        lecteur = csv.DictReader(io.StringIO(texte, newline=""), delimiter=separateur)
        manquantes = [c for c in _ATTENDUES if c not in (lecteur.fieldnames or [])]
        if manquantes:
            raise self._refuse(
                f"un CSV sans la colonne {join_mots(manquantes)}", "Ce service ne parle pas ce protocole de géocodage."
            )
        lignes = {ligne["cle"]: ligne for ligne in lecteur if None not in ligne.values()}
        perdues = [rang for rang in range(attendues) if str(rang) not in lignes]
        if perdues or len(lignes) != attendues:
            raise self._refuse(
                f"{format_pluriel(len(lignes), 'ligne')} pour {format_nombre(attendues)} envoyées",
                "Des lignes se sont perdues : relancez, ou prévenez le gestionnaire du service.",
            )
        return [lignes[str(rang)] for rang in range(attendues)]

    def _build_position(self, ligne: dict[str, str]) -> Position:
        genre = _GENRES.get(ligne["result_type"].strip(), Genre.AUCUN)
        statut = (ligne.get("result_status") or "").strip().lower()
        if statut == "error":
            raise self._refuse(
                "des lignes en erreur (result_status)", "Le service est en panne partielle : relancez plus tard."
            )
        if genre is Genre.AUCUN or statut not in _TROUVE or not ligne["latitude"].strip():
            return RIEN
        lon, lat = self._read_nombre(ligne, "longitude", 180), self._read_nombre(ligne, "latitude", 90)
        score = min(max(self._read_nombre(ligne, "result_score", 10), 0.0), 1.0)
        return Position(genre, score, lon, lat, ligne["result_label"].strip(), ligne["result_citycode"].strip())

    def _read_nombre(self, ligne: dict[str, str], colonne: str, borne: float) -> float:
        try:
            nombre = float(ligne[colonne])
        except ValueError:
            nombre = math.nan
        if not abs(nombre) <= borne:
            raise self._refuse(
                f"« {ligne[colonne][:40]} » dans la colonne {colonne}",
                "Ce service ne rend pas des degrés comme l'API Adresse ; rien n'est gardé de cet envoi.",
            )
        return nombre

    def _refuse(self, trouve: str, conseil: str) -> ErreurObservatoire:
        return ErreurObservatoire(f"Le service de géocodage {self._url} a rendu {trouve}. {conseil}")


def _write_csv(demandes: Sequence[Demande]) -> bytes:
    tampon = io.StringIO(newline="")
    plume = csv.writer(tampon)
    plume.writerow(_ENVOYEES)
    for rang, demande in enumerate(demandes):
        adresse = split_adresse(demande.adresse, demande.commune)
        # Paris, Lyon et Marseille n'ont pas d'adresse à leur code de ville : le code postal fait le filtre.
        insee = "" if demande.commune in _VILLES_A_ARRONDISSEMENTS else demande.commune
        plume.writerow([rang, adresse.voie, "" if insee else adresse.code_postal, adresse.ville, insee])
    return tampon.getvalue().encode("utf-8")


_VILLES_A_ARRONDISSEMENTS = frozenset(find_ville(c) for c in ("75101", "69381", "13201"))


def _read_attente(reponse: requests.Response, defaut: float) -> float:
    """Ce que le service demande d'attendre, en secondes ; sinon l'attente prévue."""
    dite = reponse.headers.get("Retry-After", "")
    return float(dite) if dite.isdigit() else defaut
