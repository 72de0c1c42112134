"""Un vrai serveur HTTP local qui rend des isochrones carrées, et sait tomber en panne."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

DEGRE_PAR_MINUTE = 0.0005


@dataclass
class ServiceIsochrones:
    """Un service en marche. `panne` : vide, ou ce qui arrive à la place d'une réponse."""

    url: str = ""
    panne: str = ""
    recues: list[dict[str, str]] = field(default_factory=list)

    def answer(self, demande: dict[str, str]) -> tuple[int, bytes]:
        if self.panne == "erreur":
            return 503, b"indisponible"
        if self.panne == "texte":
            return 200, b"<html>bonjour</html>"
        if self.panne == "point":
            return 200, json.dumps({"geometry": {"type": "Point", "coordinates": [2, 46]}}).encode()
        if self.panne == "enorme":
            return 200, b" " * 6_000_000
        if self.panne == "lent":
            time.sleep(3)
        lon, lat = (float(x) for x in demande["point"].split(","))
        d = DEGRE_PAR_MINUTE * float(demande["costValue"])
        anneau = [[lon - d, lat - d], [lon + d, lat - d], [lon + d, lat + d], [lon - d, lat + d], [lon - d, lat - d]]
        return 200, json.dumps({"geometry": {"type": "Polygon", "coordinates": [anneau]}}).encode()


@contextmanager
def serve_isochrones() -> Iterator[ServiceIsochrones]:
    """Sert sur un port libre le temps du bloc."""
    service = ServiceIsochrones()

    class Guichet(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            demande = {nom: valeurs[0] for nom, valeurs in parse_qs(urlsplit(self.path).query).items()}
            service.recues.append(demande)
            statut, corps = service.answer(demande)
            try:
                self.send_response(statut)
                self.send_header("Content-Length", str(len(corps)))
                self.end_headers()
                self.wfile.write(corps)
            except OSError:
                return  # le client est parti : c'est l'essai du service lent

        def log_message(self, format: str, *args: object) -> None:
            """Rien à l'écran pendant les essais."""

    serveur = ThreadingHTTPServer(("127.0.0.1", 0), Guichet)
    service.url = f"http://127.0.0.1:{serveur.server_address[1]}/isochrone"
    fil = threading.Thread(target=serveur.serve_forever, daemon=True)
    fil.start()
    try:
        yield service
    finally:
        serveur.shutdown()
        serveur.server_close()
