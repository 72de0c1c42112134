"""Un territoire nommé à la main devient le code que les chiffres connaissent ; un nom douteux se demande."""

from pathlib import Path

import pytest

from observatoire.domain.cls.objets import Action, Contrat
from observatoire.domain.cls.plan import Plan, build_plan
from observatoire.domain.territoire import Maille, Territoire
from observatoire.services.suivi.classeur.contenu import Contenu
from observatoire.services.suivi.classeur.lexique import (
    build_lexique,
    list_territoires_publies,
    name_territoires,
)
from observatoire.settings import read_reglages


def build_territoire(code: str, nom: str, maille: Maille = Maille.QUARTIER, millesime: str = "") -> Territoire:
    return Territoire(code, maille, nom, "99901", millesime, None, None, None)


TERRITOIRES = (
    build_territoire("Q01", "Bel-Air"),
    build_territoire("Q02", "Saint-Éloi"),
    build_territoire("Q03", "Les Trois-Lunes"),
    build_territoire("QN1", "Les Trois-Lunes", Maille.QPV, "2024"),
    build_territoire("QP1", "Les Trois-Lunes", Maille.QPV, "2015"),
    build_territoire("QP2", "Ancienne Cité", Maille.QPV, "2015"),
    build_territoire("99901", "Villetest", Maille.COMMUNE),
    build_territoire("999010101", "Iris 1", Maille.IRIS),
)


def build_essai(*territoires: str) -> Plan:
    plan = build_plan([Contrat(id=1, titre="CLS"), Action(id=1, numero="1", titre="Bus", territoires=territoires)])
    assert plan is not None
    return plan


def translate(champ: str, *mots: str, plan: Plan | None = None, **reponses: str) -> tuple[tuple[str, ...], Contenu]:
    lexique = build_lexique(TERRITOIRES, plan or build_essai())
    contenu = Contenu(
        lexique=lexique, reponses={c.replace("__", ":").replace("_", " "): r for c, r in reponses.items()}
    )
    return lexique.translate(champ, mots, contenu), contenu


@pytest.mark.parametrize(
    ("mot", "code"),
    [
        ("Bel-Air", "Q01"),
        ("BEL AIR", "Q01"),
        ("bel’air", "Q01"),
        ("St Eloi", "Q02"),
        ("Q02", "Q02"),
        ("Les Trois-Lunes (QN1)", "QN1"),
        ("ancienne cite", "QP2"),
        ("villetest", "99901"),
    ],
)
def test_un_nom_porte_une_seule_fois_devient_un_code(mot: str, code: str) -> None:
    codes, contenu = translate("territoires", mot)
    assert (codes, contenu.questions) == ((code,), {})


def test_un_nom_porte_deux_fois_se_demande_entre_les_deux() -> None:
    mots, contenu = translate("territoires", "Les Trois Lunes")
    (question,) = contenu.questions.values()
    assert mots == ("Les Trois Lunes",)
    assert question.choix == (
        ("Q03", "Les Trois-Lunes (quartier)"),
        ("QN1", "Les Trois-Lunes (QPV 2024)"),
    )
    assert (question.obligatoire, question.sans_reponse) == (False, "Garder tel quel")
    assert translate("territoires", "Les Trois Lunes", territoires__les_trois_lunes="QN1")[0] == ("QN1",)


def test_un_nom_inconnu_se_demande_le_plus_proche_d_abord() -> None:
    mots, contenu = translate("territoires", "Quartier Bel-Air")
    (question,) = contenu.questions.values()
    assert (mots, question.choix[0][0]) == (("Quartier Bel-Air",), "Q01")
    assert len(question.choix) == 7


def test_un_mot_deja_au_plan_ne_se_redemande_pas() -> None:
    mots, contenu = translate("territoires", "Toute la ville", plan=build_essai("Toute la ville"))
    assert (mots, contenu.questions) == (("Toute la ville",), {})


def test_un_theme_prend_son_libelle_et_un_theme_libre_se_demande() -> None:
    mots, contenu = translate("thematiques", "sante mentale", "prevention", "Addictions")
    assert mots == ("Santé mentale", "prevention", "Addictions")
    (question,) = contenu.questions.values()
    assert len(question.choix) == 10
    assert ("Prévention", "Prévention") in question.choix


def test_sans_version_publiee_aucun_territoire_ne_se_demande(tmp_path: Path) -> None:
    assert list_territoires_publies(read_reglages(tmp_path)) == ()
    contenu = Contenu(lexique=build_lexique((), build_essai()))
    assert contenu.lexique.translate("territoires", ["Bel-Air"], contenu) == ("Bel-Air",)
    assert contenu.questions == {}


def test_un_nom_ecrit_revient_au_meme_code() -> None:
    for code, nom in name_territoires(TERRITOIRES).items():
        codes, contenu = translate("territoires", nom)
        assert (codes, contenu.questions) == ((code,), {})
    assert name_territoires(TERRITOIRES)["Q01"] == "Bel-Air"
    assert name_territoires(TERRITOIRES)["Q03"] == "Les Trois-Lunes (Q03)"
