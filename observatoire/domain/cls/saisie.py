"""Nettoyer et vérifier ce qui a été saisi, avant de l'enregistrer."""

import math
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, replace
from datetime import date
from typing import TypeVar, cast

from observatoire.domain.cls.objets import Action, Contrat, Financement, IndicateurCls, Mesure, Objet, list_champs
from observatoire.domain.cls.vocabulaire import STATUTS_A_MOTIVER
from observatoire.domain.francais import count_decimales, format_date, format_nombre

T = TypeVar("T", bound=Objet)
LONGUEUR_MAX = 30_000  # une cellule de classeur en tient 32 767
ANNEE_MIN, ANNEE_MAX = 1990, 2100
_COUPURES = re.compile(r"[;\n]")
_POUR = re.compile(r"\bpour (\d[\d ]*\d|\d)")
#: Un champ et son nom à l'écran, quand ils diffèrent.
NOMS_CHAMPS: Mapping[str, str] = {
    "numero": "numéro",
    "libelle": "libellé",
    "debut": "date de début",
    "fin": "date de fin",
    "echeance": "échéance",
    "realisee_le": "date de réalisation",
    "motif": "motif",
    "elu_referent": "élu·e référent·e",
    "structure_pilote": "structure pilote",
    "service_pilote": "direction ou service pilote",
    "personne_pilote": "personne pilote",
    "inegalites": "contribution à la réduction des inégalités",
    "participation": "participation des habitants",
    "facteurs": "facteurs favorables",
    "difficultes": "difficultés",
    "deblocage": "condition de déblocage",
    "thematiques": "thématiques",
    "determinants": "déterminants",
    "publics": "publics",
    "territoires": "territoires visés",
    "instance": "instance de gouvernance",
    "constat": "constat du diagnostic",
    "moyens": "moyens humains et techniques",
    "amelioration": "amélioration continue",
    "documents": "documents et liens",
    "priorite": "priorité",
    "statut_depuis": "date du statut",
    "realise": "réalisé",
    "prevu": "prévu",
    "annee": "année",
    "unite": "unité",
    "periodicite": "périodicité",
    "depart_date": "date de départ",
    "depart_valeur": "valeur de départ",
    "observatoire": "suivi dans l'observatoire",
    "numerateur": "numérateur",
    "denominateur": "dénominateur",
    "borne_basse": "borne basse",
    "borne_haute": "borne haute",
    "parent_id": "rattachement",
    "etat": "état",
    "presents": "présents",
    "version_donnees": "version des données",
    "seance_id": "séance",
}


def get_nom_champ(champ: str) -> str:
    """Rend le nom d'un champ tel qu'on l'affiche."""
    return NOMS_CHAMPS.get(champ, champ.removesuffix("_id").replace("_", " "))


def clean_texte(texte: str) -> str:
    """Retire les caractères de contrôle et les blancs de fin de ligne ; garde les sauts de ligne."""
    uni = unicodedata.normalize("NFC", texte.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    imprimable = "".join(c for c in uni if c == "\n" or unicodedata.category(c) not in {"Cc", "Cs", "Co"})
    return "\n".join(ligne.rstrip() for ligne in imprimable.split("\n")).strip()


def split_liste(texte: str) -> tuple[str, ...]:
    """Découpe une saisie en mots : un point-virgule ou un saut de ligne les sépare."""
    mots = (clean_texte(m) for m in _COUPURES.split(texte))
    return tuple(dict.fromkeys(m for m in mots if m))


def clean_objet(objet: T) -> T:
    """Rend l'objet, textes et listes nettoyés."""
    propres: dict[str, object] = {}
    for champ in list_champs(type(objet)):
        valeur = getattr(objet, champ)
        if type(valeur) is str:
            propres[champ] = clean_texte(valeur)
        elif isinstance(valeur, float) and math.isfinite(valeur):
            # Quinze chiffres significatifs : ce qu'un tableur garde, donc ce qui revient d'un export.
            propres[champ] = float(f"{valeur:.15g}")
        elif isinstance(valeur, tuple):
            elements = cast("tuple[object, ...]", valeur)
            if elements and all(isinstance(e, str) for e in elements):
                propres[champ] = split_liste("\n".join(cast("tuple[str, ...]", elements)))
    return replace(objet, **propres)


def guess_multiplicateur(unite: str) -> float:
    """Rend ce par quoi une unité multiplie un rapport : 100 pour « % », 1 000 pour « pour 1 000 », 1 sinon."""
    texte = " ".join(unite.lower().split())
    if texte.startswith("%"):
        return 100.0
    if texte.startswith("‰"):
        return 1000.0
    trouve = _POUR.search(texte)
    return float(trouve.group(1).replace(" ", "")) if trouve else 1.0


def check_objet(objet: Objet) -> dict[str, str]:
    """Rend les champs fautifs et ce qu'il faut corriger ; vide si tout va."""
    fautes = dict(_check_valeurs(objet))
    fautes |= dict(_check_coherence(objet))
    return fautes


def _check_valeurs(objet: Objet) -> Iterator[tuple[str, str]]:
    for f in fields(objet):
        valeur, nom = getattr(objet, f.name), get_nom_champ(f.name)
        # Un texte sans valeur par défaut ne peut pas rester vide.
        if f.default is MISSING and valeur == "":
            yield f.name, f"Le champ « {nom} » est vide : il est obligatoire."
        elif isinstance(valeur, str) and len(valeur) > LONGUEUR_MAX:
            yield f.name, f"Le champ « {nom} » dépasse {LONGUEUR_MAX} caractères : raccourcissez-le."
        elif isinstance(valeur, float) and not math.isfinite(valeur):
            yield f.name, f"Le champ « {nom} » n'est pas un nombre."
        elif isinstance(valeur, date) and not ANNEE_MIN <= valeur.year <= ANNEE_MAX:
            yield f.name, f"« {nom} » : l'année {valeur.year} est hors de {ANNEE_MIN}-{ANNEE_MAX}."


def _check_coherence(objet: Objet) -> Iterator[tuple[str, str]]:
    if isinstance(objet, Action | Contrat) and objet.debut and objet.fin and objet.fin < objet.debut:
        yield "fin", f"La fin ({format_date(objet.fin)}) précède le début ({format_date(objet.debut)})."
    if isinstance(objet, Action) and objet.statut in STATUTS_A_MOTIVER and not objet.motif:
        yield "motif", f"Le statut « {objet.statut.libelle} » demande un motif."
    if isinstance(objet, Financement):
        for champ in ("prevu", "realise"):
            if (getattr(objet, champ) or 0) < 0:
                yield champ, "Un montant ne peut pas être négatif."
    if isinstance(objet, Mesure):
        yield from _check_mesure(objet)


def complete_mesure(mesure: Mesure, indicateur: IndicateurCls) -> Mesure:
    """Rend la mesure, sa valeur calculée sur ses effectifs quand elle n'est pas donnée."""
    if not math.isnan(mesure.valeur) or mesure.numerateur is None or not mesure.denominateur:
        return mesure
    return replace(mesure, valeur=mesure.numerateur / mesure.denominateur * indicateur.multiplicateur)


def check_comptes(mesure: Mesure, indicateur: IndicateurCls) -> dict[str, str]:
    """Dit si la valeur contredit ses propres effectifs, au-delà de son arrondi."""
    if mesure.numerateur is None or not mesure.denominateur or not math.isfinite(mesure.valeur):
        return {}
    # Sans unité, rien ne dit si la valeur est une part ou un pourcentage : les deux se tiennent.
    echelles = {indicateur.multiplicateur} | (set() if indicateur.unite else {1.0})
    rapport = mesure.numerateur / mesure.denominateur
    decimales = count_decimales(mesure.valeur)
    marge = 0.5 * 10.0**-decimales + 1e-9 * abs(mesure.valeur)
    if any(abs(mesure.valeur - rapport * k) <= marge for k in echelles):
        return {}
    k = indicateur.multiplicateur
    calcul = f"{format_nombre(mesure.numerateur)} / {format_nombre(mesure.denominateur)}"
    fois = f" × {format_nombre(k)}" if k != 1 else ""
    return {
        "valeur": f"Mesure du {format_date(mesure.date)} : la valeur {format_nombre(mesure.valeur, decimales)} ne va "
        f"pas avec ses effectifs, {calcul}{fois} = {format_nombre(rapport * k, max(1, decimales))}. Corrigez l'une ou "
        "les autres, ou l'unité de l'indicateur ; laissée vide, la valeur se calcule."
    }


def _check_mesure(mesure: Mesure) -> Iterator[tuple[str, str]]:
    for champ in ("numerateur", "denominateur"):
        if (getattr(mesure, champ) or 0) < 0:
            yield champ, "Un effectif ne peut pas être négatif."
    if (mesure.numerateur is None) != (mesure.denominateur is None):
        yield "denominateur", "Numérateur et dénominateur vont ensemble : donnez les deux, ou aucun."
    if mesure.denominateur == 0:
        yield "denominateur", "Le dénominateur est nul : la valeur n'est pas définie."
    if (mesure.borne_basse is None) != (mesure.borne_haute is None):
        yield "borne_haute", "Les deux bornes de l'intervalle vont ensemble : donnez les deux, ou aucune."
    elif (
        mesure.borne_basse is not None
        and mesure.borne_haute is not None
        and not mesure.borne_basse <= mesure.valeur <= mesure.borne_haute
    ):
        yield "borne_basse", "La valeur doit se trouver entre les deux bornes de son intervalle."
