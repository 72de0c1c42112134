"""Contrastes WCAG 2.2, recalculés ici depuis la définition de la luminance relative."""

import tomllib

import pytest

from observatoire.domain.verdict import Jugement
from observatoire.settings import RACINE
from observatoire.ui.palette import (
    MOTS,
    NETS,
    REMPLISSAGES,
    SANS_ECART_TRAIT,
    SEQUENCE,
    TONS,
    build_variables_css,
    convert_rvb,
)


def compute_luminance(hexa: str) -> float:
    canaux = [int(hexa[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    lineaires = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in canaux]
    return 0.2126 * lineaires[0] + 0.7152 * lineaires[1] + 0.0722 * lineaires[2]


def compute_contraste(un: str, deux: str) -> float:
    haute, basse = sorted((compute_luminance(un), compute_luminance(deux)), reverse=True)
    return (haute + 0.05) / (basse + 0.05)


def test_le_calcul_retrouve_les_valeurs_connues() -> None:
    assert compute_contraste("#000000", "#FFFFFF") == pytest.approx(21)
    assert compute_contraste("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", ["clair", "sombre"])
@pytest.mark.parametrize("fond", ["fond", "carte", "fond2"])
@pytest.mark.parametrize(
    "texte", ["encre", "encre2", "discret", "accent", "mot-defavorable", "mot-favorable", "mot-neutre"]
)
def test_un_texte_se_lit_sur_chaque_fond(theme: str, fond: str, texte: str) -> None:
    assert compute_contraste(getattr(TONS[texte], theme), getattr(TONS[fond], theme)) >= 4.5


@pytest.mark.parametrize("theme", ["clair", "sombre"])
@pytest.mark.parametrize(
    ("texte", "fond"), [("alerte", "alerte-fond"), ("fictif", "fictif-fond"), ("accent", "accent-doux")]
)
def test_les_etiquettes_se_lisent(theme: str, texte: str, fond: str) -> None:
    assert compute_contraste(getattr(TONS[texte], theme), getattr(TONS[fond], theme)) >= 4.5


@pytest.mark.parametrize("theme", ["clair", "sombre"])
def test_le_trait_des_champs_se_voit(theme: str) -> None:
    assert compute_contraste(getattr(TONS["champ"], theme), getattr(TONS["fond"], theme)) >= 3


@pytest.mark.parametrize("jugement", list(Jugement))
def test_une_marque_se_detache_de_la_page_et_de_son_polygone(jugement: Jugement) -> None:
    """Foncée, elle est cernée de blanc sur la carte ; claire, cernée d'encre."""
    if jugement is Jugement.SECRET:
        return
    contour = "#FFFFFF" if jugement in NETS else "#1A2233"
    assert compute_contraste(contour, REMPLISSAGES[jugement]) >= 3
    assert compute_contraste("#1A2233" if jugement not in NETS else REMPLISSAGES[jugement], "#FFFFFF") >= 3
    assert MOTS[jugement] in TONS


def test_le_trait_de_sans_ecart_se_voit() -> None:
    assert compute_contraste(SANS_ECART_TRAIT, "#FFFFFF") >= 3


def test_les_classes_vont_du_clair_au_fonce() -> None:
    luminances = [compute_luminance(couleur) for couleur in SEQUENCE]
    assert luminances == sorted(luminances, reverse=True)


def test_le_theme_de_streamlit_reprend_la_palette() -> None:
    themes = tomllib.loads((RACINE / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    for nom, attribut in (("light", "clair"), ("dark", "sombre")):
        assert themes[nom]["textColor"] == getattr(TONS["encre"], attribut)
        assert themes[nom]["backgroundColor"] == getattr(TONS["fond"], attribut)
        assert themes[nom]["primaryColor"] == getattr(TONS["accent"], attribut)
        assert themes[nom]["borderColor"] == getattr(TONS["champ"], attribut)


def test_les_variables_css_portent_les_deux_themes() -> None:
    assert "--obs-encre:light-dark(#1A2233,#E8ECF1);" in build_variables_css()


def test_une_couleur_hexadecimale_devient_quatre_octets() -> None:
    assert convert_rvb("#B4540A") == [180, 84, 10, 255]
    assert convert_rvb("#FFFFFF", 150) == [255, 255, 255, 150]
