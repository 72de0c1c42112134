"""Le centre de chaque groupe, recalculé depuis la base, et le choix des indicateurs de départ."""

import numpy as np
import pytest

from observatoire.services.typologie import build_typologie, keep_complets, write_typologie
from observatoire.services.version import open_version

INDICATEURS = ("part_sans_medecin_traitant", "part_depistage_sein", "revenu_median")


def read_dernieres(base, indicateur: str) -> dict[str, float]:
    """Dernières valeurs des quartiers, lues par une autre requête que celle des pages."""
    lignes = base.execute(
        "SELECT v.territoire, v.valeur FROM valeur v JOIN territoire t ON t.code = v.territoire WHERE v.indicateur = ?"
        " AND t.maille IN ('quartier', 'commune') AND v.sexe = 'ensemble' AND v.periode = "
        "(SELECT max(periode) FROM valeur WHERE indicateur = ?)",
        [indicateur, indicateur],
    ).fetchall()
    return dict(lignes)


def test_les_centres_sont_les_moyennes_des_membres(version: str, base) -> None:
    typologie = build_typologie(version=version, indicateurs=INDICATEURS, nb_classes=2)
    for rang, fiche in enumerate(typologie.indicateurs):
        valeurs = read_dernieres(base, fiche.code)
        assert typologie.ville[rang] == valeurs["99123"]
        quartiers = [v for code, v in valeurs.items() if code != "99123"]
        assert typologie.moyennes[rang] == pytest.approx(sum(quartiers) / 6, rel=1e-12)
        for classe in typologie.classes:
            membres = [valeurs[t.code] for t in classe.territoires]
            assert classe.moyennes[rang] == pytest.approx(sum(membres) / len(membres), rel=1e-12)


def test_les_groupes_suivent_le_gradient_social(version: str) -> None:
    """Villetest est ordonnée du sud défavorisé (Q01) au nord aisé (Q06) : aux deux bouts, deux groupes."""
    typologie = build_typologie(version=version, indicateurs=INDICATEURS, nb_classes=2)
    groupe = {t.code: classe.numero for classe in typologie.classes for t in classe.territoires}
    assert groupe["Q01"] != groupe["Q06"]
    assert typologie.phrase.startswith("6\u00a0quartiers forment 2 groupes, qui résument ")


def test_un_indicateur_incomplet_n_ecarte_aucun_territoire(version: str) -> None:
    """Neuf colonnes dont une trouée : seule la trouée part. Sept colonnes pleines : trop peu, tout reste."""
    fiche = next(iter(open_version(version).metadonnees.indicateurs.values()))
    table = np.arange(27.0).reshape(3, 9)
    table[1, 4] = np.nan
    fiches, gardee = keep_complets([fiche] * 9, table)
    assert gardee.tolist() == np.delete(table, 4, axis=1).tolist()
    assert len(fiches) == 8
    table[:, 5] = np.nan
    fiches, gardee = keep_complets([fiche] * 9, table)
    assert gardee.shape == (3, 9)


def test_la_phrase_se_passe_d_une_part_inconnue() -> None:
    from observatoire.domain.territoire import Maille

    assert write_typologie(Maille.QUARTIER, 9, 3, float("nan")) == "9\u00a0quartiers forment 3 groupes."
    assert write_typologie(Maille.IRIS, 60, 4, 0.512) == (
        "60\u00a0IRIS forment 4 groupes, qui résument 51\u00a0% de leurs différences."
    )
