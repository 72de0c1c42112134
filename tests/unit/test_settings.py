"""Réglages : un mot ou un nombre inattendu est refusé en le nommant, et la notice dit les mêmes défauts que le code."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from observatoire import settings
from observatoire.cli import run
from observatoire.errors import ReglageInvalide
from observatoire.settings import Reglages, read_reglages
from tests.conftest import RACINE

PREFIXE = "OBSERVATOIRE_"
NOMBRES: dict[str, Callable[[Reglages], float]] = {
    "MEMOIRE_MO": lambda r: r.memoire_mo,
    "COUVERTURE_QPV_MIN": lambda r: r.couverture_qpv_min,
    "GEOCODAGE_SCORE_MIN": lambda r: r.geocodage_score_min,
    "DETOUR": lambda r: r.detour,
    "MARCHE_KMH": lambda r: r.marche_kmh,
}


@pytest.mark.parametrize("recu", ["oui", "OUI", " Oui ", ""])
def test_les_noms_sont_publies_quand_on_dit_oui_ou_rien(monkeypatch: pytest.MonkeyPatch, recu: str) -> None:
    monkeypatch.setenv("OBSERVATOIRE_NOMS_PROFESSIONNELS", recu)
    assert read_reglages().noms_professionnels


@pytest.mark.parametrize("recu", ["non", "NON", " Non\t"])
def test_les_noms_sont_tus_quand_on_dit_non(monkeypatch: pytest.MonkeyPatch, recu: str) -> None:
    monkeypatch.setenv("OBSERVATOIRE_NOMS_PROFESSIONNELS", recu)
    assert not read_reglages().noms_professionnels


@pytest.mark.parametrize("recu", ["0", "1", "false", "no", "n", "nom", "true"])
def test_un_mot_inconnu_ne_publie_jamais_les_noms(monkeypatch: pytest.MonkeyPatch, recu: str) -> None:
    monkeypatch.setenv("OBSERVATOIRE_NOMS_PROFESSIONNELS", recu)
    with pytest.raises(ReglageInvalide, match=f"NOMS_PROFESSIONNELS vaut « {recu} » : attendu « oui » ou « non »"):
        read_reglages()


@pytest.mark.parametrize(
    ("nom", "recu", "attendu"),
    [
        ("COUVERTURE_QPV_MIN", "0,75", 0.75),
        ("COUVERTURE_QPV_MIN", "0", 0),
        ("COUVERTURE_QPV_MIN", "1", 1),
        ("GEOCODAGE_SCORE_MIN", "0.3", 0.3),
        ("DETOUR", " 1,45 ", 1.45),
        ("MARCHE_KMH", "5", 5),
        ("MEMOIRE_MO", "512", 512),
    ],
)
def test_un_nombre_se_lit_au_point_ou_a_la_virgule(
    monkeypatch: pytest.MonkeyPatch, nom: str, recu: str, attendu: float
) -> None:
    monkeypatch.setenv(PREFIXE + nom, recu)
    assert NOMBRES[nom](read_reglages()) == attendu


@pytest.mark.parametrize("nom", NOMBRES)
@pytest.mark.parametrize("recu", ["beaucoup", "nan", "inf", "1e9", "-1", "0x10", "1 000"])
def test_un_nombre_illisible_est_refuse_en_nommant_la_variable(
    monkeypatch: pytest.MonkeyPatch, nom: str, recu: str
) -> None:
    monkeypatch.setenv(PREFIXE + nom, recu)
    with pytest.raises(ReglageInvalide, match=f"{PREFIXE}{nom} vaut « {recu} » : attendu un nombre"):
        read_reglages()


@pytest.mark.parametrize(
    ("nom", "recu"),
    [("MARCHE_KMH", "0"), ("MARCHE_KMH", "0,5"), ("DETOUR", "0.99"), ("MEMOIRE_MO", "0"), ("COUVERTURE_QPV_MIN", "80"),
     ("COUVERTURE_QPV_MIN", "1.01"), ("GEOCODAGE_SCORE_MIN", "60")],
)  # fmt: skip
def test_un_nombre_hors_de_ses_bornes_est_refuse(monkeypatch: pytest.MonkeyPatch, nom: str, recu: str) -> None:
    monkeypatch.setenv(PREFIXE + nom, recu)
    with pytest.raises(ReglageInvalide, match=r"attendu un nombre (d'au moins|entre) "):
        read_reglages()


@pytest.mark.parametrize(
    ("recu", "attendu"), [("", ()), ("94", ("94",)), ("75,94", ("75", "94")), (" 2a ; 974 ", ("2A", "974"))]
)
def test_des_departements_voisins_se_declarent(
    monkeypatch: pytest.MonkeyPatch, recu: str, attendu: tuple[str, ...]
) -> None:
    monkeypatch.setenv("OBSERVATOIRE_DEPARTEMENTS_VOISINS", recu)
    assert read_reglages().departements_voisins == attendu


@pytest.mark.parametrize("recu", ["Paris", "75-94", "94300"])
def test_un_departement_mal_ecrit_est_refuse(monkeypatch: pytest.MonkeyPatch, recu: str) -> None:
    monkeypatch.setenv("OBSERVATOIRE_DEPARTEMENTS_VOISINS", recu)
    with pytest.raises(ReglageInvalide, match=r"DEPARTEMENTS_VOISINS vaut .* attendu des départements"):
        read_reglages()


def test_la_ligne_de_commande_refuse_un_reglage_faux_sans_parler_d_imprevu(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OBSERVATOIRE_MARCHE_KMH", "vite")
    assert run(["lots", "--donnees", str(tmp_path)]) == 1
    erreur = capsys.readouterr().err
    assert "Refusé. OBSERVATOIRE_MARCHE_KMH vaut « vite »" in erreur
    assert "imprévue" not in erreur


def test_le_code_sa_notice_et_le_readme_disent_les_memes_reglages() -> None:
    lus = set(re.findall(r'"(OBSERVATOIRE_[A-Z_]+)"', Path(settings.__file__).read_text(encoding="utf-8")))
    notice = _read_tableau(settings.__doc__ or "")
    assert set(notice) == lus
    assert _read_tableau((RACINE / "README.md").read_text(encoding="utf-8")).keys() == lus


@pytest.mark.parametrize("ou", ["notice", "README"])
@pytest.mark.parametrize("nom", NOMBRES)
def test_les_defauts_ecrits_sont_ceux_du_code(monkeypatch: pytest.MonkeyPatch, ou: str, nom: str) -> None:
    monkeypatch.delenv(PREFIXE + nom, raising=False)
    texte = (settings.__doc__ or "") if ou == "notice" else (RACINE / "README.md").read_text(encoding="utf-8")
    assert float(_read_tableau(texte)[PREFIXE + nom]) == NOMBRES[nom](read_reglages())


def _read_tableau(texte: str) -> dict[str, str]:
    """Variable → défaut, dans un tableau Markdown."""
    return dict(re.findall(r"^\| `?(OBSERVATOIRE_[A-Z_]+)`? \| `?([^|`]+?)`? \|", texte, re.M))
