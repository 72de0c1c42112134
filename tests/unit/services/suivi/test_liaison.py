"""Un indicateur du contrat lu dans l'observatoire : mêmes comptes, même test, mêmes mots que le portrait."""

from datetime import date

import pytest

from observatoire.domain.cls.objets import Contrat, IndicateurCls
from observatoire.domain.cls.plan import build_plan
from observatoire.domain.cls.resultats import VerdictResultat
from observatoire.domain.cls.vocabulaire import TypeIndicateurCls
from observatoire.domain.indicateur import Sens
from observatoire.domain.verdict import Ecart
from observatoire.services.comparaison import build_deux_periodes
from observatoire.services.suivi.liaison import SourceEntrepot
from observatoire.services.suivi.resultats import build_resultat

QUARTIERS = ("Q01", "Q02", "Q03", "Q04", "Q05", "Q06")
MOTS = {
    Ecart.NETTEMENT_PLUS_BAS: VerdictResultat.BAISSE_NETTE,
    Ecart.PLUS_BAS: VerdictResultat.BAISSE,
    Ecart.NON_ETABLI: VerdictResultat.PAS_DE_CHANGEMENT,
    Ecart.PLUS_ELEVE: VerdictResultat.HAUSSE,
    Ecart.NETTEMENT_PLUS_ELEVE: VerdictResultat.HAUSSE_NETTE,
}
NEUTRES = {
    VerdictResultat.DEGRADATION_NETTE: (VerdictResultat.BAISSE_NETTE, VerdictResultat.HAUSSE_NETTE),
    VerdictResultat.DEGRADATION: (VerdictResultat.BAISSE, VerdictResultat.HAUSSE),
    VerdictResultat.AMELIORATION: (VerdictResultat.HAUSSE, VerdictResultat.BAISSE),
    VerdictResultat.AMELIORATION_NETTE: (VerdictResultat.HAUSSE_NETTE, VerdictResultat.BAISSE_NETTE),
}
"""Ce que veut dire chaque mot quand une valeur haute est favorable, puis défavorable."""


def judge_contrat(version: str, code: str, territoire: str) -> tuple[VerdictResultat, Sens]:
    """Verdict du contrat, de 2019 à la dernière période publiée."""
    indicateur = IndicateurCls(
        id=1, libelle="", type=TypeIndicateurCls.RESULTAT, observatoire=code, territoires=(territoire,),
        depart_date=date(2019, 6, 1),
    )  # fmt: skip
    plan = build_plan([Contrat(id=1, titre="CLS"), indicateur])
    assert plan is not None
    resultat = build_resultat(plan, indicateur, date(2026, 11, 23), SourceEntrepot(version))
    assert resultat.verdict is not None
    return resultat.verdict, resultat.sens


@pytest.mark.parametrize(
    "code",
    [
        "part_mt_dents", "part_sans_medecin_traitant", "part_depistage_sein", "ald_psychiatriques",
        "ald_taux_standardise",
    ],
)  # fmt: skip
def test_le_contrat_et_l_observatoire_disent_le_meme_mot(version: str, code: str) -> None:
    lignes = build_deux_periodes(
        version=version, indicateur=code, territoires=QUARTIERS, ancienne="2019", recente="2024"
    )
    compares = 0
    for ligne in lignes:
        if ligne.verdict.ecart not in MOTS:
            continue
        verdict, sens = judge_contrat(version, code, ligne.territoire.code)
        neutre = NEUTRES.get(verdict, (verdict, verdict))[sens is Sens.BAS_FAVORABLE]
        assert neutre is MOTS[ligne.verdict.ecart], ligne.territoire.nom
        compares += 1
    assert compares == len(QUARTIERS)


def test_un_taux_garde_ses_comptes_un_taux_standardise_non(version: str, base) -> None:
    for code, attendu in (
        ("ald_psychiatriques", True),
        ("densite_generalistes", True),
        ("ald_taux_standardise", False),
    ):
        serie = SourceEntrepot(version).read_serie(code, ("Q01",))
        assert serie is not None
        x, n = base.execute(
            "SELECT numerateur, denominateur FROM valeur WHERE indicateur = ? AND territoire = 'Q01' "
            "AND periode = '2024' AND sexe = 'ensemble'",
            [code],
        ).fetchone()
        comptes = (serie.points[-1].numerateur, serie.points[-1].denominateur)
        assert comptes == ((x, n) if attendu else (None, None))
        assert not serie.is_part
    part = SourceEntrepot(version).read_serie("part_mt_dents", ("Q01",))
    assert part is not None
    assert part.is_part
