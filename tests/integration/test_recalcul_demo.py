"""Deux cents couples territoire × indicateur de la ville de démonstration publiée, refaits par un autre chemin.

La version est celle que la commande `demo` publie, secret compris. Le recalcul ne lit que ses comptes, par pandas, et
ne se sert que de scipy et de statsmodels : ni les lectures, ni les intervalles, ni les tests, ni les mots de
l'observatoire. Il refait la valeur, les deux intervalles, le verdict face à la ville, le verdict face au reste de la
ville, et l'évolution.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from observatoire.ingest.demonstration import install_demo
from observatoire.services.portrait import build_portrait
from observatoire.services.resultats import Ligne
from observatoire.settings import read_reglages
from observatoire.store.catalogue import load_catalogue

pytestmark = pytest.mark.lent
VILLE = "99901"
COUPLES, TERRITOIRES = 200, 25
SENS = {"haut_favorable": 1, "bas_favorable": -1, "sans_jugement": 0}
COMPTES = ("part", "taux", "icm", "densite")
FENETRE_RECENSEMENT = 2
CHI2_998 = stats.chi2.ppf(0.998, 1)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, pd.DataFrame]]:
    """Nom de la version publiée et servie, et toutes ses valeurs, lues sans passer par l'observatoire."""
    dossier = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("OBSERVATOIRE_DONNEES", str(dossier))
        publication = install_demo(read_reglages(), load_catalogue())
        # DuckDB refuse d'ouvrir deux fois un même fichier dans un processus avec des réglages différents.
        copie = shutil.copy(dossier / "publie" / publication.fichier, dossier / "copie.duckdb")
        yield publication.fichier, read_valeurs(copie)


def read_valeurs(chemin: Path) -> pd.DataFrame:
    with duckdb.connect(str(chemin), read_only=True) as base:
        return base.sql(
            """SELECT v.*, i.type, i.multiplicateur, i.sens, i.source, i.comparable_dans_le_temps AS comparable,
                t.maille, p.type AS sorte, p.debut, p.fin
            FROM valeur v JOIN indicateur i ON i.code = v.indicateur JOIN territoire t ON t.code = v.territoire
            JOIN periode p ON p.code = v.periode WHERE v.sexe = 'ensemble' AND v.age = 'tous'
            ORDER BY p.fin, p.debut"""
        ).df()


def borner(genre: str, x: float, n: float, niveau: float) -> tuple[float, float]:
    """Wilson pour une part ; Byar à partir de dix cas, exact en dessous."""
    if genre == "part":
        return proportion_confint(x, n, alpha=1 - niveau, method="wilson")
    reste = (1 - niveau) / 2
    if x < 10:
        return (stats.chi2.ppf(reste, 2 * x) / 2 / n if x else 0.0), stats.chi2.ppf(1 - reste, 2 * x + 2) / 2 / n
    z, haut = stats.norm.ppf(1 - reste), x + 1
    return (
        x * (1 - 1 / (9 * x) - z / 3 / np.sqrt(x)) ** 3 / n,
        haut * (1 - 1 / (9 * haut) + z / 3 / np.sqrt(haut)) ** 3 / n,
    )


def placer_face_a_la_ville(genre: str, x: float, n: float, ville: float) -> int:
    place = 0
    for niveau in (0.95, 0.998):
        bas, haut = borner(genre, x, n, niveau)
        if genre == "part" and min(n * ville, n - n * ville) < 30:
            bas, haut = proportion_confint(x, n, alpha=1 - niveau, method="beta")
        place += 1 if bas > ville else -1 if haut < ville else 0
    return place


def comparer_deux_groupes(genre: str, a: float, n: float, b: float, m: float) -> int:
    """Test du rapport : exact quand un effectif, observé ou attendu, est sous trente."""
    if genre == "part":
        commune = (a + b) / (n + m)
        cases = [a, n - a, b, m - b, min(n, m) * min(commune, 1 - commune)]
        if min(cases) < 30:
            cas, taille_a, taille_b = round(a), round(n), round(m)
            total = cas + round(b)
            loi = stats.hypergeom(taille_a + taille_b, total, taille_a)
            p = min(1.0, 2 * min(loi.cdf(cas), loi.sf(cas - 1)))
        else:
            p = stats.chi2_contingency([[a, n - a], [b, m - b]], correction=False).pvalue
    elif min(a, b, (a + b) * min(n, m) / (n + m)) < 30:
        loi = stats.binom(round(a + b), n / (n + m))
        p = min(1.0, 2 * min(loi.cdf(a), loi.sf(a - 1)))
    else:
        p = 2 * stats.norm.sf(abs(np.log((a / n) / (b / m))) / np.sqrt(1 / a + 1 / b))
    return int(np.sign(a / n - b / m)) * (int(p < 0.05) + int(p < 0.002))


def dire(cellule: pd.Series, place: int, reference: float) -> str:
    x, n, sens = cellule.numerateur, cellule.denominateur, SENS[cellule.sens]
    if not place:
        comptes = [x, n * reference, *([n - x, n - n * reference] if cellule.type == "part" else [])]
        return "effectif trop petit" if min(comptes) < 5 else "pas de différence établie"
    net = "nettement " if abs(place) == 2 else ""
    if not sens:
        return net + ("plus élevé" if place > 0 else "plus bas")
    return net + ("favorable" if np.sign(place) == sens else "défavorable")


def choisir_disjointes(serie: pd.DataFrame) -> pd.DataFrame:
    """De la plus récente à la plus ancienne, cinq au plus, sans collecte commune ; un trimestre avec ses pareils."""
    dernier = serie.iloc[-1]
    meme = serie[(serie.sorte == dernier.sorte) & (serie.statut == "disponible")]
    if dernier.sorte == "trimestre":
        meme = meme[meme.debut.dt.month == dernier.debut.month]
    marge = FENETRE_RECENSEMENT if dernier.source == "insee_rp" else 0
    retenues: list[int] = []
    limite = pd.Timestamp.max
    for rang in reversed(range(len(meme))):
        ligne = meme.iloc[rang]
        if ligne.fin + pd.DateOffset(years=marge) < limite and len(retenues) < 5:
            retenues.append(rang)
            limite = ligne.debut - pd.DateOffset(years=marge)
    return meme.iloc[retenues[::-1]]


def pencher(points: pd.DataFrame, genre: str, annees: pd.Series) -> tuple[float, float]:
    """Pente et χ², par une formule qui n'est pas celle de l'observatoire."""
    if genre == "part":
        # Cochran et Armitage : N fois le carré de la corrélation entre « être un cas » et l'année.
        n, x = points.denominateur, points.numerateur
        total, p = n.sum(), x.sum() / n.sum()
        centre = annees - (n * annees).sum() / total
        covariance = (x * centre).sum() / total
        return covariance, covariance**2 / ((n * centre**2).sum() / total * p * (1 - p)) * total
    if genre in COMPTES:
        # Score de Poisson : Σ t(O − E), et sa variance.
        if not points.numerateur.sum():
            return 0.0, 0.0
        attendus = points.denominateur * points.numerateur.sum() / points.denominateur.sum()
        score = (annees * (points.numerateur - attendus)).sum()
        variance = (attendus * annees**2).sum() - (attendus * annees).sum() ** 2 / attendus.sum()
        return score, score**2 / variance
    poids = (3.92 / (points.ic_haut - points.ic_bas)) ** 2
    modele = sm.WLS(points.valeur, sm.add_constant(annees), weights=poids).fit(cov_type="fixed scale")
    return modele.params.iloc[1], (modele.params.iloc[1] / modele.bse.iloc[1]) ** 2


def evoluer(serie: pd.DataFrame) -> str:
    """« hausse nette », « rien », « non mesurable »… d'après toute la série d'un territoire."""
    dernier = serie.iloc[-1]
    genre = dernier.type
    points = choisir_disjointes(serie)
    if not dernier.comparable or dernier.statut != "disponible" or genre == "effectif" or len(points) < 2:
        return "non mesurable"
    if points.ic_bas.isna().any():
        return "non mesurable"
    annees = (points.debut.dt.year + points.fin.dt.year) / 2
    if len(points) == 5:
        pente, chi2 = pencher(points, genre, annees)
        tient = all(
            np.sign(pencher(points.drop(i), genre, annees.drop(i))[0]) == np.sign(pente) for i in points.index
        )  # fmt: skip
        place = int(np.sign(pente)) * 2 if chi2 > CHI2_998 and tient else 0
    else:
        avant, apres = points.iloc[0], points.iloc[-1]
        if genre in COMPTES:
            place = comparer_deux_groupes(
                genre, apres.numerateur, apres.denominateur, avant.numerateur, avant.denominateur
            )
        else:
            z = (apres.valeur - avant.valeur) / np.hypot(*((p.ic_haut - p.ic_bas) / 3.92 for p in (avant, apres)))
            place = int(np.sign(z)) * (int(abs(z) > stats.norm.ppf(0.975)) + int(abs(z) > stats.norm.ppf(0.999)))
        points = points.iloc[[0, -1]]
    if not place:
        return "non mesurable" if points.numerateur.min() < 5 else "rien"
    return ("hausse" if place > 0 else "baisse") + (" nette" if abs(place) == 2 else "")


def nommer_evolution(ligne: Ligne) -> str:
    """Les mots de l'observatoire, ramenés à ceux du recalcul."""
    if not ligne.evolution.is_mesurable:
        return "non mesurable"
    return ligne.evolution.libelle.replace(" établie", "") if ligne.evolution.direction else "rien"


def test_deux_cents_couples_de_la_demonstration(demo: tuple[str, pd.DataFrame]) -> None:
    version, table = demo
    series = dict(list(table.groupby(["territoire", "indicateur"])))
    hasard = np.random.default_rng(20261122)
    quartiers = sorted(table[table.maille.isin(["quartier", "iris", "qpv"])].territoire.unique())
    comptes = {"ville": 0, "reste": 0, "tendance": 0, "refus": 0}
    for territoire in hasard.choice(quartiers, TERRITOIRES, replace=False):
        lignes = {x.indicateur.code: x for x in build_portrait(version=version, territoire=territoire).lignes}
        restes = build_portrait(version=version, territoire=territoire, comparateur="reste").lignes
        reste = {x.indicateur.code: x for x in restes}
        possibles = sorted(c for c, x in lignes.items() if (territoire, c) in series and x.estimation.is_disponible)
        for code in hasard.choice(possibles, COUPLES // TERRITOIRES, replace=False):
            serie = series[territoire, code]
            verifier_evolution(serie, lignes[code], comptes)
            if serie.iloc[-1].type in COMPTES:
                ville = series.get((VILLE, code))
                verifier_chiffre(serie.iloc[-1], ville, lignes[code], reste[code], comptes)
    # Un tirage qui ne toucherait presque rien ne prouverait rien.
    assert comptes["ville"] > 120, comptes
    assert comptes["reste"] > 110, comptes
    assert comptes["tendance"] > 60, comptes
    assert comptes["refus"] > 20, comptes


def verifier_evolution(serie: pd.DataFrame, ligne: Ligne, comptes: dict[str, int]) -> None:
    attendue = evoluer(serie)
    assert nommer_evolution(ligne) == attendue, (ligne.territoire.code, ligne.indicateur.code)
    comptes["refus" if attendue == "non mesurable" else "tendance"] += 1


def verifier_chiffre(
    cellule: pd.Series, ville: pd.DataFrame | None, ligne: Ligne, reste: Ligne, comptes: dict[str, int]
) -> None:
    genre, x, n, m = cellule.type, cellule.numerateur, cellule.denominateur, cellule.multiplicateur
    quoi = (ligne.territoire.code, ligne.indicateur.code)
    if np.isnan(x):
        return
    assert ligne.estimation.valeur == pytest.approx(x / n * m), quoi
    if np.isnan(cellule.ic_bas):
        # Publié sans intervalle (habitants répartis par le calcul, non observés) : rien ne s'en conclut.
        assert ligne.estimation.ic_bas is None, quoi
        assert ligne.verdict.motif == "précision non publiée par la source", quoi
        return
    for niveau, bornes in (
        (0.95, (ligne.estimation.ic_bas, ligne.estimation.ic_haut)),
        (0.998, (ligne.chiffre.ic_998_bas, ligne.chiffre.ic_998_haut)),
    ):
        attendues = [b * m for b in borner(genre, x, n, niveau)]
        assert bornes == pytest.approx(attendues, rel=1e-9, abs=1e-9), (quoi, niveau)
    la_ville = None if ville is None else ville[ville.periode == cellule.periode]
    if la_ville is None or la_ville.empty or la_ville.iloc[0].statut != "disponible":
        return
    reference = la_ville.iloc[0]
    part = reference.valeur / m
    place = placer_face_a_la_ville(genre, x, n, part)
    assert ligne.verdict.libelle == dire(cellule, place, part), quoi
    comptes["ville"] += 1
    if np.isnan(reference.numerateur):
        assert reste.reference is None, quoi
        return
    autres, base = reference.numerateur - x, reference.denominateur - n
    assert reste.reference is not None, quoi
    assert reste.reference.valeur == pytest.approx(autres / base * m), quoi
    ecart = comparer_deux_groupes(genre, x, n, autres, base)
    assert reste.verdict.libelle == dire(cellule, ecart, autres / base), quoi
    comptes["reste"] += 1
