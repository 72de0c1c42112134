"""Contexte d'import d'une petite ville à deux quartiers et quatre IRIS."""

from pathlib import Path

import pandas as pd

from observatoire.domain.indicateur import TypeIndicateur
from observatoire.ingest.lot import ContexteImport, LotLu
from tests.outils.chantier import COMMUNE, build_catalogue, build_fiche, code_iris

RECENSEMENT = (
    "part_0_14_ans", "part_65_ans_et_plus", "part_75_ans_et_plus", "part_etrangers", "part_ouvriers", "part_cadres",
)  # fmt: skip
FILOSOFI = ("taux_pauvrete_60", "rapport_interdecile", "part_prestations_sociales", "part_minima_sociaux")


def build_contexte(*, communes: tuple[str, ...] = (COMMUNE,), connus: bool = True) -> ContexteImport:
    fiches = [
        *(build_fiche(c, TypeIndicateur.PART, 100) for c in RECENSEMENT),
        *(build_fiche(c, TypeIndicateur.INDICE, 1) for c in FILOSOFI),
        build_fiche("indice_vieillissement", TypeIndicateur.INDICE, 100),
        build_fiche("revenu_median", TypeIndicateur.MEDIANE, libelle="Revenu médian", libelle_court="Revenu"),
        build_fiche("ald_diabete", TypeIndicateur.PART, 100, libelle="ALD pour diabète", libelle_court="ALD diabète"),
    ]
    territoires = dict.fromkeys(communes, "commune")
    noms = {communes[0]: "Damier"}
    if connus:
        territoires |= {code_iris(i): "iris" for i in range(1, 5)}
        territoires |= {f"{COMMUNE}-Q01": "quartier", f"{COMMUNE}-Q02": "quartier"}
        noms |= {f"{COMMUNE}-Q01": "Bréquigny", f"{COMMUNE}-Q02": "Le Port"}
    return ContexteImport(frozenset(communes), territoires, build_catalogue(*fiches).indicateurs, noms)


def write(tmp_path: Path, texte: str, nom: str = "fichier.csv") -> Path:
    chemin = tmp_path / nom
    chemin.write_text(texte, encoding="utf-8")
    return chemin


def get_valeur(lot: LotLu, indicateur: str, territoire: str, **cles: str) -> pd.Series:
    """La seule ligne de ce chiffre."""
    table = lot.valeurs
    table = table[(table["indicateur"] == indicateur) & (table["territoire"] == territoire)]
    for cle, valeur in cles.items():
        table = table[table[cle] == valeur]
    assert len(table) == 1, table
    return table.iloc[0]
