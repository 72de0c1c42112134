"""Construire toutes les tables d'une version dans une base attachée, fichier ou mémoire."""

from collections.abc import Callable
from dataclasses import dataclass

import duckdb
import pandas as pd

from observatoire.domain.acces import DETOUR_DEFAUT
from observatoire.domain.territoire import Maille
from observatoire.errors import ErreurObservatoire
from observatoire.ingest.acces.besoins import read_verification
from observatoire.ingest.acces.habitat import locate_habitat, read_carreaux
from observatoire.ingest.acces.publication import publish_acces
from observatoire.ingest.chantier.base import Identite, read_identite
from observatoire.ingest.mouvements.publication import write_mouvements
from observatoire.ingest.mouvements.series import list_series
from observatoire.ingest.publication import ecriture, offre
from observatoire.ingest.publication.ages import write_ages
from observatoire.ingest.publication.appartenances import (
    Appartenances,
    build_appartenances,
    build_liens_calcul,
)
from observatoire.ingest.publication.approches import write_approches
from observatoire.ingest.publication.geometrie import build_hachures, simplify_contours
from observatoire.ingest.publication.masquage import mask
from observatoire.ingest.publication.territoires import CODE_PERIMETRE, Lieux, get_reference, resolve_territoires
from observatoire.ingest.publication.valeurs import compute_cellules, fill_intervals
from observatoire.ingest.publication.voirie import write_voirie
from observatoire.ingest.secret.anciennes import Anciennes
from observatoire.settings import GEOCODAGE_SCORE_MIN
from observatoire.store.catalogue import Catalogue

Etape = Callable[[str], None]
ORDRE_VALEURS = "indicateur, periode, territoire, sexe, age"


@dataclass(frozen=True, slots=True)
class Bilan:
    """Ce que la construction veut dire à qui publie."""

    territoires: int
    cellules: int
    masquees: int
    ignorees: int
    alertes: tuple[str, ...]


def build_version(
    connexion: duckdb.DuckDBPyConnection,
    base: str,
    *,
    catalogue: Catalogue,
    couverture_qpv_min: float,
    noms_professionnels: bool = True,
    geocodage_score_min: float = GEOCODAGE_SCORE_MIN,
    detour: float = DETOUR_DEFAUT,
    anciennes: Anciennes | None = None,
    annonce: Etape = lambda _: None,
) -> Bilan:
    """Remplit la base attachée `base` avec tout ce que le chantier permet de publier.

    `anciennes` : ce que disent les versions encore consultables, que le secret tient pour connu.

    Raises:
        ErreurObservatoire: rien à publier, un lot cite un indicateur sans fiche, ou le secret n'est pas garanti.
    """
    if connexion.execute("SELECT count(*) FROM lot").fetchone() == (0,):
        raise ErreurObservatoire("Rien à publier : importez d'abord un fichier (python -m observatoire importer …).")
    identite = read_identite(connexion)
    ecriture.create_tables(connexion, base)

    annonce("Territoires et contours")
    lieux, liens = resolve_territoires(connexion, identite)
    appartenances = build_appartenances(lieux, liens, read_carreaux(connexion))
    superficies = _write_territoires(connexion, base, lieux, appartenances)
    series = list_series(connexion)
    alertes_points = offre.place_points(connexion, lieux, series, score_min=geocodage_score_min)
    offre.write_points(connexion, base, noms=noms_professionnels)
    write_mouvements(connexion, base, series, lieux, noms=noms_professionnels)
    habitat = locate_habitat(connexion, lieux)
    alertes_voirie = write_voirie(connexion, base, lieux)

    annonce("Chiffres recomposés")
    cellules, population = compute_cellules(
        connexion,
        superficies=superficies,
        liens_calcul=build_liens_calcul(lieux, appartenances, couverture_qpv_min=couverture_qpv_min),
        indicateurs=catalogue.indicateurs,
        complete=lambda: publish_acces(connexion, base, habitat, catalogue.indicateurs, detour=detour),
    )
    annonce("Secret statistique")
    masquage = mask(
        cellules,
        catalogue.indicateurs,
        appartenances=appartenances.lignes,
        population=population,
        reference=get_reference(identite),
        anciennes=anciennes,
    )
    annonce("Intervalles de confiance")
    publiables = fill_intervals(masquage.publiables, catalogue.indicateurs)

    annonce("Écriture")
    ecriture.write_catalogue(connexion, base, catalogue, publiables["indicateur"].unique())
    _write_chiffres(connexion, base, publiables, population)
    write_approches(connexion, base, appartenances.couverture_qpv, catalogue.indicateurs)
    ecriture.insert_frame(connexion, f"{base}.plan_secret", masquage.resume)
    write_ages(connexion, base, publiables, catalogue.indicateurs, ville=get_reference(identite))
    ecriture.write_periodes(connexion, base)
    ecriture.write_lots(connexion, base)
    calculs = {"detour": str(detour), "besoins_verifies_le": read_verification(),
               "secret_groupe_entier": str(masquage.groupe_entier)}  # fmt: skip
    ecriture.write_identite(connexion, base, _describe_ville(identite) | calculs)
    alertes = (*alertes_points, *alertes_voirie, *masquage.alertes)
    # Celles du secret restent à qui publie : elles diraient où chercher.
    ecriture.write_alertes(connexion, base, (*alertes_points, *alertes_voirie))
    return Bilan(
        territoires=len(lieux),
        cellules=len(publiables),
        masquees=list(publiables["statut"]).count("secret"),
        ignorees=_count_ignorees(connexion),
        alertes=alertes,
    )


def _write_territoires(
    connexion: duckdb.DuckDBPyConnection, base: str, lieux: Lieux, appartenances: Appartenances
) -> dict[str, tuple[str, float | None]]:
    """Écrit les territoires et leurs appartenances ; rend la maille et la superficie de chacun."""
    affiches = simplify_contours(lieux, _group_iris(lieux, appartenances))
    traces = ecriture.trace_lieux(lieux, affiches)
    ecriture.write_territoires(connexion, base, lieux, traces, build_hachures(lieux, affiches))
    ecriture.write_appartenances(connexion, base, appartenances.lignes)
    return {code: (lieu.maille.value, traces[code].superficie_km2) for code, lieu in lieux.items()}


def _write_chiffres(
    connexion: duckdb.DuckDBPyConnection, base: str, publiables: pd.DataFrame, population: pd.DataFrame
) -> None:
    ecriture.insert_frame(connexion, f"{base}.valeur", publiables.drop(columns="maille"), ordre=ORDRE_VALEURS)
    ecriture.insert_frame(
        connexion,
        f"{base}.population",
        population.drop(columns="maille"),
        ordre="territoire, periode, sexe, classe_age",
    )


def _describe_ville(identite: Identite) -> dict[str, str]:
    return {
        "nom": identite.nom,
        "fictif": "oui" if identite.fictif else "non",
        "communes": ",".join(identite.communes),
        "territoire_reference": get_reference(identite),
    }


def _group_iris(lieux: Lieux, appartenances: Appartenances) -> dict[str, list[str]]:
    """IRIS dessinés de chaque territoire plus large ; ceux du périmètre sont ceux de ses communes."""
    groupes: dict[str, list[str]] = {}
    for a in appartenances.lignes:
        if lieux[a.enfant].maille is Maille.IRIS and lieux[a.enfant].contour is not None:
            groupes.setdefault(a.parent, []).append(a.enfant)
    communes = [iris for code, iris in groupes.items() if lieux[code].maille is Maille.COMMUNE]
    groupes[CODE_PERIMETRE] = [code for iris in communes for code in iris]
    return groupes


def _count_ignorees(connexion: duckdb.DuckDBPyConnection) -> int:
    """Valeurs des lots qui concernent un territoire absent de la version (autre millésime, hors périmètre)."""
    ligne = connexion.execute(
        "SELECT count(*) FROM lot_valeur AS v ANTI JOIN territoire_publie AS t ON t.code = v.territoire"
    ).fetchone()
    return int(ligne[0]) if ligne else 0
