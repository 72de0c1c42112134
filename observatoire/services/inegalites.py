"""Inégalités : les QPV face au reste de la ville, et la pente sociale d'un indicateur."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from observatoire.domain.estimation import Estimation
from observatoire.domain.francais import format_ecart, format_nombre, format_valeur
from observatoire.domain.indicateur import Indicateur, Sens, TypeIndicateur
from observatoire.domain.periode import Periode
from observatoire.domain.phrases.phrase import Phrase
from observatoire.domain.territoire import LIBELLES_COURTS_MAILLE, Maille, Territoire
from observatoire.domain.verdict import Ecart, Jugement, MotifComparaison, Verdict, build_verdict, classify_ecart
from observatoire.services.carte import build_carte
from observatoire.services.chiffres import to_array, to_float
from observatoire.services.periodes_anterieures import find_periode_proche
from observatoire.services.resultats import Chiffre, Ligne
from observatoire.services.verdicts import is_trop_petit
from observatoire.services.version import open_version
from observatoire.stats.inequality import gap, slope_index

GRADIENTS = ("indice_defavorisation", "revenu_median", "taux_pauvrete_60")
"""Indicateurs qui peuvent ranger les territoires du plus défavorisé au plus favorisé, du préféré au dernier."""

_RECOMPOSABLES = (TypeIndicateur.PART, TypeIndicateur.TAUX, TypeIndicateur.DENSITE, TypeIndicateur.ICM)


@dataclass(frozen=True, slots=True)
class EcartQpv:
    """Les QPV publiés, réunis, face au reste de la ville, ou le motif qui empêche de le calculer.

    `manquants` sont les QPV sans chiffre publié : ils restent comptés dans le reste de la ville, et l'écran le dit.

    `difference` et ses bornes sont dans l'unité de l'indicateur ; `rapport` est QPV sur reste.
    """

    indicateur: Indicateur
    periode: Periode
    qpv: tuple[Territoire, ...]
    manquants: tuple[Territoire, ...]
    valeur_qpv: float | None
    valeur_reste: float | None
    difference: float | None
    difference_bas: float | None
    difference_haut: float | None
    rapport: float | None
    rapport_bas: float | None
    rapport_haut: float | None
    verdict: Verdict | None
    phrase: Phrase
    motif: str


@dataclass(frozen=True, slots=True)
class PenteSociale:
    """Droite d'un indicateur le long du gradient social.

    `gradient` range les territoires, d'après ses valeurs à `gradient_periode`, la plus proche de `periode`.
    `rangs` (0 = plus défavorisé, 1 = plus favorisé) place chaque ligne au milieu de sa part de population ;
    `au_bas` et `au_haut` sont les bouts de la droite ; `sii` leur différence, `rii` leur rapport (haut sur bas), chacun
    avec ses bornes à 95 %.
    """

    indicateur: Indicateur
    gradient: Indicateur | None
    gradient_periode: Periode | None
    periode: Periode
    lignes: tuple[Ligne, ...]
    rangs: tuple[float, ...]
    au_bas: float | None
    au_haut: float | None
    sii: float | None
    sii_bas: float | None
    sii_haut: float | None
    rii: float | None
    rii_bas: float | None
    rii_haut: float | None
    phrase: Phrase
    motif: str


def build_ecart_qpv(*, version: str, indicateur: str) -> EcartQpv:
    """Réunit les QPV (contour le plus récent) et les compare au reste de la ville, par les comptes.

    Raises:
        SelectionInvalide: code inconnu, ou indicateur absent des QPV.
    """
    carte = build_carte(version=version, indicateur=indicateur, periode=None, maille="qpv")
    fiche = carte.indicateur
    millesime = max((ligne.territoire.millesime for ligne in carte.lignes), default="")
    tous = [ligne for ligne in carte.lignes if ligne.territoire.millesime == millesime]
    lignes = [x for x in tous if x.estimation.effectif is not None and x.estimation.population]
    ville = next((ligne.reference for ligne in lignes if ligne.reference), None)
    motif = ""
    if fiche.type not in _RECOMPOSABLES:
        motif = "ce chiffre ne se recompose pas à partir de plusieurs territoires"
    elif not lignes:
        motif = "aucun QPV n’a de chiffre publié"
    elif ville is None or ville.effectif is None or ville.population is None:
        motif = "la ville n’a pas de chiffre publié"
    if not motif and ville is not None:
        motif = _find_incoherence(fiche, *_sum_groupes(lignes, ville))
    if motif or ville is None:
        return _refuse_ecart(fiche, carte.periode, tuple(x.territoire for x in tous), motif)
    ecart = _compute_ecart(fiche, carte.periode, lignes, ville)
    publies = {ligne.territoire.code for ligne in lignes}
    manquants = tuple(x.territoire for x in tous if x.territoire.code not in publies)
    if not manquants:
        return ecart
    # Un QPV sans chiffre reste dans le reste de la ville : l'écart en est plutôt affaibli, et la phrase le dit.
    reserve = f" {len(publies)} QPV sur {len(tous)} ont ce chiffre ; les autres sont comptés dans le reste."
    return replace(ecart, manquants=manquants, phrase=replace(ecart.phrase, texte=ecart.phrase.texte + reserve))


def _refuse_ecart(fiche: Indicateur, periode: Periode, qpv: tuple[Territoire, ...], motif: str) -> EcartQpv:
    phrase = Phrase(f"L’écart entre les QPV et le reste ne se calcule pas : {motif}.", "", Jugement.NON_COMPARABLE)
    return EcartQpv(
        indicateur=fiche,
        periode=periode,
        qpv=(),
        manquants=qpv,
        valeur_qpv=None,
        valeur_reste=None,
        difference=None,
        difference_bas=None,
        difference_haut=None,
        rapport=None,
        rapport_bas=None,
        rapport_haut=None,
        verdict=None,
        phrase=phrase,
        motif=motif,
    )


def _sum_groupes(lignes: Sequence[Ligne], ville: Estimation) -> tuple[tuple[float, float], tuple[float, float]]:
    """Cas et population des QPV réunis, puis du reste de la ville."""
    cas = sum(ligne.estimation.effectif or 0 for ligne in lignes)
    population = sum(ligne.estimation.population or 0 for ligne in lignes)
    return (cas, population), ((ville.effectif or 0) - cas, (ville.population or 0) - population)


def _find_incoherence(fiche: Indicateur, qpv: tuple[float, float], reste: tuple[float, float]) -> str:
    """Pourquoi les deux groupes ne se comparent pas, alors que leurs comptes sont publiés ; vide s'ils le peuvent."""
    if reste[1] <= 0:
        return "il ne reste personne hors des QPV"
    if reste[0] < 0:
        return "les QPV comptent plus de cas que la ville"
    if fiche.type is TypeIndicateur.PART and (qpv[0] > qpv[1] or reste[0] > reste[1]):
        return "un des deux groupes compte plus de cas que d’habitants"
    return "" if qpv[0] + reste[0] > 0 else "aucun cas n’est compté dans la ville"


def _compute_ecart(fiche: Indicateur, periode: Periode, lignes: Sequence[Ligne], ville: Estimation) -> EcartQpv:
    (cas, population), (reste, base) = _sum_groupes(lignes, ville)
    m = fiche.multiplicateur
    ecart = gap(cas, population, reste, base, proportion=fiche.type is TypeIndicateur.PART)
    valeur_qpv, valeur_reste = cas / population * m, reste / base * m
    reunis = replace(lignes[0].estimation, valeur=valeur_qpv, effectif=cas, population=population)
    autres = replace(ville, valeur=valeur_reste, effectif=reste, population=base)
    verdict = _judge_ecart(replace(lignes[0].chiffre, estimation=reunis), autres, float(ecart.ratio.direction))
    rapport = to_float(float(ecart.ratio.ratio))
    return EcartQpv(
        indicateur=fiche,
        periode=periode,
        qpv=tuple(ligne.territoire for ligne in lignes),
        manquants=(),
        valeur_qpv=valeur_qpv,
        valeur_reste=valeur_reste,
        difference=to_float(float(ecart.difference) * m),
        difference_bas=to_float(float(ecart.lower) * m),
        difference_haut=to_float(float(ecart.upper) * m),
        rapport=rapport,
        rapport_bas=to_float(float(ecart.ratio.lower)),
        rapport_haut=to_float(float(ecart.ratio.upper)),
        verdict=verdict,
        phrase=_write_ecart(fiche, valeur_qpv, valeur_reste, rapport, verdict),
        motif="",
    )


def _judge_ecart(reunis: Chiffre, reste: Estimation, direction: float) -> Verdict:
    signe, sens = int(np.sign(direction)), reunis.indicateur.sens
    ecart = classify_ecart(signe, signe if abs(direction) == 2 else 0)
    if ecart is Ecart.NON_ETABLI and is_trop_petit(reunis, reste):
        return build_verdict(Ecart.TROP_PETIT, sens, MotifComparaison.TROP_PETIT)
    return build_verdict(ecart, sens)


def _write_ecart(fiche: Indicateur, qpv: float, reste: float, rapport: float | None, verdict: Verdict) -> Phrase:
    valeurs = (
        f"{fiche.libelle} : {format_valeur(qpv, fiche.decimales, fiche.unite)} dans les QPV, "
        f"{format_valeur(reste, fiche.decimales, fiche.unite)} dans le reste de la ville"
    )
    if verdict.ecart is Ecart.TROP_PETIT:
        texte = f"{valeurs}. Les cas sont trop peu nombreux pour conclure."
        return Phrase(texte, "effectif trop petit pour conclure", verdict.jugement)
    if not verdict.is_etabli:
        return Phrase(f"{valeurs}. La différence n’est pas établie.", "pas de différence établie", verdict.jugement)
    fois = f", soit un rapport de {format_nombre(rapport, 1)}" if rapport is not None and rapport >= 1.1 else ""
    certitude = "écart net" if verdict.is_net else "écart établi"
    return Phrase(f"{valeurs}{fois}.", certitude, verdict.jugement)


def build_pente_sociale(
    *,
    version: str,
    indicateur: str,
    maille: str,
    gradient: str | None = None,
) -> PenteSociale:
    """Range les territoires du plus défavorisé au plus favorisé et mesure la pente de l'indicateur.

    Raises:
        SelectionInvalide: code inconnu.
    """
    entrepot = open_version(version)
    meta = entrepot.metadonnees
    carte = build_carte(version=version, indicateur=indicateur, periode=None, maille=maille)
    if carte.indicateur.type is TypeIndicateur.EFFECTIF:
        return _refuse_pente(carte.indicateur, carte.periode, "un nombre dépend de la taille du territoire")
    presents = {d.indicateur for d in meta.disponibilites if d.maille == maille and d.publies}
    choisi = gradient or next((code for code in GRADIENTS if code in presents and code != indicateur), None)
    if choisi is None:
        return _refuse_pente(carte.indicateur, carte.periode, "aucun indicateur social ne range les territoires")
    proche = find_periode_proche(meta, choisi, maille, carte.periode)
    social = build_carte(version=version, indicateur=choisi, periode=proche, maille=maille)
    niveaux = {ligne.territoire.code: ligne.estimation.valeur for ligne in social.lignes}
    populations = {
        code: effectif
        for code, _, effectif in entrepot.read(
            "population_totale", territoires=[x.territoire.code for x in carte.lignes]
        )
    }
    utiles = [
        ligne
        for ligne in carte.lignes
        if ligne.estimation.is_disponible
        and niveaux.get(ligne.territoire.code) is not None
        and populations.get(ligne.territoire.code)
    ]
    favorise_haut = social.indicateur.sens is Sens.HAUT_FAVORABLE
    utiles.sort(key=lambda x: (niveaux[x.territoire.code] or 0.0) * (1 if favorise_haut else -1))
    if len(utiles) < 5:
        _, plusieurs = LIBELLES_COURTS_MAILLE[Maille(maille)]
        return _refuse_pente(carte.indicateur, carte.periode, f"moins de 5 {plusieurs} ont les deux chiffres")
    poids = to_array([populations[ligne.territoire.code] for ligne in utiles])
    pente = slope_index(to_array([ligne.estimation.valeur for ligne in utiles]), poids)
    parts = poids / poids.sum()
    return PenteSociale(
        indicateur=carte.indicateur,
        gradient=social.indicateur,
        gradient_periode=social.periode,
        periode=carte.periode,
        lignes=tuple(utiles),
        rangs=tuple(float(r) for r in np.cumsum(parts) - parts / 2),
        au_bas=to_float(float(pente.at_bottom)),
        au_haut=to_float(float(pente.at_top)),
        sii=to_float(float(pente.sii)),
        sii_bas=to_float(float(pente.sii_lower)),
        sii_haut=to_float(float(pente.sii_upper)),
        rii=to_float(float(pente.rii)),
        rii_bas=to_float(float(pente.rii_lower)),
        rii_haut=to_float(float(pente.rii_upper)),
        phrase=_write_pente(
            carte.indicateur, [float(x) for x in (pente.at_bottom, pente.at_top, pente.sii_lower, pente.sii_upper)]
        ),
        motif="",
    )


def _write_pente(fiche: Indicateur, bouts: Sequence[float]) -> Phrase:
    bas, haut, sii_bas, sii_haut = bouts
    if not (sii_bas > 0 or sii_haut < 0):
        texte = f"{fiche.libelle} : aucune pente sociale n’est établie entre les territoires."
        return Phrase(texte, "pas de pente établie à 95 %", Jugement.SANS_ECART)
    texte = (
        f"{fiche.libelle} : du plus défavorisé au plus favorisé, la droite va de "
        f"{format_valeur(bas, fiche.decimales, fiche.unite)} à {format_valeur(haut, fiche.decimales, fiche.unite)}."
    )
    bornes = (format_ecart(borne, fiche.decimales, fiche.unite) for borne in (sii_bas, sii_haut))
    certitude = f"écart de {' à '.join(bornes)} (95 %)"
    return Phrase(texte, f"pente établie · {certitude}", Jugement.SANS_ECART)


def _refuse_pente(fiche: Indicateur, periode: Periode, motif: str) -> PenteSociale:
    phrase = Phrase(f"La pente sociale ne se mesure pas : {motif}.", "", Jugement.NON_COMPARABLE)
    return PenteSociale(
        fiche, None, None, periode, (), (), None, None, None, None, None, None, None, None, phrase, motif
    )
