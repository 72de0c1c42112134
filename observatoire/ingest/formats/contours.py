"""Contours d'IRIS, de QPV, de quartiers ou de communes, et appartenances que leurs attributs disent."""

from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd

from observatoire.domain.francais import format_nombre, format_pluriel, sort_key
from observatoire.domain.territoire import LIBELLES_MAILLE, Maille
from observatoire.ingest.formats.commun import (
    build_code_quartier,
    build_territoires,
    find_millesime,
    find_ville,
    get_communes,
    is_valide,
    list_departements_perimetre,
    repair_codes,
)
from observatoire.ingest.formats.demande import Demande
from observatoire.ingest.formats.dispositions import Disposition, find_disposition
from observatoire.ingest.lecture.geo import CoucheLue
from observatoire.ingest.lecture.refus import build_refus
from observatoire.ingest.lot import COLONNES_APPARTENANCE, COLONNES_TERRITOIRE, ContexteImport, LotLu
from observatoire.ingest.rejets import Rejet

_A_SITUER = "?"
_SOURCES = {Maille.IRIS: "ign_contours_iris", Maille.QPV: "anct_qpv"}


@dataclass
class _Couche:
    """Couche en cours de contrôle : une ligne par entité, attributs en texte."""

    fichier: str
    table: pd.DataFrame
    rejets: list[Rejet] = field(default_factory=lambda: [])

    def reject(self, masque: np.ndarray, colonne: str, attendu: str, conseil: str) -> None:
        """Écarte les entités du masque."""
        for ligne, trouve in self.table.loc[masque, ["ligne", "code"]].itertuples(index=False):
            self.rejets.append(Rejet(self.fichier, int(ligne), colonne, str(trouve), attendu, conseil))
        self.table = self.table[~masque].reset_index(drop=True)


def read_contours(couche: CoucheLue, demande: Demande) -> LotLu:
    """Contours du périmètre ; les autres sont comptés et laissés.

    Raises:
        FichierRefuse: attributs inconnus, ou aucun contour dans le périmètre.
    """
    attributs = [str(c) for c in couche.donnees.columns if c != "geometry"]
    disposition = find_disposition(attributs, demande)
    maille = disposition.maille
    lue = _Couche(couche.fichier, _build_table(couche, disposition))
    lues = len(lue.table)
    codes, messages = repair_codes(lue.table["code"], maille)
    lue.table["code"] = codes
    messages = [*couche.messages, *messages]
    _check_codes(lue, disposition)
    dedans = _mark_perimetre(lue.table, disposition, demande.contexte)
    if not dedans.any() and not lue.rejets:
        raise _refuse_perimetre(demande, maille, lue.table)
    if not dedans.all():
        dehors = format_nombre(int((~dedans).sum()))
        messages.append(f"{dehors} contour(s) hors du périmètre, laissé(s) de côté.")
    lue.table = lue.table[dedans].reset_index(drop=True)
    table, fusion = _merge_doublons(lue)
    territoires, appartenances = _build_quartiers(table, disposition)
    quartiers = len(territoires) - len(table)
    messages += fusion + ([f"{quartiers} quartiers nommés par leurs IRIS."] if quartiers else [])
    return LotLu(
        format="contours",
        libelle=f"Contours : {LIBELLES_MAILLE[maille][1]}",
        source=demande.correspondance.source or _SOURCES.get(maille, "contours_locaux"),
        lignes_lues=lues,
        lignes_retenues=int(dedans.sum()),
        territoires=_add_millesime(territoires, demande),
        appartenances=appartenances,
        rejets=tuple(lue.rejets),
        messages=tuple(messages),
    )


def _build_table(couche: CoucheLue, disposition: Disposition) -> pd.DataFrame:
    donnees = couche.donnees

    def read_colonne(nom: str) -> pd.Series:
        if not nom:
            return pd.Series("", index=donnees.index, dtype="str")
        return donnees[nom].map(_to_texte).astype("str")

    table = pd.DataFrame(
        {
            "code": read_colonne(disposition.code),
            "nom": read_colonne(disposition.nom),
            "commune": read_colonne(disposition.commune),
            "quartier": read_colonne(disposition.quartier),
            "code_quartier": read_colonne(disposition.code_quartier),
        }
    )
    if disposition.commune_fixe:
        table["commune"] = disposition.commune_fixe
    table["ligne"] = couche.lignes
    table["geometry"] = donnees.geometry.to_numpy()
    return table


def _to_texte(valeur: object) -> str:
    if valeur is None or (isinstance(valeur, float) and np.isnan(valeur)):
        return ""
    if isinstance(valeur, list | np.ndarray):
        return ",".join(str(v) for v in valeur)
    return str(int(valeur)) if isinstance(valeur, float) and valeur.is_integer() else str(valeur).strip()


def _check_codes(lue: _Couche, disposition: Disposition) -> None:
    table = lue.table
    mauvais = ~is_valide(table["code"], disposition.maille)
    lue.reject(
        mauvais,
        disposition.code,
        f"un code de maille « {LIBELLES_MAILLE[disposition.maille][0]} »",
        "Corrigez ce code dans le fichier, ou choisissez une autre colonne avec --correspondance.",
    )
    table = lue.table
    # Un même code sous deux noms est une erreur ; sous un seul nom, ce sont les morceaux d'un même territoire.
    noms = table.groupby("code")["nom"].transform("nunique") > 1
    lue.reject(
        (noms & table["code"].duplicated()).to_numpy(dtype=bool),
        disposition.code,
        "un code différent pour chaque nom",
        "Deux territoires de noms différents portent ce code : corrigez l'un des deux.",
    )


def _mark_perimetre(table: pd.DataFrame, disposition: Disposition, contexte: ContexteImport) -> np.ndarray:
    """Entités dont une commune au moins est suivie. La commune d'un IRIS se lit dans son code."""
    if disposition.maille in (Maille.IRIS, Maille.COMMUNE):
        table["commune"] = get_communes(table["code"], contexte)
        return table["commune"].isin(contexte.communes).to_numpy(dtype=bool)
    if disposition.maille is Maille.QUARTIER and not disposition.commune and not disposition.commune_fixe:
        # Sans colonne de commune, un fichier de quartiers est celui de la ville elle-même.
        if len(contexte.communes) == 1:
            table["commune"] = next(iter(contexte.communes))
        return np.ones(len(table), dtype=bool)
    citees = table["commune"].map(lambda c: _match_commune(str(c), contexte))
    dedans = (citees != "").to_numpy(dtype=bool)
    if disposition.maille is Maille.QPV:
        # Le code d'un QPV écrit le département sur trois caractères : 006, 02A, 974.
        departements = tuple(d.rjust(3, "0") for d in list_departements_perimetre(contexte))
        voisins = table["code"].str[2:].str.startswith(departements).to_numpy(dtype=bool)
        sans_code = ~table["commune"].str.contains(r"\d").to_numpy(dtype=bool)
        # Aucun nom de commune reconnu (QPV de 2015) : la publication gardera ceux que le périmètre couvre.
        dedans = dedans & voisins if dedans.any() else voisins & sans_code
    table["commune"] = citees.where(citees != _A_SITUER, "")
    return dedans


def _match_commune(liste: str, contexte: ContexteImport) -> str:
    """Première commune suivie d'une liste « 06088,06123 », par son code ou son nom ; rien s'il n'y en a pas.

    Une liste qui ne cite que Paris (75056) quand un arrondissement est suivi est « à situer » par son contour.
    """
    noms = {sort_key(contexte.noms[c]): c for c in contexte.communes if c in contexte.noms}
    suivies = {c: c for c in contexte.communes} | noms
    morceaux = [m.strip() for m in liste.split(",")]
    for morceau in morceaux:
        cle = morceau.zfill(5) if morceau.isdigit() else sort_key(morceau)
        if code := suivies.get(cle) or suivies.get(morceau.upper()) or suivies.get(find_ville(morceau)):
            return code
    villes = {find_ville(c) for c in contexte.communes} - {""}
    return _A_SITUER if villes & set(morceaux) else ""


def _merge_doublons(lue: _Couche) -> tuple[pd.DataFrame, list[str]]:
    table = lue.table
    if not table["code"].duplicated().any():
        return table, []
    formes = gpd.GeoSeries(table["geometry"], crs="EPSG:4326").groupby(table["code"]).agg(lambda g: g.union_all())
    unique = table.drop_duplicates("code").reset_index(drop=True)
    unique["geometry"] = unique["code"].map(formes).to_numpy()
    return unique, [f"{len(table) - len(unique)} morceau(x) réuni(s) au contour de même code."]


def _build_quartiers(table: pd.DataFrame, disposition: Disposition) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Ajoute aux IRIS les quartiers que leurs attributs nomment, et dit qui appartient à qui."""
    communs = table.assign(
        maille=disposition.maille.value, millesime="", nom=table["nom"].where(table["nom"] != "", table["code"])
    )
    lignes = communs[COLONNES_TERRITOIRE].to_dict("records")
    nommes = table[table["quartier"] != ""]
    codes = [
        build_code_quartier(commune, numero, nom)
        for commune, numero, nom in nommes[["commune", "code_quartier", "quartier"]].itertuples(index=False)
    ]
    quartiers = pd.DataFrame(
        {"code": codes, "nom": nommes["quartier"].to_numpy(), "commune": nommes["commune"].to_numpy()}
    ).drop_duplicates("code")
    lignes += [
        {**q, "maille": Maille.QUARTIER.value, "millesime": "", "geometry": None} for q in quartiers.to_dict("records")
    ]
    appartenances = pd.DataFrame({"enfant": nommes["code"].to_list(), "parent": codes}, columns=COLONNES_APPARTENANCE)
    return build_territoires([{str(k): v for k, v in ligne.items()} for ligne in lignes]), appartenances


def _add_millesime(territoires: gpd.GeoDataFrame, demande: Demande) -> gpd.GeoDataFrame:
    """Millésime donné, lu dans le nom du fichier, ou porté par le code d'un QPV (QP : 2015, QN : 2024)."""
    voulu = demande.correspondance.millesime or find_millesime(demande.fichier)
    territoires["millesime"] = voulu
    qpv = territoires["maille"] == Maille.QPV.value
    territoires.loc[qpv, "millesime"] = territoires.loc[qpv, "code"].str[:2].map({"QP": "2015", "QN": "2024"})
    return territoires


def _refuse_perimetre(demande: Demande, maille: Maille, table: pd.DataFrame) -> Exception:
    exemple = f" (par exemple {table['code'].iloc[0]})" if len(table) else ""
    return build_refus(
        demande.fichier,
        trouve=f"{format_pluriel(len(table), 'contour')}, aucun dans le périmètre{exemple}",
        attendu=f"des contours de maille « {LIBELLES_MAILLE[maille][0]} » de "
        f"{', '.join(sorted(demande.contexte.communes))}",
        conseil="Vérifiez que c'est le fichier de la bonne ville, ou le périmètre donné à « initialiser ».",
    )
