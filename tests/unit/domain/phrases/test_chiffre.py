"""La phrase d'un chiffre, pour chaque verdict, sens, statut et raison d'un manque."""

import re
from dataclasses import replace
from itertools import product

import pytest

from observatoire.domain.estimation import Statut
from observatoire.domain.evolution import Evolution, MotifEvolution, SensEvolution
from observatoire.domain.indicateur import Indicateur, Sens
from observatoire.domain.phrases.chiffre import ChiffreDit, name_public, write_phrase
from observatoire.domain.phrases.lieux import LIEU_CIBLE, LIEU_VILLE, build_lieu, build_lieu_periode, lower_initiale
from observatoire.domain.verdict import VERDICT_SECRET, Ecart, MotifComparaison, build_verdict
from tests.outils.chiffres import EFFECTIF, ICM, MEDIANE, PART, QUARTIER, TAUX, make_estimation

LIEU = build_lieu(QUARTIER, "99123")
UN_POINT = Evolution(SensEvolution.NON_MESURABLE, MotifEvolution.UN_POINT, fin="2024")
HAUSSE = Evolution(SensEvolution.HAUSSE_NETTE, debut="2020", fin="2024", methode="tendance")
BAISSE = replace(HAUSSE, sens=SensEvolution.BAISSE_NETTE)
PLAT = replace(HAUSSE, sens=SensEvolution.SANS_TENDANCE)
HAUSSE_2 = Evolution(SensEvolution.HAUSSE, debut="2015-2017", fin="2018-2020", methode="deux_periodes")
HAUT_FAVORABLE = replace(PART, sens=Sens.HAUT_FAVORABLE, locution="des femmes ont été dépistées")
EN_2019 = build_lieu_periode("2019")
NEUTRE = replace(PART, sens=Sens.SANS_JUGEMENT, locution="des habitants ont la C2S")


def dit(
    indicateur: Indicateur = PART,
    ecart: Ecart = Ecart.NON_ETABLI,
    evolution: Evolution = UN_POINT,
    *,
    valeur: float = 16.6,
    reference: float | None = 12.4,
    motif: str = "",
    **champs: object,
) -> ChiffreDit:
    base = ChiffreDit(
        indicateur=indicateur,
        estimation=make_estimation(valeur, effectif=1266, population=7614),
        reference=None if reference is None else make_estimation(reference),
        verdict=build_verdict(ecart, indicateur.sens, motif),
        evolution=evolution,
        lieu=LIEU,
        comparateur=LIEU_VILLE,
    )
    return replace(base, **champs)


def lire(chiffre: ChiffreDit, *, is_situee: bool = False) -> str:
    """La phrase, espaces insécables remplacées pour la lecture."""
    return re.sub(r"[\u00a0\u202f]", " ", write_phrase(chiffre, is_situee=is_situee).texte)


CAS = [
    # défavorable
    (PART, Ecart.NETTEMENT_PLUS_ELEVE, HAUSSE,
     "16,6 % des habitants n’ont pas de médecin traitant, contre 12,4 % dans la ville. "
     "L’écart est net et la part augmente depuis 2020."),
    (PART, Ecart.NETTEMENT_PLUS_ELEVE, PLAT,
     "16,6 % des habitants n’ont pas de médecin traitant, contre 12,4 % dans la ville. "
     "L’écart est net ; aucune tendance n’est établie depuis 2020."),
    (PART, Ecart.NETTEMENT_PLUS_ELEVE, BAISSE,
     "16,6 % des habitants n’ont pas de médecin traitant, contre 12,4 % dans la ville. "
     "L’écart avec la ville est net, mais la situation s’améliore depuis 2020."),
    (PART, Ecart.NETTEMENT_PLUS_ELEVE, UN_POINT,
     "16,6 % des habitants n’ont pas de médecin traitant, contre 12,4 % dans la ville. L’écart est net."),
    (PART, Ecart.PLUS_ELEVE, HAUSSE_2,
     "16,6 % des habitants n’ont pas de médecin traitant, contre 12,4 % dans la ville. "
     "L’écart est établi, sans être net, et la part a augmenté entre 2015-2017 et 2018-2020."),
    (HAUT_FAVORABLE, Ecart.NETTEMENT_PLUS_BAS, UN_POINT,
     "16,6 % des femmes ont été dépistées, moins que dans la ville (12,4 %). L’écart est net."),
    # favorable
    (PART, Ecart.PLUS_BAS, PLAT,
     "16,6 % des habitants n’ont pas de médecin traitant, contre 12,4 % dans la ville. "
     "L’écart, favorable, est établi ; aucune tendance n’est établie depuis 2020."),
    (PART, Ecart.NETTEMENT_PLUS_BAS, HAUSSE,
     "16,6 % des habitants n’ont pas de médecin traitant, contre 12,4 % dans la ville. "
     "La situation reste favorable, mais elle se dégrade depuis 2020."),
    (HAUT_FAVORABLE, Ecart.NETTEMENT_PLUS_ELEVE, HAUSSE,
     "16,6 % des femmes ont été dépistées, plus que dans la ville (12,4 %). "
     "L’écart est net et favorable, et la situation s’améliore depuis 2020."),
    # sans jugement
    (NEUTRE, Ecart.NETTEMENT_PLUS_ELEVE, UN_POINT,
     "16,6 % des habitants ont la C2S, nettement plus que dans la ville (12,4 %)."),
    (NEUTRE, Ecart.PLUS_BAS, BAISSE,
     "16,6 % des habitants ont la C2S, moins que dans la ville (12,4 %). La part baisse depuis 2020."),
    # pas de différence établie
    (PART, Ecart.NON_ETABLI, UN_POINT,
     "16,6 % des habitants n’ont pas de médecin traitant, contre 12,4 % dans la ville : "
     "la différence n’est pas établie."),
    (PART, Ecart.NON_ETABLI, HAUSSE,
     "16,6 % des habitants n’ont pas de médecin traitant, contre 12,4 % dans la ville : "
     "la différence n’est pas établie, mais la part augmente depuis 2020."),
    (replace(PART, locution=""), Ecart.NON_ETABLI, UN_POINT,
     "Habitants sans médecin traitant : 16,6 %, contre 12,4 % dans la ville. La différence n’est pas établie."),
    # effectif trop petit
    (PART, Ecart.TROP_PETIT, UN_POINT,
     "16,6 % des habitants n’ont pas de médecin traitant (1 266 sur 7 614). "
     "C’est trop peu pour conclure à un écart avec la ville (12,4 %)."),
    (TAUX, Ecart.TROP_PETIT, UN_POINT,
     "Le taux de personnes en ALD est de 16,6 pour 1 000 (1 266 pour 7 614). "
     "C’est trop peu pour conclure à un écart avec la ville (12,4)."),
    (ICM, Ecart.TROP_PETIT, UN_POINT,
     "Le niveau de mortalité est de 17 (1 266 observés, 7 614,0 attendus). "
     "C’est trop peu pour conclure à un écart avec la ville (12)."),
]  # fmt: skip


@pytest.mark.parametrize(("indicateur", "ecart", "evolution", "attendu"), CAS)
def test_la_phrase_suit_le_verdict(indicateur: Indicateur, ecart: Ecart, evolution: Evolution, attendu: str) -> None:
    assert lire(dit(indicateur, ecart, evolution)) == attendu


SANS_MEDECIN = "16,6 % des habitants n’ont pas de médecin traitant"
FACE_A_UNE_CIBLE = [
    (PART, Ecart.NETTEMENT_PLUS_ELEVE, UN_POINT,
     f"{SANS_MEDECIN}, contre une cible de 12,25 %. La cible n’est pas atteinte : l’écart est net."),
    (PART, Ecart.NETTEMENT_PLUS_ELEVE, HAUSSE,
     f"{SANS_MEDECIN}, contre une cible de 12,25 %. La cible n’est pas atteinte : l’écart est net et la situation se "
     "dégrade depuis 2020."),
    (PART, Ecart.PLUS_ELEVE, BAISSE,
     f"{SANS_MEDECIN}, contre une cible de 12,25 %. La cible n’est pas atteinte : l’écart est établi, sans être net, "
     "mais la situation s’améliore depuis 2020."),
    (PART, Ecart.PLUS_BAS, PLAT,
     f"{SANS_MEDECIN}, contre une cible de 12,25 %. La cible est atteinte : l’écart est établi, sans être net ; aucune "
     "tendance n’est établie depuis 2020."),
    (HAUT_FAVORABLE, Ecart.NETTEMENT_PLUS_ELEVE, BAISSE,
     "16,6 % des femmes ont été dépistées, contre une cible de 12,25 %. La cible est atteinte : l’écart est net, mais "
     "la situation se dégrade depuis 2020."),
    (NEUTRE, Ecart.NETTEMENT_PLUS_ELEVE, HAUSSE,
     "16,6 % des habitants ont la C2S, contre une cible de 12,25 %. L’écart avec la cible est net. La part augmente "
     "depuis 2020."),
    (PART, Ecart.NON_ETABLI, UN_POINT,
     f"{SANS_MEDECIN}, contre une cible de 12,25 % : la différence n’est pas établie."),
    (PART, Ecart.TROP_PETIT, UN_POINT,
     f"{SANS_MEDECIN} (1 266 sur 7 614). C’est trop peu pour conclure à un écart avec la cible (12,25 %)."),
]  # fmt: skip


@pytest.mark.parametrize(("indicateur", "ecart", "evolution", "attendu"), FACE_A_UNE_CIBLE)
def test_une_cible_est_atteinte_ou_non_et_n_est_pas_arrondie(
    indicateur: Indicateur, ecart: Ecart, evolution: Evolution, attendu: str
) -> None:
    assert lire(dit(indicateur, ecart, evolution, reference=12.25, comparateur=LIEU_CIBLE)) == attendu


FACE_A_UNE_PERIODE = [
    (PART, Ecart.NETTEMENT_PLUS_ELEVE, "",
     f"{SANS_MEDECIN}, contre 12,4 % en 2019. La hausse est nette et défavorable."),
    (PART, Ecart.PLUS_BAS, "",
     f"{SANS_MEDECIN}, contre 12,4 % en 2019. La baisse, favorable, est établie, sans être nette."),
    (HAUT_FAVORABLE, Ecart.NETTEMENT_PLUS_BAS, "",
     "16,6 % des femmes ont été dépistées, contre 12,4 % en 2019. La baisse est nette et défavorable."),
    (NEUTRE, Ecart.PLUS_ELEVE, "",
     "16,6 % des habitants ont la C2S, contre 12,4 % en 2019. La hausse est établie, sans être nette."),
    (PART, Ecart.NON_ETABLI, "", f"{SANS_MEDECIN}, contre 12,4 % en 2019 : le changement n’est pas établi."),
    (PART, Ecart.TROP_PETIT, "",
     f"{SANS_MEDECIN} (1 266 sur 7 614). C’est trop peu pour conclure à un changement depuis 2019 (12,4 %)."),
    (PART, Ecart.NON_COMPARABLE, MotifComparaison.SANS_PERIODE,
     f"{SANS_MEDECIN}. Aucun chiffre n’est publié en 2019 pour comparer."),
    (PART, Ecart.NON_COMPARABLE, MotifComparaison.CHEVAUCHEMENT,
     f"{SANS_MEDECIN}. La comparaison avec 2019 n’est pas possible : périodes qui se chevauchent."),
    (PART, Ecart.NON_COMPARABLE, "L’INSEE le déconseille.",
     f"{SANS_MEDECIN}. La comparaison avec 2019 n’est pas possible : l’INSEE le déconseille."),
    (PART, Ecart.NON_COMPARABLE, "Le producteur le déconseille : les adresses y changent.",
     f"{SANS_MEDECIN}. La comparaison avec 2019 n’est pas possible. Le producteur le déconseille : les adresses y "
     "changent."),
    (MEDIANE, Ecart.NON_COMPARABLE, MotifComparaison.SANS_INTERVALLE,
     "Le revenu disponible médian est de 17 €, contre 12 € en 2019. La source ne donne pas la précision de ce "
     "chiffre : on ne peut pas dire si le changement est établi."),
]  # fmt: skip


@pytest.mark.parametrize(("indicateur", "ecart", "motif", "attendu"), FACE_A_UNE_PERIODE)
def test_face_a_une_periode_on_dit_un_changement(
    indicateur: Indicateur, ecart: Ecart, motif: str, attendu: str
) -> None:
    chiffre = dit(indicateur, ecart, HAUSSE, motif=motif, comparateur=EN_2019)
    assert lire(chiffre) == attendu
    assert write_phrase(chiffre).etiquette == ""


@pytest.mark.parametrize(
    ("ecart", "certitude"),
    [
        (Ecart.NETTEMENT_PLUS_ELEVE, "changement net"),
        (Ecart.PLUS_BAS, "changement établi, favorable"),
        (Ecart.NON_ETABLI, "pas de changement établi"),
        (Ecart.TROP_PETIT, "effectif trop petit pour conclure"),
    ],
)
def test_la_certitude_d_un_changement_ne_redit_pas_l_evolution(ecart: Ecart, certitude: str) -> None:
    assert write_phrase(dit(PART, ecart, HAUSSE, comparateur=EN_2019)).certitude == certitude


def test_la_liste_rouge_demande_un_territoire_ou_une_cible() -> None:
    """Face à soi-même, « défavorable » et « s'aggrave » seraient un seul constat compté deux fois."""
    assert dit(PART, Ecart.PLUS_ELEVE, HAUSSE).is_rouge_rouge
    assert dit(PART, Ecart.PLUS_ELEVE, HAUSSE, comparateur=LIEU_CIBLE).is_rouge_rouge
    assert not dit(PART, Ecart.PLUS_ELEVE, HAUSSE, comparateur=EN_2019).is_rouge_rouge
    assert not dit(PART, Ecart.PLUS_BAS, HAUSSE).is_rouge_rouge


def test_un_sigle_garde_ses_capitales_apres_un_deux_points() -> None:
    assert lower_initiale("Rupture de série") == "rupture de série"
    assert lower_initiale("INSEE : méthode changée") == "INSEE : méthode changée"
    assert lower_initiale("") == ""


MANQUES = [
    (Statut.SECRET, "Ce chiffre n’est pas diffusable : il pourrait faire reconnaître des personnes."),
    (Statut.NON_DISPONIBLE, "La source ne donne pas ce chiffre aux Tilleuls. Il existe pour la ville : 12,4 %."),
    (Statut.NON_APPLICABLE, "Cet indicateur ne s’applique pas aux Tilleuls."),
    (Statut.NON_MESURABLE, "Ce chiffre ne peut pas être mesuré aux Tilleuls."),
]


@pytest.mark.parametrize(("statut", "attendu"), MANQUES)
def test_un_chiffre_absent_dit_pourquoi(statut: Statut, attendu: str) -> None:
    absent = dit(estimation=make_estimation(None, statut=statut), verdict=VERDICT_SECRET)
    assert lire(absent) == attendu


def test_sans_chiffre_pour_le_comparateur_rien_n_est_promis() -> None:
    absent = make_estimation(None, statut=Statut.NON_DISPONIBLE)
    assert lire(dit(estimation=absent, reference=None)) == "La source ne donne pas ce chiffre aux Tilleuls."
    cible = dit(estimation=absent, comparateur=LIEU_CIBLE)
    assert lire(cible) == "La source ne donne pas ce chiffre aux Tilleuls."


NON_COMPARES = [
    (MEDIANE, MotifComparaison.SANS_INTERVALLE,
     "Le revenu disponible médian est de 17 €, contre 12 € dans la ville. La source ne donne pas la précision de "
     "ce chiffre : on ne peut pas dire si l’écart est établi."),
    (TAUX, MotifComparaison.SANS_COMPTE,
     "Le taux de personnes en ALD est de 16,6 pour 1 000, contre 12,4 dans la ville. La source ne donne pas les "
     "effectifs de ce chiffre : on ne peut pas dire si l’écart est établi."),
    (EFFECTIF, MotifComparaison.EFFECTIF, "Le nombre d’habitants est de 17."),
    (PART, MotifComparaison.SANS_REFERENCE,
     "16,6 % des habitants n’ont pas de médecin traitant. Aucun chiffre n’est publié dans la ville pour comparer."),
    (PART, MotifComparaison.REFERENCE_SECRETE,
     "16,6 % des habitants n’ont pas de médecin traitant. Le chiffre de la ville n’est pas diffusable."),
    (PART, MotifComparaison.RECOUVREMENT,
     "16,6 % des habitants n’ont pas de médecin traitant. La comparaison avec la ville n’est pas possible : "
     "les deux territoires se recouvrent."),
    (PART, MotifComparaison.MEME_TERRITOIRE, "16,6 % des habitants n’ont pas de médecin traitant."),
]  # fmt: skip


@pytest.mark.parametrize(("indicateur", "motif", "attendu"), NON_COMPARES)
def test_une_comparaison_absente_dit_pourquoi(indicateur: Indicateur, motif: MotifComparaison, attendu: str) -> None:
    assert lire(dit(indicateur, Ecart.NON_COMPARABLE, motif=motif)) == attendu


def test_la_phrase_situee_nomme_le_lieu_et_le_public() -> None:
    assert lire(dit(), is_situee=True).startswith("Aux Tilleuls, 16,6 % des habitants")
    assert lire(dit(MEDIANE), is_situee=True).startswith("Aux Tilleuls, le revenu disponible médian est de")
    assert lire(dit(sexe="femmes"), is_situee=True).startswith("Aux Tilleuls, chez les femmes, 16,6 %")
    assert lire(dit(sexe="hommes", age="75+")).startswith("Chez les hommes de 75 ans ou plus, 16,6 %")
    assert name_public("ensemble", "0-14") == "chez les 0-14 ans"
    assert name_public("ensemble", "tous") == ""


@pytest.mark.parametrize(
    ("chiffre", "certitude"),
    [
        (dit(PART, Ecart.NETTEMENT_PLUS_ELEVE, HAUSSE), "écart net · hausse nette"),
        (dit(PART, Ecart.PLUS_BAS, PLAT), "écart établi, favorable · pas de tendance établie"),
        (dit(), "pas de différence établie · évolution non mesurable : un seul point"),
        (dit(PART, Ecart.TROP_PETIT), "effectif trop petit pour conclure · évolution non mesurable : un seul point"),
        (
            dit(PART, Ecart.NON_COMPARABLE, motif=MotifComparaison.SANS_INTERVALLE),
            "non comparé : précision non publiée par la source · évolution non mesurable : un seul point",
        ),
        (
            dit(estimation=make_estimation(None, statut=Statut.SECRET), verdict=VERDICT_SECRET),
            "chiffre non diffusable",
        ),
        (
            dit(evolution=Evolution(SensEvolution.NON_MESURABLE, MotifEvolution.PRODUCTEUR, detail="Rupture.")),
            "pas de différence établie · évolution non mesurable : rupture",
        ),
        (
            dit(evolution=Evolution(SensEvolution.NON_MESURABLE, MotifEvolution.PRODUCTEUR, detail="m" * 80)),
            "pas de différence établie · évolution non mesurable : série non comparable dans le temps",
        ),
    ],
)
def test_la_ligne_de_certitude(chiffre: ChiffreDit, certitude: str) -> None:
    assert write_phrase(chiffre).certitude == certitude


def test_l_alerte_demande_un_ecart_et_une_aggravation_etablis() -> None:
    assert write_phrase(dit(PART, Ecart.PLUS_ELEVE, HAUSSE)).etiquette == "défavorable et s’aggrave"
    assert write_phrase(dit(PART, Ecart.PLUS_ELEVE, BAISSE)).etiquette == ""
    assert write_phrase(dit(PART, Ecart.NON_ETABLI, HAUSSE)).etiquette == ""
    assert write_phrase(dit(PART, Ecart.PLUS_BAS, HAUSSE)).etiquette == ""
    assert write_phrase(dit(NEUTRE, Ecart.PLUS_ELEVE, HAUSSE)).etiquette == ""


EVOLUTIONS = [
    *(replace(HAUSSE, sens=s) for s in SensEvolution if s is not SensEvolution.NON_MESURABLE),
    *(replace(HAUSSE_2, sens=s) for s in SensEvolution if s is not SensEvolution.NON_MESURABLE),
    *(Evolution(SensEvolution.NON_MESURABLE, m, fin="2024") for m in MotifEvolution),
]
BANNIS = re.compile(r"\b(égale?s?|stables?|significati\w+|identiques?|nan|None)\b|  |\.\.|,,|\( |,\.| ,")


@pytest.mark.parametrize("sens", list(Sens))
@pytest.mark.parametrize("ecart", list(Ecart))
@pytest.mark.parametrize("statut", list(Statut))
def test_toute_combinaison_fait_une_phrase_propre(sens: Sens, ecart: Ecart, statut: Statut) -> None:
    motifs = list(MotifComparaison) if ecart is Ecart.NON_COMPARABLE else [""]
    for base, evolution, motif in product((PART, TAUX, ICM, MEDIANE, EFFECTIF), EVOLUTIONS, motifs):
        for locution in (base.locution, ""):
            chiffre = dit(replace(base, sens=sens, locution=locution), ecart, evolution, motif=str(motif))
            if statut is not Statut.DISPONIBLE:
                chiffre = replace(chiffre, estimation=make_estimation(None, statut=statut))
            for comparateur in (LIEU_VILLE, LIEU_CIBLE, EN_2019):
                phrase = write_phrase(replace(chiffre, comparateur=comparateur), is_situee=True)
                assert not BANNIS.search(phrase.texte), phrase.texte
                assert phrase.texte.endswith(".")
                assert phrase.texte[0].isupper()
                if ecart in (Ecart.NON_ETABLI, Ecart.TROP_PETIT, Ecart.NON_COMPARABLE):
                    assert "L’écart est" not in phrase.texte
                    assert "favorable" not in phrase.texte
                    assert "atteinte" not in phrase.texte
                    assert "nette" not in phrase.texte
