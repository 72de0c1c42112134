"""Qualité de l'air par quartier : un classeur large, avec titre et notes au-dessus du tableau."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import xlsxwriter

from observatoire.ingest.demo.ville import COMMUNE, DEPARTEMENT, NOM_VILLE, Iris, code_quartier

ANNEES_AIR = tuple(range(2018, 2025))
_LIGNE_ENTETE = 4
_DATE = datetime(2026, 1, 15, tzinfo=UTC).replace(tzinfo=None)
_POLLUANTS = {
    "no2_moyen": ("Dioxyde d’azote, concentration moyenne annuelle", 12.5, 6.5, -0.55, 0.7, (9.4, 12.1)),
    "pm25_moyen": ("Particules fines (PM2,5), concentration moyenne annuelle", 8.3, 1.3, -0.22, 0.25, (7.8, 9.0)),
}
"""Par polluant : intitulé, fond en 2022, apport du centre, pente annuelle, bruit, département et France."""


def write_air(chemin: Path, iris: Sequence[Iris], populations: np.ndarray, rng: np.random.Generator) -> None:
    """Écrit le classeur comme une association l'envoie : quartiers en lignes, polluants et années en colonnes."""
    quartiers = list(dict.fromkeys(i.quartier for i in iris))
    habitants = np.array([sum(populations[i.rang] for i in iris if i.quartier is q) for q in quartiers])
    centralite = np.array([q.centralite for q in quartiers])
    colonnes: list[tuple[str, np.ndarray]] = []
    for intitule, fond, apport, pente, bruit, ailleurs in _POLLUANTS.values():
        propre = rng.normal(0, bruit, len(quartiers))
        for annee in ANNEES_AIR:
            meteo = rng.normal(0, 0.25)
            quartier = fond + apport * centralite + propre + pente * (annee - 2022) + meteo
            ville = np.average(quartier, weights=habitants)
            hors = np.array(ailleurs) + pente * (annee - 2022) + meteo
            colonnes.append((f"{intitule} ({annee})", np.round([*quartier, ville, *hors], 1)))
    territoires = [(code_quartier(q), q.nom) for q in quartiers]
    territoires += [(COMMUNE, NOM_VILLE), (DEPARTEMENT, "Brumelande"), ("FRANCE", "France")]
    _write_classeur(chemin, territoires, colonnes)


def _write_classeur(chemin: Path, territoires: list[tuple[str, str]], colonnes: list[tuple[str, np.ndarray]]) -> None:
    classeur = xlsxwriter.Workbook(str(chemin))
    # Sans date fixe, deux écritures du même contenu donneraient deux fichiers différents.
    classeur.set_properties({"created": _DATE, "author": "Données fictives"})
    feuille = classeur.add_worksheet("Air par quartier")
    feuille.write(0, 0, "Qualité de l’air par quartier – données fictives de démonstration")
    feuille.write(1, 0, "Moyennes annuelles modélisées, en microgrammes par mètre cube")
    gras = classeur.add_format({"bold": True, "text_wrap": True})
    for colonne, titre in enumerate(["Code", "Quartier", *(titre for titre, _ in colonnes)]):
        feuille.write(_LIGNE_ENTETE, colonne, titre, gras)
    for rang, (code, nom) in enumerate(territoires):
        feuille.write_string(_LIGNE_ENTETE + 1 + rang, 0, code)
        feuille.write_string(_LIGNE_ENTETE + 1 + rang, 1, nom)
        for colonne, (_, valeurs) in enumerate(colonnes):
            feuille.write_number(_LIGNE_ENTETE + 1 + rang, colonne + 2, float(valeurs[rang]))
    feuille.write(_LIGNE_ENTETE + 2 + len(territoires), 0, "Source : données fictives de démonstration.")
    feuille.set_column(0, 1, 22)
    classeur.close()
