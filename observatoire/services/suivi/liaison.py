"""Du suivi à l'observatoire : séries des indicateurs reliés, et verdicts qui disent les besoins."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from observatoire.domain.cls.objets import Seance
from observatoire.domain.cls.resultats import PointMesure
from observatoire.domain.estimation import Estimation
from observatoire.domain.evolution import get_etendue
from observatoire.domain.indicateur import Indicateur, TypeIndicateur
from observatoire.domain.periode import Periode
from observatoire.domain.territoire import Maille
from observatoire.domain.verdict import Jugement
from observatoire.services.chiffres import build_chiffres, is_proportion
from observatoire.services.comparateurs import resolve_reference
from observatoire.services.lignes import build_lignes, group_historique
from observatoire.services.resultats import Chiffre
from observatoire.services.suivi.resultats import SerieObservee
from observatoire.services.verdicts import TAUX
from observatoire.services.version import name_version, open_version
from observatoire.stats.intervals import poisson_interval, wilson_interval

_DATE_VERSION = re.compile(r"obs_(\d{4}-\d{2}-\d{2})_")


@dataclass(frozen=True)
class VerdictBesoin:
    """Le verdict d'un indicateur pour un territoire, face à la ville."""

    territoire: str
    indicateur: str
    libelle: str
    theme: str
    jugement: Jugement


class SourceEntrepot:
    """Lit les séries dans une version publiée ; plusieurs territoires sont réunis par leurs comptes."""

    def __init__(self, version: str) -> None:
        self._entrepot = open_version(version)

    def get_nom(self, territoire: str) -> str:
        """Rend le nom d'un territoire publié, ou vide."""
        trouve = self._entrepot.metadonnees.territoires.get(territoire)
        return trouve.nom if trouve else ""

    def read_serie(self, code: str, territoires: tuple[str, ...]) -> SerieObservee | None:
        """Rend la série d'un indicateur ; `None` s'il n'est pas publié pour ces territoires."""
        meta = self._entrepot.metadonnees
        indicateur = meta.indicateurs.get(code)
        if indicateur is None or not territoires:
            return None
        lignes = self._entrepot.read(
            "historique", indicateurs=[code], territoires=list(territoires), sexe="ensemble", age="tous"
        )
        par_periode: dict[str, list[Chiffre]] = {}
        for chiffre in build_chiffres(lignes, meta):
            if chiffre.estimation.is_disponible:
                par_periode.setdefault(chiffre.periode.code, []).append(chiffre)
        points = [_merge(chiffres, len(territoires)) for chiffres in par_periode.values()]
        retenus = sorted((p for p in points if p is not None), key=lambda p: (p.fin, p.debut))
        if not retenus:
            return None
        source = meta.sources[indicateur.source]
        mailles = {t.maille for code_t in territoires if (t := meta.territoires.get(code_t))}
        comparable = all(indicateur.is_comparable(maille) for maille in mailles)
        return SerieObservee(
            points=tuple(retenus),
            unite=indicateur.unite,
            sens=indicateur.sens,
            decimales=indicateur.decimales,
            source=f"{source.producteur}, {source.libelle}",
            version=name_version(meta),
            motif_non_comparable="" if comparable else indicateur.motif_non_comparable,
            is_part=indicateur.type is TypeIndicateur.PART,
        )


def _merge(chiffres: Sequence[Chiffre], attendus: int) -> PointMesure | None:
    """Réunit les territoires d'une période ; un seul qui manque, et le point n'est pas donné."""
    if len(chiffres) != attendus:
        return None
    premier = chiffres[0]
    if attendus == 1:
        return _build_point(premier.periode, premier.indicateur, premier.estimation)
    comptes = [(c.estimation.effectif, c.estimation.population) for c in chiffres]
    if not premier.indicateur.agregeable or any(n is None or not d for n, d in comptes):
        return None
    cas = sum(n or 0 for n, _ in comptes)
    population = sum(d or 0 for _, d in comptes)
    k = premier.indicateur.multiplicateur
    if is_proportion(premier.indicateur, cas, population):
        bornes = wilson_interval([cas], [population])
        bas, haut = float(bornes.lower[0]) * k, float(bornes.upper[0]) * k
    else:
        bornes = poisson_interval([cas])
        bas, haut = float(bornes.lower[0]) * k / population, float(bornes.upper[0]) * k / population
    debut, fin = _get_dates(premier.periode, premier.indicateur)
    return PointMesure(debut, fin, cas * k / population, bas, haut, cas, population)


def _build_point(periode: Periode, indicateur: Indicateur, estimation: Estimation) -> PointMesure | None:
    if estimation.valeur is None:
        return None
    debut, fin = _get_dates(periode, indicateur)
    comptes = (estimation.effectif, estimation.population)
    testable = is_proportion(indicateur, *comptes) or indicateur.type in TAUX
    return PointMesure(
        debut=debut,
        fin=fin,
        valeur=estimation.valeur,
        ic_bas=estimation.ic_bas,
        ic_haut=estimation.ic_haut,
        # L'effectif ne suffit pas à refaire un taux standardisé ni un indice : le test passe par l'intervalle.
        numerateur=estimation.effectif if testable else None,
        denominateur=estimation.population if testable else None,
    )


def _get_dates(periode: Periode, indicateur: Indicateur) -> tuple[date, date]:
    """Les années que la collecte couvre vraiment (cinq pour un millésime du recensement)."""
    debut, fin = get_etendue(periode, indicateur.source)
    if fin - debut <= (periode.fin - periode.debut).days / 365.25 + 0.01:
        return periode.debut, periode.fin
    return date(int(debut), 1, 1), date(int(fin), 12, 31)


def list_verdicts(version: str, maille: Maille) -> tuple[VerdictBesoin, ...]:
    """Rend le verdict de chaque indicateur, à sa dernière période, pour chaque territoire d'une maille."""
    entrepot = open_version(version)
    meta = entrepot.metadonnees
    reference = resolve_reference(meta=meta, texte=None)
    ville = reference.territoire or ""
    millesime = max((t.millesime for t in meta.territoires.values() if t.maille is maille), default=None)
    pairs = build_chiffres(
        entrepot.read(
            "valeurs_dernieres",
            maille=maille.value,
            millesime=millesime if maille is Maille.QPV else None,
            autres=[ville],
            sexe="ensemble",
        ),
        meta,
    )
    choisis = [c for c in pairs if c.territoire.maille is maille]
    historique = group_historique(
        build_chiffres(
            entrepot.read("historique", indicateurs=[], territoires=[ville], sexe="ensemble", age="tous"), meta
        )
    )
    lignes = build_lignes(meta=meta, choisis=choisis, pairs=pairs, historique=historique, reference=reference)
    return tuple(
        VerdictBesoin(
            territoire=ligne.territoire.code,
            indicateur=ligne.indicateur.code,
            libelle=ligne.indicateur.libelle_court,
            theme=ligne.indicateur.theme.value,
            jugement=ligne.verdict.jugement,
        )
        for ligne in lignes
    )


def find_version_alors(versions: Sequence[str], jour: date, seances: Sequence[Seance]) -> str:
    """Rend la version qu'on lisait un jour passé, ou vide si elle n'est plus là.

    C'est celle qu'une séance de ce jour a consignée ; à défaut, la dernière publiée ce jour ou avant.

    Args:
        versions: les versions présentes, de la plus récente à la plus ancienne.
        jour: le jour passé.
        seances: les séances du contrat.
    """
    consignees = [s.version_donnees for s in seances if s.date == jour and s.version_donnees]
    if consignees:
        return next((v for v in consignees if v in versions), "")
    datees = ((v, _DATE_VERSION.match(v)) for v in versions)
    return next((v for v, trouve in datees if trouve and trouve.group(1) <= jour.isoformat()), "")


def list_contenants(version: str, territoires: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Rend, pour chaque territoire, ceux qui le contiennent ou le recouvrent en partie.

    Une action qui vise la ville vise chacun de ses quartiers ; une action d'un QPV vise aussi le quartier
    où il se trouve, dès qu'ils partagent un IRIS.
    """
    meta = open_version(version).metadonnees
    iris: dict[str, set[str]] = {}
    for lien in meta.appartenances:
        iris.setdefault(lien.parent, set()).add(lien.enfant)
    larges = tuple(c for c, t in meta.territoires.items() if t.maille is Maille.COMMUNE)
    recouvrants = [c for c, t in meta.territoires.items() if t.maille in (Maille.QPV, Maille.QUARTIER)]
    return {
        t: (*larges, *(c for c in recouvrants if c != t and iris.get(c, set()) & iris.get(t, set())))
        for t in territoires
    }
