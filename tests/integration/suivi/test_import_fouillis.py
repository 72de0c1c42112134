"""Chaque cellule d'un classeur valide, salie tour à tour : l'aperçu parle, il ne tombe jamais."""

import io
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import openpyxl
import pytest

from observatoire.errors import ErreurObservatoire
from observatoire.services.suivi.acces import Suivi, list_contrats, read_plan
from observatoire.services.suivi.classeur.export import export_plan
from observatoire.services.suivi.classeur.import_plan import confirm_import, preview_import
from tests.integration.suivi.fabriques import ZOE, create_plan_complet
from tests.integration.suivi.montreuil import build_classeur

SALETES: tuple[Any, ...] = (
    None,
    "",
    "cf fiche 2",
    "999.9",
    "1.10 > 1.2",
    "²",
    "x" * 40_000,
    "31/06/2024",
    "été 2024",
    "12.000 €, 5 000 €",
    -5,
    0,
    1e300,
    10**30,
    0.1,
    True,
    date(2026, 10, 1),
    datetime(1901, 1, 1),
    time(12, 30),
    timedelta(days=3),
    "=1+1",
    "#REF!",
    "\u202e\u200b",
    "AXE 1 : Autre chose",
    "Sous-axe",
    ";;;\n- \n✔",
    "12/03/2024",
    "nan",
    "inf",
    "I1",
    "oui",
)


def dirty(classeur: bytes, cases: list[tuple[str, int, int, Any]]) -> bytes:
    """Le classeur, ces cellules récrites."""
    ouvert = openpyxl.load_workbook(io.BytesIO(classeur))
    for feuille, ligne, colonne, valeur in cases:
        ouvert[feuille].cell(row=ligne, column=colonne).value = valeur
    sortie = io.BytesIO()
    ouvert.save(sortie)
    return sortie.getvalue()


def list_cases(classeur: bytes) -> list[tuple[str, int, int]]:
    """Toutes les cellules du classeur, titres compris, et celles d'une ligne de plus."""
    ouvert = openpyxl.load_workbook(io.BytesIO(classeur))
    return [
        (f.title, r, c)
        for f in ouvert.worksheets
        for r in range(1, f.max_row + 2)
        for c in range(1, f.max_column + 1)
        if type(f.cell(row=r, column=c)).__name__ == "Cell"
    ]


def draw_saletes(
    cases: list[tuple[str, int, int]], nombre: int, hasard: np.random.Generator
) -> list[tuple[str, int, int, Any]]:
    """Des cellules tirées au sort, et ce qu'on y met."""
    choisies = hasard.choice(len(cases), size=nombre, replace=False)
    return [(*cases[i], SALETES[hasard.integers(len(SALETES))]) for i in choisies]


def preview_sali(suivi: Suivi, contenu: bytes, contrat_id: int | None) -> None:
    """L'aperçu aboutit, ou refuse en français."""
    try:
        apercu = preview_import(suivi, ZOE, contenu, fichier="sali.xlsx", contrat_id=contrat_id)
    except ErreurObservatoire as refus:
        assert "sali.xlsx" in str(refus)
        return
    assert all(m.feuille and m.ligne and m.texte for m in apercu.messages)


@pytest.mark.filterwarnings("ignore:Cell .* is marked as a date")
@pytest.mark.parametrize("graine", range(9))
def test_un_classeur_sali_ne_fait_jamais_tomber_l_apercu(suivi_sqlite: Suivi, graine: int) -> None:
    k = create_plan_complet(suivi_sqlite)
    propre = export_plan(read_plan(suivi_sqlite, k, ZOE), ZOE) if graine % 3 else build_classeur()
    cases = list_cases(propre)
    hasard = np.random.default_rng(graine)
    for tirage in range(4):
        contenu = dirty(propre, draw_saletes(cases, len(cases) // (4 + tirage * 8), hasard))
        preview_sali(suivi_sqlite, contenu, k if tirage % 2 else None)


@pytest.mark.filterwarnings("ignore:Cell .* is marked as a date")
def test_ce_que_l_apercu_accepte_s_ecrit(suivi_sqlite: Suivi) -> None:
    propre = export_plan(read_plan(suivi_sqlite, create_plan_complet(suivi_sqlite), ZOE), ZOE)
    cases = [c for c in list_cases(propre) if c[1] > 1]
    hasard = np.random.default_rng(7)
    ecrits = 0
    for tirage in range(16):
        contenu = dirty(propre, draw_saletes(cases, 1 + tirage // 2, hasard))
        for vise in (None, list_contrats(suivi_sqlite)[-1].id):
            apercu = preview_import(suivi_sqlite, ZOE, contenu, fichier="sali.xlsx", contrat_id=vise)
            reponses = {q.cle: q.choix[0][0] for q in apercu.questions if q.obligatoire}
            bilan = confirm_import(
                suivi_sqlite,
                ZOE,
                contenu,
                fichier="sali.xlsx",
                contrat_id=vise,
                reponses=reponses,
                accepter_rejets=True,
            )
            ecrits += bilan.crees + bilan.modifies
    assert ecrits > 100
