"""Appartenance des IRIS aux quartiers : fichier à deux ou trois colonnes, ou référence des IRIS de l'INSEE."""

from dataclasses import dataclass
from typing import cast

import pandas as pd

from observatoire.domain.francais import format_nombre, join_mots
from observatoire.domain.territoire import Maille
from observatoire.ingest.formats.commun import (
    build_code_quartier,
    build_territoires,
    get_communes,
    is_valide,
    refuse_hors_perimetre,
    reject_codes_inconnus,
    repair_codes,
)
from observatoire.ingest.formats.demande import Demande
from observatoire.ingest.formats.dispositions import CODE_QUARTIER, NOM_QUARTIER
from observatoire.ingest.lecture.tableau import Tableau, normalize_label
from observatoire.ingest.lot import COLONNES_APPARTENANCE, LotLu

_IRIS = ("code_iris", "codeiris", "iris", "dcomiris", "iris_code", "dciris")
_GRAND_QUARTIER = ("grand_quartier", "grd_quart", "grandquartier")


@dataclass(frozen=True)
class _Colonnes:
    iris: str
    code: str
    nom: str
    grand_quartier: bool


def is_correspondance(entete: list[str]) -> bool:
    """Reconnaît une colonne d'IRIS et une colonne de quartier."""
    return _find_colonnes(entete) is not None


def _find_colonnes(entete: list[str]) -> _Colonnes | None:
    index = {normalize_label(c): c for c in reversed(entete) if c}
    iris = next((index[c] for c in _IRIS if c in index), "")
    if not iris:
        return None
    grand = next((index[c] for c in _GRAND_QUARTIER if c in index), "")
    code = next((index[c] for c in CODE_QUARTIER if c in index), "")
    nom = next((index[c] for c in NOM_QUARTIER if c in index), "")
    if code or nom:
        return _Colonnes(iris, code, nom, False)
    return _Colonnes(iris, grand, "", True) if grand else None


def read_correspondance_iris(tableau: Tableau, demande: Demande) -> LotLu:
    """Quartiers et IRIS qui les composent, dans le périmètre.

    Raises:
        FichierRefuse: aucune ligne du périmètre.
    """
    contexte = demande.contexte
    colonnes = cast(_Colonnes, _find_colonnes([str(c) for c in tableau.donnees.columns]))
    iris, messages = repair_codes(tableau.donnees[colonnes.iris], Maille.IRIS)
    communes = get_communes(iris, contexte)
    dedans = communes.isin(list(contexte.communes)).to_numpy()
    tableau.reject(
        ~is_valide(iris, Maille.IRIS),
        colonnes.iris,
        attendu="un code IRIS de 9 caractères",
        conseil="Corrigez le code, ou retirez la ligne si c'est une note.",
    )
    reject_codes_inconnus(tableau, colonnes.iris, iris, dedans=dedans, maille=Maille.IRIS, contexte=contexte)
    tableau.reject(
        iris.duplicated().to_numpy(),
        colonnes.iris,
        attendu="un seul quartier par IRIS",
        conseil="Cet IRIS est déjà rattaché plus haut : gardez le quartier où vivent le plus d'habitants.",
    )
    table = _build_quartiers(tableau, colonnes, iris, communes)
    gardees = dedans & ~tableau.mauvaises & (table["quartier"] != "").to_numpy()
    table = table[gardees]
    if table.empty and not tableau.mauvaises.any():
        raise refuse_hors_perimetre(tableau, contexte)
    sans = int((dedans & ~tableau.mauvaises & ~gardees).sum())
    messages += [f"{sans} IRIS sans quartier."] if sans else []
    messages += [f"{format_nombre(int((~dedans).sum()))} IRIS hors du périmètre."] if (~dedans).any() else []
    return _build_lot(tableau, table, messages)


def _build_quartiers(tableau: Tableau, colonnes: _Colonnes, iris: pd.Series, communes: pd.Series) -> pd.DataFrame:
    vide = pd.Series("", index=iris.index, dtype="str")
    codes = tableau.donnees[colonnes.code] if colonnes.code else vide
    noms = tableau.donnees[colonnes.nom] if colonnes.nom else vide
    table = pd.DataFrame({"iris": iris, "commune": communes, "numero": codes, "nom": noms})
    if colonnes.grand_quartier:
        # L'INSEE code un grand quartier sur sept caractères et ne lui donne pas de nom.
        table["numero"] = table["numero"].str.removesuffix(".0").str.zfill(7)
        table["nom"] = "Grand quartier " + table["numero"].str[5:]
        table["quartier"] = table["numero"]
        return table
    cles = table[["commune", "numero", "nom"]].drop_duplicates()
    par_cle = {(c, q, n): build_code_quartier(c, q, n) if q or n else "" for c, q, n in cles.itertuples(index=False)}
    table["quartier"] = [par_cle[cle] for cle in zip(table["commune"], table["numero"], table["nom"], strict=True)]
    table["nom"] = table["nom"].where(table["nom"] != "", "Quartier " + table["numero"])
    return table


def _build_lot(tableau: Tableau, table: pd.DataFrame, messages: list[str]) -> LotLu:
    uniques = table.drop_duplicates("quartier")
    homonymes = table.groupby("quartier")["nom"].nunique()
    ambigus = [str(c) for c in homonymes.index[homonymes > 1]]
    if ambigus:
        messages.append(f"Plusieurs noms pour {join_mots(ambigus[:5])} : le premier est gardé.")
    territoires = build_territoires(
        [
            {
                "code": code,
                "maille": Maille.QUARTIER.value,
                "nom": nom,
                "commune": commune,
                "millesime": "",
                "geometry": None,
            }
            for code, nom, commune in uniques[["quartier", "nom", "commune"]].itertuples(index=False)
        ]
    )
    appartenances = table[["iris", "quartier"]].reset_index(drop=True)
    appartenances.columns = pd.Index(COLONNES_APPARTENANCE)
    return LotLu(
        format="correspondance",
        libelle=f"Rattachement des IRIS à {len(uniques)} quartiers",
        source="ville_sig",
        lignes_lues=tableau.lignes_lues,
        lignes_retenues=len(table),
        territoires=territoires,
        appartenances=appartenances,
        rejets=tableau.list_rejets(),
        messages=tuple(messages),
    )
