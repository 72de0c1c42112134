"""La vue d'ensemble dans le temps : frise, mois, courbes, et des contrats de formes diverses."""

import html
import re
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from observatoire.domain.cls.objets import Action, Axe, Contrat, Decision, Etape, Financement
from observatoire.domain.cls.vocabulaire import StatutAction
from observatoire.services.suivi.acces import Suivi, open_suivi
from observatoire.services.suivi.demonstration.recit import FICHIER
from observatoire.services.suivi.edition import create_objet
from tests.integration.suivi.fabriques import ZOE
from tests.integration.suivi.test_contrats_reels import build_ales, build_perpignan, build_strasbourg
from tests.pages.conftest import read_texte

PAGE = "cls/cls.py"


def read(essai: AppTest) -> str:
    assert not essai.exception
    return html.unescape(read_texte(essai))


@pytest.fixture
def suivi_vide(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Suivi:
    """Une base vide, servie au tableau de bord."""
    url = f"sqlite:///{tmp_path / 'essai.db'}"
    monkeypatch.setenv("OBSERVATOIRE_SUIVI_URL", url)
    return open_suivi(url)


def test_la_frise_montre_les_28_actions_rangees_par_axe(lance_cls: Callable[..., AppTest]) -> None:
    texte = read(lance_cls(PAGE))
    frise = re.search(r'<div class="obs-frise".*?</ul></section></div>', texte)
    assert frise is not None
    assert len(re.findall(r"<li>", frise.group())) == 28
    assert re.findall(r"<h3[^>]*>(\d)", frise.group()) == ["1", "2", "3", "4", "5"]
    # Dans le récit : 60 étapes, 4 actions en retard.
    assert 'aria-label="Frise de 28 actions, de 2022 à 2026 : 4 en retard ; 60 étapes' in frise.group()
    assert "En cours, en retard de 4 mois" in frise.group()
    assert "La frise en tableau" in texte


def test_la_frise_d_un_axe_place_ses_losanges(lance: Callable[..., AppTest], suivi_vide: Suivi) -> None:
    k = create_objet(suivi_vide, ZOE, Contrat(titre="CLS", debut=date(2024, 1, 1), fin=date(2025, 12, 31))).id
    axe = create_objet(suivi_vide, ZOE, Axe(contrat_id=k, numero="1", titre="A"))
    champs = {"statut": StatutAction.EN_COURS, "axes": (axe.id,)}
    action = create_objet(
        suivi_vide,
        ZOE,
        Action(contrat_id=k, numero="1.1", titre="Bus", debut=date(2024, 1, 1), fin=date(2024, 12, 31), **champs),
    )
    create_objet(suivi_vide, ZOE, Action(contrat_id=k, numero="1.2", titre="Sans dates", **champs))
    for libelle, echeance, faite in (
        ("Acheter", date(2024, 3, 1), date(2024, 7, 1)),
        ("Rouler", date(2024, 10, 1), None),
        ("Compter", date(2099, 1, 1), None),
    ):
        etape = Etape(contrat_id=k, action_id=action.id, libelle=libelle, echeance=echeance, realisee_le=faite)
        create_objet(suivi_vide, ZOE, etape)
    suivi_vide.base.close()
    texte = read(lance(PAGE, axe=str(axe.id)))
    total = (date(2026, 12, 31) - date(2024, 1, 1)).days
    # L'année de 2024 compte 366 jours : la barre va du jour 0 au jour 365, l'étape faite est au 182e.
    assert f'class="barre en_cours" style="left:0.00%;width:{100 * 365 / total:.2f}%"' in texte
    assert f'class="losange faite" style="left:{100 * 182 / total:.2f}%"' in texte
    assert f'class="losange en_retard" style="left:{100 * 274 / total:.2f}%"' in texte
    assert 'losange a_venir" style' not in texte, "une étape hors de la frise n'y est pas dessinée"
    assert "Compter (01/01/2099, à venir)" in texte, "mais le tableau la dit"
    assert "Sans début ou sans fin, donc absentes : 1.2 Sans dates." in texte


def test_le_calendrier_met_chaque_echeance_dans_sa_case(lance_cls: Callable[..., AppTest]) -> None:
    texte = read(lance_cls(PAGE, temps="mois", mois="2026-09"))
    grille = re.search(r'<table class="obs-mois">.*?</table>', texte)
    assert grille is not None
    assert re.findall(r'<th scope="col">(\w+)</th>', grille.group()) == [
        "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
    ]  # fmt: skip
    # Le 1er septembre 2026 est un mardi : la première case est le lundi 31 août.
    assert re.findall(r'<time datetime="([\d-]+)">', grille.group())[:2] == ["2026-08-31", "2026-09-01"]
    cases = dict(re.findall(r'<time datetime="([\d-]+)">(.*?)</td>', grille.group()))
    assert len(cases) == 35
    assert "Décision, en retard" in cases["2026-09-30"]
    assert "1.5 Relancer le permis" in cases["2026-09-30"]
    assert "Étape, en retard" in cases["2026-09-30"]
    assert '<div class="obs-agenda">' in texte
    assert "mercredi 30 septembre" in texte
    assert "Ce qui presse" in texte


def test_seances_et_fin_du_contrat_sont_au_calendrier(lance_cls: Callable[..., AppTest]) -> None:
    texte = read(lance_cls(PAGE, temps="mois", mois="2026-12"))
    assert "Séance, à venir" in texte
    assert "COPIL de bilan du 10/12/2026" in texte
    assert "Fin du contrat" in texte
    assert "Séance, tenue" in read(lance_cls(PAGE, temps="mois", mois="2026-06"))


def test_le_mois_suivant_s_ecrit_dans_l_adresse(lance_cls: Callable[..., AppTest]) -> None:
    essai = lance_cls(PAGE, temps="mois", mois="2026-12")
    essai = next(b for b in essai.button if b.label == "janvier 2027 →").click().run()
    assert essai.query_params["mois"] == "2027-01"
    assert "Janvier 2027 :" in read(essai)


@pytest.mark.parametrize("mois", ["2026-13", "abc", "2026", "0001-01", "99999-01"])
def test_un_mois_illisible_est_signale(lance_cls: Callable[..., AppTest], mois: str) -> None:
    assert "ne se lit pas : le mois en cours est montré" in read(lance_cls(PAGE, temps="mois", mois=mois))


def test_les_courbes_ont_leur_tableau(lance_cls: Callable[..., AppTest]) -> None:
    texte = read(lance_cls(PAGE, temps="courbes"))
    tableau = re.search(r"<caption[^>]*>Actions réalisées sur le total.*?</table>", texte)
    assert tableau is not None
    jours = [date(int(a), int(m), int(j)) for j, m, a in re.findall(r"Au (\d\d)/(\d\d)/(\d{4})</th>", tableau.group())]
    assert [j.year for j in jours] == list(range(2022, jours[-1].year + 1))
    ligne = re.search(r"Tout le contrat</th>(.*?)</tr>", tableau.group())
    assert ligne is not None
    comptes = [(int(a), int(b)) for a, b in re.findall(r"(\d+) sur (\d+) \(", ligne.group(1))]
    # Recompté sur le récit : le dernier statut de chaque action à ce jour.
    statuts = [a["statuts"] for a in tomllib.loads(FICHIER.read_text(encoding="utf-8"))["action"]]
    for jour, compte in zip(jours, comptes, strict=True):
        connus = [[s for s in suite if s[0] <= jour.isoformat()] for suite in statuts]
        derniers = [max(c)[1] for c in connus if c]
        assert compte == (derniers.count("realise"), len(derniers)), jour


def test_le_budget_par_financeur_croise_les_axes(lance_cls: Callable[..., AppTest]) -> None:
    texte = read(lance_cls(PAGE))
    tableau = re.search(r"<caption[^>]*>Budget par financeur et par axe.*?</table>", texte)
    assert tableau is not None
    total = re.search(r"Total</th>(.*?)</tr>", tableau.group())
    assert total is not None
    cellules = re.findall(r"<td[^>]*>(.*?)</td>", total.group(1))
    assert cellules == [
        "287,4 / 412,0", "201,3 / 238,0", "97,8 / 186,0", "262,5 / 324,0", "88,0 / 102,0", "937,0 / 1 262,0", "74 %",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("build", "attendus"),
    [
        (build_ales, ["Périmètre : 14 territoires", "EPCI 14", "Publics fragilisés", "Dispositifs : CLS et ASV."]),
        (build_perpignan, ["Périmètre : Perpignan.", "Dispositifs : CLS, ASV et CLSM."]),
        (build_strasbourg, ["→ voir l’axe 2 Santé mentale : liens avec les CMP", "→ voir l’axe 4 Cancers"]),
    ],
)
def test_des_contrats_de_formes_diverses_s_ouvrent(
    lance: Callable[..., AppTest], suivi_vide: Suivi, build: Callable[[Suivi], int], attendus: list[str]
) -> None:
    build(suivi_vide)
    suivi_vide.base.close()
    for vue in ("frise", "mois", "courbes"):
        texte = read(lance(PAGE, temps=vue))
        for attendu in attendus:
            assert attendu in texte
    for page in ("fiches", "seances", "changements", "resultats"):
        read(lance(f"cls/{page}.py"))


def test_un_arbre_profond_garde_ses_rangs_et_ses_sommes(lance: Callable[..., AppTest], suivi_vide: Suivi) -> None:
    k = create_objet(suivi_vide, ZOE, Contrat(titre="CLS")).id
    parent = None
    for niveau in range(5):
        axe = Axe(contrat_id=k, numero=f"1{'.1' * niveau}", titre=f"Niveau {niveau}", parent_id=parent)
        parent = create_objet(suivi_vide, ZOE, axe).id
    action = create_objet(suivi_vide, ZOE, Action(contrat_id=k, numero="1", titre="Au fond", axes=(parent or 0,)))
    create_objet(suivi_vide, ZOE, Financement(contrat_id=k, action_id=action.id, financeur="ARS", prevu=2000.0))
    suivi_vide.base.close()
    texte = read(lance(PAGE))
    assert re.findall(r'class="obs-ligne-axe rang(\d)"', texte) == ["0", "1", "2", "3", "3"]
    assert texte.count("0 réalisée sur 1") == 5
    assert texte.count("ARS : 0 € sur 2,0 k€") == 5


def test_le_journal_se_deplie_et_dit_qui_a_ecrit_quoi(lance_cls: Callable[..., AppTest]) -> None:
    essai = lance_cls("cls/changements.py", depuis="2026-06-18")
    essai.session_state["journal"] = True
    texte = read(essai.run())
    assert "Coordination du CLS (démonstration)" in texte
    assert "Fiche, statut : En cours → <strong>Bloqué</strong>" in texte
    assert "Le journal ne se modifie pas." in texte


def test_un_texte_hostile_reste_du_texte_dans_le_temps(lance: Callable[..., AppTest], suivi_vide: Suivi) -> None:
    mechant = '"><script>alert(1)</script>'
    k = create_objet(suivi_vide, ZOE, Contrat(titre="CLS", perimetre=(mechant,), dispositifs=(mechant,))).id
    axe = create_objet(suivi_vide, ZOE, Axe(contrat_id=k, numero="1", titre=mechant))
    action = Action(
        contrat_id=k, numero="1", titre=mechant, axes=(axe.id,), debut=date(2026, 1, 1), fin=date(2026, 11, 30)
    )
    action = create_objet(suivi_vide, ZOE, action)
    create_objet(suivi_vide, ZOE, Etape(contrat_id=k, action_id=action.id, libelle=mechant, echeance=date(2026, 11, 5)))
    create_objet(suivi_vide, ZOE, Financement(contrat_id=k, action_id=action.id, financeur=mechant, prevu=1.0))
    decision = Decision(
        contrat_id=k, date=date(2026, 11, 2), texte=mechant, porteur=mechant, vue=f"javascript:{mechant}",
        version_donnees=mechant, echeance=date(2026, 11, 20),
    )  # fmt: skip
    create_objet(suivi_vide, ZOE, decision)
    suivi_vide.base.close()
    for page, codes in (
        ("cls", {}), ("cls", {"temps": "mois", "mois": "2026-11"}), ("seances", {}), ("changements", {}),
    ):  # fmt: skip
        essai = lance(f"cls/{page}.py", **codes)
        assert not essai.exception
        brut = " ".join(m.value for m in essai.markdown)
        assert "<script>alert" not in brut
        assert "javascript:" not in brut
