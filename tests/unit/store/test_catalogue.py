"""Le catalogue livré se lit, se tient et se dit ; un catalogue fautif est refusé avec un message clair."""

import re
from datetime import date
from pathlib import Path

import pytest

from observatoire.domain.indicateur import Indicateur, Sens, Theme, TypeIndicateur
from observatoire.errors import ErreurObservatoire
from observatoire.services.inegalites import GRADIENTS
from observatoire.settings import CATALOGUE
from observatoire.store.catalogue import Catalogue, load_catalogue

CODES_INSEE = {
    "population", "part_0_14_ans", "part_65_ans_et_plus", "part_75_ans_et_plus", "indice_vieillissement",
    "densite_population", "revenu_median", "taux_pauvrete_60", "rapport_interdecile",
    "part_prestations_sociales", "part_minima_sociaux", "part_ouvriers", "part_cadres", "part_etrangers",
}  # fmt: skip
MULTIPLICATEUR_PAR_UNITE = {
    "%": 100,
    "pour 100": 100,
    "pour 1 000 habitants": 1_000,
    "pour 10 000 habitants": 10_000,
    "pour 100 000 habitants": 100_000,
}
TEXTES_LUS = ("libelle", "libelle_court", "definition", "pourquoi", "limites", "locution", "population_cible")
SOURCES_DE_CONTOURS = {"ign_contours_iris", "anct_qpv"}
SOURCES_DE_RUES = {"openstreetmap", "ign_bdtopo", "voirie_locale"}
SOURCES_DE_POINTS = {"annuaire_local", "cnam_annuaire", "finess", "insee_bpe", "insee_carreaux", "trajets_locaux"}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def _list_fiches() -> list[Indicateur]:
    return list(load_catalogue().indicateurs.values())


chaque_fiche = pytest.mark.parametrize("fiche", _list_fiches(), ids=lambda f: f.code)


def test_les_codes_tires_des_fichiers_insee_sont_decrits_sans_seuil_de_secret(catalogue: Catalogue):
    # L'INSEE publie ces chiffres et pose lui-même ses marques de secret : l'observatoire n'en ajoute pas.
    assert set(catalogue.indicateurs) >= CODES_INSEE
    for code in CODES_INSEE:
        assert catalogue.indicateurs[code].seuil_secret == 0
        assert catalogue.indicateurs[code].source in {"insee_rp", "insee_filosofi"}


def test_tous_les_themes_d_un_tableau_de_bord_sont_couverts(catalogue: Catalogue):
    par_theme = {t: [f for f in catalogue.indicateurs.values() if f.theme is t] for t in Theme}
    assert all(len(fiches) >= 5 for fiches in par_theme.values())
    assert len(catalogue.indicateurs) >= 70


def test_les_donnees_de_sante_gardent_le_seuil_de_onze_personnes(catalogue: Catalogue):
    sante = {"cnam_erasme", "cnam_c2s", "cepidc", "atih_pmsi", "crcdc", "pmi_cs8", "sante_scolaire", "ars_oscour"}
    assert {f.seuil_secret for f in catalogue.indicateurs.values() if f.source in sante} == {11}


def test_chaque_source_sert_et_se_retrouve_en_ligne(catalogue: Catalogue):
    citees = {f.source for f in catalogue.indicateurs.values()}
    assert citees | SOURCES_DE_CONTOURS | SOURCES_DE_POINTS | SOURCES_DE_RUES == set(catalogue.sources)
    for source in catalogue.sources.values():
        assert source.url.startswith("https://")
        assert all((source.producteur, source.libelle, source.licence, source.frequence, source.prochaine_maj))


def test_deux_indicateurs_n_ont_pas_le_meme_nom(catalogue: Catalogue):
    for champ in ("libelle", "libelle_court"):
        noms = [getattr(f, champ) for f in catalogue.indicateurs.values()]
        assert len(noms) == len(set(noms))


@chaque_fiche
def test_une_fiche_est_complete_et_datee(fiche: Indicateur):
    assert re.fullmatch(r"[a-z][a-z0-9_]*", fiche.code)
    for champ in ("definition", "pourquoi", "limites"):
        texte = getattr(fiche, champ)
        assert len(texte) > 40, champ
        assert texte.endswith((".", "…")), champ
    assert len(fiche.libelle_court) <= 34
    assert fiche.auteur
    assert fiche.population_cible
    assert date.fromisoformat(fiche.verifie_le) >= date(2026, 11, 22)
    assert fiche.decimales in {0, 1, 2}


@chaque_fiche
def test_les_textes_suivent_la_typographie_francaise(fiche: Indicateur):
    for champ in TEXTES_LUS:
        texte = getattr(fiche, champ)
        assert "'" not in texte, f"{champ} : apostrophe droite"
        assert "  " not in texte, f"{champ} : espace double"
        assert texte == texte.strip()
        # Un signe double est précédé d'une espace.
        assert not re.search(r"\w[;:!?»]", texte), champ


@chaque_fiche
def test_l_unite_et_le_multiplicateur_disent_la_meme_chose(fiche: Indicateur):
    if fiche.type in {TypeIndicateur.PART, TypeIndicateur.TAUX, TypeIndicateur.TAUX_STANDARDISE}:
        assert fiche.multiplicateur == MULTIPLICATEUR_PAR_UNITE[fiche.unite]
    if fiche.type is TypeIndicateur.ICM:
        assert (fiche.multiplicateur, fiche.unite) == (100, "")


@chaque_fiche
def test_la_locution_s_insere_dans_une_phrase(fiche: Indicateur):
    # Convention de docs/methodes/catalogue.md : « 16,6 % des habitants … », ou « Le taux de … est de 30,0 … ».
    assert not set(fiche.locution) & set(".,;:")
    if fiche.type is TypeIndicateur.PART:
        assert fiche.locution.startswith("des ")
        return
    assert fiche.locution.startswith("le ")
    if fiche.locution.startswith("le nombre "):
        # Après « le nombre », l'unité n'est pas répétée : la locution la porte.
        attendue = {"": "", "habitants": "habitants", "habitants par km²": "par kilomètre carré"}
        assert attendue.get(fiche.unite, fiche.unite) in fiche.locution


@chaque_fiche
def test_un_indicateur_non_comparable_dans_le_temps_dit_pourquoi(fiche: Indicateur):
    assert fiche.comparable_dans_le_temps == (fiche.motif_non_comparable == "")


@chaque_fiche
def test_un_chiffre_derive_nomme_ses_comptes(fiche: Indicateur, catalogue: Catalogue):
    standardise = fiche.type in {TypeIndicateur.TAUX_STANDARDISE, TypeIndicateur.ICM}
    # Sans méthode, `base` dit seulement « mêmes tranches d'âge » : la mortalité avant 65 ans en reprend une part.
    assert standardise == bool(fiche.methode_standardisation)
    if not standardise:
        return
    base = catalogue.indicateurs[fiche.base]
    assert base.type is TypeIndicateur.TAUX
    assert base.agregeable
    assert (base.source, base.seuil_secret) == (fiche.source, fiche.seuil_secret)
    assert base.sens is Sens.SANS_JUGEMENT, "un taux brut, qui dépend de l'âge, ne se juge pas"
    assert not fiche.agregeable
    attendu = ("indirecte", "reference") if fiche.type is TypeIndicateur.ICM else ("directe", "esp2013")
    assert (fiche.methode_standardisation, fiche.population_standard) == attendu


@chaque_fiche
def test_une_tranche_d_age_dit_de_quel_indicateur_elle_est_une_part(fiche: Indicateur, catalogue: Catalogue):
    """« …_10_24_ans » d'un indicateur tous âges compte les mêmes personnes : le secret doit le savoir."""
    entier = re.sub(r"(_\d+)+_ans(_et_plus)?$", "", fiche.code)
    if fiche.seuil_secret and entier != fiche.code and entier in catalogue.indicateurs:
        assert entier in {fiche.base, fiche.famille}
        assert catalogue.indicateurs[entier].source == fiche.source


@chaque_fiche
def test_une_composante_se_compare_a_son_total(fiche: Indicateur, catalogue: Catalogue):
    if fiche.famille:
        total = catalogue.indicateurs[fiche.famille]
        assert (total.unite, total.source, total.famille) == (fiche.unite, fiche.source, "")


def test_une_mediane_et_une_moyenne_ne_se_regroupent_pas(catalogue: Catalogue):
    for fiche in catalogue.indicateurs.values():
        if fiche.type in {TypeIndicateur.MEDIANE, TypeIndicateur.MOYENNE}:
            assert not fiche.agregeable


FICHE = """
[[indicateur]]
code = "essai"
libelle = "Essai"
libelle_court = "Essai"
theme = "population"
definition = "d"
unite = "%"
type = "part"
multiplicateur = 100.0
sens = "sans_jugement"
source = "insee_rp"
seuil_secret = 11
comparable_dans_le_temps = true
motif_non_comparable = ""
decimales = 1
agregeable = true
pourquoi = "p"
limites = "l"
auteur = "a"
verifie_le = "2026-11-22"
"""


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    (tmp_path / "sources.toml").write_text((CATALOGUE / "sources.toml").read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


def test_ce_que_dit_une_fiche_l_emporte_sur_sa_famille(dossier: Path):
    commun = '[commun]\nunite = "pour 1 000"\nfamille = "x"\nseuil_secret = 5\n'
    (dossier / "a.toml").write_text(commun + FICHE, encoding="utf-8")
    fiche = load_catalogue(dossier).indicateurs["essai"]
    assert (fiche.unite, fiche.seuil_secret, fiche.famille) == ("%", 11, "x")


@pytest.mark.parametrize(
    ("secret_source", "secret_fiche", "effectif"),
    [
        ("", "", (11, True)),  # rien n'est dit nulle part
        ("seuil_secret = 0\n", "", (0, True)),
        ("seuil_secret = 6\nzero_diffusable = false\n", "", (6, False)),
        ("seuil_secret = 6\nzero_diffusable = false\n", "seuil_secret = 20\n", (20, False)),
    ],
)
def test_le_secret_est_celui_de_la_source_sauf_avis_de_la_fiche(
    tmp_path: Path, secret_source: str, secret_fiche: str, effectif: tuple[int, bool]
):
    source = (
        '[[source]]\ncode = "insee_rp"\nproducteur = "p"\nlibelle = "l"\nurl = "u"\nlicence = "l"\n'
        'frequence = "f"\nprochaine_maj = ""\n'
    )
    (tmp_path / "sources.toml").write_text(source + secret_source, encoding="utf-8")
    (tmp_path / "a.toml").write_text(FICHE.replace("seuil_secret = 11\n", secret_fiche), encoding="utf-8")
    fiche = load_catalogue(tmp_path).indicateurs["essai"]
    assert (fiche.seuil_secret, fiche.zero_diffusable) == effectif


@pytest.mark.parametrize(
    ("contenu", "attendu"),
    [
        (FICHE.replace('limites = "l"\n', ""), "champ manquant : limites"),
        (FICHE + 'mailles_non_comparables = ["ilot"]\n', "maille inconnue dans mailles_non_comparables (ilot)"),
        (FICHE + 'couleur = "bleu"\n', "champ inconnu : couleur"),
        (FICHE + FICHE, "« essai » est décrit deux fois"),
        (FICHE.replace("insee_rp", "inconnue"), "source « inconnue », absente de sources.toml"),
        (FICHE.replace('"population"', '"meteo"'), "« essai » : thème, type ou sens invalide"),
        (FICHE.replace('type = "part"\n', ""), "thème, type ou sens invalide"),
        ("code = \n", "a.toml ne se lit pas"),
    ],
)
def test_un_catalogue_fautif_est_refuse_en_clair(dossier: Path, contenu: str, attendu: str):
    (dossier / "a.toml").write_text(contenu, encoding="utf-8")
    with pytest.raises(ErreurObservatoire, match=re.escape(attendu)):
        load_catalogue(dossier)


def test_un_dossier_sans_sources_est_refuse(tmp_path: Path):
    with pytest.raises(ErreurObservatoire, match=r"sources\.toml ne se lit pas"):
        load_catalogue(tmp_path)


def test_tout_ce_qui_peut_ranger_les_territoires_a_sa_fiche(catalogue: Catalogue):
    """Et un sens : sans lui, on ne sait pas quel bout de la pente est le plus défavorisé."""
    assert set(GRADIENTS) <= set(catalogue.indicateurs)
    assert all(catalogue.indicateurs[code].sens is not Sens.SANS_JUGEMENT for code in GRADIENTS)


def test_la_c2s_se_compare_a_la_commune_seulement():
    """Seules les mailles fines sont interdites de comparaison par le producteur."""
    fiche = load_catalogue().indicateurs["beneficiaires_c2s"]
    assert [m for m in ("iris", "quartier", "qpv", "zone", "commune", "france") if fiche.is_comparable(m)] == [
        "commune",
        "france",
    ]
