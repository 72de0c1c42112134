"""La publication garantit le secret : toutes versions réunies, et plutôt rien qu'une faille."""

import shutil
from pathlib import Path

import duckdb
import numpy as np
import pytest

from observatoire.domain.indicateur import TypeIndicateur
from observatoire.errors import ErreurObservatoire
from observatoire.ingest.apercu import build_apercu
from observatoire.ingest.chantier.base import create_chantier
from observatoire.ingest.publication import masquage
from observatoire.ingest.publication.versions import publish
from observatoire.ingest.secret.anciennes import read_anciennes
from observatoire.ingest.verification import verify_version
from observatoire.settings import Reglages
from tests.outils.chantier import (
    COMMUNE,
    add_lots,
    build_catalogue,
    build_contours,
    build_damier,
    build_fiche,
    build_reglages,
    build_valeurs,
    carre,
    code_iris,
)

A, B, C, D = (code_iris(n) for n in range(1, 5))
COMPTES = {A: 4.0, B: 60.0, C: 40.0, D: 50.0}
QPV = "QN99301I"
CATALOGUE = build_catalogue(build_fiche("beneficiaires_ame", TypeIndicateur.EFFECTIF, seuil_secret=11))


@pytest.fixture
def reglages(tmp_path: Path) -> Reglages:
    reglages = build_reglages(tmp_path)
    create_chantier(reglages, nom="Damier", communes=[COMMUNE])
    lot = build_valeurs("beneficiaires_ame", [(iris, "disponible", n, None) for iris, n in COMPTES.items()])
    add_lots(reglages, build_damier(), lot)
    return reglages


def add_qpv(reglages: Reglages) -> None:
    """Un QPV qui couvre C, dont un fichier donne le compte."""
    add_lots(
        reglages,
        build_contours([(QPV, "qpv", COMMUNE, carre(0, 1))]),
        build_valeurs("beneficiaires_ame", [(QPV, "disponible", 40.0, None)], maille="qpv"),
    )


def read_masquees(fichier: Path) -> set[str]:
    with duckdb.connect(str(fichier), read_only=True) as connexion:
        lignes = connexion.execute(
            "SELECT territoire FROM valeur WHERE statut = 'secret' AND indicateur = 'beneficiaires_ame'"
        )
        return {code for (code,) in lignes.fetchall()}


def verify(publie: Path, fichier: str) -> list[str]:
    autres = read_anciennes(c for c in sorted(publie.glob("obs_*.duckdb")) if c.name != fichier)
    with duckdb.connect(str(publie / fichier), read_only=True) as connexion:
        return [a.regle for a in verify_version(connexion, autres=autres)]


def test_deux_versions_reunies_ne_rendent_pas_un_chiffre_secret(reglages: Reglages) -> None:
    """154 habitants, dont 60 et 50 se lisent : A et C en font 44, qu'une seconde version ne doit pas départager."""
    premiere = reglages.publie / publish(reglages, CATALOGUE).fichier
    assert read_masquees(premiere) == {A, C}
    add_qpv(reglages)
    seconde = reglages.publie / publish(reglages, CATALOGUE).fichier
    assert read_masquees(seconde) >= {A, C, QPV}
    assert verify(reglages.publie, seconde.name) == []


def test_verifier_trouve_ce_que_deux_versions_sans_memoire_laissent_lire(reglages: Reglages, tmp_path: Path) -> None:
    """Chacune est saine seule : la première masque A et C, la seconde A et D."""
    premiere = reglages.publie / publish(reglages, CATALOGUE).fichier
    ailleurs = tmp_path / "premiere.duckdb"
    shutil.move(premiere, ailleurs)
    add_qpv(reglages)
    seconde = reglages.publie / publish(reglages, CATALOGUE).fichier
    assert read_masquees(seconde) == {A, D}
    assert verify(reglages.publie, seconde.name) == []
    shutil.move(ailleurs, premiere)
    (regle,) = verify(reglages.publie, seconde.name)
    assert regle.startswith("secret : cellule masquée qu'on peut retrouver avec une autre version")


def test_une_ancienne_version_abimee_se_dit(reglages: Reglages) -> None:
    reglages.publie.mkdir(parents=True, exist_ok=True)
    (reglages.publie / "obs_2020-01-01_abime.duckdb").write_bytes(b"rien")
    alertes = publish(reglages, CATALOGUE).bilan.alertes
    assert "La version obs_2020-01-01_abime.duckdb ne se lit pas" in " ".join(alertes)


@pytest.mark.parametrize("geste", [publish, build_apercu])
def test_une_faille_arrete_la_publication(reglages: Reglages, geste, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sans le secret complémentaire, A se lit par différence : rien ne paraît, et le message dit quoi faire."""
    protege = masquage.protect

    def oublie(cellules, **contexte):
        plan = protege(cellules, **contexte)
        primaires = plan.causes == "primaire"
        reunion = cellules.assign(statut=cellules["statut"].mask(primaires, "secret"))
        reunion.loc[primaires, ["valeur", "numerateur"]] = np.nan
        return type(plan)(reunion["statut"], plan.causes, plan.resume, reunion=reunion)

    monkeypatch.setattr(masquage, "protect", oublie)
    with pytest.raises(ErreurObservatoire, match="Rien n'est publié") as erreur:
        geste(reglages, CATALOGUE)
    assert f"(beneficiaires_ame) pour {A}, 2022, ensemble, tous" in str(erreur.value)
    assert "python -m observatoire lots" in str(erreur.value)
    assert not list(reglages.publie.glob("obs_*"))


def test_une_protection_hors_d_atteinte_arrete_la_publication(
    reglages: Reglages, monkeypatch: pytest.MonkeyPatch
) -> None:
    protege = masquage.protect

    def echoue(cellules, **contexte):
        plan = protege(cellules, **contexte)
        cle = ("beneficiaires_ame", A, "2022", "ensemble", "tous")
        return type(plan)(plan.statuts, plan.causes, plan.resume, impossibles=(cle,), reunion=plan.reunion)

    monkeypatch.setattr(masquage, "protect", echoue)
    with pytest.raises(ErreurObservatoire, match=r"1\s?chiffre masqué reste trop facile à retrouver"):
        publish(reglages, CATALOGUE)
    assert not list(reglages.publie.glob("obs_*"))
