"""QPV et IRIS de Villetest, dont les surfaces se calculent à la main."""

import pytest

from observatoire.services.completude import list_completudes
from observatoire.services.qpv import write_approche
from observatoire.services.recouvrements import list_recouvrements_qpv


def test_chaque_qpv_et_ses_iris(version: str) -> None:
    """Deux IRIS par QPV, à moitié dedans ; ce qu'ils couvrent est ce que la publication a mesuré."""
    lignes = list_recouvrements_qpv(version=version)
    assert [(x.qpv.code, x.qpv.millesime) for x in lignes] == [
        ("QN09902N", "2024"),
        ("QN09901N", "2024"),
        ("QP099001", "2015"),
    ]
    assert [p.iris.code for p in lignes[1].iris] == ["991230100", "991230101"]
    assert all(p.part_surface == 0.5 and p.part_population is None for x in lignes for p in x.iris)
    assert {write_approche(x.approche) for x in lignes} == {"2\N{NO-BREAK SPACE}IRIS entiers, 84 % de sa population"}


def test_les_chiffres_publies_des_qpv(version: str, base) -> None:
    """Compté autrement : à la dernière période de chaque indicateur, QPV par QPV."""
    attendus = dict(
        base.execute(
            "WITH d AS (SELECT v.indicateur, max(v.periode) AS periode FROM valeur v WHERE v.territoire LIKE 'Q%0_' "
            "OR v.territoire LIKE 'QN%' GROUP BY 1) SELECT v.territoire, count(*) FROM valeur v JOIN d USING "
            "(indicateur, periode) WHERE v.territoire IN ('QN09901N', 'QN09902N') AND v.sexe = 'ensemble' AND "
            "v.statut = 'disponible' GROUP BY 1"
        ).fetchall()
    )
    publies = {x.qpv.code: x.indicateurs_publies for x in list_recouvrements_qpv(version=version)}
    assert {code: publies[code] for code in attendus} == attendus
    assert attendus, "la requête d'épreuve ne trouve rien"


def test_la_completude_de_la_derniere_periode(version: str, base) -> None:
    lignes = {(c.indicateur.code, c.maille.value): c for c in list_completudes(version=version)}
    vu = lignes["part_vaccination_hpv", "iris"]
    comptes = dict(
        base.execute(
            "SELECT statut, count(*) FROM valeur WHERE indicateur = 'part_vaccination_hpv' AND length(territoire) = 9 "
            "AND periode = '2024' GROUP BY 1"
        ).fetchall()
    )
    assert (vu.periode.code, vu.cellules) == ("2024", 12)
    assert vu.publiees == comptes.get("disponible", 0)
    assert vu.secretes == comptes.get("secret", 0) > 0
    assert vu.manquantes == 0
    assert lignes["mortalite_prematuree_icm", "quartier"].periode.code == "2018-2022"


@pytest.mark.parametrize("indicateur", ["part_mt_dents", "revenu_median"])
def test_un_contour_ancien_de_qpv_n_est_pas_une_absence(version: str, indicateur: str) -> None:
    lignes = {(c.indicateur.code, c.maille.value): c for c in list_completudes(version=version)}
    assert lignes[indicateur, "qpv"].cellules == 2
