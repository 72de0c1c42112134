"""La phrase d'une carte et celle d'une matrice."""

from dataclasses import replace

import pytest

from observatoire.domain.estimation import Statut
from observatoire.domain.indicateur import Sens
from observatoire.domain.phrases.comparaison import Bilan, tell_hasard, write_comparaison
from observatoire.domain.phrases.ensemble import Publie, choose_jugement, write_ensemble
from observatoire.domain.phrases.lieux import LIEU_CIBLE, LIEU_VILLE, Lieu, build_forme, build_lieu_periode
from observatoire.domain.territoire import Maille
from observatoire.domain.verdict import VERDICT_SECRET, Ecart, Jugement, MotifComparaison, build_verdict
from tests.outils.chiffres import EFFECTIF, PART, make_estimation

NOMS = "ABCDEFG"


def lieu(nom: str) -> Lieu:
    return build_forme(f"le {nom}", f"au {nom}", f"du {nom}")


def ensemble(*valeurs: tuple[float | None, Ecart], sens: Sens = Sens.BAS_FAVORABLE) -> list[Publie]:
    chiffres: list[Publie] = []
    for nom, (valeur, ecart) in zip(NOMS, valeurs, strict=False):
        statut = Statut.SECRET if valeur is None else Statut.DISPONIBLE
        verdict = VERDICT_SECRET if valeur is None else build_verdict(ecart, sens, "")
        chiffres.append((lieu(nom), make_estimation(valeur, statut=statut), verdict))
    return chiffres


CINQ = (
    (9.2, Ecart.NETTEMENT_PLUS_BAS),
    (12.0, Ecart.NON_ETABLI),
    (12.2, Ecart.NON_ETABLI),
    (13.5, Ecart.PLUS_ELEVE),
    (16.6, Ecart.NETTEMENT_PLUS_ELEVE),
    (None, Ecart.NON_COMPARABLE),
)


def lire(texte: str) -> str:
    return texte.replace("\u00a0", " ")


def test_les_extremes_le_rapport_et_les_comptes() -> None:
    phrase = write_ensemble(indicateur=PART, maille=Maille.QUARTIER, chiffres=ensemble(*CINQ))
    # 16,6 / 9,2 = 1,804
    assert lire(phrase.texte) == (
        "Habitants sans médecin traitant : de 9,2 % au A à 16,6 % au E, soit un rapport de 1 à 1,8."
    )
    assert lire(phrase.certitude) == (
        "écart défavorable pour 2 quartiers (dont 1 net), pas de différence établie pour 2, "
        "écart favorable pour 1 (net), non diffusable pour 1"
    )
    assert phrase.jugement is Jugement.NETTEMENT_DEFAVORABLE


def test_un_extreme_trop_petit_ne_fait_pas_de_rapport() -> None:
    cinq = [*CINQ[:4], (16.6, Ecart.TROP_PETIT)]
    phrase = write_ensemble(indicateur=PART, maille=Maille.QUARTIER, chiffres=ensemble(*cinq))
    assert "rapport" not in phrase.texte


def test_un_nombre_ne_fait_pas_de_rapport() -> None:
    cinq = [(100.0 * k, Ecart.NON_COMPARABLE) for k in range(1, 6)]
    phrase = write_ensemble(indicateur=EFFECTIF, maille=Maille.IRIS, chiffres=ensemble(*cinq))
    assert "rapport" not in phrase.texte


def test_sous_cinq_valeurs_rien_n_est_classe() -> None:
    phrase = write_ensemble(indicateur=PART, maille=Maille.QPV, chiffres=ensemble(*CINQ[:4]))
    assert phrase.texte.endswith("Moins de 5 QPV ont une valeur : ils ne sont pas classés.")
    commune = write_ensemble(indicateur=PART, maille=Maille.COMMUNE, chiffres=ensemble(*CINQ[:4]))
    assert commune.texte.endswith("elles ne sont pas classées.")


def test_sans_valeur_et_pour_un_public() -> None:
    phrase = write_ensemble(
        indicateur=PART, maille=Maille.IRIS, chiffres=ensemble((None, Ecart.NON_COMPARABLE)), sexe="femmes"
    )
    assert phrase.texte == (
        "Habitants sans médecin traitant, chez les femmes : aucun chiffre n’est publié pour les IRIS."
    )
    assert phrase.jugement is Jugement.NON_COMPARABLE


def test_sans_comparaison_le_motif_est_dit() -> None:
    verdict = build_verdict(Ecart.NON_COMPARABLE, Sens.BAS_FAVORABLE, MotifComparaison.SANS_INTERVALLE)
    chiffres = [(lieu(nom), make_estimation(10.0 + rang), verdict) for rang, nom in enumerate("ABCDE")]
    phrase = write_ensemble(indicateur=PART, maille=Maille.QUARTIER, chiffres=chiffres)
    assert phrase.certitude == "non comparés : précision non publiée par la source"


@pytest.mark.parametrize(
    ("valeurs", "attendu"),
    [
        ([(1, Ecart.NETTEMENT_PLUS_ELEVE)] * 2, "plus élevé pour 2 quartiers (nettement)"),
        ([(1, Ecart.PLUS_ELEVE), (2, Ecart.NETTEMENT_PLUS_ELEVE)], "plus élevé pour 2 quartiers (dont 1 nettement)"),
        ([(1, Ecart.PLUS_BAS)], "plus bas pour 1 quartier"),
        ([(1, Ecart.TROP_PETIT)], "effectif trop petit pour 1 quartier"),
    ],
)
def test_les_comptes_sans_jugement(valeurs: list[tuple[float, Ecart]], attendu: str) -> None:
    neutre = replace(PART, sens=Sens.SANS_JUGEMENT)
    chiffres = ensemble(*valeurs, sens=Sens.SANS_JUGEMENT)
    phrase = write_ensemble(indicateur=neutre, maille=Maille.QUARTIER, chiffres=chiffres)
    assert lire(phrase.certitude) == attendu


def test_le_jugement_le_plus_grave_marque_la_phrase() -> None:
    verdicts = [build_verdict(e, Sens.BAS_FAVORABLE) for e in (Ecart.NON_ETABLI, Ecart.PLUS_BAS, Ecart.PLUS_ELEVE)]
    assert choose_jugement(verdicts) is Jugement.DEFAVORABLE
    assert choose_jugement(verdicts[:2]) is Jugement.FAVORABLE
    assert choose_jugement([]) is Jugement.NON_COMPARABLE


def test_qui_s_ecarte_le_plus() -> None:
    bilans = [Bilan(lieu("Port"), 5, 0, 10), Bilan(lieu("Mail"), 1, 4, 10)]
    phrase = write_comparaison(bilans=bilans, comparateur=LIEU_VILLE, hasard_attendu=1.0)
    assert lire(phrase.texte) == (
        "Le Port s’écarte le plus de la ville dans le sens défavorable (5 indicateurs sur 10) ; "
        "le Mail, dans le sens favorable (4 indicateurs sur 10)."
    )
    assert "20 comparaisons" in lire(phrase.certitude)
    assert "environ 1 écart peut être dû au seul hasard" in phrase.certitude


def test_un_ecart_sans_jugement_reste_un_ecart() -> None:
    bilans = [Bilan(lieu("Port"), 0, 0, 3, neutres=2), Bilan(lieu("Mail"), 0, 0, 3)]
    phrase = write_comparaison(bilans=bilans, comparateur=LIEU_VILLE, hasard_attendu=0.1)
    assert lire(phrase.texte) == (
        "Aucun écart défavorable ou favorable avec la ville n’est établi. 2 écarts sont établis sans pouvoir être "
        "jugés : plus élevé ou plus bas, sans plus."
    )


def test_ex_aequo_et_sens_unique() -> None:
    bilans = [Bilan(lieu("Port"), 0, 2, 8), Bilan(lieu("Mail"), 0, 2, 9)]
    phrase = write_comparaison(bilans=bilans, comparateur=LIEU_VILLE, hasard_attendu=0.1)
    assert lire(phrase.texte) == (
        "Le Port et le Mail s’écartent le plus de la ville dans le sens favorable (2 indicateurs)."
    )
    assert phrase.jugement is Jugement.FAVORABLE


def test_face_a_une_periode_on_compte_des_changements() -> None:
    bilans = [Bilan(lieu("Port"), 5, 0, 10), Bilan(lieu("Mail"), 1, 4, 10)]
    phrase = write_comparaison(bilans=bilans, comparateur=build_lieu_periode("2019"), hasard_attendu=1.0)
    assert lire(phrase.texte) == (
        "Depuis 2019, le Port compte le plus de changements défavorables (5 indicateurs sur 10) ; "
        "le Mail, le plus de changements favorables (4 indicateurs sur 10)."
    )
    assert phrase.certitude.startswith("changements établis")
    rien = write_comparaison(
        bilans=[Bilan(lieu("Port"), 0, 0, 3)], comparateur=build_lieu_periode("2019"), hasard_attendu=0.15
    )
    assert rien.texte == "Aucun changement défavorable ou favorable n’est établi depuis 2019."


def test_un_seul_indicateur_nomme_tous_ceux_qui_s_ecartent() -> None:
    """« le plus » et « 1 indicateur sur 1 » n'apprendraient rien."""
    bilans = [Bilan(lieu("Port"), 1, 0, 1), Bilan(lieu("Mail"), 0, 1, 1), Bilan(lieu("Parc"), 1, 0, 1)]
    phrase = write_comparaison(bilans=bilans, comparateur=LIEU_CIBLE, hasard_attendu=0.1)
    assert lire(phrase.texte) == (
        "Le Port et le Parc s’écartent de la cible dans le sens défavorable ; le Mail, dans le sens favorable."
    )
    periode = write_comparaison(bilans=bilans, comparateur=build_lieu_periode("2019"), hasard_attendu=0.1)
    assert lire(periode.texte) == "Changement défavorable depuis 2019 : le Port et le Parc ; favorable : le Mail."


def test_rien_d_etabli_ou_rien_a_comparer() -> None:
    rien = write_comparaison(bilans=[Bilan(lieu("Port"), 0, 0, 3)], comparateur=LIEU_VILLE, hasard_attendu=0.15)
    assert rien.texte == "Aucun écart défavorable ou favorable avec la ville n’est établi."
    vide = write_comparaison(bilans=[Bilan(lieu("Port"), 0, 0, 0)], comparateur=LIEU_VILLE, hasard_attendu=0)
    assert vide.texte == "Aucun de ces chiffres ne peut être comparé à ceux de la ville."
    cible = write_comparaison(bilans=[Bilan(lieu("Port"), 0, 0, 0)], comparateur=LIEU_CIBLE, hasard_attendu=0)
    assert cible.texte == "Aucun de ces chiffres ne peut être comparé à la cible."
    assert tell_hasard(0.4) == ""
    assert "environ 3 écarts peuvent" in tell_hasard(2.6)
