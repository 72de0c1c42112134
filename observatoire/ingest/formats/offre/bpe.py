"""INSEE, base permanente des équipements géolocalisée : anciens et nouveaux codes, colonnes d'avant et d'après 2024."""

from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd

from observatoire.domain.francais import format_nombre, join_mots
from observatoire.domain.territoire import Maille, get_departement, is_code_valide, repair_code
from observatoire.ingest.formats.commun import find_commune, refuse_hors_perimetre
from observatoire.ingest.formats.demande import Demande
from observatoire.ingest.formats.offre import professions
from observatoire.ingest.formats.offre.commun import build_lot_points, convert_degres
from observatoire.ingest.formats.offre.dates import date_livraison
from observatoire.ingest.formats.offre.flux import build_rejet_cases, iter_lignes, split_entete
from observatoire.ingest.formats.offre.nomenclature_bpe import HORS_SUJET, PERSONNES, SANTE, TYPES
from observatoire.ingest.formats.offre.voisinage import Voisinage
from observatoire.ingest.lecture.nombres import parse_nombres
from observatoire.ingest.lecture.tableau import Tableau
from observatoire.ingest.lot import LotLu
from observatoire.ingest.rejets import Rejet

_EPSG_OUTRE_MER = {"971": 5490, "972": 5490, "973": 2972, "974": 2975, "976": 4471}
_LAMBERT_93 = 2154
_ADRESSE = ("NUMVOIE", "INDREP", "TYPVOIE", "LIBVOIE", "CODPOS", "LIBCOM")
_UTILES = (
    "AN", "DEPCOM", "TYPEQU", "NOMRS", "DCIRIS", "LAMBERT_X", "LAMBERT_Y", "LONGITUDE", "LATITUDE", "EPSG",
    "QUALITE_XY", "QUALITE_GEOLOC", *_ADRESSE,
)  # fmt: skip
_AU_HASARD = "position tirée au hasard dans la commune"
_DOUTES = {
    "12": "position tirée au hasard dans la rue", "21": "rue probable", "22": "rue probable, sans numéro",
    "33": _AU_HASARD,
    "acceptable": "position à 500 mètres près", "mauvaise": _AU_HASARD,
}  # fmt: skip
"""QUALITE_GEOLOC (deux chiffres), sinon QUALITE_XY. « Mauvaise » : à plus de 500 mètres, ou tirée au hasard."""
_REJETS_MAX = 1000


def is_bpe(premiere_ligne: str) -> bool:
    """Reconnaît l'en-tête : un type d'équipement et une commune, ligne à ligne."""
    noms = {c.upper() for c in split_entete(premiere_ligne, _find_separateur(premiere_ligne))}
    return {"TYPEQU", "DEPCOM"} <= noms and bool(noms & {"LAMBERT_X", "LONGITUDE", "DCIRIS"})


def _find_separateur(ligne: str) -> str:
    return max(";,\t|", key=ligne.count)


def read_bpe(chemin: Path, demande: Demande) -> LotLu:
    """Équipements de santé de la ville et de son voisinage ; le fichier national se lit au fil de l'eau.

    Raises:
        FichierRefuse: aucun équipement de santé du périmètre.
    """
    voisinage = Voisinage(demande.contexte)
    tableau, lues, inconnus = _read(chemin, demande, voisinage)
    lon, lat = _place(tableau.donnees)
    gardees = voisinage.mark(tableau.donnees["departement"], lon, lat)
    if not gardees.any() and not tableau.list_rejets():
        raise refuse_hors_perimetre(tableau, demande.contexte)
    choisies = tableau.donnees[gardees]
    annee = str(choisies["AN"].max()) if len(choisies) else ""
    jour, doutes = date_livraison(demande, annee)
    messages = [*_describe_inconnus(inconnus), *doutes, *voisinage.describe(choisies["departement"])]
    if choisies["TYPEQU"].str.startswith(PERSONNES).any():
        messages.append(
            "La BPE compte un professionnel une fois par lieu d'exercice : ce sont des lieux, non des têtes."
        )
    points = _build_points(choisies, lon[gardees], lat[gardees], tableau.lignes[gardees], demande)
    if au_hasard := int((points["doute_fichier"] == _AU_HASARD).sum()):
        messages.append(
            f"{format_nombre(au_hasard)} position(s) tirée(s) au hasard par l'INSEE dans la commune, ôtée(s)."
        )
    return build_lot_points(
        points.assign(date=jour),
        demande,
        format_="bpe",
        libelle=f"Équipements de santé (BPE) {annee or jour}",
        source="insee_bpe",
        lignes_lues=lues,
        rejets=tableau.list_rejets(),
        messages=messages,
    )


def _read(chemin: Path, demande: Demande, voisinage: Voisinage) -> tuple[Tableau, int, Counter[str]]:
    """Lignes de santé qui peuvent être gardées, nombre de lignes lues, et types de santé inconnus du voisinage."""
    with chemin.open("rb") as flux:
        separateur = _find_separateur(flux.readline().decode("latin-1"))
    suite = iter_lignes(chemin, separateur, guillemets=True)
    _, entete = next(suite)
    noms = [c.strip().upper() for c in entete]
    rangs = {nom: noms.index(nom) for nom in _UTILES if nom in noms}
    type_, commune = rangs["TYPEQU"], rangs["DEPCOM"]
    gardees: list[tuple[str, ...]] = []
    numeros: list[int] = []
    rejets: list[Rejet] = []
    inconnus: Counter[str] = Counter()
    lues = 0
    for numero, cases in suite:
        if not any(cases):
            continue
        lues += 1
        if len(cases) != len(noms):
            if len(rejets) < _REJETS_MAX:
                rejets.append(build_rejet_cases(demande.fichier, numero, len(cases), len(noms), separateur))
            continue
        code = cases[type_].strip().upper()
        if not code.startswith(SANTE) or code in HORS_SUJET:
            continue
        departement = get_departement(repair_code(cases[commune], Maille.COMMUNE))
        if departement not in voisinage.suivis and not _is_proche(cases, rangs, voisinage):
            continue
        if code not in TYPES:
            inconnus[code] += 1
            continue
        gardees.append((*(cases[rangs[n]].strip() if n in rangs else "" for n in _UTILES), departement))
        numeros.append(numero)
    donnees = pd.DataFrame(gardees, columns=[*_UTILES, "departement"], dtype="str")
    return Tableau(demande.fichier, "", donnees, np.array(numeros, dtype="int64"), tuple(rejets)), lues, +inconnus


def _is_proche(cases: list[str], rangs: dict[str, int], voisinage: Voisinage) -> bool:
    """Vrai si la ligne peut être près de la ville, d'après l'un ou l'autre de ses couples de coordonnées."""
    return any(
        x in rangs and y in rangs and voisinage.is_dans_bornes(cases[rangs[x]], cases[rangs[y]], epsg)
        for x, y, epsg in (("LONGITUDE", "LATITUDE", 4326), ("LAMBERT_X", "LAMBERT_Y", _LAMBERT_93))
    )


def _describe_inconnus(inconnus: Counter[str]) -> list[str]:
    if not inconnus:
        return []
    cites = join_mots(f"{code} ({format_nombre(n)})" for code, n in sorted(inconnus.items()))
    return [
        f"Types d'équipement de santé inconnus de l'observatoire, laissés de côté : {cites}. "
        "La nomenclature a pu changer : signalez-les."
    ]


def _build_points(
    donnees: pd.DataFrame, lon: np.ndarray, lat: np.ndarray, lignes: np.ndarray, demande: Demande
) -> pd.DataFrame:
    communes = [repair_code(c, Maille.COMMUNE) for c in donnees["DEPCOM"]]
    types = [t.upper() for t in donnees["TYPEQU"]]
    identifiants = [f"bpe-{a}-{t}-{n}" for a, t, n in zip(donnees["AN"], types, lignes, strict=True)]
    nommes = [professions.name_metier(*TYPES[t]) for t in types]
    doutes = [_find_doute(g, q) for g, q in zip(donnees["QUALITE_GEOLOC"], donnees["QUALITE_XY"], strict=True)]
    # Un point tiré au hasard tomberait dans un IRIS tiré au hasard.
    sur = np.array([d != _AU_HASARD for d in doutes], dtype=bool)
    return pd.DataFrame(
        {
            "id": identifiants,
            "categorie": [n.categorie for n in nommes],
            "profession": [n.profession for n in nommes],
            "specialite": [n.specialite for n in nommes],
            "nom": donnees["NOMRS"].tolist(),
            "lon": np.where(sur, lon, np.nan),
            "lat": np.where(sur, lat, np.nan),
            "iris": [_read_iris(c) if s else "" for c, s in zip(donnees["DCIRIS"], sur, strict=True)],
            "personne": identifiants,
            "activite": 1.0,
            "commune": [find_commune(c, demande.contexte) for c in communes],
            "adresse": [_write_adresse(a) for a in zip(*(donnees[c] for c in _ADRESSE), strict=True)],
            "ligne": lignes,
            "mode_exercice": ["libéral" if t.startswith(PERSONNES) else "" for t in types],
            "doute_fichier": doutes,
        }
    )


def _find_doute(geoloc: str, qualite: str) -> str:
    return _DOUTES.get(geoloc, "") or _DOUTES.get(qualite.lower(), "")


def _write_adresse(parties: tuple[str, ...]) -> str:
    """Rien sans voie : un code postal et une ville ne placent personne."""
    return " ".join(filter(None, parties)) if parties[3] else ""


def _place(donnees: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Degrés du fichier s'il les donne, sinon conversion des coordonnées projetées."""
    epsg = parse_nombres(donnees["EPSG"]).valeurs
    defaut = donnees["departement"].map(_EPSG_OUTRE_MER).fillna(_LAMBERT_93).to_numpy(dtype="int64")
    crs = np.where(np.isfinite(epsg), np.nan_to_num(epsg), defaut).astype("int64")
    x, y = parse_nombres(donnees["LAMBERT_X"]).valeurs, parse_nombres(donnees["LAMBERT_Y"]).valeurs
    lon, lat = convert_degres(x, y, crs)
    lue, lue_lat = parse_nombres(donnees["LONGITUDE"]).valeurs, parse_nombres(donnees["LATITUDE"]).valeurs
    donnes = np.isfinite(lue) & np.isfinite(lue_lat)
    return np.where(donnes, lue, lon), np.where(donnes, lue_lat, lat)


def _read_iris(code: str) -> str:
    """Code IRIS sans son tiret bas ; une commune sans IRIS ou un IRIS inconnu ne place rien."""
    net = code.replace("_", "")
    return net if is_code_valide(net, Maille.IRIS) else ""
