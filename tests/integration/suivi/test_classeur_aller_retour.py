"""Un plan exporté puis réimporté est le même plan ; réimporté chez lui, il ne change rien."""

import io

import openpyxl

from observatoire.domain.cls.objets import GENRES
from observatoire.services.suivi.acces import Suivi, read_journal, read_plan
from observatoire.services.suivi.classeur.export import export_plan
from observatoire.services.suivi.classeur.import_plan import confirm_import, preview_import
from tests.integration.suivi.fabriques import ZOE, create_plan_complet, describe_plan


def test_exporte_puis_importe_dans_un_contrat_neuf_rend_le_meme_plan(suivi: Suivi) -> None:
    origine = read_plan(suivi, create_plan_complet(suivi), ZOE)
    assert all(origine.tables[genre] for genre in GENRES), "le plan d'essai doit avoir tous les genres"

    classeur = export_plan(origine, ZOE)
    apercu = preview_import(suivi, ZOE, classeur, fichier="plan.xlsx", contrat_id=None)
    assert (apercu.questions, apercu.messages) == ((), ())
    bilan = confirm_import(suivi, ZOE, classeur, fichier="plan.xlsx", contrat_id=None)

    copie = read_plan(suivi, bilan.contrat_id, ZOE)
    assert copie.contrat.id != origine.contrat.id
    assert describe_plan(copie) == describe_plan(origine)
    assert export_cells(export_plan(copie, ZOE)) == export_cells(classeur)


def test_reimporter_un_export_ne_change_rien(suivi_sqlite: Suivi) -> None:
    k = create_plan_complet(suivi_sqlite)
    classeur = export_plan(read_plan(suivi_sqlite, k, ZOE), ZOE)
    avant = len(read_journal(suivi_sqlite, k, ZOE))
    for effacer in (False, True):
        bilan = confirm_import(suivi_sqlite, ZOE, classeur, fichier="plan.xlsx", contrat_id=k, effacer_vides=effacer)
        assert (bilan.crees, bilan.modifies) == (0, 0)
    assert len(read_journal(suivi_sqlite, k, ZOE)) == avant


def test_aucune_cellule_exportee_n_est_une_formule(suivi_sqlite: Suivi) -> None:
    plan = read_plan(suivi_sqlite, create_plan_complet(suivi_sqlite), ZOE)
    classeur = openpyxl.load_workbook(io.BytesIO(export_plan(plan, ZOE)))
    textes = [c for f in classeur for ligne in f.iter_rows() for c in ligne if isinstance(c.value, str)]
    assert {c.value for c in textes} >= {"=1+1\n- puce ; fin", "@Somme", "=A1", "-50 % de moyens"}
    assert {c.data_type for c in textes} == {"s"}


def export_cells(contenu: bytes) -> dict[str, list[tuple[object, ...]]]:
    """Les valeurs de chaque feuille."""
    classeur = openpyxl.load_workbook(io.BytesIO(contenu))
    return {f.title: list(f.iter_rows(values_only=True)) for f in classeur}
