"""Fichiers de la carte : classeur relu par openpyxl, image relue par Pillow."""

import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from PIL import Image

from observatoire.domain.verdict import Jugement
from observatoire.services.carte import Carte, build_carte, load_contours, load_habillage_qpv
from observatoire.ui.carte.exports import build_xlsx
from observatoire.ui.carte.image import build_png
from observatoire.ui.carte.surfaces import build_legende_classes, build_legende_jugements, build_surfaces
from observatoire.ui.palette import REMPLISSAGES
from tests.outils.instantane import build_instantane


@pytest.fixture
def version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("OBSERVATOIRE_DONNEES", str(tmp_path))
    return build_instantane(tmp_path)


@pytest.fixture
def carte(version: str) -> Carte:
    return build_carte(version=version, indicateur="part_sans_medecin_traitant", periode="2024", maille="quartier")


def test_le_classeur_porte_les_lignes_et_la_definition(carte: Carte) -> None:
    classeur = openpyxl.load_workbook(io.BytesIO(build_xlsx(carte)))
    donnees = list(classeur["Données"].iter_rows(values_only=True))
    assert len(donnees) == 7
    noms = [ligne[donnees[0].index("nom")] for ligne in donnees[1:]]
    assert sorted(noms) == ["Beauval", "Centre", "La Haute-Rive", "Le Port", "Les Tilleuls", "Mirandelle"]
    definition = dict(classeur["Définitions"].iter_rows(values_only=True))
    assert definition["Version des données"] == carte.version


def test_un_nom_n_est_jamais_une_formule(carte: Carte) -> None:
    ligne = carte.lignes[0]
    piege = replace(ligne.chiffre, territoire=replace(ligne.territoire, nom='=HYPERLINK("http://x.invalid";"a")'))
    piegee = replace(carte, lignes=(replace(ligne, chiffre=piege), *carte.lignes[1:]))
    classeur = openpyxl.load_workbook(io.BytesIO(build_xlsx(piegee)))
    cellules = [c for rangee in classeur["Données"].iter_rows() for c in rangee]
    assert any(c.value == '=HYPERLINK("http://x.invalid";"a")' for c in cellules)
    assert {c.data_type for c in cellules} <= {"s", "n"}


@pytest.mark.parametrize("significativite", [True, False])
def test_l_image_montre_les_couleurs_de_la_carte(carte: Carte, version: str, significativite: bool) -> None:
    contours = load_contours(version=version, maille="quartier")
    surfaces = build_surfaces(carte, contours, significativite=significativite)
    brut = build_png(carte, surfaces, load_habillage_qpv(version=version), significativite)
    with Image.open(io.BytesIO(brut)) as image:
        assert image.size == (1350, 1230)
        couleurs = {pixel for _, pixel in image.convert("RGB").getcolors(1_000_000) or []}
    for surface in surfaces:
        assert surface.couleur is not None
        assert tuple(int(surface.couleur[i : i + 2], 16) for i in (1, 3, 5)) in couleurs


def test_un_secret_a_la_meme_couleur_dans_les_deux_modes(carte: Carte, version: str) -> None:
    contours = load_contours(version=version, maille="iris")
    iris = build_carte(version=version, indicateur="tentatives_suicide", periode=None, maille="iris")
    secrets = {li.territoire.code for li in iris.lignes if li.verdict.jugement is Jugement.SECRET}
    assert secrets, "la ville d'essai n'a plus de chiffre secret ici : le test ne verrait rien"
    for significativite in (True, False):
        surfaces = {s.code: s for s in build_surfaces(iris, contours, significativite=significativite)}
        assert {surfaces[code].couleur for code in secrets} == {REMPLISSAGES[Jugement.SECRET]}
        assert {surfaces[code].valeur for code in secrets} == {"secret"}
        assert {surfaces[code].detail for code in secrets} == {""}


def test_les_legendes_comptent_tous_les_territoires(carte: Carte, version: str) -> None:
    surfaces = build_surfaces(carte, load_contours(version=version, maille="quartier"), significativite=True)
    jugements = build_legende_jugements(carte, surfaces, qpv=2)
    assert sum(int(e.nombre) for e in jugements if "QPV" not in e.mots) == 6
    classes = build_legende_classes(carte, surfaces, qpv=2)
    assert sum(int(e.nombre.split()[0]) for e in classes if "QPV" not in e.mots) == 6


def test_des_classes_communes_ne_comptent_rien(carte: Carte, version: str) -> None:
    surfaces = build_surfaces(carte, load_contours(version=version, maille="quartier"), significativite=False)
    entrees = build_legende_classes(carte, surfaces, 0, carte.classes)
    assert [e.nombre for e in entrees if e.mots != "secret"] == [""] * len(carte.classes)
