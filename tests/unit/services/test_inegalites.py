"""QPV et reste de la ville, pente sociale : les cas limites, et la période de ce qui range."""

from collections.abc import Callable

import pytest
from scipy import stats

from observatoire.domain.verdict import Jugement
from observatoire.services.carte import build_carte
from observatoire.services.inegalites import EcartQpv, build_ecart_qpv, build_pente_sociale

PART, DENSITE = "part_sans_medecin_traitant", "densite_generalistes"
Retouche = Callable[[str], str]


def pose(indicateur: str, comptes: dict[str, tuple[float, float]]) -> str:
    """Requête qui remplace les comptes d'un indicateur en 2024 ; les bornes n'entrent pas dans cet écart."""
    return "".join(
        f"UPDATE valeur SET numerateur = {cas}, denominateur = {n}, statut = 'disponible', valeur = {cas / n}, "
        f"ic_bas = 0, ic_haut = {2 * cas / n} "
        f"WHERE indicateur = '{indicateur}' AND territoire = '{code}' AND periode = '2024';"
        for code, (cas, n) in comptes.items()
    )


def mesure(retouche: Retouche, indicateur: str, qpv: tuple[float, float], ville: tuple[float, float]) -> EcartQpv:
    """L'écart quand le premier QPV a ces comptes, l'autre un habitant sans cas, et la ville ceux-là."""
    comptes = {"QN09901N": qpv, "QN09902N": (0, 1), "99123": ville}
    return build_ecart_qpv(version=retouche(pose(indicateur, comptes)), indicateur=indicateur)


@pytest.mark.parametrize(
    ("indicateur", "qpv", "ville", "motif"),
    [
        (PART, (0, 999), (0, 9000), "aucun cas n’est compté dans la ville"),
        (DENSITE, (0, 999), (0, 9000), "aucun cas n’est compté dans la ville"),
        (PART, (50, 999), (60, 1000), "il ne reste personne hors des QPV"),
        (PART, (50, 999), (60, 900), "il ne reste personne hors des QPV"),
        (PART, (50, 999), (60, 1005), "un des deux groupes compte plus de cas que d’habitants"),
        (PART, (1200, 999), (1300, 9000), "un des deux groupes compte plus de cas que d’habitants"),
        (DENSITE, (50, 999), (40, 9000), "les QPV comptent plus de cas que la ville"),
    ],
)
def test_ce_qui_ne_se_soustrait_pas_dit_pourquoi(
    retouche: Retouche, indicateur: str, qpv: tuple[float, float], ville: tuple[float, float], motif: str
) -> None:
    ecart = mesure(retouche, indicateur, qpv, ville)
    assert ecart.motif == motif
    assert ecart.verdict is None
    assert ecart.phrase.texte == f"L’écart entre les QPV et le reste ne se calcule pas : {motif}."


def test_trop_peu_de_cas_ne_fait_pas_une_absence_d_ecart(retouche: Retouche) -> None:
    # 2 cas pour 1 000 et 9 pour 8 000 : Fisher ne conclut pas, et deux cas ne permettent pas de conclure.
    assert stats.fisher_exact([[2, 998], [9, 7991]]).pvalue > 0.05
    ecart = mesure(retouche, PART, (2, 999), (11, 9000))
    assert ecart.verdict is not None
    assert ecart.verdict.jugement is Jugement.TROP_PETIT
    assert ecart.phrase.certitude == "effectif trop petit pour conclure"
    assert "trop peu nombreux pour conclure" in ecart.phrase.texte


def test_assez_de_cas_et_rien_d_etabli(retouche: Retouche) -> None:
    assert stats.chi2_contingency([[110, 890], [800, 7200]], correction=False).pvalue > 0.05
    ecart = mesure(retouche, PART, (110, 999), (910, 9000))
    assert ecart.verdict is not None
    assert ecart.verdict.jugement is Jugement.SANS_ECART


def test_un_ecart_etabli_reste_dit_sur_peu_de_cas(retouche: Retouche) -> None:
    # Aucun cas pour 1 000, 400 pour 8 000 : zéro là où cinquante étaient attendus est une information.
    ecart = mesure(retouche, PART, (0, 999), (400, 9000))
    assert ecart.verdict is not None
    assert ecart.verdict.jugement is Jugement.NETTEMENT_FAVORABLE


def test_les_territoires_se_rangent_d_apres_la_periode_la_plus_proche(retouche: Retouche) -> None:
    """Mortalité de 2018 à 2022, milieu mi-2020 : le revenu de 2020 range, et non celui de 2024."""
    # Le revenu de 2020 est inversé : s'il sert, le rang des IRIS l'est aussi.
    version = retouche(
        "UPDATE valeur SET valeur = 50000 - valeur WHERE indicateur = 'revenu_median' AND periode = '2020'"
    )
    pente = build_pente_sociale(version=version, indicateur="mortalite_prematuree_icm", maille="quartier")
    assert pente.gradient_periode is not None
    assert pente.gradient_periode.code == "2020"
    recente = build_pente_sociale(version=version, indicateur="part_mt_dents", maille="quartier")
    assert recente.gradient_periode is not None
    assert recente.gradient_periode.code == "2024"
    for mesuree, annee in ((pente, "2020"), (recente, "2024")):
        revenus = {
            x.territoire.code: x.estimation.valeur
            for x in build_carte(version=version, indicateur="revenu_median", periode=annee, maille="quartier").lignes
        }
        ranges = [revenus[x.territoire.code] for x in mesuree.lignes]
        assert ranges == sorted(ranges)


def test_un_gradient_absent_avant_prend_la_plus_proche_apres(retouche: Retouche) -> None:
    version = retouche("DELETE FROM valeur WHERE indicateur = 'revenu_median' AND periode IN ('2019', '2020', '2021')")
    pente = build_pente_sociale(version=version, indicateur="mortalite_prematuree_icm", maille="quartier")
    assert pente.gradient_periode is not None
    assert pente.gradient_periode.code == "2022"
