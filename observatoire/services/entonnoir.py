"""Graphique en entonnoir : chaque territoire selon sa taille, et les limites du hasard autour du comparateur."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from observatoire.domain.francais import format_pluriel, join_mots
from observatoire.domain.indicateur import Indicateur, TypeIndicateur
from observatoire.domain.periode import Periode
from observatoire.domain.phrases.ensemble import choose_jugement
from observatoire.domain.phrases.lieux import Lieu
from observatoire.domain.phrases.phrase import Phrase
from observatoire.domain.territoire import LIBELLES_COURTS_MAILLE, Maille
from observatoire.domain.verdict import Ecart, Jugement, Verdict
from observatoire.services.carte import build_carte
from observatoire.services.resultats import Comparateur, Ligne
from observatoire.stats.arguments import Floats
from observatoire.stats.comparison import STRICT_LEVEL, USUAL_LEVEL
from observatoire.stats.funnel import proportion_limits, ratio_limits

_NB_ABSCISSES = 60
_MAX_CITES = 4


@dataclass(frozen=True, slots=True)
class PointEntonnoir:
    """Un territoire : abscisse (taille), ordonnée (valeur), et sa place entre les courbes.

    La marque est le verdict de la ligne, le même que sur toutes les pages. `place` est lue sur les courbes : 0 dedans,
    1 au-dessus de la limite à 95 %, 2 de celle à 99,8 %, −1 et −2 en dessous.
    """

    ligne: Ligne
    taille: float
    valeur: float
    place: int

    @property
    def verdict(self) -> Verdict:
        """Le verdict du territoire face au comparateur."""
        return self.ligne.verdict

    @property
    def is_discordant(self) -> bool:
        """Vrai si la courbe et le verdict ne disent pas la même chose du point."""
        verdict = self.verdict
        if verdict.ecart is Ecart.NON_COMPARABLE:
            return False
        return self.place != verdict.direction * (2 if verdict.is_net else 1)


@dataclass(frozen=True, slots=True)
class Limites:
    """Courbes de contrôle à un niveau, une ordonnée par abscisse."""

    bas: tuple[float, ...]
    haut: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Entonnoir:
    """Un entonnoir, ou le motif qui empêche de le tracer (`points` est alors vide)."""

    indicateur: Indicateur
    periode: Periode
    comparateur: Comparateur
    titre_taille: str
    cible: float | None
    points: tuple[PointEntonnoir, ...]
    abscisses: tuple[float, ...]
    limites_95: Limites
    limites_998: Limites
    phrase: Phrase
    motif: str


def build_entonnoir(
    *,
    version: str,
    indicateur: str,
    periode: str | None,
    maille: str,
    comparateur: str | None = None,
) -> Entonnoir:
    """Construit l'entonnoir d'un indicateur né d'un comptage.

    Raises:
        SelectionInvalide: code inconnu.
    """
    carte = build_carte(version=version, indicateur=indicateur, periode=periode, maille=maille, comparateur=comparateur)
    fiche = carte.indicateur
    cible = _read_cible(carte.lignes)
    utiles = [ligne for ligne in carte.lignes if _has_comptes(ligne)]
    motif = _find_motif(fiche, cible, utiles)
    vide = Limites((), ())
    if motif or cible is None:
        phrase = Phrase(f"L’entonnoir ne se trace pas : {motif}.", "", Jugement.NON_COMPARABLE)
        return Entonnoir(
            fiche, carte.periode, carte.comparateur, "", cible, (), (), vide, vide, phrase, motif
        )  # fmt: skip
    tailles = np.array([measure_taille(ligne, cible) for ligne in utiles])
    abscisses = np.linspace(max(tailles.min() * 0.8, 1e-9), tailles.max() * 1.05, _NB_ABSCISSES)
    points = _build_points(utiles, tailles, cible)
    return Entonnoir(
        indicateur=fiche,
        periode=carte.periode,
        comparateur=carte.comparateur,
        titre_taille=fiche.population_cible or "Population" if fiche.type is TypeIndicateur.PART else "Cas attendus",
        cible=cible,
        points=points,
        abscisses=tuple(float(x) for x in abscisses),
        limites_95=_to_limites(compute_limites(fiche, cible, abscisses, level=USUAL_LEVEL)),
        limites_998=_to_limites(compute_limites(fiche, cible, abscisses, level=STRICT_LEVEL)),
        phrase=write_entonnoir(carte.maille, carte.comparateur.lieu, points),
        motif="",
    )


def compute_limites(indicateur: Indicateur, cible: float, tailles: Floats, *, level: float) -> tuple[Floats, Floats]:
    """Limites autour de la cible, dans l'unité de l'indicateur : populations pour une part, cas attendus sinon."""
    if indicateur.type is TypeIndicateur.PART:
        bas, haut = proportion_limits(cible / indicateur.multiplicateur, tailles, level=level)
        return bas * indicateur.multiplicateur, haut * indicateur.multiplicateur
    bas, haut = ratio_limits(tailles, level=level)
    return bas * cible, haut * cible


def measure_taille(ligne: Ligne, cible: float) -> float:
    """Population d'une part ; cas attendus d'après la cible pour un taux."""
    effectif, population = ligne.estimation.effectif or 0.0, ligne.estimation.population or 0.0
    if ligne.indicateur.type is TypeIndicateur.PART:
        return population
    if ligne.indicateur.type is TypeIndicateur.TAUX_STANDARDISE:
        return effectif * cible / (ligne.estimation.valeur or 1.0)
    return population * cible / ligne.indicateur.multiplicateur


def write_entonnoir(maille: Maille, comparateur: Lieu, points: Sequence[PointEntonnoir]) -> Phrase:
    """Combien de territoires s'écartent, et ceux dont la place entre les courbes ne suit pas le verdict."""
    un, plusieurs = LIBELLES_COURTS_MAILLE[maille]
    verdicts = [p.verdict for p in points]
    discordants = [p for p in points if p.is_discordant]
    nets, etablis = sum(v.is_net for v in verdicts), sum(v.is_etabli for v in verdicts)
    certitude = f"limites à 95 % et 99,8 % autour de la valeur {comparateur.de}"
    reserve = f" {_tell_discordants(discordants)}" if discordants else ""
    if not etablis:
        debut = "Aucun point ne sort des limites : rien" if not discordants else "Rien"
        texte = f"{debut} n’établit d’écart avec {comparateur.nom}.{reserve}"
        return Phrase(texte, certitude, Jugement.SANS_ECART)
    if discordants:
        texte = f"Un écart avec {comparateur.nom} est établi pour {format_pluriel(etablis, un, plusieurs)}"
        texte += f", dont {nets} {'net' if nets == 1 else 'nets'}." if 0 < nets < etablis else "."
        return Phrase(f"{texte}{reserve}", certitude, choose_jugement(verdicts))
    texte = f"{format_pluriel(etablis, un, plusieurs)} {'sort' if etablis == 1 else 'sortent'} des limites à 95 %"
    if nets == etablis:
        texte += " et de celles à 99,8 %."
    else:
        texte += f", dont {nets} de celles à 99,8 %." if nets else ", aucun de celles à 99,8 %."
    suite = " Les autres restent dans les limites." if etablis < len(verdicts) else ""
    return Phrase(f"{texte}{suite}", certitude, choose_jugement(verdicts))


def _tell_discordants(points: Sequence[PointEntonnoir]) -> str:
    """« Pour Gambetta, le point est hors d'une courbe sans que l'écart soit établi : le verdict fait foi. »."""
    noms = [p.ligne.territoire.nom for p in points]
    cites = join_mots(noms) if len(noms) <= _MAX_CITES else format_pluriel(len(noms), "point")
    return (
        f"Pour {cites}, la courbe et le verdict diffèrent : la marque suit le verdict, qui compte mieux l’incertitude."
    )


def _build_points(lignes: list[Ligne], tailles: Floats, cible: float) -> tuple[PointEntonnoir, ...]:
    fiche = lignes[0].indicateur
    valeurs = np.array([ligne.estimation.valeur for ligne in lignes], dtype=np.float64)
    places = np.zeros(len(lignes), dtype=np.int64)
    for niveau in (USUAL_LEVEL, STRICT_LEVEL):
        bas, haut = compute_limites(fiche, cible, tailles, level=niveau)
        places += np.where(valeurs > haut, 1, np.where(valeurs < bas, -1, 0))
    return tuple(
        PointEntonnoir(ligne, float(taille), float(valeur), int(place))
        for ligne, taille, valeur, place in zip(lignes, tailles, valeurs, places, strict=True)
    )


def _has_comptes(ligne: Ligne) -> bool:
    estimation = ligne.estimation
    return (
        estimation.is_disponible
        and estimation.effectif is not None
        and bool(estimation.population)
        and (ligne.indicateur.type is not TypeIndicateur.TAUX_STANDARDISE or bool(estimation.valeur))
    )


_TYPES = (
    TypeIndicateur.PART,
    TypeIndicateur.TAUX,
    TypeIndicateur.DENSITE,
    TypeIndicateur.ICM,
    TypeIndicateur.TAUX_STANDARDISE,
)


def _find_motif(fiche: Indicateur, cible: float | None, utiles: list[Ligne]) -> str:
    if fiche.type not in _TYPES:
        return "ce chiffre n’est pas le rapport de deux effectifs"
    if not utiles:
        return "les effectifs ne sont pas publiés"
    if not cible:
        return "le comparateur n’a pas une valeur unique"
    return ""


def _read_cible(lignes: tuple[Ligne, ...]) -> float | None:
    valeurs = {ligne.reference.valeur for ligne in lignes if ligne.reference is not None}
    return valeurs.pop() if len(valeurs) == 1 else None


def _to_limites(bornes: tuple[Floats, Floats]) -> Limites:
    return Limites(tuple(float(b) for b in bornes[0]), tuple(float(b) for b in bornes[1]))
