"""Verdict d'un indicateur : tests recalculés par scipy, motifs, sens, phrases."""

from datetime import date

import pytest
from scipy import stats

from observatoire.domain.cls.objets import Cible, Contrat, IndicateurCls, Mesure, Objet
from observatoire.domain.cls.plan import Plan, build_plan
from observatoire.domain.cls.resultats import PointMesure, VerdictResultat, is_cible_atteinte
from observatoire.domain.cls.vocabulaire import TypeIndicateurCls
from observatoire.domain.indicateur import Sens
from observatoire.services.suivi.resultats import SerieObservee, build_resultat

AU = date(2026, 11, 22)
DEBUT, FIN = date(2021, 12, 31), date(2024, 12, 31)


def build(indicateur: IndicateurCls, *objets: Objet) -> Plan:
    plan = build_plan([Contrat(id=1, titre="CLS"), indicateur, *objets])
    assert plan is not None
    return plan


def judge(avant: tuple[int, int], apres: tuple[int, int], *, sens: Sens = Sens.BAS_FAVORABLE) -> VerdictResultat | None:
    indicateur = IndicateurCls(id=1, libelle="Part", unite="%", sens=sens, type=TypeIndicateurCls.RESULTAT)
    mesures = [
        Mesure(id=i, indicateur_id=1, date=j, valeur=100 * a / n, numerateur=a, denominateur=n)
        for i, (j, (a, n)) in enumerate([(DEBUT, avant), (FIN, apres)], start=1)
    ]
    return build_resultat(build(indicateur, *mesures), indicateur, AU).verdict


@pytest.mark.parametrize(
    ("avant", "apres"),
    [((1310, 10000), (1490, 10000)), ((131, 1000), (149, 1000)), ((131, 1000), (170, 1000)), ((5, 40), (12, 41))],
)
def test_le_verdict_suit_un_test_independant(avant: tuple[int, int], apres: tuple[int, int]) -> None:
    (a, n), (b, m) = avant, apres
    table = [[a, n - a], [b, m - b]]
    if min(table[0] + table[1]) < 30:
        p = stats.fisher_exact(table).pvalue
    else:
        p = stats.chi2_contingency(table, correction=False).pvalue
    if p < 0.002:
        attendu = VerdictResultat.DEGRADATION_NETTE
    else:
        attendu = VerdictResultat.DEGRADATION if p < 0.05 else VerdictResultat.PAS_DE_CHANGEMENT
    assert judge(avant, apres) is attendu


def test_les_trois_certitudes_et_les_trois_sens_sont_possibles() -> None:
    fort, moyen, nul = (1310, 10000), (1420, 10000), (1340, 10000)
    assert judge(fort, (1600, 10000)) is VerdictResultat.DEGRADATION_NETTE
    assert judge(fort, moyen) is VerdictResultat.DEGRADATION
    assert judge(fort, nul) is VerdictResultat.PAS_DE_CHANGEMENT
    assert judge((1600, 10000), fort) is VerdictResultat.AMELIORATION_NETTE
    assert judge(fort, (1600, 10000), sens=Sens.HAUT_FAVORABLE) is VerdictResultat.AMELIORATION_NETTE
    assert judge(fort, (1600, 10000), sens=Sens.SANS_JUGEMENT) is VerdictResultat.HAUSSE_NETTE
    assert judge(moyen, fort, sens=Sens.SANS_JUGEMENT) is VerdictResultat.BAISSE


def test_avec_les_seules_bornes_saisies_l_ecart_se_teste_aussi() -> None:
    indicateur = IndicateurCls(
        id=1, libelle="Taux", unite="pour 1 000", type=TypeIndicateurCls.RESULTAT, sens=Sens.BAS_FAVORABLE
    )

    def verdict(apres: float) -> VerdictResultat | None:
        mesures = [
            Mesure(id=1, indicateur_id=1, date=DEBUT, valeur=30.0, borne_basse=28.0, borne_haute=32.0),
            Mesure(id=2, indicateur_id=1, date=FIN, valeur=apres, borne_basse=apres - 2, borne_haute=apres + 2),
        ]
        return build_resultat(build(indicateur, *mesures), indicateur, AU).verdict

    # L'écart-type de la différence vaut 2√2/1,96 = 1,443 : 5 % à 2,83 d'écart, 0,2 % à 4,46.
    assert verdict(27.3) is VerdictResultat.PAS_DE_CHANGEMENT
    assert verdict(27.0) is VerdictResultat.AMELIORATION
    assert verdict(25.6) is VerdictResultat.AMELIORATION
    assert verdict(25.4) is VerdictResultat.AMELIORATION_NETTE


def test_trop_peu_de_cas_n_est_pas_une_absence_de_changement() -> None:
    """Trois cas puis quatre : le portrait dit « trop petit pour conclure », le contrat aussi."""
    indicateur = IndicateurCls(id=1, libelle="Part", unite="%", type=TypeIndicateurCls.RESULTAT)
    for comptes, motif in (
        ((3, 4), "les effectifs sont trop petits pour conclure"),
        ((0, 0), "aucun cas au départ ni au dernier point"),
    ):
        mesures = [
            Mesure(id=i, indicateur_id=1, date=j, valeur=x / 5, numerateur=x, denominateur=500)
            for i, (j, x) in enumerate(zip((DEBUT, FIN), comptes, strict=True), start=1)
        ]
        resultat = build_resultat(build(indicateur, *mesures), indicateur, AU)
        assert (resultat.verdict, resultat.motif) == (VerdictResultat.NON_MESURABLE, motif)
    # Un écart établi reste dit : aucun cas, puis vingt.
    assert judge((0, 500), (20, 500)) is VerdictResultat.DEGRADATION_NETTE


@pytest.mark.parametrize(
    ("mesures", "motif"),
    [
        ([], "aucune mesure"),
        ([(DEBUT, "")], "un seul point"),
        ([(DEBUT, ""), (FIN, "collecte changée")], "collecte changée"),
        ([(DEBUT, "nouvelle définition"), (FIN, "")], "le départ et le dernier point n'ont ni effectifs ni intervalle"),
        ([(DEBUT, ""), (FIN, "")], "le départ et le dernier point n'ont ni effectifs ni intervalle"),
    ],
)
def test_ce_qui_ne_se_mesure_pas_dit_pourquoi(mesures: list[tuple[date, str]], motif: str) -> None:
    indicateur = IndicateurCls(id=1, libelle="Part", type=TypeIndicateurCls.RESULTAT)
    objets = [Mesure(id=i, indicateur_id=1, date=j, valeur=1.0, rupture=r) for i, (j, r) in enumerate(mesures, start=1)]
    resultat = build_resultat(build(indicateur, *objets), indicateur, AU)
    assert (resultat.verdict, resultat.motif) == (VerdictResultat.NON_MESURABLE, motif)


def test_une_activite_ne_recoit_pas_de_verdict() -> None:
    indicateur = IndicateurCls(id=1, libelle="Habitants formés", unite="habitants")
    mesure = Mesure(id=1, indicateur_id=1, date=FIN, valeur=134.0)
    resultat = build_resultat(build(indicateur, mesure), indicateur, AU)
    assert resultat.verdict is None
    assert resultat.phrase.replace("\u00a0", " ") == (
        "Habitants formés : 134 habitants en 2024. Cette activité ne dit rien de l'effet."
    )


def test_la_phrase_dit_contribution_et_non_attribution() -> None:
    indicateur = IndicateurCls(id=1, libelle="Part", unite="%", sens=Sens.HAUT_FAVORABLE, type=TypeIndicateurCls.IMPACT)
    mesures = [
        Mesure(id=1, indicateur_id=1, date=DEBUT, valeur=34.6, numerateur=3460, denominateur=10000),
        Mesure(id=2, indicateur_id=1, date=FIN, valeur=39.5, numerateur=3950, denominateur=10000),
    ]
    resultat = build_resultat(build(indicateur, *mesures), indicateur, AU)
    assert resultat.phrase.replace("\u00a0", " ") == (
        "Part : 39,5 % en 2024, contre 34,6 % en 2021 : amélioration nette. "
        "Le contrat peut y avoir contribué ; le chiffre ne le prouve pas."
    )


def test_les_points_a_venir_ne_comptent_pas_a_une_date_passee() -> None:
    indicateur = IndicateurCls(id=1, libelle="Part", type=TypeIndicateurCls.RESULTAT)
    mesures = [Mesure(id=i, indicateur_id=1, date=date(2020 + i, 1, 1), valeur=1.0 * i) for i in range(1, 5)]
    resultat = build_resultat(build(indicateur, *mesures), indicateur, date(2022, 6, 1))
    assert [p.valeur for p in resultat.points] == [1.0, 2.0]


class Observatoire:
    """Un observatoire de deux périodes qui se recoupent, ou non."""

    def __init__(self, debut: int) -> None:
        self.debut = debut

    def read_serie(self, code: str, territoires: tuple[str, ...]) -> SerieObservee | None:
        assert territoires == ("QN1",)
        if code != "connu":
            return None
        points = tuple(
            PointMesure(date(a, 1, 1), date(a + 4, 12, 31), v, numerateur=v * 100, denominateur=10000)
            for a, v in ((2014, 13.0), (self.debut, 16.0))
        )
        return SerieObservee(points, "%", Sens.BAS_FAVORABLE, 1, "INSEE", "obs_1")


@pytest.mark.parametrize(
    ("code", "debut", "verdict"),
    [
        ("connu", 2019, VerdictResultat.DEGRADATION_NETTE),
        ("connu", 2016, VerdictResultat.NON_MESURABLE),
        ("inconnu", 2019, VerdictResultat.NON_MESURABLE),
    ],
)
def test_un_indicateur_relie_prend_ses_valeurs_dans_l_observatoire(
    code: str, debut: int, verdict: VerdictResultat
) -> None:
    indicateur = IndicateurCls(
        id=1, libelle="Part", unite="%", type=TypeIndicateurCls.RESULTAT, observatoire=code, territoires=("QN1",)
    )
    resultat = build_resultat(build(indicateur), indicateur, AU, Observatoire(debut))
    assert resultat.verdict is verdict
    if code == "connu":
        assert (resultat.version, resultat.source) == ("obs_1", "INSEE")


@pytest.mark.parametrize(
    ("sens", "valeur", "tolerance", "attendu"),
    [
        (Sens.BAS_FAVORABLE, 11.0, None, True),
        (Sens.BAS_FAVORABLE, 11.4, None, False),
        (Sens.BAS_FAVORABLE, 11.4, 0.5, True),
        (Sens.HAUT_FAVORABLE, 10.4, 0.5, False),
        (Sens.HAUT_FAVORABLE, 11.0, None, True),
        (Sens.SANS_JUGEMENT, 11.0, None, None),
        (Sens.SANS_JUGEMENT, 11.4, 0.5, True),
    ],
)
def test_la_cible_est_atteinte_selon_le_sens_et_la_tolerance(
    sens: Sens, valeur: float, tolerance: float | None, attendu: bool | None
) -> None:
    cible = Cible(indicateur_id=1, date=AU, valeur=11.0, tolerance=tolerance)
    assert is_cible_atteinte(cible, valeur, sens) is attendu
