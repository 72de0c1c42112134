"""DREES, accessibilité potentielle localisée (APL) par commune : une feuille par année, l'en-tête sous des titres."""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from observatoire.domain.francais import format_nombre, join_mots
from observatoire.domain.territoire import CODE_FRANCE, Maille, get_departement, is_code_valide, repair_code
from observatoire.ingest.formats.commun import (
    COMMUNES_POUR_UN_DEPARTEMENT_MIN,
    DEPARTEMENTS_POUR_LA_FRANCE_MIN,
    build_comparateurs,
    build_valeurs,
    find_commune,
    list_departements_perimetre,
)
from observatoire.ingest.formats.demande import Demande
from observatoire.ingest.lecture.nombres import parse_nombres
from observatoire.ingest.lecture.refus import build_refus
from observatoire.ingest.lecture.tableau import Feuille, Tableau, normalize_label
from observatoire.ingest.lot import LotLu

_CODE = re.compile(r"code_(?:de_la_)?commune(?:_insee)?|codgeo")
_PROFESSIONS = (
    ("medecins_generalistes", "apl_generalistes"),
    ("infirmier", "apl_infirmiers"),
    ("kinesitherapeutes", "apl_kinesitherapeutes"),
    ("dentistes", "apl_dentistes"),
    ("sages_femmes", "apl_sages_femmes"),
)
_AGE = re.compile(r"_de_(6[025])_ans_(?:et|ou)_moins")
_STANDARDISEE = re.compile(r"population(?:_feminine)?_standardisee")
_ANNEE = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")


@dataclass(frozen=True)
class _Annee:
    """Une feuille lue : ses lignes de communes et ce que portent ses colonnes."""

    tableau: Tableau
    annee: str
    codes: pd.Series
    indicateurs: dict[str, str]
    poids: np.ndarray | None


def is_apl(entete: list[str]) -> bool:
    """Reconnaît l'en-tête : un code de commune et au moins une colonne « APL aux … »."""
    noms = [normalize_label(c) for c in entete]
    return any(_CODE.fullmatch(n) for n in noms) and any(_find_indicateur(n) for n in noms)


def read_apl(feuilles: list[Feuille], demande: Demande) -> LotLu | None:
    """Toutes les années d'un classeur de l'APL ; rien si aucune feuille n'en est.

    Returns:
        L'APL des communes suivies, et la moyenne de leur département et de la France si le fichier les couvre.

    Raises:
        FichierRefuse: feuille sans année, ou aucune commune suivie.
    """
    entetes = [(f, e) for f in feuilles if (e := f.find_entete(is_apl)) is not None]
    if not entetes:
        return None
    annees = [_read_annee(f, e, demande) for f, e in entetes]
    valeurs = [v for annee in annees for v in _build_valeurs(annee, demande)]
    rejets = tuple(r for a in annees for r in a.tableau.list_rejets())
    if not valeurs and not rejets:
        raise build_refus(
            demande.fichier,
            trouve="aucune commune du périmètre",
            attendu=f"une ligne pour {', '.join(sorted(demande.contexte.communes))}",
            conseil="Paris, Lyon et Marseille y figurent par arrondissement.",
        )
    tout = pd.concat(valeurs, ignore_index=True) if valeurs else LotLu("", "", "", 0, 0).valeurs
    doubles = tout.duplicated(["indicateur", "territoire", "periode"])
    if doubles.any():
        raise build_refus(
            demande.fichier,
            trouve=f"deux feuilles pour {tout[doubles]['periode'].iloc[0]}",
            attendu="une feuille par année",
            conseil="Nommez chaque feuille de son année, ou retirez la feuille en double.",
        )
    larges = sorted({t for t, m in zip(tout["territoire"], tout["maille"], strict=True) if m != Maille.COMMUNE})
    periodes = join_mots(sorted({a.annee for a in annees}))
    return LotLu(
        format="apl",
        libelle=f"APL de la DREES, {periodes}",
        source="drees_apl",
        lignes_lues=sum(a.tableau.lignes_lues for a in annees),
        lignes_retenues=sum(int(_mark_ville(a, demande).sum()) for a in annees),
        territoires=build_comparateurs(larges),
        valeurs=tout,
        rejets=rejets,
        messages=_describe(annees, demande),
    )


def _find_indicateur(intitule: str) -> str:
    if not intitule.startswith(("apl_", "accessibilite_potentielle_localisee")):
        return ""
    code = next((c for mot, c in _PROFESSIONS if mot in intitule), "")
    age = _AGE.search(intitule)
    return f"{code}_{age[1]}_ans" if code and age else code


def _read_annee(feuille: Feuille, entete: int, demande: Demande) -> _Annee:
    tableau = feuille.build_tableau(entete)
    noms = {str(c): normalize_label(str(c)) for c in tableau.donnees.columns}
    titres = " ".join(t for i in range(entete) for t in feuille.get_ligne(i) if t)
    trouvees = [_ANNEE.findall(t) for t in (feuille.nom, " ".join(noms.values()).replace("_", " "), titres)]
    trouvees.append(_ANNEE.findall(demande.fichier))
    annee = next((a[0] for a in trouvees if len(set(a)) == 1), "")
    if not annee:
        raise build_refus(
            demande.fichier,
            feuille=feuille.nom,
            trouve="une feuille sans année",
            attendu="l'année dans le nom de la feuille",
            conseil="Nommez-la par exemple « APL 2023 ».",
        )
    colonne_code = next(c for c, n in noms.items() if _CODE.fullmatch(n))
    bruts = tableau.donnees[colonne_code].map(lambda t: repair_code(str(t), Maille.COMMUNE))
    # Unités sous l'en-tête, notes et total du bas n'ont pas de code de commune.
    utiles = bruts.map(lambda c: is_code_valide(str(c), Maille.COMMUNE)).to_numpy(bool)
    propre = Tableau(
        tableau.fichier,
        tableau.feuille,
        tableau.donnees[utiles].reset_index(drop=True),
        tableau.lignes[utiles],
        tableau.rejets,
    )
    codes = bruts[utiles].reset_index(drop=True)
    propre.reject(
        codes.duplicated().to_numpy(bool),
        colonne_code,
        attendu="une ligne par commune",
        conseil="Cette commune est déjà plus haut : supprimez l'une des deux lignes.",
    )
    indicateurs = {c: code for c, n in noms.items() if (code := _find_indicateur(n)) in demande.contexte.indicateurs}
    standardisee = next((c for c, n in noms.items() if _STANDARDISEE.match(n)), "")
    poids = parse_nombres(propre.donnees[standardisee]).valeurs if standardisee else None
    return _Annee(propre, annee, codes, indicateurs, poids)


def _mark_ville(annee: _Annee, demande: Demande) -> np.ndarray:
    dedans = annee.codes.map(lambda c: find_commune(str(c), demande.contexte) in demande.contexte.communes).to_numpy(
        bool
    )
    return dedans & ~annee.tableau.mauvaises


def _build_valeurs(annee: _Annee, demande: Demande) -> list[pd.DataFrame]:
    """Chaque commune suivie, et les moyennes pondérées par la population standardisée."""
    dedans = _mark_ville(annee, demande)
    communes = annee.codes.map(lambda c: find_commune(str(c), demande.contexte))
    departements = annee.codes.map(get_departement)
    tables: list[pd.DataFrame] = []
    for colonne, indicateur in annee.indicateurs.items():
        lu = parse_nombres(annee.tableau.donnees[colonne])
        annee.tableau.reject(
            dedans & (lu.invalides | (lu.valeurs < 0)),
            colonne,
            attendu="un nombre positif ou nul",
            conseil="Reprenez la valeur du fichier de la DREES.",
        )
        groupes = [(c, Maille.COMMUNE, (communes == c).to_numpy(bool)) for c in sorted(communes[dedans].unique())]
        for code in sorted(list_departements_perimetre(demande.contexte)):
            masque = (departements == code).to_numpy(bool)
            if masque.sum() >= COMMUNES_POUR_UN_DEPARTEMENT_MIN:
                groupes.append((code, Maille.DEPARTEMENT, masque))
        if departements.nunique() >= DEPARTEMENTS_POUR_LA_FRANCE_MIN:
            groupes.append((CODE_FRANCE, Maille.FRANCE, np.ones(len(departements), dtype=bool)))
        for code, maille, masque in groupes:
            valeur = _average(lu.valeurs, annee.poids, masque & ~annee.tableau.mauvaises)
            if valeur is not None:
                territoire = pd.Series([code])
                tables.append(
                    build_valeurs(indicateur, territoire, maille.value, annee.annee, valeur=np.array([valeur]))
                )
    return tables


def _average(valeurs: np.ndarray, poids: np.ndarray | None, masque: np.ndarray) -> float | None:
    """Moyenne pondérée ; celle d'une seule commune est sa valeur. Sans population standardisée, pas de moyenne."""
    connues = masque & np.isfinite(valeurs)
    if connues.sum() == 1 and masque.sum() == 1:
        return float(valeurs[connues][0])
    if poids is None:
        return None
    connues &= np.isfinite(poids)
    total = poids[connues].sum()
    return float((valeurs[connues] * poids[connues]).sum() / total) if total > 0 else None


def _describe(annees: list[_Annee], demande: Demande) -> tuple[str, ...]:
    ailleurs = sum(int((~_mark_ville(a, demande)).sum()) for a in annees)
    messages = [f"{len(annees)} feuille(s) lue(s) : {join_mots(f'{a.tableau.feuille} ({a.annee})' for a in annees)}."]
    if ailleurs:
        messages.append(f"{format_nombre(ailleurs)} ligne(s) d'autres communes, pour la moyenne du département.")
    return tuple(messages)
