"""Réglages lus dans l'environnement. Chaque nom porte son unité.

| Variable | Défaut | Sens |
|---|---|---|
| OBSERVATOIRE_DONNEES | `data` | dossier des données (chantier, versions publiées, suivi) |
| OBSERVATOIRE_SUIVI_URL | SQLite dans le dossier des données | base du suivi du CLS |
| OBSERVATOIRE_MEMOIRE_MO | 300 | mémoire accordée à la lecture de l'entrepôt, en mégaoctets |
| OBSERVATOIRE_NOMS_PROFESSIONNELS | oui | « non » : la publication tait le nom des personnes de l'annuaire |
| OBSERVATOIRE_COUVERTURE_QPV_MIN | 0.8 | couverture sous laquelle un QPV approché n'est pas montré |
| OBSERVATOIRE_GEOCODAGE_URL | aucune | service de géocodage en CSV (adresse finissant par `/search/csv`) |
| OBSERVATOIRE_GEOCODAGE_SCORE_MIN | 0.6 | ressemblance sous laquelle une adresse trouvée ne place rien |
| OBSERVATOIRE_DETOUR | 1.3 | chemin rapporté au vol d'oiseau, pour les distances et l'accessibilité |
| OBSERVATOIRE_MARCHE_KMH | 4.5 | vitesse de marche des isochrones |
| OBSERVATOIRE_ISOCHRONES_URL | aucune | service d'itinéraires interrogé quand aucun réseau de rues n'est importé |
| OBSERVATOIRE_ISOCHRONES_RESSOURCE | `bdtopo-valhalla` | ressource demandée à ce service |
| OBSERVATOIRE_ACCES | `local` | `local` : cette machine seulement, chacun modifie le suivi sous le nom qu'il donne |
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from observatoire.errors import ReglageInvalide

RACINE = Path(__file__).resolve().parent.parent
CATALOGUE = RACINE / "data" / "catalogue"
REFERENCE = RACINE / "data" / "reference"
ADRESSE_LOCALE = "127.0.0.1"
GEOCODAGE_SCORE_MIN = 0.6
ACCES = ("local",)
"""Manières d'accéder à l'observatoire. La connexion par compte n'existe pas encore."""


@dataclass(frozen=True, slots=True)
class Reglages:
    """Réglages d'un processus, lus une fois par appel de `read_reglages`."""

    donnees: Path
    memoire_mo: int
    couverture_qpv_min: float
    suivi_url: str
    noms_professionnels: bool = True
    geocodage_url: str = ""
    geocodage_score_min: float = GEOCODAGE_SCORE_MIN
    detour: float = 1.3
    acces: str = "local"
    marche_kmh: float = 4.5
    isochrones_url: str = ""
    isochrones_ressource: str = "bdtopo-valhalla"

    @property
    def publie(self) -> Path:
        """Dossier des versions publiées, lues par le serveur."""
        return self.donnees / "publie"

    @property
    def chantier(self) -> Path:
        """Base privée où les imports s'accumulent avant publication."""
        return self.donnees / "chantier" / "chantier.duckdb"


def read_reglages(dossier: Path | None = None) -> Reglages:
    """Lit les réglages dans l'environnement.

    Args:
        dossier: dossier des données demandé sur la ligne de commande ; il l'emporte sur l'environnement.

    Raises:
        ReglageInvalide: l'accès demandé n'existe pas, ou le détour raccourcit le vol d'oiseau.
        ValueError: une variable numérique n'est pas un nombre.
    """
    donnees = Path(dossier or os.environ.get("OBSERVATOIRE_DONNEES") or RACINE / "data").expanduser().resolve()
    return Reglages(
        donnees=donnees,
        memoire_mo=int(os.environ.get("OBSERVATOIRE_MEMOIRE_MO") or 300),
        couverture_qpv_min=float(os.environ.get("OBSERVATOIRE_COUVERTURE_QPV_MIN") or 0.8),
        detour=_read_detour(),
        geocodage_url=(os.environ.get("OBSERVATOIRE_GEOCODAGE_URL") or "").strip(),
        geocodage_score_min=float(os.environ.get("OBSERVATOIRE_GEOCODAGE_SCORE_MIN") or GEOCODAGE_SCORE_MIN),
        noms_professionnels=(os.environ.get("OBSERVATOIRE_NOMS_PROFESSIONNELS") or "oui").strip().lower() != "non",
        suivi_url=os.environ.get("OBSERVATOIRE_SUIVI_URL") or f"sqlite:///{donnees / 'suivi' / 'suivi.db'}",
        acces=_read_acces(),
        marche_kmh=float(os.environ.get("OBSERVATOIRE_MARCHE_KMH") or 4.5),
        isochrones_url=(os.environ.get("OBSERVATOIRE_ISOCHRONES_URL") or "").strip(),
        isochrones_ressource=(os.environ.get("OBSERVATOIRE_ISOCHRONES_RESSOURCE") or "bdtopo-valhalla").strip(),
    )


def _read_detour() -> float:
    recu = (os.environ.get("OBSERVATOIRE_DETOUR") or "1.3").strip().replace(",", ".")
    if not re.fullmatch(r"\d+(\.\d+)?", recu) or float(recu) < 1:
        raise ReglageInvalide(
            f"OBSERVATOIRE_DETOUR vaut « {recu} » : attendu un nombre d'au moins 1, par exemple 1.3 (un chemin "
            "plus long de 30 % que le vol d'oiseau)."
        )
    return float(recu)


def _read_acces() -> str:
    recu = (os.environ.get("OBSERVATOIRE_ACCES") or ACCES[0]).strip().lower()
    if recu not in ACCES:
        raise ReglageInvalide(
            f"OBSERVATOIRE_ACCES vaut « {recu} » : le seul accès possible pour l'instant est « local » (cette machine "
            "seulement, sans compte). Retirez la variable ou donnez-lui la valeur « local »."
        )
    return recu
