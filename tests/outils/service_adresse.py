"""Un vrai serveur HTTP local qui parle le protocole du service d'adresses en CSV, et sait tomber en panne."""

import csv
import email.parser
import email.policy
import io
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Reponse = tuple[int, dict[str, str], bytes]
RESULTATS = (
    "latitude", "longitude", "result_label", "result_score", "result_score_next", "result_type", "result_id",
    "result_housenumber", "result_name", "result_street", "result_postcode", "result_city", "result_context",
    "result_citycode", "result_oldcitycode", "result_oldcity", "result_district", "result_status",
)  # fmt: skip


@dataclass
class Envoi:
    """Ce que le serveur a reçu : champs du formulaire (répétés admis) et lignes du fichier."""

    champs: list[tuple[str, str]]
    lignes: list[dict[str, str]]
    brut: bytes


@dataclass
class Service:
    """Un service en marche. `adresses` : texte cherché (voie, ville) → résultat ; `panne` répond à sa place."""

    url: str = ""
    adresses: dict[str, dict[str, str]] = field(default_factory=dict)
    envois: list[Envoi] = field(default_factory=list)
    panne: Callable[[int, Envoi], Reponse | None] = lambda _rang, _envoi: None
    avec_statut: bool = True

    def answer(self, envoi: Envoi) -> Reponse:
        self.envois.append(envoi)
        if (panne := self.panne(len(self.envois), envoi)) is not None:
            return panne
        return 200, {"Content-Type": "text/csv; charset=utf-8"}, self.write(envoi)

    def write(self, envoi: Envoi) -> bytes:
        """Le CSV reçu, complété : colonnes de recherche et filtre de commune respectés."""
        cherchees = [v for c, v in envoi.champs if c == "columns"]
        filtre = dict(envoi.champs).get("citycode", "")
        resultats = RESULTATS if self.avec_statut else RESULTATS[:-1]
        tampon = io.StringIO()
        plume = csv.DictWriter(tampon, [*envoi.lignes[0], *resultats], extrasaction="ignore")
        plume.writeheader()
        for ligne in envoi.lignes:
            trouve = self.adresses.get(" ".join(ligne[c] for c in cherchees if ligne[c]))
            commune = ligne.get(filtre, "")
            if trouve is None or (commune and trouve["result_citycode"] != commune and not trouve.get("sans_filtre")):
                plume.writerow({**ligne, "result_status": "not-found"})
            else:
                plume.writerow({**ligne, "result_status": "ok", **trouve})
        return tampon.getvalue().encode("utf-8")


def found(libelle: str, lon: float, lat: float, commune: str, *, score: float = 0.95, type_: str = "housenumber"):
    return {
        "latitude": str(lat), "longitude": str(lon), "result_label": libelle, "result_score": str(score),
        "result_type": type_, "result_citycode": commune,
    }  # fmt: skip


@contextmanager
def run_service(**champs: object) -> Iterator[Service]:
    service = Service(**champs)  # type: ignore[arg-type]

    class Traite(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            code, entetes, contenu = service.answer(self._read())
            self.send_response(code)
            for nom, valeur in {**entetes, "Content-Length": str(len(contenu))}.items():
                self.send_header(nom, valeur)
            self.end_headers()
            self.wfile.write(contenu)

        def _read(self) -> Envoi:
            brut = self.rfile.read(int(self.headers["Content-Length"]))
            entete = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
            message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(entete + brut)
            champs: list[tuple[str, str]] = []
            lignes: list[dict[str, str]] = []
            for partie in message.iter_parts():
                nom = str(partie.get_param("name", header="content-disposition"))
                contenu = bytes(partie.get_payload(decode=True))
                if nom == "data":
                    lignes = list(csv.DictReader(io.StringIO(contenu.decode("utf-8"))))
                else:
                    champs.append((nom, contenu.decode("utf-8")))
            return Envoi(champs, lignes, brut)

        def log_message(self, format: str, *args: object) -> None:
            """Se tait."""

    serveur = ThreadingHTTPServer(("127.0.0.1", 0), Traite)
    fil = threading.Thread(target=serveur.serve_forever, daemon=True)
    fil.start()
    service.url = f"http://127.0.0.1:{serveur.server_port}/search/csv/"
    try:
        yield service
    finally:
        serveur.shutdown()
        serveur.server_close()
        fil.join(timeout=5)
