"""Les âges des professionnels : jamais celui d'une personne, des comptes par territoire au-dessus d'un seuil."""

from collections.abc import Collection, Mapping
from typing import cast

import duckdb
import pandas as pd

from observatoire.domain.densites import GENERALISTES, PART_55_ANS, PART_60_ANS
from observatoire.domain.indicateur import Indicateur
from observatoire.ingest.publication.ecriture import insert_frame, write_identite
from observatoire.ingest.publication.territoires import run_sql

CLE_SEUIL = "seuil_ages"


def write_ages(
    connexion: duckdb.DuckDBPyConnection,
    base: str,
    publiables: pd.DataFrame,
    indicateurs: Mapping[str, Indicateur],
    *,
    ville: str,
) -> None:
    """Écrit les effectifs par classe d'âge des territoires où personne ne s'y reconnaît.

    Le seuil est celui des parts d'âge au catalogue. Demande `age_personne` (voir `compute_densites`), et les chiffres
    une fois le secret appliqué : là où une part d'âge est masquée, le détail l'est aussi.
    """
    parts = [code for code in (PART_55_ANS, PART_60_ANS) if code in indicateurs]
    seuil = max([indicateurs[code].seuil_secret for code in parts], default=0)
    comptes = run_sql(connexion, "ages_offre", ville=ville).df()
    masquees = publiables[publiables["indicateur"].isin(parts) & (publiables["statut"] == "secret")]
    tus = {(str(t), GENERALISTES.profession, GENERALISTES.specialite) for t in masquees["territoire"]}
    cles = ["territoire", "profession", "specialite"]
    effectifs = cast("dict[tuple[str, str, str], int]", comptes.groupby(cles)["effectif"].sum().to_dict())
    gardes = select_groupes(effectifs, tus, ville=ville, seuil=seuil)
    choisies = [tuple(ligne) in gardes for ligne in comptes[cles].itertuples(index=False)]
    insert_frame(connexion, f"{base}.age_offre", comptes[choisies])
    write_identite(connexion, base, {CLE_SEUIL: str(seuil)})


def select_groupes(
    effectifs: Mapping[tuple[str, str, str], int],
    tus: Collection[tuple[str, str, str]],
    *,
    ville: str,
    seuil: int,
) -> set[tuple[str, str, str]]:
    """Groupes (territoire, profession, spécialité) dont les âges peuvent paraître.

    Un groupe compte au moins `seuil` personnes, et ce qui reste de la ville quand on ôte les groupes publiés aussi :
    sinon le plus petit d'entre eux est tu à son tour.
    """
    gardes: set[tuple[str, str, str]] = set()
    for metier in {(p, s) for _, p, s in effectifs}:
        total = effectifs[ville, *metier]
        if total < seuil or (ville, *metier) in tus:
            continue
        gardes.add((ville, *metier))
        publies = sorted(
            (nombre, cle)
            for cle, nombre in effectifs.items()
            if cle[1:] == metier and cle[0] != ville and nombre >= seuil and cle not in tus
        )
        while publies and 0 < total - sum(nombre for nombre, _ in publies) < seuil:
            publies.pop(0)
        gardes.update(cle for _, cle in publies)
    return gardes
