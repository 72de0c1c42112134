"""Le plan tel qu'il était : rejouer le journal jusqu'à un instant."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from observatoire.domain.cls.codage import from_json
from observatoire.domain.cls.objets import Objet
from observatoire.domain.cls.plan import Plan, build_plan

PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True)
class LigneJournal:
    """Une écriture : qui, quand, sur quoi, ce qu'il y avait avant et ce qu'il y a après."""

    id: int
    quand: datetime
    qui: str
    role: str
    contrat_id: int
    genre: str
    objet_id: int
    avant: Mapping[str, Any] | None
    apres: Mapping[str, Any] | None
    motif: str


def end_of_day(jour: date) -> datetime:
    """Rend la dernière seconde d'un jour, heure de Paris, en temps universel."""
    return datetime.combine(jour, time.max, tzinfo=PARIS).astimezone(UTC)


def decode_journal(lignes: Iterable[LigneJournal]) -> tuple[tuple[LigneJournal, Objet | None], ...]:
    """Décode une fois chaque ligne, pour la rejouer à plusieurs dates."""
    return tuple((x, None if x.apres is None else from_json(x.genre, x.apres)) for x in lignes)


def replay_decode(lignes: Iterable[tuple[LigneJournal, Objet | None]], jusqua: datetime) -> Plan | None:
    """Rend le plan après les écritures, déjà décodées, faites jusqu'à cet instant compris."""
    etat: dict[tuple[str, int], Objet] = {}
    for ligne, objet in lignes:
        if ligne.quand > jusqua:
            continue
        if objet is None:
            etat.pop((ligne.genre, ligne.objet_id), None)
        else:
            etat[ligne.genre, ligne.objet_id] = objet
    return build_plan(etat.values())
