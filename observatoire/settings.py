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
| OBSERVATOIRE_DEPARTEMENTS_VOISINS | aucun | départements (75,94) gardés des annuaires qui ne situent personne |
| OBSERVATOIRE_DETOUR | 1.3 | chemin rapporté au vol d'oiseau, pour les distances et l'accessibilité |
| OBSERVATOIRE_MARCHE_KMH | 4.5 | vitesse de marche des isochrones |
| OBSERVATOIRE_ISOCHRONES_URL | aucune | service d'itinéraires interrogé quand aucun réseau de rues n'est importé |
| OBSERVATOIRE_ISOCHRONES_RESSOURCE | `bdtopo-valhalla` | ressource demandée à ce service |
| OBSERVATOIRE_ACCES | `local` | `local` : cette machine seulement, chacun modifie le suivi sous le nom qu'il donne |
"""

import math
import os
import re
from dataclasses import dataclass
from pathlib import Path

from observatoire.errors import ReglageInvalide

RACINE = Path(__file__).resolve().parent.parent
CATALOGUE = RACINE / "data" / "catalogue"
REFERENCE = RACINE / "data" / "reference"
ADRESSE_LOCALE = "127.0.0.1"
MEMOIRE_MO = 300
COUVERTURE_QPV_MIN = 0.8
GEOCODAGE_SCORE_MIN = 0.6
DETOUR = 1.3
MARCHE_KMH = 4.5
ISOCHRONES_RESSOURCE = "bdtopo-valhalla"
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
    detour: float = DETOUR
    acces: str = ACCES[0]
    marche_kmh: float = MARCHE_KMH
    isochrones_url: str = ""
    isochrones_ressource: str = ISOCHRONES_RESSOURCE
    departements_voisins: tuple[str, ...] = ()

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
        ReglageInvalide: une variable n'a pas une valeur permise ; le message la nomme et dit ce qui est attendu.
    """
    donnees = Path(dossier or os.environ.get("OBSERVATOIRE_DONNEES") or RACINE / "data").expanduser().resolve()
    return Reglages(
        donnees=donnees,
        memoire_mo=int(_read_nombre("OBSERVATOIRE_MEMOIRE_MO", MEMOIRE_MO, minimum=50)),
        couverture_qpv_min=_read_nombre("OBSERVATOIRE_COUVERTURE_QPV_MIN", COUVERTURE_QPV_MIN, minimum=0, maximum=1),
        detour=_read_nombre("OBSERVATOIRE_DETOUR", DETOUR, minimum=1),
        geocodage_url=_read_texte("OBSERVATOIRE_GEOCODAGE_URL"),
        geocodage_score_min=_read_nombre("OBSERVATOIRE_GEOCODAGE_SCORE_MIN", GEOCODAGE_SCORE_MIN, minimum=0, maximum=1),
        noms_professionnels=_read_choix("OBSERVATOIRE_NOMS_PROFESSIONNELS", ("oui", "non")) == "oui",
        suivi_url=_read_texte("OBSERVATOIRE_SUIVI_URL") or f"sqlite:///{donnees / 'suivi' / 'suivi.db'}",
        acces=_read_choix("OBSERVATOIRE_ACCES", ACCES),
        marche_kmh=_read_nombre("OBSERVATOIRE_MARCHE_KMH", MARCHE_KMH, minimum=1),
        isochrones_url=_read_texte("OBSERVATOIRE_ISOCHRONES_URL"),
        isochrones_ressource=_read_texte("OBSERVATOIRE_ISOCHRONES_RESSOURCE") or ISOCHRONES_RESSOURCE,
        departements_voisins=_read_departements("OBSERVATOIRE_DEPARTEMENTS_VOISINS"),
    )


def _read_departements(nom: str) -> tuple[str, ...]:
    codes = tuple(code.upper() for code in re.split(r"[\s,;]+", _read_texte(nom)) if code)
    for code in codes:
        if not re.fullmatch(r"\d{2}|2[AB]|97\d", code):
            raise ReglageInvalide(f"{nom} vaut « {_read_texte(nom)} » : attendu des départements, par exemple 75,94.")
    return codes


def _read_texte(nom: str) -> str:
    return (os.environ.get(nom) or "").strip()


def _read_nombre(nom: str, defaut: float, *, minimum: float, maximum: float = math.inf) -> float:
    """Nombre écrit au point ou à la virgule ; une variable absente ou vide vaut le défaut."""
    recu = _read_texte(nom)
    if not recu:
        return defaut
    ecrit = recu.replace(",", ".")
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", ecrit) or not minimum <= float(ecrit) <= maximum:
        bornes = f"d'au moins {minimum:g}" if math.isinf(maximum) else f"entre {minimum:g} et {maximum:g}"
        raise ReglageInvalide(f"{nom} vaut « {recu} » : attendu un nombre {bornes}, par exemple {defaut:g}.")
    return float(ecrit)


def _read_choix(nom: str, permis: tuple[str, ...]) -> str:
    """Un des mots permis, le premier par défaut. Un autre mot n'est jamais deviné : « 0 » ou « false » est refusé."""
    recu = _read_texte(nom).lower() or permis[0]
    if recu not in permis:
        attendu = " ou ".join(f"« {mot} »" for mot in permis)
        raise ReglageInvalide(f"{nom} vaut « {recu} » : attendu {attendu}. Sans cette variable, c'est « {permis[0]} ».")
    return recu
