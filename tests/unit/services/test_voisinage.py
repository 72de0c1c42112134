"""Carte lissée et regroupements : ce qui se lisse, les deux signes de Moran, et ce qui n'est pas testé."""

from collections.abc import Callable

import numpy as np
import pytest
from esda.smoothing import Empirical_Bayes

from observatoire.domain.territoire import Maille
from observatoire.services.voisinage import (
    NON_TESTE,
    CarteLissee,
    build_lissage,
    build_regroupements,
    write_regroupements,
)
from observatoire.stats.spatial import MoranIndex

Retouche = Callable[[str], str]


def read_comptes(lissee: CarteLissee) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    utiles = [x for x in lissee.lissages if x.ligne.estimation.valeur is not None]
    cas, base = (np.array([getattr(x.ligne.estimation, c) for x in utiles]) for c in ("effectif", "population"))
    return cas, base, np.array([x.lissee for x in utiles], dtype=float)


@pytest.mark.parametrize(
    ("indicateur", "multiplicateur"),
    [("mortalite_prematuree_icm", 100), ("densite_generalistes", 10_000), ("ald_psychiatriques", 1000)],
)
def test_un_rapport_se_lisse_sur_ses_comptes(version: str, indicateur: str, multiplicateur: float) -> None:
    """Un ICM dépasse 100 dans la moitié de la ville : tous les territoires sont lissés, comme par esda."""
    lissee = build_lissage(version=version, indicateur=indicateur, periode=None, maille="quartier")
    assert lissee.motif == ""
    cas, base, lisses = read_comptes(lissee)
    m = cas.sum() / base.sum()
    attendu = Empirical_Bayes(cas, base).r.ravel()
    # esda ne borne pas la variance entre territoires : sous 0, tout revient à la moyenne.
    if (base * (cas / base - m) ** 2).sum() / base.sum() <= m / base.mean():
        attendu = np.full(len(cas), m)
    assert lisses == pytest.approx(attendu * multiplicateur)


def test_un_icm_au_dessus_de_cent_est_lisse_lui_aussi(version: str) -> None:
    lissee = build_lissage(version=version, indicateur="mortalite_prematuree_icm", periode=None, maille="quartier")
    cas, base, lisses = read_comptes(lissee)
    assert (cas > base).any()
    assert not np.isnan(lisses).any()
    # Le lissage rapproche de l'ensemble sans inverser l'ordre quand les attendus sont proches.
    brutes = cas / base * 100
    ensemble = cas.sum() / base.sum() * 100
    assert (np.abs(lisses - ensemble) <= np.abs(brutes - ensemble) + 1e-9).all()


@pytest.mark.parametrize(
    ("indicateur", "motif"),
    [
        ("revenu_median", "ce chiffre n’est pas un nombre de cas rapporté à une population"),
        ("distance_pharmacie", "ce chiffre n’est pas un nombre de cas rapporté à une population"),
        ("indice_vieillissement", "cet indice rapporte deux grandeurs, et non des cas à une population"),
        ("ald_taux_standardise", "un taux standardisé ne se refait pas à partir du nombre de cas"),
        ("population", "un nombre dépend de la taille du territoire"),
    ],
)
def test_ce_qui_ne_se_lisse_pas_dit_la_vraie_raison(version: str, indicateur: str, motif: str) -> None:
    lissee = build_lissage(version=version, indicateur=indicateur, periode=None, maille="iris")
    assert lissee.motif == motif
    assert {x.lissee for x in lissee.lissages} == {None}


@pytest.mark.parametrize(
    ("numerateur", "motif"),
    [
        ("NULL", "les effectifs ne sont pas publiés pour chaque territoire"),
        ("denominateur + 1", "un territoire au moins compte plus de cas que de personnes"),
    ],
)
def test_une_carte_ne_se_lisse_pas_a_demi(retouche: Retouche, numerateur: str, motif: str) -> None:
    version = retouche(
        f"UPDATE valeur SET numerateur = {numerateur} "
        "WHERE indicateur = 'part_mt_dents' AND territoire = 'Q01' AND periode = '2024'"
    )
    assert build_lissage(version=version, indicateur="part_mt_dents", periode=None, maille="quartier").motif == motif


@pytest.mark.parametrize(
    ("moran", "texte", "certitude"),
    [
        (MoranIndex(0.42, -0.05, 0.001), "Les valeurs voisines se ressemblent plus que ne le ferait le hasard.",
         "ressemblance établie · indice de Moran 0,42"),
        (MoranIndex(-0.42, -0.05, 0.001), "Les valeurs voisines diffèrent plus que ne le ferait le hasard : hautes et "
         "basses alternent sur la carte.", "alternance établie · indice de Moran −0,42"),
        # Sous zéro mais au-dessus de ce que ferait le hasard : une ressemblance.
        (MoranIndex(-0.01, -0.14, 0.04), "Les valeurs voisines se ressemblent plus que ne le ferait le hasard.",
         "ressemblance établie · indice de Moran −0,01"),
        (MoranIndex(-0.42, -0.05, 0.05),
         "Rien n’établit que les valeurs hautes, ou basses, se regroupent sur la carte.",
         "pas de regroupement établi · indice de Moran −0,42"),
        (MoranIndex(np.nan, np.nan, np.nan), "Il faut au moins 8 quartiers voisins publiés pour chercher des "
         "regroupements.", ""),
    ],
)  # fmt: skip
def test_la_phrase_suit_le_signe_de_moran(moran: MoranIndex, texte: str, certitude: str) -> None:
    phrase = write_regroupements(Maille.QUARTIER, moran, ())
    assert (phrase.texte, phrase.certitude) == (texte, certitude)


def alterne(paire: float, impaire: float) -> str:
    """Pose deux valeurs en damier sur la grille de quatre colonnes, trois rangées."""
    rang = "CAST(right(territoire, 2) AS INTEGER)"
    return (
        f"UPDATE valeur SET statut = 'disponible', valeur = CASE WHEN ({rang} % 4 + {rang} // 4) % 2 = 0 "
        f"THEN {paire} ELSE {impaire} END + {rang} WHERE indicateur = 'revenu_median' AND length(territoire) = 9"
    )


def test_un_damier_ne_se_ressemble_pas(retouche: Retouche) -> None:
    """Chaque IRIS n'a pour voisins que des IRIS de l'autre couleur : I proche de −1."""
    carte = build_regroupements(
        version=retouche(alterne(30_000, 15_000)), indicateur="revenu_median", periode=None, maille="iris"
    )
    assert carte.moran is not None
    assert carte.moran < -0.9
    assert "diffèrent plus que ne le ferait le hasard" in carte.phrase.texte
    assert "se ressemblent" not in carte.phrase.texte


def test_un_territoire_sans_valeur_est_non_teste(retouche: Retouche) -> None:
    requete = alterne(30_000, 15_000) + (
        ";UPDATE valeur SET statut = 'non_disponible', valeur = NULL WHERE indicateur = 'revenu_median' "
        "AND territoire IN ('991230100', '991230102')"
    )
    carte = build_regroupements(version=retouche(requete), indicateur="revenu_median", periode=None, maille="iris")
    par_code = {r.ligne.territoire.code: r for r in carte.regroupements}
    non_testes = {code for code, r in par_code.items() if r.genre == NON_TESTE}
    assert non_testes == {"991230100", "991230102"}
    for code in non_testes:
        assert par_code[code].libelle == "non testé : sans valeur publiée, ou sans voisin qui en ait une"
        assert not par_code[code].is_trouve
        assert not par_code[code].is_a_confirmer


def test_une_carte_sans_variation_reelle_ne_cherche_rien(retouche: Retouche) -> None:
    """Dix pour cent partout : lissées, toutes les valeurs reviennent à la moyenne."""
    version = retouche(
        "UPDATE valeur SET statut = 'disponible', numerateur = 100, denominateur = 1000, valeur = 10, ic_bas = 8, "
        "ic_haut = 12 WHERE indicateur = 'part_mt_dents' AND length(territoire) = 9"
    )
    carte = build_regroupements(version=version, indicateur="part_mt_dents", periode=None, maille="iris")
    assert carte.phrase.texte == (
        "Rien n’établit que les IRIS diffèrent autrement que par hasard : aucun regroupement à chercher."
    )
    assert {r.genre for r in carte.regroupements} == {NON_TESTE}
