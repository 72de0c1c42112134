"""Le reste de la ville : à chaque période, dans la pyramide, et ce qu'il ne doit pas révéler."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from observatoire.domain.estimation import Statut
from observatoire.domain.indicateur import TypeIndicateur
from observatoire.domain.verdict import MotifComparaison
from observatoire.services.ecarts import subtract
from observatoire.services.portrait import build_portrait
from observatoire.services.pyramide import build_pyramide
from observatoire.services.resultats import Ligne
from tests.outils.chiffres import ICM, MEDIANE, PART, TAUX, make_chiffre

Retouche = Callable[[str], str]


def get_ligne(version: str, indicateur: str, territoire: str = "Q01") -> Ligne:
    portrait = build_portrait(version=version, territoire=territoire, comparateur="reste")
    return next(x for x in portrait.lignes if x.indicateur.code == indicateur)


def read_comptes(base, indicateur: str, territoire: str) -> dict[str, tuple[float, float]]:
    lignes = base.execute(
        "SELECT periode, numerateur, denominateur FROM valeur WHERE indicateur = ? AND territoire = ? "
        "AND sexe = 'ensemble' AND age = 'tous' AND statut = 'disponible'",
        [indicateur, territoire],
    ).fetchall()
    return {periode: (x, n) for periode, x, n in lignes}


def test_les_tirets_suivent_le_reste_et_non_la_ville(version: str, base) -> None:
    ligne = get_ligne(version, "part_sans_medecin_traitant")
    ville, ici = (read_comptes(base, "part_sans_medecin_traitant", code) for code in ("99123", "Q01"))
    attendu = {p: (ville[p][0] - ici[p][0]) / (ville[p][1] - ici[p][1]) * 100 for p in ici}
    trace = {p.periode.code: p.estimation.valeur for p in ligne.serie_reference}
    assert trace == pytest.approx(attendu)
    assert len(trace) == 6
    # Et ce n'est pas la ville : le quartier le plus défavorisé pèse sur elle.
    assert all(trace[p] < ville[p][0] / ville[p][1] * 100 for p in trace)


def test_une_periode_sans_chiffre_publie_laisse_un_trou(retouche: Retouche) -> None:
    version = retouche(
        "UPDATE valeur SET statut = 'secret', valeur = NULL, numerateur = NULL, denominateur = NULL, ic_bas = NULL, "
        "ic_haut = NULL WHERE indicateur = 'part_sans_medecin_traitant' AND territoire = 'Q01' AND periode = '2021'"
    )
    trace = {p.periode.code for p in get_ligne(version, "part_sans_medecin_traitant").serie_reference}
    assert trace == {"2019", "2020", "2022", "2023", "2024"}


def test_ce_qui_ne_se_soustrait_pas_n_a_pas_de_tirets(version: str) -> None:
    assert get_ligne(version, "revenu_median").serie_reference == ()
    assert get_ligne(version, "ald_taux_standardise").serie_reference == ()


def test_un_reste_sous_le_seuil_est_secret(retouche: Retouche) -> None:
    """40 cas dans la ville, 31 dans le quartier : le reste en compte 9, que personne n'aurait pu publier."""
    requete = "".join(
        f"UPDATE valeur SET statut = 'disponible', numerateur = {x}, denominateur = {n}, valeur = {x / n * 100}, "
        f"ic_bas = 0, ic_haut = 100 WHERE indicateur = 'part_mt_dents' AND territoire = '{code}' "
        "AND periode = '2024' AND sexe = 'ensemble';"
        for code, x, n in (("99123", 40, 900), ("Q01", 31, 300))
    )
    ligne = get_ligne(retouche(requete), "part_mt_dents")
    assert ligne.reference is not None
    assert ligne.reference.statut is Statut.SECRET
    assert ligne.reference.valeur is None
    assert ligne.reference.effectif is None
    assert ligne.verdict.motif == MotifComparaison.REFERENCE_SECRETE
    assert "9" not in json.dumps([ligne.reference.effectif, ligne.reference.population, ligne.reference.valeur])


@pytest.mark.parametrize(
    ("fiche", "ville", "ici", "reste"),
    [
        (PART, (900, 9000), (100, 1000), (800, 8000)),
        (TAUX, (900, 9000), (100, 1000), (800, 8000)),
        (ICM, (150, 140), (50, 30), (100, 110)),
        (PART, (900, 9000), (100, 9000), None),  # plus personne
        (PART, (900, 1000), (50, 950), None),  # plus de cas que d'habitants
        (PART, (90, 9000), (100, 1000), None),  # plus de cas que dans la ville
        (MEDIANE, (900, 9000), (100, 1000), None),
        (replace(PART, type=TypeIndicateur.EFFECTIF), (900, 9000), (100, 1000), None),
    ],
)
def test_la_difference_des_comptes(fiche, ville, ici, reste) -> None:
    trouve = subtract(make_chiffre(fiche, *ville).estimation, make_chiffre(fiche, *ici))
    if reste is None:
        assert trouve is None
        return
    attendu = make_chiffre(fiche, *reste).estimation
    assert trouve is not None
    assert (trouve.effectif, trouve.population) == reste
    assert (trouve.valeur, trouve.ic_bas, trouve.ic_haut) == pytest.approx(
        (attendu.valeur, attendu.ic_bas, attendu.ic_haut)
    )


def test_un_reste_sans_aucun_cas_suit_la_regle_de_la_source() -> None:
    ville, ici = make_chiffre(PART, 50, 9000).estimation, make_chiffre(PART, 50, 1000)
    zero = subtract(ville, ici)
    assert zero is not None
    assert zero.valeur == 0
    cache = subtract(ville, replace(ici, indicateur=replace(PART, zero_diffusable=False)))
    assert cache is not None
    assert cache.statut is Statut.SECRET


POPULATION = [
    (code, "2024", sexe, classe, effectif)
    for code, effectifs in (("V", (400, 300, 200, 100)), ("Q", (100, 50, 20, 30)))
    for (sexe, classe), effectif in zip(
        (("hommes", "0-14"), ("femmes", "0-14"), ("hommes", "15+"), ("femmes", "15+")), effectifs, strict=True
    )
]  # fmt: skip


def test_la_pyramide_du_reste_ote_le_quartier() -> None:
    """Ville moins quartier : 300, 250, 180, 70 sur 800."""
    pyramide = build_pyramide(POPULATION, "Q", "V", is_reste=True)
    assert pyramide is not None
    parts = [(t.hommes_reference, t.femmes_reference) for t in pyramide.tranches]
    assert parts == [(37.5, 31.25), (22.5, 8.75)]
    assert [t.hommes for t in pyramide.tranches] == [50.0, 10.0]
    ville = build_pyramide(POPULATION, "Q", "V")
    assert ville is not None
    assert ville.tranches[0].hommes_reference == 40.0


def test_une_tranche_secrete_du_quartier_ne_se_lit_pas_dans_le_reste() -> None:
    lignes = [(c, p, s, k, None if (c, s, k) == ("Q", "hommes", "15+") else e) for c, p, s, k, e in POPULATION]
    lignes += [("V", "2024", "ensemble", "tous", 1000), ("Q", "2024", "ensemble", "tous", 200)]
    pyramide = build_pyramide(lignes, "Q", "V", is_reste=True)
    assert pyramide is not None
    assert pyramide.tranches[1].hommes_reference is None
    assert pyramide.tranches[1].femmes_reference == 8.75


def test_le_portrait_montre_la_pyramide_du_reste(version: str) -> None:
    ville, reste = (
        build_portrait(version=version, territoire="Q01", comparateur=c).pyramide for c in ("ville", "reste")
    )
    assert ville is not None
    assert reste is not None
    assert reste.has_reference
    assert sum((t.hommes_reference or 0) + (t.femmes_reference or 0) for t in reste.tranches) == pytest.approx(
        100, abs=0.5
    )
    assert reste.tranches[0].hommes_reference != pytest.approx(ville.tranches[0].hommes_reference or 0, abs=1e-6)
