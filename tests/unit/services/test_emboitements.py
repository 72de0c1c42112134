"""Ce qui contient quoi, et le test que cela commande : un ensemble connu, ou deux groupes distincts."""

from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest
from scipy import stats

from observatoire.domain.indicateur import TypeIndicateur
from observatoire.domain.periode import parse_periode
from observatoire.domain.territoire import CODE_FRANCE, Maille, Territoire
from observatoire.domain.verdict import MotifComparaison, Verdict
from observatoire.services.comparateurs import resolve_reference
from observatoire.services.ecarts import find_reference, judge_ecarts
from observatoire.services.emboitements import build_emboitements, find_recouvrement
from observatoire.services.resultats import Chiffre
from observatoire.store.entrepot.metadonnees import Appartenance, Metadonnees
from tests.outils.chiffres import PART, TAUX, make_chiffre

A, B = "06088", "83137"
"""Deux communes d'un même périmètre, dans deux départements de la même région."""


def make_territoire(code: str, maille: Maille, commune: str = "") -> Territoire:
    return Territoire(code, maille, code, commune, "", None, None, None)


def build_meta() -> Metadonnees:
    territoires = [
        *(make_territoire(c, Maille.COMMUNE, c) for c in (A, B)),
        make_territoire("PERIMETRE", Maille.ZONE),
        make_territoire("060880101", Maille.IRIS, A), make_territoire("831370101", Maille.IRIS, B),
        make_territoire("QA", Maille.QUARTIER, A), make_territoire("QN00601M", Maille.QPV, A),
        make_territoire("MA_ZONE", Maille.ZONE),
        *(make_territoire(d, Maille.DEPARTEMENT) for d in ("06", "83", "33")),
        make_territoire("R93", Maille.REGION), make_territoire("200030195", Maille.EPCI),
        make_territoire(CODE_FRANCE, Maille.FRANCE),
    ]  # fmt: skip
    liens = [
        (A, "PERIMETRE", 1.0), (B, "PERIMETRE", 1.0), ("060880101", A, 1.0), ("831370101", B, 1.0),
        ("060880101", "QA", 1.0), ("060880101", "QN00601M", 0.4), ("QN00601M", A, 0.985),
        ("060880101", "MA_ZONE", 1.0),
    ]  # fmt: skip
    periode = parse_periode("2024")
    return Metadonnees(
        identite=MappingProxyType({"territoire_reference": "PERIMETRE", "nom": "Périmètre"}),
        sources=MappingProxyType({}),
        indicateurs=MappingProxyType({PART.code: PART, TAUX.code: TAUX}),
        territoires=MappingProxyType({t.code: t for t in territoires}),
        periodes=MappingProxyType({periode.code: periode}),
        appartenances=tuple(Appartenance(e, p, part, part) for e, p, part in liens),
        disponibilites=(),
        lots=(),
    )


def judge_face_a(chiffre: Chiffre, autre: Chiffre) -> Verdict:
    """Verdict du chiffre face à celui d'un autre territoire, par le chemin des vues."""
    meta = build_meta()
    emboites = build_emboitements(meta)
    reference = resolve_reference(meta=meta, texte=autre.territoire.code)
    historique = {(chiffre.indicateur.code, autre.territoire.code): [autre]}
    estimation = find_reference(chiffre, reference, historique, emboites)
    return judge_ecarts(emboites, [chiffre], [estimation], reference)[0]


@pytest.mark.parametrize(
    ("code", "ensemble", "attendu"),
    [
        ("060880101", A, True), ("060880101", B, False), ("060880101", "QA", True), ("060880101", "QN00601M", False),
        (A, B, False), (A, A, False), (A, "PERIMETRE", True), ("831370101", "PERIMETRE", True),
        ("QN00601M", A, True), ("QN00601M", "06", True), ("QN00601M", "83", False), ("QA", "R93", True),
        ("06", "R93", True), ("33", "R93", False), ("33", CODE_FRANCE, True), ("06", "83", False),
        ("PERIMETRE", "06", False), ("PERIMETRE", "R93", True), ("MA_ZONE", A, True), ("MA_ZONE", B, False),
        ("MA_ZONE", "QA", True), (A, "200030195", False), (CODE_FRANCE, A, False),
    ],
)  # fmt: skip
def test_qui_contient_qui(code: str, ensemble: str, attendu: bool) -> None:
    assert build_emboitements(build_meta()).is_dans(code, ensemble) is attendu


@pytest.mark.parametrize(
    ("code", "autre", "motif"),
    [
        (A, B, ""), (A, "PERIMETRE", ""), ("PERIMETRE", A, MotifComparaison.RECOUVREMENT),
        ("MA_ZONE", "QA", MotifComparaison.RECOUVREMENT), ("MA_ZONE", A, ""), ("QA", B, ""),
        ("06", B, ""), ("83", B, MotifComparaison.RECOUVREMENT), ("R93", "06", MotifComparaison.RECOUVREMENT),
        ("200030195", A, MotifComparaison.RECOUVREMENT), (A, "200030195", ""), (A, A, MotifComparaison.MEME_TERRITOIRE),
    ],
)  # fmt: skip
def test_ce_qui_se_recouvre_ne_se_compare_pas(code: str, autre: str, motif: str) -> None:
    assert find_recouvrement(build_emboitements(build_meta()), code, autre) == motif


def test_deux_communes_se_comparent_comme_deux_groupes() -> None:
    """560 sur 5 000 face à 500 sur 5 000 : le χ² ne conclut pas, l'intervalle de la première exclut pourtant 10 %."""
    territoires = build_meta().territoires
    ici = make_chiffre(PART, 560, 5000, territoire=territoires[A])
    la = make_chiffre(PART, 500, 5000, territoire=territoires[B])
    assert stats.chi2_contingency([[560, 4440], [500, 4500]], correction=False).pvalue > 0.05
    assert ici.estimation.ic_bas is not None
    assert ici.estimation.ic_bas > 10
    assert not judge_face_a(ici, la).is_etabli
    # La même valeur, tenue par un ensemble qui contient la commune, est un repère connu.
    large = make_chiffre(PART, 500, 5000, territoire=territoires["06"])
    assert judge_face_a(ici, large).is_etabli


def test_un_iris_face_a_une_autre_commune_que_la_sienne() -> None:
    territoires = build_meta().territoires
    ici = make_chiffre(TAUX, 130, 1000, territoire=territoires["060880101"])
    for code, etabli in ((B, False), (A, True)):
        # 130 et 105 cas pour 1 000 : binomiale exacte de 130 sur 235, p = 0,12 ; Byar 108,6–154,4 exclut 105.
        la = make_chiffre(TAUX, 105, 1000, territoire=territoires[code])
        assert judge_face_a(ici, la).is_etabli is etabli


def test_sans_compte_deux_groupes_se_comparent_par_leurs_intervalles() -> None:
    """150 (140 à 160) face à 136 (126 à 146) : z = 14 / (20 √2 / 3,92) = 1,94, rien d'établi ; face à 134, z = 2,22."""
    territoires = build_meta().territoires
    standardise = replace(TAUX, type=TypeIndicateur.TAUX_STANDARDISE)

    def draw(code: str, valeur: float) -> Chiffre:
        chiffre = make_chiffre(standardise, valeur=valeur, territoire=territoires[code])
        return replace(chiffre, estimation=replace(chiffre.estimation, ic_bas=valeur - 10, ic_haut=valeur + 10))

    assert not judge_face_a(draw(A, 150), draw(B, 136)).is_etabli
    proche = judge_face_a(draw(A, 150), draw(B, 134))
    assert proche.is_etabli
    assert not proche.is_net


def test_sans_vraie_difference_deux_communes_ne_font_pas_plus_d_alertes_qu_annonce() -> None:
    """Même proportion dans deux communes de même taille : 5 % d'écarts à 95 %, et non 17 % comme face à un repère."""
    tirages = 1500
    generateur = np.random.default_rng(20261123)
    meta = build_meta()
    emboites = build_emboitements(meta)
    reference = resolve_reference(meta=meta, texte=B)
    ici = [
        make_chiffre(PART, float(x), 2000, territoire=meta.territoires[A])
        for x in generateur.binomial(2000, 0.12, tirages)
    ]
    la = [
        make_chiffre(PART, float(x), 2000, territoire=meta.territoires[B]).estimation
        for x in generateur.binomial(2000, 0.12, tirages)
    ]
    verdicts = judge_ecarts(emboites, ici, la, reference)
    part = sum(v.is_etabli for v in verdicts) / tirages
    # Trois erreurs types autour de 5 % : racine(0,05 × 0,95 / 1500) = 0,56 point.
    assert 0.033 <= part <= 0.067
