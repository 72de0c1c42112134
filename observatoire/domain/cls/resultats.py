"""Ce qu'un indicateur de résultat permet de dire, et rien de plus : contribution, pas attribution."""

from dataclasses import dataclass
from datetime import date

from observatoire.domain.cls.objets import Cible, IndicateurCls
from observatoire.domain.cls.vocabulaire import Terme
from observatoire.domain.francais import format_nombre, format_valeur
from observatoire.domain.indicateur import Sens

RESERVE = "Le contrat peut y avoir contribué ; le chiffre ne le prouve pas."


class VerdictResultat(Terme):
    """Évolution d'un indicateur depuis son départ. « Net » : 99,8 % ; sans « net » : 95 %."""

    AMELIORATION_NETTE = "amelioration_nette", "amélioration nette"
    AMELIORATION = "amelioration", "amélioration établie"
    PAS_DE_CHANGEMENT = "pas_de_changement", "pas de changement établi"
    DEGRADATION = "degradation", "dégradation établie"
    DEGRADATION_NETTE = "degradation_nette", "dégradation nette"
    HAUSSE_NETTE = "hausse_nette", "hausse nette"
    HAUSSE = "hausse", "hausse établie"
    BAISSE = "baisse", "baisse établie"
    BAISSE_NETTE = "baisse_nette", "baisse nette"
    NON_MESURABLE = "non_mesurable", "non mesurable"


AMELIORATIONS = frozenset({VerdictResultat.AMELIORATION, VerdictResultat.AMELIORATION_NETTE})
DEGRADATIONS = frozenset({VerdictResultat.DEGRADATION, VerdictResultat.DEGRADATION_NETTE})

_PAR_SENS: dict[Sens, tuple[VerdictResultat, ...]] = {
    # du plus bas (-2) au plus haut (+2)
    Sens.HAUT_FAVORABLE: (
        VerdictResultat.DEGRADATION_NETTE,
        VerdictResultat.DEGRADATION,
        VerdictResultat.PAS_DE_CHANGEMENT,
        VerdictResultat.AMELIORATION,
        VerdictResultat.AMELIORATION_NETTE,
    ),
    Sens.SANS_JUGEMENT: (
        VerdictResultat.BAISSE_NETTE,
        VerdictResultat.BAISSE,
        VerdictResultat.PAS_DE_CHANGEMENT,
        VerdictResultat.HAUSSE,
        VerdictResultat.HAUSSE_NETTE,
    ),
}
_PAR_SENS[Sens.BAS_FAVORABLE] = _PAR_SENS[Sens.HAUT_FAVORABLE][::-1]


@dataclass(frozen=True)
class PointMesure:
    """Une valeur datée et son intervalle à 95 %. `debut` et `fin` bornent ce qu'elle couvre."""

    debut: date
    fin: date
    valeur: float
    ic_bas: float | None = None
    ic_haut: float | None = None
    numerateur: float | None = None
    denominateur: float | None = None
    rupture: str = ""
    commentaire: str = ""
    version: str = ""


@dataclass(frozen=True)
class ResultatIndicateur:
    """Un indicateur du contrat, ses points et son verdict. `verdict` est `None` pour une activité."""

    indicateur: IndicateurCls
    unite: str
    sens: Sens
    decimales: int
    points: tuple[PointMesure, ...]
    cibles: tuple[Cible, ...]
    depart: PointMesure | None
    dernier: PointMesure | None
    verdict: VerdictResultat | None
    motif: str
    source: str
    version: str

    @property
    def cible(self) -> Cible | None:
        """La prochaine cible après le dernier point, ou la dernière posée."""
        apres = [c for c in self.cibles if self.dernier is None or c.date >= self.dernier.fin]
        return (apres or list(self.cibles[-1:]) or [None])[0]

    @property
    def phrase(self) -> str:
        """La phrase qui dit l'évolution et sa certitude."""
        return describe_resultat(self)


def get_verdict(direction: int, sens: Sens) -> VerdictResultat:
    """Traduit une évolution (−2 à 2, du plus net au plus net) en verdict selon le sens."""
    return _PAR_SENS[sens][direction + 2]


def is_cible_atteinte(cible: Cible, valeur: float, sens: Sens) -> bool | None:
    """Dit si une valeur atteint la cible, tolérance comprise ; `None` sans sens."""
    marge = cible.tolerance or 0
    if sens is Sens.HAUT_FAVORABLE:
        return valeur >= cible.valeur - marge
    if sens is Sens.BAS_FAVORABLE:
        return valeur <= cible.valeur + marge
    return abs(valeur - cible.valeur) <= marge if cible.tolerance else None


def describe_resultat(resultat: ResultatIndicateur) -> str:
    """Compose la phrase d'un indicateur : le nombre d'abord, puis la certitude."""
    libelle = resultat.indicateur.libelle
    if resultat.dernier is None:
        return f"{libelle} : aucune mesure."
    dernier = _format_point(resultat, resultat.dernier)
    if resultat.verdict is None:
        return f"{libelle} : {dernier}. Cette activité ne dit rien de l'effet."
    if resultat.verdict is VerdictResultat.NON_MESURABLE:
        return f"{libelle} : {dernier}. Évolution non mesurable : {resultat.motif}."
    depart = resultat.depart or resultat.dernier
    debut = f"{libelle} : {dernier}, contre {_format_point(resultat, depart)} : {resultat.verdict.libelle}."
    if resultat.verdict is VerdictResultat.PAS_DE_CHANGEMENT:
        return f"{debut} L'écart observé peut tenir au hasard."
    return f"{debut} {RESERVE}"


def _format_point(resultat: ResultatIndicateur, point: PointMesure) -> str:
    valeur = format_valeur(point.valeur, resultat.decimales, resultat.unite)
    annees = {point.debut.year, point.fin.year}
    return f"{valeur} en {'-'.join(str(a) for a in sorted(annees))}"


def format_cible(resultat: ResultatIndicateur, cible: Cible) -> str:
    """Écrit « cible 11,0 % en 2026 »."""
    valeur = format_valeur(cible.valeur, resultat.decimales, resultat.unite)
    tolerance = f" (± {format_nombre(cible.tolerance, resultat.decimales)})" if cible.tolerance else ""
    return f"cible {valeur}{tolerance} en {cible.date.year}"
