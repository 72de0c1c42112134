"""Le contrat fictif : complet, cohérent, et lisible à toute date."""

from datetime import date

import pytest

from observatoire.domain.cls.avancement import measure_avancement
from observatoire.domain.cls.objets import Etape, IndicateurCls, Mesure
from observatoire.domain.cls.plan import Plan
from observatoire.domain.cls.resultats import VerdictResultat
from observatoire.services.suivi.acces import (
    ContratAbsent,
    Suivi,
    read_journal,
    read_plan,
    rebuild_plan_at,
)
from observatoire.services.suivi.changements import list_changements
from observatoire.services.suivi.demonstration import COORDINATION, load_demo
from observatoire.services.suivi.vue_ensemble import build_courbes, build_vue_ensemble

AUJOURD_HUI = date(2026, 11, 22)


@pytest.fixture
def plan(suivi_sqlite: Suivi) -> Plan:
    return read_plan(suivi_sqlite, load_demo(suivi_sqlite).id, COORDINATION)


def test_il_a_la_taille_annoncee(suivi_sqlite: Suivi, plan: Plan) -> None:
    assert (len(plan.axes), len(plan.actions)) == (5, 28)
    assert (len(plan.list_objets(Etape)), len(plan.list_objets(Mesure))) == (60, 40)
    assert plan.contrat.demonstration
    assert load_demo(suivi_sqlite).id == plan.contrat.id, "rechargé, il ne se double pas"
    assert len(read_journal(suivi_sqlite, plan.contrat.id, COORDINATION)) > 300


def test_son_bilan_est_celui_compte_a_la_main(plan: Plan) -> None:
    bilan = measure_avancement(plan, AUJOURD_HUI)
    assert (bilan.realisees, bilan.en_retard, bilan.bloquees, bilan.sans_nouvelle) == (12, 4, 2, 3)
    assert (bilan.budget.prevu, bilan.budget.realise) == (1_262_000, 937_000)
    par_axe = [measure_avancement(plan, AUJOURD_HUI, a) for a in plan.axes]
    assert [(b.realisees, b.n, b.en_retard) for b in par_axe] == [(3, 7, 1), (4, 6, 0), (1, 5, 1), (2, 6, 2), (2, 4, 0)]
    assert sum(b.prevu for b in bilan.par_financeur.values()) == bilan.budget.prevu


def test_le_journal_raconte_quatre_ans(suivi_sqlite: Suivi, plan: Plan) -> None:
    k = plan.contrat.id
    with pytest.raises(ContratAbsent):
        rebuild_plan_at(suivi_sqlite, k, date(2022, 6, 13), COORDINATION)
    faits = [
        measure_avancement(rebuild_plan_at(suivi_sqlite, k, date(a, 12, 31), COORDINATION), date(a, 12, 31))
        for a in (2022, 2023, 2024, 2025, 2026)
    ]
    # Réalisées en fin d'année, comptées dans les dates du récit.
    assert [f.realisees for f in faits] == [0, 2, 4, 10, 12]
    assert rebuild_plan_at(suivi_sqlite, k, AUJOURD_HUI, COORDINATION) == plan


def test_ce_qui_a_change_depuis_le_dernier_copil(suivi_sqlite: Suivi, plan: Plan) -> None:
    copil = date(2026, 6, 18)
    avant = rebuild_plan_at(suivi_sqlite, plan.contrat.id, copil, COORDINATION)
    changes = list_changements(avant, plan, depuis=copil, jusqua=AUJOURD_HUI)
    statuts = {c.action.numero: (c.avant, c.apres) for c in changes.actions if c.avant}
    assert statuts == {
        "1.5": ("En cours", "Bloqué : permis de construire"),
        "2.2": ("En cours", "Réalisé"),
        "3.4": ("En cours", "En pause : animatrice absente"),
        "5.2": ("En cours", "Réalisé"),
    }
    assert [(d.decision.texte, d.etat) for d in changes.decisions] == [
        ("Relancer le permis de la maison de santé", "échéance dépassée"),
        ("Ouvrir une action sur le dépistage du sein", "à faire"),
    ]


def test_un_changement_de_collecte_interdit_le_verdict(plan: Plan) -> None:
    vue = build_vue_ensemble(plan, AUJOURD_HUI)
    humidite = next(r for r in vue.resultats if r.indicateur.libelle == "Logements visités avec humidité")
    assert (humidite.verdict, humidite.motif) == (VerdictResultat.NON_MESURABLE, "collecte changée en 2024")
    activites = [i for i in plan.list_objets(IndicateurCls) if i.type.value == "activite"]
    assert not {i.id for i in activites} & {r.indicateur.id for r in vue.resultats}


def test_les_courbes_finissent_sur_le_bilan_du_jour(suivi_sqlite: Suivi, plan: Plan) -> None:
    points = build_courbes(suivi_sqlite, plan.contrat.id, COORDINATION, debut=date(2022, 6, 14), fin=AUJOURD_HUI)
    total = [p for p in points if p.axe_id == 0]
    assert (total[-1].jour, total[-1].realisees, total[-1].n) == (AUJOURD_HUI, 12, 28)
    assert total[0].realisees == 0
    assert (
        len({p.jour for p in points}) == 7 + 36 + 11 + 1
    )  # les 14 du mois, de juin 2022 à novembre 2026, et aujourd'hui
