"""Toutes les égalités et inégalités qu'un lecteur connaît entre les cellules d'une version.

Une équation est Σ coefficient × cellule = reste. Une famille d'équations (même nature, même indicateur, même
période, mêmes mailles) n'est retenue que si les chiffres connus la vérifient : une égalité qu'ils démentent n'est
pas une connaissance. Le reste (personnes non localisées, âge inconnu) est supposé connu de l'attaquant.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from observatoire.domain.indicateur import Indicateur
from observatoire.ingest.secret import geographie, partitions
from observatoire.ingest.secret.termes import COLONNES_TERMES, Termes

TOLERANCE = {
    "contours": 0.05,
    "contours_partiels": 0.05,
    "qpv_majorite": 0.005,
    "qpv_prorata": 0.005,
    "sexes": 0.05,
    "ages": 0.05,
    "temps": 0.001,
    "famille": 0.05,
}
"""Part du total que le reste ne doit pas dépasser pour que l'égalité soit tenue pour vraie."""
_MAJORABLES = {"contours", "contours_partiels", "famille", "qpv_dedans", "qpv_dehors"}
"""Natures où, sans égalité, le total majore encore la somme."""
_NON_PRESUMEES = {"temps", "contours_partiels", "qpv_prorata"}
"""Natures qu'on ne présume pas quand aucune équation du groupe n'est entièrement connue."""
_ARRONDI = 1e-6


@dataclass(frozen=True)
class Relations:
    """Équations retenues : `termes` (equation, cellule, coefficient), bornes du reste par équation."""

    termes: pd.DataFrame
    reste_min: pd.Series
    reste_max: pd.Series


def build_relations(
    cellules: pd.DataFrame,
    appartenances: pd.DataFrame,
    mailles: pd.Series,
    indicateurs: dict[str, Indicateur],
    liens: pd.DataFrame,
    *,
    reste_connu: bool,
) -> Relations:
    """Construit les équations entre les cellules.

    Args:
        cellules: clés, `maille`, `variable` (numéro de l'inconnue), `n` et `d`, vides quand on ne les connaît pas.
        appartenances: hiérarchie des territoires.
        mailles: maille de chaque territoire publié.
        indicateurs: le catalogue.
        liens: termes (`equation`, `variable`, `coefficient`) déjà numérotés, vrais par construction.
        reste_connu: vrai pour protéger (le reste vrai de chaque équation est tenu pour connu) ; faux pour
            attaquer (il est borné par ceux que montrent les équations entièrement publiées).
    """
    recits = [
        *geographie.build_contours(cellules, appartenances, mailles),
        partitions.build_sexes(cellules),
        partitions.build_ages(cellules),
        partitions.build_periodes(cellules),
        partitions.build_familles(cellules, indicateurs),
    ]
    termes = _number(recits)
    valeurs = cellules.groupby("variable")[["n", "d"]].first()
    retenues = _retain(termes, valeurs, reste_connu=reste_connu)
    bornes = _retain(
        _number(geographie.build_bornes_qpv(cellules, appartenances, mailles)), valeurs, reste_connu=reste_connu
    )
    return _join(retenues, bornes, liens, valeurs["n"])


def _number(recits: list[Termes]) -> pd.DataFrame:
    """Met les équations bout à bout, chacune avec son numéro."""
    morceaux: list[pd.DataFrame] = []
    suivant = 0
    for recit in recits:
        if recit.termes.empty:
            continue
        numeros, uniques = pd.factorize(recit.termes["equation"])
        morceaux.append(recit.termes.assign(equation=numeros + suivant, nature=recit.nature))
        suivant += len(uniques)
    if not morceaux:
        return pd.DataFrame(columns=[*COLONNES_TERMES, "nature"])
    return pd.concat(morceaux, ignore_index=True)


def _retain(termes: pd.DataFrame, valeurs: pd.DataFrame, *, reste_connu: bool) -> Relations:
    """Garde, par groupe, l'égalité que les chiffres vérifient, sinon l'inégalité, sinon rien."""
    if termes.empty:
        vide = pd.Series(dtype="float64")
        return Relations(termes, vide, vide)
    equations = _weigh(termes, valeurs["n"])
    connues = equations[equations["poids"] > _ARRONDI]
    bilan = _sum_up(connues)
    # À défaut de comptes, les dénominateurs publiés montrent si la règle est la bonne.
    temoins = _weigh(termes, valeurs["d"])
    temoin = _sum_up(temoins[temoins["poids"] > _ARRONDI])
    bilan = bilan.combine_first(temoin.assign(bas=0.0, haut=0.0))
    equations = equations.join(bilan, on=["nature", "groupe"], rsuffix="_groupe")
    seuils = equations["nature"].map(TOLERANCE)
    muettes = equations["ecart"].isna()
    presumee = muettes & ~equations["nature"].isin(_NON_PRESUMEES) & seuils.notna()
    presumee &= ~_contradict(equations, connues) & ~equations["groupe"].isin(_list_estimes(termes, valeurs["n"]))
    egale = presumee | (equations["ecart"] <= seuils * equations["taille_groupe"] + _ARRONDI)
    egale = _choose_regle_qpv(equations, egale, temoin)
    majore = ~egale & equations["nature"].isin(_MAJORABLES) & ~(equations["bas"] < -_ARRONDI)
    bas = equations["bas"].fillna(0).clip(upper=0)
    haut = equations["haut"].fillna(0).clip(lower=0)
    if reste_connu:
        bas = haut = equations["reste"].fillna(0)
    bas, haut = bas.mask(majore, 0.0), haut.mask(majore, np.inf)
    garde = (egale | majore)[lambda s: s].index
    return Relations(termes[termes["equation"].isin(garde)], bas.loc[garde], haut.loc[garde])


def _weigh(termes: pd.DataFrame, valeurs: pd.Series) -> pd.DataFrame:
    """Par équation : son reste, s'il est connu, sa taille, et le poids de ce qui la prouve (nul si rien)."""
    apports = termes["coefficient"] * termes["variable"].map(valeurs)
    # 0 = 0 ne prouve aucune règle, et un prorata ne se reconnaît qu'à ce qu'apporte un IRIS partagé.
    probants = (termes["nature"] != "qpv_prorata") | (termes["coefficient"].abs() % 1 > _ARRONDI)
    par_equation = termes.assign(
        apport=apports, taille=apports.abs(), poids=apports.abs().where(probants, 0.0)
    ).groupby("equation", sort=True)
    equations = par_equation.agg(
        nature=("nature", "first"), groupe=("groupe", "first"), taille=("taille", "max"), poids=("poids", "max"),
        reste=("apport", "sum"),
    )  # fmt: skip
    inconnues = par_equation["apport"].count() < par_equation.size()
    return equations.assign(
        reste=equations["reste"].mask(inconnues), poids=equations["poids"].mask(inconnues).fillna(0.0)
    )


def _sum_up(connues: pd.DataFrame) -> pd.DataFrame:
    """Par groupe : écart total à l'égalité, taille totale, plus petit et plus grand reste."""
    groupes = connues.assign(ecart=connues["reste"].abs()).groupby(["nature", "groupe"])
    return groupes.agg(ecart=("ecart", "sum"), taille=("taille", "sum"), bas=("reste", "min"), haut=("reste", "max"))


def _choose_regle_qpv(equations: pd.DataFrame, egale: pd.Series, temoin: pd.DataFrame) -> pd.Series:
    """Un QPV suit une règle, pas deux : le prorata si ses dénominateurs le montrent, sinon la majorité."""
    tenues = equations[egale].groupby("groupe")["nature"].agg(set)
    doubles = set(tenues[tenues.map({"qpv_majorite", "qpv_prorata"}.issubset)].index)
    montres = temoin[temoin["ecart"] <= TOLERANCE["qpv_prorata"] * temoin["taille"] + _ARRONDI].index
    proratas = {groupe for nature, groupe in montres if nature == "qpv_prorata"}
    ecartee = equations["groupe"].map(lambda g: "qpv_majorite" if g in proratas else "qpv_prorata")
    return egale & ~(equations["groupe"].isin(doubles) & (equations["nature"] == ecartee))


def _contradict(equations: pd.DataFrame, connues: pd.DataFrame) -> pd.Series:
    """Équations muettes d'un QPV dont l'indicateur, ailleurs, dément la même règle : ses QPV viennent d'un fichier."""
    code = _get_indicateur(equations["groupe"])
    ecarts = connues["reste"].abs() > TOLERANCE["qpv_majorite"] * connues["taille"] + _ARRONDI
    dementis = set(code[ecarts[ecarts].index][connues["nature"] == "qpv_majorite"])
    return (equations["nature"] == "qpv_majorite") & code.isin(dementis)


def _list_estimes(termes: pd.DataFrame, comptes: pd.Series) -> set[str]:
    """Groupes d'un QPV où paraît une fraction de cas alors que les IRIS se comptent en entiers : une estimation."""
    majorite = termes[termes["nature"] == "qpv_majorite"]
    connus = majorite["variable"].map(comptes)
    fractions = majorite[(connus - connus.round()).abs() > _ARRONDI]
    iris_estimes = set(_get_indicateur(fractions.loc[fractions["coefficient"] < 0, "groupe"]))
    qpv = fractions.loc[fractions["coefficient"] > 0, "groupe"]
    return set(qpv[~_get_indicateur(qpv).isin(iris_estimes)])


def _get_indicateur(groupes: pd.Series) -> pd.Series:
    """L'indicateur d'un groupe, premier morceau de son nom."""
    return groupes.map(lambda groupe: str(groupe).split("|", 1)[0])


def _join(a: Relations, b: Relations, liens: pd.DataFrame, valeurs: pd.Series) -> Relations:
    """Réunit trois jeux d'équations sous une seule numérotation. Un lien est une égalité exacte."""
    lot: list[pd.DataFrame] = []
    bas: list[float] = []
    haut: list[float] = []
    for relations in (a, b):
        numeros = {e: len(bas) + i for i, e in enumerate(relations.reste_min.index)}
        lot.append(relations.termes.assign(equation=relations.termes["equation"].map(numeros)))
        bas += relations.reste_min.tolist()
        haut += relations.reste_max.tolist()
    if not liens.empty:
        numeros, uniques = pd.factorize(liens["equation"])
        lot.append(liens.assign(equation=numeros + len(bas)))
        restes = (
            (liens["coefficient"] * liens["variable"].map(valeurs))
            .groupby(numeros)
            .sum(min_count=1)
            .reindex(range(len(uniques)))
            .fillna(0)
        )
        bas += restes.tolist()
        haut += restes.tolist()
    termes = pd.concat(lot, ignore_index=True)[["equation", "variable", "coefficient"]]
    # Deux lignes de la même inconnue dans une équation n'en font qu'une.
    termes = termes.groupby(["equation", "variable"], as_index=False)["coefficient"].sum()
    return Relations(termes[termes["coefficient"] != 0], pd.Series(bas), pd.Series(haut))
