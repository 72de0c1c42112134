"""La vue d'ensemble du contrat fictif, recomptée à part : sur le récit lui-même, et sur les tables de la version."""

import shutil
import tomllib
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from scipy import stats

from observatoire.domain.cls.plan import Plan
from observatoire.domain.cls.resultats import VerdictResultat
from observatoire.ingest.demonstration import install_demo
from observatoire.services.suivi.acces import open_suivi, read_plan
from observatoire.services.suivi.demonstration import COORDINATION, load_demo
from observatoire.services.suivi.demonstration.recit import FICHIER
from observatoire.services.suivi.liaison import SourceEntrepot
from observatoire.services.suivi.vue_ensemble import LigneAxe, VueEnsemble, build_vue_ensemble
from observatoire.settings import read_reglages
from observatoire.store.catalogue import load_catalogue

AU = date(2026, 11, 22)
IL_Y_A_UN_AN = date(2025, 11, 22)
CLOS = {"realise", "abandonne"}


@pytest.fixture(scope="module")
def recit() -> dict[str, Any]:
    """Le récit, lu tel qu'il est écrit."""
    return tomllib.loads(FICHIER.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    suivi = open_suivi(f"sqlite:///{tmp_path_factory.mktemp('recit') / 'suivi.db'}")
    lu = read_plan(suivi, load_demo(suivi).id, COORDINATION)
    suivi.base.close()
    return lu


def list_actions(recit: dict[str, Any], axe: str | None) -> list[dict[str, Any]]:
    return [a for a in recit["action"] if axe is None or a["numero"].startswith(f"{axe}.")]


def get_statut(action: dict[str, Any]) -> str:
    return max((s for s in action["statuts"] if s[0] <= AU.isoformat()), key=lambda s: s[0])[1]


def is_late(action: dict[str, Any]) -> bool:
    return action["fin"] < AU and get_statut(action) not in CLOS


def is_silent(recit: dict[str, Any], action: dict[str, Any]) -> bool:
    """Ni statut, ni note, ni étape faite, ni mesure depuis douze mois, sur le texte du récit."""
    nouvelles = [s[0] for s in action["statuts"]] + [n[0] for n in action["notes"]]
    nouvelles += [e[2] for e in action["etapes"] if e[2]]
    nouvelles += [
        mesure[0].isoformat()
        for i in recit["indicateur"]
        if i.get("action") == action["numero"]
        for mesure in i.get("mesures", ())
    ]
    derniere = max(n for n in nouvelles if n <= AU.isoformat())
    return get_statut(action) not in CLOS and derniere <= IL_Y_A_UN_AN.isoformat()


def sum_moyens(actions: list[dict[str, Any]]) -> dict[str, tuple[float, float]]:
    sommes: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for action in actions:
        for _, financeur, prevu, realise in action["moyens"]:
            sommes[financeur][0] += 1000 * prevu
            sommes[financeur][1] += 1000 * realise
    return {f: (round(p, 6), round(r, 6)) for f, (p, r) in sommes.items()}


def find_ligne(vue: VueEnsemble, axe: str) -> LigneAxe:
    return next(x for x in vue.axes if x.axe.numero == axe)


@pytest.mark.parametrize("axe", ["1", "2", "3", "4", "5", None])
def test_chaque_axe_se_recompte_sur_le_recit(plan: Plan, recit: dict[str, Any], axe: str | None) -> None:
    vue = build_vue_ensemble(plan, AU)
    bilan = find_ligne(vue, axe).avancement if axe else vue.total
    actions = list_actions(recit, axe)
    statuts = [get_statut(a) for a in actions]
    assert bilan.n == len(actions)
    assert (bilan.realisees, bilan.bloquees) == (statuts.count("realise"), statuts.count("bloque"))
    assert bilan.en_retard == sum(is_late(a) for a in actions)
    assert bilan.sans_nouvelle == sum(is_silent(recit, a) for a in actions)
    assert bilan.part_realisee == pytest.approx(100 * statuts.count("realise") / len(actions))
    assert {e.action.numero for e in bilan.actions if e.retard} == {a["numero"] for a in actions if is_late(a)}


@pytest.mark.parametrize("axe", ["1", "2", "3", "4", "5", None])
def test_chaque_financeur_se_recompte_sur_le_recit(plan: Plan, recit: dict[str, Any], axe: str | None) -> None:
    vue = build_vue_ensemble(plan, AU)
    bilan = find_ligne(vue, axe).avancement if axe else vue.total
    attendus = sum_moyens(list_actions(recit, axe))
    assert len(attendus) > 1
    assert {f: (round(b.prevu, 6), round(b.realise, 6)) for f, b in bilan.par_financeur.items()} == attendus
    assert bilan.budget.prevu == pytest.approx(sum(p for p, _ in attendus.values()))
    assert bilan.budget.realise == pytest.approx(sum(r for _, r in attendus.values()))


def test_un_indicateur_saisi_a_le_verdict_du_khi_deux(plan: Plan, recit: dict[str, Any]) -> None:
    (saisi,) = [i for i in recit["indicateur"] if i["libelle"] == "Enfants de 4 ans vus en bilan"]
    (_, depart, a, n, _), (_, fin, b, m, _) = saisi["mesures"][0], saisi["mesures"][-1]
    assert stats.chi2_contingency([[a, n - a], [b, m - b]], correction=False).pvalue < 0.002
    assert fin > depart, "une hausse, quand la hausse est favorable"
    (resultat,) = [r for r in build_vue_ensemble(plan, AU).resultats if r.indicateur.libelle == saisi["libelle"]]
    assert resultat.verdict is VerdictResultat.AMELIORATION_NETTE
    assert resultat in find_ligne(build_vue_ensemble(plan, AU), "2").resultats, "il est à une action de l'axe 2"


def test_la_phrase_dit_les_comptes(plan: Plan) -> None:
    phrase = build_vue_ensemble(plan, AU).phrase.replace("\xa0", " ")
    assert phrase.startswith("12 actions sur 28 sont réalisées, 4 sont en retard et 2 bloquées.")


@pytest.mark.lent
def test_les_indicateurs_suivis_se_recalculent_sur_la_version(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Les comptes sont relus dans les tables, réunis à la main et testés par scipy."""
    monkeypatch.setenv("OBSERVATOIRE_DONNEES", str(tmp_path))
    publication = install_demo(read_reglages(), load_catalogue(), annonce=lambda _: None)
    vue = build_vue_ensemble(plan, AU, SourceEntrepot(publication.fichier))
    attendus = {
        "Sans médecin traitant, trois QPV": ("sans_medecin_traitant", ["QN09901M", "QN09902I", "QN09903N"]),
        "M'T dents, ville": ("mt_dents", ["99901"]),
    }
    # Une copie : la version servie est déjà ouverte, sous d'autres réglages.
    copie = shutil.copy(read_reglages().publie / publication.fichier, tmp_path / "copie.duckdb")
    with duckdb.connect(str(copie), read_only=True) as base:
        for libelle, (code, territoires) in attendus.items():
            (resultat,) = [r for r in vue.resultats if r.indicateur.libelle == libelle]
            (k, sens), *_ = base.execute(
                "SELECT multiplicateur, sens FROM indicateur WHERE code = ?", [code]
            ).fetchall()
            comptes = base.execute(
                "SELECT p.fin, sum(v.numerateur), sum(v.denominateur) "
                "FROM valeur v JOIN periode p ON p.code = v.periode "
                "WHERE v.indicateur = ? AND list_contains(?, v.territoire) AND v.sexe = 'ensemble' AND v.age = 'tous' "
                "AND v.statut = 'disponible' GROUP BY p.fin HAVING count(*) = ? ORDER BY p.fin",
                [code, territoires, len(territoires)],
            ).fetchall()
            assert len(comptes) >= 2
            assert [p.valeur for p in resultat.points] == pytest.approx([n / d * k for _, n, d in comptes])
            depart = next(c for c in comptes if c[0] >= date(2021, 12, 31))
            (_, a, n), (_, b, m) = depart, comptes[-1]
            assert resultat.depart is not None
            assert resultat.depart.valeur == pytest.approx(a / n * k)
            p = stats.chi2_contingency([[a, n - a], [b, m - b]], correction=False).pvalue
            mieux = (b / m > a / n) == (sens == "haut_favorable")
            attendu = {
                (True, True): VerdictResultat.AMELIORATION_NETTE,
                (True, False): VerdictResultat.AMELIORATION,
                (False, True): VerdictResultat.DEGRADATION_NETTE,
                (False, False): VerdictResultat.DEGRADATION,
            }[mieux, p < 0.002]
            assert p < 0.05, "le récit raconte une évolution établie"
            assert resultat.verdict is attendu, libelle
