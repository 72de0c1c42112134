"""« Ce qui a changé » : le plan, les fiches, les indicateurs, d'un état écrit à la main à un autre."""

from dataclasses import dataclass
from datetime import date

import pytest

from observatoire.domain.cls.objets import (
    Action,
    Axe,
    Cible,
    Contrat,
    Etape,
    Financement,
    IndicateurCls,
    Objectif,
    Objet,
    Seance,
    Signataire,
)
from observatoire.domain.cls.plan import Plan, build_plan
from observatoire.domain.cls.resultats import PointMesure
from observatoire.domain.cls.vocabulaire import EtatDemande, TypeIndicateurCls, UniteFinancement
from observatoire.domain.indicateur import Sens
from observatoire.services.suivi.changements import Changements, list_changements
from observatoire.services.suivi.liaison import find_version_alors
from observatoire.services.suivi.resultats import SerieObservee

DEPUIS, JUSQUA = date(2026, 6, 18), date(2026, 11, 22)
CONTRAT = Contrat(id=1, titre="CLS", fin=date(2026, 12, 31))
AXE = Axe(id=1, numero="1", titre="Accès")
ACTION = Action(id=1, numero="1.1", titre="Permanence", axes=(1,))


def build(*objets: Objet) -> Plan:
    plan = build_plan(objets if any(isinstance(o, Contrat) for o in objets) else (CONTRAT, *objets))
    assert plan is not None
    return plan


def compare(avant: Plan, apres: Plan) -> Changements:
    return list_changements(avant, apres, depuis=DEPUIS, jusqua=JUSQUA)


def test_deux_etats_pareils_ne_disent_rien() -> None:
    assert compare(build(AXE, ACTION), build(AXE, ACTION)).is_vide


ETAPE = Etape(id=1, action_id=1, libelle="Recruter", echeance=date(2026, 9, 1))
MOYEN = Financement(id=1, action_id=1, annee=2026, financeur="ARS", prevu=10_000.0)


def etape(**champs: object) -> Etape:
    return Etape(**({"id": 1, "action_id": 1, "libelle": "Recruter", "echeance": date(2026, 9, 1)} | champs))  # type: ignore[arg-type]


def moyen(**champs: object) -> Financement:
    voulus = {"id": 1, "action_id": 1, "annee": 2026, "financeur": "ARS", "prevu": 10_000.0}
    return Financement(**(voulus | champs))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("avant", "apres", "dit"),
    [
        (None, etape(), "étape ajoutée : Recruter, pour le 01/09/2026"),
        (None, etape(realisee_le=date(2026, 8, 1)), "étape réalisée : Recruter"),
        (etape(), etape(realisee_le=date(2026, 8, 1)), "étape réalisée : Recruter"),
        (etape(), etape(echeance=date(2026, 12, 1)), "étape reportée : Recruter, 01/09/2026 → 01/12/2026"),
        (etape(), etape(echeance=date(2026, 8, 1)), "étape avancée : Recruter, 01/09/2026 → 01/08/2026"),
        (etape(), etape(echeance=None), "étape redatée : Recruter, 01/09/2026 → (sans date)"),
        (etape(), etape(libelle="Embaucher"), "étape renommée : Recruter → Embaucher"),
        (etape(), None, "étape retirée : Recruter"),
        (None, moyen(prevu=1_000_000.0), "moyen ajouté : ARS 2026, 1\u202f000\u202f000\xa0€ prévu"),
        (moyen(), moyen(prevu=25_000.0), "moyen ARS 2026 : prévu 10\u202f000\xa0€ → 25\u202f000\xa0€"),
        (moyen(), moyen(realise=4_000.0), "moyen ARS 2026 : réalisé 4\u202f000\xa0€ (non dit avant)"),
        (moyen(), moyen(demande=EtatDemande.ACCORDEE), "moyen ARS 2026 : demande non précisée → accordée"),
        (
            None,
            moyen(unite=UniteFinancement.ETP, prevu=0.5, realise=0.25),
            "moyen ajouté : ARS 2026, 0,5\xa0ETP prévu et 0,25\xa0ETP réalisé",
        ),
        (moyen(), None, "moyen retiré : ARS 2026"),
    ],
)
def test_une_etape_ou_un_moyen_change(avant: Objet | None, apres: Objet | None, dit: str) -> None:
    plans = [build(AXE, ACTION, *([o] if o else [])) for o in (avant, apres)]
    changements = compare(*plans)
    assert not changements.is_vide
    (action,) = changements.actions
    assert action.details == (dit,)


def test_une_fiche_qui_change_d_axe_de_titre_et_de_fin() -> None:
    autre = Axe(id=2, numero="2", titre="Prévention")
    apres = Action(id=1, numero="1.1", titre="Permanences", axes=(2,), fin=date(2027, 1, 1), description="Plus long")
    (action,) = compare(build(AXE, autre, ACTION), build(AXE, autre, apres)).actions
    assert action.details == (
        "axes : 2 Prévention",
        "titre : Permanence → Permanences",
        "description : modifié",
        "date de fin : (sans date) → 01/01/2027",
    )


@pytest.mark.parametrize(
    ("avant", "apres", "dits"),
    [
        ((AXE,), (Axe(id=1, numero="1", titre="Soins"),), ("Axe 1 Accès renommé : 1 Soins",)),
        ((AXE,), (AXE, Axe(id=2, numero="2", titre="B")), ("Nouvel axe 2 B",)),
        ((AXE, Axe(id=2, numero="2", titre="B")), (AXE,), ("Axe 2 B retiré du plan",)),
        (
            (AXE, Axe(id=2, numero="2", titre="B")),
            (AXE, Axe(id=2, numero="2", titre="B", parent_id=1)),
            ("Axe 2 B rangé sous 1 Accès",),
        ),
        (
            (CONTRAT, AXE),
            (Contrat(id=1, titre="CLS", fin=date(2027, 12, 31)), AXE),
            ("Contrat, date de fin : 31/12/2026 → 31/12/2027",),
        ),
        ((AXE,), (AXE, Objectif(id=1, axe_id=1, texte="Réduire")), ("Nouvel objectif « Réduire »",)),
        ((AXE, Objectif(id=1, axe_id=1, texte="Réduire")), (AXE,), ("Objectif « Réduire » : retiré",)),
        (
            (AXE, Objectif(id=1, axe_id=1, texte="Réduire")),
            (AXE, Objectif(id=1, axe_id=1, texte="Diviser")),
            ("Objectif « Réduire » : modifié, devient objectif « Diviser »",),
        ),
        ((AXE,), (AXE, Signataire(id=1, nom="ARS")), ("Nouveau signataire : ARS",)),
    ],
)
def test_le_contrat_ses_axes_et_ses_objectifs(
    avant: tuple[Objet, ...], apres: tuple[Objet, ...], dits: tuple[str, ...]
) -> None:
    changements = compare(build(*avant), build(*apres))
    assert changements.plan == dits
    assert not changements.is_vide


INDICATEUR = IndicateurCls(id=1, action_id=1, libelle="Part", unite="%", type=TypeIndicateurCls.RESULTAT)


def test_une_cible_une_definition_et_un_indicateur_retire() -> None:
    cible = Cible(id=1, indicateur_id=1, date=date(2026, 12, 31), valeur=11.0)
    avant = build(AXE, ACTION, INDICATEUR, cible)
    neuve = Cible(id=1, indicateur_id=1, date=date(2026, 12, 31), valeur=10.0)
    (change,) = compare(avant, build(AXE, ACTION, INDICATEUR, neuve)).indicateurs
    assert change.details == ("cible 11\xa0% en 2026 → cible 10\xa0% en 2026",)
    (change,) = compare(avant, build(AXE, ACTION, INDICATEUR)).indicateurs
    assert change.details == ("cible 11\xa0% en 2026, retirée",)
    source = IndicateurCls(id=1, action_id=1, libelle="Part", unite="%", type=TypeIndicateurCls.RESULTAT, source="CPAM")
    (change,) = compare(avant, build(AXE, ACTION, source, cible)).indicateurs
    assert change.details == ("définition modifiée : source",)
    (change,) = compare(avant, build(AXE, ACTION)).indicateurs
    assert (change.resultat.indicateur.libelle, change.apres) == ("Part", "retiré du plan")


@dataclass
class Version:
    """Une version publiée inventée : l'année de chaque point et sa valeur."""

    points: dict[int, float]

    def read_serie(self, code: str, territoires: tuple[str, ...]) -> SerieObservee | None:
        assert (code, territoires) == ("part", ("Q1",))
        points = tuple(
            PointMesure(date(a, 1, 1), date(a, 12, 31), v, numerateur=10 * v, denominateur=1000.0)
            for a, v in self.points.items()
        )
        return SerieObservee(points, "%", Sens.BAS_FAVORABLE, 1, "CPAM", "v")


RELIE = IndicateurCls(
    id=1, action_id=1, libelle="Part", type=TypeIndicateurCls.RESULTAT, observatoire="part", territoires=("Q1",)
)


def test_un_chiffre_paru_depuis_se_voit_en_lisant_la_version_d_alors() -> None:
    """2024 s'achève bien avant le COPIL de juin 2026, mais n'a été publié qu'en octobre."""
    plan = build(AXE, ACTION, RELIE)
    alors, maintenant = Version({2022: 10.0, 2023: 11.0}), Version({2022: 10.0, 2023: 11.0, 2024: 20.0})
    muet = list_changements(plan, plan, depuis=DEPUIS, jusqua=JUSQUA, source=maintenant)
    assert muet.indicateurs == (), "lu dans la seule version d'aujourd'hui, rien ne paraît changer"
    (change,) = list_changements(
        plan, plan, depuis=DEPUIS, jusqua=JUSQUA, source=maintenant, source_avant=alors
    ).indicateurs
    assert change.nouveaux_points == 1
    # 100 sur 1 000 puis 110 : non établi ; 200 contre 100 : nette.
    assert (change.avant, change.apres) == ("pas de changement établi", "dégradation nette")


def test_un_chiffre_revise_ou_retire_se_dit() -> None:
    plan = build(AXE, ACTION, RELIE)
    (change,) = list_changements(
        plan,
        plan,
        depuis=DEPUIS,
        jusqua=JUSQUA,
        source=Version({2022: 10.4}),
        source_avant=Version({2021: 9.0, 2022: 10.0}),
    ).indicateurs
    assert change.nouveaux_points == 0
    assert change.details == (
        "point du 31/12/2022 révisé : 10,0\xa0% → 10,4\xa0%",
        "point du 31/12/2021 retiré",
    )


VERSIONS = ("obs_2026-11-01_c.duckdb", "obs_2026-06-18_b.duckdb", "obs_2026-03-01_a.duckdb")


@pytest.mark.parametrize(
    ("jour", "consignee", "attendue"),
    [
        (date(2026, 11, 22), "", "obs_2026-11-01_c.duckdb"),
        (date(2026, 10, 31), "", "obs_2026-06-18_b.duckdb"),
        (date(2026, 6, 18), "", "obs_2026-06-18_b.duckdb"),
        (date(2026, 6, 17), "", "obs_2026-03-01_a.duckdb"),
        (date(2026, 2, 1), "", ""),
        (date(2026, 6, 18), "obs_2026-03-01_a.duckdb", "obs_2026-03-01_a.duckdb"),
        (date(2026, 6, 18), "obs_2026-05-05_perdue.duckdb", ""),
    ],
)
def test_la_version_d_alors(jour: date, consignee: str, attendue: str) -> None:
    assert find_version_alors(VERSIONS, jour, [Seance(id=1, date=jour, version_donnees=consignee)]) == attendue
